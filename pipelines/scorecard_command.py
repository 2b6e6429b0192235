"""`padron scorecard` and `padron certificate`: how good what institutions send is, and what certifies it.

Belongs here: the commands' options and how their answers are drawn. Does not belong here: the tables
(assets/out/out_tarjeta*.sql), what a certificate says (snis/certificate.py, publish/certificate.py). Everything shown
is a count, a code or a date; `certificate check` needs no work folder.
"""

import csv
import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.options import DeploymentOption, JsonOption, WorkOption, day
from pipelines.work_folder import open_folder
from snis.errors import QualityError, SettingsError
from snis.quality_policy import DIMENSIONS

certificate_app = typer.Typer(
    no_args_is_help=True, help="Certificados de calidad: de cada envío y de cada conjunto publicado."
)
CertificateFile = Annotated[
    Path,
    typer.Argument(metavar="ARCHIVO", help="El certificado: un archivo JSON.", exists=True, dir_okay=False),
]
_MONTH = re.compile(r"20\d{2}-(0[1-9]|1[0-2])")
_COLUMNS = ("institucion", "mes", "estado", "total", *DIMENSIONS, "pasado", "cambio", "menos", "senales")
_COUNTS = (
    "envios_recibidos", "envios_rechazados", "envios_que_faltan", "atraso_mayor_dias", "cui_revisados", "cui_validos",
    "correcciones", "hallazgos_abiertos", "hallazgos_edad_dias",
)  # fmt: skip
_NOTHING = "—"


def scorecard(
    institution: Annotated[
        str, typer.Argument(metavar="[INSTITUCIÓN]", help="Su código; si no, todas.")
    ] = "",
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    month: Annotated[
        str, typer.Option("--month", metavar="AAAA-MM", help="Solo este mes; si no, los que tienen nota.")
    ] = "",
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Resultado como CSV, en la salida estándar.")] = False,
) -> None:
    """Tarjetas de calidad: la nota de cada institución por mes, sus seis dimensiones y lo que le quita puntos.

    La última noche las calculó; este comando solo las muestra. docs/tarjetas.md trae la fórmula.
    """
    if month and not _MONTH.fullmatch(month):
        raise SettingsError("no es un mes", place="--month", remedy="Escríbalo así: 2026-05.")
    from assets.out.scorecards import read_cards

    with open_folder(deployment, work) as (_, bench):
        cards = read_cards(bench, institution=institution, month=month)
    if as_json:
        typer.echo(json.dumps([dict(card) for card in cards], ensure_ascii=False))
    elif as_csv:
        writer = csv.DictWriter(sys.stdout, (*_COLUMNS, *_COUNTS), lineterminator="\n")
        writer.writeheader()
        writer.writerows(cards)
    else:
        for line in _lines(cards if month else [card for card in cards if card["total"] is not None]):
            typer.echo(line)


@certificate_app.command("show")
def show(path: CertificateFile, *, as_json: JsonOption = False) -> None:
    """Muestra un certificado: de quién es, su nivel, sus notas y hasta cuándo vale."""
    content = _read(path)
    if as_json:
        typer.echo(json.dumps(content, ensure_ascii=False))
        return
    for line in _about(content):
        typer.echo(line)


@certificate_app.command("check")
def check(
    path: CertificateFile,
    *,
    on: Annotated[
        str, typer.Option("--on", metavar="AAAA-MM-DD", help="Día en que se pregunta si vale [hoy].")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Calcula de nuevo el nivel y la nota de un certificado, solo con la evidencia que trae.

    El de un conjunto publicado se compara además con los archivos de su paquete y con el conjunto de calidad de la
    misma edición, si están junto a él. Sale con 0 si se sostiene, con 1 si venció y con 2 si no se sostiene.
    """
    content = _read(path)
    problems, unseen = _judged(path, content)
    ended = _has_ended(content, day(on, "--on") if on else datetime.now().astimezone().date())
    if as_json:
        answer = {
            "se_sostiene": not problems,
            "vencido": ended,
            "problemas": problems,
            "no_comparado": unseen,
        }
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for line in [
            *_about(content),
            *(f"  ✗ {problem}" for problem in problems),
            *(f"  · {n}" for n in unseen),
        ]:
            typer.echo(line)
        typer.echo(
            "No se sostiene." if problems else "Se sostiene, pero ya venció." if ended else "Se sostiene."
        )
    raise typer.Exit(2 if problems else 1 if ended else 0)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise QualityError("no es un certificado que se pueda leer", place=path.name) from None
    if not isinstance(content, dict) or "certificado" not in content:
        raise QualityError("no es un certificado", place=path.name)
    return content


def _judged(path: Path, content: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What does not hold, and what could not be compared because it is not at hand."""
    from publish import certificate as published
    from snis.certificate import DELIVERY, problems_of

    if content["certificado"] == DELIVERY:
        return problems_of(content), []
    report, quality = published.published_beside(path, str(content.get("edicion", "")))
    unseen = []
    if quality is None and content.get("entregas"):
        unseen.append("el conjunto de calidad de la misma edición no está junto a este paquete")
    return published.problems_of(content, report, quality), unseen


def _has_ended(content: Mapping[str, Any], today: date) -> bool:
    ends = content.get("vence")
    return ends is not None and today.isoformat()[: len(str(ends))] > str(ends)


def _about(content: Mapping[str, Any]) -> list[str]:
    whose = (
        content.get("conjunto")
        or f"{content.get('institucion')}, {content.get('contrato') or 'sin contrato'}"
    )
    about = content.get("edicion") or content.get("periodo") or _NOTHING
    grades: Mapping[str, str | None] = content.get("dimensiones", {})
    return [
        f"{whose} ({about})",
        f"  nivel   {content.get('nivel')}   total {content.get('total')}",
        f"  emitido {content.get('emitido')}   vence {content.get('vence') or _NOTHING}",
        *(f"    {name:<14}{points or _NOTHING:>8}" for name, points in grades.items()),
    ]


def _lines(cards: Sequence[Mapping[str, Any]]) -> list[str]:
    if not cards:
        return ["Ninguna tarjeta con nota: revise el código de la institución y el mes."]
    names = ("total", *(name[:8] for name in DIMENSIONS))
    head = f"{'institución':<12}{'mes':<9}" + "".join(f"{name:>10}" for name in names) + "  por qué"
    return [head, *(_line(card) for card in cards)]


def _line(card: Mapping[str, Any]) -> str:
    points = (card[name] for name in ("total", *DIMENSIONS))
    cells = "".join(f"{_NOTHING if value is None else value:>10}" for value in points)
    why = card["estado"] if card["estado"] != "con_entrega" else card["senales"] or ""
    return f"{card['institucion']:<12}{card['mes']:<9}{cells}  {why}".rstrip()

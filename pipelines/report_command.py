"""`padron report`: the periodic reports.

Belongs here: options, what is told, and the exit codes. Does not belong here: figures (assets/report), what a report
says (publish/report), printing (report_pdf.py).
"""

import json
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.options import DeploymentOption, JsonOption, WorkOption
from pipelines.report_pdf import MISSING, find_chromium, print_report
from pipelines.work_folder import open_folder
from snis.errors import ReportError
from snis.periods import Kind, Period, parse

if TYPE_CHECKING:
    from assets.progress import Listener
    from assets.report.making import Made
    from publish.report.facts import Edition

_EDITIONS = ("interna", "publica")
EditionOption = Annotated[
    str,
    typer.Option(
        "--edition", metavar="EDICIÓN", help="interna (cifras exactas, uso interno), publica, o ambas."
    ),
]
ProvisionalOption = Annotated[
    bool, typer.Option("--provisional", help="También si el período no está cerrado; cada página lo dice.")
]
CorrectionOption = Annotated[
    str,
    typer.Option(
        "--reason", metavar="TEXTO", help="Motivo de la fe de erratas, sin nombres ni números de nadie."
    ),
]
PdfOption = Annotated[bool, typer.Option("--pdf/--no-pdf", help="Imprimir con el Chromium de esta máquina.")]


class Every(StrEnum):
    """What a report can be about, by its word at the terminal."""

    SEMESTER = "semester"
    CUATRIMESTER = "cuatrimester"
    YEAR = "year"

    @property
    def kind(self) -> Kind:
        """The kind of period."""
        return Kind[self.name]


def report(
    every: Annotated[
        Every, typer.Argument(help="Para las autoridades, la rendición de cuentas o la memoria.")
    ],
    code: Annotated[str, typer.Argument(metavar="PERÍODO", help="Por ejemplo 2026-S1, 2026-C1 o 2025.")],
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    edition: EditionOption = "ambas",
    provisional: ProvisionalOption = False,
    reason: CorrectionOption = "",
    pdf: PdfOption = True,
    as_json: JsonOption = False,
) -> None:
    """Informes periódicos: estado de la integración, cobertura, coincidencias, hallazgos y calidad.

    Cada informe queda en reports/<edición>/<período>/ de la carpeta de trabajo: páginas para leer e imprimir, una
    hoja por departamento, un párrafo por municipio, y CSV y JSON de cada cifra. No se sobrescribe: si los datos
    cambian, sale una fe de erratas al lado. docs/informes.md lo explica.
    """
    from assets.report.making import make_report
    from pipelines.terminal import progress_bars

    period, editions = _period(every.kind, code), _wanted(edition)
    made: list[tuple[str, Made]] = []
    with (
        open_folder(deployment, work, locked=True) as (_, bench),
        progress_bars(f"Padrón: informe {period.code}") as listener,
    ):
        for wanted in editions:
            made.append(
                (
                    wanted,
                    make_report(
                        period,
                        wanted,
                        bench,
                        _named(listener, wanted),
                        provisional=provisional,
                        reason=reason,
                    ),
                )
            )
    without = _print_all([one.folder for _, one in made]) if pdf else ""
    if as_json:
        typer.echo(json.dumps([_as_dict(name, one) for name, one in made], ensure_ascii=False))
    else:
        for name, one in made:
            _tell(name, one)
        if without:
            typer.echo(without)


def _print_all(folders: list[Path]) -> str:
    """Print every report; what there is to say when nothing can be printed."""
    from pipelines.settings import chromium_named
    from pipelines.terminal import progress_bars

    program = find_chromium(chromium_named())
    if program is None:
        return MISSING
    with progress_bars("Impresión en PDF") as listener:
        for folder in folders:
            sheets = sorted(
                path.relative_to(folder).as_posix() for path in (folder / "departamentos").glob("*.html")
            )
            step = f"PDF {folder.parent.name}"
            print_report(
                folder,
                ["index.html", *sheets],
                program,
                partial(listener, step),
            )
    return ""


def _named(listener: "Listener", edition: str) -> "Listener":
    """Steps under the name of the edition that they are of."""

    def listen(step: str, done: int, total: int) -> None:
        listener(f"{step} {edition}", done, total)

    return listen


def _period(kind: Kind, code: str) -> Period:
    period = parse(code)
    if period.kind is not kind:
        raise ReportError(
            f"no es un {kind.value.replace('anio', 'año')}",
            place=code,
            remedy="Escriba 2026-S1 con semester, 2026-C1 con cuatrimester, 2026 con year.",
        )
    return period


def _wanted(edition: str) -> tuple["Edition", ...]:
    if edition == "ambas":
        return _EDITIONS  # type: ignore[return-value]
    if edition not in _EDITIONS:
        raise ReportError("no hay tal edición", place="--edition", remedy="Escriba interna, publica o ambas.")
    return (edition,)  # type: ignore[return-value]


def _tell(name: str, report: "Made") -> None:
    state = "hecho" if report.is_new else "ya estaba; ninguna cifra cambió"
    if report.differing:
        state = f"fe de erratas, {len(report.differing)} cifras corregidas"
    mark = ", PROVISIONAL" if report.provisional else ""
    typer.echo(f"Informe {name}{mark}: {state}.")
    typer.echo(f"  {report.folder / 'index.html'}")
    typer.echo(f"  huella {report.digest}")


def _as_dict(name: str, report: "Made") -> dict[str, object]:
    return {
        "edicion": name,
        "carpeta": str(report.folder),
        "huella": report.digest,
        "nuevo": report.is_new,
        "provisional": report.provisional,
        "corregidas": list(report.differing),
    }

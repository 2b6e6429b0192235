"""`padron crossings`: what crosses with registers, and past payments crossed again as of a day.

Belongs here: the command's options and how its answer is drawn. Does not belong here: crossing (assets/link/rerun.py).
The answer holds rules, modalities, classes and counts; never a person.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.options import DeploymentOption, JsonOption, WorkOption, day
from pipelines.work_folder import open_folder

if TYPE_CHECKING:
    from assets.link.rerun import Reviewed

_WIDTHS = (8, 6, 17, 17, 18)
_NOBODY = "—"


def crossings(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of", metavar="AAAA-MM-DD", help="Cruzar con lo que se sabía al terminar este día."
        ),
    ],
    since: Annotated[
        str, typer.Option("--from", metavar="AAAA-MM-DD", help="Solo pagos desde este día.")
    ] = "",
    until: Annotated[str, typer.Option("--to", metavar="AAAA-MM-DD", help="Solo pagos hasta este día.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Cruza otra vez los pagos de un período con lo que se sabía un día, y dice qué se supo después.

    Cuenta entregas y quetzales por regla, modalidad y clase: la de entonces y la de hoy. Solo entran pagos que ese día
    ya habían llegado. No guarda nada.
    """
    from assets.link.rerun import cross_again

    known = day(as_of, "--as-of")
    first, last = day(since or "1900-01-01", "--from"), day(until or as_of, "--to")
    with open_folder(deployment, work) as (_, bench):
        found = cross_again(bench, as_of=known, first=first, last=last)
    if as_json:
        typer.echo(json.dumps([_as_dict(row) for row in found], ensure_ascii=False))
        return
    for line in _lines(found):
        typer.echo(line)


def _as_dict(row: "Reviewed") -> dict[str, object]:
    return {
        "regla": row.rule,
        "modalidad": row.modality,
        "clase_entonces": row.then,
        "clase_hoy": row.now,
        "resultado": row.outcome,
        "entregas": row.deliveries,
        "monto_gtq": str(row.amount),
    }


def _lines(found: Sequence["Reviewed"]) -> list[str]:
    if not found:
        return ["Ningún pago de ese período cruza con nada, ni entonces ni hoy."]
    head = _line("regla", "mod.", "entonces", "hoy", "resultado", "entregas", "quetzales")
    return [
        head,
        *(
            _line(
                row.rule,
                row.modality,
                row.then or _NOBODY,
                row.now or _NOBODY,
                row.outcome,
                f"{row.deliveries:,}",
                f"{row.amount:,.2f}",
            )
            for row in found
        ),
    ]


def _line(*cells: str) -> str:
    *texts, count, amount = cells
    padded = "".join(f"{text:<{width}}" for text, width in zip(texts, _WIDTHS, strict=True))
    return f"{padded}{count:>10}{amount:>18}"

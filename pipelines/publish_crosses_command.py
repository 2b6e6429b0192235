"""`padron publish crosses`: which crosses a year prints, measured on the year before.

Belongs here: the command's options and how its answer is drawn. Does not belong here: measuring and the file
(assets/open/admission.py), the rule (snis/admission.py).
"""

from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.options import DeploymentOption, JsonOption, WorkOption
from pipelines.work_folder import open_folder

if TYPE_CHECKING:
    from snis.admission import CrossDecision, YearDecision


def crosses(
    year: Annotated[int, typer.Argument(metavar="AÑO", min=2000, max=9999, help="Año que se decide.")],
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Medir y mostrar, sin escribir.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Decide qué cruces de la tabla de cobertura se imprimen en un año, medidos sobre el año anterior.

    Un cruce se admite si se retendría a lo sumo el 10 % de sus celdas y el 0.5 % de sus personas (disclosure.yaml
    puede pedir más). El que no pasa no se imprime; se dice qué cruce más grueso lo sustituye. La decisión se escribe
    una vez, en crosses-AÑO.yaml del despliegue, y vale todo el año.
    """
    from assets.open.admission import decide_year, enter_decision, write_decision

    with open_folder(deployment, work, locked=not dry_run) as (_, bench):
        decision = decide_year(bench, year)
        written = None if dry_run else write_decision(decision, bench.deployment.folder)
        if written is not None:
            enter_decision(decision, written, bench.store, bench.now)
    if as_json:
        typer.echo(decision.model_dump_json())
        return
    for line in _lines(decision):
        typer.echo(line)
    typer.echo("No se escribió nada." if written is None else f"Escrito en {written.name}, para todo {year}.")


def _lines(decision: "YearDecision") -> list[str]:
    admitted = sum(cross.admitted for cross in decision.crosses)
    width = max(len(cross.name) for cross in decision.crosses)
    title = f"Cruces de {decision.year}, medidos sobre {decision.measured_year}"
    return [
        f"{title}: {admitted} de {len(decision.crosses)} se imprimen.",
        f"{'cruce':<{width}}{'celdas':>10}{'retenidas':>12}{'personas':>12}  decisión",
        *(
            f"{cross.name:<{width}}{cross.cells:>10,}{cross.cells_pct:>10} %{cross.persons_pct:>10} %  {_said(cross)}"
            for cross in decision.crosses
        ),
    ]


def _said(cross: "CrossDecision") -> str:
    if cross.admitted:
        return "se imprime"
    return f"no; lo sustituye {cross.rolls_up_to}" if cross.rolls_up_to else "no; nada lo sustituye"

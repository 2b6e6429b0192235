"""`padron service`: the service levels at the terminal.

Belongs here: options, what is shown, and the exit code. Does not belong here: measuring (assets/service).
"""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.options import DeploymentOption, JsonOption, WorkOption
from pipelines.work_folder import open_folder
from snis.errors import SettingsError

if TYPE_CHECKING:
    from snis.service_definitions import Level

_UNITS = {"por_ciento": "%", "dias": "días"}


def service(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    period: Annotated[
        str,
        typer.Option(
            "--period", metavar="PERIODO", help="Un mes (2026-04), 12m, 24m u hoy; si falta, lo que se juzga."
        ),
    ] = "",
    institution: Annotated[
        str, typer.Option("--institution", metavar="X", help="Solo los de esta institución.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Niveles de servicio: noches, entregas, frescura, correcciones, intercambios y publicación, con su meta.

    Sin --period muestra lo de hoy y lo del mes en curso. Con --json da todos los períodos y, aparte, lo que no alcanza
    su meta. Sale con 1 si algo no la alcanza. docs/servicio.md define cada nivel.
    """
    from assets.service.levels import level_as_dict, service_levels
    from snis.service_levels import TODAY, breaches

    with open_folder(deployment, work) as (_, bench):
        if institution and institution not in bench.deployment.institution_codes:
            raise SettingsError("no es una institución registrada", place="--institution")
        today = bench.now.date()
        every = [level for level in service_levels(bench) if institution in {"", level.institution}]
    missed = breaches(every, today)
    chosen = {period} if period else {f"{today:%Y-%m}", TODAY}
    shown = [level for level in every if level.period in chosen]
    if as_json:
        told = [level for level in every if not period or level.period == period]
        content = {
            "fecha": today.isoformat(),
            "niveles": [level_as_dict(level) for level in told],
            "incumplidos": [level_as_dict(level) for level in missed],
        }
        typer.echo(json.dumps(content, ensure_ascii=False))
    else:
        for level in shown:
            typer.echo(level_line(level))
        typer.echo("")
        typer.echo(f"No alcanzan su meta: {len(missed)}." if missed else "Todo alcanza su meta.")
        for level in missed:
            typer.echo(f"· {level_line(level)}")
    raise typer.Exit(1 if missed else 0)


def level_line(level: "Level") -> str:
    """A level in one line: period, place, title, value, target, and what it was measured on."""
    unit = _UNITS.get(level.unit, level.unit)
    verdict = {True: "cumple", False: "NO cumple", None: "informa"}[level.met]
    target = "" if level.target is None else f"; meta {_number(level.target)}"
    of = f"{level.institution}: " if level.institution else ""
    place = f" ({level.place})" if level.place else ""
    return (
        f"{level.period:<8}{of}{level.title}{place}: {_number(level.value)} {unit}{target}; {verdict} "
        f"[{level.measured} {level.measured_on}]"
    )


def _number(value: float | None) -> str:
    return "sin medir" if value is None else f"{value:g}"

"""`padron sfi`: the strengthening plans at the terminal.

Belongs here: options, filters, and the exit codes. Does not belong here: any step of a plan (assets/sfi), or what may
follow what (snis/sfi_item.py).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.options import (
    DeploymentOption,
    JsonOption,
    ReasonOption,
    WhoOption,
    WorkOption,
    account,
    day,
)
from pipelines.sfi_telling import diagnosis_lines, event_as_dict, event_line, item_line
from pipelines.work_folder import open_folder
from snis.errors import SfiError
from snis.sfi_events import STATES, UNITS
from snis.sfi_item import Item, assignment, start, waiver
from snis.signed_events import Draft

if TYPE_CHECKING:
    from assets.resources import Bench
    from assets.sfi.journal import PlanJournal

InstitutionOption = Annotated[
    str, typer.Option("--institution", metavar="X", help="Solo las de esta institución.")
]
ItemArgument = Annotated[
    str,
    typer.Argument(metavar="RECOMENDACION", help="institución:contrato:regla, o una parte que la distinga."),
]
_OPEN = "por_corregir"

sfi_app = typer.Typer(
    no_args_is_help=True,
    help="""Fortalecimiento: qué tiene que corregir cada institución en el origen, quién y con qué evidencia.

    Cada noche abre una recomendación por regla que falla más de lo tolerado, y la cierra cuando una entrega nueva
    cumple sin traer menos. A cada institución le deja su plan en outbox/<institución>/plan.html.
    docs/fortalecimiento.md lo explica.""",
)


@sfi_app.command("list")
def list_items(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    institution: InstitutionOption = "",
    rule: Annotated[str, typer.Option("--rule", metavar="CUI-05", help="Solo las de esta regla.")] = "",
    state: Annotated[
        str,
        typer.Option("--state", metavar="ESTADO", help=f"{_OPEN}, todas, o uno de: {', '.join(STATES)}."),
    ] = _OPEN,
    overdue: Annotated[bool, typer.Option("--overdue", help="Solo las vencidas.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Las recomendaciones por corregir, lo que vence antes primero, y el avance. Sale con 1 si alguna está abierta."""
    from assets.sfi.page import item_as_dict
    from assets.sfi.standing import plan_standing

    if state not in {_OPEN, "todas", *STATES}:
        raise SfiError("no es un estado", place="--state", remedy=f"Use {_OPEN}, todas, {', '.join(STATES)}.")
    with open_folder(deployment, work) as (_, bench):
        standing = plan_standing(bench)
        today = bench.now.date()
    chosen = [
        item
        for item in sorted(standing.items, key=lambda item: (item.due, item.name))
        if institution in {"", item.institution}
        and rule in {"", item.rule}
        and (item.is_open if state == _OPEN else state in {"todas", item.state})
        and (item.days_late(today) > 0 or not overdue)
    ]
    progress = standing.institutions.get(institution) if institution else standing.total
    if as_json:
        told = [item_as_dict(item, today.isoformat()) for item in chosen]
        typer.echo(
            json.dumps(
                {"avance": progress.as_dict() if progress else None, "recomendaciones": told},
                ensure_ascii=False,
            )
        )
    else:
        for item in chosen:
            typer.echo(item_line(item, today))
        typer.echo(progress.line() if progress else "La institución no tiene plan.")
    raise typer.Exit(1 if any(item.is_open for item in chosen) else 0)


@sfi_app.command()
def show(
    item: ItemArgument,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Una recomendación: qué se midió, qué hacer, y qué le ha pasado; comprueba firmas. Sale con 1 si está abierta."""
    from assets.sfi.page import item_as_dict

    with _session(deployment, work) as (journal, bench):
        journal.check_end()
        found = _find(item, journal)
        today = bench.now.date()
        told: dict[str, Any] = {
            **item_as_dict(found, today.isoformat()),
            "eventos": [event_as_dict(event) for event in journal.of(found.name)],
        }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(item_line(found, today))
        typer.echo(f"{told['titulo']}: {told['medida']}. {told['remedio']} Guía: {told['guia']}")
        if told["situacion"]:
            typer.echo(told["situacion"])
        for event in told["eventos"]:
            typer.echo(event_line(event))
    raise typer.Exit(1 if found.is_open else 0)


@sfi_app.command()
def assign(
    item: ItemArgument,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    to: Annotated[str, typer.Option("--to", metavar="UNIDAD", help=f"Una de: {', '.join(UNITS)}.")],
    due: Annotated[
        str, typer.Option("--due", metavar="AAAA-MM-DD", help="Para cuándo [la fecha que ya tiene].")
    ] = "",
    by: WhoOption = "",
) -> None:
    """La da a una unidad, con fecha. Nunca a una persona: el plan no lleva nombres."""
    until = day(due, "--due") if due else None
    _add(item, deployment, work, lambda found: assignment(found, unit=to, due=until), by)


@sfi_app.command("start")
def start_item(
    item: ItemArgument,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    by: WhoOption = "",
) -> None:
    """Dice que su unidad ya trabaja en ella."""
    _add(item, deployment, work, start, by)


@sfi_app.command()
def waive(
    item: ItemArgument,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    reason: ReasonOption = "",
    until: Annotated[
        str, typer.Option("--until", metavar="AAAA-MM-DD", help="Último día de la dispensa [sin fin].")
    ] = "",
    by: WhoOption = "",
) -> None:
    """La cierra sin evidencia, con su motivo. No cuenta en el avance; vuelve si falla el doble o si vence."""
    end = day(until, "--until") if until else None
    _add(item, deployment, work, lambda found: waiver(found, reason=reason, until=end), by)


@sfi_app.command()
def diagnosis(
    institution: Annotated[str, typer.Argument(metavar="INSTITUCION", help="Código de la institución.")],
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Lo que la institución declara de sí misma, al lado de lo que sus entregas miden. Sale con 1 si algo difiere."""
    from assets.sfi.diagnosis import diagnosis_as_dict, sides_of
    from assets.sfi.measuring import layouts_of
    from snis.quality_policy import load_quality_policy

    with open_folder(deployment, work) as (_, bench):
        if institution not in bench.deployment.institution_codes:
            raise SfiError("no es una institución registrada", place=institution)
        policy = load_quality_policy(bench.deployment.folder)
        sides = sides_of(institution, bench.deployment, layouts_of(bench, policy), policy)
    told = diagnosis_as_dict(sides)
    if told is None:
        raise SfiError(
            "la institución no ha contestado el cuestionario",
            place=institution,
            remedy="Escriba diagnosis/<institución>.yaml en el despliegue; docs/fortalecimiento.md trae las preguntas.",
        )
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(diagnosis_lines(told)))
    raise typer.Exit(1 if any(side.contrast == "difiere" for side in sides) else 0)


@sfi_app.command()
def page(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Lo que hace la noche con los planes: abre, corrige, cierra y deja cada plan. Repetida, no cambia nada."""
    from assets.sfi.night import follow_plans

    with open_folder(deployment, work, locked=True) as (_, bench):
        outcome = follow_plans(bench)
    progress = outcome.standing.total
    if as_json:
        told = {"eventos": dict(outcome.events), "planes": list(outcome.pages), "avance": progress.as_dict()}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        for kind, count in sorted(outcome.events.items()):
            typer.echo(f"{count} {kind}")
        for institution in outcome.pages:
            typer.echo(f"outbox/{institution}/plan.html")
        typer.echo(progress.line())
    raise typer.Exit(1 if progress.open else 0)


def _add(
    name: str, deployment: Path | None, work: Path | None, said: Callable[[Item], Draft], by: str
) -> None:
    """Add what somebody decides, and bring table and page up to date."""
    from assets.sfi.night import follow_plans

    with _session(deployment, work, locked=True) as (journal, bench):
        journal.check_end()
        draft = said(_find(name, journal))
        journal.add([draft], moment=bench.now, who=account(by))
        journal.enter(bench.now)
        follow_plans(bench)
    typer.echo(f"{draft.subject}: {draft.kind}.")


@contextmanager
def _session(
    deployment: Path | None, work: Path | None, *, locked: bool = False
) -> Iterator[tuple["PlanJournal", "Bench"]]:
    from assets.sfi.journal import PlanJournal

    with open_folder(deployment, work, locked=locked) as (_, bench):
        yield PlanJournal(bench.store), bench


def _find(name: str, journal: "PlanJournal") -> Item:
    wanted = name.strip()
    if wanted in journal.lives:
        return journal.lives[wanted]
    found = [item for known, item in journal.lives.items() if wanted and wanted in known]
    if len(found) != 1:
        raise SfiError(
            "más de una recomendación se llama así" if found else "no hay tal recomendación",
            place=name,
            remedy="`padron sfi list --state todas` las nombra.",
        )
    return found[0]

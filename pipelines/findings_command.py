"""`padron findings`: the life of findings at the terminal.

Belongs here: options, filters, and the exit codes. Does not belong here: any step of that life (assets/findings), or
what may follow what (snis/finding_life.py). What an institution commented is shown when somebody asks for it, and
stands nowhere else; the ledger says who asked.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.demonstration import settings_of
from pipelines.findings_telling import (
    event_line,
    finding_as_dict,
    history_of,
    line_of,
    outcome_as_dict,
    outcome_lines,
)
from pipelines.options import DeploymentOption, JsonOption, ReasonOption, WhoOption, WorkOption, account
from pipelines.work_folder import open_folder
from snis.errors import FindingError
from snis.finding_events import KINDS
from snis.finding_life import RESOLUTIONS, Life, in_order_of_age, reopening, resolution

if TYPE_CHECKING:
    from assets.findings.journal import Journal
    from assets.resources import Bench

InstitutionOption = Annotated[
    str, typer.Option("--institution", metavar="X", help="Solo los de esta institución.")
]
ReferenceArgument = Annotated[
    str, typer.Argument(metavar="HALLAZGO", help="Su referencia (H…), o sus primeras letras.")
]

findings_app = typer.Typer(
    no_args_is_help=True,
    help="""Hallazgos: en qué va cada uno, desde cuándo y quién tiene que hablar.

    Cada noche los detecta, los cierra si los datos ya no los muestran, y deja a cada institución un libro en
    outbox/<institución>/hallazgos/ que contesta y deposita en su buzón. El ministerio resuelve con `resolve`. Nadie
    sale de un programa por un hallazgo. docs/hallazgos.md lo explica.""",
)


@findings_app.command("list")
def list_findings(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    institution: InstitutionOption = "",
    rule: Annotated[str, typer.Option("--rule", metavar="CRU-01", help="Solo los de esta regla.")] = "",
    state: Annotated[
        str,
        typer.Option("--state", metavar="ESTADO", help=f"abierto, o uno de: {', '.join(KINDS)} [abierto]."),
    ] = "abierto",
    older: Annotated[
        int, typer.Option("--older", metavar="DIAS", min=0, help="Solo los que tienen al menos estos días.")
    ] = 0,
    as_json: JsonOption = False,
) -> None:
    """Los hallazgos abiertos, los más antiguos primero. Sale con 1 si alguno de los que muestra está abierto."""
    if state not in {"abierto", *KINDS}:
        raise FindingError("no es un estado", place="--state", remedy=f"Use abierto, {', '.join(KINDS)}.")
    with _session(deployment, work) as (journal, bench):
        today = bench.now.date()
        chosen = [
            life
            for life in in_order_of_age(journal.lives.values())
            if institution in {"", life.facts.owner}
            and rule in {"", life.facts.rule}
            and (life.is_open if state == "abierto" else life.state == state)
            and life.age(today) >= older
        ]
    if as_json:
        typer.echo(json.dumps([finding_as_dict(life, today) for life in chosen], ensure_ascii=False))
    else:
        for life in chosen:
            typer.echo(line_of(life, today))
        typer.echo(f"{len(chosen)} hallazgos.")
    raise typer.Exit(1 if any(life.is_open for life in chosen) else 0)


@findings_app.command()
def show(
    finding: ReferenceArgument,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    reveal: Annotated[
        bool,
        typer.Option(
            "--reveal", help="Muestra lo que la institución comentó; queda en la bitácora quién lo vio."
        ),
    ] = False,
    by: WhoOption = "",
    as_json: JsonOption = False,
) -> None:
    """Un hallazgo: qué es, qué filas señala y qué le ha pasado. Sale con 1 si está abierto."""
    from assets.findings.account import account_of, comment_of

    with _session(deployment, work, locked=reveal) as (journal, bench):
        life = _find(finding, journal)
        today = bench.now.date()
        told: dict[str, Any] = {
            **finding_as_dict(life, today),
            "filas": account_of(life, bench),
            "eventos": history_of(journal.of(life.finding)),
        }
        if reveal:
            told["comentario"] = comment_of(life, bench, who=account(by))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(line_of(life, today))
        for row in told["filas"]:
            sheet = f", {row['hoja']}" if row["hoja"] else ""
            typer.echo(
                f"  {row['archivo']}{sheet}, fila {row['fila']}: {row['modalidad']} {row['entrega_fecha']}"
            )
        for event in told["eventos"]:
            typer.echo(event_line(event))
        if reveal:
            typer.echo(f"Comentario: {told['comentario'] or '(ninguno)'}")
    raise typer.Exit(1 if life.is_open else 0)


@findings_app.command()
def notify(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    institution: InstitutionOption = "",
    as_json: JsonOption = False,
) -> None:
    """Lo que hace la noche: toma las respuestas que llegaron, detecta, cierra y deja los libros.

    Repetida, no cambia nada. Con --institution escribe solo el libro de una. Sale con 1 si alguna respuesta trae algo
    que su institución tiene que corregir.
    """
    from assets.findings.night import follow_findings

    settings = settings_of(deployment, work)
    with _session(deployment, work, locked=True) as (_, bench):
        if institution and institution not in bench.deployment.institution_codes:
            raise FindingError("no es una institución registrada", place="--institution")
        outcome = follow_findings(bench, settle_seconds=settings.settle_seconds, only=institution)
    typer.echo(
        json.dumps(outcome_as_dict(outcome), ensure_ascii=False)
        if as_json
        else "\n".join(outcome_lines(outcome))
    )
    raise typer.Exit(1 if any(answer.needs_sender for answer in outcome.answers) else 0)


@findings_app.command()
def resolve(
    findings: Annotated[list[str], typer.Argument(metavar="HALLAZGO...", help="Una o más referencias.")],
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    verdict: Annotated[
        str, typer.Option("--as", metavar="RESOLUCION", help=f"Una de: {', '.join(RESOLUTIONS)}.")
    ] = "",
    reopen: Annotated[
        bool, typer.Option("--reopen", help="Deshace la resolución; se pregunta otra vez.")
    ] = False,
    reason: ReasonOption = "",
    by: WhoOption = "",
) -> None:
    """Lo que el ministerio resuelve: procede, sin_lugar u otra_persona. Todos o ninguno.

    Un hallazgo que procede se abre otra vez si después llegan más entregas. No quita a nadie de nada.
    """
    if bool(verdict) == reopen:
        raise FindingError("diga una sola cosa: --as o --reopen", place="padron findings resolve")
    from assets.findings.seen import see
    from assets.findings.standing import write_states

    with _session(deployment, work, locked=True) as (journal, bench):
        journal.check_end()
        lives = [_find(name, journal) for name in dict.fromkeys(findings)]
        found = {} if reopen else see(bench).found
        drafts = [
            reopening(life)
            if reopen
            else resolution(
                life, verdict, reason=reason, deliveries=found.get(life.finding, life.facts).deliveries
            )
            for life in lives
        ]
        journal.add(drafts, moment=bench.now, who=account(by))
        journal.enter(bench.now)
        write_states(journal, bench)
    typer.echo(f"{len(drafts)} hallazgos: {'reabierto' if reopen else verdict}.")


@findings_app.command()
def history(
    finding: Annotated[
        str, typer.Argument(metavar="[HALLAZGO]", help="Solo los de este; si falta, todos.")
    ] = "",
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Todo lo que ha pasado, con quién y cuándo; comprueba antes las firmas y que no falte el final."""
    with _session(deployment, work) as (journal, _):
        journal.check_end()
        events = history_of(journal.of(_find(finding, journal).finding) if finding else journal.events)
    if as_json:
        typer.echo(json.dumps(events, ensure_ascii=False))
        return
    for event in events:
        typer.echo(event_line(event))
    typer.echo(f"{len(events)} eventos; las firmas se sostienen.")


@contextmanager
def _session(
    deployment: Path | None, work: Path | None, *, locked: bool = False
) -> Iterator[tuple["Journal", "Bench"]]:
    from assets.findings.journal import Journal

    with open_folder(deployment, work, locked=locked) as (_, bench):
        yield Journal(bench.store), bench


def _find(name: str, journal: "Journal") -> Life:
    wanted = name.strip().lower().removeprefix("h")
    found = [life for finding, life in journal.lives.items() if wanted and finding.startswith(wanted)]
    if len(found) != 1:
        raise FindingError(
            "más de un hallazgo empieza así" if found else "no hay tal hallazgo",
            place=name,
            remedy="`padron findings list --state ESTADO` los nombra.",
        )
    return found[0]

"""`padron review`: the questions about who is who, at the terminal.

Belongs here: the options, one case after another with its evidence in words, and the exit codes. Does not belong here:
the queue (assets/review), or the page (review_page.py). Names and numbers of the two sides are shown on the terminal
when somebody asks for them, and stand nowhere else; the ledger says who asked.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.options import DeploymentOption, JsonOption, ReasonOption, WhoOption, WorkOption, account
from pipelines.work_folder import open_folder
from snis.errors import DecisionError
from snis.linkage.evidence import REASONS, in_words, odds
from snis.linkage_decisions import ACCEPTED, REJECTED, UNDECIDED

if TYPE_CHECKING:
    from assets.resources import Bench
    from assets.review.queue import Case, Queue

CaseArgument = Annotated[str, typer.Argument(metavar="CASO", help="Nombre del caso, o sus primeras letras.")]
_VERDICT_WORDS = {ACCEPTED: "son la misma persona", REJECTED: "son dos personas", UNDECIDED: "no se sabe"}
# As many as fit side by side on a terminal.
_RECORDS_SHOWN = 4
_KEYS = {"m": ACCEPTED, "d": REJECTED, "n": UNDECIDED}


@dataclass(frozen=True)
class _Session:
    """The queue of a work folder, its tools, and the clock."""

    queue: "Queue"
    bench: "Bench"
    clock: Callable[[], datetime]

    @property
    def today(self) -> date:
        return self.clock().date()


review_app = typer.Typer(
    no_args_is_help=True,
    help="""Preguntas sobre quién es quién: una a la vez, con la evidencia en palabras.

    El enlace une lo que es seguro y separa lo que no tiene duda; lo demás espera aquí. Cada respuesta queda firmada y
    puede deshacerse, y cuenta desde la noche siguiente. docs/metodo/enlace.md explica los pesos.""",
)


@review_app.command("list")
def list_cases(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Los casos abiertos, los de más dinero primero, y los que quedaron aparte. Sale con 1 si hay abiertos."""
    with _queue(deployment, work) as session:
        today = session.today
        if as_json:
            cases = [_as_dict(case, today) for case in (*session.queue.open, *session.queue.set_aside)]
            typer.echo(json.dumps({"abiertos": len(session.queue.open), "casos": cases}, ensure_ascii=False))
        else:
            for case in (*session.queue.open, *session.queue.set_aside):
                aside = "  aparte" if case.set_aside else ""
                typer.echo(
                    f"{case.name}  {case.reason:<15}{case.weight:>7.1f}  {case.deliveries:>5} entregas"
                    f"  Q{case.paid:>12,.2f}  {case.age(today):>4} días{aside}"
                )
            typer.echo(
                f"{len(session.queue.open)} abiertos, {len(session.queue.set_aside)} aparte, "
                f"{len(session.queue.decisions)} respuestas en el archivo."
            )
        code = 1 if session.queue.open else 0
    raise typer.Exit(code)


@review_app.command()
def show(
    case: CaseArgument,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Muestra lo que identifica; queda en la bitácora quién lo vio.")
    ] = False,
    by: WhoOption = "",
) -> None:
    """Un caso: por qué se pregunta y qué pesa a favor y en contra."""
    with _queue(deployment, work) as session:
        found = session.queue.case(case)
        _tell(found, session)
        if reveal:
            _reveal(found, session, account(by))


@review_app.command()
def decide(
    case: CaseArgument,
    *,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    same: Annotated[bool, typer.Option("--same", help="Son la misma persona.")] = False,
    different: Annotated[bool, typer.Option("--different", help="Son dos personas.")] = False,
    undecided: Annotated[bool, typer.Option("--undecided", help="No se puede saber: queda aparte.")] = False,
    by: WhoOption = "",
    reason: ReasonOption = "",
) -> None:
    """Contesta un caso: --same, --different o --undecided."""
    chosen = [
        verdict
        for verdict, given in ((ACCEPTED, same), (REJECTED, different), (UNDECIDED, undecided))
        if given
    ]
    if len(chosen) != 1:
        raise DecisionError(
            "diga una sola cosa: --same, --different o --undecided", place="padron review decide"
        )
    with _queue(deployment, work, locked=True) as session:
        decision = session.queue.answer(
            session.queue.case(case), chosen[0], who=account(by), reason=reason, moment=session.clock()
        )
        typer.echo(
            f"Decisión {decision.number}: {_VERDICT_WORDS[chosen[0]]}. Quedan {len(session.queue.open)} casos."
        )


@review_app.command()
def undo(
    number: Annotated[int, typer.Argument(metavar="NUMERO", help="Número de la decisión.")],
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    by: WhoOption = "",
    reason: ReasonOption = "",
) -> None:
    """Deshace una decisión: desde la noche siguiente todo queda como antes de ella."""
    with _queue(deployment, work, locked=True) as session:
        decision = session.queue.take_back(number, who=account(by), reason=reason, moment=session.clock())
        typer.echo(f"Decisión {decision.number}: deshace la {number}.")


@review_app.command()
def history(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Todas las decisiones, con quién y cuándo; comprueba antes sus firmas."""
    with _queue(deployment, work) as session:
        latest = {decision.pair: decision.number for decision in session.queue.decisions}
        if as_json:
            rows = [
                {
                    "numero": item.number,
                    "momento": item.moment,
                    "quien": item.who,
                    "decision": item.verdict,
                    "motivo": item.reason,
                    "en_pie": latest[item.pair] == item.number,
                }
                for item in session.queue.decisions
            ]
            typer.echo(json.dumps(rows, ensure_ascii=False))
            return
        for item in session.queue.decisions:
            standing = "" if latest[item.pair] == item.number else "  (ya no está en pie)"
            typer.echo(
                f"{item.number:>5}  {item.moment}  {item.who}  {_VERDICT_WORDS[item.verdict]}"
                f"{': ' + item.reason if item.reason else ''}{standing}"
            )
        typer.echo(f"{len(session.queue.decisions)} decisiones; las firmas se sostienen.")


@review_app.command("next")
def next_cases(deployment: DeploymentOption = None, work: WorkOption = None, *, by: WhoOption = "") -> None:
    """Un caso tras otro en la terminal: m misma, d distintas, n no se sabe, v ver los datos, s salir."""
    who = account(by)
    with _queue(deployment, work) as session:
        while session.queue.open:
            case = session.queue.open[0]
            typer.echo(f"\n── Quedan {len(session.queue.open)} ──")
            _tell(case, session)
            answer = _ask()
            if answer == "s":
                break
            if answer == "v":
                _reveal(case, session, who)
                answer = _ask(seen=True)
                if answer == "s":
                    break
            reason = typer.prompt("Por qué (sin datos de nadie)", default="", show_default=False)
            with _locked(session):
                session.queue.answer(case, _KEYS[answer], who=who, reason=reason, moment=session.clock())
        typer.echo(
            "La cola terminó." if not session.queue.open else f"Quedan {len(session.queue.open)} casos."
        )


@review_app.command()
def page(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    by: WhoOption = "",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Puerto en 127.0.0.1; 0: uno libre.")
    ] = 0,
) -> None:
    """La cola en una página, solo para esta máquina: lado a lado, con los pesos dibujados.

    La dirección lleva una llave de un solo uso de la sesión; nada de lo que se ve queda en el disco.
    """
    from pipelines.loopback import end_on_signals, serve
    from pipelines.review_page import open_page

    end_on_signals()
    with (
        _queue(deployment, work) as session,
        open_page(session.queue, session.bench, session.clock, who=account(by), port=port) as server,
    ):
        serve(server, server.address)


@contextmanager
def _queue(deployment: Path | None, work: Path | None, *, locked: bool = False) -> Iterator[_Session]:
    from assets.review.queue import Queue

    with open_folder(deployment, work, locked=locked) as (workshop, bench):
        yield _Session(Queue(bench.store, bench.engine), bench, workshop.moment)


@contextmanager
def _locked(session: _Session) -> Iterator[None]:
    from assets.lock import night_lock

    with night_lock(session.bench.store.work):
        yield


def _tell(case: "Case", session: _Session) -> None:
    typer.echo(
        f"Caso {case.name}: {case.pairs} pares en duda, {case.deliveries} entregas, Q{case.paid:,.2f}. "
        f"Espera hace {case.age(session.today)} días."
    )
    typer.echo(REASONS[case.reason])
    typer.echo(f"Peso {case.weight:+.1f}: {odds(case.weight)} de que son la misma.")
    for line in in_words(session.queue.evidence(case)):
        typer.echo(f"  · {line}")


def _reveal(case: "Case", session: _Session, who: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from assets.review.sides import COLUMNS, open_sides

    with _locked(session):
        session.queue.opened(case, who=who, moment=session.clock())
    sides = open_sides(case, store=session.bench.store, engine=session.bench.engine)
    for title, records in (("Una persona", sides.left), ("La otra", sides.right)):
        shown = records[:_RECORDS_SHOWN]
        table = Table("", *(f"registro {number}" for number in range(1, len(shown) + 1)), title=title)
        for label, values in zip(COLUMNS.values(), zip(*shown, strict=True), strict=True):
            table.add_row(label, *values)
        Console().print(table)
        if len(records) > len(shown):
            typer.echo(f"y {len(records) - len(shown)} registros más; la página los muestra todos.")


def _ask(*, seen: bool = False) -> str:
    choices = [*_KEYS, *(() if seen else ("v",)), "s"]
    while True:
        answer = str(typer.prompt(f"¿{'/'.join(choices)}?")).strip().lower()
        if answer in choices:
            return answer


def _as_dict(case: "Case", today: date) -> dict[str, object]:
    return {
        "caso": case.name,
        "regla": case.reason,
        "peso": case.weight,
        "pares": case.pairs,
        "entregas": case.deliveries,
        "monto_pagado_gtq": str(case.paid),
        "dias": case.age(today),
        "aparte": case.set_aside,
    }

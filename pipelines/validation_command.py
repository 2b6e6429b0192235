"""`padron validate send|receive|run|status|withdraw|retry`: the commands, their options and their exit codes.

Belongs here: what is asked for on the command line and what is said back. Does not belong here: the exchange
(assets/exchange), HTTP (verifier_client.py), or exchanges that failed (failures_command.py).
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.demonstration import settings_of
from pipelines.failures_command import failures, waive
from pipelines.options import DeploymentOption, JsonOption, WhoOption, WorkOption, account, day
from pipelines.settings import Settings
from pipelines.work_folder import open_folder
from snis.errors import ServiceError, SettingsError

if TYPE_CHECKING:
    from assets.exchange.asking import Scope
    from assets.exchange.desk import Desk
    from assets.exchange.lots import Lot
    from assets.exchange.outcome import Outcome
    from assets.exchange.standing import Standing

FromOption = Annotated[
    str, typer.Option("--from", metavar="AAAA-MM-DD", help="Solo identidades con entregas desde este día.")
]
ToOption = Annotated[
    str, typer.Option("--to", metavar="AAAA-MM-DD", help="Solo identidades con entregas hasta este día.")
]
InstitutionOption = Annotated[
    str, typer.Option("--institution", metavar="X", help="Solo identidades que envió esta institución.")
]

LotArgument = Annotated[str, typer.Argument(metavar="LOTE", help="Nombre del lote, como lo dice status.")]

validation_app = typer.Typer(
    no_args_is_help=True,
    help="""Validación de identidades con el registro civil: preguntar, recibir, ver cómo va.

    Pregunta por las identidades que nunca se preguntaron o cuya respuesta venció, bajo el convenio que el despliegue
    señala y solo con las columnas que cubre. Cada intercambio queda en la bitácora. docs/intercambio.md dice cómo se
    habla con el verificador.""",
)
validation_app.command()(failures)
validation_app.command()(waive)


@validation_app.command()
def send(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    since: FromOption = "",
    until: ToOption = "",
    institution: InstitutionOption = "",
    as_json: JsonOption = False,
) -> None:
    """Pregunta por lo que falta: por archivo, escribe la solicitud; por servicio, envía los lotes.

    Con --from, --to o --institution valida entregas de un período pasado o de una institución, también las anteriores
    al día desde el que pregunta cada noche. Sale con 1 si algo quedó esperando y con 2 si no hay convenio vigente.
    """
    settings = settings_of(deployment, work)
    scope = _scope(since, until, institution, settings)
    _session(settings, scope, ask=True, receive=False, as_json=as_json)


@validation_app.command()
def receive(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Toma las respuestas que llegaron: por archivo, del buzón; por servicio, de los lotes abiertos.

    Una respuesta repetida no cambia nada; una parcial deja abierto su lote. Sale con 1 si algo necesita a una persona y
    con 2 si no hay convenio vigente.
    """
    settings = settings_of(deployment, work)
    _session(settings, _scope("", "", "", settings), ask=False, receive=True, as_json=as_json)


@validation_app.command()
def run(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    since: FromOption = "",
    until: ToOption = "",
    institution: InstitutionOption = "",
    as_json: JsonOption = False,
) -> None:
    """Todo lo que toca: recibe, pregunta y, si es por servicio, espera las respuestas con paciencia.

    Es lo que hace la noche. Interrumpida en cualquier momento, sigue donde quedó: nada se pierde ni se pregunta dos
    veces. Sale con 1 si el servicio no respondió o algo necesita a una persona, y con 2 si no hay convenio vigente.
    """
    settings = settings_of(deployment, work)
    scope = _scope(since, until, institution, settings)
    _session(settings, scope, ask=True, receive=True, as_json=as_json)


@validation_app.command()
def status(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Cómo va: identidades por estado, lotes sin responder, convenio y servicio. No cambia nada.

    Sale con 1 si algo necesita a una persona.
    """
    from assets.exchange.standing import standing_of

    with open_folder(deployment, work) as (_, bench):
        standing = _configured(standing_of(bench))
    _show(standing, as_json=as_json)


@validation_app.command()
def withdraw(
    lote: LotArgument,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    by: WhoOption = "",
    as_json: JsonOption = False,
) -> None:
    """Retira un lote apartado: no se envía más, y sus identidades se preguntan en un lote nuevo.

    Se aparta el lote que el verificador no acepta, o cuya copia sellada no se puede leer cuando quizá ya salió; los
    demás siguen. Para un lote demasiado grande baje antes batch_rows. Queda en la bitácora quién lo retiró. Sale con 2
    si el lote no existe o el verificador lo tiene.
    """
    from assets.exchange.aside import withdraw as give_up

    told = _decide(deployment, work, lambda desk: give_up(lote, desk, who=account(by)))
    _tell(told, "sus identidades se preguntan de nuevo en la próxima sesión", as_json=as_json)


@validation_app.command()
def retry(
    lote: LotArgument,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    by: WhoOption = "",
    as_json: JsonOption = False,
) -> None:
    """Devuelve un lote apartado a la fila, tal como está: sale primero en la próxima sesión.

    Úselo cuando el verificador corrigió lo que le impedía aceptarlo, o cuando se restauró la copia sellada del
    respaldo. El lote conserva su nombre, así que el verificador lo reconoce si ya lo tenía. Queda en la bitácora quién
    lo decidió. Sale con 2 si el lote no existe, no está apartado o no se puede leer.
    """
    from assets.exchange.aside import send_again

    told = _decide(deployment, work, lambda desk: send_again(lote, desk, who=account(by)))
    _tell(told, "sale primero en la próxima sesión", as_json=as_json)


def _decide(deployment: Path | None, work: Path | None, decision: "Callable[[Desk], Lot]") -> "Lot":
    """One decision on a lot, under the night's lock, on what could be restored of the store."""
    from assets.exchange.desk import open_desk
    from assets.exchange.restoring import restore

    with open_folder(deployment, work, locked=True) as (_, bench):
        if bench.deployment.validation is None:
            raise _no_verifier()
        desk = open_desk(bench, bench.deployment.validation)
        desk.register.check()
        # What the store lost alone is made again first: nobody gives a lot up that can still be read.
        for _ in restore(desk):
            pass
        return decision(desk)


def _tell(lot: "Lot", what: str, *, as_json: bool) -> None:
    content = {"lote": lot.lote_id, "estado": lot.estado, "preguntas": lot.filas}
    line = f"Lote {lot.lote_id}: {lot.estado}, con {lot.filas} preguntas; {what}."
    typer.echo(json.dumps(content, ensure_ascii=False) if as_json else line)


def _session(settings: Settings, scope: "Scope", *, ask: bool, receive: bool, as_json: bool) -> None:
    """One session under the night's lock; then the table of states, and how it stands."""
    from assets.build import build_table
    from assets.exchange.session import Session
    from assets.exchange.standing import TABLE, standing_of
    from assets.lock import night_lock
    from assets.parameters import bound_values
    from assets.progress import listening
    from assets.resources import Workshop
    from pipelines.definitions import standard_resources
    from pipelines.terminal import progress_bars
    from pipelines.verifier_client import HttpVerifiers

    workshop: Workshop = standard_resources(settings)["workshop"]
    verifiers = HttpVerifiers(settle_seconds=settings.settle_seconds, token=settings.verifier_token)
    with (
        progress_bars("Padrón: validación de identidades") as listener,
        listening(listener),
        night_lock(settings.work),
        workshop.bench() as bench,
    ):
        if bench.deployment.validation is None:
            raise _no_verifier()
        session = Session(bench.deployment.validation, bench, verifiers.connect)
        try:
            outcome = session.run(scope, ask=ask, receive=receive)
        except ServiceError as error:
            outcome = session.outcome(stopped=str(error))
        build_table(TABLE, engine=bench.engine, store=bench.store, params=bound_values(bench))
        standing = _configured(standing_of(bench))
    _show(standing, as_json=as_json, outcome=outcome)


def _show(standing: "Standing", *, as_json: bool, outcome: "Outcome | None" = None) -> None:
    attention = list(standing.needs_person())
    if as_json:
        content: dict[str, Any] = standing.as_dict()
        if outcome is not None:
            content["sesion"] = outcome.as_dict()
        typer.echo(json.dumps(content, ensure_ascii=False))
    else:
        lines = outcome.lines() if outcome is not None else []
        for line in [*lines, f"Identidades: {standing.line()}", f"Convenio: {standing.convenio}."]:
            typer.echo(line)
        for lot in (lot for lot in standing.lots if lot.is_open):
            limit = f", plazo {lot.plazo}" if lot.plazo else ""
            typer.echo(
                f"Lote {lot.lote_id}: {lot.estado}, {lot.respondidas} de {lot.filas} respondidas{limit}"
            )
        for item in attention:
            typer.echo(f"· {item}")
    raise typer.Exit(1 if attention or (outcome is not None and outcome.stopped) else 0)


def _scope(since: str, until: str, institution: str, settings: Settings) -> "Scope":
    from assets.exchange.asking import Scope
    from snis.deployment import load_deployment

    deployment = load_deployment(settings.deployment)
    if institution and institution not in deployment.institution_codes:
        raise SettingsError(
            "no es una institución registrada",
            place="--institution",
            remedy="Use un código de institutions.csv.",
        )
    usual = deployment.validation.since if deployment.validation else None
    first = day(since, "--from") if since else None
    last = day(until, "--to") if until else None
    if first and last and last < first:
        raise SettingsError(
            "el período termina antes de empezar", place="--to", remedy="Revise los dos días."
        )
    is_usual = not (since or until or institution)
    return Scope(since=usual if is_usual else first, until=last, institution=institution)


def _configured(standing: "Standing | None") -> "Standing":
    if standing is None:
        raise _no_verifier()
    return standing


def _no_verifier() -> SettingsError:
    return SettingsError(
        "el despliegue no tiene verificador de identidades",
        place="padron.yaml: validation",
        remedy="Agregue la sección validation; docs/intercambio.md dice cómo.",
    )

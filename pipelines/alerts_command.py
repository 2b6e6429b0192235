"""`padron alerts show|test|send`, and the round of alerts that follows a night on the command line.

Belongs here: options, what is shown, and the exit codes. Does not belong here: what is amiss
(assets/service/conditions.py), or sending it (pipelines/alerts).
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipelines.demonstration import settings_of
from pipelines.options import DeploymentOption, JsonOption, WorkOption
from pipelines.settings import Settings
from snis.errors import NightLockedError, SettingsError

if TYPE_CHECKING:
    from assets.resources import Workshop

alerts_app = typer.Typer(
    no_args_is_help=True,
    help="""Avisos: lo que alguien debe saber, por correo o a una dirección, una vez y no cada noche.

    Los canales, las rutas y las horas de silencio están en service.yaml del despliegue; las contraseñas, en el
    ambiente. Cada noche avisa al terminar; `padron alerts send` desde el cron avisa también de la noche que no corrió.
    docs/servicio.md lo explica.""",
)


@alerts_app.command()
def show(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Lo que está mal ahora, desde cuándo, a quién se le dijo y qué espera. No envía nada. Sale con 1 si hay algo."""
    from assets.service.conditions import KINDS
    from pipelines.alerts.sending import look
    from pipelines.alerts.state import read_state
    from snis.alert_memory import memory_as_dict
    from snis.alert_text import line_of
    from snis.service_policy import load_service_policy

    workshop, work_folder = _workshop(deployment, work)
    policy = load_service_policy(Path(workshop.deployment))
    seen = look(workshop, policy)
    memory = read_state(work_folder).memory
    unseen = sorted(KINDS - seen.kinds)
    if as_json:
        now = [
            {"clave": item.key, "gravedad": item.severity, "texto": item.text, "lugar": item.place}
            | {"cuenta": item.count, "remedio": item.remedy}
            for item in seen.conditions
        ]
        content = {"ahora": now, "sin_mirar": unseen, **memory_as_dict(memory)}
        typer.echo(json.dumps(content, ensure_ascii=False))
    else:
        for item in seen.conditions:
            told = memory.known[item.key].told if item.key in memory.known else {}
            whom = ", ".join(f"{name} el {moment:%Y-%m-%d}" for name, moment in sorted(told.items()))
            typer.echo(f"· {line_of(item)} ({item.count}); dicho a: {whom or 'nadie'}.")
            typer.echo(f"  Remedio: {item.remedy}")
        typer.echo(f"{len(seen.conditions)} avisos abiertos; {len(memory.queue)} mensajes esperan.")
        if unseen:
            typer.echo(f"No se pudo mirar: {', '.join(unseen)}.")
        typer.echo(_channels_line([channel.name for channel in policy.alerts.channels]))
    raise typer.Exit(1 if seen.conditions else 0)


@alerts_app.command()
def test(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Envía un mensaje de prueba por cada canal, y dice de cada uno qué pasó y qué hacer.

    Sale con 1 si alguno falla.
    """
    from pipelines.alerts.sending import try_channels

    workshop, _ = _workshop(deployment, work)
    outcome = try_channels(workshop)
    if not outcome:
        raise SettingsError(
            "el despliegue no tiene canales de aviso",
            place="service.yaml: alerts.channels",
            remedy="Declárelos; docs/servicio.md da un ejemplo de cada clase.",
        )
    if as_json:
        content = [
            {"canal": name, "enviado": error is None, "motivo": error.message if error else None}
            | {"remedio": error.remedy if error else None}
            for name, error in outcome.items()
        ]
        typer.echo(json.dumps(content, ensure_ascii=False))
    else:
        for name, error in outcome.items():
            typer.echo(f"{name}: {'enviado' if error is None else f'NO se envió: {error.message}'}.")
            if error is not None and error.remedy:
                typer.echo(f"  Remedio: {error.remedy}")
    raise typer.Exit(1 if any(outcome.values()) else 0)


@alerts_app.command()
def send(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Mira todo y avisa a quien toca de lo nuevo, de lo retenido y de lo que se resolvió.

    Es para el cron, cada 10 minutos. Repetido no avisa dos veces. Sale con 1 si algún canal no se pudo usar; lo que
    falta sale en el siguiente.
    """
    from pipelines.alerts.sending import run_round

    workshop, _ = _workshop(deployment, work)
    result = run_round(workshop)
    if as_json:
        content = {
            "enviados": result.sent,
            "fallos": {name: error.message for name, error in result.failed.items()},
            "esperan": result.waiting,
            "notas": result.notes,
        }
        typer.echo(json.dumps(content, ensure_ascii=False))
    else:
        typer.echo("\n".join(result.lines()))
    raise typer.Exit(1 if result.failed else 0)


@contextmanager
def told_of_the_night(settings: Settings) -> Iterator[None]:
    """Tell whoever has to be told once a night has ended, also one that failed or could not start.

    Nobody is told of one that somebody interrupts at the keyboard, nor of one that found another at work.

    What is said of it goes to standard error: the result of the night may be for a machine.
    """
    try:
        yield
    except NightLockedError:
        raise
    except Exception:
        _tell(settings)
        raise
    _tell(settings)


def _tell(settings: Settings) -> None:
    from pipelines.alerts.sending import alert_after_a_night
    from pipelines.definitions import standard_resources

    result = alert_after_a_night(standard_resources(settings)["workshop"])
    if result.sent or result.failed:
        typer.echo("\n".join(result.lines()), err=True)


def _workshop(deployment: Path | None, work: Path | None) -> "tuple[Workshop, Path]":
    from pipelines.definitions import standard_resources

    settings = settings_of(deployment, work)
    return standard_resources(settings)["workshop"], settings.work


def _channels_line(names: list[str]) -> str:
    return (
        f"Canales: {', '.join(names)}." if names else "Sin canales: nadie recibe avisos (docs/servicio.md)."
    )

"""The command line `padron`.

Belongs here: commands, their options and help texts, and the exit code. Does not belong here: work. Exit 0: done;
1: done, but something needs a person; 2: refused or failed.
"""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipelines.alerts_command import alerts_app, told_of_the_night
from pipelines.audit_command import audit
from pipelines.contract_commands import contract_app
from pipelines.crossings_command import crossings
from pipelines.demonstration import DEMO_NOW, demo_folder, settings_of
from pipelines.findings_command import findings_app
from pipelines.indicators_command import indicators_app
from pipelines.keys_command import keys
from pipelines.link_command import link
from pipelines.open_data_command import open_data_app
from pipelines.options import DeploymentOption, JsonOption, PortOption, WorkOption
from pipelines.publish_command import publish_app
from pipelines.report_command import report
from pipelines.review_command import review_app
from pipelines.scorecard_command import certificate_app, scorecard
from pipelines.service_command import service
from pipelines.settings import SAMPLE, Settings, as_environment, prepare_process, read_settings, with_now
from pipelines.sfi_command import sfi_app
from pipelines.sql_command import sql
from pipelines.trace_command import trace_app
from pipelines.validation_command import validation_app
from pipelines.verify_command import verify
from snis.errors import NightLockedError, SettingsError

# The files of the sample are not being written by anybody.
_DEMO_ENVIRONMENT = {"PADRON_SETTLE_SECONDS": "0"}

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="""Padrón: a quién llegan los programas sociales, cada noche.

    Las instituciones dejan sus archivos en INBOX/<institución>/. `padron run` los recibe, los revisa, reconoce a
    las personas, encuentra coincidencias, calcula la cobertura y publica lo que puede salir.

    Para empezar: `padron demo`, y luego `padron dev --work work/demo`.""",
)

app.add_typer(contract_app, name="contract")
app.command()(audit)
app.command()(link)
app.command()(sql)
app.add_typer(review_app, name="review")
app.command()(crossings)
app.add_typer(publish_app, name="publish")
app.add_typer(open_data_app, name="open-data")
app.add_typer(findings_app, name="findings")
app.add_typer(sfi_app, name="sfi")
app.command(no_args_is_help=True)(report)
app.add_typer(indicators_app, name="indicators")
app.add_typer(validation_app, name="validate")
app.add_typer(trace_app, name="trace")
app.command()(scorecard)
app.add_typer(certificate_app, name="certificate")
app.command()(service)
app.add_typer(alerts_app, name="alerts")
app.command()(keys)
app.command()(verify)


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point: every failure becomes one clear message and exit code 2."""
    try:
        app(arguments)
    except Exception as error:
        from pipelines.failures import explain
        from pipelines.terminal import show_error

        show_error(explain(error))
        sys.exit(2)


@app.command()
def demo(work: WorkOption = None, *, as_json: JsonOption = False) -> None:
    """Una noche entera sobre la muestra sintética, en una carpeta de trabajo propia (work/demo).

    Empieza siempre de cero: borra la carpeta de la demostración anterior, copia el buzón de la muestra y corre la
    noche del 4 de mayo de 2026. Toda persona de la muestra es inventada.
    """
    folder = (work or Path("work/demo")).resolve()
    if folder.exists() and not (folder / ".demo").exists() and (folder.is_file() or any(folder.iterdir())):
        raise SettingsError(
            "no es una carpeta de demostración y no se borra",
            place=folder.name,
            remedy="Señale con --work una carpeta nueva o vacía.",
        )
    settings = with_now(read_settings(deployment=SAMPLE, work=folder, environ=_DEMO_ENVIRONMENT), DEMO_NOW)
    from assets.keyfile import write_new_keys
    from assets.lock import LOCK, night_lock

    prepare_process(settings)
    (folder / ".demo").touch()
    # Under the lock, so that the folder of a demonstration at work is not taken from under it.
    with night_lock(folder):
        _empty(folder, keep={".demo", LOCK})
        shutil.copytree(SAMPLE / "inbox", folder / "inbox")
        write_new_keys(settings.key_file)
        code = _night(settings, as_json=as_json, title="Padrón: una noche de demostración")
    raise typer.Exit(2 if code == 2 else 0)


@app.command()
def run(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    now: Annotated[str, typer.Option("--now", metavar="ISO", help="Momento fijo en lugar del reloj.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Una noche: recibe lo nuevo y pone al día todo lo que sigue.

    Lo ya recibido no se procesa otra vez. Sale con 1 cuando algo necesita a una persona (un archivo rechazado, por
    ejemplo) y con 2 cuando la noche falló; la última publicación buena queda en su lugar.
    """
    settings = read_settings(deployment=deployment, work=work)
    if now:
        settings = with_now(settings, now)
    raise typer.Exit(_night(settings, as_json=as_json, title="Padrón: noche"))


@app.command()
def dev(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    port: PortOption = 3000,
) -> NoReturn:
    """Abre la interfaz de Dagster sobre los mismos activos: grafo, horario, sensor, revisiones y corridas."""
    settings = read_settings(deployment=deployment, work=work or demo_folder())
    home = prepare_process(settings)
    _end_dead_runs(settings.work, home)
    if (settings.work / ".demo").exists():
        settings = with_now(settings, DEMO_NOW)
    command = [
        sys.executable,
        "-m",
        "dagster",
        "dev",
        "-m",
        "pipelines.definitions",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    # In place of this process, so that a signal ends Dagster's own processes too.
    os.execve(sys.executable, command, as_environment(settings))  # noqa: S606


@app.command()
def generate(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="Carpeta nueva para el despliegue sintético.")],
    *,
    seed: Annotated[int, typer.Option(help="Semilla: la misma da los mismos bytes.")] = 20260504,
    persons: Annotated[int, typer.Option(help="Personas de la nación inventada.")] = 15_000,
) -> None:
    """Inventa una nación: hogares, entregas, archivos de cada institución, defectos y la clave de respuestas."""
    from pipelines.sample.make import generate_sample

    if out.is_dir() and any(out.iterdir()):
        raise SettingsError(
            "la carpeta no está vacía y no se sobrescribe",
            place=out.name,
            remedy="Señale una carpeta nueva, o vacíela usted mismo.",
        )
    report = generate_sample(out, seed=seed, persons=persons)
    typer.echo(
        f"{report.files} archivos, {report.rows} filas, {report.deliveries} entregas y {report.persons} personas "
        f"inventadas en {out}."
    )


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="El archivo que se enviaría.")],
    *,
    institution: Annotated[str, typer.Option("--institution", help="Código de la institución.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Dónde escribir el resultado.")
    ] = None,
    deployment: DeploymentOption = None,
    work: Annotated[
        Path | None,
        typer.Option(
            "--work",
            metavar="DIR",
            help="Carpeta de las noches, para comparar con lo ya recibido; no se cambia.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Qué diría una noche de este archivo, antes de enviarlo. No guarda nada fuera de --out.

    Dice cuántas filas se aceptarían y cuáles volverían, por qué regla y en qué filas. Con --work compara además con lo
    ya recibido: entregas repetidas, el mismo contenido o el mismo nombre. Con --out escribe recibo.json, recibo.html,
    aceptadas.csv, cuarentena.csv, descartadas.csv y filas_devueltas.xlsx, que se corrige y se envía tal cual. Sale con
    1 si hay filas devueltas y con 2 si el archivo se rechazaría entero.
    """
    from assets.raw.receipt_text import as_text
    from assets.raw.transfers import REFUSED
    from pipelines.checking import check_file

    settings = read_settings(deployment=deployment, work=work)
    receipt = check_file(
        file, institution=institution, out=out, settings=settings, with_work=work is not None
    )
    typer.echo(json.dumps(receipt, ensure_ascii=False) if as_json else as_text(receipt), nl=as_json)
    if out is not None and not as_json:
        typer.echo(f"Escrito en {out}: recibo.json, recibo.html y las filas por su estado.")
    if receipt["estado"] == REFUSED:
        raise typer.Exit(2)
    raise typer.Exit(0 if receipt["filas"]["aceptadas"] == receipt["filas"]["recibidas"] else 1)


@app.command()
def status(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Cómo quedó la última noche, el calendario de cada institución, y qué espera a una persona."""
    from assets.summary import summarise
    from pipelines.definitions import standard_resources

    summary = summarise(standard_resources(settings_of(deployment, work))["workshop"])
    if as_json:
        typer.echo(json.dumps(summary.as_dict(), ensure_ascii=False))
        return
    for label, value in summary.lines():
        typer.echo(f"{label:<34}{value}")
    for line in ("", *summary.calendar_lines(), *summary.overdue(), ""):
        typer.echo(line)
    for item in summary.needs_person:
        typer.echo(f"· {item}")


@app.command()
def portal(
    work: WorkOption = None,
    *,
    port: PortOption = 8000,
) -> None:
    """Sirve el catálogo local en 127.0.0.1. También se abre sin servidor: public/index.html."""
    from pipelines.loopback import LOOPBACK, end_on_signals, serve
    from pipelines.portal import open_portal

    end_on_signals()
    with open_portal(read_settings(work=work or demo_folder()).work / "public", port) as server:
        serve(server, f"http://{LOOPBACK}:{port}/")


@app.command()
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="El archivo que se quiere ver.")],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Dónde escribir tabla-N.csv y lectura.json.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Qué se lee en un archivo, sin contrato: sus tablas, y qué filas no son datos y por qué.

    Con --out escribe tabla-N.csv (texto tal como vino) y lectura.json. Sale con 1 si algo merece una mirada y con 2
    si el archivo no se puede leer o admite dos lecturas.
    """
    from pipelines.reading import exit_code, read_for_terminal, show_lectura

    lectura = read_for_terminal(file, out)
    if as_json:
        typer.echo(json.dumps(lectura.account, ensure_ascii=False))
    else:
        show_lectura(lectura, out)
    raise typer.Exit(exit_code(lectura))


def _night(settings: Settings, *, as_json: bool, title: str) -> int:
    from pipelines.night import run_night
    from pipelines.terminal import progress_bars, show_report

    with told_of_the_night(settings), progress_bars(title) as listener:
        report = run_night(settings, listener)
    show_report(report)
    if as_json:
        typer.echo(
            json.dumps({**report.summary.as_dict(), "recalculadas": report.fresh, "fallos": report.failed})
        )
    return report.exit_code


def _end_dead_runs(work: Path, home: Path) -> None:
    """Let no killed run hold the queue; when a night is at work, it has seen to that."""
    import dagster as dg

    from assets.lock import night_lock
    from pipelines.dead_runs import end_dead_runs

    with suppress(NightLockedError), night_lock(work), dg.DagsterInstance.from_config(str(home)) as instance:
        end_dead_runs(instance)


def _empty(folder: Path, *, keep: set[str]) -> None:
    for path in folder.iterdir():
        if path.name in keep:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()

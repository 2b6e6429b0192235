"""`padron open-data`: inventory, plan, approvals, calendar and use of the open data.

Belongs here: options, what is shown, and the exit codes. Does not belong here: rules (publish/), files of the
deployment and the work folder (assets/open/opening.py), questions of the public (feedback_command.py).
"""

import csv
import json
import sys
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.feedback_command import feedback_app
from pipelines.options import DeploymentOption, JsonOption, WorkOption, day
from pipelines.own_deployment import open_desk
from snis.errors import PublishError

if TYPE_CHECKING:
    from publish.inventory import Item

open_data_app = typer.Typer(
    no_args_is_help=True,
    help="""Apertura de datos: inventario, plan, aprobaciones, calendario, preguntas y uso.

    El plan y las clases están en opening.yaml del despliegue; las aprobaciones, en approvals.yaml; las preguntas, en
    feedback.yaml. Las páginas del catálogo muestran lo mismo. docs/publicacion.md lo explica.""",
)
open_data_app.add_typer(feedback_app, name="feedback")


@open_data_app.command("inventory")
def show_inventory(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="ARCHIVO", help="El inventario entero, en CSV.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Inventario y clasificación: toda tabla y columna, su clase, si se abre y por qué.

    La clase de una columna sale de su contrato; la decisión sobre cada clase, de opening.yaml. Es para la institución:
    la página pública no nombra las columnas de las tablas cerradas. Sale con 1 si una clase no tiene decisión.
    """
    from assets.open.opening import governance_of
    from publish.datasets import load_datasets
    from publish.inventory import INVENTORY_COLUMNS, inventory, inventory_rows, unclassified
    from snis.contracts.loader import load_tables

    with open_desk(deployment, work) as desk:
        opening = governance_of(desk.deployment, desk.ledger, desk.now.date()).opening
        specs = load_datasets(desk.deployment.folder / "datasets.yaml")
    items = inventory(load_tables().values(), specs, opening)
    rows = inventory_rows(items)
    if out is not None:
        with out.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([INVENTORY_COLUMNS, *rows])
    missing = unclassified(items, opening)
    if as_json:
        typer.echo(
            json.dumps([dict(zip(INVENTORY_COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False)
        )
    else:
        _tell_inventory(items, missing)
    raise typer.Exit(1 if missing else 0)


@open_data_app.command()
def plan(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Plan de apertura en su orden, con fechas, responsables y lo que pasó. Sale con 1 si algo venció."""
    from assets.open.editions import register_in
    from assets.open.opening import governance_of
    from publish.datasets import load_datasets
    from publish.governance import plan_lines

    with open_desk(deployment, work) as desk:
        specs = load_datasets(desk.deployment.folder / "datasets.yaml")
        lines = plan_lines(
            governance_of(desk.deployment, desk.ledger, desk.now.date()), specs, register_in(desk.ledger)
        )
    if as_json:
        told = [
            {"conjunto": line.commitment.dataset, "titulo": line.title, "estado": line.state, "dice": line.said,
             "responsable": line.commitment.owner, "comprometido": line.commitment.committed.isoformat(),
             "puntos": line.commitment.criteria.points, "revision": line.commitment.review.isoformat()}
            for line in lines
        ]  # fmt: skip
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        for line in lines:
            promise = line.commitment
            typer.echo(
                f"{promise.criteria.points:>2} puntos  {promise.committed}  {line.said:<24}  {line.title}"
            )
        if not lines:
            typer.echo("El despliegue no tiene plan: escriba opening.yaml (vea data/sample/opening.yaml).")
    raise typer.Exit(1 if any(line.state == "vencido" for line in lines) else 0)


@open_data_app.command()
def approve(
    dataset: Annotated[str, typer.Argument(metavar="CONJUNTO", help="Nombre en datasets.yaml.")],
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    committee: Annotated[str, typer.Option("--committee", metavar="NOMBRE", help="Comité que decidió.")],
    minute: Annotated[str, typer.Option("--minute", metavar="ACTA", help="Número del acta.")],
    date: Annotated[str, typer.Option("--date", metavar="FECHA", help="Día de la decisión.")],
    office: Annotated[str, typer.Option("--signed-by", metavar="OFICINA", help="Dependencia que firmó.")],
    first: Annotated[
        str, typer.Option("--first", metavar="EDICIÓN", help="Primera edición que alcanza.")
    ] = "",
    last: Annotated[str, typer.Option("--last", metavar="EDICIÓN", help="Última edición que alcanza.")] = "",
    expires: Annotated[str, typer.Option("--expires", metavar="FECHA", help="Último día en que vale.")] = "",
    key: Annotated[
        Path | None,
        typer.Option(
            "--key", metavar="ARCHIVO", help="Llave privada Ed25519 del comité, en PEM, para firmar."
        ),
    ] = None,
) -> None:
    """Asienta la aprobación de un conjunto por el comité, con su acta, y la firma si se da la llave.

    La escribe en approvals.yaml y en la bitácora. La compuerta no deja salir un conjunto sin aprobación vigente que
    alcance la edición; si opening.yaml nombra llaves del comité, tampoco sin su firma.
    """
    from assets.open.opening import append_approval
    from assets.raw.ledger import record
    from publish.approval_signature import public_key_of, signed
    from publish.datasets import load_datasets
    from publish.gate_approvals import Approval, load_approvals

    with open_desk(deployment, work, writes=True, decides=True) as desk:
        _require_dataset(
            dataset, {spec.name for spec in load_datasets(desk.deployment.folder / "datasets.yaml")}
        )
        approval = Approval(
            dataset=dataset, committee=committee, date=day(date, "--date"), minute=minute, approved_by=office,
            first=first, last=last, expires=day(expires, "--expires") if expires else None,
            recorded=desk.now.isoformat(timespec="seconds"),
        )  # fmt: skip
        if any(
            (one.dataset, one.minute) == (dataset, minute)
            for one in load_approvals(desk.deployment.folder / "approvals.yaml")
        ):
            raise PublishError("esa acta ya aprobó este conjunto", place="approvals.yaml")
        if key is not None:
            approval = signed(approval, key)
        append_approval(desk.deployment.folder, approval)
        record(desk, desk.now, "aprobacion", data=approval.model_dump(mode="json"))
    typer.echo(f"Asentada en approvals.yaml: {dataset}, {minute}{', con firma' if key else ''}.")
    if key is not None:
        typer.echo(f"Llave pública del comité, para committee_keys de opening.yaml: {public_key_of(key)}")


@open_data_app.command("calendar")
def show_calendar(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="ARCHIVO", help="Escribir el calendario en iCalendar (.ics)."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Ediciones esperadas y lo que salió: a tiempo, tarde, por publicar o vencida. Sale con 1 si alguna venció."""
    from assets.open.editions import register_in
    from assets.open.opening import governance_of
    from publish.datasets import load_datasets
    from publish.governance import icalendar
    from publish.release_calendar import MISSED, STATE_WORDS, release_calendar

    with open_desk(deployment, work) as desk:
        told, register = (
            governance_of(desk.deployment, desk.ledger, desk.now.date()),
            register_in(desk.ledger),
        )
        specs = load_datasets(desk.deployment.folder / "datasets.yaml")
        text = icalendar(
            told,
            specs,
            register,
            title=desk.deployment.name,
            created=f"{desk.now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        )
    entries = release_calendar(told.opening, specs, register, told.today)
    if out is not None:
        out.write_text(text, encoding="utf-8", newline="")
    if as_json:
        typer.echo(json.dumps([{"conjunto": due.dataset, "periodo": due.period, "vence": due.due.isoformat(),
            "estado": due.state, "publicada": due.published.isoformat() if due.published else None,
            "edicion": due.release} for due in entries], ensure_ascii=False))  # fmt: skip
    else:
        for due in entries:
            typer.echo(f"{due.due}  {STATE_WORDS[due.state]:<20}  {due.period}  {due.title}")
    raise typer.Exit(1 if any(due.state == MISSED for due in entries) else 0)


@open_data_app.command()
def usage(
    logs: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="REGISTRO...", help="Registros del servidor web (formato común); - es la entrada."
        ),
    ] = None,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Cuenta descargas por conjunto y mes en los registros del servidor web, y las muestra.

    No guarda direcciones, navegadores ni horas: solo mes, conjunto y cuenta. Un mes contado otra vez se reemplaza: dé
    todos sus registros juntos. Menos de 10 no se muestra, ni aquí ni en las páginas.
    """
    from assets.open.opening import read_usage, write_usage
    from publish.datasets import load_datasets
    from publish.usage import count_downloads, replaced, shown

    with open_desk(deployment, work, writes=bool(logs)) as desk:
        counts = read_usage(desk.ledger)
        if logs:
            specs = load_datasets(desk.deployment.folder / "datasets.yaml")
            counts = replaced(counts, count_downloads(_lines_of(logs), [spec.name for spec in specs]))
            write_usage(desk.ledger, counts)
    if as_json:
        told = [{"mes": month, "conjunto": name, "descargas": count} for month, name, count in shown(counts)]
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for month, name, count in shown(counts):
        typer.echo(f"{month}  {'menos de 10' if count is None else count:>11}  {name}")
    if not counts:
        typer.echo("Todavía no se han contado descargas.")


def _tell_inventory(items: "list[Item]", missing: list[str]) -> None:
    from publish.inventory import CLASS_TITLES, CLASSES

    columns = sum(len(item.columns) for item in items)
    opened = sum(item.is_open for item in items)
    typer.echo(f"{len(items)} tablas con {columns} columnas; {opened} tablas se publican.")
    for kind in CLASSES:
        mine = [item for item in items if item.kind == kind]
        typer.echo(f"  {CLASS_TITLES[kind]}: {len(mine)} tablas")
    for kind in missing:
        typer.echo(f"Falta en opening.yaml la decisión sobre la clase {kind}.")


def _lines_of(logs: list[Path]) -> "list[str]":
    lines: list[str] = []
    for path in logs:
        if str(path) == "-":
            lines += sys.stdin.readlines()
            continue
        try:
            with path.open(encoding="utf-8", errors="replace") as stream:
                lines += stream.readlines()
        except OSError:
            raise PublishError("el registro no se puede leer", place=path.name) from None
    return lines


def _require_dataset(name: str, known: set[str]) -> None:
    if name not in known:
        raise PublishError(
            "no hay un conjunto con ese nombre", place=name, remedy="Los nombres están en datasets.yaml."
        )

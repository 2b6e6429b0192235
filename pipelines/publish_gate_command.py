"""`padron publish gate`: the gate by hand, on the folder in place or on any other.

Belongs here: options, how the verdict is told, and the exit codes. Does not belong here: any rule (publish/gate*.py),
or what the gate compares with (assets/open/gate.py). What is told holds rules, places and counts, never a value.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.options import DeploymentOption, JsonOption, WorkOption
from pipelines.work_folder import open_folder
from snis.errors import SettingsError

if TYPE_CHECKING:
    from publish.gate_findings import Verdict

FolderArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[CARPETA]", help="Qué carpeta se revisa; sin ella, la publicación en su lugar."),
]
_SAID = {"pass": "puede salir", "fail": "no puede salir", "review": "necesita que una persona la mire"}
_EXIT = {"pass": 0, "review": 1, "fail": 2}


def gate(
    folder: FolderArgument = None,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Revisa byte por byte una carpeta que va a salir, o la que ya salió, y dice si puede.

    Es la misma revisión de cada noche: archivos, columnas, celdas, ataque por cotas a todas las ediciones que se
    pueden descargar, microdatos, programas reservados, licencias y aprobaciones. No cambia nada. Sale con 0 si puede
    salir, con 1 si una persona tiene que mirar, con 2 si no puede. docs/privacidad.md explica cada regla.
    """
    from assets.open.gate import inspect_by_hand

    with open_folder(deployment, work) as (_, bench):
        target = folder or bench.store.public
        if not target.is_dir():
            raise SettingsError(
                "no hay tal carpeta",
                place=target.name,
                remedy="Señale una carpeta o ejecute antes una noche.",
            )
        verdict = inspect_by_hand(bench, target, in_place=folder is None)
    if as_json:
        typer.echo(json.dumps(verdict.as_dict(), ensure_ascii=False))
    else:
        for line in _lines(verdict):
            typer.echo(line)
    raise typer.Exit(_EXIT[verdict.status])


def _lines(verdict: "Verdict") -> list[str]:
    lines = [f"Veredicto: {_SAID[verdict.status]} ({verdict.files:,} archivos, {verdict.bytes:,} bytes)."]
    lines += [
        f"{finding.rule}  {finding.file}  {finding.place}  ({finding.count}): {finding.message}"
        + ("" if finding.level == "fail" else " [revisión]")
        for finding in verdict.findings
    ]
    lines += [
        f"Excepción  {one['regla']}  {one['archivo']}: {one['persona']}, {one['fecha']}, vence {one['vence']}. "
        f"{one['razon']}"
        for one in verdict.excepted
    ]
    return lines

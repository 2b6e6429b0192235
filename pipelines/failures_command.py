"""`padron validate failures|waive`: exchanges that failed, and letting one of them be.

Belongs here: the commands, their options and exit codes. Does not belong here: what a failure is
(assets/exchange/failures.py), or the decision (assets/exchange/waiving.py).
"""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from pipelines.options import DeploymentOption, JsonOption, ReasonOption, WhoOption, WorkOption, account
from pipelines.work_folder import open_folder
from snis.errors import SettingsError


def failures(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Los intercambios que fallaron, y en qué terminó cada uno: corregido, dispensado o abierto.

    Sale con 1 si alguno está abierto.
    """
    from assets.exchange.failures import exchange_failures

    with open_folder(deployment, work) as (_, bench):
        found = exchange_failures(bench.store, bench.now.date())
    if as_json:
        told = [{**asdict(item), "failed": item.failed.isoformat()} for item in found]
        names = {"kind": "tipo", "name": "nombre", "failed": "fecha", "outcome": "fin"}
        content = [{names[key]: value for key, value in item.items()} for item in told]
        typer.echo(json.dumps(content, ensure_ascii=False))
    else:
        for item in found:
            typer.echo(f"{item.failed.isoformat()}  {item.kind:<14}{item.name}: {item.outcome}")
        typer.echo(f"{len(found)} intercambios fallidos.")
    raise typer.Exit(1 if any(item.outcome == "abierto" for item in found) else 0)


def waive(
    name: Annotated[
        str, typer.Argument(metavar="LOTE", help="Lote o respuesta (R…), como lo dice failures.")
    ],
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    reason: ReasonOption = "",
    by: WhoOption = "",
    as_json: JsonOption = False,
) -> None:
    """Dispensa un intercambio fallido que no se va a corregir, con su razón; queda en la bitácora quién y por qué.

    Lo que pregunta un lote apartado sigue sin preguntarse; `retry` y `withdraw` deshacen la dispensa. Sale con 2 si no
    hay tal fallo, no está abierto o falta la razón.
    """
    from assets.exchange.desk import open_desk
    from assets.exchange.waiving import waive as let_be

    with open_folder(deployment, work, locked=True) as (_, bench):
        if bench.deployment.validation is None:
            raise SettingsError(
                "el despliegue no tiene verificador de identidades",
                place="padron.yaml: validation",
                remedy="Agregue la sección validation; docs/intercambio.md dice cómo.",
            )
        desk = open_desk(bench, bench.deployment.validation)
        desk.register.check()
        let_be(name, desk, reason=reason, who=account(by))
    content = {"nombre": name, "fin": "dispensado"}
    typer.echo(json.dumps(content, ensure_ascii=False) if as_json else f"{name}: dispensado.")

"""`padron publish correct-microdata`: a new edition of a year whose microdata went out with a mistake.

Belongs here: the command's options and what it says. Does not belong here: editions and their keys
(assets/open/microdata_editions.py).
"""

from typing import Annotated

import typer

from pipelines.options import DeploymentOption, WorkOption
from pipelines.work_folder import open_folder


def correct_microdata(
    year: Annotated[int, typer.Argument(metavar="AÑO", min=2000, max=9999, help="Año que se corrige.")],
    reason: Annotated[str, typer.Option("--reason", help="Qué estaba mal; queda en la bitácora.")],
    by: Annotated[str, typer.Option("--by", help="Quién lo decide; queda en la bitácora.")],
    deployment: DeploymentOption = None,
    work: WorkOption = None,
) -> None:
    """Prepara otra edición de los microdatos de un año ya publicado.

    La próxima noche saca otra muestra con otra clave, y sale cuando pasa la compuerta. La edición anterior no cambia;
    si además debe dejar de descargarse, retírela con `padron publish withdraw`. disclosure.yaml dice cuántas ediciones
    admite un año: cada una es otra muestra de las mismas personas.
    """
    from assets.open.microdata_editions import Editions
    from snis.disclosure_policy import load_policy

    with open_folder(deployment, work, locked=True) as (_, bench):
        policy = load_policy(bench.deployment.folder / "disclosure.yaml")
        edition = Editions(bench.store).correct(
            year, most=policy.microdata.editions_per_year.value, reason=reason, by=by, now=bench.now
        )
    typer.echo(f"La próxima noche saca la edición {edition.name} con otra clave.")

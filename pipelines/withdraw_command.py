"""`padron publish withdraw`: takes a release back, here and on the portal, and leaves the reason in its place.

Belongs here: options and what is shown. Does not belong here: what is done (assets/open/withdrawal.py,
assets/open/portal_publication.py).
"""

import json
from typing import Annotated

import typer

from pipelines.options import DeploymentOption, JsonOption, ReasonOption, WorkOption
from pipelines.work_folder import open_folder

DatasetArgument = Annotated[str, typer.Argument(metavar="CONJUNTO", help="Nombre en datasets.yaml.")]
ReleaseArgument = Annotated[
    str, typer.Argument(metavar="EDICIÓN", help="Por ejemplo 2026-03; «todas» retira el conjunto entero.")
]
OfficeOption = Annotated[
    str,
    typer.Option("--by", metavar="CARGO", help="Qué cargo o comité lo decide. Queda a la vista de todos."),
]
_ALL = "todas"


def withdraw(
    dataset: DatasetArgument,
    release: ReleaseArgument,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    reason: ReasonOption,
    by: OfficeOption,
    as_json: JsonOption = False,
) -> None:
    """Retira una edición publicada, o todas las de un conjunto.

    En su lugar queda una lápida con el motivo, la fecha y quién lo decidió; la dirección sigue existiendo. La novedad
    sale en el canal Atom y en el catálogo. Lo retirado no vuelve con el mismo nombre, aunque la noche lo calcule otra
    vez. Si se corta a medias, repítalo: termina lo empezado.
    """
    from assets.open.withdrawal import withdraw_locally
    from publish.editions import EVERY_RELEASE

    name = EVERY_RELEASE if release == _ALL else release
    with open_folder(deployment, work, locked=True) as (_, bench):
        done = withdraw_locally(bench, dataset, name, reason=reason, by=by)
    if as_json:
        content = {"conjunto": dataset, "ediciones": list(done.releases), "motivo": done.withdrawal.reason}
        typer.echo(json.dumps(content, ensure_ascii=False))
        return
    for taken in done.releases:
        typer.echo(f"Retirada: {dataset} {taken}. La lápida está en work/public/datasets/{dataset}/{taken}/.")
    typer.echo("En el portal se retira con `padron publish apply`, o la próxima noche.")

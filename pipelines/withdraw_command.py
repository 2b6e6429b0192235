"""`padron publish withdraw`: takes a release back, here and on the portal, and leaves the reason in its place.

Belongs here: options and what is shown. Does not belong here: what is done (assets/open/withdrawal.py,
assets/open/portal_publication.py).
"""

import json
from typing import Annotated

import typer

from pipelines.demonstration import settings_of
from pipelines.options import DeploymentOption, JsonOption, ReasonOption, WorkOption
from pipelines.portal_access import portal_of
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
    vez. Los informes publicados que se hicieron con esas cifras se retiran con ellas. Si hay portal, se retira también
    de allí en el acto: sus archivos se sobrescriben antes de quitarlos. Si se corta a medias, repítalo o ejecute
    `padron publish apply`: termina lo empezado.
    """
    from assets.open.portal_publication import withdraw_from_portal
    from assets.open.withdrawal import withdraw_locally
    from publish.editions import EVERY_RELEASE

    name = EVERY_RELEASE if release == _ALL else release
    portal = portal_of(settings_of(deployment, work))
    with open_folder(deployment, work, locked=True) as (_, bench):
        done = withdraw_locally(bench, dataset, name, reason=reason, by=by)
        for name in dict.fromkeys([dataset, *(report.dataset for report in done.reports)]):
            if portal is not None:
                withdraw_from_portal(bench, portal, name)
    if as_json:
        content = {
            "conjunto": dataset,
            "ediciones": list(done.releases),
            "motivo": done.withdrawal.reason,
            "informes": [f"{report.dataset}/{report.release}" for report in done.reports],
            "en_el_portal": portal is not None,
        }
        typer.echo(json.dumps(content, ensure_ascii=False))
        return
    for taken in done.releases:
        typer.echo(f"Retirada: {dataset} {taken}. La lápida está en work/public/datasets/{dataset}/{taken}/.")
    for report in done.reports:
        typer.echo(f"Con ella, el informe que se hizo con sus cifras: {report.dataset} {report.release}.")
    typer.echo("En el portal también." if portal is not None else "No hay portal del que retirar.")

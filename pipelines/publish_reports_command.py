"""`padron publish reports`: frozen public reports into the public folder, without waiting for the night.

Belongs here: options and what is shown. Does not belong here: which may leave, and how (assets/open).
"""

import json

import typer

from pipelines.options import DeploymentOption, JsonOption, WorkOption
from pipelines.work_folder import open_folder


def reports(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Publica los informes públicos que están congelados y todavía no han salido.

    Cada informe es una edición del conjunto de su clase de período (reports, en datasets.yaml) y pasa por la compuerta
    como todo lo demás; la noche también lo hace. Un informe hecho con una edición retirada, o con archivos que ya no
    están publicados, no sale. `padron publish apply` lo lleva al portal. Sale con 1 si alguno se queda.
    """
    from assets.open.report_publication import publish_reports

    with open_folder(deployment, work, locked=True) as (_, bench):
        taken = publish_reports(bench)
    if as_json:
        content = {
            "publicados": list(taken.reports),
            "se_quedan": [{"informe": one.name, "motivo": one.reason} for one in taken.waiting],
        }
        typer.echo(json.dumps(content, ensure_ascii=False))
    else:
        for path in taken.reports:
            typer.echo(f"Publicado: {path}. Está en work/public/datasets/{path}/.")
        for one in taken.waiting:
            typer.echo(f"Se queda {one.name}: {one.reason}.")
        if not taken.reports and not taken.waiting:
            typer.echo("No hay informes por publicar.")
    raise typer.Exit(1 if taken.waiting else 0)

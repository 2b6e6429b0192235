"""`padron audit`: the auditor's site, made again from the work folder, and opened on loopback.

Belongs here: options, and saying where it is. Does not belong here: what it shows (quality/site) or its facts
(assets/audit).
"""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.options import DeploymentOption, WorkOption
from pipelines.work_folder import open_folder
from snis.errors import SettingsError


def audit(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Carpeta nueva o vacía en que se escribe una copia."),
    ] = None,
    open_port: Annotated[
        int | None, typer.Option("--open-port", min=1, max=65535, help="La sirve en 127.0.0.1 en ese puerto.")
    ] = None,
) -> None:
    """El sitio de auditoría: lo rehace con lo que hay en la carpeta de trabajo y dice dónde está.

    Cada noche lo deja al día en quality/auditoria/. Es de uso interno: cuentas exactas, ningún dato de nadie. Con --out
    escribe una copia para entregarla; con --open-port lo sirve para el navegador de esta máquina. docs/auditoria.md.
    """
    from assets.audit.site import build_site, put_site, site_folder
    from assets.summary import audited

    if out is not None and out.exists() and (out.is_file() or any(out.iterdir())):
        raise SettingsError(
            "la carpeta no está vacía y no se sobrescribe",
            place=out.name,
            remedy="Señale una carpeta nueva, o vacíela usted mismo.",
        )
    with open_folder(deployment, work, locked=out is None) as (_, bench):
        target = out or site_folder(bench)
        # A copy leads to nothing that lies beside the site in the work folder.
        pages = (
            build_site(bench, audited(bench, beside=False), out) if out else put_site(bench, audited(bench))
        )
    typer.echo(f"{pages} páginas: {target / 'index.html'}")
    if open_port is not None:
        from pipelines.loopback import LOOPBACK, end_on_signals, file_server, serve

        end_on_signals()
        # From the folder above, so that the pages beside the site can be reached too; a copy has none.
        home, page = (target, "") if out else (target.parent, f"{target.name}/")
        with file_server(home, open_port) as server:
            serve(server, f"http://{LOOPBACK}:{open_port}/{page}")

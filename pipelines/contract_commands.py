"""`padron contract draft|show|check`: the commands, their options and their exit codes.

Belongs here: what is asked for on the command line and what is said back. Does not belong here: drafts
(contract_draft.py), the exchange standard (contract_page.py), or the mistakes of a contract (snis/contracts).
"""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.options import DeploymentOption
from pipelines.settings import read_settings

contract_app = typer.Typer(
    no_args_is_help=True,
    help="Contratos: proponer uno, mostrarlo a la institución, revisarlo.",
)


@contract_app.command()
def draft(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Un archivo como los que la institución envía.")
    ],
    *,
    institution: Annotated[
        str | None, typer.Option("--institution", help="Código de la institución.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="ARCHIVO", help="Dónde escribirlo; si no, en la salida.")
    ] = None,
    deployment: DeploymentOption = None,
) -> None:
    """Propone un contrato a partir de un archivo; deja un TODO donde tiene que decidir una persona.

    No copia ningún valor que pueda ser de alguien. Sale con 1 si quedan decisiones y con 2 si el archivo no se puede
    leer.
    """
    from pipelines.contract_draft import draft_file, write_draft
    from snis.deployment import load_deployment

    loaded = load_deployment(read_settings(deployment=deployment).deployment)
    found = draft_file(file, loaded, institution=institution)
    if out is None:
        typer.echo(found.text, nl=False)
    else:
        write_draft(found, out)
        typer.echo(f"Borrador en {out}.")
    typer.echo(f"Decisiones por tomar: {found.questions}.", err=True)
    raise typer.Exit(1 if found.questions else 0)


@contract_app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="X", help="Un contrato, o una institución.")],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Carpeta para la página y el texto.")
    ] = None,
    deployment: DeploymentOption = None,
) -> None:
    """El estándar de intercambio, como página para la institución: qué enviar, cómo, cuándo y qué se revisa.

    Con --out escribe, por cada contrato, una página (HTML) y el mismo texto (Markdown); sin él, el texto sale aquí.
    """
    from pipelines.contract_page import standards_of, write_standards
    from snis.deployment import load_deployment

    standards = standards_of(name, load_deployment(read_settings(deployment=deployment).deployment))
    if out is None:
        typer.echo("\n".join(standard.markdown for standard in standards), nl=False)
        return
    for path in write_standards(standards, out):
        typer.echo(str(path))


@contract_app.command()
def check(
    place: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE|DIR]", help="Un contrato, o un despliegue; si no, el despliegue."),
    ] = None,
    *,
    deployment: DeploymentOption = None,
) -> None:
    """Revisa un contrato, o todos: cada error con su línea y su remedio. Sale con 2 si hay alguno."""
    from pipelines.contract_checking import problems_in

    problems, contracts = problems_in(place, read_settings(deployment=deployment).deployment)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(2)
    typer.echo("El contrato vale." if contracts == 1 else f"Los {contracts} contratos valen.")

"""`padron open-data feedback`: questions of the public about the data, and their answers.

Belongs here: options and what is shown. Does not belong here: what may be said (publish/feedback.py), or the file
(assets/open/opening.py).
"""

import json
from typing import Annotated

import typer

from pipelines.options import DeploymentOption, JsonOption, WorkOption
from pipelines.own_deployment import open_desk
from snis.errors import PublishError

feedback_app = typer.Typer(
    no_args_is_help=True,
    help="Preguntas del público y sus respuestas, sin datos de quien pregunta; las páginas las muestran.",
)


@feedback_app.command("list")
def show(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Todas las preguntas, con su respuesta o sin ella. Sale con 1 si alguna espera respuesta."""
    from assets.open.opening import governance_of

    with open_desk(deployment, work) as desk:
        comments = governance_of(desk.deployment, desk.ledger, desk.now.date()).comments
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in comments], ensure_ascii=False))
    else:
        for one in comments:
            typer.echo(f"{one.id}  {one.answered or 'sin respuesta'}  {one.dataset or 'todos'}: {one.text}")
    raise typer.Exit(1 if any(one.answered is None for one in comments) else 0)


@feedback_app.command()
def add(
    text: Annotated[str, typer.Argument(metavar="TEXTO", help="La pregunta, sin datos de nadie.")],
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    dataset: Annotated[
        str, typer.Option("--dataset", metavar="CONJUNTO", help="De cuál trata; si no, de todos.")
    ] = "",
) -> None:
    """Anota una pregunta con la fecha de hoy. Un texto con números largos o correos se rechaza."""
    from assets.open.opening import governance_of, write_comments
    from assets.raw.ledger import record
    from publish.datasets import load_datasets
    from publish.feedback import received

    with open_desk(deployment, work, writes=True, decides=True) as desk:
        if dataset and dataset not in {
            spec.name for spec in load_datasets(desk.deployment.folder / "datasets.yaml")
        }:
            raise PublishError("no hay un conjunto con ese nombre", place=dataset)
        comments = governance_of(desk.deployment, desk.ledger, desk.now.date()).comments
        comment = received(comments, dataset=dataset, text=text, day=desk.now.date())
        write_comments(desk.deployment.folder, [*comments, comment])
        record(desk, desk.now, "pregunta", data={"numero": comment.id, "conjunto": dataset})
    typer.echo(f"Anotada con el número {comment.id}.")


@feedback_app.command()
def answer(
    number: Annotated[str, typer.Argument(metavar="NÚMERO", help="De la pregunta, como 2026-001.")],
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    text: Annotated[str, typer.Option("--answer", metavar="TEXTO", help="La respuesta, que será pública.")],
    effect: Annotated[str, typer.Option("--effect", metavar="TEXTO", help="Qué cambió por ella.")] = "",
) -> None:
    """Responde una pregunta con la fecha de hoy; la próxima noche la muestra en las páginas."""
    from assets.open.opening import governance_of, write_comments
    from assets.raw.ledger import record
    from publish.feedback import answered

    with open_desk(deployment, work, writes=True, decides=True) as desk:
        comments = governance_of(desk.deployment, desk.ledger, desk.now.date()).comments
        if number not in {one.id for one in comments}:
            raise PublishError("no hay una pregunta con ese número", place=number)
        write_comments(
            desk.deployment.folder,
            [
                answered(one, answer=text, effect=effect, day=desk.now.date()) if one.id == number else one
                for one in comments
            ],
        )
        record(desk, desk.now, "respuesta_publica", data={"numero": number})
    typer.echo(f"Respondida: {number}.")

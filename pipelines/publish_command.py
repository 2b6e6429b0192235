"""`padron publish`: the release in place and the CKAN portal.

Belongs here: options, what is shown, and the exit codes. Does not belong here: what differs or how it is written
(publish/), or which packages there are (assets/open).
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.options import DeploymentOption, JsonOption, WorkOption
from pipelines.portal_access import at_portal
from pipelines.publish_crosses_command import crosses
from pipelines.publish_gate_command import gate
from pipelines.publish_microdata_command import correct_microdata
from pipelines.publish_reports_command import reports
from pipelines.withdraw_command import withdraw

if TYPE_CHECKING:
    from publish.plan import Change

publish_app = typer.Typer(
    no_args_is_help=True,
    help="""Publicación: la edición que pasó la compuerta y el portal CKAN.

    La noche publica por sí misma. Si el portal no responde, la edición queda lista, sin publicar, y `padron publish
    apply` la lleva después sin calcular nada otra vez. El portal se señala con PADRON_CKAN_URL, PADRON_CKAN_TOKEN y
    PADRON_CKAN_ORGANISATION. docs/ckan.md lo explica.""",
)
publish_app.command()(crosses)
publish_app.command()(withdraw)
publish_app.command()(gate)
publish_app.command()(reports)
publish_app.command("correct-microdata")(correct_microdata)


@publish_app.command()
def plan(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Qué cambiaría en el portal, campo por campo y archivo por archivo. No escribe nada.

    Cada conjunto se crea, se actualiza, se mantiene, se retira, o espera a una persona. Lo que otras personas
    agregaron en el portal se queda; lo que cambiaron en un campo nuestro se muestra aquí antes de reponerlo. Sale con
    1 si algo espera a una persona.
    """
    from assets.open.portal_publication import plan_on_portal
    from publish.plan_text import plan_as_dict, plan_text

    with at_portal(deployment, work) as (bench, portal):
        plans = plan_on_portal(bench, portal)
    if as_json:
        typer.echo(json.dumps([plan_as_dict(item) for item in plans], ensure_ascii=False))
    else:
        typer.echo(plan_text(plans) if plans else "No hay edición que publicar.", nl=not plans)
    raise typer.Exit(1 if any(item.action == "esperar" for item in plans) else 0)


@publish_app.command()
def apply(
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    thorough: Annotated[
        bool,
        typer.Option(
            "--thorough",
            help="Descargar y comparar también lo que el portal dice que no cambió, y reponerlo.",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Lleva al portal lo que falta, y nada más. Se puede repetir cuantas veces haga falta.

    Un conjunto nuevo se crea oculto, y uno cuyos archivos o tablas cambian se oculta: se llena en una sola llamada, se
    comprueba descargándolo y solo entonces se muestra; de uno retirado quedan el motivo y la fecha. Si se corta a
    medias, la siguiente vez sigue desde ahí. Sale con 2 si algo no quedó publicado, y dice qué se ve mientras tanto.
    """
    from assets.open.portal_publication import apply_to_portal
    from assets.progress import listening
    from pipelines.terminal import progress_bars

    with (
        at_portal(deployment, work, locked=True) as (bench, portal),
        progress_bars("Padrón: al portal") as listener,
        listening(listener),
    ):
        outcome = apply_to_portal(bench, portal, thorough=thorough)
    counts = outcome.counts()
    if as_json:
        typer.echo(json.dumps(counts, ensure_ascii=False))
        return
    told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
    typer.echo(f"Conjuntos y archivos: {told}." if outcome.changed else "El portal ya estaba al día.")


@publish_app.command()
def verify(
    deployment: DeploymentOption = None, work: WorkOption = None, *, as_json: JsonOption = False
) -> None:
    """Lee el portal de vuelta como cualquiera: cada campo, cada byte, cada fila de las tablas y las vistas.

    No escribe nada. Sale con 1 si algo no es como en la edición publicada, y dice qué.
    """
    from assets.open.portal_publication import verify_on_portal
    from assets.progress import listening
    from pipelines.terminal import progress_bars
    from publish.plan_text import change_as_dict

    with (
        at_portal(deployment, work) as (bench, portal),
        progress_bars("Padrón: lectura del portal") as listener,
        listening(listener),
    ):
        found = verify_on_portal(bench, portal)
    if as_json:
        told = {name: [change_as_dict(item) for item in changes] for name, changes in found.items()}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        for line in _lines(found):
            typer.echo(line)
    raise typer.Exit(1 if any(found.values()) else 0)


def _lines(found: dict[str, tuple["Change", ...]]) -> Iterator[str]:
    from publish.plan_text import change_line

    for name, changes in found.items():
        yield f"{name}: {f'{len(changes)} diferencias' if changes else 'todo igual'}"
        yield from (f"  {change_line(item)}" for item in changes)
    if not found:
        yield "No hay edición que comprobar."

"""`padron indicators`: the catalogue and its figures at the terminal.

Belongs here: options and exit codes. Does not belong here: what may be asked (snis/indicators/question.py), finding it
(assets/indicators/answers.py), or how it is told (indicators_telling.py).
"""

import json
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.demonstration import settings_of
from pipelines.options import DeploymentOption, JsonOption, WorkOption
from pipelines.work_folder import open_folder
from snis.contracts.shape import nearest
from snis.errors import IndicatorError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assets.indicators.sources import IndicatorSource
    from snis.deployment import Deployment

CodeArgument = Annotated[
    str, typer.Argument(metavar="CODIGO", help="Código del indicador; `list` los nombra.")
]

indicators_app = typer.Typer(
    no_args_is_help=True,
    help="""Indicadores: el catálogo, la ficha de cada uno y sus cifras con todo lo que hace falta para citarlas.

    Cada cifra dice su unidad, qué se cuenta una sola vez, su período y, si divide, entre qué y de qué año y fuente. Una
    cifra que nadie debería citar no se da: se dice por qué. docs/indicadores los explica.""",
)


@indicators_app.command("list")
def list_indicators(deployment: DeploymentOption = None, *, as_json: JsonOption = False) -> None:
    """Los indicadores que hay: los que vienen con Padrón y los del despliegue."""
    from pipelines.indicators_telling import catalogue_table, entry_as_dict, show_table

    with _catalogue(deployment) as (sources, _):
        if as_json:
            typer.echo(json.dumps([entry_as_dict(source) for source in sources], ensure_ascii=False))
        else:
            show_table(catalogue_table(sources))
            typer.echo(f"{len(sources)} indicadores.")


@indicators_app.command()
def show(code: CodeArgument, deployment: DeploymentOption = None, *, as_json: JsonOption = False) -> None:
    """La ficha técnica de un indicador: qué dice, cómo se calcula, cómo se cita y qué no se puede sumar."""
    from assets.indicators.sheets import page_of
    from pipelines.indicators_telling import entry_as_dict

    with _catalogue(deployment) as (sources, _):
        source = _find(code, sources)
        typer.echo(json.dumps(entry_as_dict(source), ensure_ascii=False) if as_json else page_of(source))


@indicators_app.command()
def query(
    code: CodeArgument,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    year: Annotated[int | None, typer.Option("--year", metavar="AAAA", help="Solo las de este año.")] = None,
    period: Annotated[
        str,
        typer.Option(
            "--period", metavar="PERIODO", help="2026, 2026-S1, 2026-C1, 2026-B1, 2026-03 o 2012-2026."
        ),
    ] = "",
    department: Annotated[str, typer.Option("--department", metavar="DD", help="Dos dígitos del INE.")] = "",
    municipality: Annotated[str, typer.Option("--municipality", metavar="DDMM", help="Cuatro dígitos.")] = "",
    institution: Annotated[
        str, typer.Option("--institution", metavar="X", help="Código de institución.")
    ] = "",
    programme: Annotated[str, typer.Option("--programme", metavar="X", help="Código de programa.")] = "",
    modality: Annotated[str, typer.Option("--modality", metavar="X", help="Código de modalidad.")] = "",
    sex: Annotated[str, typer.Option("--sex", metavar="F|M|N", help="Sexo.")] = "",
    age: Annotated[str, typer.Option("--age", metavar="GRUPO", help="Grupo de edad, como 18-29.")] = "",
    people: Annotated[str, typer.Option("--people", metavar="X", help="Código de pueblo.")] = "",
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="DIMENSION",
            help="Desagrega por una dimensión o un tipo de período; se puede repetir.",
        ),
    ] = None,
    universe: Annotated[
        str,
        typer.Option(
            "--universe",
            metavar="X",
            help="publica, sensible, restringida o todas [publica; si no la hay, todas].",
        ),
    ] = "",
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Filas en CSV, en la salida estándar.")] = False,
) -> None:
    """Las cifras de un indicador. Sin filtro, una dimensión es su total; con --by se compara la suma con el total.

    Sale con 1 si no hay cifras, si alguna que se pidió se retiene porque hay un dato que corregir, o si unas partes que
    tienen que sumar su total no lo suman.
    """
    from assets.indicators.answers import answer, crosses, open_figures
    from pipelines.indicators_telling import answer_as_csv, answer_as_dict, needs_person, tell_answer
    from snis.indicators.question import enclosing_kind, question, usual_universe

    if as_json and as_csv:
        raise IndicatorError("diga una sola cosa: --json o --csv", place="padron indicators query")
    filters = {
        "departamento": department, "municipio": municipality, "institucion": institution, "programa": programme,
        "modalidad": modality, "sexo": sex, "edad_grupo": age, "pueblo": people,
    }  # fmt: skip
    with open_folder(deployment, work) as (_, bench):
        source = _find(code, _sources(bench.deployment))
        open_figures(bench, source)
        given = crosses(bench.engine)
        asked = question(
            source.indicator,
            year=year,
            period=period,
            filters=filters,
            by=by or (),
            universe=universe or usual_universe({cross.universe for cross in given}),
        )
        _check_codes(asked.filters, bench.deployment)
        found = answer(bench.engine, source, asked, enclosing_kind(asked, source.indicator, period))
        if as_json:
            typer.echo(json.dumps(answer_as_dict(source, asked, found, bench.deployment), ensure_ascii=False))
        elif as_csv:
            typer.echo(answer_as_csv(found), nl=False)
        else:
            tell_answer(source, asked, found, bench.deployment, given)
    raise typer.Exit(1 if needs_person(found) else 0)


def _sources(deployment: "Deployment") -> "Sequence[IndicatorSource]":
    from assets.indicators.sources import sources_of

    return sources_of(deployment)


@contextmanager
def _catalogue(folder: Path | None) -> "Iterator[tuple[Sequence[IndicatorSource], Deployment]]":
    """The catalogue of a deployment, which needs no work folder."""
    from snis.deployment import load_deployment

    deployment = load_deployment(settings_of(folder, None).deployment)
    yield _sources(deployment), deployment


def _find(code: str, sources: "Sequence[IndicatorSource]") -> "IndicatorSource":
    for source in sources:
        if source.code == code:
            return source
    near = nearest(code, [source.code for source in sources])
    raise IndicatorError(
        f"no hay tal indicador{near}", place=code, remedy="`padron indicators list` los nombra."
    )


def _check_codes(filters: Mapping[str, str], deployment: "Deployment") -> None:
    from pipelines.indicators_telling import names_of

    known = names_of(deployment)
    for dimension, code in filters.items():
        if code not in known[dimension]:
            listed = ", ".join(f"{key} ({name})" for key, name in list(known[dimension].items())[:30])
            raise IndicatorError(
                f"no es un código de {dimension}{nearest(code, known[dimension])}",
                place=f"padron indicators query: {code}",
                remedy=f"Use uno de estos: {listed}{', …' if len(known[dimension]) > 30 else ''}.",
            )

"""`padron indicators`: the catalogue and its figures at the terminal.

Belongs here: options and exit codes. Does not belong here: what may be asked (snis/indicators/question.py), finding it
(assets/indicators/answers.py), or how it is told (indicators_telling.py).
"""

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.changes_command import changes
from pipelines.demonstration import settings_of
from pipelines.indicator_options import (
    AgeOption,
    ByOption,
    CodeArgument,
    CsvOption,
    DenominatorOption,
    DepartmentOption,
    InstitutionOption,
    ModalityOption,
    MunicipalityOption,
    PeopleOption,
    PeriodOption,
    ProgrammeOption,
    SexOption,
    UniverseOption,
    YearOption,
    check_codes,
    find_source,
    one_form,
)  # fmt: skip
from pipelines.options import DeploymentOption, JsonOption, WorkOption, day
from pipelines.work_folder import open_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assets.indicators.sources import IndicatorSource
    from snis.deployment import Deployment

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
        source = find_source(code, sources)
        typer.echo(json.dumps(entry_as_dict(source), ensure_ascii=False) if as_json else page_of(source))


@indicators_app.command()
def query(
    code: CodeArgument,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    year: YearOption = None,
    period: PeriodOption = "",
    department: DepartmentOption = "",
    municipality: MunicipalityOption = "",
    institution: InstitutionOption = "",
    programme: ProgrammeOption = "",
    modality: ModalityOption = "",
    sex: SexOption = "",
    age: AgeOption = "",
    people: PeopleOption = "",
    by: ByOption = None,
    universe: UniverseOption = "",
    denominator: DenominatorOption = "",
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="AAAA-MM-DD", help="Como se sabían al terminar este día.")
    ] = "",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Las cifras de un indicador. Sin filtro, una dimensión es su total; con --by se compara la suma con el total.

    Sale con 1 si no hay cifras, si alguna que se pidió se retiene porque hay un dato que corregir, o si unas partes que
    tienen que sumar su total no lo suman.
    """
    from assets.asof.past import figures_of
    from assets.indicators.answers import answer, crosses
    from pipelines.changes_telling import day_as_dict, tell_day
    from pipelines.indicators_telling import answer_as_csv, answer_as_dict, needs_person, tell_answer
    from snis.indicators.question import enclosing_kind, question, usual_universe

    one_form("query", as_json=as_json, as_csv=as_csv)
    known = day(as_of, "--as-of") if as_of else None
    filters = {
        "departamento": department, "municipio": municipality, "institucion": institution, "programa": programme,
        "modalidad": modality, "sexo": sex, "edad_grupo": age, "pueblo": people,
    }  # fmt: skip
    with open_folder(deployment, work) as (_, bench):
        source = find_source(code, _sources(bench.deployment))
        with figures_of(bench, source, known) as standing:
            given = crosses(bench.engine)
            asked = question(
                source.indicator,
                year=year,
                period=period,
                filters=filters,
                by=by or (),
                universe=universe or usual_universe({cross.universe for cross in given}),
                denominator=denominator,
            )
            check_codes(asked.filters, bench.deployment)
            found = answer(bench.engine, source, asked, enclosing_kind(asked, source.indicator, period))
            if as_json:
                typer.echo(
                    json.dumps(
                        answer_as_dict(source, asked, found, bench.deployment) | day_as_dict(standing),
                        ensure_ascii=False,
                    )
                )
            elif as_csv:
                typer.echo(answer_as_csv(found), nl=False)
            else:
                tell_answer(source, asked, found, bench.deployment, given)
                tell_day(standing)
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


indicators_app.command()(changes)

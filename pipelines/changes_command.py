"""`padron indicators changes`: what became of an indicator's figures between two days, and why.

Belongs here: the command's options and exit code. Does not belong here: comparing (assets/asof/changes.py), or how the
answer is told (changes_telling.py).
"""

import json
from typing import Annotated

import typer

from pipelines.indicator_options import (
    AgeOption,
    ByOption,
    CodeArgument,
    CsvOption,
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


def changes(
    code: CodeArgument,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    since: Annotated[
        str, typer.Option("--from", metavar="AAAA-MM-DD", help="Como se sabía al terminar este día.")
    ],
    until: Annotated[
        str, typer.Option("--to", metavar="AAAA-MM-DD", help="Y al terminar este; si no se dice, hoy.")
    ] = "",
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
    universe: UniverseOption = "publica",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Qué cambió en las cifras de un indicador entre dos días, y por qué.

    Por cada cifra que cambió: antes, después, y qué transferencias trajeron o quitaron entregas en ella, o cuántas
    entregas son ahora de otra persona o de otro lugar. No guarda nada de lo que dice.
    """
    from assets.asof.changes import changes_between
    from assets.indicators.sources import sources_of
    from pipelines.changes_telling import changes_as_csv, changes_as_dict, tell_changes
    from snis.indicators.question import question

    one_form("changes", as_json=as_json, as_csv=as_csv)
    filters = {
        "departamento": department, "municipio": municipality, "institucion": institution, "programa": programme,
        "modalidad": modality, "sexo": sex, "edad_grupo": age, "pueblo": people,
    }  # fmt: skip
    first = day(since, "--from")
    with open_folder(deployment, work) as (_, bench):
        last = day(until, "--to") if until else bench.now.date()
        source = find_source(code, sources_of(bench.deployment))
        asked = question(
            source.indicator, year=year, period=period, filters=filters, by=by or (), universe=universe
        )
        check_codes(asked.filters, bench.deployment)
        found = changes_between(bench, source, asked, first=first, last=last)
        if as_json:
            typer.echo(json.dumps(changes_as_dict(source, found, first=first, last=last), ensure_ascii=False))
        elif as_csv:
            typer.echo(changes_as_csv(found), nl=False)
        else:
            tell_changes(source, asked, found, bench.deployment, first=first, last=last)

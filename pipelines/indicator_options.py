"""What is asked of an indicator at the terminal: the options that its commands share, and the question made of them.

Belongs here: that. Does not belong here: what may be asked (snis/indicators/question.py), or one command's own options.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from snis.contracts.shape import nearest
from snis.errors import IndicatorError

if TYPE_CHECKING:
    from assets.indicators.sources import IndicatorSource
    from snis.deployment import Deployment

CodeArgument = Annotated[
    str, typer.Argument(metavar="CODIGO", help="Código del indicador; `list` los nombra.")
]
YearOption = Annotated[int | None, typer.Option("--year", metavar="AAAA", help="Solo las de este año.")]
PeriodOption = Annotated[
    str,
    typer.Option("--period", metavar="PERIODO", help="2026, 2026-S1, 2026-C1, 2026-B1, 2026-03 o 2012-2026."),
]
DepartmentOption = Annotated[str, typer.Option("--department", metavar="DD", help="Dos dígitos del INE.")]
MunicipalityOption = Annotated[str, typer.Option("--municipality", metavar="DDMM", help="Cuatro dígitos.")]
InstitutionOption = Annotated[str, typer.Option("--institution", metavar="X", help="Código de institución.")]
ProgrammeOption = Annotated[str, typer.Option("--programme", metavar="X", help="Código de programa.")]
ModalityOption = Annotated[str, typer.Option("--modality", metavar="X", help="Código de modalidad.")]
SexOption = Annotated[str, typer.Option("--sex", metavar="F|M|N", help="Sexo.")]
AgeOption = Annotated[str, typer.Option("--age", metavar="GRUPO", help="Grupo de edad, como 18-29.")]
PeopleOption = Annotated[str, typer.Option("--people", metavar="X", help="Código de pueblo.")]
ByOption = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="DIMENSION",
        help="Desagrega por una dimensión o un tipo de período; se puede repetir.",
    ),
]
UniverseOption = Annotated[
    str, typer.Option("--universe", metavar="X", help="publica, sensible, restringida o todas.")
]
DenominatorOption = Annotated[
    str,
    typer.Option("--denominator", metavar="X", help="De una razón con varios, solo este; `show` los nombra."),
]
CsvOption = Annotated[bool, typer.Option("--csv", help="Filas en CSV, en la salida estándar.")]


def one_form(command: str, *, as_json: bool, as_csv: bool) -> None:
    """Refuse two forms of an answer at once."""
    if as_json and as_csv:
        raise IndicatorError("diga una sola cosa: --json o --csv", place=f"padron indicators {command}")


def find_source(code: str, sources: "Sequence[IndicatorSource]") -> "IndicatorSource":
    """The indicator of a code."""
    for source in sources:
        if source.code == code:
            return source
    near = nearest(code, [source.code for source in sources])
    raise IndicatorError(
        f"no hay tal indicador{near}", place=code, remedy="`padron indicators list` los nombra."
    )


def check_codes(filters: Mapping[str, str], deployment: "Deployment") -> None:
    """Refuse codes that the deployment does not have."""
    from pipelines.indicators_telling import names_of

    known = names_of(deployment)
    for dimension, code in filters.items():
        if code not in known[dimension]:
            listed = ", ".join(f"{key} ({name})" for key, name in list(known[dimension].items())[:30])
            raise IndicatorError(
                f"no es un código de {dimension}{nearest(code, known[dimension])}",
                place=f"padron indicators: {code}",
                remedy=f"Use uno de estos: {listed}{', …' if len(known[dimension]) > 30 else ''}.",
            )

"""Which indicators there are, and the statement that measures each of them.

Belongs here: putting <codigo>.yaml and <codigo>.sql together, those that ship with Padrón and a deployment's own, and
every mistake that shows before anything runs. Does not belong here: the catalogue (snis/indicators), or running
(measure.py).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import sqlglot
from sqlglot import exp

from assets.statements import IN_PARTS, statement_files, tables_read
from snis.contracts.loader import load_tables
from snis.deployment import Deployment
from snis.errors import ContractError
from snis.indicators.loader import FOLDER, SHIPPED, own_indicators, shipped_indicators
from snis.indicators.model import DIMENSIONS, Indicator

TABLE = "out_indicador"
# Columns that a statement may give, with the type in which it may leave them out; docs/indicadores says what each is.
COLUMNS: Mapping[str, str] = {
    "periodo_tipo_codigo": "string",
    "anio": "integer",
    "anio_inicio": "integer",
    "periodo_numero": "integer",
    "nivel": "string",
    **{f"{dimension}_codigo": "string" for dimension in DIMENSIONS},
    "visibilidad_codigo": "string",
    "numerador": "decimal(18,2)",
    "denominador_codigo": "string",
    "denominador": "decimal(18,2)",
    "denominador_anio": "integer",
    "denominador_fuente": "string",
    "denominador_metodo_codigo": "string",
    "minimo_numerador": "decimal(18,2)",
    "maximo_numerador": "decimal(18,2)",
}
_NEEDED = ("periodo_tipo_codigo", "anio", "visibilidad_codigo", "numerador")
_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")
_COMMENT = re.compile(r"--[^\n]*")


@dataclass(frozen=True)
class IndicatorSource:
    """An indicator and the statement that measures it.

    Attributes:
        place: the SQL file as messages name it.
        sql: one select, without a semicolon.
        tables: stored tables that it reads, in name order.
        is_own: whether it is a deployment's own.
    """

    indicator: Indicator
    place: str
    sql: str
    tables: tuple[str, ...]
    is_own: bool = False

    @property
    def code(self) -> str:
        """The indicator's code; also the name of its part of out_indicador."""
        return self.indicator.codigo

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the values that the statement has bound, in name order."""
        return tuple(sorted(set(_PARAMETER.findall(_COMMENT.sub("", self.sql)))))


@cache
def shipped_sources() -> tuple[IndicatorSource, ...]:
    """The indicators that ship with Padrón, in code order.

    Raises:
        ContractError: a YAML without SQL, or the other way round, or one against the other.
    """
    problems: list[str] = []
    folder = Path(str(files("assets") / "indicators"))
    found = _sources(shipped_indicators(), folder, problems, yaml_place=SHIPPED.name)
    _refuse(problems, "assets/indicators")
    return found


def own_sources(deployment: Path, institutions: Iterable[str]) -> tuple[IndicatorSource, ...]:
    """The indicators of a deployment's own folder, in code order.

    Raises:
        ContractError: with every mistake found.
    """
    folder = deployment / FOLDER
    indicators = own_indicators(deployment, institutions)
    problems = [
        f"{FOLDER}/{path.name}: no tiene {path.stem}.yaml al lado. Remedio: escríbalo, o quite el archivo."
        for path in sorted(folder.glob("*.sql"))
        if not path.with_suffix(".yaml").exists()
    ]
    found = _sources(indicators, folder, problems, yaml_place=FOLDER, admitted=readable_tables())
    _refuse(problems, f"{deployment.name}/{FOLDER}")
    return found


def sources_of(deployment: Deployment) -> tuple[IndicatorSource, ...]:
    """Every indicator of a deployment, in code order.

    Raises:
        ContractError: with every mistake found in its own ones.
    """
    own = own_sources(deployment.folder, deployment.institution_codes)
    return tuple(sorted((*shipped_sources(), *own), key=lambda source: source.code))


@cache
def readable_tables() -> frozenset[str]:
    """What out_indicador waits for: every mart, and whatever else the shipped indicators read.

    A deployment's indicator may read these and no others, so that it always finds them as this night left them.
    """
    marts = {name for name in statement_files() if name.startswith("out_") and name not in IN_PARTS}
    shipped = {table for source in shipped_sources() for table in source.tables}
    references = {name for name, contract in load_tables().items() if contract.layer == "ref"}
    return frozenset(
        references | shipped | {name for name in marts & set(load_tables()) if not _follows(name)}
    )


def _follows(table: str) -> bool:
    """Whether a table is made of indicators."""
    if table == TABLE:
        return True
    return table in statement_files() and any(_follows(read) for read in tables_read(table))


def _sources(
    indicators: Sequence[Indicator],
    folder: Path,
    problems: list[str],
    *,
    yaml_place: str,
    admitted: frozenset[str] | None = None,
) -> tuple[IndicatorSource, ...]:
    found = []
    for indicator in indicators:
        path = folder / f"{indicator.codigo}.sql"
        place = f"{folder.name}/{path.name}"
        if not path.is_file():
            problems.append(
                f"{yaml_place}/{indicator.codigo}.yaml: no hay {place}. Remedio: escriba la consulta que lo mide."
            )
            continue
        source, mistakes = _read(indicator, path, place, own=admitted is not None, admitted=admitted)
        problems.extend(f"{place}: {mistake}" for mistake in mistakes)
        if source is not None:
            found.append(source)
    return tuple(found)


def _read(
    indicator: Indicator, path: Path, place: str, *, own: bool, admitted: frozenset[str] | None
) -> tuple[IndicatorSource | None, list[str]]:
    try:
        sql = path.read_text(encoding="utf-8").strip().removesuffix(";")
        trees = [tree for tree in sqlglot.parse(sql, read="duckdb") if tree is not None]
    except (UnicodeDecodeError, sqlglot.errors.SqlglotError):
        return None, ["no se puede leer como SQL. Remedio: pruébelo antes con `padron sql`."]
    if len(trees) != 1 or not isinstance(trees[0], exp.Select | exp.SetOperation):
        return None, ["tiene que ser un solo select. Remedio: deje una sola consulta."]
    tree = trees[0]
    ctes = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    # A table function reads files that nobody declares: its name here is empty.
    tables = {table.name for table in tree.find_all(exp.Table)} - ctes
    mistakes = [*_column_mistakes(indicator, tree), *_table_mistakes(tables, admitted)]
    return IndicatorSource(indicator, place, sql, tuple(sorted(tables)), own), mistakes


def _table_mistakes(tables: set[str], admitted: frozenset[str] | None) -> Iterator[str]:
    known = set(load_tables()) - {TABLE}
    for name in sorted(tables - (known if admitted is None else admitted)):
        what = f"lee {name}, que no está antes que los indicadores" if name else "lee una función de tabla"
        yield f"{what}. Remedio: lea una de estas tablas: {', '.join(sorted(admitted or known))}."


def _column_mistakes(indicator: Indicator, tree: exp.Query) -> Iterator[str]:
    names = [column.alias_or_name for column in tree.selects]
    if "*" in names:
        yield "tiene un asterisco. Remedio: nombre las columnas."
        return
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"la columna {name} está dos veces. Remedio: deje una."
    for name in sorted(set(names) - set(COLUMNS)):
        yield f"da una columna desconocida, {name or 'sin nombre'}. Remedio: use solo estas: {', '.join(COLUMNS)}."
    needed = (*_NEEDED, "denominador") if indicator.is_ratio else _NEEDED
    # What is known by its range alone has no numerator of its own, but says so.
    for name in needed:
        if name not in names:
            yield f"falta la columna {name}. Remedio: agréguela a la consulta."
    given = {dimension for dimension in DIMENSIONS if f"{dimension}_codigo" in names}
    for dimension in sorted(set(indicator.desagregaciones) - given):
        yield (
            f"promete desagregar por {dimension} y no da {dimension}_codigo. "
            "Remedio: dé la columna, o quite la desagregación del YAML."
        )
    for dimension in sorted(given - set(indicator.desagregaciones)):
        yield (
            f"da {dimension}_codigo, que el YAML no promete. "
            "Remedio: agregue la desagregación al YAML, o quite la columna."
        )


def _refuse(problems: Sequence[str], place: str) -> None:
    if problems:
        raise ContractError(
            "las consultas de los indicadores tienen errores",
            place=place,
            remedy="Corríjalas.",
            problems=problems,
        )

"""An indicator over small tables: rows in, figures out, by the real engine and the real statements."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from assets.engine import DuckDBEngine
from assets.indicators.measure import CODE_TABLES, FIGURE, figure_values, measured
from assets.indicators.sources import TABLE, IndicatorSource, shipped_sources
from assets.schema import arrow_schema
from assets.statements import statement
from snis.contracts.loader import load_tables
from tests.sql.out_case import BOUND

Rows = list[dict[str, Any]]
Table = Sequence[Mapping[str, Any]]

# A small nation: two departments, three municipalities, two institutions, three modalities of two programmes.
CODES: Mapping[str, Table] = {
    "ref_departamento": [{"departamento_codigo": code} for code in ("01", "08")],
    "ref_municipio": [
        {"municipio_codigo": code, "departamento_codigo": code[:2]} for code in ("0101", "0801", "0802")
    ],
    "ref_institucion": [{"institucion_codigo": code} for code in ("mides", "mineduc")],
    "ref_modalidad": [
        {"modalidad_codigo": "P04", "programa_codigo": "bolsa", "institucion_codigo": "mides"},
        {"modalidad_codigo": "P05", "programa_codigo": "beca", "institucion_codigo": "mides"},
        {"modalidad_codigo": "P06", "programa_codigo": "beca", "institucion_codigo": "mineduc"},
    ],
}


def shipped(code: str) -> IndicatorSource:
    """One indicator that ships with Padrón."""
    return next(source for source in shipped_sources() if source.code == code)


def figures_on(engine: DuckDBEngine, source: IndicatorSource, tables: Mapping[str, Table]) -> Rows:
    """The rows of out_indicador that an indicator makes of tables; columns that are not given are null."""
    for name in {*source.tables, *CODE_TABLES}:
        schema = arrow_schema(load_tables()[name])
        rows = [
            {column: row.get(column) for column in schema.names} for row in {**CODES, **tables}.get(name, ())
        ]
        engine.forget(name)
        engine.register(name, pa.Table.from_pylist(rows, schema=schema))
    with measured(engine, source, BOUND):
        found = engine.table(statement(FIGURE), figure_values(source.indicator))
    if found.schema != arrow_schema(load_tables()[TABLE]):
        raise AssertionError("columns or types are not those of out_indicador")
    return list(found.to_pylist())

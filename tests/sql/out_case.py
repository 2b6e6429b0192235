"""Whole small link and out tables from literal rows, by the real engine."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from assets.engine import DuckDBEngine
from assets.schema import arrow_schema
from assets.statements import parameters, statement, tables_read
from snis.contracts.loader import load_tables
from snis.pseudonym import hmac_pads

RECORD_KEY = bytes(range(32))
BOUND: dict[str, Any] = dict(zip(("rec_ipad", "rec_opad"), hmac_pads(RECORD_KEY), strict=True))
BOUND["al_dia"] = None

Rows = list[dict[str, Any]]


def built(name: str, bound: Mapping[str, Any] | None = None, **inputs: Sequence[Mapping[str, Any]]) -> Rows:
    """Rows of a link or out table; inputs that are not given are empty, columns that are not given null."""
    with DuckDBEngine("512MB", 1) as engine:
        return built_on(engine, name, bound, **inputs)


def built_on(
    engine: DuckDBEngine,
    name: str,
    bound: Mapping[str, Any] | None = None,
    **inputs: Sequence[Mapping[str, Any]],
) -> Rows:
    """The same, by an engine that is already open."""
    contracts = load_tables()
    for table in tables_read(name):
        schema = arrow_schema(contracts[table])
        rows = [{column: row.get(column) for column in schema.names} for row in inputs.get(table, ())]
        engine.register(table, pa.Table.from_pylist(rows, schema=schema))
    values = {**BOUND, **(bound or {})}
    result = engine.table(statement(name), {value: values[value] for value in parameters(name)})
    if result.schema != arrow_schema(contracts[name]):
        raise AssertionError(f"{name}: columns or types are not those of the contract")
    return list(result.to_pylist())


def columns(rows: Rows, *names: str) -> list[tuple[Any, ...]]:
    """Some columns of rows as tuples."""
    return [tuple(row[name] for name in names) for row in rows]

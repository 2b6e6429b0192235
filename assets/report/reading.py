"""Reading stored tables for a report: the rows of a statement over them.

Belongs here: attaching and running. Does not belong here: statements (the SQL files beside), or what rows mean
(internal.py, intake.py).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from assets.build import table_digest
from assets.resources import Bench
from assets.statements import statement, tables_read, values_for
from snis.contracts.loader import load_tables


def rows_of_statement(name: str, values: Mapping[str, object], bench: Bench) -> list[tuple[Any, ...]]:
    """Rows of a statement; none while a table that it reads was never built."""
    known = load_tables()
    tables = tables_read(name)
    if any(table not in known or not bench.store.files(table) for table in tables):
        return []
    for table in tables:
        bench.engine.attach(table, bench.store.files(table))
    return bench.engine.rows(statement(name), values_for(name, values))


def digests_of(names: Iterable[str], bench: Bench) -> dict[str, str]:
    """SHA-256 of every stored table that some statements read."""
    tables = sorted({table for name in names for table in tables_read(name)})
    return {table: table_digest(table, bench.store) for table in tables if bench.store.files(table)}

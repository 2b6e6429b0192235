"""A count over one table of the store, for what is told of a night.

Belongs here: that. Does not belong here: what is counted (summary.py, assets/audit).
"""

from typing import Any

from assets.resources import Bench


def rows_of(bench: Bench, table: str, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query over one table; none while the table has no part."""
    parts = bench.store.files(table)
    if not parts:
        return []
    bench.engine.attach(table, parts)
    return bench.engine.rows(sql)

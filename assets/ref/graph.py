"""The reference tables as assets.

Belongs here: what Dagster is told. Does not belong here: the tables themselves (tables.py).
"""

from collections.abc import Iterator

import dagster as dg

from assets.build import table_digest
from assets.progress import report
from assets.ref.tables import write_reference_tables
from assets.resources import Workshop
from assets.sql_graph import RETRY, table_spec
from snis.contracts.loader import load_tables

REF_TABLES = tuple(sorted(name for name, contract in load_tables().items() if contract.layer == "ref"))


@dg.multi_asset(
    name="ref_tables", specs=[table_spec(name, deps=[]) for name in REF_TABLES], retry_policy=RETRY
)
def ref_tables(workshop: Workshop) -> Iterator[dg.MaterializeResult]:
    """Code lists, territory, population and calendar, from the deployment and the packaged reference."""
    with workshop.bench() as bench:
        before = {name: table_digest(name, bench.store) for name in REF_TABLES}
        rows = write_reference_tables(bench.deployment, bench.store)
        after = {name: table_digest(name, bench.store) for name in REF_TABLES}
    report("tablas de referencia", 1, 1)
    for name in REF_TABLES:
        yield dg.MaterializeResult(
            asset_key=name,
            metadata={"dagster/row_count": rows[name], "recalculada": before[name] != after[name]},
            # Equal bytes, equal version: what was judged by these lists does not go stale when they are written again.
            data_version=dg.DataVersion(after[name]),
        )

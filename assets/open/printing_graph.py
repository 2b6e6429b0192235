"""The printing as Dagster sees it: one table, made from exact cells, facts and the publication ledger.

Belongs here: what Dagster is told: counts alone. Does not belong here: the printing (printing.py).
"""

import dagster as dg

from assets.build import table_digest
from assets.open.printing import READ, TABLE, print_cells
from assets.progress import report
from assets.resources import Workshop
from assets.sql_graph import RETRY, table_spec


@dg.multi_asset(name="impresion", specs=[table_spec(TABLE, deps=list(READ))], retry_policy=RETRY)
def printed_cells(workshop: Workshop) -> dg.MaterializeResult:
    """What is printed of each cell, held against what was printed before."""
    with workshop.bench() as bench:
        printing = print_cells(bench)
        digest = table_digest(TABLE, bench.store)
    report("impresión", 1, 1)
    return dg.MaterializeResult(
        asset_key=TABLE,
        metadata={"impresion": printing.number, "recalculada": printing.fresh},
        data_version=dg.DataVersion(digest),
    )

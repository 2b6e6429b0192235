"""The microdata as Dagster sees them: one table, drawn from the facts of a closed year.

Belongs here: what Dagster is told: counts alone. Does not belong here: the rows (microdata.py).
"""

import dagster as dg

from assets.build import table_digest
from assets.open.microdata import FACTS, TABLE, make_microdata
from assets.progress import report
from assets.resources import Workshop
from assets.sql_graph import RETRY, table_spec


@dg.multi_asset(name="microdatos", specs=[table_spec(TABLE, deps=[FACTS])], retry_policy=RETRY)
def microdata(workshop: Workshop) -> dg.MaterializeResult:
    """The rows of the last closed year; those of a published edition are never drawn again."""
    with workshop.bench() as bench:
        made = make_microdata(bench)
        digest = table_digest(TABLE, bench.store)
    report("microdatos" if made.edition else "microdatos (aún no hay un año cerrado)", 1, 1)
    return dg.MaterializeResult(
        asset_key=TABLE,
        metadata={"edicion": made.edition, "dagster/row_count": made.rows, "recalculada": made.fresh},
        data_version=dg.DataVersion(digest),
    )

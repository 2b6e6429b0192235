"""The strengthening plans as Dagster sees them: one step after the deliveries are judged, and the table of items.

Belongs here: what Dagster is told: counts alone. Does not belong here: the step (night.py).
"""

import dagster as dg

from assets.progress import report
from assets.resources import Workshop
from assets.sfi.columns import COLUMN_COUNTS
from assets.sfi.measuring import MEASURED
from assets.sfi.night import follow_plans
from assets.sfi.standing import TABLE
from assets.sql_graph import RETRY, table_spec
from assets.statements import stored_tables_read

# What it reads: what became of rows, what was mended, what columns hold; and what institutions declared.
_READ = (*sorted({*stored_tables_read(MEASURED), *stored_tables_read(COLUMN_COUNTS)}), "ref_diagnostico")


@dg.multi_asset(
    name="plan_de_fortalecimiento", specs=[table_spec(TABLE, deps=list(_READ))], retry_policy=RETRY
)
def strengthening_plans(workshop: Workshop) -> dg.MaterializeResult:
    """Items opened, mended and closed; the plan of each institution to its outbox."""
    with workshop.bench() as bench:
        outcome = follow_plans(bench)
    report("plan de fortalecimiento", 1, 1)
    total = outcome.standing.total
    return dg.MaterializeResult(
        asset_key=TABLE,
        metadata={
            **{f"recomendaciones_{kind}": count for kind, count in sorted(outcome.events.items())},
            "abiertas": total.open,
            "vencidas": total.overdue,
            "avance": total.share,
            "planes_escritos": len(outcome.pages),
            "recalculada": outcome.is_fresh,
        },
    )

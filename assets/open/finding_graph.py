"""Printed findings as Dagster sees them: one table, made from exact cells and the years that were printed.

Belongs here: what Dagster is told: counts alone. Does not belong here: the printing (finding_printing.py).
"""

import dagster as dg

from assets.open.finding_printing import EXACT, PRINTED, print_findings
from assets.progress import report
from assets.resources import Workshop
from assets.sql_graph import RETRY, table_spec


@dg.multi_asset(name="hallazgos_impresos", specs=[table_spec(PRINTED, deps=[EXACT])], retry_policy=RETRY)
def printed_findings(workshop: Workshop) -> dg.MaterializeResult:
    """What is printed of findings: every closed year, once."""
    with workshop.bench() as bench:
        printed = print_findings(bench)
    report(PRINTED, 1, 1)
    return dg.MaterializeResult(
        asset_key=PRINTED,
        metadata={"dagster/row_count": printed.rows, "sha256": printed.sha256, "recalculada": printed.fresh},
        data_version=dg.DataVersion(printed.sha256),
    )

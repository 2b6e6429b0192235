"""The indicators as Dagster sees them: one step for all of them, with counts for each.

Belongs here: what Dagster is told: counts alone. Does not belong here: the work (parts.py).
"""

import dagster as dg

from assets.build import table_digest
from assets.indicators.measure import CODE_TABLES
from assets.indicators.parts import refresh_indicators
from assets.indicators.sources import TABLE, readable_tables
from assets.progress import report
from assets.resources import Workshop
from assets.sql_graph import RETRY, table_spec


@dg.multi_asset(
    name="indicadores",
    specs=[table_spec(TABLE, deps=sorted({*readable_tables(), *CODE_TABLES}))],
    retry_policy=RETRY,
)
def indicators(workshop: Workshop) -> dg.MaterializeResult:
    """Every indicator of the catalogue; those that nothing changed are left alone."""
    with workshop.bench() as bench:
        outcome = refresh_indicators(bench)
        digest = table_digest(TABLE, bench.store)
    report("indicadores", 1, 1)
    return dg.MaterializeResult(
        asset_key=TABLE,
        metadata={
            "dagster/row_count": sum(part.rows for part in outcome.parts),
            "recalculada": outcome.is_fresh,
            "indicadores": len(outcome.parts),
            "retirados": len(outcome.discarded),
            "filas_por_indicador": {part.name: part.rows for part in outcome.parts},
            "sin_valor_por_indicador": dict(outcome.withheld),
        },
        data_version=dg.DataVersion(digest),
    )

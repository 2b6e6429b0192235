"""The service levels of closed periods as Dagster sees them: one step after what they are measured on.

Belongs here: what Dagster is told. Does not belong here: the step (levels.py).
"""

import dagster as dg

from assets.progress import report
from assets.resources import Workshop
from assets.service.levels import TABLE, write_levels
from assets.sql_graph import RETRY, table_spec

# Deliveries and their rows, findings, and what was asked of the verifier.
_READ = ("core_correccion", "core_fila", "link_hallazgo_estado", "link_validacion", "out_transferencia")


@dg.multi_asset(name="niveles_de_servicio", specs=[table_spec(TABLE, deps=list(_READ))], retry_policy=RETRY)
def service_level_table(workshop: Workshop) -> dg.MaterializeResult:
    """Measure the months that are over."""
    with workshop.bench() as bench:
        rows, is_fresh = write_levels(bench)
    report(TABLE, 1, 1)
    return dg.MaterializeResult(
        asset_key=TABLE, metadata={"dagster/row_count": rows, "recalculada": is_fresh}
    )

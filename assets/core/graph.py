"""The core layer as Dagster sees it: every waiting transfer judged, one partition each.

Belongs here: the loop over transfers and what Dagster is told. Does not belong here: what is done for one transfer
(transfer.py) or its judgement (judgement.py).
"""

from collections.abc import Iterator

import dagster as dg

from assets.core.transfer import judge_transfer
from assets.progress import report
from assets.raw.partitions import TRANSFERS
from assets.raw.transfers import in_order
from assets.resources import Workshop
from assets.sql_graph import RETRY, table_spec
from assets.statements import stored_tables_read

__all__ = ["CORE_TABLES", "core_tables", "judge_transfer"]

# Dagster hears of each after those that it depends on.
CORE_TABLES = (
    "core_fila",
    "core_aviso",
    "core_reparacion",
    "core_entrega",
    "core_entrega_comunitaria",
    "core_verificacion",
    "vault_identidad",
    "vault_cuarentena",
    "core_correccion",
    "core_reemplazo",
    "core_entrega_historica",
    "core_entrega_comunitaria_historica",
    "core_verificacion_historica",
)


@dg.multi_asset(
    name="core",
    specs=[table_spec(name, deps=list(stored_tables_read(name))) for name in CORE_TABLES],
    partitions_def=TRANSFERS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    retry_policy=RETRY,
)
def core_tables(context: dg.AssetExecutionContext, workshop: Workshop) -> Iterator[dg.MaterializeResult]:
    """Accepted rows in canonical columns, the row ledger, and identities in the vault."""
    keys = list(context.partition_keys)
    totals = dict.fromkeys(("aceptada", "cuarentena", "descartada"), 0)
    with workshop.bench() as bench:
        for number, transfer_id in enumerate(in_order(keys, bench.store), start=1):
            judgement = judge_transfer(transfer_id, bench)
            for state in totals:
                totals[state] += judgement.rows(state) if judgement else 0
            report("revisión de filas", number, len(keys))
    for name in CORE_TABLES:
        yield dg.MaterializeResult(
            asset_key=name, metadata={"transferencias": len(keys), **totals, "recalculada": True}
        )

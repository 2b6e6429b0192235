"""The core layer as Dagster sees it: every waiting transfer judged, one partition each.

Belongs here: the loop over transfers and what Dagster is told. Does not belong here: the judgement (judgement.py),
receipts (assets/raw/receipt.py), returned rows (rejections.py).
"""

from collections.abc import Iterator

import dagster as dg

from assets.core.binding import received_of, sheets_of
from assets.core.judgement import Judgement, judge
from assets.core.rejections import write_returned_rows
from assets.progress import report
from assets.raw.ledger import record
from assets.raw.partitions import TRANSFERS
from assets.raw.receipt import outbox_of, receipt_of, write_receipt
from assets.raw.rows import RAW, contract_of
from assets.raw.transfers import REFUSED, read_register
from assets.resources import Bench, Workshop
from assets.sql_graph import RETRY, table_spec
from assets.statements import stored_tables_read

CORE_TABLES = (
    "core_fila",
    "core_entrega",
    "core_entrega_comunitaria",
    "core_verificacion",
    "vault_identidad",
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
        for number, transfer_id in enumerate(keys, start=1):
            judgement = judge_transfer(transfer_id, bench)
            for state in totals:
                totals[state] += judgement.rows(state) if judgement else 0
            report("revisión de filas", number, len(keys))
    for name in CORE_TABLES:
        yield dg.MaterializeResult(
            asset_key=name, metadata={"transferencias": len(keys), **totals, "recalculada": True}
        )


def judge_transfer(transfer_id: str, bench: Bench) -> Judgement | None:
    """Judge one transfer, and write its receipt and the rows that go back; None when the file was refused."""
    register = read_register(bench.store)
    transfer = next(item for item in register if item.transferencia_id == transfer_id)
    folder = outbox_of(transfer, bench.store, bench.deployment.institution_codes)
    if transfer.estado == REFUSED:
        write_receipt(folder, receipt_of(transfer, ()))
        return None
    contract = contract_of(transfer, bench.deployment)
    judgement = judge(
        received_of(transfer),
        contract,
        sheets_of(transfer),
        bench.store.read_encrypted(RAW, transfer_id),
        earlier=[t.transferencia_id for t in register if t.secuencia < transfer.secuencia],
        deployment=bench.deployment,
        engine=bench.engine,
        store=bench.store,
        keys=bench.store.keys,
    )
    write_returned_rows(transfer, contract, folder, engine=bench.engine, store=bench.store)
    counts = [(item.state, item.rule, item.field, item.rows) for item in judgement.counts]
    receipt = receipt_of(transfer, counts)
    write_receipt(folder, receipt)
    record(
        bench.store.ledger,
        bench.now,
        "juicio",
        data={"transferencia": transfer_id, "filas": receipt["filas"]},
    )
    return judgement

"""Reception and the raw layer as Dagster sees them: the job that takes files in, and one partition a transfer.

Belongs here: partitions, the reception job, the asset raw_fila. Does not belong here: reading or receiving files
(reception.py, rows.py), or judging rows (assets/core).
"""

from collections.abc import Iterator

import dagster as dg

from assets.core.judgement import is_judged
from assets.progress import report
from assets.raw.inbox import scan_inbox
from assets.raw.partitions import TRANSFERS
from assets.raw.receipt import has_receipt, outbox_of
from assets.raw.reception import take_in
from assets.raw.rows import ORIGINS, RAW, read_and_store
from assets.raw.transfers import RECEIVED, in_order, read_register
from assets.resources import Workshop
from assets.sql_graph import RETRY, table_spec


@dg.op(retry_policy=RETRY)
def recibir_archivos(context: dg.OpExecutionContext, workshop: Workshop) -> None:
    """Take in every file of the inbox: digest, sealed copy, register; then it leaves the inbox."""
    with workshop.bench() as bench:
        received = take_in(
            bench.store,
            bench.deployment,
            moment=bench.now,
            settle_seconds=workshop.settle_seconds,
            progress=lambda done, total: report("recepción", done, total),
        )
    context.add_output_metadata({"archivos": len(received)})


@dg.graph
def recepcion() -> None:
    """Reception as a job of one step."""
    recibir_archivos()


def waiting_files(workshop: Workshop) -> list[str]:
    """Marks of the files that wait in the inbox: another one for each file dropped, whatever its name and size."""
    dropped = scan_inbox(workshop.store().inbox, settle_seconds=workshop.settle_seconds)
    return [item.mark() for item in dropped]


def waiting_transfers(workshop: Workshop) -> list[str]:
    """Transfers that are not judged, or whose receipt a kill kept from being written, in order of reception."""
    store, known = workshop.store(), workshop.load().institution_codes
    return [
        transfer.transferencia_id
        for transfer in read_register(store)
        if (transfer.estado == RECEIVED and not is_judged(store, transfer.transferencia_id))
        or not has_receipt(outbox_of(transfer, store, known))
    ]


@dg.multi_asset(
    name="raw_fila",
    specs=[table_spec(RAW, deps=[]), table_spec(ORIGINS, deps=[])],
    partitions_def=TRANSFERS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    retry_policy=RETRY,
)
def raw_fila(context: dg.AssetExecutionContext, workshop: Workshop) -> Iterator[dg.MaterializeResult]:
    """Rows as sent, encrypted; a file that cannot be read is refused and the night goes on."""
    keys = list(context.partition_keys)
    rows = refused = 0
    with workshop.bench() as bench:
        for index, transfer_id in enumerate(in_order(keys, bench.store), start=1):
            outcome = read_and_store(transfer_id, bench.deployment, bench.store, moment=bench.now)
            rows += outcome.rows
            refused += outcome.refused
            report("lectura", index, len(keys))
    for name in (RAW, ORIGINS):
        yield dg.MaterializeResult(
            asset_key=name,
            metadata={
                "transferencias": len(keys),
                "rechazadas": refused,
                **({"dagster/row_count": rows} if name == RAW else {}),
                "recalculada": True,
            },
        )

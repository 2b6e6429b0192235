"""What the sender is told of a transfer once it is judged: the rows that go back, and the receipt.

Belongs here: gathering what a receipt says, from the judgement, the register and the calendar. Does not
belong here: the form of the receipt (assets/raw/receipt.py) or of the returned rows (rejections.py).
"""

from collections import Counter
from collections.abc import Iterator

import pyarrow.parquet as pq

from assets.core.history import CORRECTIONS
from assets.core.judgement import Judgement
from assets.core.rejections import write_returned_rows
from assets.core.remarks import remarks_of, states_of
from assets.core.supersession import REPLACED
from assets.raw.calendar import calendar_place
from assets.raw.ledger import record
from assets.raw.particulars import Notice, Particulars
from assets.raw.receipt import outbox_of, receipt_of, write_receipt
from assets.raw.rows import contract_of
from assets.raw.transfers import Transfer, read_transfer_record
from assets.reading.refusals import LATE
from assets.resources import Bench
from assets.store import Store
from snis.contracts.layout import InstitutionContract


def answer(transfer: Transfer, judgement: Judgement | None, *, bench: Bench) -> None:
    """Write what goes back to the sender, the receipt last, and enter the judgement in the ledger.

    Args:
        transfer: the file, as the register has it.
        judgement: what became of its rows; None when it was refused whole.
        bench: engine, store and deployment.
    """
    store = bench.store
    folder = outbox_of(transfer, store, bench.deployment.institution_codes)
    if judgement is None:
        write_receipt(folder, receipt_of(transfer, ()))
        return
    contract = contract_of(transfer, bench.deployment)
    returned = write_returned_rows(transfer, contract, folder, engine=bench.engine, store=store)
    particulars = remarks_of(judgement).told(_particulars(transfer, contract, store))
    receipt = receipt_of(transfer, states_of(judgement.counts), returned.told(particulars))
    write_receipt(folder, receipt)
    record(
        store,
        bench.now,
        "juicio",
        data={"transferencia": transfer.transferencia_id, "filas": receipt["filas"]},
    )


def _particulars(transfer: Transfer, contract: InstitutionContract, store: Store) -> Particulars:
    place = calendar_place(transfer, contract)
    corrects, corrected = _answered(transfer, store)
    return Particulars(
        notices=tuple(_notices(transfer, place.late_days, store)),
        calendar=place,
        corrects=corrects,
        corrected=corrected,
    )


def _notices(transfer: Transfer, late_days: int, store: Store) -> Iterator[Notice]:
    for rule, cause in transfer.notas:
        yield Notice(rule, cause)
    if late_days and not transfer.devuelta_de:
        yield Notice(LATE, f"Llegó {late_days} días después del día acordado.")
    if transfer.reemplazada_por:
        later = read_transfer_record(store, transfer.reemplazada_por)
        yield Notice(REPLACED, f"En su lugar cuenta {later.archivo}." if later else "")


def _answered(transfer: Transfer, store: Store) -> tuple[str, int]:
    """The transfer most of whose rows in quarantine this one answers, and how many it answers in all."""
    part = store.part(CORRECTIONS, transfer.transferencia_id)
    if not part.exists():
        return transfer.devuelta_de, 0
    answered = Counter(pq.read_table(part, columns=["transferencia_id"]).column(0).to_pylist())
    return min(answered, key=lambda item: (-answered[item], item)), answered.total()

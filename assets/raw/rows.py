"""From a transfer to its encrypted rows.

Belongs here: unsealing, reading under the contract, storing, and remembering how the file was read. Does not
belong here: the reading itself (under_contract.py) or the judgement of rows (assets/core).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assets.raw.drift import unlike_former
from assets.raw.ledger import record
from assets.raw.sealed_copies import blocks_of_copy
from assets.raw.transfers import (
    REFUSED,
    Transfer,
    read_register,
    read_transfer_record,
    write_transfer,
)
from assets.reading.contract_header import SheetRead
from assets.reading.refusals import DRIFT, EMPTY, FOREIGN_RETURN, NO_CONTRACT, UNUSUAL_SIZE, refusal
from assets.reading.under_contract import Reading, read_file
from assets.store import Store
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment
from snis.errors import StoreError, TransferError

RAW, ORIGINS = "raw_fila", "raw_origen"


@dataclass(frozen=True)
class Stored:
    """What became of a transfer's rows: how many, or that the file was refused."""

    rows: int
    refused: bool


def contract_of(transfer: Transfer, deployment: Deployment) -> InstitutionContract:
    """The contract that a transfer fell under when it was received.

    Raises:
        TransferError: ARC-04, the deployment has that version no longer.
    """
    for contract in deployment.contracts:
        if (contract.contract, contract.version) == (transfer.contrato, transfer.version):
            return contract
    raise refusal(
        NO_CONTRACT, f"Ya no existe {transfer.contrato} versión {transfer.version}.", place=transfer.archivo
    )


def read_and_store(
    transferencia_id: str, deployment: Deployment, store: Store, *, moment: datetime
) -> Stored:
    """Read a transfer and keep its rows, encrypted; a file that cannot be read becomes a refused transfer.

    Raises:
        StoreError: the transfer was never received, or its sealed copy is damaged.
    """
    transfer = read_transfer_record(store, transferencia_id)
    if transfer is None:
        raise StoreError("no existe tal transferencia", place=transferencia_id)
    if transfer.estado == REFUSED:
        return Stored(0, refused=True)
    try:
        reading = _read(transfer, contract_of(transfer, deployment), store)
        rows = store.write_encrypted(RAW, transferencia_id, reading.columns(), keep=True)
        if not rows:
            raise refusal(EMPTY, place=transfer.archivo)
    except TransferError as error:
        refuse(transfer, error, store, moment=moment, known=deployment.institution_codes)
        return Stored(0, refused=True)
    transfer = replace(transfer, lectura=describe(reading))
    found = unlike_former(transfer, read_register(store))
    others = tuple(note for note in transfer.notas if note[0] not in {DRIFT, UNUSUAL_SIZE})
    write_transfer(store, replace(transfer, notas=(*found, *others)))
    return Stored(rows, refused=False)


def _read(transfer: Transfer, contract: InstitutionContract, store: Store) -> Reading:
    """The reading of a file; of a mended workbook of returned rows, also the rows that its rows answer."""
    if not transfer.devuelta_de:
        return read_file(lambda: unsealed(transfer, store), contract)
    # Few files are mended workbooks, and what opens workbooks takes long to load.
    from assets.reading.returned import returned_of
    from assets.reading.returned_rows import read_returned

    content = b"".join(unsealed(transfer, store))
    returned = returned_of(content)
    if returned is None:
        raise refusal(FOREIGN_RETURN, place=transfer.archivo)
    mended = read_returned(content, returned, contract)
    store.write_encrypted(ORIGINS, transfer.transferencia_id, mended.origins.to_reader())
    return mended.reading


def unsealed(transfer: Transfer, store: Store) -> Iterator[bytes]:
    """The bytes of a transfer as they were sent."""
    return blocks_of_copy(transfer.sha256, store)


def describe(reading: Reading) -> Mapping[str, Any]:
    """How a file was read: its form, rows read, and for each sheet the place of every field. No value of a row."""
    return {
        **reading.findings,
        "filas_leidas": reading.tally.rows,
        "filas_en_blanco": reading.tally.blank,
        "tablas": [_describe_sheet(sheet) for sheet in reading.sheets],
    }


def _describe_sheet(sheet: SheetRead) -> dict[str, Any]:
    return {
        "hoja": sheet.name,
        "fila_encabezado": sheet.header_row,
        "encabezado": list(sheet.header),
        "posiciones": dict(sheet.matched.positions),
        "ancho": sheet.matched.width,
    }


def refuse(
    transfer: Transfer, error: TransferError, store: Store, *, moment: datetime, known: frozenset[str]
) -> None:
    """Refuse a transfer that is in the register, with its receipt.

    The register is written last: until then a night that was killed refuses the transfer again.
    """
    # Few files are refused, and what writes receipts takes long to load.
    from assets.raw.receipt import outbox_of, receipt_of, write_receipt

    place = f" ({error.place})" if error.place else ""
    refused = transfer.refused(error.rule, f"{error.message}{place}", remedy=error.remedy)
    store.part(RAW, transfer.transferencia_id).unlink(missing_ok=True)
    write_receipt(outbox_of(refused, store, known), receipt_of(refused, ()))
    record(
        store,
        moment,
        "rechazo",
        data={"transferencia": transfer.transferencia_id, "regla": error.rule},
    )
    write_transfer(store, refused)

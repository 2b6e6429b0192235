"""The rows of an institution that its findings are about, as it sent them.

Belongs here: which rows, and what identifies them in the institution's own file. Does not belong here: the workbook
that they stand in (book.py).

Only rows of files that this institution sent are ever looked up, so that nothing of another one can slip in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pyarrow as pa

from assets.core.binding import Sheet, sheets_of
from assets.core.rejections import rows_at
from assets.core.reshaping import judged_names
from assets.findings.seen import ASKED, attach_all
from assets.raw.rows import RAW, contract_of
from assets.raw.transfers import Transfer, read_transfer_record
from assets.resources import Bench
from assets.statements import statement
from snis.deployment import Deployment
from snis.errors import TransferError

_ROWS = "hallazgo_fila"
# How an institution knows a row of its own again.
OWN_NAMES: Mapping[str, str] = {"cui": "CUI enviado", "folio": "Folio enviado", "hogar": "Hogar enviado"}
_ADDRESSES = pa.schema([("hoja", pa.string()), ("fila", pa.int64())])


@dataclass(frozen=True)
class Concerned:
    """One row that a finding is about.

    Attributes:
        finding: hallazgo_id.
        transfer: the file.
        sheet, line: where it stands, the sheet as the judgement names it until `as_sent` says how it was sent.
        modality, day, amount: of the delivery.
        file: the file's name; empty until `as_sent`.
        own: what identifies it, as sent, in the order of OWN_NAMES; empty until `as_sent`.
    """

    finding: str
    transfer: str
    sheet: str
    line: int
    modality: str
    day: date
    amount: Decimal
    file: str = ""
    own: tuple[str, ...] = ()


def ask_for(findings: Sequence[str], bench: Bench) -> None:
    """Tell the engine which findings are told."""
    bench.engine.register(ASKED, pa.table({"hallazgo_id": pa.array(findings, pa.string())}))


def concerned_rows(institution: str, bench: Bench) -> list[Concerned]:
    """Rows of an institution's own files that the findings asked for are about, by finding and day."""
    attach_all(_ROWS, bench.store, bench.engine)
    rows = [Concerned(*row) for row in bench.engine.rows(statement(_ROWS))]
    own = {name for name in {row.transfer for row in rows} if _sender(name, bench) == institution}
    return [row for row in rows if row.transfer in own]


def as_sent(rows: Sequence[Concerned], bench: Bench) -> list[Concerned]:
    """The same rows with the file's name, its own sheet, and what identifies them as they were sent."""
    wanted: dict[str, list[Concerned]] = {}
    for row in rows:
        wanted.setdefault(row.transfer, []).append(row)
    told: dict[Concerned, Concerned] = {}
    for name, listed in sorted(wanted.items()):
        transfer = read_transfer_record(bench.store, name)
        if transfer is not None:
            told |= dict(_of_transfer(transfer, listed, bench))
    return [told[row] for row in rows if row in told]


def _of_transfer(
    transfer: Transfer, rows: Sequence[Concerned], bench: Bench
) -> Iterator[tuple[Concerned, Concerned]]:
    sheets = {sheet.name: sheet for sheet in sheets_of(transfer)}
    names = _names_as_sent(transfer, list(sheets), bench.deployment)
    places = sorted({(names.get(row.sheet, row.sheet), row.line) for row in rows})
    addresses = pa.table(
        [pa.array([place[at] for place in places], field.type) for at, field in enumerate(_ADDRESSES)],
        schema=_ADDRESSES,
    )
    cells = {
        (found["hoja"], found["fila"]): _own(found["valores"], sheets.get(found["hoja"]))
        for found in rows_at(lambda: bench.store.read_columns(RAW, transfer.transferencia_id), addresses)
    }
    for row in rows:
        sheet = names.get(row.sheet, row.sheet)
        own = cells.get((sheet, row.line), ("",) * len(OWN_NAMES))
        yield row, replace(row, sheet=sheet, file=transfer.archivo, own=own)


def _own(cells: Sequence[str | None], sheet: Sheet | None) -> tuple[str, ...]:
    positions = sheet.positions if sheet else {}
    return tuple(_cell(cells, positions.get(field, 0)) for field in OWN_NAMES)


def _cell(cells: Sequence[str | None], position: int) -> str:
    return (cells[position - 1] or "").strip() if 0 < position <= len(cells) else ""


def _names_as_sent(transfer: Transfer, sheets: Sequence[str], deployment: Deployment) -> dict[str, str]:
    """The sheet as sent of each name under which its rows were judged; months in columns have names of their own."""
    try:
        contract = contract_of(transfer, deployment)
    except TransferError:
        return {}
    return {name: sheet for sheet in sheets for name in judged_names(contract, sheet)}


def _sender(name: str, bench: Bench) -> str:
    transfer = read_transfer_record(bench.store, name)
    return transfer.institucion if transfer else ""

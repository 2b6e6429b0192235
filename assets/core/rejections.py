"""What goes back to the institution: the rows that were not accepted, with reasons.

Belongs here: which rows go back, the CSV files under canonical names, and the places of each rule. Does not belong
here: the workbook in the institution's own layout (returned_book.py), the receipt (assets/raw), judging, or the texts
of rules (quality/catalogue.yaml).

These files hold what the institution itself sent, go to its own outbox and nowhere else, and can be made again at any
time from the encrypted rows and the ledger.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from assets.core.binding import Sheet, bound_tables, bound_values, received_of, sheets_of
from assets.core.counting import NOTICES
from assets.core.judgement import LEDGER, places_of
from assets.core.parts import CELLS, TEXTS
from assets.core.readings import without_readings
from assets.core.reshaping import judged_cells, judged_names
from assets.core.returned_book import WORKBOOK_ROWS, Book, Failure, HeldRow, write_book
from assets.engine import DuckDBEngine
from assets.raw.next_steps import WORKBOOK
from assets.raw.particulars import Particulars, RulePlaces
from assets.raw.rows import RAW
from assets.raw.transfers import Transfer
from assets.reading.cells import ROW_SCHEMA, is_in_columns, to_lists
from assets.statements import statement, statement_over, values_over
from assets.store import Store, replacing
from snis.contracts.layout import InstitutionContract
from snis.errors import StoreError

STATES: Mapping[str, str] = {"cuarentena": "cuarentena.csv", "descartada": "descartadas.csv"}
# A receipt names the first rows of each group; all of them are in the CSV files.
PLACES = 8


@dataclass(frozen=True)
class Returned:
    """What was written for the sender.

    Attributes:
        rows: rows of the file that go back, in all.
        workbook_rows: those of them in the workbook.
        files: what was written.
        places: where each rule was met.
        unfolds: whether one row of the file may bring several deliveries.
    """

    rows: int
    workbook_rows: int
    files: tuple[Path, ...]
    places: tuple[RulePlaces, ...] = ()
    unfolds: bool = False

    def told(self, particulars: Particulars) -> Particulars:
        """The particulars of a receipt, with what was written."""
        return replace(
            particulars,
            places=self.places,
            workbook_rows=self.workbook_rows,
            files=tuple(path.name for path in self.files),
            unfolds=self.unfolds,
        )


NOTHING_RETURNED = Returned(0, 0, ())


def write_returned_rows(
    transfer: Transfer, contract: InstitutionContract, folder: Path, *, engine: DuckDBEngine, store: Store
) -> Returned:
    """Write the returned rows of a judged transfer; without any, take away what was there.

    Args:
        transfer: the file, judged.
        contract: what it was judged by.
        folder: outbox/<institution>/<transfer>/.
        engine: where the statements run.
        store: where its rows, its ledger and its notices lie.
    """
    sheets = sheets_of(transfer)
    values = bound_values(received_of(transfer), contract, sheets, keys=store.keys)
    tables = bound_tables(contract)
    try:
        for name, table in tables.items():
            engine.register(name, table)
        for name in (LEDGER, NOTICES):
            engine.attach(name, [store.part(name, transfer.transferencia_id)])
        return return_rows(
            lambda: store.read_columns(RAW, transfer.transferencia_id),
            transfer,
            contract,
            values,
            folder=folder,
            scratch=store.scratch,
            engine=engine,
        )
    finally:
        for name in (*tables, LEDGER, NOTICES):
            engine.forget(name)


def return_rows(
    rows: Callable[[], pa.RecordBatchReader],
    transfer: Transfer,
    contract: InstitutionContract,
    values: Mapping[str, object],
    *,
    folder: Path,
    scratch: Path,
    engine: DuckDBEngine,
    always: bool = False,
) -> Returned:
    """Write what goes back, with the ledger and the rules as the engine has them.

    Args:
        rows: gives the rows as sent.
        transfer: the file.
        contract: what it was judged by.
        values: what the statements have bound.
        folder: where the files go.
        scratch: where rows may lie meanwhile.
        engine: has core_fila, core_aviso and core_regla.
        always: write the CSV files even when no row goes back.
    """
    sheets = sheets_of(transfer)
    with sheet_names(contract, sheets, engine):
        places = rule_places(engine)
        addresses = engine.table(statement("core_apartada"))
        apart = _apart(rows, _by_sheet(addresses), transfer)
        if not (apart.num_rows or always):
            for name in (WORKBOOK, *STATES.values()):
                (folder / name).unlink(missing_ok=True)
            return replace(NOTHING_RETURNED, places=places, unfolds=contract.months is not None)
        folder.mkdir(parents=True, exist_ok=True)
        for state, name in STATES.items():
            own = _only(apart, _by_sheet(addresses.filter(pc.equal(addresses.column("estado"), state))))
            cells = judged_cells(own.to_reader(), contract, places_of(sheets))
            engine.register_sparse(CELLS, without_readings(cells))
            bound = {**values, "archivo": transfer.archivo, "estado": state}
            write_csv(_returned_as_text(bound, engine), folder / name)
            engine.forget(CELLS)
        files = tuple(folder / name for name in STATES.values())
        written = 0
        if held := _held_rows(apart, contract, engine):
            counts = _held_counts(engine)
            with replacing(folder / WORKBOOK) as aside:
                written = write_book(aside, Book(transfer, contract, sheets, held, counts), scratch=scratch)
            files = (*files, folder / WORKBOOK)
        else:
            (folder / WORKBOOK).unlink(missing_ok=True)
        return Returned(apart.num_rows, written, files, places, contract.months is not None)


def rule_places(engine: DuckDBEngine) -> tuple[RulePlaces, ...]:
    """Where each rule was met, from the ledger and the notices as the engine has them."""
    named = engine.rows(statement("core_lugar"), {"lugares": PLACES})
    return tuple(
        RulePlaces(state, rule, field, sheet, tuple(row[4] for row in rows), rows[0][5])
        for (state, rule, field, sheet), found in groupby(named, key=lambda row: row[:4])
        if (rows := list(found))
    )


def write_csv(rows: pa.RecordBatchReader, target: Path) -> None:
    """Write a stream as CSV in UTF-8: header always, quotes only where a value needs them."""
    options = pacsv.WriteOptions(include_header=True, quoting_style="needed")
    with replacing(target) as aside, pacsv.CSVWriter(aside, rows.schema, write_options=options) as writer:
        for batch in rows:
            writer.write_batch(batch)


def _returned_as_text(values: Mapping[str, object], engine: DuckDBEngine) -> pa.RecordBatchReader:
    bound = values_over("core_devuelta", TEXTS, values)
    return engine.reader(statement_over("core_devuelta", TEXTS), bound)


@contextmanager
def sheet_names(
    contract: InstitutionContract, sheets: Sequence[Sheet], engine: DuckDBEngine
) -> Iterator[None]:
    """Under which names the rows of each sheet stand in the ledger: its own, or one for each month."""
    names = [
        (name, sheet.name, order, month)
        for order, sheet in enumerate(sheets)
        for month, name in enumerate(judged_names(contract, sheet.name))
    ]
    kinds = (("hoja", pa.string()), ("enviada", pa.string()), ("hoja_orden", pa.int32()), ("mes", pa.int32()))
    engine.register(
        "core_hoja",
        pa.table({name: pa.array([row[at] for row in names], kind) for at, (name, kind) in enumerate(kinds)}),
    )
    try:
        yield
    finally:
        engine.forget("core_hoja")


def _apart(
    rows: Callable[[], pa.RecordBatchReader], lines: Mapping[str, np.ndarray], transfer: Transfer
) -> pa.Table:
    """The rows as sent that were not accepted; sorted out here, so that the others are handed to nobody."""
    if not lines:
        return ROW_SCHEMA.empty_table()
    stream = rows()
    kept = (_among(batch, lines) for batch in stream)
    apart = pa.Table.from_batches([batch for batch in kept if batch.num_rows], stream.schema)
    if apart.num_rows != sum(len(listed) for listed in lines.values()):
        raise StoreError(
            "las filas que se devuelven no son las que el registro de filas apartó",
            place=transfer.transferencia_id,
            remedy="Avise al equipo que mantiene Padrón.",
        )
    return apart


def _only(rows: pa.Table, lines: Mapping[str, np.ndarray]) -> pa.Table:
    return pa.Table.from_batches([_among(batch, lines) for batch in rows.to_batches()], rows.schema)


def _by_sheet(addresses: pa.Table) -> dict[str, np.ndarray]:
    """Lines by sheet, each once and in order."""
    sheets, lines = addresses.column("hoja"), addresses.column("fila")
    return {
        sheet: np.unique(lines.filter(pc.equal(sheets, sheet)).to_numpy())
        for sheet in sheets.unique().to_pylist()
    }


def rows_at(rows: Callable[[], pa.RecordBatchReader], addresses: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows at some addresses (hoja, fila), as sent: hoja, fila, valores."""
    if lines := _by_sheet(addresses):
        for batch in rows():
            yield from _as_lists(_among(batch, lines)).to_pylist()


def _as_lists(batch: pa.RecordBatch) -> pa.RecordBatch:
    return to_lists(batch) if is_in_columns(batch.schema) else batch


def _among(batch: pa.RecordBatch, lines: Mapping[str, np.ndarray]) -> pa.RecordBatch:
    """Rows of a batch whose sheet and line are listed; lines are in order."""
    numbers = batch.column("fila").to_numpy()
    found = np.zeros(batch.num_rows, bool)
    for sheet, listed in lines.items():
        of_sheet = pc.equal(batch.column("hoja").cast(pa.string()), sheet).to_numpy(zero_copy_only=False)
        nearest = listed[np.minimum(np.searchsorted(listed, numbers), len(listed) - 1)]
        found |= (nearest == numbers) & of_sheet
    return batch.filter(pa.array(found))


def _held_rows(
    apart: pa.Table, contract: InstitutionContract, engine: DuckDBEngine
) -> Mapping[str, Sequence[HeldRow]]:
    """The first rows in quarantine, by sheet, each with all that keeps it there."""
    limit = WORKBOOK_ROWS * (1 if contract.months is None else len(judged_names(contract, "")))
    found = engine.rows(statement("core_motivo"), {"limite": limit})
    failures: dict[tuple[str, int], list[Failure]] = {}
    for sheet, line, month, rule, field, message, remedy in found:
        if (sheet, line) in failures or len(failures) < WORKBOOK_ROWS:
            place = f"{field}.{month:02d}" if month and field else field or ""
            failures.setdefault((sheet, line), []).append(Failure(rule, field or "", place, message, remedy))
    lines = _by_sheet(
        pa.table(
            {
                "hoja": pa.array([sheet for sheet, _ in failures], pa.string()),
                "fila": pa.array([line for _, line in failures], pa.int64()),
            }
        )
    )
    held: dict[str, list[HeldRow]] = {}
    for batch in apart.to_batches():
        for row in _as_lists(_among(batch, lines)).to_pylist():
            why = failures[row["hoja"], row["fila"]]
            held.setdefault(row["hoja"], []).append(HeldRow(row["fila"], why, row["valores"]))
    return {sheet: sorted(rows, key=lambda row: row.line) for sheet, rows in held.items()}


def _held_counts(engine: DuckDBEngine) -> list[tuple[str, int]]:
    """Rows in quarantine by rule, the commonest first."""
    counted: dict[str, int] = {}
    for state, rule, _, rows in engine.rows(statement("core_recuento")):
        if state == "cuarentena":
            counted[rule] = counted.get(rule, 0) + rows
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))

"""What goes back to the institution: the rows that were not accepted, with reasons, in its own layout.

Belongs here: the workbook of returned rows and the same rows as CSV under canonical names. Does not belong here: the
receipt (assets/raw), judging, or the texts of rules (quality/catalogue.yaml).

These files hold what the institution itself sent, go to its own outbox and nowhere else, and can be made again at any
time from the encrypted rows and the ledger.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import xlsxwriter

from assets.core.binding import Sheet, bound_tables, bound_values, received_of, sheets_of
from assets.core.judgement import LEDGER
from assets.engine import DuckDBEngine
from assets.raw.rows import RAW
from assets.raw.transfers import Transfer
from assets.statements import statement, values_for
from assets.store import Store, replacing
from quality.catalogue import load_catalogue
from snis.contracts.layout import InstitutionContract

WORKBOOK = "filas_devueltas.xlsx"
STATES: Mapping[str, str] = {"cuarentena": "cuarentena.csv", "descartada": "descartadas.csv"}
# A person corrects rows in the workbook, a program in the CSV; beyond this many, only the CSV has them all.
WORKBOOK_ROWS = 5_000
EXPLANATION = ("archivo", "hoja", "fila", "estado", "regla", "motivo", "qué hacer")
_SUMMARY = ("regla", "título", "filas", "qué hacer")
_CELL_CHARACTERS = 32_767
_WIDTHS = (18, 14, 8, 12, 9, 48, 48)
_ONE_TABLE = "Filas devueltas"


@dataclass(frozen=True)
class Returned:
    """What was written for the sender: rows in all, rows in the workbook, and the files."""

    rows: int
    workbook_rows: int
    files: tuple[Path, ...]


def write_returned_rows(
    transfer: Transfer, contract: InstitutionContract, folder: Path, *, engine: DuckDBEngine, store: Store
) -> Returned:
    """Write the returned rows of a judged transfer; without any, take away what was there.

    Args:
        transfer: the file, judged.
        contract: what it was judged by.
        folder: outbox/<institution>/<transfer>/.
        engine: where the statements run.
        store: where its rows and its ledger lie.
    """
    sheets = sheets_of(transfer)
    values = bound_values(received_of(transfer), contract, sheets, keys=store.keys)
    tables = bound_tables(contract)
    try:
        for name, table in tables.items():
            engine.register(name, table)
        engine.attach(LEDGER, [store.part(LEDGER, transfer.transferencia_id)])
        engine.register("raw_enviada", store.read_encrypted(RAW, transfer.transferencia_id))
        found = engine.materialise("raw_fila", statement("raw_devuelta"), values_for("raw_devuelta", values))
        if not found:
            for name in (WORKBOOK, *STATES.values()):
                (folder / name).unlink(missing_ok=True)
            return Returned(0, 0, ())
        engine.materialise("core_texto", statement("core_texto"), values_for("core_texto", values))
        files = [*write_states(engine, filename=transfer.archivo, folder=folder)]
        with replacing(folder / WORKBOOK) as aside:
            written = _write_workbook(aside, sheets, transfer, scratch=store.scratch, engine=engine)
        return Returned(found, written, (*files, folder / WORKBOOK))
    finally:
        for name in (*tables, LEDGER, "raw_enviada", "raw_fila", "core_texto"):
            engine.forget(name)


def write_states(engine: DuckDBEngine, *, filename: str, folder: Path) -> Iterator[Path]:
    """Write quarantined and discarded rows as CSV, from core_texto and core_fila as the engine has them."""
    for state, name in STATES.items():
        bound = {"archivo": filename, "estado": state}
        write_csv(engine.reader(statement("core_devuelta"), bound), folder / name)
        yield folder / name


def write_csv(rows: pa.RecordBatchReader, target: Path) -> None:
    """Write a stream as CSV in UTF-8: header always, quotes only where a value needs them."""
    options = pacsv.WriteOptions(include_header=True, quoting_style="needed")
    with replacing(target) as aside, pacsv.CSVWriter(aside, rows.schema, write_options=options) as writer:
        for batch in rows:
            writer.write_batch(batch)


def _write_workbook(
    target: Path, sheets: Sequence[Sheet], transfer: Transfer, *, scratch: Path, engine: DuckDBEngine
) -> int:
    """Every cell is text, so that no program takes one for a formula, a number or a date.

    The workbook says that it was made when the file was received, so that it is the same each time.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    options = {
        "constant_memory": True,
        "tmpdir": str(scratch),
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": transfer.moment.replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _write_summary(book, bold, wrapped, engine=engine)
        written = 0
        for sheet in sheets:
            page = _add_page(book, sheet, bold)
            for line, cells in enumerate(
                _returned(sheet, transfer.archivo, WORKBOOK_ROWS - written, engine=engine), 1
            ):
                _write_line(page, line, cells)
                written += 1
    return written


def _write_summary(book: Any, bold: Any, wrapped: Any, *, engine: DuckDBEngine) -> None:
    page = book.add_worksheet("Resumen")
    page.set_column(0, 0, 10)
    page.set_column(1, 1, 44)
    page.set_column(2, 2, 10)
    page.set_column(3, 3, 90)
    _write_line(page, 0, _SUMMARY, bold)
    catalogue = load_catalogue()
    counted = engine.rows(
        "select regla, cast(count(*) as varchar) from raw_fila group by regla order by count(*) desc, regla"
    )
    for line, (rule, rows) in enumerate(counted, start=1):
        known = catalogue[rule]
        _write_line(page, line, (rule, known.title, rows, known.remedy), wrapped)
    total = int(engine.rows("select count(*) from raw_fila")[0][0])
    if total > WORKBOOK_ROWS:
        note = f"Este libro trae las primeras {WORKBOOK_ROWS} filas de {total}; todas están en los CSV de esta carpeta."
        page.write_string(len(counted) + 2, 1, note, wrapped)


def _add_page(book: Any, sheet: Sheet, bold: Any) -> Any:
    taken = {page.get_name().lower() for page in book.worksheets()}
    name = sheet.name or _ONE_TABLE
    page = book.add_worksheet(name if name.lower() not in taken else f"{name[:29]} 2")
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.freeze_panes(1, 0)
    _write_line(page, 0, (*EXPLANATION, *sheet.header), bold)
    return page


def _returned(
    sheet: Sheet, filename: str, room: int, *, engine: DuckDBEngine
) -> Iterator[tuple[str | None, ...]]:
    query = (
        "select fila, estado, regla, campo, motivo, remedio, valores from raw_fila "
        "where hoja = $hoja order by fila limit $room"
    )
    for batch in engine.reader(query, {"hoja": sheet.name, "room": room}):
        for row in batch.to_pylist():
            reason = f"{row['motivo']} Campo: {row['campo']}." if row["campo"] else row["motivo"]
            place = (filename, sheet.name, str(row["fila"]), row["estado"], row["regla"])
            yield (*place, reason, row["remedio"], *row["valores"])


def _write_line(page: Any, line: int, cells: Sequence[str | None], style: Any = None) -> None:
    for column, cell in enumerate(cells):
        if cell:
            page.write_string(line, column, cell[:_CELL_CHARACTERS], style)

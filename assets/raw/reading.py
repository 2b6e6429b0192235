"""A file read under its contract: sheets, header rows, and rows as text with their address.

Belongs here: finding the header and matching it, for every format. Does not belong here: the formats (csv_text.py,
workbook.py, parquet.py), storing rows (rows.py), or judging them (assets/core).

The contract decides; what the file says otherwise is a refusal, never a guess.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

import pyarrow as pa

from assets.raw.container import open_member
from assets.raw.csv_text import Rows, examine, first_rows, rows_after
from assets.raw.parquet import open_parquet, parquet_rows
from assets.raw.refusals import EMPTY, MISSING_COLUMN, UNKNOWN_HEADER, refusal
from assets.raw.workbook import open_workbook, sheet_names, sheet_rows
from snis.contracts.layout import InstitutionContract
from snis.contracts.matching import Matched, looks_like, match_header

HEADER_SEARCH_ROWS = 30
ROW_SCHEMA = pa.schema([("hoja", pa.string()), ("fila", pa.int64()), ("valores", pa.list_(pa.string()))])

Blocks = Callable[[], Iterable[bytes]]
Numbered = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class SheetRead:
    """One table of a file: its sheet ("" when the file has no sheets), where its header stands, what it matched."""

    name: str
    header_row: int
    header: tuple[str, ...]
    matched: Matched
    title_rows: int


@dataclass(frozen=True)
class Reading:
    """A file under its contract.

    Attributes:
        sheets: its tables, in file order.
        findings: what was found out about its form, for the receipt.
        batches: its rows (hoja, fila, valores), readable once.
    """

    sheets: tuple[SheetRead, ...]
    findings: Mapping[str, Any]
    batches: Iterator[pa.RecordBatch]

    def reader(self) -> pa.RecordBatchReader:
        """The rows as an Arrow stream."""
        return pa.RecordBatchReader.from_batches(ROW_SCHEMA, self.batches)


def read_file(blocks: Blocks, contract: InstitutionContract) -> Reading:
    """Read a file under its contract.

    Args:
        blocks: gives the bytes of the file, from the start, each time it is called.
        contract: what the file should look like.

    Raises:
        TransferError: the file is refused; the error names rule, place, cause and remedy.
    """
    source = _inside(blocks, contract)
    if contract.file.format == "csv":
        return _read_csv(source, contract)
    content = b"".join(source())
    if contract.file.format == "parquet":
        return _read_parquet(content, contract)
    return _read_workbook(content, contract)


def _inside(blocks: Blocks, contract: InstitutionContract) -> Blocks:
    if contract.file.container is None:
        return blocks
    content = b"".join(blocks())
    if not content:
        raise refusal(EMPTY)
    return lambda: open_member(content, contract.file.format)


def _read_csv(blocks: Blocks, contract: InstitutionContract) -> Reading:
    encoding, delimiter = contract.file.encoding or "", contract.file.delimiter or ""
    facts = examine(blocks, encoding)
    sheet = _find_header("", first_rows(blocks, facts, delimiter, count=HEADER_SEARCH_ROWS), contract)
    rows = rows_after(blocks, facts, delimiter, line=sheet.header_row)
    findings = {
        "formato": "csv",
        "codificacion": facts.codec,
        "marca_bom": facts.has_bom,
        "separador": delimiter,
        "comillas": facts.has_quotes,
        "hojas": [_sheet_findings(sheet)],
    }
    return Reading((sheet,), findings, (_batch(sheet, part) for part in rows))


def _read_parquet(content: bytes, contract: InstitutionContract) -> Reading:
    file = open_parquet(content)
    sheet = _find_header("", [(0, list(file.schema_arrow.names))], contract)
    if file.metadata.num_rows == 0:
        raise refusal(EMPTY)
    findings = {"formato": "parquet", "hojas": [_sheet_findings(sheet)]}
    return Reading((sheet,), findings, (_batch(sheet, part) for part in parquet_rows(file)))


def _read_workbook(content: bytes, contract: InstitutionContract) -> Reading:
    workbook = open_workbook(content, contract.file.format)
    glob = contract.file.sheets or "*"
    chosen, ignored, tables = [], [], []
    for name, visible in sheet_names(workbook):
        if not fnmatch(name.lower(), glob.lower()):
            ignored.append({"hoja": name, "visible": visible})
            continue
        rows = list(sheet_rows(workbook, name))
        if not rows:
            ignored.append({"hoja": name, "visible": visible})
            continue
        chosen.append(_find_header(name, rows[:HEADER_SEARCH_ROWS], contract))
        tables.append(rows)
    if not chosen:
        raise refusal(EMPTY, f"Ninguna hoja corresponde a {glob!r} con filas.")
    findings = {
        "formato": contract.file.format,
        "hojas": [_sheet_findings(sheet) for sheet in chosen],
        "hojas_ignoradas": ignored,
    }
    batches = (_workbook_batch(sheet, rows) for sheet, rows in zip(chosen, tables, strict=True))
    return Reading(tuple(chosen), findings, batches)


def _find_header(name: str, rows: Numbered, contract: InstitutionContract) -> SheetRead:
    """The row that names most of the contract's columns; the first one, when two name as many."""
    if not rows:
        raise refusal(EMPTY, place=name)
    scores = [looks_like(cells, contract) for _, cells in rows]
    best = scores.index(max(scores))
    number, cells = rows[best]
    place = f"{name}, fila {number}" if name else f"fila {number}"
    if not scores[best]:
        raise refusal(
            MISSING_COLUMN, "No se encontró ninguna fila con los encabezados del contrato.", place=name
        )
    matched = match_header(cells, contract)
    if matched.missing:
        raise refusal(MISSING_COLUMN, f"Faltan: {', '.join(matched.missing)}.", place=place)
    if matched.repeated:
        raise refusal(
            UNKNOWN_HEADER, f"Se repite el encabezado de {_columns(matched.repeated)}.", place=place
        )
    if matched.unknown:
        raise refusal(UNKNOWN_HEADER, f"El contrato no conoce {_columns(matched.unknown)}.", place=place)
    return SheetRead(name, number, tuple(cells[: matched.width]), matched, best)


def _columns(positions: tuple[int, ...]) -> str:
    """Columns by position: a header that nobody knows may be a value of a file without headers."""
    word = "la columna" if len(positions) == 1 else "las columnas"
    return f"{word} {', '.join(str(position) for position in positions)}"


def _sheet_findings(sheet: SheetRead) -> dict[str, Any]:
    return {"hoja": sheet.name, "fila_encabezado": sheet.header_row, "filas_de_titulo": sheet.title_rows}


def _batch(sheet: SheetRead, rows: Rows) -> pa.RecordBatch:
    names = pa.repeat(pa.scalar(sheet.name, pa.string()), len(rows.lines))
    return pa.record_batch([names, rows.lines, rows.cells], schema=ROW_SCHEMA)


def _workbook_batch(sheet: SheetRead, rows: Numbered) -> pa.RecordBatch:
    """Rows under the header, cut to its width; cells beyond it stay when they hold anything, so that they show."""
    width = sheet.matched.width
    below = [(number, cells) for number, cells in rows if number > sheet.header_row]
    cut = [cells[:width] if not any(cell.strip() for cell in cells[width:]) else cells for _, cells in below]
    lines = pa.array([number for number, _ in below], pa.int64())
    return _batch(sheet, Rows(lines, pa.array(cut, pa.list_(pa.string()))))

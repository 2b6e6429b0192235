"""Files as institutions send them, byte for byte the same each time.

Belongs here: CSV, XLSX, ODS, Parquet and zip from tables, and the row on which each table row lands. Does not belong
here: what the cells say (layouts.py, defects.py).

ODS is written by hand (three entries of a zip), so that no library is needed that only tests have.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from pipelines.sample.model import Address, Cell, Row, SentFile, Sheet

_EPOCH = (2026, 5, 4, 8, 0, 0)
_CREATED = datetime(*_EPOCH)  # noqa: DTZ001 - workbooks know no time zone
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


def write_file(file: SentFile) -> tuple[bytes, list[tuple[Address, Row]]]:
    """The bytes of a file, and the address of each of its rows."""
    if file.content is not None or file.layout is None:
        return file.content or b"", []
    written = {"csv": _csv, "xlsx": _xlsx, "ods": _ods, "parquet": _parquet}[file.layout.format](file)
    content = zip_bytes({file.name.replace(".zip", ".csv"): written}) if file.layout.container else written
    return content, list(_addresses(file))


def zip_bytes(members: dict[str, bytes], *, stored: Sequence[str] = ()) -> bytes:
    """A zip whose bytes depend on its members only."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            item = zipfile.ZipInfo(name, _EPOCH)
            item.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            item.create_system = 3
            archive.writestr(item, content)
    return stream.getvalue()


def _addresses(file: SentFile) -> Iterator[tuple[Address, Row]]:
    """Lines of a CSV, rows of a sheet, rows of a Parquet; each where it begins, counted from 1."""
    for sheet in file.sheets:
        number = _first_row(file, sheet)
        for row in sheet.rows:
            yield Address(file.institution, file.name, sheet.name, number), row
            number += 1
            if file.layout and file.layout.format == "csv":
                number += sum(str(cell).count("\n") for cell in row.cells)


def _first_row(file: SentFile, sheet: Sheet) -> int:
    if file.layout and file.layout.format == "parquet":
        return 1
    return 2 + (len(sheet.title) + 1 if sheet.title else 0)


def _csv(file: SentFile) -> bytes:
    layout = file.layout
    if layout is None:
        return b""
    stream = io.StringIO(newline="")
    end = "\r\n" if layout.encoding == "windows-1252" else "\n"
    writer = csv.writer(stream, delimiter=layout.delimiter, lineterminator=end)
    writer.writerow(file.headers)
    for row in file.sheets[0].rows:
        writer.writerow([_text(cell) for cell in row.cells])
    return stream.getvalue().encode(file.encoding or layout.encoding)


def _text(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _grid(file: SentFile, sheet: Sheet) -> Iterator[tuple[Cell, ...]]:
    if sheet.title:
        yield from ((line,) for line in sheet.title)
        yield ()
    yield file.headers
    yield from (row.cells for row in sheet.rows)


def _tables(file: SentFile) -> Iterator[tuple[str, Iterator[tuple[Cell, ...]]]]:
    for sheet in file.sheets:
        yield sheet.name, _grid(file, sheet)
    if file.notes:
        yield "Notas", ((line,) for line in file.notes)


def _xlsx(file: SentFile) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _CREATED, "author": "Muestra"})
    day, money = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "#,##0.00"})
    for name, grid in _tables(file):
        sheet = book.add_worksheet(name)
        for index, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(index, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                elif isinstance(cell, int | float):
                    sheet.write_number(index, column, cell, money if isinstance(cell, float) else None)
                elif cell:
                    sheet.write_string(index, column, cell)
    book.close()
    return stream.getvalue()


def _ods(file: SentFile) -> bytes:
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(map(_ods_row, grid))}</table:table>"
        for name, grid in _tables(file)
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.3">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    members = {
        "mimetype": _ODS.encode(),
        "content.xml": content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    }
    return zip_bytes(members, stored=("mimetype",))


def _ods_row(cells: tuple[Cell, ...]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, cells)) or '<table:table-cell/>'}</table:table-row>"


def _ods_cell(cell: Cell) -> str:
    if isinstance(cell, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{cell}">'
            f"<text:p>{cell}</text:p></table:table-cell>"
        )
    text = _text(cell)
    if not text:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def _parquet(file: SentFile) -> bytes:
    rows = file.sheets[0].rows
    columns = {
        header: [row.cells[index] if row.cells[index] != "" else None for row in rows]
        for index, header in enumerate(file.headers)
    }
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream, compression="zstd")
    return stream.getvalue()

"""Tables as bytes: CSV and Parquet, the same for the same rows.

Belongs here: the two forms. Does not belong here: where they lie (package.py) or the workbook (workbook.py).
"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


def csv_bytes(table: pa.Table) -> bytes:
    """A table as CSV: UTF-8, comma, LF, header; empty for null, plain decimals, true and false."""
    columns = [[_cell(value) for value in column.to_pylist()] for column in table.columns]
    return text_csv(table.column_names, zip(*columns, strict=True))


def parquet_bytes(table: pa.Table) -> bytes:
    """A table as Parquet without anything but its columns: no pandas metadata, no Arrow schema, no statistics."""
    buffer = io.BytesIO()
    bare = table.replace_schema_metadata(None)
    pq.write_table(bare, buffer, compression="zstd", store_schema=False, write_statistics=False)
    return buffer.getvalue()


def text_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of text as CSV with a header, LF line ends, quotes only where they are needed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)

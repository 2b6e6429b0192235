"""Parquet files: columns of any type as the text that stands for their values.

Belongs here: opening one and turning columns into text, without a loop over rows. Does not belong here: what
the columns mean.
"""

import io
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.raw.csv_text import Rows
from assets.raw.refusals import EMPTY, UNREADABLE, refusal

_MAGIC = b"PAR1"
_BATCH_ROWS = 50_000


def open_parquet(content: bytes) -> pq.ParquetFile:
    """A Parquet file in memory.

    Raises:
        TransferError: ARC-01 or ARC-02 with the cause.
    """
    if not content:
        raise refusal(EMPTY)
    if not content.startswith(_MAGIC):
        raise refusal(UNREADABLE, "No es un archivo Parquet: es otro tipo de archivo con ese nombre.")
    try:
        return pq.ParquetFile(io.BytesIO(content))
    except (OSError, pa.ArrowException):
        raise refusal(UNREADABLE, "El archivo Parquet está dañado o cortado.") from None


def parquet_rows(file: pq.ParquetFile) -> Iterator[Rows]:
    """All rows as text, numbered from 1. Rows without any value are left out."""
    first = 1
    try:
        for batch in file.iter_batches(batch_size=_BATCH_ROWS):
            columns = [
                _as_text(column, name) for column, name in zip(batch.columns, batch.schema.names, strict=True)
            ]
            lines = pa.array(range(first, first + batch.num_rows), pa.int64())
            first += batch.num_rows
            blank = pc.equal(pc.utf8_trim_whitespace(pc.binary_join_element_wise(*columns, "")), "")
            rows = Rows(lines, _by_row(columns, batch.num_rows))
            keep = pc.invert(blank)
            yield Rows(rows.lines.filter(keep), rows.cells.filter(keep))
    except (OSError, pa.ArrowException):
        raise refusal(UNREADABLE, "El archivo Parquet está dañado o cortado.") from None


def _as_text(column: pa.Array, name: str) -> pa.Array:
    """Whole floats lose their point, midnights their time; nulls become empty; nested columns are refused."""
    kind = column.type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind):
        raise refusal(UNREADABLE, "Una columna no es texto, número ni fecha.", place=name)
    if pa.types.is_floating(kind):
        whole = pc.equal(column, pc.floor(column))
        numbers = pc.if_else(whole, column, None).cast(pa.int64(), safe=False).cast(pa.string())
        column = pc.if_else(whole, numbers, column.cast(pa.string()))
    elif pa.types.is_timestamp(kind):
        texts = pc.strftime(column, format="%Y-%m-%d %H:%M:%S")
        column = pc.replace_substring_regex(texts, r" 00:00:00(\.0+)?$", "")
    elif pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
    return pc.fill_null(column.cast(pa.string()), "")


def _by_row(columns: list[pa.Array], rows: int) -> pa.ListArray:
    """Columns as one list of cells for each row."""
    width = len(columns)
    order = (np.arange(rows)[:, None] + rows * np.arange(width)).ravel()
    offsets = pa.array(np.arange(0, (rows + 1) * width, width, dtype=np.int32))
    return pa.ListArray.from_arrays(offsets, pa.concat_arrays(columns).take(pa.array(order)))

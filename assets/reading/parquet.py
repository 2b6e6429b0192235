"""Parquet files: columns of any type as the text that stands for their values.

Belongs here: opening one and turning columns into text, without a loop over rows. Does not belong here: what
the columns mean.
"""

import io
from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.reading.blanks import BLANKS
from assets.reading.container import MAX_EXPANDED_BYTES
from assets.reading.csv_text import Rows
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.signatures import PARQUET, check_signature

_BATCH_ROWS = 50_000
# Whole floats up to here are exact integers.
_EXACT = 2.0**53
_EXPONENT = r"[eE][-+]?[0-9]+$"


def open_parquet(content: bytes) -> pq.ParquetFile:
    """A Parquet file in memory.

    Raises:
        TransferError: ARC-01 or ARC-02 with the cause.
    """
    check_signature(content, PARQUET, "un archivo Parquet")
    try:
        file = pq.ParquetFile(io.BytesIO(content))
        # Names are turned into text here: a damaged one is no text at all.
        list(file.schema_arrow.names)
    except (OSError, pa.ArrowException, UnicodeDecodeError):
        raise refusal(UNREADABLE, "El archivo Parquet está dañado o cortado.") from None
    groups = (file.metadata.row_group(index) for index in range(file.metadata.num_row_groups))
    if sum(group.total_byte_size for group in groups) > MAX_EXPANDED_BYTES:
        raise refusal(UNREADABLE, "El archivo Parquet se expande más de lo admitido.")
    return file


def parquet_rows(file: pq.ParquetFile) -> Iterator[Rows]:
    """All rows as text, numbered from 1. Rows without any value are left out."""
    first = 1
    try:
        for batch in file.iter_batches(batch_size=_BATCH_ROWS):
            # Arrow trusts texts to be UTF-8 until somebody asks.
            batch.validate(full=True)
            columns = [
                _as_text(column, name) for column, name in zip(batch.columns, batch.schema.names, strict=True)
            ]
            lines = pa.array(range(first, first + batch.num_rows), pa.int64())
            first += batch.num_rows
            keep = pc.not_equal(pc.utf8_trim(pc.binary_join_element_wise(*columns, ""), BLANKS), "")
            blank = batch.num_rows - keep.true_count
            cells = _by_row(columns, batch.num_rows)
            yield Rows(lines.filter(keep), cells.filter(keep), blank)
    except (OSError, pa.ArrowException):
        raise refusal(UNREADABLE, "El archivo Parquet está dañado o cortado.") from None


def _as_text(column: pa.Array, name: str) -> pa.Array:
    """Whole floats lose their point, midnights their time; nulls and NaN become empty.

    Raises:
        TransferError: ARC-02, a column of bytes, lists or the like, which no text stands for.
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_floating(kind):
        texts = _floats(column)
    elif pa.types.is_timestamp(kind):
        moments = pc.strftime(column, format="%Y-%m-%d %H:%M:%S")
        texts = pc.replace_substring_regex(moments, r"( 00:00:00)?(\.0+)?$", "")
    elif pa.types.is_date(kind):
        texts = column.cast(pa.date32()).cast(pa.string())
    elif _has_a_text(kind):
        texts = column.cast(pa.string())
    else:
        raise refusal(UNREADABLE, "Una columna no es texto, número, fecha ni lógico.", place=name)
    return (
        pc.fill_null(_without_exponents(texts), "") if _may_have_exponent(kind) else pc.fill_null(texts, "")
    )


def _has_a_text(kind: pa.DataType) -> bool:
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    is_number = pa.types.is_integer(kind) or pa.types.is_decimal(kind)
    return (
        is_text or is_number or pa.types.is_boolean(kind) or pa.types.is_time(kind) or pa.types.is_null(kind)
    )


def _may_have_exponent(kind: pa.DataType) -> bool:
    return pa.types.is_floating(kind) or pa.types.is_decimal(kind)


def _floats(column: pa.Array) -> pa.Array:
    if pa.types.is_float16(column.type):
        column = column.cast(pa.float32())
    column = pc.if_else(pc.is_nan(column), None, column)
    is_whole = pc.and_(pc.equal(column, pc.floor(column)), pc.less(pc.abs(column), _EXACT))
    whole = pc.if_else(is_whole, column, None).cast(pa.int64()).cast(pa.string())
    return pc.coalesce(whole, column.cast(pa.string()))


def _without_exponents(texts: pa.Array) -> pa.Array:
    """The few very large or very small numbers, written out."""
    has_exponent = pc.fill_null(pc.match_substring_regex(texts, _EXPONENT), False)
    if not has_exponent.true_count:
        return texts
    plain = [format(Decimal(text), "f") for text in texts.filter(has_exponent).to_pylist()]
    return pc.replace_with_mask(texts, has_exponent, pa.array(plain, pa.string()))


def _by_row(columns: list[pa.Array], rows: int) -> pa.ListArray:
    """Columns as one list of cells for each row."""
    width = len(columns)
    order = (np.arange(rows)[:, None] + rows * np.arange(width)).ravel()
    offsets = pa.array(np.arange(0, (rows + 1) * width, width, dtype=np.int32))
    return pa.ListArray.from_arrays(offsets, pa.concat_arrays(columns).take(pa.array(order)))

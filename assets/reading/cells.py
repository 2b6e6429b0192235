"""Rows of cells as columns of cells, and back.

Belongs here: the two forms in which the rows of a file travel, and going from one to the other. Does not belong here:
splitting a text into cells (csv_text.py, csv_blocks.py), or what a column means (snis/contracts).

A row is given as a list of its cells (hoja, fila, valores) where its shape matters, and as columns (hoja, fila, celdas,
c1 ... cN, resto) where there are millions: a list of texts costs several times what the same texts cost in columns.
`celdas` counts the cells that the row really has; cells beyond the header's width stand in `resto`.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ROW_SCHEMA = pa.schema([("hoja", pa.string()), ("fila", pa.int64()), ("valores", pa.list_(pa.string()))])
_FIRST = 3  # columns before the first cell


def column_schema(width: int) -> pa.Schema:
    """The schema of rows in columns, for tables of up to so many header cells."""
    cells = [(f"c{number}", pa.string()) for number in range(1, width + 1)]
    return pa.schema(
        [
            *(("hoja", pa.string()), ("fila", pa.int64()), ("celdas", pa.int32())),
            *cells,
            ("resto", pa.list_(pa.string())),
        ]
    )


def is_in_columns(schema: pa.Schema) -> bool:
    """Whether a schema is one of rows in columns."""
    return "celdas" in schema.names


def width_of(schema: pa.Schema) -> int:
    """How many cell columns a schema has."""
    return len(schema) - _FIRST - 1


def batch_of(sheet: str, lines: pa.Array, columns: Sequence[pa.Array], width: int) -> pa.RecordBatch:
    """Rows that all have as many cells as there are columns."""
    rows = len(lines)
    missing = pa.nulls(rows, pa.string())
    return pa.record_batch(
        [
            pa.repeat(pa.scalar(sheet, pa.string()), rows),
            lines,
            pa.repeat(pa.scalar(len(columns), pa.int32()), rows),
            *columns,
            *[missing] * (width - len(columns)),
            pa.nulls(rows, pa.list_(pa.string())),
        ],
        schema=column_schema(width),
    )


def to_columns(batch: pa.RecordBatch, width: int) -> pa.RecordBatch:
    """Rows of cells as columns; a cell that a row does not have is null."""
    cells = batch.column("valores").cast(pa.list_(pa.string()))
    lengths = pc.fill_null(pc.list_value_length(cells), 0)
    flat, counts = cells.flatten(), lengths.to_numpy(zero_copy_only=False)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1])) if len(counts) else counts
    columns = []
    for position in range(width):
        places = pa.array(starts + position, pa.int64(), mask=counts <= position)
        columns.append(flat.take(places))
    return pa.record_batch(
        [
            pc.fill_null(batch.column("hoja").cast(pa.string()), ""),
            batch.column("fila").cast(pa.int64()),
            lengths.cast(pa.int32()),
            *columns,
            _beyond(cells, counts, width),
        ],
        schema=column_schema(width),
    )


def to_lists(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Rows in columns as rows of cells."""
    width, rows = width_of(batch.schema), batch.num_rows
    counts = np.minimum(batch.column("celdas").to_numpy(zero_copy_only=False), width)
    rest = batch.column("resto")
    extra = pc.fill_null(pc.list_value_length(rest), 0).to_numpy(zero_copy_only=False)
    # All cells column by column, then those beyond the width; each row takes its own of both.
    pool = pa.concat_arrays(
        [_plain(batch.column(_FIRST + position)) for position in range(width)] + [rest.flatten()]
    )
    offsets = np.concatenate(([0], np.cumsum(counts + extra))).astype(np.int32)
    row = np.repeat(np.arange(rows), counts + extra)
    place = np.arange(len(row)) - offsets[:-1][row]
    first_extra = width * rows + np.concatenate(([0], np.cumsum(extra)[:-1])) if rows else extra
    taken = np.where(place < counts[row], place * rows + row, first_extra[row] + place - counts[row])
    values = pa.ListArray.from_arrays(pa.array(offsets), pool.take(pa.array(taken)))
    return pa.record_batch([_plain(batch.column("hoja")), batch.column("fila"), values], schema=ROW_SCHEMA)


def as_columns(rows: pa.RecordBatchReader, width: int) -> pa.RecordBatchReader:
    """A stream in either form as columns."""
    if is_in_columns(rows.schema):
        return rows
    return pa.RecordBatchReader.from_batches(
        column_schema(width), (to_columns(batch, width) for batch in rows)
    )


def as_lists(rows: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """A stream in either form as lists."""
    if not is_in_columns(rows.schema):
        return rows

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in rows:
            yield to_lists(batch)

    return pa.RecordBatchReader.from_batches(ROW_SCHEMA, batches())


def _beyond(cells: pa.ListArray, counts: np.ndarray, width: int) -> pa.Array:
    """Cells after the header's width; null where there are none, which is nearly everywhere."""
    if not len(counts) or counts.max() <= width:
        return pa.nulls(len(counts), pa.list_(pa.string()))
    return pa.array(
        [row[width:] if len(row or []) > width else None for row in cells.to_pylist()], pa.list_(pa.string())
    )


def _plain(column: pa.Array) -> pa.Array:
    """The texts of a column, whether they came as a dictionary or not."""
    is_coded = pa.types.is_dictionary(column.type)
    return column.dictionary_decode() if is_coded else column

"""A Parquet file as the gate sees it: rows, metadata, statistics, dictionaries, and bytes that belong to nothing.

Belongs here: reading one Parquet file with everything that it carries besides its rows. Does not belong here: other
formats (gate_files.py), judging figures (gate_tables.py).
"""

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from publish.gate_exhibit import (
    RAW,
    VALUES,
    Exhibit,
    Text,
    UnreadableFileError,
    as_latin,
    distinct_values,
    not_finite,
)

_ALLOWED_METADATA = frozenset({b"ARROW:schema"})
# Magic at both ends, and the length of the footer.
_FRAME = 4 + 4 + 4
Oddity = tuple[str, str, int, str]


def read_parquet(path: str, data: bytes) -> Exhibit:
    """A Parquet file.

    Raises:
        UnreadableFileError: it cannot be read whole.
    """
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        table = file.read()
    except (pa.ArrowException, OSError, ValueError):
        raise UnreadableFileError("el Parquet no se puede leer") from None
    cells = {name: distinct_values(table.column(name)) for name in table.column_names}
    metadata = _metadata(file, table)
    texts = [Text(f"columna {name}", "\n".join(column)) for name, column in cells.items()]
    texts.append(Text(VALUES, "\n".join(value for column in cells.values() for value in column)))
    texts.append(Text("metadatos", "\n".join(as_latin(part) for pair in metadata.items() for part in pair)))
    texts.append(Text("metadatos", str(file.metadata.created_by)))
    if not _is_nothing_but_its_rows(table, data):
        texts.append(Text(RAW, as_latin(data)))
    return Exhibit(
        path,
        "parquet",
        data,
        texts=tuple(texts),
        labels=tuple(table.column_names),
        values=tuple(cell for column in cells.values() for cell in column),
        table=table,
        oddities=(*not_finite(table), *_oddities(file, table, data, metadata)),
    )


def _is_nothing_but_its_rows(table: pa.Table, data: bytes) -> bool:
    """Whether the bytes are exactly what a writer makes of the rows, so that nothing else can be in them.

    Compressed codes of places lie side by side as runs of digits, and one in three hundred of those is a CUI by chance.
    """
    for options in ({}, {"store_schema": False, "write_statistics": False}):
        again = io.BytesIO()
        pq.write_table(table, again, compression="zstd", **options)
        if again.getvalue() == data:
            return True
    return False


def _metadata(file: pq.ParquetFile, table: pa.Table) -> dict[bytes, bytes]:
    metadata = dict(file.metadata.metadata or {}) | dict(table.schema.metadata or {})
    for field in table.schema:
        metadata |= {
            b"%s:%s" % (field.name.encode(), key): value for key, value in (field.metadata or {}).items()
        }
    return metadata


def _oddities(
    file: pq.ParquetFile, table: pa.Table, data: bytes, metadata: dict[bytes, bytes]
) -> Iterator[Oddity]:
    unknown = [key for key in metadata if key not in _ALLOWED_METADATA and not key.endswith(b"field_id")]
    if unknown:
        yield "G-MET-01", "metadatos", len(unknown), "el Parquet lleva metadatos que nadie declaró"
    stale = _stale_statistics(file.metadata, table)
    if stale:
        yield "G-MET-02", "estadísticas", stale, "una estadística guarda un valor que ya no está"
    unused = _unused_entries(data, table)
    if unused:
        yield "G-MET-03", "diccionario", unused, "un diccionario guarda valores que ninguna fila tiene"
    foreign = _bytes_of_nothing(file.metadata, data)
    if foreign:
        yield "G-MET-04", "bytes", foreign, "hay bytes que no son de ninguna columna"


def _stale_statistics(metadata: pq.FileMetaData, table: pa.Table) -> int:
    """Limits of row groups that no row of the file has any more."""
    stale = 0
    for number in range(metadata.num_columns):
        column = table.column(number) if number < table.num_columns else None
        if column is None or not (pa.types.is_integer(column.type) or pa.types.is_string(column.type)):
            continue
        present = set(pc.unique(column).to_pylist())
        for group in range(metadata.num_row_groups):
            statistics = metadata.row_group(group).column(number).statistics
            if statistics is not None and statistics.has_min_max:
                stale += (statistics.min not in present) + (statistics.max not in present)
    return stale


def _unused_entries(data: bytes, table: pa.Table) -> int:
    """Entries of dictionary pages of text that no row points to."""
    words = [name for name in table.column_names if pa.types.is_string(table.schema.field(name).type)]
    if not words:
        return 0
    encoded = pq.ParquetFile(io.BytesIO(data), read_dictionary=words).read(columns=words)
    unused = 0
    for name in words:
        stored: set[str] = set()
        for chunk in encoded.column(name).chunks:
            if isinstance(chunk, pa.DictionaryArray):
                stored |= set(chunk.dictionary.to_pylist())
        unused += len(stored - set(pc.unique(table.column(name)).to_pylist()))
    return unused


def _bytes_of_nothing(metadata: pq.FileMetaData, data: bytes) -> int:
    """Bytes outside the pages of columns and the footer."""
    pages = sum(
        metadata.row_group(group).column(number).total_compressed_size
        for group in range(metadata.num_row_groups)
        for number in range(metadata.num_columns)
    )
    footer = int.from_bytes(data[-8:-4], "little")
    return abs(len(data) - int(pages) - footer - _FRAME)

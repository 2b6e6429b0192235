"""Parquet files from streams and back, encrypted or not.

Belongs here: the file form of big parts (with a key: Parquet modular encryption, AES-GCM) and what makes it quick. Does
not belong here: where parts lie (store.py) or which tables are encrypted.

Texts that repeat are stored once for each row group, as Parquet dictionaries, and come back so: a million places are a
few hundred texts and a million small numbers, for the disk and for whoever reads them.
"""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pqe

from assets.kept_rows import Gathered

_GROUP_ROWS = 200_000
_MOST_ROWS = 2 * _GROUP_ROWS  # of a group that ends with the batch that fills it
_SAMPLE_ROWS = 20_000
# Texts that differ in more than this share of the rows are stored one by one.
_MOST_DISTINCT = 0.2
_QUICK = 1  # level of zstd
# Groups that wait while one is written. A plain part's stream is made by the engine, which needs the room itself.
_UNDER_WAY = 1
_CODED = pa.dictionary(pa.int32(), pa.string())


def write_parquet(
    reader: pa.RecordBatchReader, target: Path, key: bytes | None = None, *, gathered: Gathered | None = None
) -> int:
    """Write a stream to a file, encrypted when there is a key; returns the rows.

    Encoding runs beside whoever makes the stream.

    Args:
        reader: the stream.
        target: the file.
        key: what it is encrypted with.
        gathered: takes the rows in too, as they would come from the file with texts that repeat as dictionaries.
    """
    rows = held = 0
    group: list[pa.RecordBatch] = []
    with _Groups(target, reader.schema, key, gathered) as groups:
        for batch in reader:
            group.append(batch)
            rows, held = rows + batch.num_rows, held + batch.num_rows
            if held >= _GROUP_ROWS:
                groups.write(group)
                group, held = [], 0
        groups.write(group)
    return rows


def open_sealed_parquet(path: Path, key: bytes, *, coded: bool = False) -> pq.ParquetFile:
    """An encrypted file; with `coded`, columns that lie in dictionaries come as dictionaries."""
    file = pq.ParquetFile(path, decryption_properties=pqe.create_decryption_properties(key))
    if not coded:
        return file
    properties = pqe.create_decryption_properties(key)
    return pq.ParquetFile(path, decryption_properties=properties, read_dictionary=_coded_columns(file))


class _Groups:
    """Writes the row groups of one file in their order, each while the next one is made and put in one piece."""

    def __init__(self, target: Path, schema: pa.Schema, key: bytes | None, gathered: Gathered | None) -> None:
        self._target, self._schema, self._key, self._gathered = target, schema, key, gathered
        self._coded: list[str] = []
        self._writer: pq.ParquetWriter | None = None
        self._making, self._writing = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._under_way: deque[Future[None]] = deque()

    def write(self, group: list[pa.RecordBatch]) -> None:
        """Write a row group; what went wrong with an earlier one is raised here, or when the block ends."""
        if self._writer is None:
            self._begin(group)
        if group:
            made = self._making.submit(self._in_one_piece, group)
            self._under_way.append(self._writing.submit(lambda: self._written(made.result())))
        while len(self._under_way) > _UNDER_WAY:
            self._under_way.popleft().result()

    def _begin(self, first: list[pa.RecordBatch]) -> None:
        sample = pa.Table.from_batches(first, self._schema).slice(0, _SAMPLE_ROWS)
        repeating = _repeating(sample) if first else []
        if self._gathered is not None:
            self._coded = [name for name in repeating if pa.types.is_string(self._schema.field(name).type)]
        for name in self._coded:
            field = self._schema.field(name).with_type(_CODED)
            self._schema = self._schema.set(self._schema.get_field_index(name), field)
        self._writer = _writer(self._schema, self._target, self._key, repeating)

    def _in_one_piece(self, group: list[pa.RecordBatch]) -> pa.Table:
        """The rows of a group. Texts that repeat are coded once, for the file and for whoever reads the rows next."""
        table = pa.Table.from_batches(group)
        if self._gathered is None:
            return table
        for name in self._coded:
            place = table.column_names.index(name)
            table = table.set_column(place, name, table.column(name).dictionary_encode())
        table = table.combine_chunks()
        self._gathered.add(table)
        return table

    def _written(self, table: pa.Table) -> None:
        if self._writer is not None:
            self._writer.write_table(table, row_group_size=_MOST_ROWS)

    def __enter__(self) -> "_Groups":
        """The groups themselves."""
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        """End the file when all is written. The error under way is the one to tell."""
        try:
            while not failed and self._under_way:
                self._under_way.popleft().result()
        finally:
            self._making.shutdown()
            self._writing.shutdown()
            if self._writer is not None:
                self._writer.close()


def _writer(schema: pa.Schema, target: Path, key: bytes | None, coded: list[str]) -> pq.ParquetWriter:
    # Nobody looks for a row in an encrypted part by its values, nor for texts by what lies between two of them.
    ordered = [field.name for field in schema if pa.types.is_primitive(field.type)]
    writer = pq.ParquetWriter(
        target,
        schema,
        # Encrypted parts are written and read every night; the others are kept, and small is better than quick.
        compression="zstd" if key is None else "lz4",
        compression_level=_QUICK if key is None else None,
        use_dictionary=coded or False,
        write_statistics=ordered if key is None and ordered else False,
        # Whether texts came as a dictionary is no matter of whoever reads a plain part.
        store_schema=key is not None,
        encryption_properties=None if key is None else pqe.create_encryption_properties(key),
    )
    # What a table says of itself (person_table.py) goes with the schema, which plain parts do not keep.
    if key is None and schema.metadata:
        writer.add_key_value_metadata(schema.metadata)
    return writer


def _repeating(sample: pa.Table) -> list[str]:
    """Columns that say the same few things over and over."""
    return [
        name
        for name, column in zip(sample.schema.names, sample.columns, strict=True)
        if pa.types.is_dictionary(column.type)
        or (
            _is_codable(column.type)
            and pc.count_distinct(column, mode="all").as_py() <= max(2, _MOST_DISTINCT * sample.num_rows)
        )
    ]


def _is_codable(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or (pa.types.is_primitive(kind) and not pa.types.is_boolean(kind))


def _coded_columns(file: pq.ParquetFile) -> list[str]:
    """Text columns that the first row group stores as a dictionary."""
    if not file.metadata.num_row_groups:
        return []
    group = file.metadata.row_group(0)
    return [
        group.column(place).path_in_schema
        for place in range(group.num_columns)
        if "RLE_DICTIONARY" in group.column(place).encodings
        and group.column(place).physical_type == "BYTE_ARRAY"
        and "." not in group.column(place).path_in_schema
    ]

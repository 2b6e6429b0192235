"""Parquet files from streams and back, encrypted or not.

Belongs here: the file form of big parts (with a key: Parquet modular encryption, AES-GCM) and what makes it quick. Does
not belong here: where parts lie (store.py) or which tables are encrypted.

Texts that repeat are stored once for each row group, as Parquet dictionaries, and come back so: a million places are a
few hundred texts and a million small numbers, for the disk and for whoever reads them.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pqe

_GROUP_ROWS = 200_000
_MOST_ROWS = 2 * _GROUP_ROWS  # of a group that ends with the batch that fills it
_SAMPLE_ROWS = 20_000
# Texts that differ in more than this share of the rows are stored one by one.
_MOST_DISTINCT = 0.2
_QUICK = 1  # level of zstd


def write_parquet(reader: pa.RecordBatchReader, target: Path, key: bytes | None = None) -> int:
    """Write a stream to a file, encrypted when there is a key; returns the rows.

    Encoding runs beside whoever makes the stream.
    """
    rows = held = 0
    group: list[pa.RecordBatch] = []
    writing: Future[None] | None = None
    writer: pq.ParquetWriter | None = None
    with ThreadPoolExecutor(max_workers=1) as beside:
        try:
            for batch in reader:
                group.append(batch)
                rows, held = rows + batch.num_rows, held + batch.num_rows
                if held >= _GROUP_ROWS:
                    writer = writer or _writer(reader.schema, target, key, group)
                    _finish(writing)
                    writing = beside.submit(_write, writer, group)
                    group, held = [], 0
            writer = writer or _writer(reader.schema, target, key, group)
            _finish(writing)
            _write(writer, group)
        finally:
            _settle(writing)
            if writer is not None:
                writer.close()
    return rows


def open_sealed_parquet(path: Path, key: bytes, *, coded: bool = False) -> pq.ParquetFile:
    """An encrypted file; with `coded`, columns that lie in dictionaries come as dictionaries."""
    file = pq.ParquetFile(path, decryption_properties=pqe.create_decryption_properties(key))
    if not coded:
        return file
    properties = pqe.create_decryption_properties(key)
    return pq.ParquetFile(path, decryption_properties=properties, read_dictionary=_coded_columns(file))


def _writer(
    schema: pa.Schema, target: Path, key: bytes | None, group: list[pa.RecordBatch]
) -> pq.ParquetWriter:
    coded = _repeating(pa.Table.from_batches(group, schema).slice(0, _SAMPLE_ROWS)) if group else []
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


def _write(writer: pq.ParquetWriter, group: list[pa.RecordBatch]) -> None:
    if group:
        writer.write_table(pa.Table.from_batches(group), row_group_size=_MOST_ROWS)


def _finish(writing: "Future[None] | None") -> None:
    if writing is not None:
        writing.result()


def _settle(writing: "Future[None] | None") -> None:
    """Wait without asking what came of it: the error under way is the one to tell."""
    if writing is not None:
        writing.exception()


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

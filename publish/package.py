"""A data package on disk: CSV and Parquet of each table, dictionary, code lists, README, datapackage.json.

Belongs here: writing its files, byte for byte the same for the same input. Does not belong here: metadata
(descriptor.py), words (dictionary.py, readme.py), the catalogue around packages (catalog.py, site.py), or the decision
that they may leave (gate.py).
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from publish.datasets import DatasetSpec
from publish.descriptor import (
    FileFacts,
    code_list_resource,
    csv_resource,
    dictionary_resource,
    package_descriptor,
    parquet_resource,
)
from publish.dictionary import CODE_COLUMNS, DICTIONARY_COLUMNS, CodeNames, code_lists, dictionary_rows
from publish.readme import readme_text
from snis.contracts.model import TableContract
from snis.errors import PublishError


@dataclass(frozen=True)
class Edition:
    """What all packages of a release share.

    Attributes:
        release: its name.
        created: moment that it speaks for, ISO 8601.
        publisher, licence: from the deployment.
        sources: titles of the institutions behind the data.
        codes: names of codes by kind of column.
    """

    release: str
    created: str
    publisher: Mapping[str, str]
    licence: Mapping[str, str]
    sources: tuple[str, ...]
    codes: CodeNames


@dataclass(frozen=True)
class PackageReport:
    """A package as written: its dataset, folder, descriptor, and rows by table."""

    spec: DatasetSpec
    folder: Path
    descriptor: Mapping[str, Any]
    rows: Mapping[str, int]


def build_package(
    spec: DatasetSpec,
    tables: Mapping[str, Path],
    contracts: Mapping[str, TableContract],
    *,
    edition: Edition,
    folder: Path,
) -> PackageReport:
    """Write the package of a dataset into a new folder.

    Args:
        spec: the dataset.
        tables: Parquet file of each of its tables.
        contracts: table contracts by name.
        edition: what the release shares.
        folder: where it goes; made here.

    Raises:
        PublishError: a table is missing, or its columns are not those of its contract.
    """
    used = {name: _read(name, tables, contracts) for name in spec.tables}
    lists = code_lists(list(used.values()), edition.codes)
    (folder / "data").mkdir(parents=True)
    resources = []
    for name, table in used.items():
        contract = contracts[name]
        csv_file = _write(folder, f"data/{name}.csv", csv_bytes(table))
        parquet_file = _write(folder, f"data/{name}.parquet", parquet_bytes(table))
        resources.append(csv_resource(contract, csv_file, lists=lists))
        resources.append(parquet_resource(contract, parquet_file))
    contracts_used = [contracts[name] for name in used]
    words = dictionary_rows(contracts_used, lists)
    dictionary = _write(folder, "diccionario.csv", _text_csv(DICTIONARY_COLUMNS, words))
    resources.append(dictionary_resource(dictionary))
    for item in lists:
        file = _write(folder, f"{item.name}.csv", _text_csv(CODE_COLUMNS, item.rows))
        resources.append(code_list_resource(item, file))
    descriptor = package_descriptor(
        spec,
        resources,
        release=edition.release,
        created=edition.created,
        publisher=edition.publisher,
        licence=edition.licence,
        sources=edition.sources,
    )
    rows = {name: table.num_rows for name, table in used.items()}
    _write(folder, "README.md", readme_text(descriptor, contracts_used, rows).encode())
    _write(folder, "datapackage.json", (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode())
    return PackageReport(spec, folder, descriptor, rows)


def csv_bytes(table: pa.Table) -> bytes:
    """A table as CSV: UTF-8, comma, LF, header; empty for null, plain decimals, true and false."""
    columns = [[_cell(value) for value in column.to_pylist()] for column in table.columns]
    return _text_csv(table.column_names, zip(*columns, strict=True))


def parquet_bytes(table: pa.Table) -> bytes:
    """A table as Parquet without anything but its columns: no pandas metadata, no Arrow schema, no statistics."""
    buffer = io.BytesIO()
    bare = table.replace_schema_metadata(None)
    pq.write_table(bare, buffer, compression="zstd", store_schema=False, write_statistics=False)
    return buffer.getvalue()


def _read(name: str, tables: Mapping[str, Path], contracts: Mapping[str, TableContract]) -> pa.Table:
    if name not in contracts:
        raise PublishError(
            "la tabla no tiene contrato", place=name, remedy="Corrija tables en datasets.yaml."
        )
    if name not in tables or not tables[name].is_file():
        raise PublishError("la tabla no existe todavía", place=name, remedy="Ejecute la noche completa.")
    table = pq.ParquetFile(tables[name]).read()
    if table.column_names != [field.name for field in contracts[name].fields]:
        raise PublishError(
            "las columnas no son las del contrato", place=name, remedy="Ejecute la noche completa."
        )
    return table


def _write(folder: Path, path: str, content: bytes) -> FileFacts:
    (folder / path).write_bytes(content)
    return FileFacts(path, len(content), hashlib.sha256(content).hexdigest())


def _text_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
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

"""A data package on disk: CSV and Parquet of each table, dictionary, code names, README, datapackage.json.

Belongs here: writing its files, byte for byte the same for the same input. Does not belong here: metadata
(descriptor.py), the catalogue around packages (catalog.py, site.py), or the decision that they may leave (gate.py).
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
from publish.descriptor import FileFacts, data_resource, package_descriptor, plain_resource
from publish.readme import readme_text
from snis.contracts.model import TableContract
from snis.errors import PublishError

DICTIONARY_COLUMNS = (
    "tabla",
    "campo",
    "tipo",
    "titulo",
    "descripcion",
    "unidad",
    "lista_de_codigos",
    "privacidad",
)
CODE_COLUMNS = ("campo", "codigo", "nombre")
# Names of codes by kind of column: the last words of a column's name say which code it holds.
CodeNames = Mapping[str, Mapping[str, str]]


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
    (folder / "data").mkdir(parents=True)
    resources, rows, used = [], {}, []
    for name in spec.tables:
        contract = contracts[name]
        table = _read(name, tables, contract)
        rows[name] = table.num_rows
        csv_file = _write(folder, f"data/{name}.csv", csv_bytes(table))
        parquet_file = _write(folder, f"data/{name}.parquet", parquet_bytes(table))
        resources.append(data_resource(contract, csv_file, media="csv"))
        resources.append(data_resource(contract, parquet_file, media="parquet"))
        used.append((contract, table))
    dictionary = _write(folder, "diccionario.csv", _text_csv(DICTIONARY_COLUMNS, _dictionary(used)))
    codes = _write(folder, "codigos.csv", _text_csv(CODE_COLUMNS, _codes(used, edition.codes)))
    resources.append(
        plain_resource("diccionario", "Diccionario de datos", dictionary, fields=DICTIONARY_COLUMNS)
    )
    resources.append(plain_resource("codigos", "Nombres de los códigos", codes, fields=CODE_COLUMNS))
    descriptor = package_descriptor(
        spec,
        resources,
        release=edition.release,
        created=edition.created,
        publisher=edition.publisher,
        licence=edition.licence,
        sources=edition.sources,
    )
    contracts_used = [contract for contract, _ in used]
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


def _read(name: str, tables: Mapping[str, Path], contract: TableContract) -> pa.Table:
    if name not in tables:
        raise PublishError("la tabla no existe todavía", place=name, remedy="Ejecute la noche completa.")
    table = pq.read_table(tables[name])
    expected = [field.name for field in contract.fields]
    if table.column_names != expected:
        raise PublishError("las columnas no son las del contrato", place=name)
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


def _dictionary(used: Sequence[tuple[TableContract, pa.Table]]) -> Iterable[tuple[str, ...]]:
    for contract, _ in used:
        for field in contract.fields:
            yield (
                contract.name, field.name, field.type, field.title, field.description, field.unit or "",
                field.codelist or "", field.privacy,
            )  # fmt: skip


def _codes(used: Sequence[tuple[TableContract, pa.Table]], names: CodeNames) -> list[tuple[str, str, str]]:
    """Names of the codes that really stand in the tables; a code that is not published has no name here."""
    found = set()
    for _, table in used:
        for column in table.column_names:
            known = next((codes for kind, codes in names.items() if _holds(column, kind)), None)
            if known is not None:
                present = {value for value in table.column(column).unique().to_pylist() if value is not None}
                found |= {(column, code, known[code]) for code in present if code in known}
    return sorted(found)


def _holds(column: str, kind: str) -> bool:
    """Whether a column holds codes of a kind: departamento_codigo, modalidad_a_codigo."""
    return column == f"{kind}_codigo" or column in {f"{kind}_a_codigo", f"{kind}_b_codigo"}

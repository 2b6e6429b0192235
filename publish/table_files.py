"""Tables as bytes: CSV and Parquet, the same for the same rows.

Belongs here: the two forms, written and read. Does not belong here: which files a package has (package.py) or the
workbook (workbook.py).
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from snis.contracts.model import TableContract
from snis.errors import PublishError


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


def tables_in(before: Path | None, names: Iterable[str]) -> dict[str, pa.Table]:
    """Tables of an earlier package, as far as it has them."""
    paths = {name: before / "data" / f"{name}.parquet" for name in names} if before else {}
    return {name: pq.ParquetFile(path).read() for name, path in paths.items() if path.is_file()}


def read_table(name: str, tables: Mapping[str, Path], contracts: Mapping[str, TableContract]) -> pa.Table:
    """A table as the night left it.

    Raises:
        PublishError: it has no contract, is missing, or its columns are not those of its contract.
    """
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


def period_of(tables: Iterable[pa.Table], *, until: str) -> dict[str, str]:
    """First and last day of which tables speak, as far as a day; empty when no row says a year."""
    years = [
        year
        for table in tables
        if "anio" in table.column_names
        for year in _limits(table)
        if year is not None
    ]
    if not years:
        return {}
    return {"start": f"{min(years)}-01-01", "end": min(f"{max(years)}-12-31", until)}


def _limits(table: pa.Table) -> tuple[int | None, int | None]:
    found = pc.min_max(table.column("anio")).as_py()
    return found["min"], found["max"]

"""What a page shows of a published table: some of its rows with the names of their codes, and its overall figures.

Belongs here: choosing rows and columns of a package that lies on disk. Does not belong here: HTML (site.py), or any
figure that the package does not print: every cell is read from the published Parquet file.
"""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import pyarrow.parquet as pq

from publish.dictionary import CODE_COLUMNS
from publish.package import PackageReport
from snis.contracts.model import Field, TableContract

MOST_ROWS = 200
# What an empty column of the key means.
_TOTAL = "total"
_CROSS, _YEAR = "cruce_codigo", "anio"
# What the map of departments shows.
_MAPPED, _MAPPED_BY = "open_cobertura", "departamento"
# Columns that say for what a row stands, and are no figure of their own.
_NO_FIGURE = frozenset({"poblacion_anio"})


@dataclass(frozen=True)
class Column:
    """A column as shown."""

    name: str
    title: str
    numeric: bool


@dataclass(frozen=True)
class Cell:
    """A cell as shown: what is read, and by what it is sorted."""

    text: str
    sort: str


@dataclass(frozen=True)
class Preview:
    """Some rows of a table.

    Attributes:
        table, title: which.
        columns: those that hold something in these rows.
        rows: cells side by side.
        total: rows of the whole table.
        year: of which the rows are; None when the table has no years.
    """

    table: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    year: int | None


@dataclass(frozen=True)
class Figure:
    """A figure that matters: what it counts, how many, and of which year."""

    label: str
    value: int
    unit: str
    year: int


@dataclass(frozen=True)
class Reader:
    """A package on disk, read for its page."""

    report: PackageReport
    contracts: Sequence[TableContract]

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """Names of codes by column, from the package's own code lists."""
        found: dict[str, dict[str, str]] = {}
        lists: dict[str, dict[str, str]] = {}
        for resource in self.report.descriptor["resources"]:
            for key in resource.get("schema", {}).get("foreignKeys", []):
                source = key["reference"]["resource"]
                if source and source not in lists:
                    lists[source] = self._code_names(source)
                found.setdefault(_one(key["fields"]), lists.get(source, {}))
        return found

    @cached_property
    def previews(self) -> list[Preview]:
        """One for each table."""
        return [self._preview(contract) for contract in self.contracts]

    @cached_property
    def figures(self) -> list[Figure]:
        """Overall figures of the last year: the rows in which nothing but year and cross is said."""
        return [figure for contract in self.contracts for figure in self._overall(contract)]

    def _code_names(self, resource: str) -> dict[str, str]:
        path = self.report.folder / f"{resource}.csv"
        if not path.is_file():
            return {}
        with path.open(encoding="utf-8", newline="") as stream:
            code, name = CODE_COLUMNS
            return {row[code]: row[name] for row in csv.DictReader(stream)}

    def _rows(self, contract: TableContract) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (
            pq.ParquetFile(self.report.folder / "data" / f"{contract.name}.parquet").read().to_pylist()
        )
        return rows

    def _preview(self, contract: TableContract) -> Preview:
        rows = self._rows(contract)
        chosen, year = _chosen(rows)
        shown = [field for field in contract.fields if any(row[field.name] is not None for row in chosen)]
        return Preview(
            contract.name,
            contract.title,
            tuple(Column(field.name, field.title, _is_number(field)) for field in shown),
            tuple(
                tuple(self._cell(row[field.name], field, field.name in contract.key) for field in shown)
                for row in chosen
            ),
            len(rows),
            year,
        )

    def _cell(self, value: Any, field: Field, in_key: bool) -> Cell:
        if value is None:
            return Cell(_TOTAL if in_key else "", "")
        if _is_number(field):
            return Cell(_spaced(value) if field.name != _YEAR else str(value), str(value))
        name = self.names.get(field.name, {}).get(str(value), "")
        return Cell(f"{name} ({value})" if name else str(value), name or str(value))

    def _overall(self, contract: TableContract) -> list[Figure]:
        keys = [name for name in contract.key if name not in {_YEAR, _CROSS}]
        rows = [row for row in self._rows(contract) if all(row[name] is None for name in keys)]
        if not rows or _YEAR not in rows[0]:
            return []
        last = max(rows, key=lambda row: int(row[_YEAR]))
        return [
            Figure(field.title, int(last[field.name]), field.unit or "", last[_YEAR])
            for field in contract.fields
            if _is_amount(field) and field.unit and last[field.name] is not None
            if field.name not in _NO_FIGURE and field.name not in contract.key
        ]


def mapped_figures(report: PackageReport) -> dict[str, int] | None:
    """Persons by department in the last year, from the published table; None when the package has no such table."""
    path = report.folder / "data" / f"{_MAPPED}.parquet"
    if not path.is_file():
        return None
    rows = (
        pq.ParquetFile(path)
        .read(["cruce_codigo", "anio", "mes", "departamento_codigo", "personas"])
        .to_pylist()
    )
    last = max((row["anio"] for row in rows), default=None)
    return {
        row["departamento_codigo"]: row["personas"]
        for row in rows
        if row["cruce_codigo"] == _MAPPED_BY and row["anio"] == last and row["mes"] is None
    }


def _chosen(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], int | None]:
    """Rows of the last year, as many of each cross as fit; in the order of the file."""
    if not rows:
        return [], None
    year = max(row[_YEAR] for row in rows) if _YEAR in rows[0] else None
    latest = [row for row in rows if year is None or row[_YEAR] == year]
    if len(latest) <= MOST_ROWS or _CROSS not in rows[0]:
        return list(islice(latest, MOST_ROWS)), year
    crosses = {row[_CROSS] for row in latest}
    quota = max(1, MOST_ROWS // len(crosses))
    taken: Counter[str] = Counter()
    chosen = []
    for row in latest:
        taken[row[_CROSS]] += 1
        if taken[row[_CROSS]] <= quota:
            chosen.append(row)
    return chosen, year


def _is_number(field: Field) -> bool:
    return field.type in {"integer", "number"} or field.type.startswith("decimal")


def _is_amount(field: Field) -> bool:
    """A count or a sum of money; rates and shares are no overall figure."""
    return field.type == "integer" or field.type.startswith("decimal")


def _spaced(value: Any) -> str:
    return f"{value:,}".replace(",", "\u00a0")


def _one(fields: Any) -> str:
    return str(fields[0] if isinstance(fields, list) else fields)

"""Tables of a package as CKAN's DataStore holds them: typed columns with their dictionary, and rows.

Belongs here: the mapping from a CSV and its Table Schema, and the comparison of both sides. Does not belong here: calls
(ckan_datastore.py). Codes and identifiers are strings in the schema and stay text here: no zero in front is lost.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

# PostgreSQL's own short names, in which the DataStore answers.
_TYPES = {
    "string": "text",
    "integer": "int8",
    "number": "numeric",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamp",
}
Row = list[Any]


@dataclass(frozen=True)
class Table:
    """A table as the DataStore should hold it.

    Attributes:
        path: its CSV: UTF-8, comma, header.
        fields: columns in order, each with id, type and info (label, notes).
    """

    path: Path
    fields: tuple[Mapping[str, Any], ...]

    @property
    def names(self) -> list[str]:
        """Names of its columns."""
        return [field["id"] for field in self.fields]

    @cached_property
    def count(self) -> int:
        """How many rows it has."""
        return sum(1 for _ in self._texts())

    def rows(self) -> Iterator[Row]:
        """Its rows as JSON values; an empty cell is null."""
        types = [field["type"] for field in self.fields]
        for texts in self._texts():
            yield [_value(text, kind) for text, kind in zip(texts, types, strict=True)]

    def batches(self, size: int) -> Iterator[list[dict[str, Any]]]:
        """Its rows as records, some at a time."""
        rows = self.rows()
        while batch := [dict(zip(self.names, row, strict=True)) for row in islice(rows, size)]:
            yield batch

    def canonical(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Rows of either side in one form, so that 1.5 and 1.50 are the same number."""
        types = [field["type"] for field in self.fields]
        for row in rows:
            yield [_canonical(value, kind) for value, kind in zip(row, types, strict=True)]

    def differences(self, info: Mapping[str, Any] | None) -> Iterator[tuple[str, Any, Any]]:
        """What of the portal's table is not as it should be: name, what is there, what should be."""
        if info is None:
            yield "tabla", None, f"{self.count} filas"
            return
        there = {field["id"]: field for field in info["fields"] if field["id"] != "_id"}
        if list(there) != self.names:
            yield "columnas", list(there), self.names
        for field in self.fields:
            found = there.get(field["id"])
            if found is None:
                continue
            if found["type"] != field["type"]:
                yield f"{field['id']}: tipo", found["type"], field["type"]
            said = found.get("info") or {}
            for key, value in field["info"].items():
                if said.get(key) != value:
                    yield f"{field['id']}: {key}", said.get(key), value
        if (count := info["meta"]["count"]) != self.count:
            yield "filas", count, self.count

    def _texts(self) -> Iterator[Sequence[str]]:
        with self.path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream)
            next(reader, None)
            yield from reader


def table_of(path: Path, schema: Mapping[str, Any]) -> Table:
    """The table of a CSV and its Table Schema."""
    return Table(path, tuple(_field(field) for field in schema["fields"]))


def _field(field: Mapping[str, Any]) -> dict[str, Any]:
    unit = f" Unidad: {field['unit']}." if field.get("unit") else ""
    notes = f"{field.get('description', '')}{unit}".strip()
    info = {"label": field.get("title") or field["name"], "notes": notes}
    return {"id": field["name"], "type": _TYPES.get(field["type"], "text"), "info": info}


def _value(text: str, kind: str) -> Any:
    if text == "":
        return None
    if kind == "int8":
        return int(text)
    if kind == "bool":
        return text == "true"
    return text


def _canonical(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "numeric":
        return Decimal(str(value))
    if kind == "timestamp":
        return datetime.fromisoformat(str(value)).replace(tzinfo=None)
    return value

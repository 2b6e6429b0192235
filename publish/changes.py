"""What changed since the last release: which rows appeared, vanished or hold other figures.

Belongs here: the comparison of published tables, and its three forms (CAMBIOS.md, cambios.json, cambios.csv). Does
not belong here: figures. A row is named by its key and a change by its columns, never by a value before or after:
whoever wants those reads the two releases, and a release that is withdrawn lives on in no other.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from snis.contracts.model import TableContract

CHANGE_COLUMNS = ("tabla", "cambio", "clave", "columnas")
APPEARED, VANISHED, CHANGED = "aparece", "desaparece", "cambia"
_MOST_COLUMNS_SAID = 12


@dataclass(frozen=True)
class RowChange:
    """A row that differs: how, its key in words, and the columns that differ."""

    kind: str
    key: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableChanges:
    """One table against its last release.

    Attributes:
        table: its name.
        title: for readers.
        rows: those that differ, in the order of the tables.
        same: how many rows are as they were.
        added_columns, removed_columns: columns that only one of the two has.
        is_new: the last release did not have this table.
        sizes: rows before and now, where no key tells which row of the one is which of the other.
    """

    table: str
    title: str
    rows: tuple[RowChange, ...] = ()
    same: int = 0
    added_columns: tuple[str, ...] = ()
    removed_columns: tuple[str, ...] = ()
    is_new: bool = False
    sizes: tuple[int, int] | None = None

    def count(self, kind: str) -> int:
        """Rows that changed in this way."""
        return sum(1 for row in self.rows if row.kind == kind)


@dataclass(frozen=True)
class Changes:
    """A package against the last release; `since` is empty in a first edition."""

    since: str
    tables: tuple[TableChanges, ...]

    def count(self, kind: str) -> int:
        """Rows of all tables that changed in this way."""
        return sum(table.count(kind) for table in self.tables)


def changes_since(
    since: str,
    before: Mapping[str, pa.Table],
    now: Mapping[str, pa.Table],
    contracts: Mapping[str, TableContract],
) -> Changes:
    """What differs between two releases of a package.

    Args:
        since: name of the earlier one; empty when there is none.
        before: published tables of the earlier one, by name.
        now: published tables of the later one, by name.
        contracts: of the tables of now.
    """
    return Changes(
        since, tuple(_compare(name, before.get(name), table, contracts[name]) for name, table in now.items())
    )


def change_rows(changes: Changes) -> Iterator[tuple[str, str, str, str]]:
    """Rows of cambios.csv."""
    for table in changes.tables:
        for row in table.rows:
            yield table.table, row.kind, row.key, "; ".join(row.columns)


def changes_json(changes: Changes, release: str) -> str:
    """cambios.json: counts."""
    content = {
        "edicion": release,
        "anterior": changes.since or None,
        "tablas": [
            {
                "tabla": table.table,
                "nueva": table.is_new,
                "registros_antes_y_ahora": list(table.sizes) if table.sizes else None,
                "aparecen": table.count(APPEARED),
                "desaparecen": table.count(VANISHED),
                "cambian": table.count(CHANGED),
                "iguales": table.same,
                "cambian_por_columna": dict(_columns_of(table)),
                "columnas_nuevas": list(table.added_columns),
                "columnas_quitadas": list(table.removed_columns),
            }
            for table in changes.tables
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def changes_text(changes: Changes, release: str) -> str:
    """CAMBIOS.md, for people."""
    lines = [f"# Cambios de la edición {release}", ""]
    if not changes.since:
        lines += ["Es la primera edición que se puede descargar: no hay otra con la cual compararla.", ""]
        return "\n".join(lines)
    lines += [
        f"Comparada con la edición {changes.since}. `cambios.csv` nombra cada fila que cambió; las cifras están en las",
        "dos ediciones. Una cifra cambia solo cuando cambiaron los registros de al menos diez personas distintas desde",
        "que se imprimió por última vez.",
        "",
        "| tabla | aparecen | desaparecen | cambian | iguales |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {table.title} | {table.count(APPEARED)} | {table.count(VANISHED)} | {table.count(CHANGED)} "
            f"| {table.same} |"
            for table in changes.tables
        ),
        "",
        "Una fila que desaparece no vale cero: sus personas son menos que el umbral, posiblemente ninguna.",
        "",
    ]
    for table in changes.tables:
        lines += _words(table)
    return "\n".join(lines)


def _words(table: TableChanges) -> list[str]:
    said = []
    if table.is_new:
        said.append("- La tabla no estaba en la edición anterior.")
    if table.sizes is not None:
        before, now = table.sizes
        said.append(f"- Sus filas no tienen una llave común y no se comparan: {before} antes, {now} ahora.")
    for label, names in (("nuevas", table.added_columns), ("que ya no están", table.removed_columns)):
        if names:
            said.append(f"- Columnas {label}: {', '.join(f'`{name}`' for name in names)}.")
    counted = _columns_of(table)[:_MOST_COLUMNS_SAID]
    if counted:
        said.append(
            "- Filas con otra cifra, por columna: " + ", ".join(f"`{n}` {c}" for n, c in counted) + "."
        )
    return [f"## {table.title}", "", *said, ""] if said else []


def _columns_of(table: TableChanges) -> list[tuple[str, int]]:
    counted = Counter(column for row in table.rows for column in row.columns)
    return sorted(counted.items())


def _compare(name: str, before: pa.Table | None, now: pa.Table, contract: TableContract) -> TableChanges:
    if before is None:
        return TableChanges(name, contract.title, is_new=True)
    added = tuple(c for c in now.column_names if c not in before.column_names)
    removed = tuple(c for c in before.column_names if c not in now.column_names)
    if not contract.key or not set(contract.key) <= set(before.column_names):
        sizes = (before.num_rows, now.num_rows)
        return TableChanges(name, contract.title, added_columns=added, removed_columns=removed, sizes=sizes)
    key = contract.key
    values = [c for c in now.column_names if c in before.column_names and c not in key]
    old, new = _by_key(before, key, values), _by_key(now, key, values)
    rows = []
    for identity, figures in new.items():
        if identity not in old:
            rows.append(RowChange(APPEARED, _words_of_key(key, identity)))
        elif figures != old[identity]:
            differing = [c for c, one, two in zip(values, figures, old[identity], strict=True) if one != two]
            rows.append(RowChange(CHANGED, _words_of_key(key, identity), tuple(differing)))
    rows += [RowChange(VANISHED, _words_of_key(key, identity)) for identity in old if identity not in new]
    return TableChanges(
        table=name,
        title=contract.title,
        rows=tuple(rows),
        same=sum(1 for identity, figures in new.items() if old.get(identity) == figures),
        added_columns=added,
        removed_columns=removed,
    )


def _by_key(
    table: pa.Table, key: Sequence[str], values: Sequence[str]
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Rows by key."""
    keys = zip(*(table.column(name).to_pylist() for name in key), strict=True)
    if not values:
        return dict.fromkeys(keys, ())
    return dict(
        zip(keys, zip(*(table.column(name).to_pylist() for name in values), strict=True), strict=True)
    )


def _words_of_key(key: Sequence[str], identity: Sequence[Any]) -> str:
    """The key of a row in words: only the columns that are not empty."""
    return "; ".join(
        f"{name}={value}" for name, value in zip(key, identity, strict=True) if value is not None
    )

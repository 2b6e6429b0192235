"""The keys of the analysts' warehouse, held against its rows before anybody sees it.

Belongs here: declaring the primary keys of dimensions, and counting what breaks a key or a reference. Does not belong
here: which references there are (snis/contracts/references.py), or what is told of them (warehouse_catalogue.py).

A table of facts has no declared key: an index over it would cost more than the table (performance.md). Its key is
counted out in every export instead, which says the same of a file that nobody can write to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from assets.out.naming import literal, quoted
from snis.contracts.model import TableContract
from snis.contracts.references import Reference, is_dimension, references_of
from snis.errors import StoreError

# A dimension with more rows than this is as bulky as a table of facts.
DECLARED_UP_TO = 1_000_000


@dataclass(frozen=True)
class Key:
    """A key of a table that holds: its own when `reference` is None.

    Attributes:
        table, columns: whose key, and of which columns.
        reference: where its values stand.
        rows: rows that were looked at: all, or those with a value in every column that refers.
        declared: whether the database itself keeps it.
    """

    table: str
    columns: tuple[str, ...]
    reference: Reference | None
    rows: int
    declared: bool = False


def hold_keys(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, TableContract],
    rows: Mapping[str, int],
    *,
    declared_up_to: int = DECLARED_UP_TO,
) -> list[Key]:
    """Every key and reference of the tables of the warehouse, checked.

    Raises:
        StoreError: with every key that does not hold: table, columns and count, never a value.
    """
    keys: list[Key] = []
    problems: list[str] = []
    for name, contract in contracts.items():
        if twice := _repeated(connection, contract):
            problems.append(f"{name}: {twice} filas repiten la clave ({', '.join(contract.key)})")
            continue
        declared = is_dimension(contract) and rows[name] <= declared_up_to and _never_empty(contract)
        if declared:
            connection.execute(f"alter table {quoted(name)} add primary key ({_listed(contract.key)})")
        keys.append(Key(name, contract.key, None, rows[name], declared))
    for name, contract in contracts.items():
        for reference in references_of(contract, contracts):
            told, orphans = _orphans(connection, name, reference)
            if orphans:
                problems.append(
                    f"{name}: {orphans} filas sin correspondencia de ({', '.join(reference.columns)}) "
                    f"en {reference.table}"
                )
            keys.append(Key(name, reference.columns, reference, told))
    if problems:
        raise StoreError(
            f"las claves del almacén no se sostienen: {'; '.join(problems)}",
            place="warehouse.duckdb",
            remedy="El almacén anterior sigue en su lugar. Revise las tablas nombradas y ejecute de nuevo.",
        )
    return keys


def _repeated(connection: duckdb.DuckDBPyConnection, contract: TableContract) -> int:
    """Rows beyond the first of each key; an empty column counts as a value, as in the contracts.

    Numbers of 64 bits stand for the keys: what they say repeats is counted again by the keys themselves.
    """
    table, key = quoted(contract.name), _listed(contract.key)
    if _count(connection, f"select count(*) - count(distinct hash({key})) from {table}") == 0:  # noqa: S608
        return 0
    return _count(
        connection,
        f"select coalesce(sum(n - 1), 0) from (select count(*) as n from {table} group by {key})",  # noqa: S608
    )


def _orphans(connection: duckdb.DuckDBPyConnection, table: str, reference: Reference) -> tuple[int, int]:
    """Rows with a value in every column that refers, and those of them that the other table does not have."""
    told = " and ".join(f"a.{quoted(column)} is not null" for column in reference.columns)
    pairs = zip(reference.columns, reference.to, strict=True)
    same = " and ".join(f"b.{quoted(to)} = a.{quoted(column)}" for column, to in pairs)
    where = f"where lista = {literal(reference.code_list)}" if reference.code_list else ""
    (column, *_) = reference.columns
    admitted = ", ".join(literal(value) for value in reference.admitted)
    besides = f" and a.{quoted(column)} not in ({admitted})" if admitted else ""
    counted = connection.execute(
        f"select coalesce(sum(n), 0), coalesce(sum(n) filter (not es_conocida{besides}), 0) from ("  # noqa: S608
        f"select {_listed(reference.columns)}, n, exists (select 1 from (select * from {quoted(reference.table)} "
        f"{where}) as b where {same}) as es_conocida from (select {_listed(reference.columns)}, count(*) as n "
        f"from {quoted(table)} as a where {told} group by all) as a) as a"
    ).fetchone()
    return (int(counted[0]), int(counted[1])) if counted else (0, 0)


def _never_empty(contract: TableContract) -> bool:
    return all(contract.field(column).required for column in contract.key)


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(quoted(column) for column in columns)


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    counted = connection.execute(sql).fetchone()
    return int(counted[0]) if counted else 0

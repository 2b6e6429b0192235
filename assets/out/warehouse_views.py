"""The views of the analysts' warehouse: vistas/*.sql, with what each of their columns means.

Belongs here: which views fit the tables at hand, and the words for them. Does not belong here: a question itself (its
SQL file) or the tables' own words (warehouse_catalogue.py).

A view begins with what it answers. A column that passes a value on as it is keeps the words of its field; of any other,
the header says it in a line `-- columna <name>: <words>`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import sqlglot
from sqlglot import exp

from assets.lineage import sources_in
from assets.source_kinds import IDENTITY, Sources
from snis.contracts.loader import load_fields, load_tables
from snis.contracts.model import Field
from snis.errors import StoreError

_COLUMN = re.compile(r"^-- columna (\w+): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class View:
    """A question that is asked often.

    Attributes:
        name, sql: of its file.
        description: what it answers, of what use, and its grain.
        columns: what each column means, in their order.
        reads: tables of the warehouse that it needs.
    """

    name: str
    sql: str
    description: str
    columns: Mapping[str, str]
    reads: frozenset[str]


@cache
def all_views() -> tuple[View, ...]:
    """Every view, in name order.

    Raises:
        StoreError: a column of a view has no words.
    """
    folder = files("assets") / "out" / "vistas"
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return tuple(
        read_view(entry.name.removesuffix(".sql"), entry.read_text(encoding="utf-8"))
        for entry in entries
        if entry.name.endswith(".sql")
    )


def views_over(tables: Iterable[str]) -> Iterator[View]:
    """The views whose tables are all there."""
    there = set(tables)
    return (view for view in all_views() if view.reads <= there)


def read_view(name: str, text: str) -> View:
    """A view out of the text of its file.

    Raises:
        StoreError: a column has no words, or the header speaks of one that there is not.
    """
    sql = text.strip().removesuffix(";")
    tree = sqlglot.parse_one(sql, read="duckdb")
    ctes = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    said = dict(_COLUMN.findall(sql))
    header = [line for line in sql.splitlines() if line.startswith("--") and not _COLUMN.match(line)]
    columns = {column: said.pop(column, "") or _words(column, of) for column, of in sources_in(sql).items()}
    bare = sorted(said) + [column for column, words in columns.items() if not words]
    if bare:
        raise StoreError(f"la vista no explica sus columnas como son: {', '.join(bare)}", place=name)
    return View(
        name=name,
        sql=sql,
        description=" ".join(line.removeprefix("--").strip() for line in header),
        columns=columns,
        reads=frozenset({table.name for table in tree.find_all(exp.Table)} - ctes),
    )


def column_words(field: Field) -> str:
    """What a column means: title, description, unit."""
    unit = f" Unidad: {field.unit}." if field.unit else ""
    return f"{field.title}. {field.description}{unit}"


def _words(column: str, sources: Sources) -> str:
    """Words of the field that a column passes on, or that has its name."""
    if len(sources) == 1:
        ((table, name), how) = next(iter(sources.items()))
        if how == IDENTITY and table in load_tables():
            return column_words(load_tables()[table].field(name))
    return column_words(load_fields()[column]) if column in load_fields() else ""

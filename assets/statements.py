"""The statements: one SQL file for each table, what it reads, and the values that it has bound.

Belongs here: finding a statement by the name of its table, and saying what it needs. Does not belong here: running
it (engine.py, build.py, core/judgement.py), or where the values come from (parameters.py, core/binding.py).
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import sqlglot
from sqlglot import exp

from snis.contracts.loader import load_tables
from snis.errors import StoreError

# Folders of the layers. What the judgement makes of other layers (the vault, returned rows) lies in core, with it.
_FOLDERS = (
    "core", "link", "exchange", "findings", "sfi", "service", "out", "indicators", "open", "asof", "report",
    "trace", "audit",
)  # fmt: skip
# Tables of other layers than core that grow by parts, each written by the step that receives what is in it. Like those
# of core, they have no rows before anything was received.
IN_PARTS = frozenset(
    {
        "link_consulta",
        "link_enlace",
        "link_entrega",
        "link_identidad",
        "link_persona_evento",
        "link_registro",
        "link_registro_persona",
        "link_respuesta",
    }
)
# What the judgement puts together out of the rows of statements (core/readings.py), without a statement of its own.
_PUT_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "core_celda": (
        "core_valor_codigo",
        "core_valor_cui",
        "core_valor_fecha",
        "core_valor_hogar",
        "core_valor_lugar",
        "core_valor_nombre",
        "core_valor_numero",
    )
}
_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")
_COMMENT = re.compile(r"--[^\n]*")


@cache
def statement_files() -> Mapping[str, Traversable]:
    """The SQL file of every table that has one, by table name: assets/<layer>/<name>.sql.

    Raises:
        StoreError: two folders hold a statement of the same name.
    """
    found: dict[str, Traversable] = {}
    for folder in _FOLDERS:
        for entry in sorted((files("assets") / folder).iterdir(), key=lambda entry: entry.name):
            name, dot, ending = entry.name.partition(".")
            if dot and ending == "sql":
                if name in found:
                    raise StoreError("la tabla tiene dos archivos SQL", place=name)
                found[name] = entry
    return found


@cache
def statement(name: str) -> str:
    """The SQL text of a table.

    Raises:
        StoreError: it has none.
    """
    source = statement_files().get(name)
    if source is None:
        raise StoreError("no hay archivo SQL para la tabla", place=name)
    return source.read_text(encoding="utf-8").strip().removesuffix(";")


@cache
def statement_over(name: str, inner: str) -> str:
    """The SQL text of a table with that of another one in front, so that the inner one is never kept anywhere."""
    if inner not in tables_read(name):
        return statement(name)
    return f"with {inner} as not materialized (\n{statement(inner)}\n)\nselect * from (\n{statement(name)}\n)"


@cache
def syntax(name: str) -> exp.Expression:
    """The syntax tree of a table's statement; nobody changes it."""
    return sqlglot.parse_one(statement(name), read="duckdb")


@cache
def tables_read(name: str) -> tuple[str, ...]:
    """Tables that a statement reads, CTEs left out, in name order."""
    tree = syntax(name)
    ctes = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    return tuple(sorted({table.name for table in tree.find_all(exp.Table)} - ctes - {""}))


@cache
def stored_tables_read(name: str) -> tuple[str, ...]:
    """Stored tables that a statement reads, itself or by way of tables that live in the engine's memory only.

    What the engine is handed by a contract (the rules, the formats of its columns) is no table of the store.
    """
    found: set[str] = set()
    for table in tables_read(name):
        if table in load_tables():
            found.add(table)
        elif table in statement_files():
            found |= set(stored_tables_read(table))
        for inner in _PUT_TOGETHER.get(table, ()):
            found |= set(stored_tables_read(inner))
    return tuple(sorted(found))


@cache
def parameters(name: str) -> tuple[str, ...]:
    """Names of the values that a statement has bound, in name order."""
    return tuple(sorted(set(_PARAMETER.findall(_COMMENT.sub("", statement(name))))))


def values_for(name: str, values: Mapping[str, object]) -> dict[str, object]:
    """The values that a statement names, of all those given.

    Raises:
        StoreError: one of them is missing.
    """
    return _named(name, parameters(name), values)


def values_over(name: str, inner: str, values: Mapping[str, object]) -> dict[str, object]:
    """The values that a statement with another one in front names.

    Raises:
        StoreError: one of them is missing.
    """
    more = parameters(inner) if inner in tables_read(name) else ()
    return _named(name, sorted({*parameters(name), *more}), values)


def _named(name: str, wanted: Iterable[str], values: Mapping[str, object]) -> dict[str, object]:
    if missing := [parameter for parameter in wanted if parameter not in values]:
        raise StoreError(f"faltan valores por enlazar: {', '.join(missing)}", place=name)
    return {parameter: values[parameter] for parameter in wanted}

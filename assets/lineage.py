"""Column lineage: which columns of stored tables a column of a stored table is made of, and so on down to the files.

Belongs here: the questions, and what the night does between two statements. Does not belong here: reading one statement
(column_sources.py), events (lineage_events.py), or values of any row.

For whoever traces a number:

- `columns_behind(table, column)`: the columns of stored tables that its statement reads for it; empty for a constant.
- `all_columns_behind(table, column)`: the same on and on, down to `raw_fila` and the reference tables.
- `tables_behind(table)`: every stored table behind it, those without a column in it (a filter, a join) included.
- `bound_behind(table, column)`: names of the values that the night binds for it (a key, a list of open months).
- `sources_in(text)`: the same for the text of a statement that makes no table, such as an indicator's.

Statements that live in the engine's memory are passed through. What a step hands from one to the next without a
statement is named in _HANDED: a column goes on under its own name.
"""

from collections.abc import Iterator, Mapping
from functools import cache

import sqlglot

from assets.column_sources import Known, sources_by_column
from assets.source_kinds import BOUND, IDENTITY, TRANSFORMATION, Source, Sources, stronger
from assets.statements import statement_files, stored_tables_read, syntax, tables_read
from snis.contracts.loader import load_tables
from snis.indicators.loader import shipped_indicators

# Tables of the store whose rows a statement of another name writes.
_WRITTEN_BY = {
    "out_celda_impresa": "impresion_celda",
    "out_indicador": "figura",
    "open_microdato": "microdato_fila",
    "out_nivel_servicio": "nivel_servicio",
}
# What an indicator's statement gives, under the name by which every indicator is turned into figures.
_MEASURED = "medida_dada"
# What is put together without a statement: the tables that its columns come from under their own names.
_HANDED: Mapping[str, tuple[str, ...]] = {
    "core_celda": ("raw_fila",),
    "core_clave_nueva": ("core_clave",),
    "core_clave_vieja": ("core_clave",),
    "core_dicho": ("raw_fila",),
    "core_dicho_lugar": ("raw_fila",),
    "core_juicio": ("core_celda",),
    "core_pedida": ("raw_fila",),
    "coincidencia_impresa": ("out_coincidencia",),
    "hecho_impreso": ("out_hecho_entrega",),
    "impresion_parte_guardada": ("impresion_parte",),
    "impresion_protegida": ("impresion_decidida",),
    "link_anterior": ("link_registro_persona", "vault_registro"),
    "link_enlace": ("vault_registro",),
    "link_grupo": ("link_enlace",),
    "link_hallazgo_estado": ("link_hallazgo",),
    "out_nivel_servicio": ("core_correccion", "core_fila", "link_hallazgo_estado", "out_transferencia"),
    "consulta_enviada": ("vault_identidad",),
    "microdato_colocada": ("microdato_registro", "ref_municipio", "ref_departamento"),
    "obra_impresa": ("out_hecho_entrega_comunitaria",),
    "out_plan": ("core_fila", "raw_fila"),
    "out_hallazgo_impreso": ("out_hallazgo_celda",),
    "respuesta_fila": ("link_consulta",),
}
# Where the texts of all fields of a row lie.
_CELLS = ("raw_fila", "valores")


def columns_behind(table: str, column: str) -> list[Source]:
    """Columns of stored tables that a column is made of directly, in name order."""
    return sorted(source for source in column_sources(table).get(column, {}) if source[0] != BOUND)


def all_columns_behind(table: str, column: str) -> list[Source]:
    """Every column of a stored table behind a column, near or far, in name order."""
    return sorted(_reached((table, column)))


def bound_behind(table: str, column: str) -> list[str]:
    """Names of the bound values that a column is made of directly, in name order."""
    return sorted(name for origin, name in column_sources(table).get(column, {}) if origin == BOUND)


@cache
def tables_behind(table: str) -> tuple[str, ...]:
    """Every stored table behind a table, near or far, in name order; itself only when a night goes on from the last."""
    found: set[str] = set()
    waiting = [table]
    while waiting:
        for near in _tables_near(waiting.pop()):
            if near not in found:
                found.add(near)
                waiting.append(near)
    return tuple(sorted(found & set(load_tables())))


@cache
def column_sources(table: str) -> Mapping[str, Sources]:
    """Columns of stored tables, and bound values, behind each column of a stored table, with how they get there."""
    return {column: _stored((table, column)) for column in _columns(table)}


def sources_in(text: str) -> dict[str, Sources]:
    """The same for each column that a statement gives which makes no table of the store.

    Raises:
        StoreError: a column of the statement comes from nowhere.
    """
    return sources_by_column(sqlglot.parse_one(text, read="duckdb"), _KNOWN)


def _reached(start: Source) -> set[Source]:
    found: set[Source] = set()
    waiting = [start]
    while waiting:
        for source in columns_behind(*waiting.pop()):
            if source not in found:
                found.add(source)
                waiting.append(source)
    return found


def _stored(column: Source) -> Sources:
    """Sources of a column in stored tables; what lies between is passed through once."""
    found: dict[Source, str] = {}
    seen = {column}
    waiting = [(source, how) for source, how in _near(column).items()]
    while waiting:
        source, how = waiting.pop(0)
        if source[0] == BOUND or source[0] in load_tables():
            if source != column:
                found[source] = stronger(how, found.get(source, IDENTITY))
        elif source not in seen:
            seen.add(source)
            waiting += [(behind, stronger(how, more)) for behind, more in _near(source).items()]
    return found


def _near(column: Source) -> Sources:
    """Sources of a column one statement, or one step without a statement, away."""
    table, name = column
    made = _statement_sources(_WRITTEN_BY.get(table, table)).get(name)
    if made is not None:
        return made
    found: dict[Source, str] = {}
    for origin in _handed(table):
        is_handed_on = origin in _HANDED and origin not in load_tables()
        if name in _columns(origin) or name in _statement_sources(origin) or is_handed_on:
            found[origin, name] = IDENTITY
        elif origin == _CELLS[0]:
            found[_CELLS] = TRANSFORMATION
    return found


@cache
def _statement_sources(name: str) -> Mapping[str, Sources]:
    return sources_by_column(syntax(name), _KNOWN) if name in statement_files() else {}


def _tables_near(table: str) -> Iterator[str]:
    written = _WRITTEN_BY.get(table, table)
    if written in statement_files():
        yield from tables_read(written)
        yield from stored_tables_read(written)
    yield from _handed(table)


def _handed(table: str) -> tuple[str, ...]:
    if table == _MEASURED:
        return tuple(indicator.codigo for indicator in shipped_indicators())
    return _HANDED.get(table, ())


def _columns(table: str) -> tuple[str, ...]:
    contract = load_tables().get(table)
    return tuple(field.name for field in contract.fields) if contract else ()


def _key(table: str) -> tuple[str, ...]:
    contract = load_tables().get(table)
    return contract.key if contract else ()


_KNOWN = Known(columns=_columns, key=_key)

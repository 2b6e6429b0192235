"""What the analysts' warehouse says of itself: comments, and its own tables meta_*.

Belongs here: the words of contracts and views put where an analyst finds them. Does not belong here: rows of tables
(warehouse.py), or whether keys hold (warehouse_keys.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from assets.lineage import columns_behind
from assets.out.naming import literal, quoted
from assets.out.warehouse_keys import Key
from assets.out.warehouse_views import View, column_words
from snis.contracts.model import TableContract
from snis.contracts.references import is_dimension
from snis.errors import StoreError
from snis.indicators.model import TYPES, UNITS, Indicator

# Title of each table of the catalogue, and its columns: type and words.
CATALOGUE: Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]] = {
    "meta_tabla": (
        "Tablas y vistas de este almacén. Una fila por tabla o vista.",
        {
            "tabla": ("varchar", "Nombre de la tabla o vista."),
            "clase": ("varchar", "dimension, hechos, agregado o vista."),
            "titulo": ("varchar", "Qué es."),
            "descripcion": ("varchar", "Qué contiene y cómo se calculó."),
            "grano": ("varchar", "Qué es una fila."),
            "advertencias": ("varchar", "Lo que un lector entendería mal."),
            "filas": ("bigint", "Filas; vacío en una vista."),
        },
    ),
    "meta_columna": (
        "Columnas de las tablas y vistas de este almacén. Una fila por columna.",
        {
            "tabla": ("varchar", "Tabla o vista."),
            "posicion": ("integer", "Lugar de la columna, desde 1."),
            "columna": ("varchar", "Nombre de la columna."),
            "tipo": ("varchar", "Tipo en DuckDB."),
            "descripcion": ("varchar", "Qué significa."),
            "unidad": ("varchar", "Unidad de un número."),
            "lista_codigos": ("varchar", "Lista de ref_codigo o tabla de donde vienen sus códigos."),
            "privacidad": ("varchar", "none, quasi o sensitive; aquí nada identifica (direct)."),
            "puede_faltar": ("boolean", "Si puede estar vacía."),
            "viene_de": ("varchar", "Columnas de las que se calcula, a un paso."),
        },
    ),
    "meta_indicador": (
        "Catálogo de indicadores: qué es cada uno y cómo se cita. Una fila por indicador.",
        {
            "indicador_codigo": ("varchar", "Código del indicador."),
            "version": ("bigint", "Versión de su definición."),
            "nombre": ("varchar", "Nombre del indicador."),
            "tipo": ("varchar", "Línea base, cambio o cobertura."),
            "definicion": ("varchar", "Qué mide."),
            "unidad": ("varchar", "En qué se mide."),
            "base": ("varchar", "Cómo se evita contar dos veces."),
            "numerador": ("varchar", "Qué se cuenta o se suma."),
            "denominadores": ("varchar", "Entre qué se divide, si es una razón."),
            "fuente": ("varchar", "De dónde salen los datos."),
            "responsable": ("varchar", "Institución que responde por él."),
            "base_legal": ("varchar", "Norma que lo pide."),
            "metodo": ("varchar", "Nota de método."),
        },
    ),
    "meta_llave": (
        "Claves y referencias, comprobadas al hacer este almacén. Una fila por clave o referencia.",
        {
            "tabla": ("varchar", "Tabla que tiene la clave o la referencia."),
            "clase": (
                "varchar",
                "clave: no se repite. referencia: sus valores están en otra tabla, o faltan.",
            ),
            "columnas": ("varchar", "Columnas, separadas por coma."),
            "tabla_referida": ("varchar", "Tabla donde están sus valores."),
            "columnas_referidas": ("varchar", "Columnas de esa tabla."),
            "lista_codigos": ("varchar", "Lista de ref_codigo, si esa es la tabla."),
            "admite": ("varchar", "Códigos que pueden estar además, como no informado."),
            "es_declarada": ("boolean", "Si la base de datos la tiene como clave primaria."),
            "filas_verificadas": ("bigint", "Filas que se miraron; ninguna la incumple."),
        },
    ),
}
_FACTS = "_hecho_"


def comment_tables(
    connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, TableContract], keys: Sequence[Key]
) -> None:
    """Comments on every table and column: the words of the contract, and the keys."""
    for name, contract in contracts.items():
        of_table = [key for key in keys if key.table == name]
        _comment(connection, "table", name, _table_words(contract, of_table))
        for field in contract.fields:
            refers = [_reference_words(k) for k in of_table if k.reference and k.columns == (field.name,)]
            words = " ".join([column_words(field), *refers])
            _comment(connection, "column", f"{name}.{field.name}", words)


def make_catalogue(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, TableContract],
    *,
    indicators: Sequence[Indicator],
    views: Sequence[View],
    keys: Sequence[Key],
    rows: Mapping[str, int],
) -> None:
    """The tables meta_*, with their own comments, and the views, which may read them."""
    content = {
        "meta_tabla": [*(_table_row(c, rows) for c in contracts.values()), *map(_view_row, views)],
        "meta_columna": [
            *(row for contract in contracts.values() for row in _column_rows(contract)),
            *(row for view in views for row in _view_column_rows(view)),
        ],
        "meta_indicador": [_indicator_row(indicator) for indicator in indicators],
        "meta_llave": [_key_row(key) for key in keys],
    }
    for name, (title, columns) in CATALOGUE.items():
        typed = ", ".join(f"{quoted(column)} {kind}" for column, (kind, _) in columns.items())
        connection.execute(f"create table {quoted(name)} ({typed})")
        marks = ", ".join("?" * len(columns))
        if content[name]:
            connection.executemany(f"insert into {quoted(name)} values ({marks})", content[name])  # noqa: S608
        _comment(connection, "table", name, title)
        for column, (_, words) in columns.items():
            _comment(connection, "column", f"{name}.{column}", words)
    _make_views(connection, views)
    # Types are the database's own, as it has them.
    connection.execute(
        "update meta_columna set tipo = (select c.data_type from duckdb_columns() as c where c.table_name = tabla "
        "and c.column_name = columna and c.schema_name = 'main' and c.database_name = current_database())"
    )


def check_words(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing in the file is without words.

    Raises:
        StoreError: with every table, view and column that has no comment.
    """
    bare = connection.execute(
        "select table_name from duckdb_tables() where comment is null and not internal "
        "union all select view_name from duckdb_views() where comment is null and not internal "
        "union all select concat(table_name, '.', column_name) from duckdb_columns() "
        "where comment is null and not internal order by 1"
    ).fetchall()
    if bare:
        raise StoreError(
            f"el almacén no explica: {', '.join(name for (name,) in bare)}", place="warehouse.duckdb"
        )


def _make_views(connection: duckdb.DuckDBPyConnection, views: Iterable[View]) -> None:
    """The views, with comments on them and on their columns."""
    for view in views:
        connection.execute(f"create view {quoted(view.name)} as {view.sql}")
        _comment(connection, "view", view.name, view.description)
        for column, words in view.columns.items():
            _comment(connection, "column", f"{view.name}.{column}", words)


def _comment(connection: duckdb.DuckDBPyConnection, kind: str, name: str, words: str) -> None:
    place = ".".join(quoted(part) for part in name.split("."))
    connection.execute(f"comment on {kind} {place} is {literal(words)}")


def _table_words(contract: TableContract, keys: Sequence[Key]) -> str:
    own = [f"Clave: {', '.join(key.columns)} (comprobada)." for key in keys if key.reference is None]
    warnings = [f"Advertencia: {warning}" for warning in contract.usage_warnings]
    return "\n\n".join([contract.title, contract.description, f"Grano: {contract.grain}", *own, *warnings])


def _reference_words(key: Key) -> str:
    if key.reference is None:
        return ""
    if key.reference.code_list:
        return f"Códigos: {key.reference.table}, lista {key.reference.code_list}."
    return f"Se une con {key.reference.table} por {', '.join(key.reference.to)}."


def _table_row(contract: TableContract, rows: Mapping[str, int]) -> list[Any]:
    kind = "dimension" if is_dimension(contract) else "hechos" if _is_fact(contract) else "agregado"
    return [
        contract.name,
        kind,
        contract.title,
        contract.description,
        contract.grain,
        "\n".join(contract.usage_warnings) or None,
        rows[contract.name],
    ]


def _is_fact(contract: TableContract) -> bool:
    return _FACTS in contract.name or contract.layer == "link"


def _view_row(view: View) -> list[Any]:
    return [view.name, "vista", view.description.split(". ")[0] + ".", view.description, None, None, None]


def _column_rows(contract: TableContract) -> Iterable[list[Any]]:
    for position, field in enumerate(contract.fields, start=1):
        behind = ", ".join(".".join(source) for source in columns_behind(contract.name, field.name))
        yield [
            contract.name,
            position,
            field.name,
            None,
            f"{field.title}. {field.description}",
            field.unit,
            field.codelist,
            field.privacy,
            not field.required,
            behind or None,
        ]


def _view_column_rows(view: View) -> Iterable[list[Any]]:
    for position, (column, words) in enumerate(view.columns.items(), start=1):
        yield [view.name, position, column, None, words, None, None, None, True, None]


def _indicator_row(indicator: Indicator) -> list[Any]:
    return [
        indicator.codigo,
        indicator.version,
        indicator.nombre,
        TYPES[indicator.tipo],
        indicator.definicion,
        UNITS[indicator.unidad],
        indicator.base,
        indicator.numerador,
        "; ".join(f"{part.codigo}: {part.texto}" for part in indicator.denominadores) or None,
        indicator.fuente,
        indicator.responsable,
        indicator.base_legal,
        indicator.metodo,
    ]


def _key_row(key: Key) -> list[Any]:
    reference = key.reference
    return [
        key.table,
        "referencia" if reference else "clave",
        ", ".join(key.columns),
        reference.table if reference else None,
        ", ".join(reference.to) if reference else None,
        (reference.code_list or None) if reference else None,
        ", ".join(reference.admitted) or None if reference else None,
        key.declared,
        key.rows,
    ]

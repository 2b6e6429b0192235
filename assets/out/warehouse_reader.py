"""Questions to the analysts' warehouse, read only, and its errors in words.

Belongs here: opening the file, asking, describing a table out of meta_*, and what to say of a query that fails. Does
not belong here: drawing answers (pipelines/sql_command.py) or making the file (warehouse.py).

The warehouse identifies nobody, so what DuckDB says of a query may be shown to whoever wrote it.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from assets.store import replacing
from snis.contracts.shape import nearest
from snis.errors import StoreError

_TABLE_MISSING = re.compile(r"Table with name (\S+) does not exist")
_COLUMN_MISSING = re.compile(r'Referenced column "([^"]+)" not found')
_CANDIDATES = re.compile(r"Candidate bindings: (.+)")
_SYNTAX = re.compile(r'syntax error at or near "([^"]+)"')
_LINE = re.compile(r"^LINE (\d+):", re.MULTILINE)
_READ_ONLY = "read-only"
_UI_ADDRESS = "http://localhost:4213"
_HOW_TO_GET_THE_UI = (
    "La interfaz es una extensión que DuckDB descarga una vez. En una máquina con red: "
    "python -c \"import duckdb; duckdb.sql('install ui')\"; en una sin red, copie de esa la carpeta "
    "~/.duckdb/extensions a la misma ruta. Mientras tanto, padron sql sin consulta abre una consola."
)


@dataclass(frozen=True)
class Answer:
    """Rows of a query: names and types of its columns, and rows as they are fetched."""

    columns: Sequence[str]
    types: Sequence[str]
    rows: Iterator[tuple[Any, ...]]


@dataclass(frozen=True)
class Description:
    """What a table or view is: title and the rest of its words, its columns, its keys."""

    name: str
    words: str
    columns: Sequence[tuple[str, str, str]]
    keys: Sequence[str]


class Warehouse:
    """The open file; several may read it at once, also while a night makes the next one."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def ask(self, query: str) -> Answer:
        """Run a query.

        Raises:
            StoreError: it cannot run, in words.
        """
        with self._in_words():
            cursor = self._connection.execute(query)
            described = cursor.description or []
        return Answer([d[0] for d in described], [str(d[1]) for d in described], self._rows(cursor))

    def tables(self) -> list[tuple[str, str, str, int | None]]:
        """Name, class, title and rows of each table and view, dimensions first and views last."""
        found = self.ask(
            "select tabla, clase, titulo, filas from meta_tabla "
            "order by array_position(['dimension', 'hechos', 'agregado', 'vista'], clase), tabla"
        ).rows
        return [(str(name), str(kind), str(title), rows) for name, kind, title, rows in found]

    def names(self) -> list[str]:
        """Every table and view, those that describe the others included."""
        sql = "select table_name from information_schema.tables where table_catalog = current_database() order by 1"
        return [str(name) for (name,) in self._connection.execute(sql).fetchall()]

    def describe(self, name: str) -> Description:
        """Comments, columns and keys of a table or view.

        Raises:
            StoreError: there is none of that name.
        """
        if name not in self.names():
            raise self._missing(name)
        comment = self._connection.execute(
            "select comment from duckdb_tables() where table_name = $name and database_name = current_database() "
            "union all select comment from duckdb_views() where view_name = $name "
            "and database_name = current_database()",
            {"name": name},
        ).fetchall()
        columns = self._connection.execute(
            "select column_name, data_type, comment from duckdb_columns() where table_name = $name "
            "and database_name = current_database() order by column_index",
            {"name": name},
        ).fetchall()
        keys = self._connection.execute(
            "select concat(clase, ': ', columnas, case when tabla_referida is not null then concat(' -> ', "
            "tabla_referida, ' (', columnas_referidas, coalesce(concat(', lista ', lista_codigos), ''), ')') else '' "
            "end, '; ', filas_verificadas, ' filas comprobadas') from meta_llave where tabla = $name "
            "order by clase, columnas",
            {"name": name},
        ).fetchall()
        return Description(
            name, str(comment[0][0]) if comment else "", columns, [str(key) for (key,) in keys]
        )

    def write_parquet(self, query: str, target: Path) -> int:
        """Write the rows of a query to one Parquet file, made aside and renamed; returns how many.

        Raises:
            StoreError: the query cannot run.
        """
        with self._in_words(), replacing(target) as aside:
            literal = "'" + str(aside).replace("'", "''") + "'"
            written = self._connection.execute(
                f"copy ({query.strip().rstrip(';')}\n) to {literal} (format parquet, compression zstd)"
            ).fetchall()
        return int(written[0][0])

    def start_ui(self) -> str:
        """Serve DuckDB's own interface over this read-only file; returns its address.

        Raises:
            StoreError: the extension is not on this machine and cannot be fetched.
        """
        try:
            self._connection.execute("load ui")
            self._connection.execute("call start_ui_server()")
        except duckdb.Error:
            raise StoreError(
                "la interfaz de DuckDB no está en esta máquina",
                place="extensión ui",
                remedy=_HOW_TO_GET_THE_UI,
            ) from None
        return _UI_ADDRESS

    def _rows(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
        with self._in_words():
            while batch := cursor.fetchmany(1000):
                yield from batch

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            raise self._explained(str(error)) from None

    def _explained(self, text: str) -> StoreError:
        place = f"línea {line[1]}" if (line := _LINE.search(text)) else "consulta"
        if found := _TABLE_MISSING.search(text):
            return self._missing(found[1])
        if found := _COLUMN_MISSING.search(text):
            near = _CANDIDATES.search(text)
            others = f"; estas se parecen: {near[1].replace(chr(34), '')}" if near else ""
            return StoreError(
                f"no hay ninguna columna {found[1]} en esas tablas{others}",
                place=place,
                remedy="`padron sql --describe TABLA` dice las columnas de una tabla.",
            )
        if found := _SYNTAX.search(text):
            return StoreError(f"la consulta no se entiende cerca de «{found[1]}»", place=place)
        if _READ_ONLY in text:
            return StoreError(
                "el almacén es de solo lectura", place=place, remedy="Guarde lo suyo con --csv o --parquet."
            )
        kind, _, rest = text.partition(": ")
        first = rest.splitlines()[0] if rest else kind
        return StoreError(f"DuckDB no pudo responder: {first}", place=place, remedy="Corrija la consulta.")

    def _missing(self, name: str) -> StoreError:
        return StoreError(
            f"no hay ninguna tabla ni vista {name}{nearest(name, self.names())}",
            place="warehouse.duckdb",
            remedy="`padron sql --tables` las nombra todas.",
        )


@contextmanager
def open_warehouse(path: Path) -> Iterator[Warehouse]:
    """The warehouse of a work folder, read only.

    Raises:
        StoreError: there is none, or it is not one.
    """
    if not path.is_file():
        raise StoreError("no hay almacén todavía", place=path.name, remedy="Ejecute antes `padron run`.")
    try:
        connection = duckdb.connect(
            str(path), read_only=True, config={"autoinstall_known_extensions": False, "TimeZone": "UTC"}
        )
    except duckdb.Error:
        raise StoreError("el archivo no se puede abrir como almacén", place=path.name) from None
    with connection:
        yield Warehouse(connection)

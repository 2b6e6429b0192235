"""A SQLAlchemy dialect through which Great Expectations reads DuckDB.

Belongs here: connection, cursor and reflection. Does not belong here: suites (suites.py) or runs (runner.py).

Great Expectations has no DuckDB of its own. The dialect presents itself as PostgreSQL, whose operators (`~`, `::`,
percentile_disc) DuckDB has; it reflects through DuckDB's own catalogue functions; and it buffers every result at
execute(), since Great Expectations fetches after the connection is back in the pool and DuckDB streams results.
URL: padron+duckdb:///<file>; a file is always opened read only.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

import duckdb
import sqlalchemy as sa
from sqlalchemy import pool, types
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDialect

URL_SCHEME = "padron+duckdb"
_NO_ATTRIBUTES = (None,) * 5

_TYPES: dict[str, Callable[[], types.TypeEngine[Any]]] = {
    "BIGINT": types.BIGINT,
    "INTEGER": types.INTEGER,
    "SMALLINT": types.SMALLINT,
    "TINYINT": types.SMALLINT,
    "UBIGINT": types.BIGINT,
    "HUGEINT": types.NUMERIC,
    "VARCHAR": types.VARCHAR,
    "DATE": types.DATE,
    "TIMESTAMP": types.TIMESTAMP,
    "DOUBLE": types.FLOAT,
    "BOOLEAN": types.BOOLEAN,
}


class BufferedCursor:
    """A DB-API cursor that holds all rows of its result; those of Great Expectations are small."""

    arraysize = 1

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._cursor = connection.cursor()
        self._rows: list[Any] = []
        self.description: list[tuple[Any, ...]] | None = None
        self.rowcount = -1

    def execute(self, sql: str, params: Sequence[Any] | None = None) -> "BufferedCursor":
        """Run a statement and fetch all of its rows."""
        result = self._cursor.execute(sql, list(params)) if params else self._cursor.execute(sql)
        columns = result.description
        self.description = (
            [(column[0], str(column[1]), *_NO_ATTRIBUTES) for column in columns] if columns else None
        )
        self._rows = list(result.fetchall()) if columns else []
        self.rowcount = len(self._rows)
        return self

    def executemany(self, sql: str, sequence: Sequence[Sequence[Any]]) -> None:
        """Run a statement once for each set of values."""
        self._cursor.executemany(sql, [list(params) for params in sequence])

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        rows, self._rows = self._rows, []
        return rows

    def fetchone(self) -> Any:
        """The next row, or None."""
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        """The next rows."""
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def setinputsizes(self, *_: Any) -> None:
        """Nothing to prepare."""

    def setoutputsize(self, *_: Any) -> None:
        """Nothing to prepare."""

    def close(self) -> None:
        """Close the cursor."""
        self._cursor.close()


class Connection:
    """A DB-API connection; there is no transaction to speak of in a file opened read only."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def cursor(self) -> BufferedCursor:
        """A new cursor."""
        return BufferedCursor(self._connection)

    def commit(self) -> None:
        """Nothing was written."""

    def rollback(self) -> None:
        """Nothing was written."""

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Dbapi:
    """The DB-API module as SQLAlchemy wants to see it."""

    paramstyle, threadsafety, apilevel = "qmark", 1, "2.0"
    Error = duckdb.Error
    DatabaseError = InterfaceError = duckdb.Error
    OperationalError = duckdb.OperationalError
    ProgrammingError = duckdb.ProgrammingError
    IntegrityError = duckdb.IntegrityError
    InternalError = duckdb.InternalError
    DataError = duckdb.DataError
    NotSupportedError = duckdb.NotSupportedError
    Binary = bytes

    @staticmethod
    def connect(database: str) -> Connection:
        """Open a database file, read only."""
        return Connection(duckdb.connect(database, read_only=True))


class DuckDBDialect(PGDialect):
    """DuckDB under PostgreSQL's name, for the statements of Great Expectations."""

    name, driver = "postgresql", "duckdb"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    supports_server_side_cursors = False
    supports_comments = False
    supports_native_enum = False
    use_insertmanyvalues = False
    poolclass: ClassVar[Any] = pool.SingletonThreadPool

    @classmethod
    def import_dbapi(cls) -> Any:
        """The DB-API module."""
        return Dbapi

    @classmethod
    def get_pool_class(cls, url: sa.URL) -> Any:
        """One connection for the run: opening the file for each statement would cost more than the statement."""
        return pool.SingletonThreadPool

    def create_connect_args(self, url: sa.URL) -> Any:
        """The file named in the URL."""
        return [url.database], {}

    def initialize(self, connection: Any) -> None:
        """Say what PostgreSQL would have answered."""
        self.server_version_info, self.default_schema_name = (16, 0), "main"
        self.supports_smallserial = self._backslash_escapes = False

    def set_isolation_level(self, *_: Any) -> None:
        """There is one level only."""

    def get_isolation_level(self, *_: Any) -> Any:
        """There is one level only."""
        return "AUTOCOMMIT"

    def get_default_isolation_level(self, *_: Any) -> Any:
        """There is one level only."""
        return "AUTOCOMMIT"

    def do_ping(self, connection: Any) -> bool:
        """Whether the connection answers."""
        connection.cursor().execute("select 1")
        return True

    def on_connect(self) -> None:
        """Nothing to set up."""
        return

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> bool:
        """Whether a table or view exists."""
        sql = "select 1 from information_schema.tables where table_name = ? and table_schema = ?"
        return bool(connection.exec_driver_sql(sql, (table_name, schema or "main")).first())

    def get_schema_names(self, connection: Any, **_: Any) -> list[str]:
        """The one schema that is used."""
        return ["main"]

    def get_table_names(self, connection: Any, schema: str | None = None, **_: Any) -> list[str]:
        """Names of tables."""
        sql = "select table_name from duckdb_tables() where schema_name = ?"
        return [row[0] for row in connection.exec_driver_sql(sql, (schema or "main",))]

    def get_view_names(self, connection: Any, schema: str | None = None, **_: Any) -> list[str]:
        """Names of views."""
        sql = "select view_name from duckdb_views() where not internal and schema_name = ?"
        return [row[0] for row in connection.exec_driver_sql(sql, (schema or "main",))]

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> list[Any]:
        """Columns of a table or view, in order."""
        sql = (
            "select column_name, data_type, is_nullable from duckdb_columns() "
            "where table_name = ? and schema_name = ? order by column_index"
        )
        rows = connection.exec_driver_sql(sql, (str(table_name), schema or "main")).all()
        if not rows:
            raise sa.exc.NoSuchTableError(table_name)
        return [
            {"name": name, "type": _sql_type(kind), "nullable": nullable, "default": None}
            for name, kind, nullable in rows
        ]

    def get_multi_columns(
        self,
        connection: Any,
        schema: Any = None,
        filter_names: Any = None,
        scope: Any = None,
        kind: Any = None,
        **_: Any,
    ) -> Any:
        """Columns of several tables."""
        names = filter_names or self.get_table_names(connection, schema)
        return (((schema, name), self.get_columns(connection, name, schema)) for name in names)


def _sql_type(kind: str) -> types.TypeEngine[Any]:
    if kind.startswith("DECIMAL"):
        return types.NUMERIC()
    return _TYPES.get(kind, types.NullType)()


def _nothing_for_each(empty: Callable[[], Any]) -> Callable[..., Iterator[Any]]:
    """Reflection of what DuckDB's views do not have: the same empty answer for each table asked about."""

    def answer(
        self: Any, connection: Any, *, schema: Any = None, filter_names: Any = None, **_: Any
    ) -> Iterator[Any]:
        return (((schema, name), empty()) for name in (filter_names or []))

    return answer


_EMPTY: dict[str, Callable[[], Any]] = {
    "get_multi_pk_constraint": lambda: {"constrained_columns": [], "name": None},
    "get_multi_foreign_keys": list,
    "get_multi_indexes": list,
    "get_multi_unique_constraints": list,
    "get_multi_check_constraints": list,
    "get_multi_table_comment": lambda: {"text": None},
    "get_multi_table_options": dict,
}
for _method, _empty in _EMPTY.items():
    setattr(DuckDBDialect, _method, _nothing_for_each(_empty))

registry.register("padron.duckdb", __name__, "DuckDBDialect")

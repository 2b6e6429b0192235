"""The engine: the only module that opens DuckDB for the night's tables.

Belongs here: running a statement, naming inputs, writing Parquet with hash and row count. Does not belong
here: where files live (store.py), which table is built from which SQL (build.py), or any SQL of a table.
A second engine (Spark) has to offer the same five verbs; design.md, section 6.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa

DEFAULT_MEMORY_LIMIT = "2GB"
DEFAULT_THREADS = 2
_CHUNK = 1 << 20
# Arrow's own allocator keeps what it frees from others: of a national file, a quarter of all memory.
pa.set_memory_pool(pa.system_memory_pool())

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Written:
    """What a statement left on disk: rows, bytes and SHA-256 of the Parquet file."""

    rows: int
    bytes: int
    sha256: str


class Engine(Protocol):
    """What the night asks of an engine."""

    dialect: str

    def attach(self, name: str, parts: Sequence[Path]) -> None:
        """Make Parquet files readable under a table name."""

    def register(self, name: str, data: pa.Table | pa.RecordBatchReader) -> None:
        """Make an Arrow table or stream readable under a table name."""

    def materialise(self, name: str, sql: str, params: Params | None = None) -> int:
        """Keep the rows of a statement in memory under a table name; returns how many."""

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """All rows of a small result."""

    def write(self, sql: str, params: Params | None, target: Path) -> Written:
        """Write the rows of a statement to one Parquet file."""


class DuckDBEngine:
    """DuckDB in memory, with bounded memory and the project's macros.

    Args:
        memory_limit: what DuckDB may hold before it spills (a smaller limit is often faster; performance.md).
        threads: worker threads.
        temp: folder for spilled data. It may hold personal data, so it belongs inside the vault.
    """

    dialect = "duckdb"

    def __init__(
        self,
        memory_limit: str = DEFAULT_MEMORY_LIMIT,
        threads: int = DEFAULT_THREADS,
        *,
        temp: Path | None = None,
    ) -> None:
        self._con = duckdb.connect(":memory:")
        self._made: dict[str, str] = {}
        self._con.execute("set memory_limit = $limit", {"limit": memory_limit})
        self._con.execute("set threads = $threads", {"threads": threads})
        self._con.execute("set autoinstall_known_extensions = false")
        self._con.execute("set autoload_known_extensions = false")
        self._prepare_session()
        if temp is not None:
            temp.mkdir(parents=True, exist_ok=True)
            self._con.execute("set temp_directory = $temp", {"temp": str(temp)})
        self._con.execute((files("assets") / "macros.sql").read_text(encoding="utf-8"))

    def beside(self, tables: Mapping[str, pa.Table]) -> "DuckDBEngine":
        """An engine for work that another thread does at the same time, within the same memory limit and threads.

        It knows the macros and these tables, and none of the names given to this one.
        """
        other = copy(self)
        other._con = self._con.cursor()
        other._made = {}
        other._prepare_session()
        for name, table in tables.items():
            other.register(name, table)
        return other

    def _prepare_session(self) -> None:
        """What each connection to the same database has to be told anew."""
        self._con.execute("set enable_progress_bar = false")
        self._con.execute("set TimeZone = 'UTC'")

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection itself, for libraries that write their own SQL (Splink); it stays the engine's."""
        return self._con

    def attach(self, name: str, parts: Sequence[Path]) -> None:
        """Make Parquet files readable under a table name.

        DuckDB takes no bound values in a view, so the list of files is written as literals; both come
        from the store, never from a row.
        """
        listed = ", ".join("'" + str(part).replace("'", "''") + "'" for part in parts)
        self._con.execute(
            f"create or replace temp view {_identifier(name)} as "  # noqa: S608
            f"select * from read_parquet([{listed}], union_by_name = false)"
        )
        self._made[name] = "view"

    def register(self, name: str, data: pa.Table | pa.RecordBatchReader) -> None:
        """Make an Arrow table or stream readable under a table name; a stream can be read once."""
        self._con.register(name, data)
        self._made[name] = "view"

    def register_sparse(self, name: str, data: pa.Table) -> None:
        """Make an Arrow table readable under a table name, its columns without any value as constants.

        A file fills a third of the columns that a statement about rows may name. What the planner knows to be null it
        leaves out, with all that follows from it.
        """
        filled = [column.null_count < len(column) for column in data.columns]
        self.forget(name)
        if not any(filled):
            self.register(name, data)
            return
        whole = _filled(name)
        self.register(whole, data)
        kinds = {column: kind for column, kind, *_ in self.rows(f"describe {whole}")}
        listed = ", ".join(
            _identifier(column) if says else f"cast(null as {kinds[column]}) as {_identifier(column)}"
            for column, says in zip(data.column_names, filled, strict=True)
        )
        self.define(name, f"select {listed} from {whole}")  # noqa: S608

    def forget(self, name: str) -> None:
        """Drop a name made by attach, register, define or materialise, whichever it was.

        The catalogue is asked about names that others made on the connection, and about no others: that takes five
        times as long as the dropping, and a small file is some sixty names.
        """
        self._con.unregister(name)
        self._con.unregister(_filled(name))
        self._made.pop(_filled(name), None)
        known = self._made.pop(name, None)
        for kind in [known] if known else self._kinds_of(name):
            self._con.execute(f"drop {kind} if exists {_identifier(name)}")

    def _kinds_of(self, name: str) -> list[str]:
        made = self.rows(
            "select 'view' from duckdb_views() where view_name = $name and not internal "
            "union all select 'table' from duckdb_tables() where table_name = $name",
            {"name": name},
        )
        return [kind for (kind,) in made]

    def materialise(self, name: str, sql: str, params: Params | None = None) -> int:
        """Keep the rows of a statement in a temporary table; returns how many."""
        counted = self.rows(f"create or replace temp table {_identifier(name)} as {sql}", params)
        self._made[name] = "table"
        return int(counted[0][0])

    def define(self, name: str, sql: str) -> None:
        """Make the rows of a statement without bound values readable under a name; they are kept nowhere."""
        self._con.execute(f"create or replace temp view {_identifier(name)} as {sql}")
        self._made[name] = "view"

    def append(self, name: str, sql: str, params: Params | None = None) -> None:
        """Add the rows of a statement to a temporary table."""
        self._con.execute(f"insert into temp.main.{_identifier(name)} {sql}", params)

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """All rows of a small result."""
        return list(self._con.execute(sql, params).fetchall())

    def reader(self, sql: str, params: Params | None = None) -> pa.RecordBatchReader:
        """The rows of a statement as an Arrow stream."""
        return self._con.sql(sql, params=dict(params or {})).to_arrow_reader(100_000)

    def table(self, sql: str, params: Params | None = None) -> pa.Table:
        """The rows of a statement as an Arrow table."""
        return self._con.sql(sql, params=dict(params or {})).to_arrow_table()

    def write(self, sql: str, params: Params | None, target: Path) -> Written:
        """Write the rows of a statement to one zstd Parquet file and flush it to the disk.

        The caller renames; a target that is half written was never a table.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        literal = "'" + str(target).replace("'", "''") + "'"
        counted = self.rows(f"copy ({sql}\n) to {literal} (format parquet, compression zstd)", params)
        return Written(
            rows=int(counted[0][0]), bytes=target.stat().st_size, sha256=digest_file(target, sync=True)
        )

    def close(self) -> None:
        """Close the connection; spilled data goes with it."""
        self._con.close()

    def __enter__(self) -> "DuckDBEngine":
        """The engine itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()


def digest_file(path: Path, *, sync: bool = False) -> str:
    """SHA-256 of a file as hex; with `sync`, its bytes are on the disk when this returns."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_CHUNK):
            digest.update(block)
        if sync:
            os.fsync(stream.fileno())
    return digest.hexdigest()


def _filled(name: str) -> str:
    """The table behind the view of a sparse one."""
    return _identifier(f"{name}_con_valores")


def _identifier(name: str) -> str:
    """A table name from our own contracts, refused when it is anything but a plain word."""
    if not name.isidentifier():
        raise ValueError("not a table name")
    return name

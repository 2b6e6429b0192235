"""The analysts' warehouse: one documented DuckDB file, made beside the old one and renamed.

Belongs here: copying finished tables into the file, and the order of what follows: keys, comments, views, catalogue.
Does not belong here: any of these (warehouse_keys.py, warehouse_catalogue.py, warehouse_views.py), how a table is
computed (the SQL files) or when the export runs (graph.py).

Whoever has the old file open keeps reading it: the rename leaves its inode alone.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from assets.engine import DEFAULT_MEMORY_LIMIT, DEFAULT_THREADS
from assets.out.naming import literal, quoted
from assets.out.warehouse_catalogue import CATALOGUE, check_words, comment_tables, make_catalogue
from assets.out.warehouse_keys import hold_keys
from assets.out.warehouse_views import views_over
from assets.store import ENCRYPTED_LAYERS, Store, replacing
from snis.contracts.model import TableContract
from snis.errors import StoreError
from snis.indicators.model import Indicator


def export_warehouse(
    store: Store,
    tables: Sequence[str],
    contracts: Mapping[str, TableContract],
    target: Path,
    indicators: Sequence[Indicator] = (),
) -> dict[str, int]:
    """Rows by table of the new file, which has taken the place of `target`.

    A view of vistas/*.sql is part of the file when all tables that it reads are. The catalogue of indicators is told
    in meta_indicador.

    Raises:
        StoreError: a table has no contract or no files, holds identifying fields, lacks a column, arrived with fewer
            or more rows than its Parquet files, repeats a key, refers to what is not there, or has no words. The old
            file is then as it was.
    """
    for table in tables:
        refuse_identifying(table, contracts)
    with replacing(target) as aside:
        # A killed export may have left its files under the same process number.
        log = aside.with_name(f"{aside.name}.wal")
        aside.unlink(missing_ok=True)
        log.unlink(missing_ok=True)
        try:
            exported = {table: contracts[table] for table in tables}
            rows = _fill(aside, store=store, contracts=exported, indicators=indicators)
        finally:
            log.unlink(missing_ok=True)
    return rows


def refuse_identifying(table: str, contracts: Mapping[str, TableContract]) -> None:
    """Keep a table that identifies persons, or that nobody describes, away from analysts.

    Raises:
        StoreError: it does, or nobody does.
    """
    contract = contracts.get(table)
    if contract is None:
        raise StoreError("la tabla no tiene contrato y no entra en el almacén", place=table)
    if contract.layer in ENCRYPTED_LAYERS or any(field.privacy == "direct" for field in contract.fields):
        raise StoreError(
            "la tabla identifica a personas y no entra en el almacén",
            place=table,
            remedy="Quítela de la lista del almacén; los datos que identifican se quedan en la bóveda.",
        )


def _fill(
    path: Path, *, store: Store, contracts: Mapping[str, TableContract], indicators: Sequence[Indicator]
) -> dict[str, int]:
    settings = {
        "memory_limit": DEFAULT_MEMORY_LIMIT,
        "threads": DEFAULT_THREADS,
        "temp_directory": str(store.scratch),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    views = list(views_over({*contracts, *CATALOGUE}))
    with duckdb.connect(str(path), config=settings) as connection:
        connection.execute("set enable_progress_bar = false")
        rows = {
            table: _copy(connection, contract, store.files(table)) for table, contract in contracts.items()
        }
        keys = hold_keys(connection, contracts, rows)
        comment_tables(connection, contracts, keys)
        make_catalogue(connection, contracts, indicators=indicators, views=views, keys=keys, rows=rows)
        check_words(connection)
        connection.execute("checkpoint")
    return rows


def _copy(connection: duckdb.DuckDBPyConnection, contract: TableContract, parts: Sequence[Path]) -> int:
    if not parts:
        raise StoreError(
            "la tabla aún no existe", place=contract.name, remedy="Ejecute antes los pasos que la preceden."
        )
    # DDL takes no bound values: names come from contracts, paths from the store, never from a row.
    listed = ", ".join(literal(str(part)) for part in parts)
    columns = ", ".join(quoted(field.name) for field in contract.fields)
    name = quoted(contract.name)
    try:
        connection.execute(f"create table {name} as select {columns} from read_parquet([{listed}])")  # noqa: S608
        expected = sum(pq.read_metadata(part).num_rows for part in parts)
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        # The engine's own text may quote a value, so it stays out of the message.
        raise StoreError(
            f"la tabla no se pudo copiar al almacén ({type(error).__name__})", place=contract.name
        ) from None
    counted = connection.execute(f"select count(*) from {name}").fetchone()  # noqa: S608
    copied = int(counted[0]) if counted else -1
    if copied != expected:
        raise StoreError(f"el almacén tiene {copied} filas y la tabla {expected}", place=contract.name)
    return copied

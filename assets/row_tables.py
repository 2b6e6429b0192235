"""Tables that are written from rows in memory, because what they say stands in a journal and in no other table.

Belongs here: rows to one part of the store, in the order of the table's key. Does not belong here: what a row says, or
tables that a statement makes (build.py).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from assets.resources import Bench
from assets.schema import arrow_schema
from assets.store import WHOLE, replacing
from snis.contracts.loader import load_tables

_ROWS = "fila_en_memoria"


def write_rows(table: str, rows: Iterable[Mapping[str, Any]], bench: Bench) -> int:
    """Write a whole table, the same bytes from the same rows; returns how many there are."""
    contract = load_tables()[table]
    listed = pa.Table.from_pylist([dict(row) for row in rows], schema=arrow_schema(contract))
    bench.engine.register(_ROWS, listed)
    try:
        with replacing(bench.store.part(table)) as aside:
            wanted = f"select * from {_ROWS} order by {', '.join(contract.key)}"  # noqa: S608
            written = bench.engine.write(wanted, None, aside)
    finally:
        bench.engine.forget(_ROWS)
    manifest = {"tabla": table, "filas": written.rows, "bytes": written.bytes, "sha256": written.sha256}
    bench.store.write_manifest(table, WHOLE, manifest)
    return written.rows

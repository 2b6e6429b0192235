"""The parts that a judgement leaves: accepted rows, notices, repairs, the ledger, and identities in the vault.

Belongs here: writing them, a slice of the file at a time, and taking them away. Does not belong here: when each is
written (judgement.py, history.py, corrections.py), or what stands in it (core_*.sql).
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

import pyarrow as pa

from assets.core.handing import handed_on, put_back, with_numbers
from assets.core.order import in_file_order, slices
from assets.engine import DuckDBEngine, digest_file
from assets.parquet import write_parquet
from assets.schema import arrow_schema
from assets.statements import statement, statement_over, values_for, values_over
from assets.store import Store, replacing
from snis.contracts.loader import load_tables

CELLS, JUDGED = "core_celda", "core_juicio"
REPAIRS = "core_reparacion"
VAULT = "vault_identidad"
# The texts as sent, under their fields: read where they lie by every statement that names them, and never kept.
TEXTS = "core_texto"
# The end of a statement that asks for the order of the file and no other.
_BY_PLACE = re.compile(r"\norder by (?:[a-z]\.)?hoja_orden, (?:[a-z]\.)?fila(?=(?:\n\))?\Z)")


@dataclass(frozen=True)
class Part:
    """One part written: table, rows, and SHA-256 of a plain Parquet file (empty for an encrypted one)."""

    table: str
    rows: int
    sha256: str


def write_rows(table: str, transfer_id: str, rows: pa.RecordBatchReader, store: Store) -> Part:
    """Write a plain part."""
    with _rows_aside(table, transfer_id, rows, store) as part:
        return part


@contextmanager
def _rows_aside(table: str, transfer_id: str, rows: pa.RecordBatchReader, store: Store) -> Iterator[Part]:
    """A plain part written aside, which takes its place when the block ends well.

    Its manifest goes before and comes after, so that none ever speaks of another's bytes.
    """
    with replacing(store.part(table, transfer_id)) as aside:
        count = write_parquet(rows, aside)
        size, sha256 = aside.stat().st_size, digest_file(aside, sync=True)
        yield Part(table, count, sha256)
    store.write_manifest(
        table, transfer_id, {"tabla": table, "filas": count, "bytes": size, "sha256": sha256}
    )


def write_part(
    table: str, made_by: str, values: Mapping[str, object], *, engine: DuckDBEngine, store: Store
) -> Part:
    """Write the part of a transfer with the statement that makes it."""
    rows = engine.reader(statement(made_by), values_for(made_by, values))
    return write_rows(table, str(values["transferencia"]), rows, store)


def write_judged(
    table: str, values: Mapping[str, object], judged: pa.Table, *, engine: DuckDBEngine, store: Store
) -> Part:
    """Write the part of a transfer with its statement over the judged rows (core_juicio, in the order of the file)."""
    with judged_aside(table, values, judged, engine=engine, store=store) as part:
        return part


@contextmanager
def judged_aside(
    table: str, values: Mapping[str, object], judged: pa.Table, *, engine: DuckDBEngine, store: Store
) -> Iterator[Part]:
    """The same part written aside, which takes its place when the block ends well."""
    rows = _over_slices(judged, statement(table), values_for(table, values), engine)
    with _rows_aside(table, str(values["transferencia"]), rows, store) as part:
        yield part


def write_repairs(values: Mapping[str, object], *, engine: DuckDBEngine, store: Store) -> Part:
    """Write what was mended. Nearly every file needs no mending, which costs one look at its numbers and names."""
    if _mended(values, engine=engine):
        rows = engine.reader(statement_over(REPAIRS, TEXTS), values_over(REPAIRS, TEXTS, values))
    else:
        rows = pa.RecordBatchReader.from_batches(arrow_schema(load_tables()[REPAIRS]), [])
    return write_rows(REPAIRS, str(values["transferencia"]), rows, store)


def write_vault(
    values: Mapping[str, object], judged: pa.Table, *, engine: DuckDBEngine, store: Store
) -> Part:
    """Write the identities of the judged rows."""
    rows = _over_slices(judged, statement(VAULT), values_for(VAULT, values), engine)
    return Part(VAULT, store.write_encrypted(VAULT, str(values["transferencia"]), rows), "")


def discard_part(table: str, part: str, store: Store) -> None:
    """Take a part away, and what it says of itself."""
    path = store.part(table, part)
    path.unlink(missing_ok=True)
    path.with_suffix(".json").unlink(missing_ok=True)


def _mended(values: Mapping[str, object], *, engine: DuckDBEngine) -> bool:
    """Whether any text was read otherwise than it stands."""
    name = "core_reparada"
    return bool(engine.rows(statement_over(name, TEXTS), values_over(name, TEXTS, values))[0][0])


def _over_slices(
    judged: pa.Table, sql: str, bound: Mapping[str, object], engine: DuckDBEngine
) -> pa.RecordBatchReader:
    """The rows of a statement over the judged rows, a slice of them at a time.

    Whoever writes one slice does so while the next is made, and the room of a slice serves for all of them. Putting all
    rows of a national file in order at once takes more of both. A slice comes in the order of the file, so that a
    statement that asks for no other leaves it so: its rows are put in their places without being sorted.
    """
    unsorted = _BY_PLACE.sub("", sql)
    handed = handed_on(unsorted) & frozenset(judged.column_names)

    def made() -> Iterator[pa.Table]:
        try:
            for rows in slices(judged):
                engine.register(JUDGED, with_numbers(rows, handed))
                found = engine.table(unsorted, bound)
                # Where the engine's threads parted the rows must not be seen in the file.
                found = found if unsorted == sql else in_file_order(found)
                yield put_back(found, rows, handed).combine_chunks()
        finally:
            engine.register(JUDGED, judged)

    found = made()
    first = next(found)
    batches = (batch for table in chain([first], found) for batch in table.to_batches())
    return pa.RecordBatchReader.from_batches(first.schema, batches)

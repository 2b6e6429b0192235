"""The parts that a judgement leaves: accepted rows, notices, repairs, the ledger, and identities in the vault.

Belongs here: writing them, a slice of the file at a time. Does not belong here: when each is written (judgement.py), or
what stands in it (core_*.sql).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from assets.engine import DuckDBEngine, digest_file
from assets.parquet import write_parquet
from assets.schema import arrow_schema
from assets.statements import statement_over, statement_within, values_for, values_over
from assets.store import Store, replacing
from snis.contracts.loader import load_tables

REPAIRS = "core_reparacion"
VAULT = "vault_identidad"
# The texts as sent, under their fields: read where they lie by every statement that names them, and never kept.
TEXTS = "core_texto"
_SLICE_ROWS = 400_000


@dataclass(frozen=True)
class Part:
    """One part written: table, rows, and SHA-256 of a plain Parquet file (empty for an encrypted one)."""

    table: str
    rows: int
    sha256: str


def write_part(
    table: str, transfer_id: str, values: Mapping[str, object], *, engine: DuckDBEngine, store: Store
) -> Part:
    """Write a plain part. Its manifest goes before and comes after, so that none ever speaks of another's bytes."""
    with replacing(store.part(table, transfer_id)) as aside:
        rows = write_parquet(_in_slices(table, values, engine=engine), aside)
        size, sha256 = aside.stat().st_size, digest_file(aside, sync=True)
    store.write_manifest(table, transfer_id, {"tabla": table, "filas": rows, "bytes": size, "sha256": sha256})
    return Part(table, rows, sha256)


def write_repairs(
    transfer_id: str, values: Mapping[str, object], *, engine: DuckDBEngine, store: Store
) -> Part:
    """Write what was mended. Nearly every file needs no mending, which costs one look at its numbers and names."""
    sql = statement_over(REPAIRS, TEXTS)
    bound = values_over(REPAIRS, TEXTS, values)
    with replacing(store.part(REPAIRS, transfer_id)) as aside:
        found = _mended(values, engine=engine)
        rows = write_parquet(engine.reader(sql, bound) if found else _no_repairs(), aside)
        size, sha256 = aside.stat().st_size, digest_file(aside, sync=True)
    store.write_manifest(
        REPAIRS, transfer_id, {"tabla": REPAIRS, "filas": rows, "bytes": size, "sha256": sha256}
    )
    return Part(REPAIRS, rows, sha256)


def _no_repairs() -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(arrow_schema(load_tables()[REPAIRS]), [])


def _mended(values: Mapping[str, object], *, engine: DuckDBEngine) -> bool:
    """Whether any text was read otherwise than it stands."""
    name = "core_reparada"
    return bool(engine.rows(statement_over(name, TEXTS), values_over(name, TEXTS, values))[0][0])


def _in_slices(table: str, values: Mapping[str, object], *, engine: DuckDBEngine) -> pa.RecordBatchReader:
    """The rows of a statement over the judged rows, so many lines of a sheet at a time, in the order of the file.

    Putting all rows of a national file in order at once takes more room and more time than a slice after the other.
    """
    sql = statement_within(
        table, "core_juicio", "hoja_orden = $tramo_hoja and fila between $tramo_desde and $tramo_hasta"
    )
    slices = [
        (sheet, start, min(start + _SLICE_ROWS - 1, last))
        for sheet, first, last in engine.rows(
            "select hoja_orden, min(fila), max(fila) from core_juicio group by hoja_orden order by hoja_orden"
        )
        for start in range(first, last + 1, _SLICE_ROWS)
    ]
    bound = values_for(table, values)

    def batches() -> Iterator[pa.RecordBatch]:
        for sheet, start, end in slices:
            places = {"tramo_hoja": sheet, "tramo_desde": start, "tramo_hasta": end}
            yield from engine.reader(sql, {**bound, **places})

    empty = engine.reader(sql, {**bound, "tramo_hoja": 0, "tramo_desde": 0, "tramo_hasta": 0})
    return pa.RecordBatchReader.from_batches(empty.schema, batches())


def write_vault(
    transfer_id: str, cells: pa.Table, values: Mapping[str, object], *, engine: DuckDBEngine, store: Store
) -> Part:
    """Write the identities, so many rows of the file at a time: joining and sorting all of them takes more room."""
    sql, bound = statement_over(VAULT, TEXTS), values_over(VAULT, TEXTS, values)

    def batches() -> Iterator[pa.RecordBatch]:
        for start in range(0, max(cells.num_rows, 1), _SLICE_ROWS):
            engine.register("core_celda", cells.slice(start, _SLICE_ROWS))
            yield from engine.reader(sql, bound)

    schema = arrow_schema(load_tables()[VAULT])
    rows = store.write_encrypted(VAULT, transfer_id, pa.RecordBatchReader.from_batches(schema, batches()))
    # What follows needs no text as sent, and sorting needs the room.
    engine.forget("core_celda")
    return Part(VAULT, rows, "")

"""The file of link_registro_persona: written whole or with the rows of a step put in their places, and what it says.

Belongs here: that one file, its state and its manifest. Does not belong here: which rows a step changes (persons.py) or
what a state is (timeline.py).

A step changes the rows of some thousand records and leaves millions: these are copied as they lie, in order, and
neither sorted nor grouped again. Slices have one size whichever way the file is written, so that a rebuild from the
archive writes the same bytes as the nights did.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.engine import DuckDBEngine, digest_file
from assets.link.timeline import PERSONS, STATE_KEY, State, read_state
from assets.parquet import write_parquet
from assets.schema import arrow_schema
from assets.store import WHOLE, Store
from snis.contracts.loader import load_tables

_KEY = "registro_id"
_SLICE = 100_000


def write_whole(rows: pa.RecordBatchReader, state: State, target: Path) -> None:
    """Write all rows, which come in the order of their records."""
    _write(rows.cast(persons_schema()), state, target)


def write_changed(former: Path, changed: pa.Table, state: State, target: Path) -> None:
    """Write the former rows with those of some records in their places.

    Args:
        former: the file as it was.
        changed: rows of records that are in it, or are new, in the order of their records.
        state: what the new file is made from.
        target: the new file.
    """
    _write(_put_in(pq.ParquetFile(former), changed.cast(persons_schema())), state, target)


def tell(store: Store, engine: DuckDBEngine, counted: tuple[int, int] | None = None) -> dict[str, object]:
    """What the table says of itself; written again when a kill kept it from being written.

    Args:
        store: where it lies.
        engine: counts it when nobody did.
        counted: its records and persons, when they are known.
    """
    path, state = store.part(PERSONS), read_state(store)
    if state is None:
        return {"filas": 0, "personas": 0}
    mark = hashlib.sha256(state.as_bytes()).hexdigest()
    manifest = store.read_manifest(PERSONS)
    if manifest is None or manifest["huella"] != mark:
        records, persons = counted or _counted(path, engine)
        manifest = {
            "tabla": PERSONS,
            "filas": records,
            "personas": persons,
            "bytes": path.stat().st_size,
            "sha256": digest_file(path),
            "huella": mark,
        }
        store.write_manifest(PERSONS, WHOLE, manifest)
    return manifest


def count(engine: DuckDBEngine, table: str) -> tuple[int, int, int]:
    """Of a table of records and their persons: records, persons, and records of the person that has most."""
    sizes = f"select count(*) as registros from {table} group by persona_id"  # noqa: S608 a name of ours
    figures = "coalesce(sum(registros), 0), count(*), coalesce(max(registros), 0)"
    counted = engine.rows(f"select {figures} from ({sizes})")  # noqa: S608 the same
    return int(counted[0][0]), int(counted[0][1]), int(counted[0][2])


def persons_schema() -> pa.Schema:
    """The columns of the table."""
    return arrow_schema(load_tables()[PERSONS])


def _counted(path: Path, engine: DuckDBEngine) -> tuple[int, int]:
    engine.attach(PERSONS, [path])
    try:
        return count(engine, PERSONS)[:2]
    finally:
        engine.forget(PERSONS)


def _write(batches: Iterable[pa.RecordBatch], state: State, target: Path) -> None:
    schema = persons_schema().with_metadata({STATE_KEY: state.as_bytes()})
    write_parquet(pa.RecordBatchReader.from_batches(schema, _in_slices(batches, schema)), target)


def _in_slices(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The same rows in slices of one size."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in batches:
        waiting.append(batch)
        held += batch.num_rows
        while held >= _SLICE:
            table = pa.Table.from_batches(waiting)
            yield _one(table.slice(0, _SLICE), schema)
            waiting = table.slice(_SLICE).to_batches()
            held -= _SLICE
    if held:
        yield _one(pa.Table.from_batches(waiting), schema)


def _one(table: pa.Table, schema: pa.Schema) -> pa.RecordBatch:
    return table.combine_chunks().to_batches()[0].replace_schema_metadata(schema.metadata)


def _put_in(former: pq.ParquetFile, changed: pa.Table) -> Iterator[pa.RecordBatch]:
    keys = changed[_KEY].to_pylist()
    done = 0
    for batch in former.iter_batches(batch_size=_SLICE):
        until = bisect_right(keys, batch[_KEY][-1].as_py(), lo=done)
        yield from _merged(batch, changed.slice(done, until - done))
        done = until
    yield from changed.slice(done).to_batches()


def _merged(batch: pa.RecordBatch, changed: pa.Table) -> list[pa.RecordBatch]:
    """Rows of one slice, and those that belong among them, in order."""
    if not changed.num_rows:
        return [batch.replace_schema_metadata(None)]
    stays = pc.invert(pc.is_in(batch[_KEY], value_set=changed[_KEY].combine_chunks()))
    both = pa.concat_tables(
        [pa.Table.from_batches([batch.filter(stays)]).replace_schema_metadata(None), changed]
    )
    merged: list[pa.RecordBatch] = both.combine_chunks().take(pc.sort_indices(both[_KEY])).to_batches()
    return merged

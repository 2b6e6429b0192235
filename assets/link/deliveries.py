"""Deliveries with their persons: link_entrega, one part a transfer.

Belongs here: which parts are to be written, and writing them. Does not belong here: who is who (persons.py), or what is
made of deliveries (the SQL files of link and out).

A part stays as long as its deliveries, their records and the persons of these stay; linkage takes away the parts of
those whose persons change (persons.py), so that a night writes what changed and no more.
"""

import hashlib
from collections.abc import Sequence

from assets.core.parts import discard_part
from assets.engine import DuckDBEngine
from assets.link.persons import DELIVERIES
from assets.link.records import ADDRESSES
from assets.link.timeline import PERSONS
from assets.statements import statement
from assets.store import Store, replacing

_SENT = "core_entrega"


def write_deliveries(store: Store, engine: DuckDBEngine) -> int:
    """Bring the deliveries with their persons up to date; returns the parts written or taken away now."""
    sent = [part.stem for part in store.files(_SENT)]
    lost = [part.stem for part in store.files(DELIVERIES) if part.stem not in set(sent)]
    for name in lost:
        discard_part(DELIVERIES, name, store)
    wanted = [name for name in sent if not _is_current(name, store)]
    if wanted:
        _load_persons(wanted, store=store, engine=engine)
        try:
            for name in wanted:
                _write(name, store=store, engine=engine)
        finally:
            engine.forget(PERSONS)
    return len(lost) + len(wanted)


def _load_persons(wanted: Sequence[str], *, store: Store, engine: DuckDBEngine) -> None:
    """Keep in memory the persons of the records that some transfers bring: reading all of them once is enough."""
    engine.attach(ADDRESSES, [store.part(ADDRESSES, name) for name in wanted])
    engine.attach("link_persona_guardada", [store.part(PERSONS)])
    try:
        engine.materialise(PERSONS, statement("link_persona_pedida"))
    finally:
        engine.forget(ADDRESSES)
        engine.forget("link_persona_guardada")


def _write(name: str, *, store: Store, engine: DuckDBEngine) -> None:
    try:
        engine.attach(_SENT, [store.part(_SENT, name)])
        engine.attach(ADDRESSES, [store.part(ADDRESSES, name)])
        with replacing(store.part(DELIVERIES, name)) as aside:
            written = engine.write(statement(DELIVERIES), {}, aside)
    finally:
        engine.forget(_SENT)
        engine.forget(ADDRESSES)
    manifest = {"tabla": DELIVERIES, "filas": written.rows, "bytes": written.bytes, "sha256": written.sha256}
    store.write_manifest(DELIVERIES, name, {**manifest, "huella": _mark(name, store)})


def _is_current(name: str, store: Store) -> bool:
    manifest = store.read_manifest(DELIVERIES, name)
    return (
        manifest is not None
        and store.part(DELIVERIES, name).exists()
        and manifest["huella"] == _mark(name, store)
    )


def _mark(name: str, store: Store) -> str:
    digest = hashlib.sha256(statement(DELIVERIES).encode())
    for table in (_SENT, ADDRESSES):
        manifest = store.read_manifest(table, name)
        digest.update(f"|{table}:{manifest['sha256'] if manifest else ''}".encode())
    return digest.hexdigest()

"""Which identities there are to ask about: one part for each transfer, made when its deliveries change.

Belongs here: keeping link_identidad up to date. Does not belong here: who is asked (asking.py).
"""

import hashlib
from collections.abc import Sequence

import pyarrow as pa

from assets.engine import digest_file
from assets.exchange.parts import IDENTITIES, VAULT, attach, person_pads, register_vault, write_part
from assets.resources import Bench
from assets.schema import arrow_schema
from assets.statements import statement
from assets.store import Store
from snis.contracts.loader import load_tables

_DELIVERIES, _RECORDS = "core_entrega", "link_registro"


def update_identities(bench: Bench) -> int:
    """Bring link_identidad up to date; returns how many transfers had to be looked at."""
    store = bench.store
    looked = 0
    for path in store.files(_DELIVERIES):
        transfer = path.stem
        made_of = _made_of(store, transfer)
        known = store.read_manifest(IDENTITIES, transfer)
        if known and known.get("huella") == made_of and store.part(IDENTITIES, transfer).exists():
            continue
        _look_at(transfer, bench, made_of)
        looked += 1
    return looked


def _look_at(transfer: str, bench: Bench, made_of: str) -> None:
    for table in (_DELIVERIES, _RECORDS):
        attach(table, bench.store, bench.engine, [transfer])
    register_identities([transfer], bench)
    values = {"transferencia": transfer, **person_pads(bench.store.keys)}
    write_part(IDENTITIES, transfer, values, engine=bench.engine, store=bench.store, made_of=made_of)
    bench.engine.forget(VAULT)


def register_identities(transfers: Sequence[str], bench: Bench) -> None:
    """Make the identities of transfers readable; those of a transfer that names nobody are none."""
    named = [transfer for transfer in transfers if bench.store.part(VAULT, transfer).exists()]
    if named:
        register_vault(named, bench.store, bench.engine)
    else:
        bench.engine.register(
            VAULT, pa.RecordBatchReader.from_batches(arrow_schema(load_tables()[VAULT]), [])
        )


def _made_of(store: Store, transfer: str) -> str:
    """What a part is made of: its statement, and the deliveries and records of its transfer as they stand."""
    digest = hashlib.sha256(statement(IDENTITIES).encode())
    for table in (_DELIVERIES, _RECORDS):
        part, manifest = store.part(table, transfer), store.read_manifest(table, transfer)
        content = manifest["sha256"] if manifest else digest_file(part) if part.exists() else ""
        digest.update(f"|{table}:{content}".encode())
    return digest.hexdigest()

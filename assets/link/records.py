"""Records of identity: what each accepted row says of a person, and each combination of it kept once in the vault.

Belongs here: link_registro and vault_registro, one part of each a transfer. Does not belong here: comparing records
(scoring.py) or whose they are (persons.py).

A record lies in the part of the transfer that brought it first, so that a nation's records are read once however often
they are sent. Parts are written in the order of reception; a transfer whose rows changed (it was judged anew) has its
parts and those after it written again. The ledger of rows is part of a transfer's mark, since a row that was accepted
later says something that was not known.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from assets.core.judgement import LEDGER, is_judged
from assets.core.parts import VAULT, discard_part
from assets.engine import DuckDBEngine
from assets.raw.transfers import RECEIVED, Transfer, read_register
from assets.schema import arrow_schema
from assets.statements import statement, values_for
from assets.store import Store, replacing
from snis.contracts.loader import load_tables
from snis.pseudonym import hmac_pads

ADDRESSES, RECORDS, FEATURES = "link_registro", "vault_registro", "vault_rasgo"
SAID, KNOWN = "link_dicho", "link_conocido"
_ACCEPTED = ("core_entrega", "core_entrega_historica", "core_verificacion", "core_verificacion_historica")
_IDS = pa.schema([("registro_id", pa.string())])


@dataclass(frozen=True)
class Written:
    """What was done: transfers whose parts were written now, and rows that name a person in all of them."""

    transfers: int
    rows: int


def linkable(store: Store) -> list[Transfer]:
    """Judged transfers in the order of their reception."""
    return [
        item
        for item in read_register(store)
        if item.estado == RECEIVED and is_judged(store, item.transferencia_id)
    ]


def write_records(store: Store, engine: DuckDBEngine) -> Written:
    """Bring the records of all judged transfers up to date."""
    transfers = linkable(store)
    _drop_strangers(transfers, store)
    written = rows = 0
    following = False
    for place, transfer in enumerate(transfers):
        name, mark = transfer.transferencia_id, _mark(transfer, store)
        if not following and _is_current(name, mark, store):
            continue
        try:
            _say(transfer, store=store, engine=engine)
            same = _write_addresses(transfer, mark, store=store, engine=engine)
            if not following and same and store.part(RECORDS, name).exists():
                continue
            if not following:
                for later in transfers[place:]:
                    _discard(later.transferencia_id, store)
                _know(transfers[:place], store=store, engine=engine)
                following = True
            rows += _write_new(transfer, store=store, engine=engine)
            written += 1
        finally:
            engine.forget(SAID)
    engine.forget(KNOWN)
    return Written(written, rows)


def addresses_digest(transfer: Transfer, store: Store) -> str:
    """Digest of the rows of a transfer that name a person, and of their records."""
    manifest = store.read_manifest(ADDRESSES, transfer.transferencia_id)
    return str(manifest["sha256"]) if manifest else ""


def _drop_strangers(transfers: Sequence[Transfer], store: Store) -> None:
    """Take away the parts of transfers that are judged no more."""
    known = {item.transferencia_id for item in transfers}
    for part in store.files(ADDRESSES):
        if part.stem not in known:
            discard_part(ADDRESSES, part.stem, store)
            _discard(part.stem, store)


def _discard(name: str, store: Store) -> None:
    """Take away the records that a transfer brought first, and what was made of them."""
    for table in (FEATURES, RECORDS):
        discard_part(table, name, store)


def _mark(transfer: Transfer, store: Store) -> str:
    """What the records of a transfer are made from: its accepted rows, its ledger, and the statements."""
    digest = hashlib.sha256()
    for name in (SAID, ADDRESSES, RECORDS):
        digest.update(statement(name).encode())
    for table in (*_ACCEPTED, LEDGER):
        manifest = store.read_manifest(table, transfer.transferencia_id)
        digest.update(f"|{table}:{manifest['sha256'] if manifest else ''}".encode())
    return digest.hexdigest()


def _is_current(name: str, mark: str, store: Store) -> bool:
    manifest = store.read_manifest(ADDRESSES, name)
    return (
        manifest is not None
        and manifest["huella"] == mark
        and store.part(ADDRESSES, name).exists()
        and store.part(RECORDS, name).exists()
    )


def _say(transfer: Transfer, *, store: Store, engine: DuckDBEngine) -> None:
    """Keep in memory what the rows of a transfer say."""
    name = transfer.transferencia_id
    inner, outer = hmac_pads(store.keys.person)
    contracts = load_tables()
    made = [VAULT, *_ACCEPTED]
    try:
        if store.part(VAULT, name).exists():
            engine.register(VAULT, store.read_columns(VAULT, name))
        else:
            engine.register(VAULT, arrow_schema(contracts[VAULT]).empty_table())
        for table in _ACCEPTED:
            if store.part(table, name).exists():
                engine.attach(table, [store.part(table, name)])
            else:
                engine.register(table, arrow_schema(contracts[table]).empty_table())
        engine.materialise(SAID, statement(SAID), {"persona_ipad": inner, "persona_opad": outer})
    finally:
        for table in made:
            engine.forget(table)


def _write_addresses(transfer: Transfer, mark: str, *, store: Store, engine: DuckDBEngine) -> bool:
    """Write the addresses of the records of a transfer; returns whether they are what they were."""
    name = transfer.transferencia_id
    before = addresses_digest(transfer, store)
    with replacing(store.part(ADDRESSES, name)) as aside:
        written = engine.write(statement(ADDRESSES), {}, aside)
    if written.sha256 != before:
        # Whatever was made of the former rows is made anew; a night killed here comes back to it.
        _discard(name, store)
    manifest = {"tabla": ADDRESSES, "filas": written.rows, "bytes": written.bytes, "sha256": written.sha256}
    store.write_manifest(ADDRESSES, name, {**manifest, "huella": mark})
    return written.sha256 == before


def _know(earlier: Sequence[Transfer], *, store: Store, engine: DuckDBEngine) -> None:
    """Keep in memory which records the transfers before brought."""
    parts = [item.transferencia_id for item in earlier if store.part(RECORDS, item.transferencia_id).exists()]
    batches = (
        batch for part in parts for batch in store.read_encrypted(RECORDS, part, columns=["registro_id"])
    )
    engine.register("link_ids", pa.RecordBatchReader.from_batches(_IDS, batches))
    try:
        engine.materialise(KNOWN, "select registro_id from link_ids")
    finally:
        engine.forget("link_ids")


def _write_new(transfer: Transfer, *, store: Store, engine: DuckDBEngine) -> int:
    values = values_for(RECORDS, {"institucion": transfer.institucion, "recibido": transfer.moment.date()})
    engine.materialise("link_nuevo", statement(RECORDS), values)
    try:
        reader = engine.reader("select * from link_nuevo")
        rows = store.write_encrypted(RECORDS, transfer.transferencia_id, reader)
        engine.append(KNOWN, "select registro_id from link_nuevo")
    finally:
        engine.forget("link_nuevo")
    return rows

"""Rows in quarantine that come back mended: reconciled with the row that they were first sent as.

Belongs here: what is kept to know a quarantined row again, which rows are still open, and the matches of one transfer.
Does not belong here: the match itself (core_correccion.sql), accepted rows that a correction replaces
(row_corrections.py), or reading a mended workbook (assets/reading/returned_rows.py).
"""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.core.history import CORRECTIONS, REPLACEMENTS
from assets.core.judgement import LEDGER
from assets.core.parts import TEXTS, discard_part, write_part
from assets.core.supersession import earlier_of, was_current
from assets.engine import DuckDBEngine
from assets.raw.transfers import REFUSED, Transfer
from assets.schema import arrow_schema
from assets.statements import statement, statement_over, values_for, values_over
from assets.store import Store
from snis.contracts.loader import load_tables

QUARANTINE, ORIGINS = "vault_cuarentena", "raw_origen"
_ASKED, _ANSWERS = "core_pedida", "core_respuesta"
_ADDRESS = ("transferencia_id", "hoja", "fila")


def reconcile(
    transfer: Transfer,
    values: Mapping[str, object],
    *,
    register: Sequence[Transfer],
    engine: DuckDBEngine,
    store: Store,
) -> int:
    """Keep what tells the rows of a transfer in quarantine again, and find which earlier ones its good rows answer.

    Called while the transfer is being judged, when every row has its verdict; returns how many rows were answered.
    """
    _keep_quarantined(transfer, values, engine=engine, store=store)
    discard_part(CORRECTIONS, transfer.transferencia_id, store)
    waiting = open_rows(transfer, register, store)
    if not waiting.num_rows:
        return 0
    try:
        engine.register(QUARANTINE, waiting)
        engine.register(ORIGINS, _origins(transfer, store))
        _materialise_over("core_candidata", _ASKED, values, engine)
        _materialise_over(QUARANTINE, _ANSWERS, values, engine)
        if not engine.materialise("core_hallada", statement(CORRECTIONS), values_for(CORRECTIONS, values)):
            return 0
        return write_part(CORRECTIONS, CORRECTIONS, values, engine=engine, store=store).rows
    finally:
        for name in (QUARANTINE, ORIGINS, _ASKED, _ANSWERS, "core_hallada"):
            engine.forget(name)


def open_rows(transfer: Transfer, register: Sequence[Transfer], store: Store) -> pa.Table:
    """Rows of earlier transfers of the contract that were in quarantine, and not yet answered, when this one came."""
    earlier = earlier_of(transfer, register)
    tables = [
        store.read_encrypted(QUARANTINE, item.transferencia_id).read_all()
        for item in earlier
        if item.contrato == transfer.contrato
        and was_current(item, transfer, register)
        and store.part(QUARANTINE, item.transferencia_id).exists()
    ]
    if not tables:
        return arrow_schema(load_tables()[QUARANTINE]).empty_table()
    found = pa.concat_tables(tables)
    answered = [
        pq.read_table(store.part(CORRECTIONS, item.transferencia_id), columns=list(_ADDRESS))
        for item in earlier
        if store.part(CORRECTIONS, item.transferencia_id).exists()
    ]
    if not answered:
        return found
    return found.join(pa.concat_tables(answered), keys=list(_ADDRESS), join_type="left anti")


def open_quarantine(register: Sequence[Transfer], store: Store, engine: DuckDBEngine) -> dict[str, int]:
    """Rows in quarantine that nobody mended, by transfer; those of a file that was replaced are nobody's task."""
    parts = {item.transferencia_id: store.part(LEDGER, item.transferencia_id) for item in register}
    current = [
        parts[item.transferencia_id]
        for item in register
        if item.estado != REFUSED and not item.reemplazada_por and parts[item.transferencia_id].exists()
    ]
    if not current:
        return {}
    try:
        engine.attach(LEDGER, current)
        if answered := store.files(CORRECTIONS):
            engine.attach(CORRECTIONS, answered)
        else:
            engine.register(CORRECTIONS, arrow_schema(load_tables()[CORRECTIONS]).empty_table())
        return dict(engine.rows(statement("core_abierta")))
    finally:
        engine.forget(LEDGER)
        engine.forget(CORRECTIONS)


def answering(moved: Sequence[str], later: Sequence[Transfer], store: Store) -> set[str]:
    """Those of the later transfers that mended or corrected a row of the moved ones, or of one of these in turn."""
    answers = {
        item.transferencia_id: frozenset(
            answered
            for name in (CORRECTIONS, REPLACEMENTS)
            if (part := store.part(name, item.transferencia_id)).exists()
            for answered in pc.unique(pq.read_table(part, columns=list(_ADDRESS[:1])).column(0)).to_pylist()
        )
        for item in later
    }
    found: set[str] = set()
    # An answer comes after what it answers, so one look at each in order is enough.
    for item in sorted(later, key=lambda known: known.secuencia):
        if answers[item.transferencia_id] & {*moved, *found}:
            found.add(item.transferencia_id)
    return found


def _keep_quarantined(
    transfer: Transfer, values: Mapping[str, object], *, engine: DuckDBEngine, store: Store
) -> None:
    try:
        asked = engine.materialise(
            _ASKED, statement("core_cuarentena"), values_for("core_cuarentena", values)
        )
        if not asked:
            discard_part(QUARANTINE, transfer.transferencia_id, store)
            return
        kept = engine.reader(statement_over(QUARANTINE, TEXTS), values_over(QUARANTINE, TEXTS, values))
        store.write_encrypted(QUARANTINE, transfer.transferencia_id, kept)
    finally:
        engine.forget(_ASKED)


def _origins(transfer: Transfer, store: Store) -> pa.Table:
    if store.part(ORIGINS, transfer.transferencia_id).exists():
        return store.read_encrypted(ORIGINS, transfer.transferencia_id).read_all()
    return arrow_schema(load_tables()[ORIGINS]).empty_table()


def _materialise_over(name: str, under: str, values: Mapping[str, object], engine: DuckDBEngine) -> int:
    return engine.materialise(under, statement_over(name, TEXTS), values_over(name, TEXTS, values))

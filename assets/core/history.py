"""Accepted rows that count no more, taken out of the current table and kept as history.

Belongs here: parting what was accepted of one transfer into what counts and what was replaced, and which of the latter
is known all the same to whoever brings it once more. Does not belong here: deciding what replaces what
(supersession.py, row_corrections.py) or judging (judgement.py).

It runs while a transfer is being judged, between its accepted rows and its ledger: a transfer that is marked as judged
has its rows where they belong, whenever a night was killed.
"""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.core.judgement import ACCEPTED_TABLE
from assets.core.parts import discard_part, write_part
from assets.engine import DuckDBEngine
from assets.raw.transfers import Transfer
from assets.schema import arrow_schema
from assets.statements import statement, values_for
from assets.store import Store
from snis.contracts.layout import InstitutionContract
from snis.contracts.loader import load_tables

CORRECTIONS, REPLACEMENTS = "core_correccion", "core_reemplazo"
KNOWN = pa.schema([("entrega_id", pa.string()), ("institucion_codigo", pa.string())])
_BY = "reemplazada_por_id"
_WHOLE = pa.schema(
    [
        ("transferencia_id", pa.string()),
        ("reemplazada_por_id", pa.string()),
        ("reemplazada_fecha", pa.date32()),
    ]
)


def retire(
    table: str,
    values: Mapping[str, object],
    *,
    register: Sequence[Transfer],
    engine: DuckDBEngine,
    store: Store,
) -> int:
    """Part the accepted rows of one transfer: those that count stay, the others become history; returns how many.

    Args:
        table: the table that its accepted rows were just written to.
        values: the bound values of its judgement.
        register: all transfers, to know which were replaced whole.
        engine: where the statements run.
        store: where the parts lie.
    """
    transfer_id = str(values["transferencia"])
    part, history = store.part(table, transfer_id), f"{table}_historica"
    try:
        engine.attach(table, [part])
        engine.attach("core_aceptada_de", [part])
        engine.register("core_sustituida", _replaced_whole(register))
        for name in (CORRECTIONS, REPLACEMENTS):
            attach_table(name, engine=engine, store=store)
        retired = engine.materialise(
            "core_retirada", statement("core_retirada"), values_for("core_retirada", values)
        )
        if not retired:
            discard_part(history, transfer_id, store)
            return 0
        write_part(history, history, values, engine=engine, store=store)
        write_part(table, f"{table}_vigente", values, engine=engine, store=store)
        return retired
    finally:
        for name in (
            table,
            "core_aceptada_de",
            "core_sustituida",
            CORRECTIONS,
            REPLACEMENTS,
            "core_retirada",
        ):
            engine.forget(name)


def known_still(
    transfer: Transfer,
    contract: InstitutionContract,
    table: str,
    *,
    register: Sequence[Transfer],
    store: Store,
) -> pa.Table:
    """Deliveries that count no more and are repeated all the same by a row that brings them (KNOWN).

    What a correction repeats unchanged is what stood when it came, whatever took the place of it since. What a
    correction took the place of is no new delivery when another file brings it once more; only a file that replaces
    its period whole brings everything anew. Registers are statements, not deliveries.
    """
    if table == ACCEPTED_TABLE["registry"] or transfer.reemplaza:
        return KNOWN.empty_table()
    places = {item.transferencia_id: item.secuencia for item in register}
    if contract.mode == "correction":
        replacing = {name for name, place in places.items() if place > transfer.secuencia}
        earlier = [item for item in register if item.secuencia < transfer.secuencia]
    else:
        replacing = set(places) - {item.reemplazada_por for item in register}
        earlier = [
            item for item in register if item.secuencia < transfer.secuencia and not item.reemplazada_por
        ]
    parts = [store.part(f"{table}_historica", item.transferencia_id) for item in earlier]
    moved = [pq.read_table(part, columns=[*KNOWN.names, _BY]) for part in parts if part.exists()]
    if not moved:
        return KNOWN.empty_table()
    rows = pa.concat_tables(moved)
    is_known = pc.is_in(rows.column(_BY), value_set=pa.array(sorted(replacing), pa.string()))
    return rows.filter(is_known).select(KNOWN.names).cast(KNOWN)


def attach_table(name: str, *, engine: DuckDBEngine, store: Store) -> None:
    """Make all parts of a table readable; an empty one when there are none."""
    if parts := store.files(name):
        engine.attach(name, parts)
    else:
        engine.register(name, arrow_schema(load_tables()[name]).empty_table())


def _replaced_whole(register: Sequence[Transfer]) -> pa.Table:
    days = {transfer.transferencia_id: transfer.moment.date() for transfer in register}
    rows = [
        (item.transferencia_id, item.reemplazada_por, days[item.reemplazada_por])
        for item in register
        if item.reemplazada_por
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(_WHOLE)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, _WHOLE, strict=True)], schema=_WHOLE
    )

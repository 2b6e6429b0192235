"""Corrections of rows that were accepted: each takes the place of the delivery that its key names.

Belongs here: finding the deliveries of earlier transfers that a file of mode correction is about. Does not belong here:
the match (core_reemplazo.sql), moving rows (history.py), or rows that stayed in quarantine (corrections.py).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.core.history import REPLACEMENTS
from assets.core.parts import TEXTS, discard_part, write_part
from assets.core.supersession import earlier_of, was_current
from assets.engine import DuckDBEngine
from assets.raw.transfers import Transfer
from assets.statements import statement_over, values_over
from assets.store import Store
from snis.contracts.input_fields import KEY_COLUMNS
from snis.contracts.layout import InstitutionContract

Surveying = Callable[[Transfer], AbstractContextManager[Mapping[str, object]]]
_NEW, _OLD = "core_clave_nueva", "core_clave_vieja"
_ADDRESS = ["hoja", "fila"]


def find_corrected(
    transfer: Transfer,
    contract: InstitutionContract,
    table: str,
    *,
    register: Sequence[Transfer],
    surveying: Surveying,
    engine: DuckDBEngine,
    store: Store,
) -> list[str]:
    """Write which accepted rows a correction takes the place of; returns the transfers that they are in.

    Args:
        transfer: a file of mode correction.
        contract: its contract, which says by which fields a row is known.
        table: the table of accepted rows of its kind.
        register: all transfers.
        surveying: opens the judgement of a transfer in the engine's memory, and gives its bound values.
        engine: where the statements run.
        store: where the parts lie.
    """
    wanted = _key_values(contract)
    with surveying(transfer) as values:
        bound = dict(values)
        new = _keys(bound, wanted, engine)
    old = [
        rows
        for item in earlier_of(transfer, register)
        if was_current(item, transfer, register)
        for rows in _keys_of(
            item,
            transfer,
            table,
            new,
            wanted,
            register=register,
            surveying=surveying,
            engine=engine,
            store=store,
        )
    ]
    if not old:
        discard_part(REPLACEMENTS, transfer.transferencia_id, store)
        return []
    try:
        engine.register(_NEW, new)
        engine.register(_OLD, pa.concat_tables(old))
        if not write_part(REPLACEMENTS, REPLACEMENTS, bound, engine=engine, store=store).rows:
            discard_part(REPLACEMENTS, transfer.transferencia_id, store)
            return []
    finally:
        engine.forget(_NEW)
        engine.forget(_OLD)
    found = pq.read_table(store.part(REPLACEMENTS, transfer.transferencia_id), columns=["transferencia_id"])
    return sorted(pc.unique(found.column("transferencia_id")).to_pylist())


def _key_values(contract: InstitutionContract) -> dict[str, object]:
    """Which fields the key of a correction has, as the statement has them bound."""
    fields = contract.correction_fields - ({"folio"} - contract.fields)
    values: dict[str, object] = {f"d_{field}": field in fields for field in KEY_COLUMNS}
    return {**values, "por_folio": fields == {"folio"}}


def _keys_of(
    item: Transfer,
    correction: Transfer,
    table: str,
    new: pa.Table,
    wanted: Mapping[str, object],
    *,
    register: Sequence[Transfer],
    surveying: Surveying,
    engine: DuckDBEngine,
    store: Store,
) -> Iterator[pa.Table]:
    """Rows of an earlier transfer that a key of the correction names and that count, or counted until it came."""
    counting = _counting(item, table, _not_before(correction, register), store)
    if counting is None or not counting.num_rows:
        return
    with surveying(item) as values:
        keys = _keys(values, wanted, engine)
    named = keys.filter(pc.is_in(keys.column("clave"), value_set=pc.unique(new.column("clave"))))
    if named.num_rows:
        yield named.join(counting, keys=_ADDRESS, join_type="left semi").select(new.column_names)


def _counting(item: Transfer, table: str, later: pa.Array, store: Store) -> pa.Table | None:
    """Addresses of the rows of a transfer that counted when the correction came: what moved them came no earlier."""
    part = store.part(table, item.transferencia_id)
    if not part.exists():
        return None
    counting = pq.read_table(part, columns=_ADDRESS)
    history = store.part(f"{table}_historica", item.transferencia_id)
    if not history.exists():
        return counting
    moved = pq.read_table(history, columns=[*_ADDRESS, "reemplazada_por_id"])
    since = moved.filter(pc.is_in(moved.column("reemplazada_por_id"), value_set=later))
    return pa.concat_tables([counting, since.select(_ADDRESS)])


def _not_before(correction: Transfer, register: Sequence[Transfer]) -> pa.Array:
    later = [item.transferencia_id for item in register if item.secuencia >= correction.secuencia]
    return pa.array(later, pa.string())


def _keys(values: Mapping[str, object], wanted: Mapping[str, object], engine: DuckDBEngine) -> pa.Table:
    bound = {**values, **wanted}
    return engine.table(statement_over("core_clave", TEXTS), values_over("core_clave", TEXTS, bound))

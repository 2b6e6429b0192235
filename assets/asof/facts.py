"""What counted on a past day: deliveries, community deliveries, verifiers' rows, verdicts, questions and answers.

Belongs here: the parts in which the day differs from today. Does not belong here: taking over the others (folder.py),
or whose the rows are (identity.py).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pyarrow as pa

from assets.asof.folder import link_part
from assets.core.parts import VAULT, write_part, write_rows
from assets.engine import DuckDBEngine
from assets.exchange.parts import attach
from assets.raw.transfers import Transfer, write_transfer
from assets.statements import statement, values_for
from assets.store import Store

RESTORED, SURPLUS, ORDER = "pasado_repuesta", "pasado_sobrante", "link_orden"
LEDGER = "core_fila"
COUNTED = ("core_entrega", "core_entrega_comunitaria", "core_verificacion")
# Tables whose rows say on which day they became true.
_DATED = {
    **{f"{table}_historica": "reemplazada_fecha" for table in COUNTED},
    "link_consulta": "consultado_fecha",
    "link_respuesta": "conocido_fecha",
}


def restore_facts(
    day: date, transfers: Sequence[Transfer], *, today: Store, past: Store, engine: DuckDBEngine
) -> list[str]:
    """Bring the facts of a folder to a past day; returns the transfers whose rows are not today's.

    Afterwards the engine knows the rows that did not count yet (pasado_sobrante) and the order of the transfers.

    Args:
        day: the day.
        transfers: those known by its end.
        today: where everything lies as it is known now.
        past: the folder of the day.
        engine: where the statements run.
    """
    _write_register(transfers, past)
    for table, column in _DATED.items():
        _write_dated(table, f"{column} <= cast($al_dia as date)", {"al_dia": day}, today, past, engine)
    engine.register(ORDER, order_table(transfers))
    for table in (*COUNTED, *(f"{table}_historica" for table in COUNTED)):
        attach(table, today, engine)
    for name in (RESTORED, SURPLUS):
        engine.materialise(name, statement(name), values_for(name, {"al_dia": day}))
    changed: set[str] = set()
    for table in COUNTED:
        for transfer in _concerned(table, day, engine):
            _write(table, transfer, day, today=today, past=past, engine=engine)
            changed.add(transfer)
            # Whose identities are asked is made again from its rows; what identifies stays sealed.
            link_part(VAULT, transfer, source=today, target=past)
    for (transfer,) in engine.rows("select distinct transferencia_id from pasado_sobrante order by 1"):
        attach(LEDGER, today, engine, [transfer])
        write_part(LEDGER, "pasado_fila", {"transferencia": transfer}, engine=engine, store=past)
    return sorted(changed)


def write_events(until: object, *, today: Store, past: Store, engine: DuckDBEngine) -> None:
    """What linkage had done to persons by a moment."""
    _write_dated(
        "link_persona_evento", "noche <= cast($hasta as timestamp)", {"hasta": until}, today, past, engine
    )


def order_table(transfers: Sequence[Transfer]) -> pa.Table:
    """Transfers in the order of their reception."""
    return pa.table(
        {
            "transferencia_id": pa.array([item.transferencia_id for item in transfers], pa.string()),
            "lugar": pa.array([item.secuencia for item in transfers], pa.int64()),
        }
    )


def _write_register(transfers: Sequence[Transfer], past: Store) -> None:
    """The register as it stood: what took the place of a transfer later had not done so."""
    known = {item.transferencia_id for item in transfers}
    for item in transfers:
        write_transfer(past, item if item.reemplazada_por in known else replace(item, reemplazada_por=""))


def _concerned(table: str, day: date, engine: DuckDBEngine) -> list[str]:
    """Transfers with rows of a table that counted then and do not today, or the other way round."""
    sql = (
        f"select transferencia_id from {table}_historica "  # noqa: S608 names of ours
        "where conocido_fecha <= cast($al_dia as date) and reemplazada_fecha > cast($al_dia as date) union "
        f"select transferencia_id from {SURPLUS} where transferencia_id in (select transferencia_id from {table}) "
        "order by 1"
    )
    return [name for (name,) in engine.rows(sql, {"al_dia": day})]


def _write(table: str, transfer: str, day: date, *, today: Store, past: Store, engine: DuckDBEngine) -> None:
    """Write the part of a transfer as it counted then; afterwards the names stand for all parts again."""
    both = (table, f"{table}_historica")
    for read in both:
        attach(read, today, engine, [transfer])
    try:
        made_by = f"pasado_{table.removeprefix('core_')}"
        values = {"transferencia": transfer, "al_dia": day}
        write_part(table, made_by, values, engine=engine, store=past)
    finally:
        for read in both:
            attach(read, today, engine)


def _write_dated(
    table: str, condition: str, values: dict[str, object], today: Store, past: Store, engine: DuckDBEngine
) -> None:
    """Take over the rows of a table that were true by then; parts that had none are left out."""
    for path in today.files(table):
        engine.attach("pasado_parte", [path])
        kept, rows = engine.rows(
            f"select count(*) filter (where {condition}), count(*) from pasado_parte",  # noqa: S608 ours
            values,
        )[0]
        if kept == rows:
            link_part(table, path.stem, source=today, target=past)
        elif kept:
            sql = f"select * from pasado_parte where {condition}"  # noqa: S608 ours
            write_rows(table, path.stem, engine.reader(sql, values), past)
    engine.forget("pasado_parte")

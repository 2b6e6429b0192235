"""Who was who on a past day: the persons of today with what was learned since taken back.

Belongs here: the persons of the day, and the deliveries whose person was another one. Does not belong here: what
counted (facts.py), or judging groups (assets/link).

A tie lies with the transfer that brought the later of its records, and a decision has its day; so the ties and
decisions of a day are known. Only groups that a later record, or a later decision, may have touched are judged again;
the others are as they were. What a step over all records changed (another model, rows judged anew) cannot be taken
back: then the persons are those that the model of today gives to what was known, and the answer says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa

from assets.asof.facts import ORDER, SURPLUS
from assets.core.parts import discard_part
from assets.engine import DuckDBEngine, digest_file
from assets.exchange.parts import attach
from assets.link.decisions import decisions_of, pair_table, standing_table
from assets.link.deliveries import write_deliveries
from assets.link.linker.api import Linker
from assets.link.person_table import write_whole
from assets.link.persons import DELIVERIES, EVENTS, FORMER
from assets.link.reach import TOUCHED, TOUCHED_TIES, reach
from assets.link.records import ADDRESSES, RECORDS
from assets.link.ties import DECIDED, TIES, attach_stored, write_decided
from assets.link.timeline import GONE, MODEL, PERSONS, State
from assets.raw.transfers import Transfer
from assets.schema import arrow_schema
from assets.statements import statement, values_for
from assets.store import WHOLE, Store, replacing
from snis.contracts.loader import load_tables
from snis.linkage_decisions import Decision
from snis.pseudonym import hmac_pads

_TODAY, _KNOWN, _REACHED = "link_persona_guardada", "pasado_registro", "pasado_tocado"
_MADE = (
    _TODAY, _KNOWN, _REACHED, FORMER, TOUCHED, TOUCHED_TIES, RECORDS, TIES, PERSONS, ADDRESSES, ORDER, SURPLUS,
    "link_semilla", "link_nuevo", "link_par", "link_retirado", "link_decision", "link_decidido", "link_enlace_guardado",
    "link_registro_tocado", "link_dos_civiles", "link_dicho_aparte", "link_grupo",
)  # fmt: skip
# A birth changes nobody.
CHANGES = ("fusionada", "separada", "reasignada")


@dataclass(frozen=True)
class Identity:
    """How the persons of a past day were found.

    Attributes:
        changed: how many events of each kind there were since.
        unknowable: persons that steps over all records changed since; 0: the persons are those of the day.
    """

    changed: Mapping[str, int]
    unknowable: int

    @property
    def words(self) -> str:
        """For readers."""
        if self.unknowable:
            return f"la que da el modelo de hoy a lo conocido ese día ({self.unknowable} personas cambiaron por él)"
        return "la de ese día"

    @property
    def told(self) -> str:
        """What linkage did since, for readers."""
        words = ", ".join(f"{count} {kind}s" for kind, count in sorted(self.changed.items()))
        return f"personas después: {words}" if words else "ninguna persona cambió después"


@dataclass(frozen=True)
class _Moment:
    """What was known by the end of a day: transfers in order, and decisions."""

    end: datetime
    transfers: tuple[str, ...]
    decisions: tuple[Decision, ...]
    later: tuple[Decision, ...]


def restore_persons(
    day: date,
    end: datetime,
    transfers: Sequence[Transfer],
    *,
    today: Store,
    past: Store,
    engine: DuckDBEngine,
    linker: Linker,
) -> None:
    """Bring the persons of a folder, and its deliveries with their persons, to a past day.

    Args:
        day: the day; decisions of it count.
        end: its end, in UTC.
        transfers: judged ones that were known by then, in order.
        today: where everything lies as it is known now.
        past: the folder of the day; its facts are restored, and the engine knows pasado_sobrante and link_orden.
        engine: where the statements run.
        linker: judges groups in the engine.
    """
    decisions = decisions_of(today)
    moment = _Moment(
        end,
        tuple(item.transferencia_id for item in transfers),
        tuple(item for item in decisions if item.when.date() <= day),
        tuple(item for item in decisions if item.when.date() > day),
    )
    try:
        engine.attach(_TODAY, [today.part(PERSONS)])
        attach(ADDRESSES, past, engine)
        engine.materialise(_KNOWN, statement("pasado_registro"))
        engine.define(FORMER, f"select * from {_KNOWN}")  # noqa: S608 a name of ours
        _reach(moment, standing_table(decisions), today=today, engine=engine)
        _judge(moment, past=past, engine=engine, linker=linker)
        _write(moment, linker, past=past, engine=engine)
        _take_back(past, engine)
    finally:
        for name in _MADE:
            engine.forget(name)
    write_deliveries(past, engine)


def identity_between(store: Store, engine: DuckDBEngine, *, since: datetime, until: datetime) -> Identity:
    """What linkage did to persons between two moments, in UTC."""
    attach(EVENTS, store, engine)
    values = {"desde": since.replace(tzinfo=None), "hasta": until.replace(tzinfo=None)}
    changed: dict[str, int] = {}
    unknowable = 0
    for kind, cause, events, persons in engine.rows(statement("pasado_evento"), values):
        if kind in CHANGES:
            changed[kind] = changed.get(kind, 0) + events
            unknowable += persons if cause in (GONE, MODEL) else 0
    return Identity(changed, unknowable)


def _reach(moment: _Moment, standing: pa.Table, *, today: Store, engine: DuckDBEngine) -> None:
    """Find the records of the day whose person what came later may have changed."""
    engine.register("link_decidido", pair_table([item.pair for item in moment.later]))
    engine.register("link_decision", standing)
    engine.materialise("link_semilla", statement("pasado_semilla"))
    engine.register("link_par", _empty(TIES))
    engine.materialise("link_nuevo", "select registro_id from link_semilla where false")
    stored = [part.stem for part in today.files(TIES) if part.stem != DECIDED]
    attach_stored(stored, store=today, engine=engine)
    reach(engine)
    engine.materialise(
        _REACHED,
        "select t.registro_id from link_tocado as t semi join link_anterior as a on a.registro_id = t.registro_id",
    )
    engine.materialise(TOUCHED, "select registro_id from pasado_tocado")


def _judge(moment: _Moment, *, past: Store, engine: DuckDBEngine, linker: Linker) -> None:
    """Judge their groups with the ties and decisions of the day alone."""
    attach_stored(moment.transfers, store=past, engine=engine)
    engine.define(TIES, "select * from link_enlace_guardado")
    engine.materialise(TOUCHED_TIES, statement(TOUCHED_TIES))
    engine.register("link_decision", standing_table(moment.decisions))
    # Where records came first stands in the table of persons; none comes new.
    engine.register(RECORDS, _empty(PERSONS))
    engine.materialise("link_registro_tocado", "select registro_id as record_id from link_tocado")
    engine.materialise("link_dos_civiles", statement("link_dos_civiles"))
    engine.materialise(
        "link_dicho_aparte", "select * from link_decision union all select * from link_dos_civiles"
    )
    linker.clusters(
        records="link_registro_tocado", pairs=TOUCHED_TIES, into="link_grupo", decisions="link_dicho_aparte"
    )


def _write(moment: _Moment, linker: Linker, *, past: Store, engine: DuckDBEngine) -> None:
    inner, outer = hmac_pads(past.keys.person)
    values = values_for(PERSONS, {"persona_ipad": inner, "persona_opad": outer, "todo": False})
    state = State(
        linker.model.version,
        dict.fromkeys(moment.transfers, ""),
        len(moment.decisions),
        moment.end.isoformat(),
    )
    target = past.part(PERSONS)
    with replacing(target) as aside:
        write_whole(engine.reader(statement(PERSONS), values), state, aside)
    past.write_manifest(PERSONS, WHOLE, {"tabla": PERSONS, "sha256": digest_file(target)})
    write_decided(store=past, engine=engine)


def _take_back(past: Store, engine: DuckDBEngine) -> None:
    """Take away the deliveries of transfers of which a row belonged to another person then."""
    engine.attach(PERSONS, [past.part(PERSONS)])
    engine.define(FORMER, f"select * from {_TODAY}")  # noqa: S608 a name of ours
    engine.materialise("link_retirado", "select registro_id from link_tocado where false")
    for (name,) in engine.rows(statement("link_entrega_movida")):
        discard_part(DELIVERIES, name, past)


def _empty(table: str) -> pa.Table:
    return arrow_schema(load_tables()[table]).empty_table()

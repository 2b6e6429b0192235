"""Persons: which records are one, under a pseudonym that stays.

Belongs here: taking the steps of linkage (timeline.py), from new records or decisions to the table of persons. Does not
belong here: comparing (ties.py), how far a step reaches (reach.py), the judgement of groups (assets/link/linker), the
file of persons (person_table.py), or what follows (deliveries.py).

The order of the writes makes a kill harmless: ties and events first, then what was made of the former table is taken
away, and the table itself with its state takes its place last, in one rename. A step that was cut short is taken again
and writes the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from assets.core.parts import discard_part
from assets.engine import DuckDBEngine
from assets.link.decisions import decisions_of, pair_table, standing_table
from assets.link.features import load_records, write_features
from assets.link.increment import guard_increments, read_increments
from assets.link.linker.api import Linker
from assets.link.linker.clustering import ClusterReport
from assets.link.person_table import count, tell, write_changed, write_whole
from assets.link.reach import TOUCHED, TOUCHED_TIES, reach, reach_all
from assets.link.records import ADDRESSES, RECORDS, linkable
from assets.link.ties import DECIDED, TIES, attach_stored, compare, gather, write_decided, write_ties
from assets.link.timeline import MODEL, PERSONS, State, Step, next_step, read_state, state_after
from assets.raw.transfers import Transfer
from assets.schema import arrow_schema
from assets.statements import statement, values_for
from assets.store import Store, replacing
from snis.contracts.loader import load_tables
from snis.linkage.settings import LinkageSettings
from snis.linkage_decisions import Decision
from snis.pseudonym import hmac_pads

EVENTS, DELIVERIES = "link_persona_evento", "link_entrega"
FORMER = "link_anterior"
_FORMER_TOUCHED = "link_anterior_tocada"
_PLACE = ("registro_id", "persona_enviada_id", "fuente_codigo", "transferencia_id", "hoja", "fila")
_MADE = (
    "link_orden", "link_decision", "link_decidido", FORMER, _FORMER_TOUCHED, RECORDS, "link_nuevo", "link_retirado",
    "link_par", TIES, "link_enlace_guardado", "link_semilla", TOUCHED, "link_registro_tocado", TOUCHED_TIES,
    "link_dos_civiles", "link_dicho_aparte", "link_grupo", PERSONS, ADDRESSES,
)  # fmt: skip


@dataclass(frozen=True)
class Linked:
    """What linkage came to.

    Attributes:
        records, persons: in all.
        steps: taken now.
        crowds: CUIs that a crowd carries, by which nobody was compared now.
        contradictions: accepted decisions that others keep from holding.
    """

    records: int
    persons: int
    steps: int
    crowds: int = 0
    contradictions: int = 0


def link_persons(
    store: Store, engine: DuckDBEngine, linker: Linker, settings: LinkageSettings | None = None
) -> Linked:
    """Take every step that waits, in order.

    Args:
        store: where everything lies.
        engine: where the work is done.
        linker: compares, weighs and groups.
        settings: the deployment's; None for the defaults.

    Raises:
        DecisionError: the file of decisions does not hold; nothing changes.
        LinkageError: the persons that would come out cannot be right; nothing changes.
    """
    transfers = linkable(store)
    decisions = decisions_of(store)
    write_features(_names(transfers), linker, store=store, engine=engine)
    tell(store, engine)
    steps = crowds = 0
    while True:
        state = read_state(store)
        step = next_step(state, transfers, decisions, model=linker.model.version, store=store)
        if step is None:
            break
        linking = _Linking(step, state, store, engine, linker)
        linking.run(decisions, settings or LinkageSettings())
        crowds = max(crowds, linking.crowds)
        steps += 1
    manifest = tell(store, engine)
    return Linked(
        records=int(str(manifest["filas"])),
        persons=int(str(manifest["personas"])),
        steps=steps,
        crowds=crowds,
        contradictions=_contradicted(store, engine),
    )


class _Linking:
    """One step at work."""

    def __init__(
        self, step: Step, state: State | None, store: Store, engine: DuckDBEngine, linker: Linker
    ) -> None:
        self._step, self._state = step, state
        self._store, self._engine, self._linker = store, engine, linker
        self._whole = step.is_whole or state is None
        self._former = list(state.transfers) if state else []
        self.crowds = 0

    def run(self, decisions: Sequence[Decision], settings: LinkageSettings) -> None:
        """Take the step."""
        engine, step = self._engine, self._step
        try:
            engine.register("link_orden", _order(step.transfers))
            engine.register("link_decision", standing_table(decisions[: step.decisions]))
            engine.register("link_decidido", pair_table(step.decided))
            self._load()
            self._compare()
            report = self._group()
            if step.cause != MODEL:
                guard_increments(read_increments(engine), settings)
            self._write(report)
        finally:
            for name in _MADE:
                engine.forget(name)

    def _load(self) -> None:
        """The former table, and where the records came first that the step looks at: all, or those that it brings."""
        engine, step = self._engine, self._step
        if self._state is None:
            engine.register(FORMER, _empty(PERSONS))
        else:
            engine.attach(FORMER, [self._former_file])
        wanted = _names(step.transfers if self._whole else step.new)
        if wanted:
            load_records(RECORDS, wanted, _PLACE, store=self._store, engine=engine)
        else:
            engine.register(RECORDS, _empty(RECORDS).select(_PLACE))
        values = {"otro_modelo": step.cause == MODEL, "todo": self._whole}
        for name in ("link_nuevo", "link_retirado"):
            engine.materialise(name, statement(name), values_for(name, values))

    def _compare(self) -> None:
        """Find the new ties."""
        store, engine, step = self._store, self._engine, self._step
        if engine.rows("select 1 from link_nuevo limit 1"):
            wanted = _names(step.transfers if self._whole else step.new)
            known = [] if self._whole else self._former
            self.crowds = compare(wanted, known, self._linker, store=store, engine=engine)
        else:
            engine.register("link_par", _empty(TIES))
        attach_stored([] if step.cause == MODEL else self._former, store=store, engine=engine)

    def _group(self) -> ClusterReport:
        """Judge the groups that the step touches anew."""
        engine = self._engine
        if self._whole:
            gather(engine)
            reach_all(engine)
        else:
            engine.materialise("link_semilla", statement("link_semilla"))
            reach(engine)
            # From here on only what is touched counts of the former table, and of the ties what was found now.
            touched = "select a.* from link_anterior as a semi join link_tocado as t on t.registro_id = a.registro_id"
            engine.materialise(_FORMER_TOUCHED, touched)
            engine.define(FORMER, "select * from link_anterior_tocada")
            engine.define(TIES, "select * from link_par")
        engine.materialise("link_registro_tocado", "select registro_id as record_id from link_tocado")
        engine.materialise("link_dos_civiles", statement("link_dos_civiles"))
        engine.materialise(
            "link_dicho_aparte", "select * from link_decision union all select * from link_dos_civiles"
        )
        return self._linker.clusters(
            records="link_registro_tocado",
            pairs="link_par_tocado",
            into="link_grupo",
            decisions="link_dicho_aparte",
        )

    def _write(self, report: ClusterReport) -> None:
        """Write ties, events and persons, in the order that survives a kill."""
        store, engine, step = self._store, self._engine, self._step
        with replacing(self._former_file) as aside:
            counted = self._write_persons(aside)
            # The whole table is judged, however little of it this step touched.
            whole = {"records": counted[0], "clusters": counted[1], "largest": counted[2]}
            self._linker.guard(replace(report, **whole))
            if step.new or self._whole:
                write_ties(_names(step.transfers if self._whole else step.new), store=store, engine=engine)
            write_decided(store=store, engine=engine)
            self._write_events()
            self._take_back()
        tell(store, engine, counted[:2])

    def _write_persons(self, aside: Path) -> tuple[int, int, int]:
        """Write the table of persons; returns its records, its persons, and the most records of a person.

        Untouched persons were judged when they were touched: the most is of those that are touched now. Afterwards the
        name of the table stands for the rows that the step looked at.
        """
        store, engine = self._store, self._engine
        inner, outer = hmac_pads(store.keys.person)
        values = values_for(PERSONS, {"persona_ipad": inner, "persona_opad": outer, "todo": self._whole})
        state = state_after(self._step, self._linker.model.version, store)
        if self._whole:
            write_whole(engine.reader(statement(PERSONS), values), state, aside)
            engine.attach(PERSONS, [aside])
            return count(engine, PERSONS)
        engine.materialise(PERSONS, statement(PERSONS), values)
        changed = engine.table("select * from link_registro_persona order by registro_id")
        write_changed(self._former_file, changed, state, aside)
        before, now, manifest = count(engine, FORMER), count(engine, PERSONS), tell(store, engine)
        records, persons = (
            int(str(manifest[name])) + now[place] - before[place]
            for place, name in enumerate(("filas", "personas"))
        )
        return records, persons, now[2]

    @property
    def _former_file(self) -> Path:
        return self._store.part(PERSONS)

    def _write_events(self) -> None:
        step = self._step
        values = {"noche": step.moment.replace(tzinfo=None), "motivo": step.cause, "todo": self._whole}
        sql, bound = statement(EVENTS), values_for(EVENTS, values)
        part = self._store.part(EVENTS, step.part)
        with replacing(part) as aside:
            written = self._engine.write(sql, bound, aside)
        self._store.write_manifest(
            EVENTS,
            step.part,
            {"tabla": EVENTS, "filas": written.rows, "bytes": written.bytes, "sha256": written.sha256},
        )

    def _take_back(self) -> None:
        """Take away what was made of rows whose person is another one now."""
        engine, store = self._engine, self._store
        parts = store.files(ADDRESSES)
        if self._state is None or not parts:
            return
        engine.attach(ADDRESSES, parts)
        for (name,) in engine.rows(statement("link_entrega_movida")):
            discard_part(DELIVERIES, name, store)


def _contradicted(store: Store, engine: DuckDBEngine) -> int:
    """Accepted decisions whose two records are two persons all the same."""
    decided = store.part(TIES, DECIDED)
    if not decided.exists():
        return 0
    engine.attach(TIES, [decided])
    engine.attach(PERSONS, [store.part(PERSONS)])
    try:
        return len(engine.rows(statement("link_contradicha")))
    finally:
        for name in (TIES, PERSONS):
            engine.forget(name)


def _order(transfers: Sequence[Transfer]) -> pa.Table:
    return pa.table(
        {
            "transferencia_id": pa.array(_names(transfers), pa.string()),
            "lugar": pa.array([item.secuencia for item in transfers], pa.int64()),
        }
    )


def _empty(table: str) -> pa.Table:
    return arrow_schema(load_tables()[table]).empty_table()


def _names(transfers: Sequence[Transfer]) -> list[str]:
    return [item.transferencia_id for item in transfers]

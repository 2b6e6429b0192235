"""Persons: which records are one, under a pseudonym that stays.

Belongs here: taking the steps of linkage (timeline.py), from new records or decisions to the table of persons. Does not
belong here: comparing (ties.py), the judgement of groups (assets/link/linker), or what follows (deliveries.py).

The order of the writes makes a kill harmless: ties and events first, then what was made of the former table is taken
away, and the table itself with its state takes its place last, in one rename. A step that was cut short is taken again
and writes the same.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from assets.core.parts import discard_part
from assets.engine import DuckDBEngine, digest_file
from assets.link.decisions import decisions_of, pair_table, standing_table
from assets.link.features import load_records, write_features
from assets.link.linker.api import Linker
from assets.link.linker.clustering import ClusterReport
from assets.link.records import ADDRESSES, RECORDS, linkable
from assets.link.ties import TIES, compare, gather, write_decided, write_ties
from assets.link.timeline import MODEL, PERSONS, STATE_KEY, State, Step, next_step, read_state, state_after
from assets.parquet import write_parquet
from assets.raw.transfers import Transfer
from assets.schema import arrow_schema
from assets.statements import statement, values_for
from assets.store import WHOLE, Store, replacing
from snis.contracts.loader import load_tables
from snis.linkage_decisions import Decision
from snis.pseudonym import hmac_pads

EVENTS, DELIVERIES = "link_persona_evento", "link_entrega"
FORMER, TOUCHED = "link_anterior", "link_tocado"
_PLACE = ("registro_id", "persona_enviada_id", "fuente_codigo", "transferencia_id", "hoja", "fila")
_MADE = (
    "link_orden", "link_decision", "link_decidido", FORMER, RECORDS, "link_nuevo", "link_retirado", "link_par", TIES,
    "link_enlace_guardado", "link_semilla", TOUCHED, "link_registro_tocado", "link_par_tocado", "link_dos_civiles",
    "link_dicho_aparte", "link_grupo", PERSONS,
)  # fmt: skip


@dataclass(frozen=True)
class Linked:
    """What linkage came to: records, persons, and the steps that were taken now."""

    records: int
    persons: int
    steps: int


def link_persons(store: Store, engine: DuckDBEngine, linker: Linker) -> Linked:
    """Take every step that waits, in order.

    Raises:
        DecisionError: the file of decisions does not hold; nothing changes.
        LinkageError: the persons that would come out cannot be right; nothing changes.
    """
    transfers = linkable(store)
    decisions = decisions_of(store)
    write_features(_names(transfers), linker, store=store, engine=engine)
    steps = 0
    while True:
        state = read_state(store)
        step = next_step(state, transfers, decisions, model=linker.model.version, store=store)
        if step is None:
            break
        _Linking(step, state, store, engine, linker).run(decisions)
        steps += 1
    manifest = _tell(store, engine)
    return Linked(int(str(manifest["filas"])), int(str(manifest["personas"])), steps)


class _Linking:
    """One step at work."""

    def __init__(
        self, step: Step, state: State | None, store: Store, engine: DuckDBEngine, linker: Linker
    ) -> None:
        self._step, self._state = step, state
        self._store, self._engine, self._linker = store, engine, linker
        self._whole = step.is_whole or state is None
        self._former = list(state.transfers) if state else []

    def run(self, decisions: Sequence[Decision]) -> None:
        """Take the step."""
        engine, step = self._engine, self._step
        try:
            engine.register("link_orden", _order(step.transfers))
            engine.register("link_decision", standing_table(decisions[: step.decisions]))
            engine.register("link_decidido", pair_table(step.decided))
            self._load()
            self._compare()
            self._write(self._group())
        finally:
            for name in _MADE:
                engine.forget(name)

    def _load(self) -> None:
        """The former table, and where the records came first that the step looks at: all, or those that it brings."""
        engine, step = self._engine, self._step
        if self._state is None:
            engine.register(FORMER, _empty(PERSONS))
        else:
            engine.attach(FORMER, [self._store.part(PERSONS)])
        wanted = _names(step.transfers if self._whole else step.new)
        if wanted:
            load_records(RECORDS, wanted, _PLACE, store=self._store, engine=engine)
        else:
            engine.register(RECORDS, _empty(RECORDS).select(_PLACE))
        values = {"otro_modelo": step.cause == MODEL, "todo": self._whole}
        for name in ("link_nuevo", "link_retirado"):
            engine.materialise(name, statement(name), values_for(name, values))

    def _compare(self) -> None:
        """Find the new ties, and put them to the known ones."""
        store, engine, step = self._store, self._engine, self._step
        if engine.rows("select 1 from link_nuevo limit 1"):
            wanted = _names(step.transfers if self._whole else step.new)
            compare(wanted, [] if self._whole else self._former, self._linker, store=store, engine=engine)
        else:
            engine.register("link_par", _empty(TIES))
        gather([] if step.cause == MODEL else self._former, store=store, engine=engine)

    def _group(self) -> ClusterReport:
        """Judge the groups that the step touches anew."""
        engine = self._engine
        if self._whole:
            engine.materialise(TOUCHED, "select registro_id from vault_registro")
        else:
            engine.materialise("link_semilla", statement("link_semilla"))
            engine.materialise(TOUCHED, statement(TOUCHED))
        engine.materialise("link_par_tocado", statement("link_par_tocado"))
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
        inner, outer = hmac_pads(store.keys.person)
        values = {"persona_ipad": inner, "persona_opad": outer, "todo": self._whole}
        state = state_after(step, self._linker.model.version, store)
        with replacing(store.part(PERSONS)) as aside:
            reader = engine.reader(statement(PERSONS), values_for(PERSONS, values))
            schema = arrow_schema(load_tables()[PERSONS]).with_metadata({STATE_KEY: state.as_bytes()})
            write_parquet(reader.cast(schema), aside)
            engine.attach(PERSONS, [aside])
            records, persons, largest = _count(engine)
            # The whole table is judged, however little of it this step touched.
            self._linker.guard(replace(report, records=records, clusters=persons, largest=largest))
            if step.new or self._whole:
                write_ties(_names(step.transfers if self._whole else step.new), store=store, engine=engine)
            write_decided(store=store, engine=engine)
            self._write_events()
            self._take_back()
        _tell(store, engine)

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


def _tell(store: Store, engine: DuckDBEngine) -> dict[str, object]:
    """What the table of persons says of itself; written again when a kill kept it from being written."""
    path, state = store.part(PERSONS), read_state(store)
    if state is None:
        return {"filas": 0, "personas": 0}
    mark = hashlib.sha256(state.as_bytes()).hexdigest()
    manifest = store.read_manifest(PERSONS)
    if manifest is None or manifest["huella"] != mark:
        engine.attach(PERSONS, [path])
        try:
            records, persons, _ = _count(engine)
        finally:
            engine.forget(PERSONS)
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


def _count(engine: DuckDBEngine) -> tuple[int, int, int]:
    """Records, persons, and records of the person that has most."""
    counted = engine.rows(
        "select coalesce(sum(registros), 0), count(*), coalesce(max(registros), 0) "
        "from (select count(*) as registros from link_registro_persona group by persona_id)"
    )
    return int(counted[0][0]), int(counted[0][1]), int(counted[0][2])


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

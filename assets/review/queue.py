"""The queue of questions for a person: which are open, what each looks like, and what was answered.

Belongs here: the open cases of link_revision less what was answered since it was built, the evidence of one case, and
its answer. Does not belong here: names and numbers of the two sides (sides.py), the form of a decision
(snis/linkage_decisions.py), or talking to anybody (pipelines/review*.py).

An answer is kept at once and counts from the next night on; until then its case is out of the queue. A case set aside
(`indecisa`) waits apart and can be opened again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from assets.engine import DuckDBEngine
from assets.link.decisions import ENTERED, append, decisions_of, latest_table
from assets.link.linker.comparisons import COMPARISONS, levels_with_gamma
from assets.link.ties import TIES
from assets.link.timeline import PERSONS, read_state
from assets.raw.ledger import record
from assets.statements import statement
from assets.store import Store
from snis.contracts.loader import load_tables
from snis.errors import DecisionError
from snis.linkage.evidence import CONTRADICTED, Step, waterfall
from snis.linkage_decisions import UNDECIDED, Decision

QUEUE = "link_revision"
OPENED = "revision_abierta"
_DECIDED = "revision_decidida"
_COMPARED = tuple(comparison.name for comparison in COMPARISONS)


@dataclass(frozen=True)
class Case:
    """One question: are these two persons one?

    Attributes:
        name: of the case; the same while it is about the same two persons.
        persons: the two pseudonyms, the lesser first.
        pair: the two records that agree most.
        reason: why it is asked (gemelos, cui_compartido, zona_gris, decision_contradicha).
        weight: of the pair, in log2.
        pairs: pairs of records in doubt between the two.
        deliveries, paid: deliveries of both, and quetzales paid to both.
        known: since when both are known.
        set_aside: whether somebody looked at it and could not tell.
    """

    name: str
    persons: tuple[str, str]
    pair: tuple[str, str]
    reason: str
    weight: float
    pairs: int
    deliveries: int
    paid: Decimal
    known: date | None
    set_aside: bool = False

    def age(self, today: date) -> int:
        """Days that it has waited."""
        return (today - self.known).days if self.known else 0


def open_cases(store: Store, engine: DuckDBEngine) -> tuple[int, int]:
    """How many questions wait for a person, and how many of them are decisions that others contradict.

    None where no night has asked any.
    """
    if not store.part(QUEUE).exists():
        return 0, 0
    cases = Queue(store, engine).open
    return len(cases), sum(case.reason == CONTRADICTED for case in cases)


class Queue:
    """The questions of one work folder.

    Raises:
        DecisionError: there is no queue yet, or the file of decisions does not hold.
    """

    def __init__(self, store: Store, engine: DuckDBEngine) -> None:
        if not store.part(QUEUE).exists():
            raise DecisionError(
                "no hay cola de revisión todavía", place=QUEUE, remedy="Ejecute antes `padron run`."
            )
        self._store, self.engine = store, engine
        engine.attach(QUEUE, [store.part(QUEUE)])
        for table in (TIES, PERSONS):
            engine.attach(table, store.files(table) or [store.empty_part(load_tables()[table])])
        self._all = tuple(
            Case(row[0], (row[1], row[2]), (row[3], row[4]), row[5], float(row[6] or 0), *row[7:])
            for row in engine.rows(f"select * from {QUEUE}")  # noqa: S608 a constant
        )
        self.reload()

    def reload(self) -> None:
        """Look at what was answered since."""
        self.decisions = decisions_of(self._store)
        said, since = self._said(), self._answered_since()
        self.open = tuple(
            case
            for case in self._all
            if (case.pair not in since if case.reason == CONTRADICTED else case.persons not in said)
        )
        self.set_aside = tuple(
            replace(case, set_aside=True)
            for case in self._all
            if case.reason != CONTRADICTED and said.get(case.persons) == UNDECIDED
        )

    def case(self, name: str) -> Case:
        """The open or set-aside case of this name, or the only one that begins so.

        Raises:
            DecisionError: there is none, or more than one.
        """
        found = [case for case in (*self.open, *self.set_aside) if name and case.name.startswith(name)]
        if len(found) != 1:
            raise DecisionError(
                "no hay un caso abierto con ese nombre" if not found else "más de un caso empieza así",
                place="CASO",
                remedy="`padron review list` los nombra.",
            )
        return found[0]

    def evidence(self, case: Case) -> list[Step]:
        """The steps of weight of the case's best pair."""
        columns = [f"{kind}_{name}" for name in _COMPARED for kind in ("gamma", "mw")]
        rows = self.engine.rows(
            statement("revision_evidencia"), {"registro_a": case.pair[0], "registro_b": case.pair[1]}
        )
        if not rows and case.reason == CONTRADICTED:
            return waterfall(case.weight, {}, {})  # people may decide on two records that nobody compared
        if not rows:
            raise DecisionError(
                "el par ya no está entre los lazos", place=case.name, remedy="Ejecute una noche."
            )
        values = dict(zip([*columns, "mw_frecuencia", "mw_familia"], rows[0], strict=True))
        return waterfall(
            case.weight,
            {name: _level(name, values[f"gamma_{name}"]) for name in _COMPARED},
            {name: values[f"mw_{name}"] for name in _COMPARED},
            rarity=values["mw_frecuencia"] or 0.0,
            family=values["mw_familia"] or 0.0,
        )

    def answer(self, case: Case, verdict: str, *, who: str, reason: str, moment: datetime) -> Decision:
        """Keep an answer, signed, and tell the ledger who gave it."""
        decision = append(self._store, verdict=verdict, pair=case.pair, who=who, reason=reason, moment=moment)
        data = {"caso": case.name, "decision": verdict, "quien": who, "numero": decision.number}
        record(self._store, moment, ENTERED, data=data)
        self.reload()
        return decision

    def take_back(self, number: int, *, who: str, reason: str, moment: datetime) -> Decision:
        """Take an answer back: nothing stands on its pair any more, and from the next night on it is as before it.

        Raises:
            DecisionError: there is no such answer, or it does not stand.
        """
        former = next((item for item in self.decisions if item.number == number), None)
        latest = {item.pair: item for item in self.decisions}
        if former is None or latest[former.pair] is not former or former.verdict == UNDECIDED:
            raise DecisionError(
                "no es una decisión en pie",
                place=f"decisión {number}",
                remedy="`padron review history` las nombra.",
            )
        decision = append(
            self._store, verdict=UNDECIDED, pair=former.pair, who=who, reason=reason, moment=moment
        )
        data = {"decision": UNDECIDED, "deshace": number, "quien": who, "numero": decision.number}
        record(self._store, moment, ENTERED, data=data)
        self.reload()
        return decision

    def opened(self, case: Case, *, who: str, moment: datetime) -> None:
        """Tell the ledger who looked at the two sides of a case."""
        record(self._store, moment, OPENED, data={"caso": case.name, "quien": who})

    def _answered_since(self) -> set[tuple[str, str]]:
        """Pairs about which somebody said something after the last step of linkage.

        That decisions contradict each other is known of those that were applied; an answer to it counts from the next
        step on, and the case waits no more until then.
        """
        state = read_state(self._store)
        applied = state.decisions if state else 0
        return {decision.pair for decision in self.decisions[applied:]}

    def _said(self) -> dict[tuple[str, str], str]:
        """The last word on each two persons, whichever of their records it was about."""
        self.engine.register(_DECIDED, latest_table(self.decisions))
        try:
            rows = self.engine.rows(statement("revision_dicha"))
        finally:
            self.engine.forget(_DECIDED)
        return {(str(first), str(second)): str(verdict) for first, second, verdict in rows}


def _level(name: str, gamma: int | None) -> str | None:
    """What a number in a comparison vector says; None when one of the two says nothing."""
    return _LEVELS[name].get(gamma) if gamma is not None else None


_LEVELS: Mapping[str, Mapping[int, str]] = {
    comparison.name: {gamma: level.name for gamma, level in levels_with_gamma(comparison)}
    for comparison in COMPARISONS
}

"""The life of a finding as a state machine: detected, notified, answered, resolved, closed.

Belongs here: which event may follow which, what a finding's events add up to, and which events a night, a returned
workbook or a decision of the ministry bring about. Does not belong here: the form of an event (finding_events.py), or
files and tables (assets/findings).

Nobody is removed by any of it: a finding asks, an institution answers, the ministry resolves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from snis.errors import FindingError
from snis.finding_events import ANSWERED, CLOSED, DETECTED, NOTIFIED, RESOLVED, Draft, Event
from snis.written_reason import refuse_numbers

# Why a finding is detected.
NEW, BACK, GREW, PASSED_ON, REOPENED = "nuevo", "reaparecio", "crecio", "otra_institucion", "reabierto"
# What an institution answers.
CONFIRMED, JUSTIFIED, CORRECTED, NOT_THE_PERSON, STUDYING = (
    "confirmado",
    "justificado",
    "corregido",
    "no_es_la_persona",
    "en_estudio",
)
ANSWERS = (CONFIRMED, JUSTIFIED, CORRECTED, NOT_THE_PERSON, STUDYING)
# What the ministry resolves.
STANDS, UNFOUNDED, OTHER_PERSON = "procede", "sin_lugar", "otra_persona"
RESOLUTIONS = (STANDS, UNFOUNDED, OTHER_PERSON)
# Why a finding that tonight's data do not show is closed.
RULE_CHANGED, EXPIRED, CLASS_CHANGED, PERSON_CHANGED, DATA_CORRECTED = (
    "regla_cambiada",
    "vencido",
    "clase_cambiada",
    "persona_cambiada",
    "datos_corregidos",
)
CLOSINGS = (RULE_CHANGED, EXPIRED, CLASS_CHANGED, PERSON_CHANGED, DATA_CORRECTED)
OPEN = frozenset({DETECTED, NOTIFIED, ANSWERED})
# States after which each event may come; None: of a finding that nobody has seen.
_AFTER: Mapping[str, frozenset[str | None]] = {
    DETECTED: frozenset({None, CLOSED, RESOLVED, DETECTED, NOTIFIED, ANSWERED}),
    NOTIFIED: frozenset({DETECTED}),
    ANSWERED: frozenset({DETECTED, NOTIFIED, ANSWERED}),
    RESOLVED: frozenset({DETECTED, NOTIFIED, ANSWERED}),
    CLOSED: frozenset({DETECTED, NOTIFIED, ANSWERED}),
}


_FACT_NAMES: Mapping[str, str] = {
    "regla": "rule",
    "regla_huella": "rule_mark",
    "regla_hasta": "rule_ends",
    "clase": "timing",
    "sujeto": "subject",
    "lados": "sides",
    "anio": "year",
    "institucion": "owner",
    "entregas": "deliveries",
}


@dataclass(frozen=True)
class Facts:
    """What a finding was when it was detected; keyed names, codes and counts.

    Attributes:
        rule, rule_mark: its rule, and a digest of what the rule said.
        rule_ends: last day on which the rule holds, aaaa-mm-dd; empty while there is no end in sight.
        timing: clase_codigo.
        subject: pseudonym of the person or household.
        sides: its modalities, and its counterpart.
        year: of its deliveries.
        owner: institution that answers.
        deliveries: how many there were.
    """

    rule: str
    rule_mark: str
    rule_ends: str
    timing: str
    subject: str
    sides: str
    year: int
    owner: str
    deliveries: int

    def but_for_class(self) -> tuple[object, ...]:
        """What two findings share that differ in their class alone."""
        return self.rule, self.subject, self.sides, self.year

    def as_data(self) -> dict[str, Any]:
        """As an event keeps them."""
        return {name: getattr(self, attribute) for name, attribute in _FACT_NAMES.items()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Facts":
        """From an event, or from a row with such columns."""
        return cls(**{attribute: data[name] for name, attribute in _FACT_NAMES.items()})


@dataclass(frozen=True)
class Life:
    """What the events of one finding add up to.

    Attributes:
        state: detectado, notificado, respondido, resuelto or cerrado.
        since: the day of its last change of state.
        detected: the day on which it was opened; the last time, when it was opened again.
        facts: as of then.
        answer: code of the last answer since it was opened; empty when there is none.
        answered_in: the workbook (respuesta_id) that brought it, and a keyed digest of its comment.
        resolution, closing: their codes; empty otherwise.
        events: how many there were.
    """

    finding: str
    state: str
    since: date
    detected: date
    facts: Facts
    answer: str = ""
    answered_in: tuple[str, str] = ("", "")
    resolution: str = ""
    closing: str = ""
    events: int = 1

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN

    @property
    def waits_for_owner(self) -> bool:
        """Whether the institution is the one to speak."""
        return self.state in {DETECTED, NOTIFIED} or (self.state == ANSWERED and self.answer == STUDYING)

    def age(self, today: date) -> int:
        """Days from its opening to today, or to the day on which it ended."""
        return max(0, ((today if self.is_open else self.since) - self.detected).days)


def lives_of(events: Iterable[Event]) -> dict[str, Life]:
    """What the events of all findings add up to, by finding.

    Raises:
        FindingError: an event may not follow the one before.
    """
    lives: dict[str, Life] = {}
    for event in events:
        lives[event.finding] = follow(lives.get(event.finding), event)
    return lives


def follow(life: Life | None, event: Event) -> Life:
    """A finding after one more event.

    Raises:
        FindingError: the event may not follow.
    """
    check_may_follow(life, event.kind)
    if life is None or event.kind == DETECTED:
        facts = Facts.from_data(event.data)
        events = life.events + 1 if life else 1
        return Life(event.finding, DETECTED, event.day, event.day, facts, events=events)
    after = replace(life, state=event.kind, since=event.day, events=life.events + 1)
    if event.kind == ANSWERED:
        return replace(
            after, answer=event.code, answered_in=(event.data["respuesta"], event.data["comentario"])
        )
    if event.kind == RESOLVED:
        return replace(
            after, resolution=event.code, facts=replace(life.facts, deliveries=event.data["entregas"])
        )
    return replace(after, closing=event.code) if event.kind == CLOSED else after


def check_may_follow(life: Life | None, kind: str) -> None:
    """Refuse an event that may not come after what a finding is.

    Raises:
        FindingError: says which state the finding is in.
    """
    if (life.state if life else None) not in _AFTER[kind]:
        state = life.state if life else "desconocido"
        raise FindingError(
            f"un hallazgo {state} no puede pasar a {kind}",
            remedy="`padron findings show` dice qué le ha pasado; uno resuelto se reabre con --reopen.",
        )


def detections(lives: Mapping[str, Life], found: Mapping[str, Facts]) -> Iterator[Draft]:
    """What a night detects: what is new, back, another institution's, or was paid again after it was upheld."""
    for finding, facts in sorted(found.items()):
        if code := _why_detected(lives.get(finding), facts):
            yield Draft(DETECTED, finding, code, facts.as_data())


def _why_detected(life: Life | None, facts: Facts) -> str:
    if life is None:
        return NEW
    if life.state == CLOSED:
        return BACK
    if life.state == RESOLVED:
        grew = life.resolution == STANDS and facts.deliveries > life.facts.deliveries
        return GREW if grew else ""
    return PASSED_ON if facts.owner != life.facts.owner else ""


def closings(
    lives: Mapping[str, Life],
    found: Mapping[str, Facts],
    *,
    rules: Mapping[tuple[str, str], str],
    moved: Mapping[str, date],
    today: date,
) -> Iterator[Draft]:
    """What a night closes: open findings that the data show no longer, each with its reason.

    Args:
        lives: all findings.
        found: what tonight's data show.
        rules: digest of each rule in force, by rule and sides.
        moved: the last day on which a person was merged, split or reassigned.
        today: the night's day.
    """
    remaining = {facts.but_for_class() for facts in found.values()}
    for finding, life in sorted(lives.items()):
        if life.is_open and finding not in found:
            yield Draft(
                CLOSED, finding, _why_closed(life, remaining, rules=rules, moved=moved, today=today), {}
            )


def _why_closed(
    life: Life,
    remaining: set[tuple[object, ...]],
    *,
    rules: Mapping[tuple[str, str], str],
    moved: Mapping[str, date],
    today: date,
) -> str:
    facts = life.facts
    mark = rules.get((facts.rule, facts.sides))
    if mark is None and facts.rule_ends and facts.rule_ends < today.isoformat():
        return EXPIRED
    if mark != facts.rule_mark:
        return RULE_CHANGED
    if facts.but_for_class() in remaining:
        return CLASS_CHANGED
    if moved.get(facts.subject, date.min) >= life.detected:
        return PERSON_CHANGED
    return DATA_CORRECTED


def notifications(lives: Mapping[str, Life], findings: Iterable[str], edition: str) -> Iterator[Draft]:
    """What a written workbook tells its institution for the first time."""
    for finding in findings:
        if lives[finding].state == DETECTED:
            yield Draft(NOTIFIED, finding, "", {"edicion": edition})


def resolution(life: Life | None, code: str, *, reason: str, deliveries: int) -> Draft:
    """What the ministry resolves.

    Raises:
        FindingError: there is no such finding, it is not open, the code is not one, or the reason holds a number that
            could be somebody's.
    """
    if life is None:
        raise FindingError("no hay tal hallazgo")
    if code not in RESOLUTIONS:
        raise FindingError(f"una resolución es {', '.join(RESOLUTIONS)}")
    check_may_follow(life, RESOLVED)
    refuse_numbers(reason, what="el motivo", place="--reason", error=FindingError)
    return Draft(RESOLVED, life.finding, code, {"motivo": reason, "entregas": deliveries})


def reopening(life: Life | None) -> Draft:
    """What takes a resolution back; the institution is asked again.

    Raises:
        FindingError: there is no such finding, or nobody resolved it.
    """
    if life is None or life.state != RESOLVED:
        raise FindingError("solo se reabre un hallazgo resuelto")
    return Draft(DETECTED, life.finding, REOPENED, life.facts.as_data())


def in_order_of_age(lives: Iterable[Life]) -> Sequence[Life]:
    """Findings, the oldest first."""
    return sorted(lives, key=lambda life: (life.detected, life.facts.rule, life.finding))

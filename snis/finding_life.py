"""The life of a finding as a state machine: detected, notified, answered, resolved, closed.

Belongs here: which event may follow which, what a finding's events add up to, and which events a decision of the
ministry brings about. Does not belong here: what a night or a returned workbook brings about (finding_night.py,
finding_answers.py), the form of an event (finding_events.py), or files and tables (assets/findings).

Nobody is removed by any of it: a finding asks, an institution answers, the ministry resolves.
"""

from collections.abc import Iterable, Mapping, Sequence
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
# Why a finding that tonight's data do not show is closed; two of them also say why one goes on under another name.
RULE_CHANGED, EXPIRED, CLASS_CHANGED, PERSON_CHANGED, FUSED, DATA_CORRECTED = (
    "regla_cambiada",
    "vencido",
    "clase_cambiada",
    "persona_cambiada",
    "fusion",
    "datos_corregidos",
)
OPEN = frozenset({DETECTED, NOTIFIED, ANSWERED})
# States after which each event may come; None: of a finding that nobody has seen.
_AFTER: Mapping[str, frozenset[str | None]] = {
    DETECTED: frozenset({None, CLOSED, RESOLVED, DETECTED, NOTIFIED, ANSWERED}),
    NOTIFIED: frozenset({DETECTED}),
    ANSWERED: frozenset({DETECTED, NOTIFIED, ANSWERED}),
    RESOLVED: frozenset({DETECTED, NOTIFIED, ANSWERED}),
    # One that was resolved is closed only when it goes on under another name.
    CLOSED: frozenset({DETECTED, NOTIFIED, ANSWERED, RESOLVED}),
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
        was: the state that it was closed in; empty while it is not.
        before: findings that go on in this one, which was opened for them.
        after: the finding in which it goes on; empty when it does not.
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
    was: str = ""
    before: tuple[str, ...] = ()
    after: str = ""
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
        return _opened(event, events=life.events + 1 if life else 1)
    after = replace(life, state=event.kind, since=event.day, events=life.events + 1)
    if event.kind == ANSWERED:
        return replace(
            after, answer=event.code, answered_in=(event.data["respuesta"], event.data["comentario"])
        )
    if event.kind == RESOLVED:
        return replace(
            after, resolution=event.code, facts=replace(life.facts, deliveries=event.data["entregas"])
        )
    if event.kind == CLOSED:
        return replace(after, closing=event.code, was=life.state, after=event.data.get("sigue", ""))
    return after


def _opened(event: Event, *, events: int) -> Life:
    """A finding that was opened: anew, or with what was said of those that go on in it."""
    before = tuple(event.data.get("antes", ()))
    opened = Life(
        event.finding,
        DETECTED,
        event.day,
        event.day,
        Facts.from_data(event.data),
        before=before,
        events=events,
    )
    if (told := event.data.get("hereda")) is None:
        return opened
    return replace(
        opened,
        state=told["estado"],
        since=date.fromisoformat(told["desde"]),
        detected=date.fromisoformat(told["detectado"]),
        answer=told["respuesta"],
        answered_in=(told["respondido_en"][0], told["respondido_en"][1]),
        resolution=told["resolucion"],
    )


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

"""Payments against registers, on two clocks: the readable reference of assets/link/link_cruce.sql.

Belongs here: which payments run into what a register says, and what was known when they were made, on plain values.
Does not belong here: the bulk computation (SQL), two programmes at once (coincidence_findings.py), what a rule may say
(coincidence_rules.py). A property test proves that this module and the SQL give equal rows.

A fact happened on one day, the register wrote it down on another, and its list reached us on a third. A payment is
judged by what was known before its day, never by what came on it or after. Source: docs/metodo/cruces.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from snis.coincidence_findings import NOT_MADE
from snis.coincidence_rules import ABSENCE, FACTS
from snis.coincidence_table import Effective

_DAY = timedelta(days=1)
DEATH = "renap_defuncion"


class Timing(StrEnum):
    """What could be known of a fact when a payment was made; the first that fits, from top to bottom.

    KNOWN: its list had reached us before the payment: a control that failed.
    IN_WINDOW: it happened inside the period that was paid, which had begun.
    REGISTERED_LATE: the register itself wrote it down on the day of the payment or later.
    LIST_LATE: the register knew, and its list reached us on the day of the payment or later.
    """

    KNOWN = "conocida_antes"
    IN_WINDOW = "en_ventana"
    REGISTERED_LATE = "registrada_tarde"
    LIST_LATE = "lista_tarde"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row of a register.

    Attributes:
        occurred, registered, ended: days as the register gives them.
        known: the day its list reached us.
        order: transfer, sheet and row; tells two rows of one day apart.
        modality: of a padrón.
    """

    register: str
    person: str
    known: date
    order: tuple[str, str, int]
    occurred: date | None = None
    registered: date | None = None
    ended: date | None = None
    modality: str | None = None


@dataclass(frozen=True, kw_only=True)
class Payment:
    """A delivery to a person.

    Attributes:
        period_start: first day of the period that it pays.
        known: the day its file reached us.
        has_cui: whether its row carried a CUI that holds.
    """

    person: str
    modality: str
    day: date
    period_start: date
    known: date
    address: tuple[str, str, int]
    has_cui: bool = True
    state: str | None = None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What a register says in all its rows about one thing: the last known row tells when it began and ended.

    Attributes:
        registered: the day the register wrote down that it began.
        known: the day we first heard of it.
        end_known: the day we first heard of this end.
    """

    person: str
    modality: str | None
    start: date
    end: date | None
    registered: date
    known: date
    end_known: date | None = None


@dataclass(frozen=True, kw_only=True, order=True)
class Crossing:
    """One row of link_cruce: a rule, and a payment that runs into what the register says."""

    rule: str
    address: tuple[str, str, int]
    timing: str
    occurred: date | None
    registered: date | None
    known: date


def timing(*, day: date, period_start: date, occurred: date, registered: date, known: date) -> Timing:
    """What could be known when a payment was made on `day`."""
    if known < day:
        return Timing.KNOWN
    if occurred >= period_start:
        return Timing.IN_WINDOW
    return Timing.REGISTERED_LATE if registered >= day else Timing.LIST_LATE


def facts(entries: Iterable[Entry], *, register: str, as_of: date | None = None) -> list[Fact]:
    """One fact for each death, and for each start of a job, pension, contract or enrolment.

    A register repeats itself from list to list. What it said last holds (an end that was added, a day of death that was
    corrected); we have known of it since the first list. Lists that came after `as_of` had not been seen.
    """
    told: dict[tuple[str, str | None, date | None], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.register == register and (as_of is None or entry.known <= as_of):
            start = None if register == DEATH else _start(entry)
            told[entry.person, entry.modality if register == ABSENCE else None, start].append(entry)
    found = []
    for rows in told.values():
        dated = [entry for entry in rows if entry.occurred] or rows
        last = max(dated, key=lambda entry: (entry.known, entry.order))
        found.append(
            Fact(
                person=last.person,
                modality=last.modality,
                start=_start(last),
                end=None if register == DEATH else last.ended,
                registered=min(entry.registered or _start(entry) for entry in rows),
                known=min(entry.known for entry in rows),
                end_known=min(
                    (entry.known for entry in rows if last.ended and entry.ended == last.ended), default=None
                ),
            )
        )
    return found


def _start(entry: Entry) -> date:
    """A row without day says nothing of the time before it was written down, or before it reached us."""
    return entry.occurred or entry.registered or entry.known


def crossings(
    payments: Iterable[Payment],
    entries: Iterable[Entry],
    rules: Iterable[Effective],
    *,
    as_of: date | None = None,
) -> list[Crossing]:
    """All crossings with registers, in rule and address order.

    Args:
        payments: deliveries; those without collection or sent back are left out.
        entries: rows of all registers.
        rules: rules in force; those of other kinds are left out.
        as_of: only what had reached us by the end of this day; None for everything.
    """
    paid = [
        item
        for item in payments
        if item.state not in NOT_MADE and (as_of is None or item.known <= as_of)
    ]  # fmt: skip
    known = list(entries)
    comparable = {item.person for item in paid if item.has_cui}
    found: list[Crossing] = []
    for rule in rules:
        under = [item for item in paid if item.modality == rule.modality_a and _in_force(rule, item.day)]
        if rule.source in FACTS:
            of_person: dict[str, list[Fact]] = defaultdict(list)
            for fact in facts(known, register=rule.source, as_of=as_of):
                of_person[fact.person].append(fact)
            found.extend(hit for item in under for hit in _met(rule, item, of_person[item.person]))
        elif rule.source == ABSENCE:
            listed = [
                fact
                for fact in facts(known, register=ABSENCE, as_of=as_of)
                if fact.modality == rule.modality_a
            ]
            under = [item for item in under if item.person in comparable]
            found.extend(hit for item in under for hit in _missing(rule, item, listed))
    return sorted(found)


def _met(rule: Effective, item: Payment, candidates: Sequence[Fact]) -> Iterator[Crossing]:
    """The payment while the fact holds; of several facts, the one that was known first."""
    held = [fact for fact in candidates if _holds(rule, fact, item.day)]
    if held:
        first = min(held, key=lambda fact: (fact.known, fact.registered, fact.start))
        yield _crossing(rule, item, occurred=first.start, registered=first.registered, known=first.known)


def _holds(rule: Effective, fact: Fact, day: date) -> bool:
    """A death counts from the next day on; everything else on its first and last day too."""
    window = rule.rule.window
    begins = fact.start + (_DAY if rule.source == DEATH else 0 * _DAY) - window.before * _DAY
    ends = fact.end + window.after * _DAY if fact.end else date.max
    return begins <= day <= ends and (day - begins).days + 1 > window.tolerance


def _missing(rule: Effective, item: Payment, listed: Sequence[Fact]) -> Iterator[Crossing]:
    """The payment to somebody whom the padrón of the modality does not hold on its day.

    Left before: the day of leaving is the fact. Enrolled only later: that day is. Never enrolled: there is none, and
    the first list of the padrón says since when that could be seen. Without any list nothing is said.
    """
    own = [fact for fact in listed if fact.person == item.person]
    if not listed or any(fact.start <= item.day <= (fact.end or date.max) for fact in own):
        return
    left = [fact for fact in own if fact.end is not None and fact.end < item.day]
    later = [fact for fact in own if fact.start > item.day]
    if left:
        last = max(left, key=lambda fact: (fact.end or date.min, fact.start))
        end = last.end or last.start
        yield _crossing(rule, item, occurred=end, registered=end, known=last.end_known or last.known)
    elif later:
        first = min(later, key=lambda fact: fact.start)
        yield Crossing(
            rule=rule.rule.id,
            address=item.address,
            timing=Timing.REGISTERED_LATE,
            occurred=first.start,
            registered=first.registered,
            known=first.known,
        )
    else:
        since = min(fact.known for fact in listed)
        seen = Timing.KNOWN if since < item.day else Timing.LIST_LATE
        yield Crossing(
            rule=rule.rule.id,
            address=item.address,
            timing=seen,
            occurred=None,
            registered=None,
            known=since,
        )


def _crossing(rule: Effective, item: Payment, *, occurred: date, registered: date, known: date) -> Crossing:
    when = timing(
        day=item.day, period_start=item.period_start, occurred=occurred, registered=registered, known=known
    )
    return Crossing(
        rule=rule.rule.id,
        address=item.address,
        timing=when,
        occurred=occurred,
        registered=registered,
        known=known,
    )


def _in_force(rule: Effective, day: date) -> bool:
    return rule.first <= day and (rule.last is None or day <= rule.last)

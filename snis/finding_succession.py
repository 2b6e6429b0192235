"""Findings whose person was merged with another or split: which one goes on in which, and with what was said of it.

Belongs here: matching the findings of before with those of tonight by where the records of their persons went, and the
events that hand a life on. Does not belong here: any other life (finding_life.py), or how persons come about
(assets/link).

A finding is named after its person, so that another person makes another name of the same case. Whoever was asked, or
answered, is not asked again as if it were new: the life goes on under the new name, and the old one is closed and says
where. Of several that become one, the least advanced goes on, so that no open question is lost; of what comes back from
a merge that was undone, the most advanced, because both spoke of the same deliveries.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from snis.finding_events import ANSWERED, CLOSED, DETECTED, NOTIFIED, RESOLVED, Draft
from snis.finding_life import FUSED, PERSON_CHANGED, Facts, Life
from snis.finding_night import why_detected

MERGED = "fusionada"
_RANKS: Mapping[str, int] = {DETECTED: 0, NOTIFIED: 1, ANSWERED: 2, RESOLVED: 3}


@dataclass(frozen=True)
class Move:
    """Records of a person that went to another (empty: to nobody), by what kind of event, and the last day of it."""

    source: str
    target: str
    kind: str
    day: date


@dataclass(frozen=True)
class Succession:
    """What is handed on in a night: the events that open and close findings, by finding."""

    opened: Mapping[str, Draft] = field(default_factory=dict)
    closed: Mapping[str, Draft] = field(default_factory=dict)


@dataclass(frozen=True)
class _Link:
    """A finding of before and one of tonight that holds deliveries of it."""

    before: Life
    after: str
    is_merge: bool


def succession(lives: Mapping[str, Life], found: Mapping[str, Facts], moves: Iterable[Move]) -> Succession:
    """What goes on under another name.

    Args:
        lives: all findings.
        found: what tonight's data show.
        moves: where records of persons went.
    """
    opened: dict[str, Draft] = {}
    closed: dict[str, Draft] = {}
    by_heir: dict[str, list[_Link]] = defaultdict(list)
    for link in _links(lives, found, moves):
        by_heir[link.after].append(link)
    for after, links in sorted(by_heir.items()):
        code = FUSED if any(link.is_merge for link in links) else PERSON_CHANGED
        gone = [link for link in links if link.before.finding not in found]
        goes_on = _goes_on(lives.get(after), [link.before for link in gone or links], is_split=not gone)
        if goes_on is not None:
            before = sorted({link.before.finding for link in gone or links})
            opened[after] = Draft(DETECTED, after, code, _handed_on(goes_on, found[after], before))
        for link in gone:
            reason = FUSED if link.is_merge else PERSON_CHANGED
            closed[link.before.finding] = Draft(CLOSED, link.before.finding, reason, {"sigue": after})
    return Succession(opened, closed)


def _goes_on(own: Life | None, others: Sequence[Life], *, is_split: bool) -> Life | None:
    """The life that goes on in a finding; None when it simply keeps its own."""
    least = min(others, key=lambda life: (_rank(life), life.detected, life.finding))
    if own is None or own.state == CLOSED:
        if own is not None and own.closing in {FUSED, PERSON_CHANGED}:
            suspended = replace(own, state=own.was)
            return max(suspended, least, key=_rank)
        return least
    return least if not is_split and _rank(least) < _rank(own) else None


def _rank(life: Life) -> int:
    """How far a finding has come; what its institution still studies waits for it as if it had not answered."""
    return _RANKS[NOTIFIED] if life.state == ANSWERED and life.waits_for_owner else _RANKS[life.state]


def _handed_on(life: Life, facts: Facts, before: Sequence[str]) -> dict[str, Any]:
    """What the opening event keeps; without a state when tonight's data ask anew."""
    data = {**facts.as_data(), "antes": list(before)}
    if why_detected(life, facts):
        return data
    return {
        **data,
        "hereda": {
            "estado": life.state,
            "desde": life.since.isoformat(),
            "detectado": life.detected.isoformat(),
            "respuesta": life.answer,
            "respondido_en": list(life.answered_in),
            "resolucion": life.resolution,
        },
    }


def _links(lives: Mapping[str, Life], found: Mapping[str, Facts], moves: Iterable[Move]) -> Iterator[_Link]:
    by_source: dict[str, list[Move]] = defaultdict(list)
    for move in moves:
        by_source[move.source].append(move)
    heirs = {(facts.subject, *_case(facts)): finding for finding, facts in found.items()}
    for finding, life in sorted(lives.items()):
        if life.state != CLOSED and life.facts.subject in by_source:
            for subject, is_merge in sorted(_reached(life, by_source).items()):
                after = heirs.get((subject, *_case(life.facts)))
                if after is not None and after != finding:
                    yield _Link(life, after, is_merge)


def _case(facts: Facts) -> tuple[object, ...]:
    """What two findings share that differ in their person alone."""
    return facts.rule, facts.rule_mark, facts.timing, facts.sides, facts.year


def _reached(life: Life, by_source: Mapping[str, Sequence[Move]]) -> dict[str, bool]:
    """Persons to whom records went since the finding was opened, and whether the old person ended in them."""
    reached: dict[str, bool] = {}
    waiting = [(life.facts.subject, False)]
    while waiting:
        source, is_merge = waiting.pop()
        for move in by_source.get(source, ()):
            if move.target and move.day >= life.detected and move.target not in reached:
                reached[move.target] = is_merge or move.kind == MERGED
                waiting.append((move.target, reached[move.target]))
    return reached

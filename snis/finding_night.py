"""Which events a night brings about: what it detects, what it closes and why, and whom its workbooks told.

Belongs here: comparing what tonight's data show with the findings of before. Does not belong here: findings that go on
under another name (finding_succession.py), or which event may follow which (finding_life.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from snis.finding_events import CLOSED, DETECTED, NOTIFIED, RESOLVED, Draft
from snis.finding_life import (
    BACK,
    CLASS_CHANGED,
    DATA_CORRECTED,
    EXPIRED,
    GREW,
    NEW,
    PASSED_ON,
    PERSON_CHANGED,
    RULE_CHANGED,
    STANDS,
    Facts,
    Life,
)


def detections(
    lives: Mapping[str, Life], found: Mapping[str, Facts], *, handed_on: Mapping[str, Draft]
) -> Iterator[Draft]:
    """What a night detects: what is new, back, another institution's, or was paid again after it was upheld.

    Args:
        lives: all findings.
        found: what tonight's data show.
        handed_on: findings in which others go on, with the event that says so.
    """
    for finding, facts in sorted(found.items()):
        if finding in handed_on:
            yield handed_on[finding]
        elif code := why_detected(lives.get(finding), facts):
            yield Draft(DETECTED, finding, code, facts.as_data())


def why_detected(life: Life | None, facts: Facts) -> str:
    """Why a finding is opened tonight; empty when it goes on as it was."""
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
    handed_on: Mapping[str, Draft],
    today: date,
) -> Iterator[Draft]:
    """What a night closes: open findings that the data show no longer, each with its reason.

    One that was resolved is closed when it goes on under another name, so that nobody counts it twice.

    Args:
        lives: all findings.
        found: what tonight's data show.
        rules: digest of each rule in force, by rule and sides.
        moved: the last day on which a person was merged, split or reassigned.
        handed_on: findings that go on in others, with the event that says so.
        today: the night's day.
    """
    remaining = {facts.but_for_class() for facts in found.values()}
    for finding, life in sorted(lives.items()):
        if finding in handed_on:
            yield handed_on[finding]
        elif life.is_open and finding not in found:
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

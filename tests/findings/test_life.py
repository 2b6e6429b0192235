"""The life of a finding: which event may follow which, what a night detects and closes and why. Pure rules."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from snis.errors import FindingError
from snis.finding_events import (
    ANSWERED,
    CLOSED,
    DETECTED,
    KINDS,
    NOTIFIED,
    RESOLVED,
    Draft,
    Event,
    read_events,
    sign_next,
    signing_key,
    to_line,
)
from snis.finding_life import Facts, Life, lives_of, reopening, resolution
from snis.finding_night import closings, detections

KEY = signing_key(bytes(range(32)))
START = datetime.fromisoformat("2026-03-01T01:00:00-06:00")
ONE, OTHER = "1" * 32, "2" * 32
FACTS = Facts(
    rule="CRU-01", rule_mark="m1", rule_ends="", timing="lista_tarde", subject="a" * 32, sides="P41|renap_defuncion",
    year=2026, owner="mintrab", deliveries=2,
)  # fmt: skip
RULES = {("CRU-01", "P41|renap_defuncion"): "m1"}
SAID = {
    DETECTED: Draft(DETECTED, ONE, "nuevo", FACTS.as_data()),
    NOTIFIED: Draft(NOTIFIED, ONE, "", {"edicion": "E1"}),
    ANSWERED: Draft(ANSWERED, ONE, "confirmado", {"respuesta": "R1", "comentario": ""}),
    RESOLVED: Draft(RESOLVED, ONE, "procede", {"motivo": "", "entregas": 2}),
    CLOSED: Draft(CLOSED, ONE, "datos_corregidos", {}),
}


def happened(*drafts: Draft) -> list[Event]:
    """Events a day apart."""
    events: list[Event] = []
    for days, draft in enumerate(drafts):
        last = events[-1] if events else None
        events.append(sign_next(last, draft, moment=START + timedelta(days=days), who="padron", key=KEY))
    return events


def life(*kinds: str) -> Life:
    """A finding after some events, a day apart."""
    return lives_of(happened(*(SAID[kind] for kind in kinds)))[ONE]


ALLOWED = {
    (): {DETECTED},
    (DETECTED,): {DETECTED, NOTIFIED, ANSWERED, RESOLVED, CLOSED},
    (DETECTED, NOTIFIED): {DETECTED, ANSWERED, RESOLVED, CLOSED},
    (DETECTED, NOTIFIED, ANSWERED): {DETECTED, ANSWERED, RESOLVED, CLOSED},
    (DETECTED, RESOLVED): {DETECTED, CLOSED},
    (DETECTED, CLOSED): {DETECTED},
}


@pytest.mark.parametrize("before", ALLOWED, ids="-".join)
def test_what_may_follow_what(before: tuple[str, ...]) -> None:
    allowed = set()
    for kind in KINDS:
        try:
            life(*before, kind)
        except FindingError:
            continue
        allowed.add(kind)
    assert allowed == ALLOWED[before]


def test_age_runs_while_it_is_open_and_stops_when_it_ends() -> None:
    today = date(2026, 3, 31)
    assert life(DETECTED, NOTIFIED).age(today) == 30
    assert life(DETECTED, NOTIFIED, CLOSED).age(today) == 2


def test_who_has_to_speak() -> None:
    assert life(DETECTED, NOTIFIED).waits_for_owner
    assert not life(DETECTED, NOTIFIED, ANSWERED).waits_for_owner
    assert replace(life(DETECTED, NOTIFIED, ANSWERED), answer="en_estudio").waits_for_owner


DETECTIONS = [
    ((), FACTS, "nuevo"),
    ((DETECTED,), FACTS, None),
    ((DETECTED, NOTIFIED, ANSWERED), replace(FACTS, deliveries=9), None),
    ((DETECTED,), replace(FACTS, owner="mides"), "otra_institucion"),
    ((DETECTED, CLOSED), FACTS, "reaparecio"),
    ((DETECTED, RESOLVED), FACTS, None),
    ((DETECTED, RESOLVED), replace(FACTS, deliveries=3), "crecio"),
]


@pytest.mark.parametrize(("before", "facts", "why"), DETECTIONS)
def test_what_a_night_detects(before: tuple[str, ...], facts: Facts, why: str | None) -> None:
    lives = {ONE: life(*before)} if before else {}
    assert [draft.code for draft in detections(lives, {ONE: facts}, handed_on={})] == ([why] if why else [])


def test_what_was_unfounded_is_not_asked_again_for_more_of_the_same() -> None:
    settled = replace(life(DETECTED, RESOLVED), resolution="sin_lugar")
    assert list(detections({ONE: settled}, {ONE: replace(FACTS, deliveries=9)}, handed_on={})) == []


CLOSINGS: list[tuple[Facts, dict[tuple[str, str], str], dict[str, date], dict[str, Facts], str]] = [
    (FACTS, RULES, {}, {}, "datos_corregidos"),
    (FACTS, {}, {}, {}, "regla_cambiada"),
    (FACTS, {next(iter(RULES)): "m2"}, {}, {}, "regla_cambiada"),
    (replace(FACTS, rule_ends="2026-03-10"), {}, {}, {}, "vencido"),
    (replace(FACTS, rule_ends="2026-12-31"), {}, {}, {}, "regla_cambiada"),
    (FACTS, RULES, {}, {OTHER: replace(FACTS, timing="conocida_antes")}, "clase_cambiada"),
    (FACTS, RULES, {FACTS.subject: date(2026, 3, 5)}, {}, "persona_cambiada"),
    (FACTS, RULES, {FACTS.subject: date(2026, 2, 5)}, {}, "datos_corregidos"),
]


@pytest.mark.parametrize(("facts", "rules", "moved", "found", "why"), CLOSINGS)
def test_why_a_finding_that_vanished_is_closed(
    facts: Facts,
    rules: dict[tuple[str, str], str],
    moved: dict[str, date],
    found: dict[str, Facts],
    why: str,
) -> None:
    known = replace(life(DETECTED, NOTIFIED), facts=facts)
    drafts = closings({ONE: known}, found, rules=rules, moved=moved, handed_on={}, today=date(2026, 3, 20))
    assert [(draft.kind, draft.code) for draft in drafts] == [(CLOSED, why)]


@pytest.mark.parametrize("last", [RESOLVED, CLOSED])
def test_what_is_over_is_not_closed_again(last: str) -> None:
    drafts = closings(
        {ONE: life(DETECTED, last)}, {}, rules=RULES, moved={}, handed_on={}, today=date(2026, 3, 20)
    )
    assert list(drafts) == []


def test_only_what_is_resolved_is_opened_again() -> None:
    assert reopening(life(DETECTED, RESOLVED)).code == "reabierto"
    for wrong in (None, life(DETECTED), life(DETECTED, CLOSED)):
        with pytest.raises(FindingError):
            reopening(wrong)


def test_a_resolution_is_one_of_three() -> None:
    with pytest.raises(FindingError, match="procede, sin_lugar, otra_persona"):
        resolution(life(DETECTED), "tal_vez", reason="", deliveries=1)


def lines(events: Iterable[Event]) -> list[str]:
    return [to_line(event) for event in events]


def test_lines_are_read_as_they_were_written() -> None:
    events = happened(SAID[DETECTED], SAID[NOTIFIED])
    assert list(read_events(lines(events), KEY)) == events


@pytest.mark.parametrize(
    "tamper",
    [
        lambda told: [told[0].replace("nuevo", "crecio"), *told[1:]],
        lambda told: [told[1], told[0], told[2]],
        lambda told: [told[0], told[2]],
        lambda told: [*told, told[2]],
        lambda told: [*told, "{}"],
    ],
    ids=["changed", "moved", "taken out", "repeated", "no event"],
)
def test_a_line_that_was_tampered_with_shows(tamper: object) -> None:
    told = lines(happened(SAID[DETECTED], SAID[NOTIFIED], SAID[ANSWERED]))
    with pytest.raises(FindingError, match="línea"):
        read_events(tamper(told), KEY)  # type: ignore[operator]


def test_another_deployments_key_opens_nothing() -> None:
    with pytest.raises(FindingError, match="firma"):
        read_events(lines(happened(SAID[DETECTED])), signing_key(b"x" * 32))

"""The life of an item: which event may follow which, what people may say, and that no order of nights breaks it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snis.errors import SfiError
from snis.quality_policy import QualityPolicy
from snis.sfi_events import (
    ASSIGNED,
    CLOSED,
    CORRECTED,
    EVENTS,
    FORM,
    KINDS,
    OBJECTED,
    OPENED,
    REOPENED,
    STARTED,
    item_name,
)
from snis.sfi_evidence import Delivery, Failure, Layout, RefusedFile, SentFile
from snis.sfi_item import Item, Measure, assignment, follow, start, waiver
from snis.sfi_night import RuleFacts, plan_of_night
from snis.sfi_progress import progress_of
from snis.signed_events import Draft, Event

KEY = FORM.key(bytes(range(32)))
START = datetime.fromisoformat("2026-02-01T01:00:00-06:00")
NAME = item_name("mides", "pagos", "CUI-05")
SEEN = Measure("2026-01", 100, 8, 0, 100, 0, ("T0",), ("cui",)).as_data()
OPENING = {
    "institucion": "mides", "contrato": "pagos", "regla": "CUI-05", "gravedad": "avisa", "vence": "2026-03-18",
    "unidad": "enlace", **SEEN,
}  # fmt: skip
SAID = {
    OPENED: Draft(OPENED, NAME, "tolerancia", OPENING),
    ASSIGNED: Draft(ASSIGNED, NAME, "", {"unidad": "informatica", "vence": "2026-04-01"}),
    STARTED: Draft(STARTED, NAME, "", {}),
    OBJECTED: Draft(OBJECTED, NAME, "encogida", SEEN),
    CORRECTED: Draft(CORRECTED, NAME, "entrega", SEEN),
    CLOSED: Draft(CLOSED, NAME, "dispensa", {"motivo": "acordado", "hasta": ""}),
    REOPENED: Draft(REOPENED, NAME, "reaparecio", OPENING),
}
RULES = {
    "CUI-05": RuleFacts("validez", "cuarentena", "enlace"),
    "ARC-05": RuleFacts("consistencia", "rechazo", "enlace"),
    "ARC-18": RuleFacts("oportunidad", "aviso", "enlace"),
}
POLICY = QualityPolicy()


def signed(drafts: Sequence[Draft]) -> list[Event]:
    """Events a day apart."""
    events: list[Event] = []
    for days, draft in enumerate(drafts):
        last = events[-1] if events else None
        moment = START + timedelta(days=days)
        events.append(EVENTS.sign_next(last, draft, moment=moment, who="padron", key=KEY))
    return events


def after(*kinds: str) -> Item:
    """An item after some events."""
    item: Item | None = None
    for event in signed([SAID[kind] for kind in kinds]):
        item = follow(item, event)
    assert item is not None
    return item


ALLOWED = {
    (): {OPENED},
    (OPENED,): {ASSIGNED, OBJECTED, CORRECTED, CLOSED},
    (OPENED, ASSIGNED): {ASSIGNED, STARTED, OBJECTED, CORRECTED, CLOSED},
    (OPENED, ASSIGNED, STARTED): {ASSIGNED, OBJECTED, CORRECTED, CLOSED},
    (OPENED, CORRECTED): {OBJECTED, CLOSED, REOPENED},
    (OPENED, CLOSED): {REOPENED},
    (OPENED, CLOSED, REOPENED): {ASSIGNED, STARTED, OBJECTED, CORRECTED, CLOSED},
}


@pytest.mark.parametrize("before", ALLOWED, ids="-".join)
def test_what_may_follow_what(before: tuple[str, ...]) -> None:
    allowed = set()
    for kind in KINDS:
        try:
            after(*before, kind)
        except SfiError:
            continue
        allowed.add(kind)
    assert allowed == ALLOWED[before]


def test_it_is_closed_with_evidence_only_after_it_was_corrected() -> None:
    evidence = replace(SAID[CLOSED], code="evidencia", data=SEEN)
    with pytest.raises(SfiError, match="ya está corregida"):
        follow(after(OPENED), signed([evidence])[0])
    assert follow(after(OPENED, CORRECTED), signed([evidence])[0]).closing == "evidencia"


def test_an_assignment_names_a_unit_and_a_day() -> None:
    draft = assignment(after(OPENED), unit="informatica", due=date(2026, 4, 1))
    assert follow(after(OPENED), signed([draft])[0]).unit == "informatica"
    with pytest.raises(SfiError, match="nunca lleva nombres"):
        assignment(after(OPENED), unit="Juan Pérez", due=None)


def test_it_is_assigned_before_it_is_started() -> None:
    with pytest.raises(SfiError, match="no puede pasar a en_curso"):
        start(after(OPENED))


@pytest.mark.parametrize("reason", ["", "  ", "lo pidió 1234567890101"])
def test_a_waiver_has_a_reason_without_anybodys_number(reason: str) -> None:
    with pytest.raises(SfiError):
        waiver(after(OPENED), reason=reason, until=None)


def test_what_is_late_counts_until_it_is_mended() -> None:
    assert after(OPENED).days_late(date(2026, 3, 28)) == 10
    assert after(OPENED, CORRECTED).days_late(date(2026, 3, 28)) == 0


def test_the_avance_weighs_by_severity_and_leaves_waivers_and_old_successes_out() -> None:
    one, today = after(OPENED), date(2026, 3, 1)
    grave = replace(one, name="a:b:ARC-05", severity="bloquea", state=CORRECTED)
    waived = replace(one, name="a:b:CUI-01", state=CLOSED, closing="dispensa")
    assert progress_of([one, grave, waived], today).share == pytest.approx(3 / 5)
    assert progress_of([one, grave, waived], today + timedelta(days=400)).share == 0
    assert progress_of([], today).share == 1


def delivery(period: int, *, failing: int = 0, rows: int = 100, mended: int = 0, gone: int = 0) -> Delivery:
    """The delivery of a month, with rows that fail CUI-05."""
    failures = {"CUI-05": Failure(rows - gone, failing, mended, ("cui",))} if failing else {}
    file = SentFile(f"T{period}-{failing}-{rows}", rows, gone, frozenset({"cui"}), failures)
    return Delivery(f"2026-{period:02d}", date(2026, period, 1), (file,))


def night(items: dict[str, Item], layout: Layout, today: date = date(2026, 3, 1)) -> list[Draft]:
    """What a night adds; the items follow."""
    drafts = list(plan_of_night(items, [layout], RULES, POLICY, today))
    for event in signed(drafts):
        items[event.subject] = follow(items.get(event.subject), event)
    return drafts


def test_rules_that_are_no_defect_open_nothing() -> None:
    replaced = SentFile("T1", 10, 0, frozenset(), {"ARC-18": Failure(1, 1), "ZZZ-99": Failure(10, 10)})
    assert night({}, Layout("mides", "pagos", (Delivery("2026-01", date(2026, 1, 1), (replaced,)),))) == []


def test_a_delivery_of_two_files_passes_when_both_do() -> None:
    good, bad = delivery(1, rows=10_000).files[0], delivery(1, failing=8).files[0]
    drafts = night({}, Layout("mides", "pagos", (Delivery("2026-01", date(2026, 1, 1), (good, bad)),)))
    assert [draft.kind for draft in drafts] == [OPENED]


def test_a_waiver_holds_until_it_fails_twice_as_much_or_ends() -> None:
    waived = waiver(after(OPENED), reason="acordado", until=date(2026, 3, 31))
    item = follow(after(OPENED), signed([waived])[0])
    for failing, today, expected in [
        (8, date(2026, 3, 1), []), (16, date(2026, 3, 1), []), (17, date(2026, 3, 1), ["crecio"]),
        (8, date(2026, 4, 1), ["vencio_dispensa"]),
    ]:  # fmt: skip
        layout = Layout("mides", "pagos", (delivery(2, failing=failing),))
        assert [draft.code for draft in night({NAME: item}, layout, today)] == expected


def test_a_refused_file_without_anything_after_it_fails() -> None:
    layout = Layout("mides", "pagos", refused=(RefusedFile("T1", "ARC-05", "2026-01"),))
    assert [draft.subject for draft in night({}, layout)] == ["mides:pagos:ARC-05"]


DELIVERIES = st.builds(
    delivery,
    st.integers(1, 12),
    failing=st.sampled_from([0, 0, 1, 8, 40]),
    rows=st.sampled_from([60, 100, 110]),
    mended=st.sampled_from([0, 1]),
    gone=st.sampled_from([0, 0, 15]),
)


@given(st.lists(st.lists(DELIVERIES, max_size=4, unique_by=lambda item: item.period), max_size=8), st.data())
def test_no_order_of_nights_and_decisions_breaks_an_item(
    nights: list[list[Delivery]], data: st.DataObject
) -> None:
    """Whatever counts on a night: every event may follow, a night done again adds nothing, the avance is a share."""
    items: dict[str, Item] = {}
    for number, found in enumerate(nights):
        layout = Layout("mides", "pagos", tuple(sorted(found, key=lambda item: item.starts)))
        today = date(2026, 3, 1) + timedelta(days=30 * number)
        drafts = night(items, layout, today)
        assert night(items, layout, today) == []
        closed = [draft for draft in drafts if draft.kind == CLOSED]
        assert all(draft.data["fallas"] <= 0.01 * draft.data["revisados"] for draft in closed)
        assert 0 <= progress_of(items.values(), today).share <= 1
        item = items.get(NAME)
        if item is not None and item.is_open and data.draw(st.booleans()):
            draft = data.draw(
                st.sampled_from(
                    [
                        assignment(item, unit="informatica", due=None),
                        waiver(item, reason="acordado", until=today),
                    ]
                )
            )
            items[NAME] = follow(item, signed([draft])[0])

"""Periods tile the calendar without gap or overlap, nest, and come back from their codes."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from snis.periods import Kind, Period, between, containing, parse

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
KINDS = st.sampled_from(list(Kind))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    kind = draw(KINDS)
    return Period(kind, draw(st.integers(1900, 2200)), draw(st.integers(1, kind.per_year)))


@given(periods())
def test_a_code_gives_its_period_back(period: Period) -> None:
    assert parse(period.code) == period


@given(periods())
def test_periods_of_a_kind_follow_each_other_without_gap_or_overlap(period: Period) -> None:
    following = period.shifted(1)
    assert following.first_day == period.last_day + timedelta(days=1)
    assert following.shifted(-1) == period
    assert period.code < following.code


@given(DAYS, KINDS)
def test_a_day_lies_in_its_period_and_in_no_neighbour(day: date, kind: Kind) -> None:
    period = containing(day, kind)
    assert day in period
    assert day not in period.shifted(1)
    assert day not in period.shifted(-1)


@given(DAYS, st.integers(0, 2000), KINDS)
def test_periods_between_two_days_cover_them_and_touch_nothing_else(
    day: date, length: int, kind: Kind
) -> None:
    last = day + timedelta(days=length)
    found = list(between(day, last, kind=kind))
    assert day in found[0]
    assert last in found[-1]
    assert all(later == earlier.shifted(1) for earlier, later in pairwise(found))


@given(periods(), KINDS)
def test_parts_tile_their_period(period: Period, kind: Kind) -> None:
    if period.kind.months % kind.months:
        return
    parts = period.parts(kind)
    assert (parts[0].first_day, parts[-1].last_day) == (period.first_day, period.last_day)
    assert sum(part.days for part in parts) == period.days
    assert all(period.holds(part) for part in parts)


@given(DAYS, KINDS, KINDS)
def test_kinds_that_divide_each_other_nest(day: date, one: Kind, other: Kind) -> None:
    longer, shorter = sorted((one, other), key=lambda kind: kind.months, reverse=True)
    if longer.months % shorter.months == 0:
        assert containing(day, longer).holds(containing(day, shorter))

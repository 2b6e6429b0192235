"""Periods: codes, days, neighbours, and which lie in which."""

from datetime import date

import pytest

from snis.errors import PeriodError
from snis.periods import Kind, Period, between, containing, parse


@pytest.mark.parametrize(
    ("code", "kind", "first", "last", "days"),
    [
        ("2026-03", Kind.MONTH, date(2026, 3, 1), date(2026, 3, 31), 31),
        ("2024-02", Kind.MONTH, date(2024, 2, 1), date(2024, 2, 29), 29),
        ("2100-02", Kind.MONTH, date(2100, 2, 1), date(2100, 2, 28), 28),
        ("2026-B1", Kind.BIMESTER, date(2026, 1, 1), date(2026, 2, 28), 59),
        ("2026-B2", Kind.BIMESTER, date(2026, 3, 1), date(2026, 4, 30), 61),
        ("2026-B6", Kind.BIMESTER, date(2026, 11, 1), date(2026, 12, 31), 61),
        ("2026-C1", Kind.CUATRIMESTER, date(2026, 1, 1), date(2026, 4, 30), 120),
        ("2026-C3", Kind.CUATRIMESTER, date(2026, 9, 1), date(2026, 12, 31), 122),
        ("2026-S1", Kind.SEMESTER, date(2026, 1, 1), date(2026, 6, 30), 181),
        ("2026-S2", Kind.SEMESTER, date(2026, 7, 1), date(2026, 12, 31), 184),
        ("2026", Kind.YEAR, date(2026, 1, 1), date(2026, 12, 31), 365),
        ("2024", Kind.YEAR, date(2024, 1, 1), date(2024, 12, 31), 366),
    ],
)
def test_a_code_says_kind_and_days(code: str, kind: Kind, first: date, last: date, days: int) -> None:
    period = parse(code)
    assert (period.kind, period.first_day, period.last_day, period.days) == (kind, first, last, days)
    assert period.code == str(period) == code


@pytest.mark.parametrize(
    "code",
    [
        *("", "26", "0000", "2026-", "２０２６", " 2026", "2026\n", "2026-03-01"),
        *(
            "2026-13",
            "2026-00",
            "2026-3",
            "2026-B",
            "2026-B0",
            "2026-B7",
            "2026-C4",
            "2026-S3",
            "2026-Q1",
            "2026-b1",
        ),
    ],
)
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(PeriodError):
        parse(code)


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2026, 1, 1), ("2026-01", "2026-B1", "2026-C1", "2026-S1", "2026")),
        (date(2026, 6, 30), ("2026-06", "2026-B3", "2026-C2", "2026-S1", "2026")),
        (date(2026, 7, 1), ("2026-07", "2026-B4", "2026-C2", "2026-S2", "2026")),
        (date(2026, 12, 31), ("2026-12", "2026-B6", "2026-C3", "2026-S2", "2026")),
    ],
)
def test_a_day_lies_in_one_period_of_each_kind(day: date, codes: tuple[str, ...]) -> None:
    assert tuple(containing(day, kind).code for kind in Kind) == codes
    assert all(day in containing(day, kind) for kind in Kind)


@pytest.mark.parametrize(
    ("code", "by", "expected"),
    [
        ("2026-12", 1, "2027-01"),
        ("2026-01", -1, "2025-12"),
        ("2026-B6", 7, "2028-B1"),
        ("2026-S1", 0, "2026-S1"),
        ("2026", -26, "2000"),
    ],
)
def test_neighbours_cross_the_year(code: str, by: int, expected: str) -> None:
    assert parse(code).shifted(by).code == expected


def test_the_calendar_ends() -> None:
    with pytest.raises(PeriodError):
        parse("9999-12").shifted(1)


def test_periods_between_two_days_come_in_order_with_both_ends() -> None:
    found = [period.code for period in between(date(2025, 11, 30), date(2026, 3, 1), kind=Kind.BIMESTER)]
    assert found == ["2025-B6", "2026-B1", "2026-B2"]
    assert [p.code for p in between(date(2026, 3, 1), date(2026, 3, 1), kind=Kind.MONTH)] == ["2026-03"]
    assert list(between(date(2026, 3, 2), date(2026, 3, 1), kind=Kind.MONTH)) == []


@pytest.mark.parametrize(
    ("outer", "kind", "parts"),
    [
        ("2026-B2", Kind.MONTH, "2026-03 2026-04"),
        ("2026-C2", Kind.BIMESTER, "2026-B3 2026-B4"),
        ("2026-S2", Kind.BIMESTER, "2026-B4 2026-B5 2026-B6"),
        ("2026", Kind.CUATRIMESTER, "2026-C1 2026-C2 2026-C3"),
        ("2026-03", Kind.MONTH, "2026-03"),
    ],
)
def test_a_period_is_tiled_by_shorter_ones(outer: str, kind: Kind, parts: str) -> None:
    assert " ".join(part.code for part in parse(outer).parts(kind)) == parts


@pytest.mark.parametrize(
    ("code", "kind"), [("2026-S1", Kind.CUATRIMESTER), ("2026-03", Kind.BIMESTER), ("2026-S1", Kind.YEAR)]
)
def test_a_kind_that_does_not_fit_is_refused(code: str, kind: Kind) -> None:
    with pytest.raises(PeriodError):
        parse(code).parts(kind)


def test_a_semester_does_not_hold_the_cuatrimestre_that_crosses_it() -> None:
    assert parse("2026-S1").holds(parse("2026-C1"))
    assert not parse("2026-S1").holds(parse("2026-C2"))
    assert not parse("2026-S2").holds(parse("2026-C2"))


def test_kinds_are_the_codes_of_periodicity_and_the_words_of_cadences() -> None:
    assert [kind.value for kind in Kind] == ["mes", "bimestre", "cuatrimestre", "semestre", "anio"]
    assert [kind.name.lower() for kind in Kind] == ["month", "bimester", "cuatrimester", "semester", "year"]


def test_equal_periods_are_one_key() -> None:
    assert len({Period(Kind.MONTH, 2026, 3), parse("2026-03"), containing(date(2026, 3, 9), Kind.MONTH)}) == 1

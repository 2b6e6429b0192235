"""The period that the name of a file says."""

import pytest

from snis.contracts.period_names import Days, period_of_name
from tests.sql.core_case import contract


def period(pattern: str, name: str, every: str) -> tuple[str, str] | None:
    layout = contract(period=pattern, cadence={"every": every, "due_day": 1})
    found = period_of_name(layout, name)
    return (found.first.isoformat(), found.last.isoformat()) if isinstance(found, Days) else found


@pytest.mark.parametrize(
    ("pattern", "name", "every", "expected"),
    [
        ("pam_{aaaa}_{mm}.csv", "pam_2026_02.csv", "month", ("2026-02-01", "2026-02-28")),
        ("pam_{aaaa}_{mm}*.csv", "PAM_2026_3_reenvio.CSV", "month", ("2026-03-01", "2026-03-31")),
        ("{mmm} {aaaa}.xlsx", "Setiembre 2026.xlsx", "month", ("2026-09-01", "2026-09-30")),
        ("{mmm}{aa}.xlsx", "ene26.xlsx", "month", ("2026-01-01", "2026-01-31")),
        ("b_{aaaa}_bim{n}.csv", "b_2026_bim2.csv", "bimester", ("2026-03-01", "2026-04-30")),
        ("b_{aaaa}_{mm}.csv", "b_2026_06.csv", "bimester", ("2026-05-01", "2026-06-30")),
        ("c_{aaaa}_C{n}.xlsx", "c_2026_C3.xlsx", "cuatrimester", ("2026-09-01", "2026-12-31")),
        ("s_{aaaa}_{n}.csv", "s_2026_1.csv", "semester", ("2026-01-01", "2026-06-30")),
        ("f_{aaaa}.csv", "f_2026.csv", "year", ("2026-01-01", "2026-12-31")),
        ("q_{aaaa}{mm}_{n}.csv", "q_202602_2.csv", "fortnight", ("2026-02-16", "2026-02-28")),
        ("q_{aaaa}{mm}{dd}.csv", "q_20260215.csv", "fortnight", ("2026-02-01", "2026-02-15")),
        ("d_{aaaa}-{mm}-{dd}.csv", "d_2026-05-04.csv", "day", ("2026-05-04", "2026-05-04")),
        ("w_{aaaa}_{n}.csv", "w_2026_1.csv", "week", ("2025-12-29", "2026-01-04")),
        ("w_{aaaa}{mm}{dd}.csv", "w_20260506.csv", "week", ("2026-05-04", "2026-05-10")),
    ],
)
def test_a_name_says_its_period(pattern: str, name: str, every: str, expected: tuple[str, str]) -> None:
    assert period(pattern, name, every) == expected


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("pam_2026.csv", "does not fit"),
        ("pam_2026_13.csv", "no such month"),
        ("pam_2026_00.csv", "no such month"),
        ("xpam_2026_01.csv", "does not fit from its start"),
        ("pam_2026_01.csv.bak", "does not fit to its end"),
    ],
)
def test_a_name_that_says_no_period_says_none(name: str, why: str) -> None:
    assert period("pam_{aaaa}_{mm}.csv", name, "month") is None, why


def test_a_dot_in_a_pattern_is_a_dot() -> None:
    assert period("a.{aaaa}.csv", "ax2026.csv", "year") is None


def test_without_a_pattern_the_name_says_nothing() -> None:
    assert period("entrega_fecha", "pam_2026_01.csv", "month") is None
    assert period_of_name(contract(), "pam_2026_01.csv") is None


def test_there_is_no_day_30_of_february() -> None:
    assert period("d_{aaaa}{mm}{dd}.csv", "d_20260230.csv", "day") is None

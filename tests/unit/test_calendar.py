"""When files are due, what became of each, and which period a file name says."""

from datetime import date

import pytest

from snis.calendar import (
    Arrival,
    Entry,
    State,
    calendar_of,
    due_day,
    last_day_of_grace,
    preceding,
    service_levels,
    span_of,
    span_with_code,
)
from snis.contracts.layout import Every, InstitutionContract
from snis.delivery_period import extract_mark, period_in_name
from tests.unit.reader_case import contract as usual_contract

TODAY = date(2026, 5, 4)
REGISTER = ({"institucion_codigo": "mides", "vigente_desde": "2026-01-01", "vigente_hasta": ""},)


def contract(every: Every = "month", due: int = 10, grace: int = 5, **changes: object) -> InstitutionContract:
    usual = usual_contract().model_dump()
    cadence = {"every": every, "due_day": due, "tolerance_days": grace}
    return InstitutionContract.model_validate({**usual, "cadence": cadence, **changes})


def came(day: str, period: str, **more: object) -> Arrival:
    return Arrival("mides", "prueba", date.fromisoformat(day), period, **more)  # type: ignore[arg-type]


def lines(
    *arrivals: Arrival,
    contracts: tuple[InstitutionContract, ...] = (),
    register: tuple[dict[str, str], ...] = REGISTER,
    today: date = TODAY,
) -> list[tuple[str, str, str, int]]:
    """Period, due day, state and days of every line."""
    found = calendar_of(contracts or (contract(),), register, arrivals, today)
    return [(line.period, line.due.isoformat(), line.state.value, line.days) for line in found]


@pytest.mark.parametrize(
    ("every", "code", "first", "last"),
    [
        ("day", "2026-05-04", "2026-05-04", "2026-05-04"),
        ("week", "2026-W19", "2026-05-04", "2026-05-10"),
        ("fortnight", "2026-05-Q1", "2026-05-01", "2026-05-15"),
        ("month", "2026-05", "2026-05-01", "2026-05-31"),
        ("bimester", "2026-B3", "2026-05-01", "2026-06-30"),
        ("cuatrimester", "2026-C2", "2026-05-01", "2026-08-31"),
        ("semester", "2026-S1", "2026-01-01", "2026-06-30"),
        ("year", "2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_period_of_a_day(every: Every, code: str, first: str, last: str) -> None:
    span = span_of(every, TODAY)
    assert (span.code, span.first.isoformat(), span.last.isoformat()) == (code, first, last)
    assert span_with_code(every, code, near=date(2030, 1, 1)) == span
    assert preceding(every, TODAY).last < span.first


@pytest.mark.parametrize(
    ("every", "due", "in_period", "expected"),
    [
        ("day", 1, "2026-02-28", "2026-03-01"),
        ("week", 3, "2026-05-04", "2026-05-13"),
        ("fortnight", 15, "2026-02-20", "2026-03-15"),
        ("month", 10, "2026-03-20", "2026-04-10"),
        ("month", 31, "2026-01-20", "2026-02-28"),
        ("month", 31, "2026-12-20", "2027-01-31"),
        ("bimester", 31, "2026-10-20", "2026-11-30"),
        ("year", 15, "2026-10-20", "2027-01-15"),
    ],
)
def test_due_day_is_counted_in_the_period_after(
    every: Every, due: int, in_period: str, expected: str
) -> None:
    layout = contract(every, due, 7)
    span = span_of(every, date.fromisoformat(in_period))
    assert due_day(layout, span).isoformat() == expected
    assert (last_day_of_grace(layout, span) - due_day(layout, span)).days == 7


def test_on_time_late_missing_and_not_yet_due() -> None:
    assert lines(came("2026-02-15", "2026-01"), came("2026-03-16", "2026-02")) == [
        ("2026-01", "2026-02-10", "a_tiempo", 0),
        ("2026-02", "2026-03-10", "tardia", 6),
        ("2026-03", "2026-04-10", "faltante", 24),
        ("2026-04", "2026-05-10", "pendiente", 0),
        ("2026-05", "2026-06-10", "pendiente", 0),
    ]


def test_a_delivery_is_missing_only_when_the_days_of_grace_are_over() -> None:
    last, after = date(2026, 2, 15), date(2026, 2, 16)
    assert lines(today=last)[0] == ("2026-01", "2026-02-10", "pendiente", 0)
    assert lines(today=after)[0] == ("2026-01", "2026-02-10", "faltante", 6)


def test_files_out_of_order_each_count_for_their_own_period() -> None:
    found = lines(came("2026-04-09", "2026-03"), came("2026-04-10", "2026-01"), came("2026-04-11", "2026-02"))
    assert [line[2] for line in found[:3]] == ["tardia", "tardia", "a_tiempo"]


def test_what_comes_besides_the_first_file_of_a_period_is_no_delivery_of_its_own() -> None:
    found = lines(
        came("2026-02-09", "2026-01", repeats=1),
        came("2026-02-20", "2026-01"),
        came("2026-03-20", "2026-01", replaces=True),
        today=date(2026, 2, 28),
    )
    assert [line[2] for line in found] == [
        "a_tiempo", "complemento", "reemplazo", "repetida", "pendiente",
    ]  # fmt: skip


def test_an_institution_removed_by_acta_owes_nothing_more_and_keeps_its_history() -> None:
    removed = ({**REGISTER[0], "vigente_hasta": "2026-03-15"},)
    found = lines(came("2026-02-10", "2026-01"), came("2026-04-10", "2026-03"), register=removed)
    assert found == [
        ("2026-01", "2026-02-10", "a_tiempo", 0),
        ("2026-02", "2026-03-10", "faltante", 55),
        ("2026-03", "2026-04-10", "a_tiempo", 0),
    ]
    owed = [line.owed for line in calendar_of((contract(),), removed, [came("2026-04-10", "2026-03")], TODAY)]
    assert owed == [True, True, False]


def test_versions_of_a_contract_follow_each_other_in_one_calendar() -> None:
    versions = (
        contract(valid_to=date(2026, 2, 28)),
        contract(due=20, version=2, valid_from=date(2026, 3, 1)),
    )
    assert [line[:2] for line in lines(contracts=versions)] == [
        ("2026-01", "2026-02-10"),
        ("2026-02", "2026-03-10"),
        ("2026-03", "2026-04-20"),
        ("2026-04", "2026-05-20"),
        ("2026-05", "2026-06-20"),
    ]


def test_service_level_is_the_share_on_time_of_what_was_owed_so_far() -> None:
    arrivals = [came("2026-02-10", "2026-01"), came("2026-03-30", "2026-02"), came("2026-03-30", "2026-02")]
    entries: list[Entry] = calendar_of((contract(),), REGISTER, arrivals, TODAY)
    (level,) = service_levels(entries)
    assert (level.expected, level.received, level.on_time, level.late, level.missing) == (3, 2, 1, 1, 1)
    assert (level.on_time_pct, level.next_due) == (33.3, date(2026, 5, 10))
    assert sum(entry.state is State.ADDS for entry in entries) == 1


def test_nothing_owed_has_no_share() -> None:
    (level,) = service_levels(calendar_of((contract(),), REGISTER, [], date(2026, 1, 5)))
    assert (level.expected, level.on_time_pct) == (0, None)


@pytest.mark.parametrize(
    ("name", "every", "code"),
    [
        ("pam_2026_01.csv", "month", "2026-01"),
        ("pam_202601.csv", "month", "2026-01"),
        ("PAM 01-2026.xlsx", "month", "2026-01"),
        ("Planilla enero 2026 (final).xlsx", "month", "2026-01"),
        ("planilla_setiembre_2026.xlsx", "month", "2026-09"),
        ("pam_2026_01_20260210.csv", "month", "2026-01"),
        ("AE_2026_02.zip", "month", "2026-02"),
        ("AE_2026_02.csv.gz", "month", "2026-02"),
        ("bono_social_2026_bim1.csv", "bimester", "2026-B1"),
        ("bono_social_bim2_2026.csv", "bimester", "2026-B2"),
        ("sigsa_2026_B2.parquet", "bimester", "2026-B2"),
        ("sigsa_2026_03.parquet", "bimester", "2026-B2"),
        ("sbs_2026_C1_reenvio.csv", "cuatrimester", "2026-C1"),
        ("becas_sociales_2026_1.csv", "cuatrimester", "2026-C1"),
        ("planilla_2026_04.xlsx", "cuatrimester", "2026-C1"),
        ("conalfa_2026_complemento.csv", "year", "2026"),
        ("entregas_2026-05-04.csv", "day", "2026-05-04"),
        ("entregas_20260504.csv", "week", "2026-W19"),
        ("pam_2026_complemento.csv", "month", None),
        ("pam_2026_01_y_2026_02.csv", "month", None),
        ("sigsa_2026_B9.parquet", "bimester", None),
        ("padron.csv", "month", None),
        ("entregas_2026_05.csv", "day", None),
    ],
)
def test_period_that_a_file_name_says(name: str, every: Every, code: str | None) -> None:
    found = period_in_name(name, every)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("pam_2026_01_20260210.csv", "pam_2026_01_2026-02-20.csv"),
        ("pam_2026_01_v1.csv", "pam_2026_01_v2.csv"),
        ("pam_2026_01_envio 2.csv", "pam_2026_01_envio_10.csv"),
    ],
)
def test_extracts_of_one_period_are_ordered_by_what_their_names_say(earlier: str, later: str) -> None:
    first, second = extract_mark(earlier, "month"), extract_mark(later, "month")
    assert first is not None
    assert second is not None
    assert first[0] == second[0]
    assert first[1] < second[1]


def test_a_name_without_date_or_version_orders_nothing() -> None:
    assert extract_mark("pam_2026_01.csv", "month") is None
    assert extract_mark("pam_2026_01_nueva.csv", "month") is None

"""Service levels from small facts: what each says, on how many things, and whether it reaches its target."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snis.calendar import Entry, State
from snis.service_definitions import DEFINITIONS, Level, target_of
from snis.service_facts import Correction, Facts, Failure, FailureOutcome, Fresh, dates_between, fate
from snis.service_levels import breaches, levels_of, windows
from snis.service_nights import Night, Outcome, Run
from snis.service_policy import ServiceLevels

TODAY = date(2026, 5, 4)
POLICY = ServiceLevels()


def night(day: str, *outcomes: Outcome, hour: int = 1, minutes: float = 60) -> Night:
    began = datetime.fromisoformat(f"{day}T{hour:02}:00:00-06:00")
    runs = tuple(
        Run(f"{day}-{place}", "orden", began, None if outcome == "sin_fin" else 60 * minutes, outcome=outcome)
        for place, outcome in enumerate(outcomes)
    )
    return Night(date.fromisoformat(day), runs)


def told(facts: Facts, period: str = "2026-04", today: date = TODAY) -> dict[str, tuple[Any, ...]]:
    """Value, target, whether it is met, and on how many things, by level and institution."""
    return {
        " ".join(filter(None, (level.code, level.institution))): (level.value, level.met, level.measured)
        for level in levels_of(facts, POLICY, today)
        if level.period == period
    }


def nights(*found: Night, first: str = "2026-04-01", last: str = "2026-04-30") -> Facts:
    dates = dates_between(date.fromisoformat(first), date.fromisoformat(last))
    return Facts(nights=found, expected_nights=tuple(dates))


def test_a_night_that_did_not_run_is_a_night_that_was_not_on_time() -> None:
    facts = nights(night("2026-04-01", "bien"), night("2026-04-02", "atencion"), last="2026-04-04")
    assert told(facts) == {
        "noches_a_tiempo": (50.0, False, 4),
        "noches_sin_terminar": (2.0, False, 4),
        "duracion_noche": (60.0, True, 2),
        "duracion_noche_maxima": (60.0, True, 2),
    }


@pytest.mark.parametrize(
    ("made", "on_time", "unfinished"),
    [
        (night("2026-04-01", "bien"), 100.0, 0.0),
        (night("2026-04-01", "bien", hour=5, minutes=60), 100.0, 0.0),
        (night("2026-04-01", "bien", hour=5, minutes=61), 0.0, 0.0),
        (night("2026-04-01", "fallo"), 0.0, 1.0),
        (night("2026-04-01", "sin_fin"), 0.0, 1.0),
        (night("2026-04-01", "fallo", "sin_fin", "bien"), 100.0, 0.0),
        (night("2026-04-01", "bien", "fallo"), 100.0, 0.0),
        (night("2026-04-01", "bien", hour=23, minutes=420), 0.0, 0.0),
    ],
)
def test_a_night_is_on_time_when_it_was_done_before_the_hour(
    made: Night, on_time: float, unfinished: float
) -> None:
    found = told(nights(made, last="2026-04-01"))
    assert found["noches_a_tiempo"][0] == on_time
    assert found["noches_sin_terminar"][0] == unfinished


def test_the_median_is_not_moved_by_one_long_night_and_the_longest_is_told_apart() -> None:
    facts = nights(
        night("2026-04-01", "bien", minutes=10), night("2026-04-02", "bien", minutes=20),
        night("2026-04-03", "bien", minutes=500), last="2026-04-03",
    )  # fmt: skip
    found = told(facts)
    assert (found["duracion_noche"], found["duracion_noche_maxima"]) == ((20.0, True, 3), (500.0, False, 3))


def entry(institution: str, due: str, state: State, received: str = "") -> Entry:
    came = date.fromisoformat(received) if received else None
    return Entry(institution, f"{institution}-a", "p", date.fromisoformat(due), came, state, 0, owed=True)


def test_deliveries_on_time_of_each_institution_and_of_all() -> None:
    facts = Facts(
        owed=(
            entry("maga", "2026-04-10", State.ON_TIME, "2026-04-09"),
            entry("mides", "2026-04-10", State.LATE, "2026-05-02"),
            entry("mides", "2026-04-10", State.MISSING),
            entry("mides", "2026-05-10", State.ON_TIME, "2026-04-28"),
        )
    )
    assert told(facts) == {
        "entregas_a_tiempo": (50.0, False, 4),
        "entregas_a_tiempo maga": (100.0, True, 1),
        "entregas_a_tiempo mides": (33.3, False, 3),
    }


def test_freshness_is_that_of_the_contract_furthest_beyond_its_cadence() -> None:
    def fresh(contract: str, allowed: int, *received: str, until: date | None = None) -> Fresh:
        days = tuple(date.fromisoformat(day) for day in received)
        return Fresh("mides", contract, date(2026, 1, 1), until, days, allowed)

    facts = Facts(
        fresh=(
            fresh("bono", 45, "2026-02-01", "2026-03-01"),
            fresh("anual", 400, "2026-01-05"),
            fresh("nunca", 200),
            fresh("terminado", 1, until=date(2026, 3, 31)),
        )
    )
    (april,) = [level for level in levels_of(facts, POLICY, TODAY) if level.period == "2026-04"]
    assert (april.place, april.value, april.target, april.met, april.measured) == (
        "bono",
        60.0,
        45.0,
        False,
        3,
    )
    assert told(facts, "hoy")["frescura mides"] == (64.0, False, 3)
    assert "frescura mides" not in told(facts, "2025-12"), "nothing was owed yet"


def test_time_to_correct_counts_what_was_corrected_and_what_is_open_is_not_forgotten() -> None:
    def rows(told_on: str, corrected: str, count: int) -> Correction:
        ended = date.fromisoformat(corrected) if corrected else None
        return Correction("filas", "mides", date.fromisoformat(told_on), ended, count)

    facts = Facts(
        corrections=(
            rows("2026-04-01", "2026-04-03", 3),
            rows("2026-03-01", "2026-04-10", 1),
            rows("2026-03-01", "2026-03-02", 9),
            rows("2026-04-01", "", 5),
            Correction("archivos", "maga", date(2026, 4, 1), date(2026, 4, 15)),
            Correction("hallazgos", "maga", date(2026, 4, 1), None, 2),
        )
    )
    assert told(facts) == {
        "correccion_filas_media": (11.5, True, 4),
        "correccion_filas_mediana": (2.0, True, 4),
        "correccion_archivos_media": (14.0, False, 1),
        "correccion_archivos_mediana": (14.0, False, 1),
    }
    today = told(facts, "hoy")
    assert today["filas_sin_corregir"] == (5.0, None, 18)
    assert today["archivos_sin_corregir"] == (0.0, None, 1)
    assert today["hallazgos_abiertos"] == (2.0, None, 2)


FATES: Mapping[tuple[bool, bool], FailureOutcome] = {
    (True, False): "corregido", (True, True): "corregido", (False, True): "dispensado", (False, False): "abierto",
}  # fmt: skip


@pytest.mark.parametrize(("mended", "waived"), FATES)
def test_every_failed_exchange_ends_in_one_of_three(mended: bool, waived: bool) -> None:
    assert fate(mended=mended, waived=waived) == FATES[mended, waived]


@given(st.lists(st.sampled_from(["corregido", "dispensado", "abierto"]), min_size=1))
def test_corrected_waived_and_open_add_up_to_all_that_failed(outcomes: list[FailureOutcome]) -> None:
    facts = Facts(failures=tuple(Failure("apartado", str(n), TODAY, item) for n, item in enumerate(outcomes)))
    found = told(facts, "hoy")
    counted = [found[f"intercambios_{name}s"] for name in ("corregido", "dispensado", "abierto")]
    assert sum(value for value, *_ in counted) == len(outcomes)
    assert {measured for *_, measured in counted} == {len(outcomes)}
    assert found["intercambios_abiertos"][1] is ("abierto" not in outcomes)


def test_the_gate_and_what_is_ready_without_being_published() -> None:
    verdicts = ((date(2026, 4, 1), True), (date(2026, 4, 2), False), (date(2026, 3, 2), False))
    facts = Facts(verdicts=verdicts, releases_ready=1, releases_waiting=1)
    assert told(facts)["publicaciones_detenidas"] == (1.0, False, 2)
    assert told(facts, "hoy")["publicacion_en_espera"] == (1.0, False, 1)
    assert "publicacion_en_espera" not in told(Facts(), "hoy")


def test_the_long_periods_are_the_months_that_are_over() -> None:
    found = {window.code: (window.first, window.last) for window in windows(TODAY)}
    assert found["12m"] == (date(2025, 5, 1), date(2026, 4, 30))
    assert found["24m"] == (date(2024, 5, 1), date(2026, 4, 30))
    assert found["2026-05"] == (date(2026, 5, 1), TODAY)
    assert len(found) == 24 + 1 + 2
    assert "2026-05" not in {window.code for window in windows(TODAY, only_closed=True)}


@given(st.integers(0, 26))
def test_what_is_over_is_the_same_on_each_day_of_a_month(days: int) -> None:
    facts = nights(night("2026-04-01", "bien"), night("2026-04-20", "fallo"))
    later = TODAY + timedelta(days=days)
    assert levels_of(facts, POLICY, later, only_closed=True) == levels_of(
        facts, POLICY, TODAY, only_closed=True
    )


def test_breaches_are_of_the_month_under_way_or_else_of_the_last_one() -> None:
    april = nights(night("2026-04-01", "fallo"), last="2026-04-02")
    missed = breaches(levels_of(april, POLICY, TODAY), TODAY)
    assert [(level.code, level.period) for level in missed] == [
        ("noches_a_tiempo", "2026-04"),
        ("noches_sin_terminar", "2026-04"),
    ]
    both = nights(night("2026-04-01", "fallo"), night("2026-05-01", "bien"), last="2026-05-01")
    may = Facts(nights=both.nights, expected_nights=(date(2026, 4, 1), date(2026, 5, 1)))
    assert breaches(levels_of(may, POLICY, TODAY), TODAY) == ()


def test_without_facts_nothing_is_measured_and_nothing_is_missed() -> None:
    found = levels_of(Facts(), POLICY, TODAY)
    assert {level.code for level in found} == {
        "filas_sin_corregir",
        "archivos_sin_corregir",
        "hallazgos_abiertos",
    }
    assert {level.value for level in found} == {0.0}
    assert breaches(found, TODAY) == ()


def test_a_target_belongs_to_a_level_and_a_level_that_has_one_knows_which_way_is_better() -> None:
    shared = {"correccion_filas", "correccion_archivos", "correccion_hallazgos"}
    assert set(type(POLICY.targets).model_fields) - shared <= set(DEFINITIONS)
    for code, definition in DEFINITIONS.items():
        has_target = target_of(code, POLICY) is not None or code == "frescura"
        assert has_target == bool(definition.better) or code.startswith("intercambios_"), code


def test_a_level_leads_to_its_definition() -> None:
    level = Level("frescura", "mides", "hoy", TODAY, TODAY, 3.0, 5.0, 1)
    assert level.page == "docs/servicio.md#frescura"

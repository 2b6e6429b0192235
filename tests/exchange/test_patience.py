"""Pauses that grow, and a circuit that opens: tables."""

from datetime import datetime, timedelta

import pytest

from snis.exchange.patience import LONGEST_SECONDS, Circuit, pause

NOW = datetime.fromisoformat("2026-02-02T01:00:00-06:00")


@pytest.mark.parametrize(
    ("failures", "draw", "asked", "seconds"),
    [
        (1, 0.0, None, 0.5),
        (1, 1.0, None, 1.0),
        (3, 1.0, None, 4.0),
        (30, 1.0, None, LONGEST_SECONDS),
        (1, 0.0, 7.0, 7.0),
        (5, 0.5, 7.0, 7.5),
    ],
)
def test_pauses(failures: int, draw: float, asked: float | None, seconds: float) -> None:
    assert pause(failures, draw, asked=asked) == pytest.approx(seconds)


def failed(circuit: Circuit, times: int) -> Circuit:
    for _ in range(times):
        circuit = circuit.failed(NOW, "cae", attempts=3, rest_minutes=30)
    return circuit


@pytest.mark.parametrize(
    ("failures", "minutes", "is_open"),
    [(2, 0, False), (3, 0, True), (3, 29, True), (3, 30, False), (4, 29, True)],
)
def test_a_circuit_opens_after_some_failures_in_a_row_and_for_a_while(
    failures: int, minutes: int, is_open: bool
) -> None:
    assert failed(Circuit(), failures).is_open(NOW + timedelta(minutes=minutes)) == is_open


def test_an_answer_closes_it_and_forgets_the_failures() -> None:
    circuit = failed(Circuit(), 3).answered(NOW)
    assert (circuit.failures, circuit.is_open(NOW), circuit.down_since) == (0, False, None)
    assert failed(circuit, 2).is_open(NOW) is False


def test_a_clock_that_ran_ahead_keeps_nobody_from_calling_for_longer_than_a_rest() -> None:
    ahead = Circuit().failed(NOW + timedelta(days=700), "cae", attempts=1, rest_minutes=1_440)
    assert not ahead.is_open(NOW)


def test_it_is_the_same_after_a_night_on_the_disk() -> None:
    for circuit in (Circuit(), failed(Circuit(), 3), failed(Circuit().answered(NOW), 1)):
        assert Circuit.from_dict(circuit.as_dict()) == circuit

"""A benefit that everybody knows to be given once: persons and deliveries are one count, printed twice.

Each is rounded by a draw of its own, so that together they say more than one of them.
"""

from dataclasses import replace
from functools import cache

from publish.gate_rules import GateRules
from tests.attacks.country import Delivery, Row, attacked, counted, country, protected_rows, rows_of, rules

ONCE = "P04"


@cache
def told(often: str = "unica") -> GateRules:
    """The gate's rules where the list of programmes says how often P04 is paid."""
    modalities = rules().modalities
    return replace(
        rules(), modalities={**modalities, ONCE: replace(modalities[ONCE], periodicidad_codigo=often)}
    )


def one_each(seed: int, twice: int = 0) -> list[Delivery]:
    """The country where nobody has P04 twice, some few apart."""
    found = country(seed)
    own = list(dict.fromkeys(one for one in found if one.modality == ONCE))
    return [*(one for one in found if one.modality != ONCE), *own, *own[:twice]]


@cache
def exposing() -> list[Delivery]:
    """A country that is safe from whoever does not know, and not from whoever does."""
    for seed in range(400):
        rows = protected_rows(counted(one_each(seed)))
        if attacked(rows) == set() and attacked(rows, told()) == {"G-ATA-06"}:
            return one_each(seed)
    raise ValueError("no such country")


def rows(deliveries: list[Delivery], *, once: str = "") -> list[Row]:
    return protected_rows(counted(deliveries), once=once)


def test_a_reader_who_knows_is_found_to_get_further() -> None:
    assert attacked(rows(exposing()), told()) == {"G-ATA-06"}


def test_a_release_that_reckons_with_such_a_reader_leaves() -> None:
    assert attacked(rows(exposing(), once=ONCE), told()) == set()


def test_what_the_list_of_programmes_does_not_say_nobody_believes() -> None:
    assert attacked(rows(exposing()), told("bimestre")) == set()


def test_figures_that_show_two_deliveries_each_are_not_taken_for_one() -> None:
    safe = next(country(seed) for seed in range(20) if attacked(rows_of(counted(country(seed)))) == set())
    assert attacked(rows_of(counted(safe)), told()) == set()


def test_one_who_got_it_twice_misleads_nobody_into_an_error() -> None:
    for seed in range(5):
        assert attacked(rows(one_each(seed, twice=1), once=""), told()) <= {"G-ATA-06"}

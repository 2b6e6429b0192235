"""National and departmental figures may change every night, municipal ones once a month, matrices once a year."""

import datetime

import pytest

from tests.printing.press import Delivery, Press, name_of, people

DEPARTMENT = name_of("departamento", departamento="08")
TOWN = name_of("municipio", departamento="08", municipio="0801")
PAIR = name_of("par", "open_coincidencia", modalidad="P02", modalidad_b="P04")


@pytest.fixture
def nightly(press: Press) -> Press:
    """A press that prints night after night, from the 4th of May on."""
    press.step = datetime.timedelta(days=1)
    return press


def both(count: int, year: int = 2026) -> list[Delivery]:
    """Persons with two modalities."""
    return [
        *people(1, count, year=year),
        *people(1, count, year=year, modality="P04", programme="bolsa-social"),
    ]


def covered(count: int) -> list[tuple[str, str, str]]:
    return [(item.person, "P02", "P04") for item in people(1, count)]


def persons(press: Press, count: int) -> list[int | None]:
    cells = press.night(both(count), covered(count))
    return [cells[name]["personas"] for name in (DEPARTMENT, TOWN, PAIR)]


def test_the_first_printing_prints_everything(nightly: Press) -> None:
    assert persons(nightly, 30) == [30, 30, 30]


def test_each_cross_changes_when_it_is_due(nightly: Press) -> None:
    persons(nightly, 30)
    assert persons(nightly, 50) == [50, 30, 30]
    nightly.now = datetime.datetime(2026, 6, 1, 1, tzinfo=datetime.UTC)
    assert persons(nightly, 50) == [50, 50, 30]
    assert persons(nightly, 70) == [70, 50, 30]
    nightly.now = datetime.datetime(2027, 3, 31, 1, tzinfo=datetime.UTC)
    assert persons(nightly, 70) == [70, 70, 70]


def test_what_waits_for_its_day_is_still_held(nightly: Press) -> None:
    """Twenty came and fourteen went again before the day: six changed."""
    persons(nightly, 30)
    persons(nightly, 50)
    persons(nightly, 36)
    nightly.now = datetime.datetime(2026, 6, 1, 1, tzinfo=datetime.UTC)
    assert persons(nightly, 36)[1] == 30


def test_a_month_without_news_makes_no_printing(nightly: Press) -> None:
    before = nightly.night(both(30), covered(30))
    nightly.now = datetime.datetime(2026, 6, 1, 1, tzinfo=datetime.UTC)
    assert nightly.night(both(30), covered(30)) == before
    assert nightly.number == 1


def test_figures_that_wait_for_their_day_contradict_nobody(nightly: Press) -> None:
    """A town that is behind by hundreds says nothing of the department's figure of today."""
    persons(nightly, 30)
    assert persons(nightly, 800)[:2] == [800, 30]

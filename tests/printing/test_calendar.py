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


class TestTheUniversesThatAreSetApart:
    """The sensitive and the restricted one: closed years alone, and no other figure of them before a year is over."""

    SENSITIVE = ("sensible_departamento_modalidad", "open_cobertura_sensible")
    RESTRICTED = ("restringida_pais", "open_cobertura_restringida")

    def printed(self, press: Press, count: int, year: int) -> list[int | None]:
        """What is printed of both after a night with so many persons of one year."""
        cells = press.night(
            [
                *people(1, count, year=year, modality="P01", universe="sensible"),
                *people(1, count, year=year, modality="P11", universe="restringida"),
            ]
        )
        names = (
            name_of(*self.SENSITIVE, year, departamento="08", modalidad="P01"),
            name_of(*self.RESTRICTED, year),
        )
        return [cells[name]["personas"] if name in cells else None for name in names]

    def test_say_nothing_of_the_open_year_in_the_first_printing_either(self, nightly: Press) -> None:
        assert self.printed(nightly, 50, 2026) == [None, None]
        assert self.printed(nightly, 80, 2026) == [None, None]

    def test_say_it_on_the_day_of_the_definitive_edition(self, nightly: Press) -> None:
        self.printed(nightly, 50, 2026)
        nightly.now = datetime.datetime(2027, 3, 30, 12, tzinfo=datetime.UTC)
        assert self.printed(nightly, 60, 2026) == [None, None]
        assert self.printed(nightly, 60, 2026) == [60, 60]

    def test_change_once_a_year(self, nightly: Press) -> None:
        assert self.printed(nightly, 50, 2025) == [50, 50]
        assert self.printed(nightly, 80, 2025) == [50, 50]
        nightly.now = datetime.datetime(2026, 6, 1, 1, tzinfo=datetime.UTC)
        assert self.printed(nightly, 80, 2025) == [50, 50]
        nightly.now = datetime.datetime(2027, 3, 31, 1, tzinfo=datetime.UTC)
        assert self.printed(nightly, 80, 2025) == [80, 80]

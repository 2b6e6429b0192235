"""A CUI that a crowd carries tells nobody from anybody: it counts as none, and costs what its records cost."""

import pytest

from assets.engine import DuckDBEngine
from assets.link.features import open_linker
from assets.link.linker.pairs import CROWD_NAMES, PAIRS
from tests.linkage.person_records import Bench, Row, load, row

_SYLLABLES = ("BA", "DO", "FI", "GUL", "JE", "KAM", "LO", "MI", "NUR", "PE", "RAT", "SO", "TIL", "WU")


@pytest.fixture(scope="module")
def bench(engine: DuckDBEngine) -> Bench:
    return Bench(engine)


def crowd(size: int, start: int = 0) -> list[Row]:
    """People of different names, all with the CUI of María Elena."""
    return [
        row(
            f"c{number:04d}",
            given_names=_word(number),
            surnames=_word(7919 * (number + 1)),
            birth_date=f"{1940 + number % 60}-{1 + number % 12:02d}-{1 + number % 28:02d}",
            place=f"{1 + number % 22:02d}01",
        )
        for number in range(start, start + size)
    ]


def _word(number: int) -> str:
    return "".join(_SYLLABLES[number * prime // 14 % 14] for prime in (14, 5, 3))


def compared(bench: Bench) -> int:
    return int(bench.connection.execute(f"select count(*) from {PAIRS}").fetchall()[0][0])


def test_what_a_family_shares_is_held_for_a_person(bench: Bench) -> None:
    found = bench.pairs(crowd(4))
    assert {rule for _, rule, _, _ in found.values()} == {"cui_compartido"}
    assert (len(found), bench.linker.crowds()) == (6, 0)


@pytest.mark.parametrize("size", [200, 400])
def test_a_crowd_is_not_compared_two_by_two(bench: Bench, size: int) -> None:
    bench.pairs(crowd(size))
    assert bench.linker.crowds() == 1
    assert compared(bench) < size


def test_one_of_the_crowd_is_still_found_by_name_and_birth(bench: Bench) -> None:
    again = [{**crowd(1)[0], "record_id": "again", "place": ""}]
    found = bench.pairs([*crowd(CROWD_NAMES + 10), *again])
    assert found["again", "c0000"][:3] == ("D2", "nombre_y_nacimiento", "unido")


def test_a_person_of_many_records_is_no_crowd(bench: Bench) -> None:
    many = [row(f"m{number:02d}", address=f"CASA {number}") for number in range(CROWD_NAMES + 10)]
    bench.pairs(many)
    assert bench.linker.crowds() == 0


def test_a_crowd_among_the_known_is_seen_by_one_new_record(bench: Bench) -> None:
    load(bench.connection, "rows", crowd(CROWD_NAMES + 5))
    bench.linker.normalise("rows", "known")
    load(bench.connection, "rows", crowd(1, start=500))
    bench.linker.normalise("rows", "new")
    assert bench.linker.score_between("known", "new", "across") == 0
    assert bench.linker.crowds() == 1


def test_among_more_people_the_same_agreement_says_less(engine: DuckDBEngine) -> None:
    """The population that a deployment states belongs to the version, so that what is known is weighed again."""
    rows = [row("a"), row("b", national_id="", surnames="Tzoc")]
    bench = Bench(engine)
    weights = []
    for population in (None, 50_000_000):
        bench.linker = open_linker(engine, population)
        weights.append(next(iter(bench.pairs(rows).values()))[3])
    assert weights[1] < weights[0] - 1
    assert bench.linker.model.version == f"{open_linker(engine).model.version}/50000000"

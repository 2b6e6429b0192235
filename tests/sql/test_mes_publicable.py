"""The month that a release is named after: enough persons or families of the public universe, and of no other."""

from collections.abc import Iterator, Sequence

import pytest

from assets.engine import DuckDBEngine
from assets.statements import statement
from tests.sql.open_cells import arrow_table, engine

LEAST = {"umbral_publica": 10, "umbral_familias": 10}


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with engine() as opened:
        yield opened


def month(
    duck: DuckDBEngine,
    persons: Sequence[tuple[str, int, int]] = (),
    works: Sequence[tuple[str, int, str, int]] = (),
) -> list[tuple[int, int]]:
    """The month; from (universe, month, persons) and (universe, month, community, families), all of 2026."""
    received = [
        {"visibilidad_codigo": universe, "anio": 2026, "mes": when, "persona_id": f"p{number}"}
        for universe, when, count in persons
        for number in range(count)
    ]
    built = [
        {"visibilidad_codigo": universe, "anio": 2026, "mes": when, "comunidad_id": place, "familias_atendidas": count}
        for universe, when, place, count in works
    ]  # fmt: skip
    duck.register("out_hecho_entrega", arrow_table("out_hecho_entrega", received))
    duck.register("out_hecho_entrega_comunitaria", arrow_table("out_hecho_entrega_comunitaria", built))
    return [(int(row[0]), int(row[1])) for row in duck.rows(statement("mes_publicable"), LEAST)]


def test_it_is_the_last_one_in_which_ten_persons_received_something(duck: DuckDBEngine) -> None:
    assert month(duck, [("publica", 2, 40), ("publica", 3, 10), ("publica", 4, 9)]) == [(2026, 3)]


def test_it_is_the_last_one_in_which_ten_families_had_a_work(duck: DuckDBEngine) -> None:
    assert month(duck, [("publica", 2, 10)], [("publica", 3, "a", 6), ("publica", 3, "b", 4)]) == [(2026, 3)]


def test_two_works_of_one_place_are_for_the_same_families(duck: DuckDBEngine) -> None:
    assert month(duck, works=[("publica", 3, "a", 6), ("publica", 3, "a", 6)]) == []


@pytest.mark.parametrize("universe", ["sensible", "restringida"])
def test_another_universe_names_no_release(duck: DuckDBEngine, universe: str) -> None:
    assert month(duck, [(universe, 4, 50)], [(universe, 4, "a", 50)]) == []

"""Nights of small registers in, printed cells out: a figure moves when ten different persons changed in it."""

from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest

from assets import parameters
from assets.open import printing
from assets.open.printing_bounds import UNPROTECTED
from tests.printing.press import POLICY, Delivery, Press, name_of, people

COUNTRY = name_of()
MODALITY = name_of("modalidad", modalidad="P02")
TOWN = name_of("municipio", departamento="08", municipio="0801")
OTHER_TOWN = name_of("municipio", departamento="08", municipio="0802")


def shown(cells: dict, name: tuple) -> tuple:  # type: ignore[type-arg]
    """Printed persons and deliveries of a cell, and what was done with it."""
    row = cells[name]
    return row["personas"], row["entregas"], row["impresion_codigo"]


def test_the_first_printing_prints_all_that_reaches_the_threshold(press: Press) -> None:
    cells = press.night([*people(1, 30), *people(31, 39, place="0802")])
    assert shown(cells, TOWN) == (30, 30, "nueva")
    assert shown(cells, OTHER_TOWN) == (None, None, "bajo_umbral")
    assert {row["impresion_numero"] for row in cells.values()} == {1}


@pytest.mark.parametrize(("more", "expected"), [(9, (30, 30, "espera")), (10, (40, 40, "nueva"))])
def test_a_figure_moves_with_the_tenth_person(
    press: Press, more: int, expected: tuple[int, int, str]
) -> None:
    press.night(people(1, 30))
    assert shown(press.night(people(1, 30 + more)), COUNTRY) == expected


def test_persons_of_several_nights_count_together_and_each_once(press: Press) -> None:
    press.night(people(1, 30))
    assert shown(press.night(people(1, 36)), COUNTRY) == (30, 30, "espera")
    again = [*people(1, 36), *people(31, 36, number=2)]
    assert shown(press.night(again), COUNTRY) == (30, 30, "espera")
    assert shown(press.night([*again, *people(37, 40)]), COUNTRY)[0] == 40


def test_one_person_with_twelve_deliveries_is_one_person(press: Press) -> None:
    press.night(people(1, 30))
    many = [Delivery("9" * 32, number=number) for number in range(12)]
    assert shown(press.night([*people(1, 30), *many]), COUNTRY) == (30, 30, "espera")


def test_who_came_and_went_again_is_nobody(press: Press) -> None:
    first = press.night(people(1, 30))
    press.night(people(1, 39))
    again = press.night(people(1, 30))
    assert shown(again, COUNTRY) == (30, 30, "igual")
    assert shown(press.night(people(1, 39)), COUNTRY) == (30, 30, "espera")
    assert shown(first, COUNTRY)[0] == 30


def test_deliveries_move_without_persons_when_ten_known_ones_get_more(press: Press) -> None:
    press.night(people(1, 30))
    cells = press.night([*people(1, 30), *people(1, 10, number=2)])
    assert shown(cells, COUNTRY) == (30, 40, "nueva")


def test_the_same_deliveries_sent_again_under_other_ids_draw_nothing_anew(press: Press) -> None:
    """Else every file that is sent again would give one more noisy copy of the same figure."""
    before = press.night(people(1, 33))
    assert press.night([replace(item, number=7) for item in people(1, 33)]) == before


class TestComingAndGoing:
    def test_a_cell_appears_with_the_tenth_person_not_with_the_threshold(self, press: Press) -> None:
        rest = people(101, 130)
        press.night([*rest, *people(1, 6, place="0802")])
        assert shown(press.night([*rest, *people(1, 15, place="0802")]), OTHER_TOWN) == (None, None, "espera")
        assert shown(press.night([*rest, *people(1, 16, place="0802")]), OTHER_TOWN)[2] == "nueva"

    def test_a_cell_stays_below_the_threshold_until_ten_have_left(self, press: Press) -> None:
        rest = people(101, 130)
        press.night([*rest, *people(1, 15, place="0802")])
        assert shown(press.night([*rest, *people(1, 6, place="0802")]), OTHER_TOWN) == (15, 15, "espera")
        assert shown(press.night([*rest, *people(1, 5, place="0802")]), OTHER_TOWN) == (
            None,
            None,
            "bajo_umbral",
        )

    def test_a_cell_that_was_never_seen_appears_with_ten(self, press: Press) -> None:
        rest = people(101, 130)
        press.night(rest)
        assert shown(press.night([*rest, *people(1, 9, place="0802")]), OTHER_TOWN)[0] is None
        assert shown(press.night([*rest, *people(1, 10, place="0802")]), OTHER_TOWN)[0] == 10

    def test_a_new_month_prints_everything_at_once(self, press: Press) -> None:
        press.night(people(1, 30))
        cells = press.night([*people(1, 30), *people(1, 12, month=2)])
        assert shown(cells, name_of("mes", mes=2))[2] == "nueva"
        assert shown(cells, name_of("mes", mes=1)) == (30, 30, "igual")


def test_a_corrected_place_leaves_one_cell_and_enters_another(press: Press) -> None:
    before = [*people(1, 30), *people(31, 60, place="0802")]
    press.night(before)
    nine = press.night([*people(1, 21), *people(22, 30, place="0802"), *people(31, 60, place="0802")])
    assert shown(nine, TOWN) == (30, 30, "espera")
    assert shown(nine, OTHER_TOWN) == (30, 30, "espera")
    assert shown(nine, COUNTRY) == (60, 60, "igual")
    ten = press.night([*people(1, 20), *people(21, 30, place="0802"), *people(31, 60, place="0802")])
    assert shown(ten, TOWN) == (20, 20, "nueva")
    assert shown(ten, OTHER_TOWN) == (40, 40, "nueva")


class TestMergers:
    """Two ids that turn out to be one person are one who changed, and their deliveries are still the same."""

    def merge(self, press: Press, pairs: int) -> list[Delivery]:
        """Persons 1..pairs take in persons 101..: their deliveries, under one id."""
        press.merged = [(f"{100 + number:032d}", f"{number:032d}") for number in range(1, pairs + 1)]
        gone = {old for old, _ in press.merged}
        kept = [item for item in self.all() if item.person not in gone]
        return [*kept, *people(1, pairs, number=2)]

    def all(self) -> list[Delivery]:
        return [*people(1, 40), *people(101, 120)]

    def test_of_five_pairs_are_five_persons(self, press: Press) -> None:
        press.night(self.all())
        assert shown(press.night(self.merge(press, 5)), COUNTRY) == (60, 60, "espera")

    def test_of_ten_pairs_move_the_persons_and_not_the_deliveries(self, press: Press) -> None:
        press.night(self.all())
        row = press.night(self.merge(press, 10))[COUNTRY]
        assert (row["personas"], row["entregas"]) == (50, 60)
        assert not row["tiene_entregas_en_espera"]

    def test_do_not_help_one_delivery_through(self, press: Press) -> None:
        press.night(self.all())
        nine = [*self.merge(press, 8), Delivery(f"{40:032d}", number=3)]
        assert shown(press.night(nine), COUNTRY) == (60, 60, "espera")

    def test_carry_what_waited_under_the_old_id(self, press: Press) -> None:
        """Nine came; five of them turn out to be one person each with five who were there before."""
        press.night(self.all())
        press.night([*self.all(), *people(201, 209)])
        press.merged = [(f"{200 + number:032d}", f"{number:032d}") for number in range(1, 6)]
        after = [*self.all(), *people(1, 5, number=2), *people(206, 209)]
        assert shown(press.night(after), COUNTRY) == (60, 60, "espera")
        assert shown(press.night([*after, *people(301, 306)]), COUNTRY)[0] in (65, 70)


class TestAmounts:
    def test_of_one_person_corrected_do_not_move(self, press: Press) -> None:
        press.night(people(1, 30))
        first, *others = people(1, 30)
        cells = press.night([replace(first, amount=Decimal(900)), *others])
        assert cells[MODALITY]["promedio_gtq"] == Decimal("500.00")
        assert shown(cells, MODALITY)[2] == "espera"

    def test_of_ten_persons_move(self, press: Press) -> None:
        press.night(people(1, 30))
        cells = press.night([*people(1, 10, amount=Decimal(800)), *people(11, 30)])
        assert cells[MODALITY]["promedio_gtq"] == Decimal("600.00")
        assert shown(cells, MODALITY) == (30, 30, "nueva")

    def test_that_all_change_let_no_new_delivery_through(self, press: Press) -> None:
        """Forty grants are raised on the night on which one person comes."""
        press.night(people(1, 40))
        raised = press.night(people(1, 41, amount=Decimal(600)))
        assert raised[MODALITY]["promedio_gtq"] == Decimal("600.00")
        assert shown(raised, MODALITY) == (40, 40, "nueva")
        assert raised[MODALITY]["tiene_entregas_en_espera"]
        # The newcomer still waits, and counts with nine more.
        nine = press.night(people(1, 49, amount=Decimal(600)))
        assert shown(nine, MODALITY)[:2] == (40, 40)
        ten = press.night(people(1, 50, amount=Decimal(600)))
        assert shown(ten, MODALITY)[:2] == (50, 50)

    def test_of_totals_are_the_sum_of_those_of_their_modalities(self, press: Press) -> None:
        cells = press.night(
            [*people(1, 40), *people(1, 20, modality="P04", programme="bolsa-social", amount=Decimal(250))]
        )
        assert cells[COUNTRY]["promedio_gtq"] is None
        amounts = {row["cruce_codigo"]: row["monto_gtq"] for row in press.open_table("open_cobertura")}
        assert amounts["pais"] == amounts["mes"] == amounts["municipio"] == amounts["institucion"] == 25_000

    def test_that_one_person_comes_to_dominate_are_hidden_with_the_next_ten(self, press: Press) -> None:
        rich = Delivery(f"{1:032d}", amount=Decimal(900_000))
        press.night(people(1, 30))
        one = press.night([rich, *people(2, 30)])
        assert not one[MODALITY]["es_dominada"]
        ten = press.night([rich, *people(2, 39)])
        assert ten[MODALITY]["es_dominada"]
        assert {row["monto_gtq"] for row in press.open_table("open_cobertura")} == {None}

    def test_stay_away_when_the_dominated_row_is_taken_out(
        self, press: Press, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Else the department's amount less those of the other towns would be the rich person's."""
        rich = Delivery(f"{1:032d}", place="0802", amount=Decimal(900_000))
        everybody = [rich, *people(2, 30, place="0802"), *people(101, 140)]
        there = {"departamento": "08", "modalidad": "P02"}
        gone = name_of("municipio_modalidad", municipio="0802", **there)
        key = "open_cobertura|municipio_modalidad|2026||08|0802|||P02||||"
        withdrawn = pa.Table.from_pylist(
            [{"celda": key, "impresion_codigo": "retirada"}], schema=UNPROTECTED.schema
        )
        monkeypatch.setattr(printing, "protect", lambda *_, **__: (withdrawn, []))
        cells = press.night(everybody)
        monkeypatch.setattr(printing, "protect", lambda *_, **__: (UNPROTECTED, []))
        for night in (cells, press.night([*everybody, Delivery("9" * 32)])):
            assert shown(night, gone)[::2] == (None, "retirada")
            assert night[gone]["es_dominada"]
            found = {row["municipio_codigo"]: row["monto_gtq"] for row in press.open_table("open_cobertura")}
            assert found["0801"] is None


class TestNewCrosses:
    def test_begin_with_a_year_of_which_nothing_was_printed(
        self, press: Press, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Today's figure of a set beside the held one of the same set would tell what is held."""
        new = "modalidad_pueblo"
        codes = {"modalidad": "P02", "pueblo": "1"}
        fewer = POLICY.model_copy(update={"crosses": [c for c in POLICY.crosses if c.name != new]})
        for module in (printing, parameters):
            monkeypatch.setattr(module, "policy_tonight", lambda _: fewer)
        press.night(people(1, 30))
        for module in (printing, parameters):
            monkeypatch.setattr(module, "policy_tonight", lambda _: POLICY)
        held = press.night([*people(1, 39), *people(1, 20, year=2027)])
        assert shown(held, MODALITY) == (30, 30, "espera")
        assert name_of(new, **codes) not in held
        assert shown(held, name_of(new, year=2027, **codes)) == (20, 20, "nueva")
        later = press.night([*people(1, 60), *people(1, 20, year=2027)])
        assert shown(later, MODALITY)[2] == "nueva"
        assert name_of(new, **codes) not in later


def test_a_pair_of_modalities_is_held_like_any_cell(press: Press) -> None:
    both = [*people(1, 40), *people(1, 40, modality="P04", programme="bolsa-social")]
    pair = name_of("par", "open_coincidencia", modalidad="P02", modalidad_b="P04")
    there = name_of(
        "departamento_par", "open_coincidencia", departamento="08", modalidad="P02", modalidad_b="P04"
    )

    def covered(number: int) -> list[tuple[str, str, str]]:
        return [(item.person, "P02", "P04") for item in people(1, number)]

    assert shown(press.night(both, covered(20)), pair) == (20, None, "nueva")
    nine = press.night(both, covered(29))
    assert (shown(nine, pair), shown(nine, there)) == ((20, None, "espera"), (20, None, "espera"))
    ten = press.night(both, covered(30))
    assert (shown(ten, pair), shown(ten, there)) == ((30, None, "nueva"), (30, None, "nueva"))


def test_the_reserved_universes_are_held_apart(press: Press) -> None:
    sensitive = name_of(
        "sensible_departamento_modalidad", "open_cobertura_sensible", 2025, departamento="08", modalidad="P01"
    )
    restricted = name_of("restringida_pais", "open_cobertura_restringida", 2025)

    def night(number: int) -> list[Delivery]:
        return [
            *people(1, 30 + number, modality="P01", universe="sensible", year=2025),
            *people(1, 30 + number, modality="P11", universe="restringida", year=2025),
        ]

    cells = press.night(night(0))
    assert (shown(cells, sensitive), shown(cells, restricted)) == ((30, None, "nueva"), (30, None, "nueva"))
    cells = press.night(night(9))
    assert (shown(cells, sensitive), shown(cells, restricted)) == ((30, None, "espera"), (30, None, "espera"))
    cells = press.night(night(10))
    assert (shown(cells, sensitive), shown(cells, restricted)) == ((40, None, "nueva"), (40, None, "nueva"))

"""Nights of works in communities in, printed families out: a figure moves when ten families changed in it."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from assets.open.printing import TABLE
from snis.disclosure import draw, round_by_key
from snis.disclosure_policy import COMMUNITY
from snis.errors import PrintingError
from snis.pseudonym import record_key
from tests.printing.press import DEPLOYMENT, KEYS, CellName, Press, name_of, people
from tests.printing.works import Work

Cells = dict[CellName, dict[str, Any]]
COUNTRY = name_of(table=COMMUNITY)
TOWN = name_of("municipio", COMMUNITY, departamento="08", municipio="0801")
OTHER_TOWN = name_of("municipio", COMMUNITY, departamento="08", municipio="0802")


def night(press: Press, *works: Work) -> Cells:
    """A night of these works and of nobody else."""
    return press.night([], works=works)


def shown(cells: Cells, name: CellName = COUNTRY) -> tuple[int | None, str]:
    """Printed families of a cell, and what was done with it."""
    row = cells[name]
    return row["personas"], row["impresion_codigo"]


def test_the_first_printing_prints_all_that_reaches_the_threshold(press: Press) -> None:
    cells = night(press, Work("a", 60), Work("b", 60), Work("c", 9, place="0802"))
    assert shown(cells, TOWN) == (120, "nueva")
    assert shown(cells, OTHER_TOWN) == (None, "bajo_umbral")
    rows = press.open_table(COMMUNITY)
    assert {tuple(row) for row in rows} == {
        ("cruce_codigo", "anio", "departamento_codigo", "municipio_codigo", "institucion_codigo", "programa_codigo",
         "modalidad_codigo", "familias_atendidas")
    }  # fmt: skip
    assert [row["familias_atendidas"] for row in rows if row["cruce_codigo"] == "municipio"] == [120]


@pytest.mark.parametrize(
    ("families", "expected"), [(121, (120, "espera")), (129, (120, "espera")), (130, (130, "nueva"))]
)
def test_a_figure_moves_with_the_tenth_family(press: Press, families: int, expected: tuple[int, str]) -> None:
    night(press, Work("a", 120))
    assert shown(night(press, Work("a", families))) == expected


def test_nothing_of_the_open_table_moves_for_one_family_whatever_the_work_costs(press: Press) -> None:
    night(press, Work("a", 120))
    before = press.open_table(COMMUNITY)
    assert len(before) == 10
    night(press, Work("a", 121, cost=Work("a", 1).cost * 2))
    assert press.open_table(COMMUNITY) == before


def test_two_works_for_five_families_are_five_families(press: Press) -> None:
    cells = night(press, Work("a", 5), Work("a", 5, number=2))
    assert {row["personas"] for row in cells.values()} == {None}
    assert press.open_table(COMMUNITY) == []


def test_a_second_work_for_the_same_families_is_no_change(press: Press) -> None:
    before = night(press, Work("a", 120))
    assert night(press, Work("a", 120), Work("a", 40, number=2)) == before


def test_the_same_works_sent_again_under_other_numbers_draw_nothing_anew(press: Press) -> None:
    before = night(press, Work("a", 33), Work("b", 14))
    assert night(press, Work("a", 33, number=7), Work("b", 14, number=8)) == before


def test_families_of_several_places_and_nights_count_together(press: Press) -> None:
    """More in one place and fewer in another are different families, though the sum is as it was."""
    night(press, Work("a", 60), Work("b", 63))
    assert shown(night(press, Work("a", 64), Work("b", 63)))[1] == "espera"
    assert shown(night(press, Work("a", 64), Work("b", 58)))[1] == "espera"
    assert night(press, Work("a", 65), Work("b", 58))[COUNTRY]["tiene_personas_en_espera"] is False


def test_what_came_and_went_again_is_nothing(press: Press) -> None:
    night(press, Work("a", 120))
    assert shown(night(press, Work("a", 120), Work("b", 9))) == (120, "espera")
    assert shown(night(press, Work("a", 120))) == (120, "igual")
    assert shown(night(press, Work("a", 120), Work("c", 9))) == (120, "espera")


def test_a_cell_appears_and_goes_with_ten_families(press: Press) -> None:
    rest = Work("a", 120)
    night(press, rest, Work("b", 6, place="0802"))
    assert shown(night(press, rest, Work("b", 15, place="0802")), OTHER_TOWN) == (None, "espera")
    assert shown(night(press, rest, Work("b", 20, place="0802")), OTHER_TOWN) == (20, "nueva")
    assert shown(night(press, rest, Work("b", 11, place="0802")), OTHER_TOWN) == (20, "espera")
    assert shown(night(press, rest), OTHER_TOWN) == (None, "bajo_umbral")


def test_families_that_nobody_reported_are_nobody(press: Press) -> None:
    cells = night(press, *(Work(name, None) for name in "abcdefghijkl"), Work("m", 9))
    assert {row["personas"] for row in cells.values()} == {None}
    cells = night(press, Work("a", 20), Work("b", None))
    assert shown(night(press, Work("a", 20))) == shown(cells)


@pytest.mark.parametrize("universe", ["sensible", "restringida"])
def test_works_of_a_reserved_universe_are_not_printed(press: Press, universe: str) -> None:
    cells = night(press, Work("a", 60), Work("b", 60, modality="P54", universe=universe))
    assert shown(cells) == (60, "nueva")
    assert "P54" not in {row["modalidad_codigo"] for row in cells.values()}


def test_towns_change_once_a_month_and_the_country_every_night(press: Press) -> None:
    press.step = datetime.timedelta(days=1)
    night(press, Work("a", 40))
    cells = night(press, Work("a", 60))
    assert (shown(cells), shown(cells, TOWN)) == ((60, "nueva"), (40, "espera"))
    press.now = datetime.datetime(2026, 6, 1, 1, tzinfo=datetime.UTC)
    assert shown(night(press, Work("a", 60)), TOWN) == (60, "nueva")


class TestALedgerOfWorks:
    def test_gives_every_printing_back_byte_by_byte(self, press: Press, tmp_path: Path) -> None:
        kept = []
        for families in (33, 38, 47):
            night(press, Work("a", families), Work("b", 20, place="0802"))
            kept.append(press.bench.store.part(TABLE).read_bytes())
        for number, expected in enumerate(kept, start=1):
            assert press.rebuilt(number, tmp_path) == expected

    def test_keeps_what_the_last_printing_saw_of_them(self, press: Press) -> None:
        night(press, Work("a", 120))
        assert works_seen(press).exists()


class TestALedgerWithoutWorks:
    """One of before works were printed kept nothing of them."""

    def test_begins_with_them(self, press: Press) -> None:
        press.night(people(1, 30))
        works_seen(press).unlink()
        assert shown(press.night(people(1, 45), works=[Work("a", 120)])) == (120, "nueva")

    def test_and_with_some_printed_misses_what_was_seen(self, press: Press) -> None:
        night(press, Work("a", 120))
        works_seen(press).unlink()
        with pytest.raises(PrintingError, match="nadie sabe quién cambió"):
            night(press, Work("a", 121))


class TestAWithheldPlaceThatSubtractionWouldFind:
    """A programme of two modalities: 44 families of one print as 40, 9 have the other, and all 53 print as 55."""

    SECOND = "P35"
    NAMES = (
        name_of("programa", COMMUNITY, programa="huertos"),
        name_of("modalidad", COMMUNITY, modalidad="P34"),
    )

    @pytest.fixture
    def two(self, press: Press) -> Press:
        """A deployment with a second modality for communities."""
        gardens = next(row for row in DEPLOYMENT.programmes if row["modalidad_codigo"] == "P34")
        more = [*DEPLOYMENT.programmes, {**gardens, "modalidad_codigo": self.SECOND}]
        press.deployment = replace(DEPLOYMENT, programmes=more)
        return press

    def exposing(self) -> tuple[Work, Work]:
        """Whoever subtracts would know that the withheld nine are seven to nine."""
        return next(found for found in self.candidates() if printed(found[:1]) == 40 and printed(found) == 55)

    def candidates(self) -> Iterator[tuple[Work, Work]]:
        for first in count(1, 2):
            yield Work(f"{first:032d}", 44), Work(f"{first + 1:032d}", 9, modality=self.SECOND)

    def test_gets_room_from_a_neighbour(self, two: Press) -> None:
        cells = night(two, *self.exposing())
        programme, modality = (cells[name]["personas"] for name in self.NAMES)
        assert (modality, programme) in [(45, 55), (40, 50), (45, 50)]
        assert "volteada" in {row["impresion_codigo"] for row in cells.values()}
        assert cells[name_of("modalidad", COMMUNITY, modalidad=self.SECOND)]["personas"] is None

    def test_is_told_in_the_ledger(self, two: Press) -> None:
        night(two, *self.exposing())
        (attack,) = json.loads((two.work / "ledger/impresiones/000001.json").read_text())["pruebas"]
        assert (attack["table"], attack["withdrawn"]) == (COMMUNITY, 0)
        assert attack["narrow"] > 0
        assert attack["narrowest"] >= 4


def works_seen(press: Press) -> Path:
    """What the last printing saw of works."""
    return press.work / "vault" / "impresion" / f"{press.number:06d}-out_hecho_entrega_comunitaria.parquet"


def printed(works: tuple[Work, ...]) -> int:
    """What the keyed draw makes of the families of these works, each in a place of its own."""
    cell_key = sum(record_key(KEYS.record, f"{work.community}|{work.families}") for work in works) % 2**64
    families = sum(work.families or 0 for work in works)
    return round_by_key(families, 5, drawn=draw(KEYS.round, "familias", cell_key))

"""A withheld cell that printed sums would give away gets room: a neighbour takes its other multiple."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from snis.disclosure import draw, round_by_key
from snis.pseudonym import record_key
from tests.printing.press import KEYS, Delivery, Press, name_of, people

PROGRAMME = name_of("programa", programa="utiles-escolares")
MODALITY = name_of("modalidad", modalidad="P18")
SMALL = name_of("modalidad", modalidad="P19")


def exposing() -> list[Delivery]:
    """A programme of two modalities: 44 persons of one print as 40, 9 have the other, and all 53 print as 55.

    The first has 44 at most and the programme 51 at least: whoever subtracts knows that the withheld 9 are 7 to 9.
    """
    return next(found for found in candidates() if printed(found[:44]) == 40 and printed(found) == 55)


def candidates() -> Iterator[list[Delivery]]:
    common = {"programme": "utiles-escolares", "institution": "mineduc"}
    for first in count(1, 100):
        yield [
            *people(first, first + 43, modality="P18", **common),
            *people(first + 44, first + 52, modality="P19", **common),
        ]


def printed(deliveries: list[Delivery]) -> int:
    """What the keyed draw makes of so many persons."""
    cell_key = sum(record_key(KEYS.record, item.person) for item in deliveries) % 2**64
    return round_by_key(len(deliveries), 5, drawn=draw(KEYS.round, "personas", cell_key))


def test_a_neighbour_takes_its_other_multiple(press: Press) -> None:
    cells = press.night(exposing())
    turned = {name for name, row in cells.items() if row["impresion_codigo"] == "volteada"}
    assert turned & {PROGRAMME, MODALITY}
    figures = cells[MODALITY]["personas"], cells[PROGRAMME]["personas"]
    assert figures in [(45, 55), (40, 50), (45, 50)]
    assert cells[SMALL]["personas"] is None


def test_what_was_turned_stays_so_while_too_few_change(press: Press) -> None:
    first = press.night(exposing())
    one_more = replace(exposing()[-1], person="9" * 32)
    again = press.night([*exposing(), one_more])
    for name in (PROGRAMME, MODALITY):
        assert again[name]["personas"] == first[name]["personas"]
        assert again[name]["impresion_codigo"] in ("espera", "igual")


def test_the_ledger_keeps_what_it_took(press: Press) -> None:
    press.night(exposing())
    (attack,) = json.loads((press.work / "ledger" / "impresiones" / "000001.json").read_text())["pruebas"]
    assert (attack["table"], attack["year"], attack["withdrawn"]) == ("open_cobertura", 2026, 0)
    assert attack["narrow"] > 0
    assert attack["flipped"] > 0
    assert attack["narrowest"] >= 4

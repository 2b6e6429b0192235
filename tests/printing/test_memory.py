"""What readers of earlier printings remember is reckoned with: a figure turns that tonight alone would not turn."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import pyarrow.parquet as pq
import pytest

from assets.open import printing as steps
from assets.open.printing_ledger import PrintingLedger
from tests.printing.press import Delivery, Press, people
from tests.printing.test_bounds import MODALITY, PROGRAMME, SMALL, printed

_KIND = {"programme": "utiles-escolares", "institution": "mineduc"}
Nights = tuple[list[Delivery], list[Delivery]]


def both_nights() -> Nights:
    """43 persons of one modality and 9 of the other; ten of the first leave, eleven come, and nine to the second.

    Those of the second live far apart, so that none of their departments says anything. 44 print as 40 and 62 as 65:
    whoever subtracts finds 17 or 18 in the second, so 8 or 9 on the night before.
    """
    return next(
        found for found in candidates() if [printed(part) for part in parts(found)] == [45, 50, 40, 65]
    )


def candidates() -> Iterator[Nights]:
    for first in count(1, 100):
        large = people(first, first + 53, modality="P18", **_KIND)
        small = [
            replace(item, place=f"{department:02d}01")
            for department, item in enumerate(
                people(first + 60, first + 80, modality="P19", **_KIND), start=1
            )
            if department not in (3, 8, 13)
        ]
        yield [*large[:43], *small[:9]], [*large[10:], *small]


def parts(nights: Nights) -> Iterator[list[Delivery]]:
    """The large modality and everybody, night by night."""
    for night in nights:
        yield [item for item in night if item.modality == "P18"]
        yield night


def twice(deliveries: list[Delivery]) -> list[Delivery]:
    """Everybody has two, so that persons do not follow from deliveries."""
    return [replace(item, number=number) for item in deliveries for number in (1, 2)]


def figures(cells: Mapping[Any, Mapping[str, Any]]) -> tuple[int, int, int | None]:
    return cells[MODALITY]["personas"], cells[PROGRAMME]["personas"], cells[SMALL]["personas"]


def test_the_second_night_turns_a_figure_for_the_sake_of_the_first(press: Press) -> None:
    first, second = both_nights()
    assert figures(press.night(twice(first))) == (45, 50, None)
    after = figures(press.night(twice(second)))
    assert after in [(45, 65, None), (40, 60, None), (45, 60, None)]
    assert press.cells()[SMALL]["impresion_codigo"] == "espera"


def test_without_memory_the_same_night_turns_nothing(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = both_nights()
    press.night(twice(first))
    monkeypatch.setattr(steps, "memory_before", lambda *_: {})
    assert figures(press.night(twice(second))) == (40, 65, None)


def test_the_memory_follows_from_the_ledger_alone(press: Press) -> None:
    first, second = both_nights()
    press.night(twice(first))
    press.night(twice(second))
    press.night(twice([*second, *people(5_000, 5_019, modality="P18", **_KIND)]))
    kept = memory(press, 2)
    for path in (press.work / "ledger" / "impresiones").glob("*.cotas"):
        path.unlink()
    press.night(twice([*second, *people(5_000, 5_039, modality="P18", **_KIND)]))
    press.night(twice([*second, *people(5_000, 5_059, modality="P18", **_KIND)]))
    assert memory(press, 4) != kept
    names = sorted(path.name for path in (press.work / "ledger" / "impresiones").glob("*.cotas"))
    assert names == ["000003.cotas", "000004.cotas"]


def memory(press: Press, number: int) -> list[dict[str, Any]]:
    return list(pq.read_table(PrintingLedger(press.bench.store).memory(number)).to_pylist())

"""An outsider who keeps every release, and what all of them say together.

A programme has two modalities. On the first night 43 persons of one are printed as 45, the other has nine persons, too
few to be printed, and all 52 are printed as 50. Until the second night nine more come to the small one: fewer than ten
changes, so its row stays away. Ten of the large one leave and eleven come: 44, printed as 40, and 62 in all, printed as
65. The second release says that the small one has 17 or 18, which is no small count. But whoever kept the first knows
that at most nine came, so that 8 or 9 were there when nothing was printed of them.
"""

import csv
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from publish.gate_attack import find_by_attack
from publish.gate_memory import remember
from publish.gate_records import Records
from publish.gate_rules import GateRules
from publish.gate_spaces import Printed, Rows
from tests.publish.gate_release import SAMPLE, sample_rules, small_policy

TABLE, YEAR = "open_cobertura", 2026
COLUMNS = ("cruce_codigo", "anio", "mes", "programa_codigo", "modalidad_codigo", "personas", "entregas")
WHOLE = {"cruce_codigo": "programa", "programa_codigo": "utiles-escolares"}
LARGE = {"cruce_codigo": "modalidad", "modalidad_codigo": "P18"}
VICTIMS = {"cruce_codigo": "modalidad", "modalidad_codigo": "P19"}
# Persons and deliveries of the programme and of the large modality.
FIRST, SECOND = [(50, 105), (45, 85)], [(65, 125), (40, 90)]
Figures = Sequence[tuple[int, int]]


def test_each_release_alone_gives_nothing_away() -> None:
    assert found(FIRST, 1, None) == set()
    assert found(SECOND, 2, None) == set()


def test_both_together_give_the_victims_away_and_the_gate_trips() -> None:
    memory = remembered(FIRST, 1, None)
    assert victims(memory) == (0, 9)
    assert found(SECOND, 2, memory) == {"G-ATA-05"}
    assert victims(remembered(SECOND, 2, memory)) == (8, 9)


@pytest.mark.parametrize("turned", [[(60, 125), (40, 90)], [(65, 125), (45, 90)]])
def test_one_figure_turned_is_enough(turned: Figures) -> None:
    assert found(turned, 2, remembered(FIRST, 1, None)) == set()


def test_a_third_release_gives_away_what_the_second_left_open() -> None:
    """3 to 9 on their day is wide enough; one more printing of both figures leaves 8 and 9."""
    second = [(60, 125), (40, 90)]
    memory = remembered(second, 2, remembered(FIRST, 1, None))
    assert victims(memory) == (3, 9)
    third = [(70, 125), (45, 90)]
    assert found(third, 3, None) == set()
    assert found(third, 3, memory) == {"G-ATA-05"}


def test_a_release_that_repeats_the_last_one_says_nothing_more() -> None:
    second = [(60, 125), (40, 90)]
    memory = remembered(second, 2, remembered(FIRST, 1, None))
    assert found(second, 3, memory) == set()
    assert victims(remembered(second, 3, memory)) == victims(memory)


def found(figures: Figures, number: int, memory: Rows | None) -> set[str]:
    """The rules that the gate finds broken in a release, for a reader with that memory."""
    printed = Printed(TABLE, YEAR, f"2026-{number:02d}", "cobertura.csv", columns(rows(figures)))
    records = Records(
        printed={TABLE: ledger(figures, number)},
        number=number,
        entered=number - 1,
        memory={} if memory is None else {(TABLE, YEAR): memory},
    )
    return {finding.rule for finding in find_by_attack([printed], rules(), records=records)}


def remembered(figures: Figures, number: int, memory: Rows | None) -> Rows | None:
    """What readers remember after a release."""
    return remember(TABLE, YEAR, ledger(figures, number), memory, rules=rules(), number=number)


def victims(memory: Rows | None) -> tuple[object, object]:
    """What is remembered of the victims on their day; 0 to 9 where it is no more than their absence says."""
    told = memory or {}
    intervals = zip(told["personas_minimo"], told["personas_maximo"], strict=True)
    named = zip(told["modalidad_codigo"], intervals, strict=True)
    return next((interval for code, interval in named if code == "P19"), (0, 9))


def rows(figures: Figures) -> list[dict[str, Any]]:
    """The rows of a release; the country has nobody else than the programme."""
    whole, large = ({"personas": persons, "entregas": deliveries} for persons, deliveries in figures)
    return [
        {"anio": YEAR, **LARGE, **large},
        {"anio": YEAR, "cruce_codigo": "pais", **whole},
        {"anio": YEAR, **WHOLE, **whole},
    ]


def columns(listed: list[dict[str, Any]]) -> Rows:
    """Rows as columns by name."""
    return {name: [row.get(name) for row in listed] for name in COLUMNS}


def ledger(figures: Figures, number: int) -> Rows:
    """What the ledger says: everything moved in this printing, but for the victims, who wait since the first."""
    listed = [*rows(figures), {"anio": YEAR, **VICTIMS}]
    waits = [number > 1 and row.get("modalidad_codigo") == "P19" for row in listed]
    return {
        **columns(listed),
        "impresion_numero": [number] * len(listed),
        "impresion_codigo": ["espera" if wait else "nueva" for wait in waits],
        "tiene_personas_en_espera": waits,
        "tiene_entregas_en_espera": waits,
    }


@cache
def rules() -> GateRules:
    """The gate's rules for a country with this one programme."""
    with (SAMPLE / "programmes.csv").open(encoding="utf-8", newline="") as stream:
        programmes = [row for row in csv.DictReader(stream) if row["modalidad_codigo"] in {"P18", "P19"}]
    return sample_rules(programmes=programmes, policy=small_policy("pais", "programa", "modalidad"))

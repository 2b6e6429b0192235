"""Differencing inside a release: totals minus their parts, and everything that follows from all of them together.

The victims are two persons of one modality in one municipality. The table never prints their cell.
"""

from pathlib import Path

import pytest

from tests.attacks.country import (
    VICTIMS,
    VICTIMS_CELL,
    Row,
    attacked,
    counted,
    country,
    exactly,
    protected_rows,
    released,
    rows_of,
    rules,
)
from tests.publish.gate_release import rules_broken

CELLS = counted(country())


def difference(rows: list[Row], measure: str = "personas") -> int:
    """What the department's total says of the victims' municipality: total minus the other municipality."""
    total = next(
        row[measure]
        for row in rows
        if (row["cruce_codigo"], row["departamento_codigo"], row.get("modalidad_codigo"))
        == ("departamento_modalidad", "16", "P04")
    )
    sibling = next(
        row[measure]
        for row in rows
        if (row.get("municipio_codigo"), row.get("modalidad_codigo")) == ("1602", "P04")
    )
    return int(total) - int(sibling)


def test_the_victims_cell_is_never_printed() -> None:
    for rows in (rows_of(CELLS), rows_of(CELLS, printer=exactly), protected_rows(CELLS)):
        assert not [
            row
            for row in rows
            if (row.get("municipio_codigo"), row.get("modalidad_codigo")) == ("1601", "P04")
        ]
    assert len(CELLS[VICTIMS_CELL].persons) == VICTIMS


def test_exact_totals_give_the_withheld_cell_away(tmp_path: Path) -> None:
    """What most portals do: withhold below 10, print exact totals. One subtraction, and the gate sees it."""
    weak = rows_of(CELLS, printer=exactly)
    assert difference(weak) == VICTIMS
    assert {"G-CEL-02"} <= rules_broken(released(tmp_path, weak), rules())


def test_rounding_alone_may_leave_a_narrow_cell(tmp_path: Path) -> None:
    """In some countries the draws fall so that a withheld cell keeps fewer than four values; the flips mend it."""
    unlucky = [seed for seed in range(60) if "G-ATA-01" in attacked(rows_of(counted(country(seed))))]
    assert unlucky
    cells = counted(country(unlucky[0]))
    assert "G-ATA-01" in rules_broken(released(tmp_path / "rounded", rows_of(cells)), rules())
    assert rules_broken(released(tmp_path / "protected", protected_rows(cells)), rules()) == set()


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_keyed_rounding_with_the_publishers_own_attack_withstands(tmp_path: Path, seed: int) -> None:
    cells = counted(country(seed))
    assert rules_broken(released(tmp_path, protected_rows(cells)), rules()) == set()


def test_a_total_that_its_parts_cannot_explain_is_found(tmp_path: Path) -> None:
    """A row that was taken away after the attack, so that its absence says something false."""
    rows = [
        row
        for row in protected_rows(CELLS)
        if (row["cruce_codigo"], row.get("modalidad_codigo")) != ("modalidad", "P02")
    ]
    assert "G-ATA-02" in rules_broken(released(tmp_path, rows), rules())

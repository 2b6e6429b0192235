"""Exact figures that others publish: a budget, a ministry's answer to a request, a law that fixes a grant."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from publish.gate_external import ExactFigure, load_external
from publish.gate_rules import GateRules
from snis.errors import DisclosureError
from tests.attacks.country import CROSSES, counted, country, protected_rows, released, rules
from tests.publish.gate_release import ROWS, rules_broken, sample_rules, write_release

CELLS = counted(country())


def knowing(*figures: ExactFigure) -> GateRules:
    return replace(rules(), external=figures)


def exact(cell: tuple[str, ...], measure: str = "personas") -> ExactFigure:
    """The exact figure of a cell, as another office might publish it."""
    known = CELLS[cell]
    value = len(known.persons) if measure == "personas" else known.deliveries
    codes = dict(zip(CROSSES[cell[0]], cell[1:], strict=True))
    return ExactFigure("otra oficina", measure, Decimal(value), {"anio": "2026", **codes})


def test_without_them_the_release_passes(tmp_path: Path) -> None:
    assert rules_broken(released(tmp_path, protected_rows(CELLS)), rules()) == set()


def test_a_total_and_its_other_part_give_the_rest(tmp_path: Path) -> None:
    """The department's exact total and the other municipality's exact count leave the victims one value."""
    known = knowing(
        exact(("departamento_modalidad", "16", "P04")), exact(("municipio_modalidad", "16", "1602", "P04"))
    )
    assert "G-ATA-03" in rules_broken(released(tmp_path, protected_rows(CELLS)), known)


def test_exact_spending_is_an_exact_count_where_the_grant_is_known(tmp_path: Path) -> None:
    """Q250 for each delivery: spending divided by it is the number of deliveries."""
    cells = [("departamento_modalidad", "16", "P04"), ("municipio_modalidad", "16", "1602", "P04")]
    spent = [
        replace(figure, measure="monto", figure=figure.figure * 250)
        for figure in (exact(cell, "entregas") for cell in cells)
    ]
    assert "G-ATA-03" in rules_broken(released(tmp_path, protected_rows(CELLS)), knowing(*spent))


def test_a_figure_that_cannot_be_true_is_said(tmp_path: Path) -> None:
    wrong = replace(exact(("pais",)), figure=Decimal(3))
    assert "G-ATA-04" in rules_broken(released(tmp_path, protected_rows(CELLS)), knowing(wrong))


def test_the_budget_minus_the_printed_total_is_the_restricted_programme(tmp_path: Path) -> None:
    """mides also runs the restricted programme: Q1,500 for one girl is what the budget has more than our total."""
    row = {**ROWS[1], "cruce_codigo": "institucion", "institucion_codigo": "mides", "personas": 45, "entregas": 50,
           "monto_gtq": "25000.00", "tasa_cobertura_pct": None, "tasa_cobertura_estado_codigo": None}  # fmt: skip
    budget = ExactFigure(
        "SICOIN", "monto", Decimal(25_000 + 1_500), {"anio": "2026", "institucion_codigo": "mides"}
    )
    release = write_release(tmp_path, [ROWS[0], row, *ROWS[1:]])
    assert "G-UNI-05" not in rules_broken(release, sample_rules())
    assert "G-UNI-05" in rules_broken(release, sample_rules(external=[budget]))


@pytest.mark.parametrize(
    "line",
    [
        "SICOIN,gasto,5,2026",
        "SICOIN,monto,mucho,2026",
        "SICOIN,monto,-1,2026",
        ",monto,1,2026",
        "SICOIN,monto,1,",
    ],
)
def test_a_broken_file_stops_the_night(tmp_path: Path, line: str) -> None:
    path = tmp_path / "external_figures.csv"
    path.write_text(f"fuente,medida,cifra,anio\n{line}\n", "utf-8")
    with pytest.raises(DisclosureError, match="línea 2"):
        load_external(path)

"""A restricted programme by subtraction: a total that holds somebody whom no printed part explains.

Forty girls are in the restricted programme, all in one department. Whoever counts them into a total has said where.
"""

from pathlib import Path

from tests.attacks.country import (
    Delivery,
    Row,
    attacked,
    counted,
    country,
    protected_rows,
    released,
    rows_of,
    rules,
)
from tests.publish.gate_release import ROWS, rules_broken, sample_rules, write_release

GIRLS = [Delivery(50_000 + girl, "0801", "P11") for girl in range(40)]


def weakly(rows_with: list[Row], rows_without: list[Row]) -> list[Row]:
    """Totals over modalities with the girls, the modalities themselves without: universes not separated."""
    totals = {"pais", "departamento", "municipio"}
    return sorted(
        [row for row in rows_with if row["cruce_codigo"] in totals]
        + [row for row in rows_without if row["cruce_codigo"] not in totals],
        key=lambda row: row["cruce_codigo"],
    )


def test_universes_that_are_counted_together_are_told_apart_by_a_subtraction() -> None:
    together, apart = counted([*country(), *GIRLS]), counted(country())
    town = ("municipio", "08", "0801")
    parts = [apart["municipio_modalidad", "08", "0801", modality] for modality in ("P02", "P04", "P05")]
    assert len(together[town].persons) - sum(len(part.persons) for part in parts) == len(GIRLS)


def test_the_gate_refuses_such_a_total(tmp_path: Path) -> None:
    rows = weakly(rows_of(counted([*country(), *GIRLS])), rows_of(counted(country())))
    assert "G-ATA-02" in attacked(rows)
    assert "G-ATA-02" in rules_broken(released(tmp_path, rows), rules())


def test_separated_universes_say_nothing(tmp_path: Path) -> None:
    assert rules_broken(released(tmp_path, protected_rows(counted(country()))), rules()) == set()


def test_who_runs_the_programme_prints_no_local_amount(tmp_path: Path) -> None:
    """The budget publishes what an institution spends in a department; our total there would leave the rest."""
    row = {
        **ROWS[0],
        "cruce_codigo": "departamento_institucion",
        "modalidad_codigo": None,
        "institucion_codigo": "mides",
    }
    release = write_release(tmp_path / "with", [row, *ROWS])
    assert "G-UNI-04" in rules_broken(release, sample_rules())
    blank = write_release(tmp_path / "without", [{**row, "monto_gtq": None}, *ROWS])
    assert "G-UNI-04" not in rules_broken(blank, sample_rules())

"""Differencing across nights: what changed between two releases, and for how few persons.

On the second night one person arrives in a cell of hundreds. Whoever knows that only that person came that day must
not see it; a figure that moves stands for ten persons or more.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publish.gate import inspect
from publish.gate_records import Records
from publish.gate_spaces import Rows
from tests.attacks.country import (
    CROSSES,
    Delivery,
    Row,
    counted,
    country,
    exactly,
    protected_rows,
    released,
    rows_of,
    rules,
)

# What the small release of these tests goes by.
STANDING = "cobertura"
NEWCOMER = Delivery(90_000, "0101", "P02")
FIRST = protected_rows(counted(country()))


def figures(rows: Iterable[Row]) -> dict[tuple[object, ...], tuple[int, int]]:
    """Figures by cell."""
    codes = ("cruce_codigo", "departamento_codigo", "municipio_codigo", "modalidad_codigo")
    return {tuple(row.get(name) for name in codes): (row["personas"], row["entregas"]) for row in rows}


def moved(before: list[Row], now: list[Row]) -> int:
    """How many figures of the second night differ from the first."""
    old, new = figures(before), figures(now)
    return sum(old.get(cell) != figure for cell, figure in new.items())


def ledger(rows: list[Row], *, number: int, printed_in: int = 1) -> Records:
    """The ledger after a night: its figures, and the printing in which each was last printed anew."""
    columns: Rows = {
        "anio": [2026] * len(rows),
        **{
            name: [row.get(name) for row in rows]
            for name in ("cruce_codigo", "mes", "departamento_codigo", "municipio_codigo", "modalidad_codigo",
                         "personas", "entregas")
        },
        "impresion_numero": [printed_in] * len(rows),
        "impresion_codigo": ["nueva" if printed_in == number else "igual"] * len(rows),
        "tiene_personas_en_espera": [False] * len(rows),
        "tiene_entregas_en_espera": [False] * len(rows),
    }  # fmt: skip
    return Records(printed={"open_cobertura": columns}, number=number, entered=number - 1)


def test_exact_figures_show_the_newcomer() -> None:
    first = rows_of(counted(country()), printer=exactly)
    second = rows_of(counted([*country(), NEWCOMER]), printer=exactly)
    assert moved(first, second) == len(CROSSES)


def test_rounding_alone_shows_some_newcomers() -> None:
    """Over the nights that one more person can make, rounded figures move for a single one."""
    first = rows_of(counted(country()))
    shown = [
        moved(first, rows_of(counted([*country(), replace(NEWCOMER, person=90_000 + more)])))
        for more in range(20)
    ]
    assert sum(1 for count in shown if count) >= 10


@pytest.mark.parametrize("nights", [2, 3])
def test_held_figures_show_nothing_and_pass(tmp_path: Path, nights: int) -> None:
    """The second and third night print what the first did: nobody sees the newcomer, and nothing contradicts itself."""
    public = released(tmp_path / "public", FIRST)
    staged = released(tmp_path / "staged", FIRST)
    verdict = inspect(staged, rules(), records=ledger(FIRST, number=nights), before=public)
    assert verdict.findings == ()


def test_a_figure_that_moves_for_fewer_than_ten_persons_is_found(tmp_path: Path) -> None:
    """The ledger says that the figure was held, and the bytes say something else."""
    second = [dict(row) for row in FIRST]
    place = next(at for at, row in enumerate(second) if row["cruce_codigo"] == "pais")
    second[place]["personas"] += 5
    public = released(tmp_path / "public", FIRST)
    staged = released(tmp_path / "staged", second)
    found = {
        one.rule for one in inspect(staged, rules(), records=ledger(FIRST, number=2), before=public).findings
    }
    assert found >= {"G-LIB-01", "G-LIB-02"}


def test_a_row_that_vanishes_for_one_person_is_found(tmp_path: Path) -> None:
    second = [
        row for row in FIRST if (row["cruce_codigo"], row.get("modalidad_codigo")) != ("modalidad", "P05")
    ]
    public, staged = released(tmp_path / "public", FIRST), released(tmp_path / "staged", second)
    found = {
        one.rule for one in inspect(staged, rules(), records=ledger(FIRST, number=2), before=public).findings
    }
    assert {"G-LIB-01", "G-LIB-02"} <= found


def test_fresh_rounding_every_night_is_found(tmp_path: Path) -> None:
    """Noise drawn anew every night averages out; the ledger knows that nothing changed."""
    second = [{**row, "entregas": row["entregas"] + 5} for row in FIRST]
    public, staged = released(tmp_path / "public", FIRST), released(tmp_path / "staged", second)
    found = {
        one.rule for one in inspect(staged, rules(), records=ledger(FIRST, number=2), before=public).findings
    }
    assert "G-LIB-02" in found


def test_a_municipal_figure_that_waits_for_its_month_contradicts_nothing(tmp_path: Path) -> None:
    """Sixty persons came since the municipal figures were printed; those of departments say so tonight."""
    crowd = [Delivery(80_000 + more, "0101", "P02") for more in range(60)]
    tonight = protected_rows(counted([*country(), *crowd]))
    municipal = {"municipio", "municipio_modalidad"}
    rows = sorted(
        [row for row in FIRST if row["cruce_codigo"] in municipal]
        + [row for row in tonight if row["cruce_codigo"] not in municipal],
        key=lambda row: row["cruce_codigo"],
    )
    known = ledger(rows, number=2)
    numbers = [1 if row["cruce_codigo"] in municipal else 2 for row in rows]
    aged = replace(
        known, printed={"open_cobertura": {**known.printed["open_cobertura"], "impresion_numero": numbers}}
    )
    staged = released(tmp_path / "staged", rows)
    assert {one.rule for one in inspect(staged, rules()).findings} == {"G-ATA-02"}
    assert inspect(staged, rules(), records=aged).findings == ()


def test_a_figure_of_a_printing_that_nobody_saw_may_still_be_shown(tmp_path: Path) -> None:
    """The last printing counted and its release never took its place: readers have the one before."""
    second = [dict(row) for row in FIRST]
    country_row = next(row for row in second if row["cruce_codigo"] == "pais")
    country_row["entregas"] += 5
    known = ledger(second, number=3, printed_in=2)
    public, staged = released(tmp_path / "public", FIRST), released(tmp_path / "staged", second)

    def found(records: Records) -> set[str]:
        return {one.rule for one in inspect(staged, rules(), records=records, before=public).findings}

    assert "G-LIB-02" in found(known)
    assert "G-LIB-02" in found(replace(known, shown={STANDING: 2}))
    assert "G-LIB-02" not in found(replace(known, shown={STANDING: 1}))


def test_only_the_release_that_is_made_shows_the_last_printing(tmp_path: Path) -> None:
    """After a withdrawal an older release is the newest one that stands, with the figures of its own printing."""
    now = [{**row, "personas": row["personas"] + 50} for row in FIRST]
    standing = released(tmp_path / "standing", FIRST)

    def found(**told: Any) -> set[str]:
        records = replace(ledger(now, number=2, printed_in=2), unlagged=frozenset({STANDING}), **told)
        return {one.rule for one in inspect(standing, rules(), records=records).findings}

    assert "G-LIB-01" in found(release=STANDING, shown={STANDING: 1})
    assert found(release="", shown={STANDING: 1}) == found(release="2026-05", shown={STANDING: 1}) == set()
    # What never took its place is no standing release, whatever it calls itself.
    assert "G-LIB-01" in found(release="2026-05", shown={"2026-04": 1})


def test_a_month_of_which_nothing_is_printed_yet_stops_no_night(tmp_path: Path) -> None:
    """Its cells are in the ledger, too small to be printed; no reader knows that they exist."""
    small = {
        "cruce_codigo": "departamento_mes", "anio": 2026, "mes": 7, "departamento_codigo": "08",
        "personas": None, "entregas": None,
    }  # fmt: skip
    staged = released(tmp_path / "staged", FIRST)
    assert inspect(staged, rules(), records=ledger([*FIRST, small], number=1)).findings == ()

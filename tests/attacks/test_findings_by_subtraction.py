"""Findings by department: the country minus its departments, for a rule and class. A person is in one department."""

from typing import Any

import pyarrow as pa
import pytest

from publish.gate_attack import find_by_attack
from publish.gate_records import Records
from publish.gate_spaces import printed_years
from snis.contracts.loader import load_tables
from tests.publish.gate_release import sample_rules

TABLE = "open_hallazgo"
Places = dict[str | None, int | None]


@pytest.mark.parametrize(
    ("places", "found"),
    [
        ({None: 100, "01": 60, "08": 40}, set()),
        # 104 at most in the country, 56 + 46 at least in two departments: at most two persons are elsewhere.
        ({None: 100, "01": 60, "08": 50}, {"G-ATA-01"}),
        # 104 at most in the country and 107 at least in its departments.
        ({None: 100, "01": 60, "08": 55}, {"G-ATA-02"}),
        # Too many departments were small, so none is printed: what is missing there says nothing.
        ({None: 100}, set()),
    ],
)
def test_departments_are_held_against_the_country(places: Places, found: set[str]) -> None:
    assert attacked(places) == found


def test_rules_and_classes_are_no_parts_of_each_other() -> None:
    """A person may be in several: nothing is subtracted between them."""
    rows = [*rows_of({None: 100}), *rows_of({None: 10}, clase_codigo="en_ventana")]
    assert attacked_rows(rows) == set()


def test_a_year_is_printed_once_and_says_what_the_ledger_has() -> None:
    places: Places = {None: 100, "01": 60, "08": 40}
    assert attacked(places, ledger=places) == set()
    assert attacked({**places, "08": 45}, ledger=places) == {"G-LIB-01"}


def test_a_row_that_was_taken_out_says_nothing_by_its_absence() -> None:
    """The ledger knows that 08 was taken out: 40 persons are no contradiction."""
    assert attacked({None: 100, "01": 60}) == {"G-ATA-02"}
    assert attacked({None: 100, "01": 60}, ledger={None: 100, "01": 60, "08": None}) == set()


def attacked(places: Places, *, ledger: Places | None = None) -> set[str]:
    """The rules that the gate finds broken in a year of one rule and class."""
    records = None if ledger is None else Records(printed={TABLE: ledger_of(ledger)}, number=3, entered=2)
    return attacked_rows(rows_of(places), records)


def attacked_rows(rows: list[dict[str, Any]], records: Records | None = None) -> set[str]:
    names = [column.name for column in load_tables()[TABLE].fields]
    whole = {"anio", "personas"}
    content = pa.table(
        {
            name: pa.array([row[name] for row in rows], pa.int64() if name in whole else pa.string())
            for name in names
        }
    )
    printed = printed_years(TABLE, "2026-04", "hallazgos.csv", content)
    return {finding.rule for finding in find_by_attack(printed, sample_rules(), records=records)}


def rows_of(places: Places, **given: str) -> list[dict[str, Any]]:
    """Rows of CRU-01, lista_tarde."""
    codes = {"regla_codigo": "CRU-01", "tipo_hallazgo_codigo": "cruce", "clase_codigo": "lista_tarde"} | given
    return [
        {"anio": 2025, "departamento_codigo": place, **codes, "personas": persons}
        for place, persons in places.items()
    ]


def ledger_of(places: Places) -> dict[str, list[Any]]:
    """What the ledger says of them; without a figure, a row that was taken out."""
    rows = rows_of(places)
    return {
        **{name: [row[name] for row in rows] for name in rows[0]},
        "cruce_codigo": [
            "hallazgo" if row["departamento_codigo"] is None else "departamento_hallazgo" for row in rows
        ],
        "mes": [None] * len(rows),
        "impresion_numero": [1] * len(rows),
        "impresion_codigo": ["igual" if row["personas"] else "retirada" for row in rows],
        "tiene_personas_en_espera": [False] * len(rows),
    }

"""Notices: what looks odd in a row that is accepted, every one of them, and nothing that is as it should be."""

from collections.abc import Mapping

import pytest

from tests.sql.core_case import Bench, contract

LAYOUT = contract(constants={"modalidad_codigo": "P41"})
# A woman of 66 in Cobán with the usual amount.
ELDER = {"Nacimiento": "29/02/1960", "Sexo": "M", "Depto": "Alta Verapaz", "Muni": "Cobán", "Monto": "500.00"}

CASES: dict[str, tuple[Mapping[str, str], list[tuple[str, str]]]] = {
    "as the programme says": ({}, []),
    "youngest age": ({"Nacimiento": "28/02/1961"}, []),
    "a day too young": ({"Nacimiento": "01/03/1961"}, [("ELE-01", "nacimiento_fecha")]),
    "too old": ({"Nacimiento": "01/01/1920"}, [("ELE-01", "nacimiento_fecha")]),
    "no birth date": ({"Nacimiento": ""}, []),
    "other sex": ({"Sexo": "H"}, [("ELE-02", "sexo_codigo")]),
    "no sex": ({"Sexo": ""}, []),
    "other department": (
        {"Depto": "Petén", "Muni": "Flores"},
        [("ELE-03", "residencia_departamento_codigo")],
    ),
    "other municipality": ({"Muni": "Lanquín"}, [("ELE-03", "residencia_municipio_codigo")]),
    "no place": ({"Depto": "", "Muni": ""}, []),
    "ten times the amount": ({"Monto": "5,000.00"}, []),
    "more than ten times": ({"Monto": "5,000.01"}, [("MON-01", "monto_gtq")]),
    "a tenth of the amount": ({"Monto": "50.00"}, []),
    "less than a tenth": ({"Monto": "49.99"}, [("MON-01", "monto_gtq")]),
    "in kind": ({"Monto": "0"}, []),
    "several at once": (
        {"Nacimiento": "01/03/2001", "Sexo": "H", "Monto": "1.00"},
        [("ELE-01", "nacimiento_fecha"), ("ELE-02", "sexo_codigo"), ("MON-01", "monto_gtq")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_notices_of_a_row(bench: Bench, name: str) -> None:
    cells, expected = CASES[name]
    judgement = bench.judge([{**ELDER, **cells}], LAYOUT)
    assert bench.ledger() == [(2, "aceptada", None, None)]
    assert bench.table("core_aviso", "regla, campo") == expected
    assert [(item.rule, item.field, item.rows) for item in judgement.notices] == [
        (*pair, 1) for pair in sorted(expected)
    ]


def test_another_unit_than_the_programmes(bench: Bench) -> None:
    household = contract(grain="hogar", constants={"modalidad_codigo": "P41"})
    bench.judge([ELDER], household)
    assert bench.table("core_aviso", "regla, campo") == [("ELE-04", "modalidad_codigo")]


def test_a_programme_that_says_nothing_notices_nothing(bench: Bench) -> None:
    bench.judge([{"Nacimiento": "01/01/2020", "Monto": "90,000.00"}])
    assert bench.table("core_aviso", "regla") == []


def test_a_row_that_is_not_accepted_carries_no_notice(bench: Bench) -> None:
    young = {**ELDER, "Nacimiento": "01/03/2001"}
    bench.judge([young, young, {**young, "Fecha": "x"}], LAYOUT)
    assert bench.table("core_aviso", "fila, regla") == [(2, "ELE-01")]


def test_the_notice_of_the_number_stands_with_the_others(bench: Bench) -> None:
    bench.judge([{**ELDER, "CUI": "9765432140199", "Sexo": "H"}], LAYOUT)
    assert bench.table("core_aviso", "regla") == [("CUI-04",), ("ELE-02",)]
    assert bench.ledger() == [(2, "aceptada", "CUI-04", "cui")]

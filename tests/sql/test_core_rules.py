"""Each rule of a row, with a row that breaks it and one that does not."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.sql.core_case import (
    COLUMNS,
    CUI,
    CUI_UNKNOWN_MUNICIPALITY,
    GOOD,
    Bench,
    column,
    contract,
)

HELD, THROWN, TAKEN = "cuarentena", "descartada", "aceptada"
FINE = (TAKEN, None, None)


# The row (cells over a good one), and what becomes of it.
CASES: dict[str, tuple[Mapping[str, str], tuple[str, str | None, str | None]]] = {
    "good row": ({}, FINE),
    "mandatory field empty": ({"Fecha": " "}, (HELD, "OBL-01", "entrega_fecha")),
    "letters in the CUI": ({"CUI": "97654321A1601"}, (HELD, "CUI-01", "cui")),
    "spaces and dashes in the CUI": ({"CUI": "9765 43214-1601"}, FINE),
    "twelve digits": ({"CUI": "976543214160"}, (HELD, "CUI-02", "cui")),
    "fourteen digits": ({"CUI": "97654321416012"}, (HELD, "CUI-02", "cui")),
    "department 45": ({"CUI": "9765432144501"}, (HELD, "CUI-03", "cui")),
    "unknown municipality, digit holds": ({"CUI": CUI_UNKNOWN_MUNICIPALITY}, (TAKEN, "CUI-04", "cui")),
    "unknown municipality, digit fails": ({"CUI": "9765432150199"}, (HELD, "CUI-05", "cui")),
    "wrong check digit": ({"CUI": "9765432151601"}, (HELD, "CUI-05", "cui")),
    "filler that passes every rule": ({"CUI": "1234567890101"}, (HELD, "CUI-06", "cui")),
    "no CUI but name and birth": ({"CUI": "N/A"}, FINE),
    "no CUI and no surname": ({"CUI": "", "Apellidos": ""}, (HELD, "IDE-01", "cui")),
    "no CUI and no birth date": ({"CUI": "-", "Nacimiento": ""}, (HELD, "IDE-01", "cui")),
    "no CUI and a birth date nobody can read": (
        {"CUI": "", "Nacimiento": "marzo"},
        (HELD, "FEC-01", "nacimiento_fecha"),
    ),
    "a day that does not exist": ({"Fecha": "31/02/2026"}, (HELD, "FEC-01", "entrega_fecha")),
    "month and day changed": ({"Fecha": "02/28/2026"}, (HELD, "FEC-01", "entrega_fecha")),
    "the cell of a workbook's date": ({"Fecha": "2026-02-28"}, FINE),
    "delivered after reception": ({"Fecha": "05/05/2026"}, (HELD, "FEC-02", "entrega_fecha")),
    "delivered on the day of reception": ({"Fecha": "04/05/2026"}, FINE),
    "born after the delivery": ({"Nacimiento": "01/03/2026"}, (HELD, "FEC-03", "nacimiento_fecha")),
    "born on the day of the delivery": ({"Nacimiento": "28/02/2026"}, FINE),
    "unknown code": ({"Sexo": "X"}, (HELD, "COD-01", "sexo_codigo")),
    "official code where the contract has its own": ({"Sexo": "F"}, (HELD, "COD-01", "sexo_codigo")),
    "code in small letters": ({"Sexo": " h "}, FINE),
    "code left out": ({"Sexo": ""}, FINE),
    "unknown department": ({"Depto": "Central"}, (HELD, "TER-01", "residencia_departamento_codigo")),
    "municipality of another department": (
        {"Muni": "Mixco"},
        (HELD, "TER-02", "residencia_municipio_codigo"),
    ),
    "department without municipality": ({"Muni": ""}, FINE),
    "words in the amount": ({"Monto": "500 quetzales"}, (HELD, "NUM-01", "monto_gtq")),
    "other thousands mark": ({"Monto": "1.500,00"}, (HELD, "NUM-01", "monto_gtq")),
    "negative amount": ({"Monto": "-500"}, (HELD, "NUM-02", "monto_gtq")),
    "no amount": ({"Monto": ""}, FINE),
    "the first rule in order wins": (
        {"CUI": "1", "Fecha": "x", "Sexo": "x", "Monto": "x"},
        (HELD, "CUI-02", "cui"),
    ),
    "nothing but blanks around the cells": (
        {name: f"\u00a0{cell}\t" for name, cell in GOOD.items()},
        FINE,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_row_rules(bench: Bench, name: str) -> None:
    cells, expected = CASES[name]
    bench.judge([cells])
    assert bench.ledger() == [(2, *expected)]


# Bare cells under the ten headers of the usual contract.
SHAPES: dict[str, tuple[list[str | None], tuple[str, str | None, str | None]]] = {
    "short row": ([CUI, "Marta"], (HELD, "EST-01", None)),
    "long row": ([*GOOD.values(), "sobra"], (HELD, "EST-01", None)),
    "empty cells after the last column": ([*GOOD.values(), "", " "], FINE),
    "total": (["", "Total general", *[""] * 6, "3,000.00", ""], (THROWN, "DES-01", None)),
    "subtotal": (["SUBTOTAL Alta Verapaz", *[""] * 7, "3,000.00", ""], (THROWN, "DES-01", None)),
    "note": (["Fuente: sistema de pagos", *[""] * 9], (THROWN, "DES-02", None)),
    "note with null cells": ([None, "Corte al 31 de enero", *[None] * 8], (THROWN, "DES-02", None)),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shape_rules(bench: Bench, name: str) -> None:
    cells, expected = SHAPES[name]
    bench.judge([cells])
    assert bench.ledger() == [(2, *expected)]


def test_a_delivery_of_a_closed_period_waits(bench: Bench) -> None:
    rows = [{"Fecha": "31/01/2026"}, {"Fecha": "01/02/2026"}]
    bench.judge(rows, closed_through=date(2026, 1, 31))
    assert bench.ledger() == [(2, HELD, "PER-01", "entrega_fecha"), (3, *FINE)]


def test_a_header_in_the_body_is_no_row_of_its_own(bench: Bench) -> None:
    header = list(GOOD)
    bench.judge([{}, header, [*header[:2], *[""] * 8], ["cui ", "NOMBRES"]])
    assert [row[1:] for row in bench.ledger()] == [FINE, *[(THROWN, "DES-03", None)] * 3]


def test_a_total_with_too_few_cells_is_a_total(bench: Bench) -> None:
    bench.judge([["TOTAL", "3,000.00"], ["Elaboró: la oficina"]])
    assert [row[2] for row in bench.ledger()] == ["DES-01", "DES-02"]


def test_a_wholly_empty_row_is_no_row(bench: Bench) -> None:
    judgement = bench.judge([{}, [""] * 10, [None, " ", *[""] * 8], {"Folio": "F2"}])
    assert bench.ledger() == [(2, *FINE), (5, *FINE)]
    assert judgement.rows() == 2


def test_a_mark_of_the_contract_makes_a_total(bench: Bench) -> None:
    layout = contract(totals=["Suman"])
    bench.judge([["SUMAN:", *[""] * 7, "3,000.00", ""], ["Total", *[""] * 7, "3,000.00", ""]], layout)
    assert [row[2] for row in bench.ledger()] == ["DES-01", "DES-01"]


def test_a_mandatory_number_may_not_be_a_word_for_none(bench: Bench) -> None:
    bench.judge([{"CUI": "SIN DPI"}], contract(columns=column("cui", required=True)))
    assert bench.ledger() == [(2, HELD, "OBL-01", "cui")]


def test_a_ration_needs_no_person(bench: Bench) -> None:
    nobody = {"CUI": "", "Nombres": "", "Apellidos": "", "Nacimiento": ""}
    bench.judge([nobody, {**nobody, "CUI": "12"}], contract(grain="racion"))
    assert bench.ledger() == [(2, *FINE), (3, HELD, "CUI-02", "cui")]


# Format of the delivery date, text, whether it is 28 February 2026.
DATES = [
    ("dd/mm/aaaa", "28/02/2026", True),
    ("d/m/aaaa", "28/2/2026", True),
    ("dd-mm-aaaa", "28-02-2026", True),
    ("aaaa-mm-dd", "2026-02-28", True),
    ("aaaa-mm-dd", "28/02/2026", False),
    ("aaaammdd", "20260228", True),
    ("aaaammdd", "20260230", False),
    ("dd/mm/aa", "28/02/26", True),
    ("mm/dd/aaaa", "02/28/2026", True),
    ("mm/dd/aaaa", "28/02/2026", False),
    ("dd-mmm-aaaa", "28-feb-2026", True),
    ("dd-mmm-aaaa", "28-xyz-2026", False),
    ("excel", "46081", True),
    ("excel", "2026-02-28", True),
    ("excel", "28/02/2026", False),
]


@pytest.mark.parametrize(("written", "text", "holds"), DATES)
def test_date_formats(bench: Bench, written: str, text: str, holds: bool) -> None:
    bench.judge([{"Fecha": text}], contract(columns=column("entrega_fecha", format=written)))
    found = bench.table("core_entrega", "cast(entrega_fecha as varchar)")
    assert found == ([("2026-02-28",)] if holds else [])


def test_two_digit_years_never_lie_after_the_reception(bench: Bench) -> None:
    layout = contract(columns=column("nacimiento_fecha", format="dd/mm/aa"))
    bench.judge([{"Nacimiento": "01/01/26"}, {"Nacimiento": "01/01/27", "Folio": "F2"}], layout)
    assert bench.table("core_entrega", "nacimiento_anio") == [(2026,), (1927,)]


# Format of the amount, text, cents or the rule broken.
NUMBERS: list[tuple[str | None, str, Any]] = [
    (None, "1500.5", 150050),
    ("1234.56", "1,500.50", "NUM-01"),
    ("1,234.56", "1,500.50", 150050),
    ("1,234.56", "1500", 150000),
    ("1.234,56", "1.500,50", 150050),
    ("1.234,56", "1500.50", "NUM-01"),
    ("Q1,234.56", "Q 1,500.50", 150050),
    ("Q1,234.56", "$1,500.50", "NUM-01"),
    ("1234.56", "499.995", "NUM-01"),
    ("1234.56", "499.9900", 49999),
    ("1234.56", "1.500", "NUM-01"),
    ("1.234,56", "1,234", "NUM-01"),
    ("1,234.56", "(500.00)", "NUM-02"),
    ("1234.56", "1E3", "NUM-01"),
    ("1234.56", "99999999999999", "NUM-01"),
    ("1234.56", "-0.01", "NUM-02"),
]


@pytest.mark.parametrize(("written", "text", "expected"), NUMBERS)
def test_number_formats(bench: Bench, written: str | None, text: str, expected: Any) -> None:
    bench.judge([{"Monto": text}], contract(columns=column("monto_gtq", format=written)))
    cents = bench.table("core_entrega", "cast(monto_gtq * 100 as bigint)")
    assert (cents[0][0] if cents else bench.ledger()[0][2]) == expected


def test_counts_are_whole(bench: Bench) -> None:
    layout = contract(columns=column("cantidad"))
    bench.judge([{"cantidad": "3"}, {"cantidad": "2.5"}, {"cantidad": "4.0", "Folio": "F2"}], layout)
    assert bench.ledger()[1] == (3, HELD, "NUM-01", "cantidad")
    assert bench.table("core_entrega", "cantidad") == [(3,), (4,)]


# Formats of department and municipality, texts, code of the municipality or the rule broken.
PLACES = [
    ("nombre", "nombre", "alta verapaz", "COBÁN", "1601"),
    ("codigo", "codigo2", "16", "1", "1601"),
    ("codigo", "codigo2", "1", "8", "0108"),
    ("codigo", "codigo2", "23", "1", "TER-01"),
    ("codigo", "codigo2", "01", "18", "TER-02"),
    ("codigo", "codigo4", "01", "108", "0108"),
    ("codigo", "codigo4", "02", "0108", "TER-02"),
    ("indice0", "indice0", "15", "0", "1601"),
    ("indice0", "indice0", "22", "0", "TER-01"),
    ("indice0", "indice0", "0", "17", "TER-02"),
    ("nombre", "codigo2", "Guatemala", "08", "0108"),
    ("nombre", "nombre", "", "Mixco", "0108"),
    ("nombre", "nombre", "", "Santa Bárbara", "TER-02"),
]


@pytest.mark.parametrize(("upper", "lower", "department", "municipality", "expected"), PLACES)
def test_territory_formats(
    bench: Bench, upper: str, lower: str, department: str, municipality: str, expected: str
) -> None:
    columns = [
        {**item, "format": upper if item["header"] == "Depto" else lower}
        if item["header"] in ("Depto", "Muni")
        else item
        for item in COLUMNS
    ]
    bench.judge([{"Depto": department, "Muni": municipality}], contract(columns=columns))
    found = bench.table("core_entrega", "residencia_municipio_codigo, residencia_departamento_codigo")
    if expected.startswith("TER"):
        assert bench.ledger()[0][2] == expected
    else:
        assert found == [(expected, expected[:2])]

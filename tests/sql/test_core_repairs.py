"""Repairs: what is read in the one way that it can be read, recorded, and what is never repaired."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.sql.core_case import CUI, Bench, column, contract

# The serial 09432143 with its check digit, born in Cobán; a spreadsheet took its zero.


def check_digit(serial: str) -> str:
    return str(sum(w * int(d) for w, d in zip(range(2, 10), serial, strict=True)) % 11)


ZERO_CUI = "09432143" + check_digit("09432143") + "1601"
ANOTHER_ZERO = "09432151" + check_digit("09432151") + "1601"

# Cells over a good row, the field, and what was done to it.
MENDED: dict[str, tuple[Mapping[str, str], str, str]] = {
    "spaces in the number": ({"CUI": "9765 43214 1601"}, "cui", "separadores"),
    "dashes in the number": ({"CUI": "9765-43214-1601"}, "cui", "separadores"),
    "points in the number": ({"CUI": "9765.43214.1601"}, "cui", "separadores"),
    "full-width digits": ({"CUI": "９７６５４３２１４１６０１"}, "cui", "separadores"),
    "leading apostrophe": ({"CUI": f"'{CUI}"}, "cui", "separadores"),
    "float tail": ({"CUI": f"{CUI}.0"}, "cui", "separadores"),
    "zero-width mark": ({"CUI": "9765\u200b432141601"}, "cui", "separadores"),
    "lost zero": ({"CUI": ZERO_CUI[1:]}, "cui", "cero_inicial"),
    "full-width date": ({"Fecha": "２８/０２/２０２６"}, "entrega_fecha", "caracteres"),
    "no-break space in an amount": ({"Monto": "1,500\u200b.00"}, "monto_gtq", "caracteres"),
    "apostrophe before an amount": ({"Monto": "'1,500.00"}, "monto_gtq", "caracteres"),
    "broken letters in a name": ({"Apellidos": "NuÃ±ez Caal"}, "nombres", "letras"),
    "broken letters in a place": ({"Muni": "CobÃ¡n"}, "residencia_municipio_codigo", "letras"),
    "another name of a place": (
        {"Depto": "El Petén", "Muni": "Flores"},
        "residencia_departamento_codigo",
        "alias",
    ),
}


@pytest.mark.parametrize("name", MENDED)
def test_a_text_with_one_reading_is_mended_and_recorded(bench: Bench, name: str) -> None:
    cells, field, repair = MENDED[name]
    judgement = bench.judge([cells])
    assert bench.ledger() == [(2, "aceptada", None, None)]
    assert bench.table("core_reparacion", "fila, campo, reparacion") == [(2, field, repair)]
    assert [(item.field, item.repair, item.rows) for item in judgement.repairs] == [(field, repair, 1)]


def test_nothing_is_recorded_of_a_file_that_needs_no_mending(bench: Bench) -> None:
    assert bench.judge([{}]).repairs == ()
    assert bench.table("core_reparacion", "fila") == []


def test_a_mended_number_is_the_person(bench: Bench) -> None:
    bench.judge([{"CUI": ZERO_CUI}], transfer_id="T1")
    bench.judge([{"CUI": ZERO_CUI[1:], "Folio": "F9"}], transfer_id="T2")
    assert bench.table("core_entrega", "persona_id", "T1") == bench.table("core_entrega", "persona_id", "T2")
    assert bench.vault("T2")[0]["cui"] == ZERO_CUI


# Never repaired: the rule and the field that hold each back.
HELD: dict[str, tuple[Mapping[str, str], str, str]] = {
    "scientific notation": ({"CUI": "9.76543E+12"}, "CUI-01", "cui"),
    "a letter for a digit": ({"CUI": "976543214I601"}, "CUI-01", "cui"),
    "twelve digits that no zero mends": ({"CUI": CUI[1:]}, "CUI-02", "cui"),
    "eleven digits": ({"CUI": ZERO_CUI[2:]}, "CUI-02", "cui"),
    "a name with a letter lost": ({"Apellidos": "MU\ufffdOZ"}, "NOM-01", "apellidos"),
    "a name with a question mark inside": ({"Nombres": "Bego?a"}, "NOM-01", "nombres"),
    "a name whose last letter was lost": ({"Nombres": "Jos?"}, "NOM-01", "nombres"),
    "a lost letter beside one with an accent": ({"Nombres": "Ma?ía"}, "NOM-01", "nombres"),
    "letters broken twice": ({"Nombres": "BegoÃƒÂ±a"}, "NOM-01", "nombres"),
    "a place like another": ({"Muni": "Cobam"}, "TER-02", "residencia_municipio_codigo"),
    "month and day changed": ({"Fecha": "02/13/2026"}, "FEC-01", "entrega_fecha"),
    "a day that February has not": ({"Fecha": "31/02/2026"}, "FEC-01", "entrega_fecha"),
    "two digits of a year": ({"Fecha": "28/02/26"}, "FEC-01", "entrega_fecha"),
    "thousands or decimals": ({"Monto": "1,5"}, "NUM-01", "monto_gtq"),
    "half a cent": ({"Monto": "1,500.005"}, "NUM-01", "monto_gtq"),
    "brackets": ({"Monto": "(1,500.00)"}, "NUM-02", "monto_gtq"),
    "more than a hundred and twenty years": ({"Nacimiento": "01/01/1900"}, "FEC-04", "nacimiento_fecha"),
    "a delivery of the other century": ({"Fecha": "28/02/1926"}, "FEC-03", "nacimiento_fecha"),
}


@pytest.mark.parametrize("name", HELD)
def test_a_text_with_no_reading_or_two_is_held_back(bench: Bench, name: str) -> None:
    cells, rule, field = HELD[name]
    bench.judge([cells])
    assert bench.ledger() == [(2, "cuarentena", rule, field)]


@pytest.mark.parametrize(
    ("others", "why"),
    [
        ([ANOTHER_ZERO], "a number of the file keeps its zero"),
        (["976543214160"], "another number of twelve digits is short of another digit"),
    ],
)
def test_a_lost_zero_is_mended_only_where_the_file_loses_them(
    bench: Bench, others: list[str], why: str
) -> None:
    rows = [{"CUI": ZERO_CUI[1:]}, *({"CUI": number, "Folio": "F7"} for number in others)]
    bench.judge(rows)
    assert bench.ledger()[0] == (2, "cuarentena", "CUI-02", "cui"), why


def test_without_a_crosswalk_nobody_can_tell_the_m_of_a_file_that_says_h(bench: Bench) -> None:
    layout = contract(columns=column("sexo_codigo", codes=None))
    bench.judge([{"Sexo": "M"}, {"Sexo": "H", "Folio": "F2"}, {"Sexo": "F", "Folio": "F3"}], layout)
    assert [row[1:] for row in bench.ledger()] == [
        ("cuarentena", "COD-01", "sexo_codigo"),
        ("cuarentena", "COD-01", "sexo_codigo"),
        ("aceptada", None, None),
    ]


# Field, official or own codes, text, and the repair of one reading or the rule.
CODES: list[tuple[str, Any, str, str | None]] = [
    ("pueblo_codigo", None, "01", "ceros"),
    ("pueblo_codigo", None, "1.0", "ceros"),
    ("pueblo_codigo", None, "9", "COD-01"),
    ("pueblo_codigo", {"Maya": "1", "Ladina": "5"}, "MAYÁ", "escritura"),
    ("pueblo_codigo", {"Maya": "1", "Ladina": "5"}, "Ladina\u00a0", None),
    ("pueblo_codigo", {"1": "1", "01": "5"}, "001", "COD-01"),
    ("tiene_discapacidad", None, "Sí", None),
    ("tiene_discapacidad", None, "falso", None),
    ("tiene_discapacidad", None, "quizá", "COD-01"),
]


@pytest.mark.parametrize(("field", "codes", "text", "expected"), CODES)
def test_codes_have_one_reading(
    bench: Bench, field: str, codes: Any, text: str, expected: str | None
) -> None:
    bench.judge([{field: text}], contract(columns=column(field, codes=codes)))
    if expected == "COD-01":
        assert bench.ledger() == [(2, "cuarentena", "COD-01", field)]
    else:
        assert bench.table("core_reparacion", "reparacion") == ([(expected,)] if expected else [])


def test_a_quantity_of_nothing_is_no_delivery(bench: Bench) -> None:
    bench.judge([{"cantidad": "0"}], contract(columns=column("cantidad")))
    assert bench.ledger() == [(2, "cuarentena", "NUM-03", "cantidad")]

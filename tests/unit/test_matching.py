"""A header is read against a contract; a format is an expression that says which part is what."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from snis.contracts.formats import (
    DATE_FORMATS,
    MONTH_ABBREVIATIONS,
    NUMBER_FORMATS,
    date_patterns,
    number_pattern,
)
from snis.contracts.layout import InstitutionContract
from snis.contracts.matching import looks_like, match_header
from snis.deployment import load_deployment
from tests.support.deployment import make_deployment

HEADER = ["CUI", "Nombres", "Fecha de pago", "Sexo", "Municipio", "Monto", "Observaciones"]


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> InstitutionContract:
    folder: Path = tmp_path_factory.mktemp("despliegue")
    return load_deployment(make_deployment(folder)).contracts[0]


def test_fields_are_found_where_their_headers_stand(contract: InstitutionContract) -> None:
    matched = match_header(HEADER, contract)
    assert matched.fits
    assert matched.width == 7
    assert matched.positions == {
        "cui": 1, "nombres": 2, "entrega_fecha": 3, "sexo_codigo": 4, "residencia_municipio_codigo": 5,
        "monto_gtq": 6,
    }  # fmt: skip


def test_order_capitals_accents_and_punctuation_do_not_matter(contract: InstitutionContract) -> None:
    matched = match_header([" fecha_de-PAGO", "no dpi", "MÓNTO:"], contract)
    assert matched.fits
    assert matched.positions == {"entrega_fecha": 1, "cui": 2, "monto_gtq": 3}


@pytest.mark.parametrize(
    ("header", "unknown", "repeated", "missing"),
    [
        ([*HEADER, "Etnia"], (8,), (), ()),
        (["", *HEADER], (1,), (), ()),
        ([*HEADER, "", " "], (), (), ()),
        ([*HEADER, "Monto"], (), (8,), ()),
        ([*HEADER, "No. DPI"], (), (8,), ()),
        (HEADER[1:], (), (), ("CUI",)),
        (["CUI", "Nombres"], (), (), ("Fecha de pago",)),
        ([], (), (), ("CUI", "Fecha de pago")),
    ],
)
def test_what_does_not_fit_is_told_by_position(
    contract: InstitutionContract,
    header: list[str],
    unknown: tuple[int, ...],
    repeated: tuple[int, ...],
    missing: tuple[str, ...],
) -> None:
    matched = match_header(header, contract)
    assert (matched.unknown, matched.repeated, matched.missing) == (unknown, repeated, missing)
    assert matched.fits is not (unknown or repeated or missing)


def test_the_row_that_names_most_columns_looks_most_like_the_header(contract: InstitutionContract) -> None:
    rows = [["Ministerio de Desarrollo Social"], ["Monto", "total"], HEADER, ["1234", "Ana", "01/02/2026"]]
    assert [looks_like(row, contract) for row in rows] == [0, 1, 7, 0]


def read_date(text: str, name: str) -> date | None:
    """What the judgement's SQL does with the patterns, in Python; a two-digit year is of this century here."""
    for form in date_patterns(name):
        if not (found := re.search(form.pattern, text)):
            continue
        if form.order == "n":
            return date(1899, 12, 30) + timedelta(days=int(found[1]))
        parts = dict(zip(form.order, found.groups(), strict=True))
        month = parts["m"].upper()
        number = MONTH_ABBREVIATIONS.index(month) + 1 if month in MONTH_ABBREVIATIONS else int(month)
        return date(int(parts["a"]) % 2000 + 2000, number, int(parts["d"]))
    return None


FIFTH_OF_MARCH = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("dd/mm/aaaa", "05/03/2026", FIFTH_OF_MARCH),
        ("d/m/aaaa", "5/3/2026", FIFTH_OF_MARCH),
        ("d/m/aaaa", "05/03/2026", FIFTH_OF_MARCH),
        ("dd-mm-aaaa", "05-03-2026", FIFTH_OF_MARCH),
        ("aaaa-mm-dd", "2026-03-05", FIFTH_OF_MARCH),
        ("aaaammdd", "20260305", FIFTH_OF_MARCH),
        ("dd/mm/aa", "05/03/26", FIFTH_OF_MARCH),
        ("mm/dd/aaaa", "03/05/2026", FIFTH_OF_MARCH),
        ("dd-mmm-aaaa", "05-mar-2026", FIFTH_OF_MARCH),
        ("excel", "46086", FIFTH_OF_MARCH),
        ("dd/mm/aaaa", "05-03-2026", None),
        ("dd/mm/aaaa", "05/03/26", None),
        ("dd/mm/aaaa", "05/03/2026 10:00", None),
        ("dd/mm/aa", "05/03/2026", None),
        ("aaaammdd", "2026305", None),
        ("excel", "05/03/2026", None),
    ],
)
def test_a_date_format_says_which_part_is_what(name: str, text: str, expected: date | None) -> None:
    assert read_date(text, name) == expected


@pytest.mark.parametrize("name", DATE_FORMATS)
def test_a_workbooks_date_cell_is_read_under_every_format(name: str) -> None:
    assert read_date("2026-03-05", name) == FIFTH_OF_MARCH


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("1234.56", ["0", "500", "500.5", "-1"], ["1,234.56", "500,50", "Q500", "", "1e3"]),
        ("1,234.56", ["1234.56", "1,234.56", "500"], ["1.234,56", "1,23", "12,34.5"]),
        ("1.234,56", ["1234,56", "1.234,56", "500"], ["1,234.56", "1.23"]),
        ("Q1,234.56", ["Q1,234.56", "Q 500", "500.00"], ["Q", "GTQ500"]),
    ],
)
def test_a_number_format_takes_its_own_marks_only(name: str, good: list[str], bad: list[str]) -> None:
    pattern = number_pattern(name).pattern
    assert [text for text in good if not re.search(pattern, text)] == []
    assert [text for text in bad if re.search(pattern, text)] == []


def test_a_number_without_a_format_is_plain() -> None:
    assert number_pattern(None) == number_pattern("1234.56")
    assert {number_pattern(name).decimal for name in NUMBER_FORMATS} == {".", ","}

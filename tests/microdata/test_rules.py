"""Small registers in, small files out: what a row tells, and when it tells less."""

from collections import Counter

import pytest

from snis.microdata import CLASS, COLUMNS, Row, band_of, bands, blank_rare, draw_record, in_order
from tests.microdata.records_case import KEY, POLICY, everybody, people_of, protected, records_of

ALL = everybody()
DELIVERIES, AMOUNTS = POLICY.microdata.delivery_bands.value, POLICY.microdata.amount_bands.value


def told(row: Row) -> dict[str, object]:
    """What a row says, without what it does not tell."""
    return {name: value for name, value in zip(COLUMNS, row, strict=True) if value is not None}


def two_programmes(first: int, **person: str) -> list:
    """Ten women with one programme and ten with another."""
    other = {"programme": "fertilizante", "modality": "P32", "institution": "maga"}
    return [*people_of(first, first + 9, **person), *people_of(first + 10, first + 19, **person, **other)]


def test_ten_alike_of_two_programmes_are_told_in_full() -> None:
    file = protected(two_programmes(1), ALL)
    assert file.by_level["L0"] == len(file.rows) == 20
    assert told(file.rows[0]) == {
        "anio": 2025, "region": "Suroccidente", "departamento_codigo": "08", "municipio_codigo": "0801",
        "sexo_codigo": "F", "edad_grupo3_codigo": "18-59", "edad_grupo_codigo": "18-29", "pueblo2_codigo": "I",
        "pueblo_codigo": "1", "institucion_codigo": "maga", "programa_codigo": "fertilizante",
        "modalidad_codigo": "P32", "entregas_tramo": "1", "monto_tramo": "1 a 500",
    }  # fmt: skip


def test_nine_alike_are_told_less_until_there_are_ten() -> None:
    nine_and_one = [*two_programmes(1)[1:], *people_of(90, 90, age="30-44")]
    file = protected(nine_and_one, ALL)
    assert file.by_level["L0"] == 0
    assert {row[COLUMNS.index("edad_grupo_codigo")] for row in file.rows} == {None}
    assert {row[COLUMNS.index("municipio_codigo")] for row in file.rows} == {"0801"}
    assert len(file.rows) == 20


def test_what_no_level_holds_is_left_out() -> None:
    file = protected([*two_programmes(1), *people_of(50, 58, sex="M")], ALL)
    assert file.suppressed == 9
    assert {row[COLUMNS.index("sexo_codigo")] for row in file.rows} == {"F"}


def test_a_class_of_one_programme_is_told_less_unless_nearly_everybody_has_it() -> None:
    alone = people_of(1, 20)
    school = {"programme": "utiles-escolares", "modality": "P18", "institution": "mineduc", "age": "5-9"}
    assert protected(alone, ALL).suppressed == 20
    assert protected(people_of(1, 20, **school), ALL).by_level["L0"] == 20


def test_a_rolled_up_class_is_ten_by_itself() -> None:
    """The ten that stay at their municipality do not count for the two that go up."""
    file = protected([*two_programmes(1), *people_of(80, 81, age="45-59")], ALL)
    assert file.suppressed == 2


def test_rare_attributes_are_blank_and_never_fewer_than_five() -> None:
    rows: list[Row] = [("A",) * len(CLASS) + ("P04", "1", "0")] * 8
    rows += [("A",) * len(CLASS) + ("P04", "2 a 3", "0")] * 5
    rows += [("A",) * len(CLASS) + ("P04", "7 o más", "0")] * 2
    attributes = Counter(row[len(CLASS) :] for row in blank_rare(rows, 5))
    assert attributes == {("P04", "1", "0"): 8, (None, None, None): 7}


def test_sensitive_and_restricted_benefits_and_other_years_are_not_in_it() -> None:
    others = [*people_of(50, 69, universe="sensible"), *people_of(70, 99, universe="restringida")]
    file = protected([*two_programmes(1), *others, *people_of(100, 130, year=2026)], ALL)
    assert len(file.rows) == 20


def test_one_row_for_a_person_in_a_programme() -> None:
    register = [*two_programmes(1), *people_of(1, 10), *people_of(1, 10)]
    file = protected(register, ALL)
    assert len(file.rows) == 20
    assert Counter(row[-2] for row in file.rows) == {"1": 10, "2 a 3": 10}


def test_a_fifth_is_drawn_and_another_key_draws_others() -> None:
    records = records_of(people_of(1, 2000))
    drawn = [draw_record(KEY, "2025-1", record, policy=POLICY.microdata) for record in records]
    again = [draw_record(KEY[::-1], "2025-1", record, policy=POLICY.microdata) for record in records]
    assert 0.17 < sum(draw.sampled for draw in drawn) / 2000 < 0.23
    assert 0.03 < sum(draw.start > 0 for draw in drawn) / 2000 < 0.07
    both = sum(one.sampled and two.sampled for one, two in zip(drawn, again, strict=True))
    assert 0.02 < both / 2000 < 0.06


@pytest.mark.parametrize(
    ("value", "label"),
    [(0, "0"), (1, "1 a 500"), (500, "1 a 500"), (501, "501 a 2000"), (9000, "5001 o más")],
)
def test_amounts_are_told_in_bands(value: int, label: str) -> None:
    assert band_of(value, AMOUNTS) == label


def test_bands_are_no_telephone_numbers_and_do_not_overlap() -> None:
    assert [label for _, _, label in bands(DELIVERIES)] == ["1", "2 a 3", "4 a 6", "7 o más"]
    assert [low for low, _, _ in bands(AMOUNTS)] == AMOUNTS


def test_the_order_of_rows_says_nothing() -> None:
    file = protected(two_programmes(1), ALL)
    assert file.rows == in_order(reversed(file.rows)) == protected(two_programmes(1)[::-1], ALL).rows

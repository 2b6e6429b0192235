"""What a figure is divided by: the year itself, the line between two years, the last one before, or nothing."""

from decimal import Decimal
from typing import Any

import pytest

from tests.sql.out_case import Rows, built, columns


def observed(year: int, value: int, **given: Any) -> dict[str, Any]:
    return {
        "denominador_codigo": "poblacion", "anio": year, "nivel": "pais", "codigo": "00", "sexo_codigo": "T",
        "edad_grupo": "todas", "unidad_codigo": "personas", "valor": Decimal(value), "serie": "base2018",
        "fuente": f"F{year}",
    } | given  # fmt: skip


def denominators(facts: Rows, years: tuple[int, ...]) -> Rows:
    return built(
        "out_denominador", ref_denominador=facts, out_hecho_entrega=[{"anio": year} for year in years]
    )


def test_a_whole_small_table() -> None:
    rows = denominators(
        [
            observed(2020, 100),
            observed(2024, 110),
            observed(2021, 7, nivel="departamento", codigo="08"),
            observed(2022, 5, nivel="municipio", codigo="0801"),
            observed(
                2022, 9, denominador_codigo="meta", programa_codigo="vida", modalidad_codigo="P11", serie="m"
            ),
        ],
        (2022,),
    )
    assert [tuple(row.values()) for row in rows] == [
        ("meta", 2022, "pais", None, None, "vida", "P11", "personas", 9, 2022, "m", "F2022", "observado"),
        ("poblacion", 2022, "departamento", "08", None, None, None, "personas", 7, 2021, "base2018", "F2021", "ultimo"),
        ("poblacion", 2022, "municipio", "08", "0801", None, None, "personas", 5, 2022, "base2018", "F2022",
         "observado"),
        ("poblacion", 2022, "pais", None, None, None, None, "personas", 105, None,
         "base2018", "F2020 y F2024", "interpolado"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2019, None),
        (2020, (100, 2020, "observado")),
        (2021, (103, None, "interpolado")),  # 103.33
        (2022, (107, None, "interpolado")),  # 106.67
        (2023, (110, 2023, "observado")),
        (2030, (110, 2023, "ultimo")),
    ],
)
def test_between_two_years_never_before_and_never_beyond(
    year: int, expected: tuple[int, int, str] | None
) -> None:
    rows = denominators([observed(2020, 100), observed(2023, 110)], (year,))
    found = columns(rows, "valor", "denominador_anio", "metodo_codigo")
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(("first", "second", "half"), [(1, 2, 2), (2, 1, 2), (0, 1, 1), (5, 5, 5)])
def test_halves_are_rounded_up(first: int, second: int, half: int) -> None:
    (row,) = denominators([observed(2020, first), observed(2022, second)], (2021,))
    assert row["valor"] == half


class TestSeries:
    def test_no_line_runs_from_one_series_to_another(self) -> None:
        facts = [observed(2020, 100, serie="base2002"), observed(2024, 110)]
        assert columns(denominators(facts, (2022, 2024)), "valor", "metodo_codigo") == [
            (100, "ultimo"),
            (110, "observado"),
        ]

    def test_what_was_observed_goes_before_a_line_and_a_line_before_the_last_one(self) -> None:
        facts = [
            observed(2020, 1, serie="a"),
            observed(2022, 3, serie="a"),
            observed(2021, 50, serie="b"),
        ]
        assert columns(denominators(facts, (2020, 2021, 2022, 2023)), "valor", "serie") == [
            (1, "a"),
            (50, "b"),
            (3, "a"),
            (3, "a"),
        ]


def test_a_goal_is_of_its_year_alone() -> None:
    goals = [
        observed(year, 100, denominador_codigo="meta", modalidad_codigo="P02", serie=f"meta-{year}")
        for year in (2024, 2026)
    ]
    assert columns(denominators(goals, (2024, 2025, 2026, 2027)), "anio") == [(2024,), (2026,)]


def test_units_places_and_modalities_do_not_meet() -> None:
    facts = [
        observed(2020, 1, denominador_codigo="elegibles", unidad_codigo="hogares"),
        observed(2022, 9, denominador_codigo="elegibles", unidad_codigo="personas"),
        observed(2022, 5, denominador_codigo="elegibles", unidad_codigo="hogares", modalidad_codigo="P02"),
    ]
    rows = denominators(facts, (2022,))
    assert columns(rows, "unidad_codigo", "modalidad_codigo", "valor", "metodo_codigo") == [
        ("hogares", None, 1, "ultimo"),
        ("hogares", "P02", 5, "observado"),
        ("personas", None, 9, "observado"),
    ]


def test_only_the_whole_of_a_place_is_a_denominator() -> None:
    assert (
        denominators([observed(2020, 1, sexo_codigo="F"), observed(2020, 1, edad_grupo="0-4")], (2020,)) == []
    )


def test_works_for_communities_have_years_too() -> None:
    rows = built(
        "out_denominador",
        ref_denominador=[observed(2020, 1)],
        out_hecho_entrega_comunitaria=[{"anio": 2021}, {"anio": 2021}],
    )
    assert columns(rows, "anio") == [(2021,)]

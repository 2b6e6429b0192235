"""The coverage ratio: which denominator, and when there is none."""

from typing import Any

import pytest

from tests.sql.out_case import Rows, built, columns


def served(cross: str, persons: int, **given: Any) -> dict[str, Any]:
    return {"cruce_codigo": cross, "visibilidad_codigo": "publica", "anio": 2026, "personas": persons} | given


def inhabitants(level: str, code: str, count: int, **given: Any) -> dict[str, Any]:
    return {
        "anio": 2021, "nivel": level, "codigo": code, "sexo_codigo": "T", "edad_grupo": "todas",
        "poblacion": count, "serie": "base2018", "fuente": f"prueba-{level}",
    } | given  # fmt: skip


def ratio(cells: Rows, population: Rows) -> Rows:
    return built("out_razon_cobertura", out_cobertura=cells, ref_poblacion=population)


def test_a_whole_small_table() -> None:
    rows = ratio(
        [
            served("municipio", 1, departamento_codigo="08", municipio_codigo="0801"),
            served("departamento", 30, departamento_codigo="08"),
            served("departamento", 7, departamento_codigo="00"),
            served("pais", 41),
        ],
        [
            inhabitants("pais", "00", 1000, anio=2025),
            inhabitants("departamento", "08", 20),
            inhabitants("municipio", "0801", 3),
        ],
    )
    assert [tuple(row.values()) for row in rows] == [
        (2026, "departamento", "00", None, 7, None, None, None, None, None, "sin_poblacion"),
        (2026, "departamento", "08", None, 30, 20, 2021, "base2018", "prueba-departamento", None, "supera_poblacion"),
        (2026, "municipio", "08", "0801", 1, 3, 2021, "base2018", "prueba-municipio", 33.3333, "calculada"),
        (2026, "pais", None, None, 41, 1000, 2025, "base2018", "prueba-pais", 4.1, "calculada"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("years", "used"),
    [((2020, 2021), 2021), ((2020, 2026), 2026), ((2020, 2027), 2020), ((2027,), None), ((), None)],
)
def test_the_latest_projection_that_is_not_later_counts(years: tuple[int, ...], used: int | None) -> None:
    (row,) = ratio([served("pais", 5)], [inhabitants("pais", "00", year, anio=year) for year in years])
    assert (row["poblacion_anio"], row["poblacion"]) == (used, used)


@pytest.mark.parametrize(
    ("persons", "count", "expected"),
    [(3, 3, 100.0), (0, 7, 0.0), (2, 3, 66.6667), (1, 2_000_000, 0.0001), (1, 2_000_001, 0.0), (1, 8, 12.5)],
)
def test_four_decimals_half_up(persons: int, count: int, expected: float) -> None:
    (row,) = ratio([served("pais", persons)], [inhabitants("pais", "00", count)])
    assert (row["tasa_cobertura_pct"], row["razon_codigo"]) == (expected, "calculada")


@pytest.mark.parametrize(
    "other",
    [
        {"sexo_codigo": "F"},
        {"edad_grupo": "0-4"},
        {"nivel": "departamento"},
        {"codigo": "01"},
        {"poblacion": 0},
    ],
)
def test_only_the_whole_population_of_the_place_is_a_denominator(other: dict[str, Any]) -> None:
    (row,) = ratio([served("pais", 5)], [inhabitants("pais", "00", 100) | other])
    assert columns([row], "poblacion", "razon_codigo") == [(None, "sin_poblacion")]


@pytest.mark.parametrize(
    "cell",
    [
        served("pais", 5, visibilidad_codigo="restringida"),
        served("departamento", 5, departamento_codigo="08", visibilidad_codigo="sensible"),
        served("modalidad", 5, modalidad_codigo="P02"),
    ],
)
def test_no_other_universe_and_no_other_cross(cell: dict[str, Any]) -> None:
    assert ratio([cell], [inhabitants("pais", "00", 100)]) == []

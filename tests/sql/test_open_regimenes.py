"""Sensitive, restricted and coincidence tables: exact cells in, protected rows out."""

from collections.abc import Iterator
from typing import Any

import pytest

from assets.engine import DuckDBEngine
from assets.statements import tables_read
from snis.disclosure import draw, round_by_key
from tests.sql.open_cells import KEY, Rows, cells, engine, exact, run


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with engine() as opened:
        yield opened


class TestSensitive:
    def published(self, duck: DuckDBEngine, *given: Any) -> Rows:
        return run("open_cobertura_sensible", on=duck, out_cobertura=cells(*given))

    def cell(self, **given: Any) -> Any:
        cross = given.pop("cross", "sensible_departamento_modalidad")
        defaults = {
            "visibilidad_codigo": "sensible", "departamento_codigo": "08", "modalidad_codigo": "P01", "personas": 40,
        }  # fmt: skip
        return exact(cross, **(defaults | given))

    def test_a_whole_small_table(self, duck: DuckDBEngine) -> None:
        rows = self.published(
            duck,
            self.cell(departamento_codigo="09", personas=20),
            self.cell(departamento_codigo="08", personas=35),
            self.cell(departamento_codigo="07", personas=19),
        )
        assert rows == [
            {"anio": 2026, "departamento_codigo": "08", "modalidad_codigo": "P01", "personas": 35},
            {"anio": 2026, "departamento_codigo": "09", "modalidad_codigo": "P01", "personas": 20},
        ]

    def test_rounding_equals_the_reference(self, duck: DuckDBEngine) -> None:
        (row,) = self.published(duck, self.cell(personas=33, clave_personas=2**64 - 5))
        assert row["personas"] == round_by_key(33, 5, drawn=draw(KEY, "personas", 2**64 - 5))

    @pytest.mark.parametrize(
        "other",
        [
            {"visibilidad_codigo": "publica"},
            {"visibilidad_codigo": "restringida"},
            {"cross": "departamento_modalidad"},
        ],
    )
    def test_nothing_else_comes_through(self, duck: DuckDBEngine, other: dict[str, str]) -> None:
        assert self.published(duck, self.cell(**other)) == []


class TestRestricted:
    def published(self, duck: DuckDBEngine, *given: Any) -> Rows:
        return run("open_cobertura_restringida", on=duck, out_cobertura=cells(*given))

    def cell(self, **given: Any) -> Any:
        return exact("restringida_pais", **({"visibilidad_codigo": "restringida", "personas": 113} | given))

    @pytest.mark.parametrize(
        ("persons", "expected"), [(29, None), (30, 30), (34, 30), (35, 40), (113, 110), (115, 120)]
    )
    def test_is_one_number_a_year_to_the_nearest_ten(
        self, duck: DuckDBEngine, persons: int, expected: int | None
    ) -> None:
        rows = self.published(duck, self.cell(personas=persons))
        assert rows == ([] if expected is None else [{"anio": 2026, "personas": expected}])

    @pytest.mark.parametrize(
        "finer",
        [
            {"departamento_codigo": "08"}, {"municipio_codigo": "0801"}, {"institucion_codigo": "mides"},
            {"programa_codigo": "vida"}, {"modalidad_codigo": "P11"}, {"sexo_codigo": "F"},
            {"edad_grupo_codigo": "10-14"}, {"pueblo_codigo": "1"}, {"mes": 3}, {"visibilidad_codigo": "publica"},
        ],
    )  # fmt: skip
    def test_no_finer_cell_comes_through_whatever_its_cross_is_called(
        self, duck: DuckDBEngine, finer: dict[str, Any]
    ) -> None:
        assert self.published(duck, self.cell(**finer)) == []


class TestCoincidences:
    def published(self, duck: DuckDBEngine, *given: dict[str, Any]) -> Rows:
        defaults = {
            "anio": 2026, "departamento_codigo": "08", "modalidad_a_codigo": "P02", "modalidad_b_codigo": "P16",
            "visibilidad_codigo": "publica", "personas": 30, "entregas": 60, "traslape_dias": 900, "clave_personas": 4,
        }  # fmt: skip
        return run("open_coincidencia", on=duck, out_coincidencia=[defaults | row for row in given])

    def test_a_whole_small_table(self, duck: DuckDBEngine) -> None:
        rows = self.published(
            duck,
            {},
            {"departamento_codigo": None, "personas": 50},
            {"departamento_codigo": "09", "personas": 9},
        )
        assert [tuple(row.values()) for row in rows] == [
            (2026, None, "P02", "P16", 50),
            (2026, "08", "P02", "P16", 30),
        ]

    def test_rounding_equals_that_of_the_same_people_in_coverage(self, duck: DuckDBEngine) -> None:
        (row,) = self.published(duck, {"personas": 33, "clave_personas": 77})
        assert row["personas"] == round_by_key(33, 5, drawn=draw(KEY, "personas", 77))

    @pytest.mark.parametrize(
        "pair",
        [
            {"visibilidad_codigo": "sensible"},
            {"visibilidad_codigo": "restringida"},
            # The exact table says public by mistake: each half is looked up again.
            {"modalidad_a_codigo": "P01"},
            {"modalidad_a_codigo": "P11"},
            {"modalidad_b_codigo": "P11"},
            {"modalidad_b_codigo": "P99"},
        ],
    )
    def test_a_pair_with_a_reserved_half_never_comes_through(
        self, duck: DuckDBEngine, pair: dict[str, str]
    ) -> None:
        assert self.published(duck, pair) == []


@pytest.mark.parametrize(
    ("table", "inputs"),
    [
        ("open_cobertura", ("out_celda_impresa", "ref_modalidad", "ref_poblacion")),
        ("open_cobertura_sensible", ("out_celda_impresa",)),
        ("open_cobertura_restringida", ("out_celda_impresa",)),
        ("open_coincidencia", ("out_celda_impresa", "ref_modalidad")),
    ],
)
def test_an_open_table_reads_neither_rows_of_persons_nor_exact_cells(
    table: str, inputs: tuple[str, ...]
) -> None:
    assert tables_read(table) == inputs

"""Exact public cells in, protected rows out."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from assets.engine import DuckDBEngine
from assets.statements import statement, values_for
from snis.disclosure import draw, round_by_key
from tests.sql.open_cells import (
    BOUND,
    KEY,
    Rows,
    arrow_table,
    cells,
    engine,
    exact,
    first_printing,
    population,
    run,
)


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with engine() as opened:
        yield opened


def published(duck: DuckDBEngine, *given: Any, people: Rows | None = None) -> Rows:
    return run("open_cobertura", on=duck, out_cobertura=cells(*given), ref_poblacion=people or [])


def test_a_whole_small_table(duck: DuckDBEngine) -> None:
    rows = published(
        duck,
        exact("pais", personas=100, entregas=200, monto_gtq=Decimal(100_000)),
        exact("modalidad", modalidad_codigo="P02", personas=80, entregas=150, monto_gtq=Decimal(75_000)),
        exact("modalidad", modalidad_codigo="P04", personas=30, entregas=50, monto_gtq=Decimal(12_500)),
        exact(
            "departamento_modalidad",
            departamento_codigo="08",
            modalidad_codigo="P02",
            personas=25,
            entregas=50,
        ),
        exact("departamento_modalidad", departamento_codigo="07", modalidad_codigo="P02", personas=9),
        exact("sexo_edad", sexo_codigo="F", edad_grupo_codigo="10-14", personas=15, entregas=20),
        people=population((2021, "pais", "00", 1000), (2050, "pais", "00", 1)),
    )
    assert [
        (
            row["cruce_codigo"], row["departamento_codigo"], row["personas"], row["entregas"], row["monto_gtq"],
            row["tasa_cobertura_pct"], row["tasa_cobertura_estado_codigo"], row["poblacion_anio"],
        )
        for row in rows
    ] == [
        ("departamento_modalidad", "08", 25, 50, Decimal("50000.00"), None, None, None),
        ("modalidad", None, 80, 150, Decimal("75000.00"), None, None, None),
        ("modalidad", None, 30, 50, Decimal("12500.00"), None, None, None),
        ("pais", None, 100, 200, Decimal("87500.00"), 10.0, "calculada", 2021),
        ("sexo_edad", None, 15, 20, None, None, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize("universe", ["sensible", "restringida"])
def test_cells_of_another_universe_never_come_through(duck: DuckDBEngine, universe: str) -> None:
    assert published(duck, exact("pais", visibilidad_codigo=universe)) == []


def test_a_cross_outside_the_policy_is_no_row(duck: DuckDBEngine) -> None:
    assert published(duck, exact("municipio_modalidad_pueblo")) == []


def test_a_small_municipality_is_printed_in_the_crosses_for_small_ones_alone(duck: DuckDBEngine) -> None:
    there = {"departamento_codigo": "16", "municipio_codigo": "1609"}
    rows = published(
        duck,
        exact("municipio", **there),
        exact("municipio_modalidad", **there, modalidad_codigo="P02"),
        exact("municipio_sexo_edad", **there, sexo_codigo="F", edad_grupo_codigo="0-4"),
    )
    assert [row["cruce_codigo"] for row in rows] == ["municipio", "municipio_modalidad"]


@pytest.mark.parametrize("key", [0, 1, 7, 2**63, 2**64 - 1])
def test_rounding_equals_the_reference_for_keys_of_any_size(duck: DuckDBEngine, key: int) -> None:
    (row,) = published(duck, exact(personas=103, entregas=204, clave_personas=key, clave_entregas=key))
    assert row["personas"] == round_by_key(103, 5, drawn=draw(KEY, "personas", key))
    assert row["entregas"] == round_by_key(204, 5, drawn=draw(KEY, "entregas", key))


def test_the_type_of_the_cell_key_makes_no_difference(duck: DuckDBEngine) -> None:
    """UBIGINT, HUGEINT or DECIMAL(20,0): the text that is hashed is the same."""
    proposal = "impresion_propuesta"
    table = arrow_table("out_cobertura", cells(exact(personas=103, clave_personas=2**64 - 1)))
    place = table.column_names.index("clave_personas")
    as_unsigned = table.set_column(place, "clave_personas", pa.array([2**64 - 1], pa.uint64()))
    duck.register("ref_modalidad", arrow_table("ref_modalidad", []))
    duck.register("out_coincidencia", arrow_table("out_coincidencia", []))
    figures = []
    for variant in (table, as_unsigned):
        duck.register("out_cobertura", variant)
        rows = duck.rows(
            f"select personas, entregas, promedio_gtq from ({statement(proposal)})",
            values_for(proposal, BOUND),
        )
        figures.append(rows)
    assert figures[0] == figures[1] != []


def test_the_same_set_gets_the_same_figure_in_every_row(duck: DuckDBEngine) -> None:
    rows = published(
        duck,
        exact("pais", personas=13, clave_personas=5),
        exact("departamento", departamento_codigo="08", personas=13, clave_personas=5),
        exact("municipio", departamento_codigo="08", municipio_codigo="0801", personas=13, clave_personas=5),
    )
    assert len(rows) == 3
    assert len({row["personas"] for row in rows}) == 1


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([], (None, None, None)),
        ([(2026, "departamento", "08", 1000)], (10.0, "calculada", 2026)),
        ([(2020, "departamento", "08", 50), (2021, "departamento", "08", 400)], (25.0, "calculada", 2021)),
        ([(2027, "departamento", "08", 1000)], (None, None, None)),
        ([(2021, "departamento", "08", 104)], (None, ">=95", 2021)),
        ([(2021, "departamento", "08", 105)], (None, ">=95", 2021)),
        ([(2021, "departamento", "08", 106)], (94.34, "calculada", 2021)),
        ([(2021, "pais", "08", 1000), (2021, "departamento", "09", 1000)], (None, None, None)),
        ([(2021, "departamento", "08", 0)], (None, None, None)),
    ],
)
def test_the_coverage_rate_uses_the_last_projection_and_stops_at_the_cap(
    duck: DuckDBEngine, people: list[tuple[int, str, str, int]], expected: tuple[Any, ...]
) -> None:
    (row,) = published(duck, exact("departamento", departamento_codigo="08"), people=population(*people))
    assert (row["tasa_cobertura_pct"], row["tasa_cobertura_estado_codigo"], row["poblacion_anio"]) == expected


def test_a_department_that_is_not_informed_is_not_divided_by_the_country(duck: DuckDBEngine) -> None:
    (row,) = published(
        duck, exact("departamento", departamento_codigo="00"), people=population((2021, "pais", "00", 1000))
    )
    assert row["tasa_cobertura_pct"] is None


class TestDominance:
    """Municipality 0801 of modality P02 is dominated: one person received nearly everything."""

    dominated = exact(
        "municipio_modalidad", departamento_codigo="08", municipio_codigo="0801", modalidad_codigo="P02",
        monto_gtq=Decimal("10000.00"), max1_gtq=Decimal("9500.00"), max2_gtq=Decimal("400.00"),
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("cross", "dimensions", "keeps"),
        [
            ("municipio_modalidad", {"d": "08", "m": "0802", "modalidad_codigo": "P02"}, False),
            ("municipio_modalidad", {"d": "08", "m": "0802", "modalidad_codigo": "P04"}, True),
            ("municipio_modalidad", {"d": "09", "m": "0901", "modalidad_codigo": "P02"}, True),
            ("departamento_modalidad", {"d": "08", "modalidad_codigo": "P02"}, True),
            ("modalidad", {"modalidad_codigo": "P02"}, True),
        ],
    )
    def test_takes_the_amounts_of_its_modality_in_the_department(
        self, duck: DuckDBEngine, cross: str, dimensions: dict[str, str], keeps: bool
    ) -> None:
        names = {"d": "departamento_codigo", "m": "municipio_codigo"}
        other = exact(cross, **{names.get(key, key): value for key, value in dimensions.items()})
        rows = published(duck, self.dominated, other)
        by_cell = {
            (row["cruce_codigo"], row["municipio_codigo"], row["modalidad_codigo"]): row for row in rows
        }
        assert by_cell["municipio_modalidad", "0801", "P02"]["monto_gtq"] is None
        mine = by_cell[cross, other.municipio_codigo, other.modalidad_codigo]
        assert (mine["monto_gtq"] is not None) is keeps

    @pytest.mark.parametrize(
        ("municipality", "cross", "codes", "keeps"),
        [
            ("0802", "municipio", {}, False),
            ("0901", "municipio", {}, True),
            (None, "departamento", {}, True),
            (None, "departamento_programa", {"programa_codigo": "bono"}, True),
        ],
    )
    def test_leaves_no_amount_to_a_total_over_what_it_took(
        self, duck: DuckDBEngine, municipality: str | None, cross: str, codes: dict[str, str], keeps: bool
    ) -> None:
        place: dict[str, Any] = {"departamento_codigo": (municipality or "08")[:2]}
        if municipality:
            place["municipio_codigo"] = municipality
        kind = "municipio_modalidad" if municipality else "departamento_modalidad"
        parts = [exact(kind, **place, modalidad_codigo=code) for code in ("P02", "P04")]
        rows = published(duck, self.dominated, *parts, exact(cross, **place, **codes))
        (row,) = [row for row in rows if row["cruce_codigo"] == cross]
        assert (row["monto_gtq"] is not None) is keeps

    def test_takes_them_also_when_its_own_row_was_taken_out(self, duck: DuckDBEngine) -> None:
        other = exact(
            "municipio_modalidad", departamento_codigo="08", municipio_codigo="0802", modalidad_codigo="P02"
        )
        printed = first_printing(duck, out_cobertura=cells(self.dominated, other))
        for row in printed:
            if row["municipio_codigo"] == "0801":
                row |= {
                    "personas": None,
                    "entregas": None,
                    "promedio_gtq": None,
                    "impresion_codigo": "retirada",
                }
        (row,) = run("open_cobertura", on=duck, out_celda_impresa=printed)
        assert (row["municipio_codigo"], row["monto_gtq"]) == ("0802", None)

    def test_keeps_all_counts(self, duck: DuckDBEngine) -> None:
        (row,) = published(duck, self.dominated)
        assert (row["personas"], row["entregas"]) == (100, 100)

    def test_of_too_few_persons_takes_nothing(self, duck: DuckDBEngine) -> None:
        """A cell without a row has no amount to protect; else nearly everything would be blank."""
        few = exact(
            "municipio_modalidad", departamento_codigo="08", municipio_codigo="0801", modalidad_codigo="P02",
            personas=2, max1_gtq=Decimal(50_000),
        )  # fmt: skip
        other = {"departamento_codigo": "08", "municipio_codigo": "0802", "modalidad_codigo": "P02"}
        (row,) = published(duck, few, exact("municipio_modalidad", **other))
        assert row["monto_gtq"] is not None

    def test_in_kind_benefits_are_not_dominated(self, duck: DuckDBEngine) -> None:
        nothing = {"monto_gtq": Decimal(0), "max1_gtq": Decimal(0), "max2_gtq": Decimal(0)}
        rows = published(duck, exact(**nothing), exact("modalidad", modalidad_codigo="P02", **nothing))
        assert [row["monto_gtq"] for row in rows] == [0, 0]


class TestTotals:
    """Forty persons with Q100 and three with Q200 in one programme: its exact mean, Q107, would say that three."""

    few = (
        exact("modalidad", modalidad_codigo="P02", personas=40, entregas=40, monto_gtq=Decimal(4000)),
        exact("modalidad", modalidad_codigo="P01", personas=3, entregas=3, monto_gtq=Decimal(600)),
    )

    @pytest.mark.parametrize("exact_amount", [Decimal(4600), Decimal(9999)])
    @pytest.mark.parametrize(
        ("cross", "codes"),
        [
            ("pais", {}),
            ("programa", {"programa_codigo": "bono"}),
            ("institucion", {"institucion_codigo": "mides"}),
        ],
    )
    def test_have_the_amounts_printed_of_their_modalities_whatever_is_behind_them(
        self, duck: DuckDBEngine, cross: str, codes: dict[str, str], exact_amount: Decimal
    ) -> None:
        total = exact(cross, **codes, personas=43, entregas=43, monto_gtq=exact_amount)
        by_cross = {row["cruce_codigo"]: row for row in published(duck, *self.few, total)}
        assert by_cross[cross]["monto_gtq"] == by_cross["modalidad"]["monto_gtq"] == 4000

    def test_take_no_amount_of_another_place_or_period(self, duck: DuckDBEngine) -> None:
        here = exact("departamento_modalidad", departamento_codigo="08", modalidad_codigo="P02")
        month = exact("modalidad_mes", mes=3, modalidad_codigo="P02")
        rows = published(
            duck, here, month, exact("departamento", departamento_codigo="09"), exact("mes", mes=4)
        )
        totals = {row["cruce_codigo"]: row["monto_gtq"] for row in rows if row["modalidad_codigo"] is None}
        assert totals == {"departamento": None, "mes": None}


@pytest.mark.parametrize(
    ("cross", "dimensions", "keeps"),
    [
        ("departamento_institucion", {"departamento_codigo": "08", "institucion_codigo": "mides"}, False),
        ("departamento_institucion", {"departamento_codigo": "08", "institucion_codigo": "mineduc"}, True),
        ("institucion", {"institucion_codigo": "mides"}, True),
    ],
)
def test_who_runs_a_restricted_modality_gets_no_sub_national_total_amount(
    duck: DuckDBEngine, cross: str, dimensions: dict[str, str], keeps: bool
) -> None:
    code = "P16" if dimensions["institucion_codigo"] == "mineduc" else "P02"
    part = exact("modalidad", modalidad_codigo=code)
    if "departamento_codigo" in dimensions:
        part = exact("departamento_modalidad", departamento_codigo="08", modalidad_codigo=code)
    rows = published(duck, part, exact(cross, **dimensions))
    (row,) = [row for row in rows if row["cruce_codigo"] == cross]
    assert (row["monto_gtq"] is not None) is keeps


@pytest.mark.parametrize(
    ("cross", "dimensions", "keeps"),
    [
        ("departamento_modalidad", {"departamento_codigo": "08", "modalidad_codigo": "P52"}, False),
        ("departamento_programa", {"departamento_codigo": "08", "programa_codigo": "apoyo"}, False),
        ("modalidad", {"modalidad_codigo": "P52"}, True),
        # Its total would lack what is hidden of P52.
        ("departamento", {"departamento_codigo": "08"}, False),
    ],
)
@pytest.mark.parametrize("is_covered", [True, False])
def test_no_programme_of_theirs_gives_the_rest_away_where_their_spending_is_public(
    duck: DuckDBEngine, cross: str, dimensions: dict[str, str], keeps: bool, is_covered: bool
) -> None:
    known = [("P51", "proteccion", "restringida"), ("P52", "apoyo", "publica")]
    if is_covered:
        known.append(("P50", "subsidios", "sensible"))
    register = [
        {"modalidad_codigo": code, "programa_codigo": programme, "institucion_codigo": "sbs", "visibilidad_codigo": who}
        for code, programme, who in known
    ]  # fmt: skip
    given = [exact(cross, **dimensions)]
    if "modalidad_codigo" not in dimensions:
        given.append(exact("departamento_modalidad", departamento_codigo="08", modalidad_codigo="P52"))
    rows = run("open_cobertura", on=duck, out_cobertura=cells(*given), ref_modalidad=register)
    (row,) = [row for row in rows if row["cruce_codigo"] == cross]
    assert (row["monto_gtq"] is not None) is (keeps or is_covered)


def test_rows_come_in_key_order_with_totals_first(duck: DuckDBEngine) -> None:
    rows = published(
        duck,
        exact("mes", mes=10),
        exact("mes", mes=9),
        exact("departamento", departamento_codigo="02", anio=2027),
        exact("departamento", departamento_codigo="02"),
        exact("departamento", departamento_codigo="01"),
    )
    assert [(row["cruce_codigo"], row["anio"], row["mes"], row["departamento_codigo"]) for row in rows] == [
        ("departamento", 2026, None, "01"),
        ("departamento", 2026, None, "02"),
        ("departamento", 2027, None, "02"),
        ("mes", 2026, 9, None),
        ("mes", 2026, 10, None),
    ]

"""The table of coverage under the policy: its rates, its rows, its amounts."""

from decimal import Decimal
from typing import Any

import pytest

from snis.disclosure import Cell, Modality, coverage_rate, protect_coverage
from snis.disclosure_policy import DisclosurePolicy, load_policy
from snis.errors import DisclosureError
from tests.unit.disclosure_case import KEY, MODALITIES, SAMPLE, cell


@pytest.fixture
def policy() -> DisclosurePolicy:
    return load_policy(SAMPLE)


class TestCoverageRate:
    @pytest.mark.parametrize(
        ("personas", "population", "expected"),
        [
            (100, 1000, (Decimal("10.00"), "calculada")),
            (15, 1234, (Decimal("1.22"), "calculada")),
            (950, 1000, (Decimal("95.00"), "calculada")),
            (10, 25_000, (Decimal("0.04"), "calculada")),
            (955, 1000, (None, ">=95")),
            (1200, 1000, (None, ">=95")),
            (100, None, (None, None)),
            (100, 0, (None, None)),
        ],
    )
    def test_is_printed_up_to_the_cap(
        self, personas: int, population: int | None, expected: tuple[Decimal | None, str | None]
    ) -> None:
        assert coverage_rate(personas, population, cap_pct=95) == expected

    def test_uses_the_published_figure(self, policy: DisclosurePolicy) -> None:
        (row,) = protect_coverage(
            [cell(personas=102, clave_personas=3)],
            policy,
            key=KEY,
            modalities=(),
            population={("pais", "00"): {2021: 1000, 2030: 5}},
        )
        assert row.tasa_cobertura_pct == Decimal(row.personas) / 10
        assert row.poblacion_anio == 2021

    def test_a_place_that_is_not_informed_has_no_population(self, policy: DisclosurePolicy) -> None:
        (row,) = protect_coverage(
            [cell("departamento", departamento_codigo="00")],
            policy,
            key=KEY,
            modalities=(),
            population={("pais", "00"): {2021: 1000}},
        )
        assert (row.tasa_cobertura_pct, row.poblacion_anio) == (None, None)


class TestCoverageTable:
    def protect(self, cells: list[Cell], policy: DisclosurePolicy) -> list[Any]:
        return protect_coverage(cells, policy, key=KEY, modalities=MODALITIES, population={})

    def test_the_same_set_gets_the_same_figure_in_every_cross(self, policy: DisclosurePolicy) -> None:
        rows = self.protect(
            [
                cell("departamento", departamento_codigo="08", personas=13, clave_personas=99),
                cell("departamento_mes", departamento_codigo="08", mes=1, personas=13, clave_personas=99),
                cell(
                    "municipio",
                    departamento_codigo="08",
                    municipio_codigo="0801",
                    personas=13,
                    clave_personas=99,
                ),
            ],
            policy,
        )
        assert len({row.personas for row in rows}) == 1

    def test_a_cell_below_the_threshold_is_no_row(self, policy: DisclosurePolicy) -> None:
        assert self.protect([cell(personas=9)], policy) == []

    def test_a_cross_outside_the_policy_is_no_row(self, policy: DisclosurePolicy) -> None:
        assert self.protect([cell("municipio_pueblo")], policy) == []

    @pytest.mark.parametrize("universe", ["sensible", "restringida"])
    def test_another_universe_in_a_public_cross_is_refused(
        self, policy: DisclosurePolicy, universe: str
    ) -> None:
        with pytest.raises(DisclosureError, match="otro universo"):
            self.protect([cell(visibilidad_codigo=universe)], policy)

    def test_amounts_are_published_deliveries_times_the_blurred_mean(self, policy: DisclosurePolicy) -> None:
        given = cell("modalidad", modalidad_codigo="P02", entregas=101, monto_gtq=Decimal("50500.00"))
        (row,) = self.protect([given], policy)
        assert row.entregas in {100, 105}
        assert row.monto_gtq == row.entregas * 500

    def test_a_total_has_the_amounts_printed_of_its_modalities_and_no_mean_of_its_own(
        self, policy: DisclosurePolicy
    ) -> None:
        """Forty of Q100 and three of Q200: the mean of all, Q107, would say that there are three."""
        rows = self.protect(
            [
                cell("pais", personas=43, entregas=43, monto_gtq=Decimal(4600)),
                cell("programa", programa_codigo="bono", personas=43, entregas=43, monto_gtq=Decimal(4600)),
                cell("programa", programa_codigo="bolsa", personas=3, entregas=3, monto_gtq=Decimal(600)),
                cell("modalidad", modalidad_codigo="P02", personas=40, entregas=40, monto_gtq=Decimal(4000)),
                cell("modalidad", modalidad_codigo="P04", personas=3, entregas=3, monto_gtq=Decimal(600)),
            ],
            policy,
        )
        assert {row.cruce_codigo: row.monto_gtq for row in rows} == {
            "modalidad": 4000, "pais": 4000, "programa": 4000,
        }  # fmt: skip

    def test_personal_attributes_carry_no_amount(self, policy: DisclosurePolicy) -> None:
        (row,) = self.protect([cell("sexo_edad", sexo_codigo="F", edad_grupo_codigo="18-29")], policy)
        assert row.monto_gtq is None

    @pytest.mark.parametrize(
        ("cross", "dimensions", "has_amount"),
        [
            ("departamento_institucion", {"departamento_codigo": "08", "institucion_codigo": "mides"}, False),
            (
                "departamento_institucion",
                {"departamento_codigo": "08", "institucion_codigo": "mineduc"},
                True,
            ),
            ("institucion", {"institucion_codigo": "mides"}, True),
            ("departamento_modalidad", {"departamento_codigo": "08", "modalidad_codigo": "P02"}, True),
        ],
    )
    def test_who_runs_a_restricted_modality_gets_no_sub_national_total_amount(
        self, policy: DisclosurePolicy, cross: str, dimensions: dict[str, str], has_amount: bool
    ) -> None:
        code = "P16" if dimensions.get("institucion_codigo") == "mineduc" else "P02"
        place = {name: value for name, value in dimensions.items() if name == "departamento_codigo"}
        parts = [cell("modalidad", modalidad_codigo=code)]
        if place and cross != "departamento_modalidad":
            parts = [cell("departamento_modalidad", modalidad_codigo=code, **place)]
        rows = self.protect([*parts, cell(cross, **dimensions)], policy)
        (row,) = [row for row in rows if row.cruce_codigo == cross]
        assert (row.monto_gtq is not None) is has_amount

    @pytest.mark.parametrize(
        ("cross", "dimensions", "has_amount"),
        [
            ("departamento_modalidad", {"departamento_codigo": "08", "modalidad_codigo": "P52"}, False),
            ("departamento_programa", {"departamento_codigo": "08", "programa_codigo": "apoyo"}, False),
            ("modalidad", {"modalidad_codigo": "P52"}, True),
            ("departamento", {"departamento_codigo": "08"}, False),
        ],
    )
    @pytest.mark.parametrize("others", ["sin cobijo", "con cobijo", "gasto desconocido"])
    def test_no_programme_of_theirs_gives_the_rest_away_where_their_spending_is_public(
        self, policy: DisclosurePolicy, cross: str, dimensions: dict[str, str], has_amount: bool, others: str
    ) -> None:
        modalities = [
            Modality("P51", "proteccion", "sbs", "restringida"),
            Modality("P52", "apoyo", "sbs", "publica"),
            *([Modality("P50", "subsidios", "sbs", "sensible")] if others == "con cobijo" else []),
        ]
        if others == "gasto desconocido":
            policy = policy.model_copy(update={"external_figures": []})
        given = cell(cross, **dimensions)
        part = cell("departamento_modalidad", departamento_codigo="08", modalidad_codigo="P52")
        cells = [given] if "modalidad_codigo" in dimensions else [part, given]
        rows = protect_coverage(cells, policy, key=KEY, modalities=modalities, population={})
        (row,) = [row for row in rows if row.cruce_codigo == cross]
        assert (row.monto_gtq is not None) is (has_amount or others != "sin cobijo")

    def test_rows_come_in_dimension_order_with_totals_first(self, policy: DisclosurePolicy) -> None:
        rows = self.protect(
            [
                cell("mes", mes=2),
                cell("mes", mes=1),
                cell("departamento", departamento_codigo="02"),
                cell("departamento", departamento_codigo="01"),
            ],
            policy,
        )
        assert [(row.cruce_codigo, row.dimensions[1:3]) for row in rows] == [
            ("departamento", (None, "01")),
            ("departamento", (None, "02")),
            ("mes", (1, None)),
            ("mes", (2, None)),
        ]

"""The cell rules one by one, and the policy that carries their numbers."""

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from snis.disclosure import (
    DRAW_RANGE,
    Cell,
    Modality,
    blurred_mean,
    coverage_rate,
    draw,
    is_dominated,
    protect_count,
    protect_coverage,
    protect_restricted,
    round_by_key,
    round_to_nearest,
    takes_the_amount_of,
)
from snis.disclosure_policy import DisclosurePolicy, bound_parameters, load_policy
from snis.errors import DisclosureError

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "disclosure.yaml"
KEY = bytes(range(32))
MODALITIES = (
    Modality("P02", "bono", "mides", "publica"),
    Modality("P04", "bolsa", "mides", "publica"),
    Modality("P11", "vida", "mides", "restringida"),
    Modality("P16", "alimentacion", "mineduc", "publica"),
)


@pytest.fixture
def policy() -> DisclosurePolicy:
    return load_policy(SAMPLE)


def cell(cross: str = "pais", **given: Any) -> Cell:
    """An exact public cell of a year with 100 persons; give what matters to the test."""
    defaults: dict[str, Any] = {
        "visibilidad_codigo": "publica",
        "anio": 2026,
        "personas": 100,
        "entregas": 100,
        "monto_gtq": Decimal(50_000),
        "clave_personas": 1,
        "clave_entregas": 2,
        "max1_gtq": Decimal(500),
        "max2_gtq": Decimal(500),
    }
    return Cell(cruce_codigo=cross, **(defaults | given))


class TestDraw:
    def test_is_the_first_13_hex_digits_of_the_hash_of_key_measure_and_cell_key(self) -> None:
        text = (
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f|personas|18446744073709551615"
        )
        expected = int(hashlib.sha256(text.encode()).hexdigest()[:13], 16)
        assert draw(KEY, "personas", 2**64 - 1) == expected

    def test_another_measure_of_the_same_set_draws_anew(self) -> None:
        assert draw(KEY, "personas", 7) != draw(KEY, "entregas", 7)

    def test_another_key_draws_anew(self) -> None:
        assert draw(KEY, "personas", 7) != draw(bytes(32), "personas", 7)


class TestRounding:
    @pytest.mark.parametrize(
        ("count", "base", "drawn", "expected"),
        [
            (10, 5, 0, 10),
            (15, 5, DRAW_RANGE - 1, 15),
            (11, 5, 0, 15),
            (11, 5, 900719925474099, 15),  # u just below 1/5
            (11, 5, 900719925474100, 10),  # u just above 1/5
            (14, 5, 3602879701896396, 15),  # u just below 4/5
            (14, 5, 3602879701896397, 10),
            (14, 5, DRAW_RANGE - 1, 10),
            (27, 10, 0, 30),
            (27, 10, DRAW_RANGE - 1, 20),
        ],
    )
    def test_goes_up_when_the_draw_is_below_the_rest(
        self, count: int, base: int, drawn: int, expected: int
    ) -> None:
        assert round_by_key(count, base, drawn=drawn) == expected

    @pytest.mark.parametrize("count", range(10, 20))
    def test_is_unbiased_on_a_grid_of_draws(self, count: int) -> None:
        grid = 1000
        draws = [(2 * step + 1) * DRAW_RANGE // (2 * grid) for step in range(grid)]
        mean = sum(round_by_key(count, 5, drawn=drawn) for drawn in draws) / grid
        assert mean == pytest.approx(count, abs=1e-9)

    def test_is_unbiased_over_real_cell_keys(self) -> None:
        """20,000 fixed keys, rest 2 of 5: standard error 0.017, so 0.06 is more than three of them."""
        rounded = [round_by_key(12, 5, drawn=draw(KEY, "personas", number)) for number in range(20_000)]
        assert set(rounded) == {10, 15}
        assert sum(rounded) / len(rounded) == pytest.approx(12, abs=0.06)

    @pytest.mark.parametrize(
        ("count", "expected"), [(30, 30), (34, 30), (35, 40), (44, 40), (45, 50), (113, 110)]
    )
    def test_to_the_nearest_sends_a_half_up(self, count: int, expected: int) -> None:
        assert round_to_nearest(count, 10) == expected


class TestThreshold:
    @pytest.mark.parametrize(
        ("count", "is_row"), [(0, False), (1, False), (9, False), (10, True), (11, True)]
    )
    def test_is_judged_on_the_true_count(self, count: int, is_row: bool) -> None:
        printed = protect_count(count, 5, measure="personas", threshold=10, base=5, key=KEY)
        assert (printed is not None) is is_row
        assert printed is None or printed >= 10

    @pytest.mark.parametrize(("count", "expected"), [(29, None), (30, 30), (36, 40)])
    def test_of_the_restricted_universe_is_30(
        self, policy: DisclosurePolicy, count: int, expected: int | None
    ) -> None:
        assert protect_restricted(count, policy) == expected


class TestAmounts:
    @pytest.mark.parametrize(
        ("cents", "count", "expected"),
        [
            (50_000 * 100, 100, 50_000),  # Q500.00
            (123_456, 1, 123_000),
            (123_500, 1, 124_000),
            (99_960, 1, 100_000),
            (999_500, 10, 100_000),  # Q999.50
            (700, 3, 233),
            (0, 10, 0),
            (25, 10, 3),  # never finer than a cent, a half up
        ],
    )
    def test_the_mean_keeps_three_digits(self, cents: int, count: int, expected: int) -> None:
        assert blurred_mean(cents, count, digits=3) == expected

    @pytest.mark.parametrize(
        ("total", "largest", "second", "expected"),
        [
            (Decimal(5000), Decimal(500), Decimal(500), False),
            (Decimal(1100), Decimal(1000), Decimal(0), False),  # rest 100 = 10 % of 1000
            (Decimal("1099.99"), Decimal(1000), Decimal(0), True),
            (Decimal(2000), Decimal(1000), Decimal(950), True),
            (Decimal(0), Decimal(0), Decimal(0), False),
        ],
    )
    def test_dominance_is_p_percent_of_the_largest(
        self, total: Decimal, largest: Decimal, second: Decimal, expected: bool
    ) -> None:
        assert is_dominated(total, largest, second=second, p_percent=10) is expected

    @pytest.mark.parametrize(
        ("dominated", "other", "expected"),
        [
            # A municipality takes the municipalities of its department and modality, in any month.
            ({"m": "0801", "mod": "P02"}, {"m": "0801", "mod": "P02"}, True),
            ({"m": "0801", "mod": "P02"}, {"m": "0802", "mod": "P02"}, True),
            ({"m": "0801", "mod": "P02", "mes": 3}, {"m": "0802", "mod": "P02", "mes": 4}, True),
            ({"m": "0801", "mod": "P02", "mes": 3}, {"m": "0802", "mod": "P02"}, True),
            ({"m": "0801", "mod": "P02"}, {"m": "0901", "mod": "P02"}, False),
            ({"m": "0801", "mod": "P02"}, {"m": "0802", "mod": "P04"}, False),
            ({"m": "0801", "mod": "P02"}, {"d": "08", "mod": "P02"}, False),
            ({"m": "0801", "mod": "P02"}, {"m": "0802", "mod": "P02", "anio": 2025}, False),
            # ... and the totals that contain it.
            ({"m": "0801", "mod": "P02"}, {"m": "0801"}, True),
            ({"m": "0801", "mod": "P02"}, {"m": "0802", "prog": "bono"}, True),
            ({"m": "0801", "mod": "P02"}, {"m": "0802", "inst": "mides"}, True),
            ({"m": "0801", "mod": "P02"}, {"m": "0802", "prog": "bolsa"}, False),
            ({"m": "0801", "mod": "P02"}, {"m": "0802", "inst": "mineduc"}, False),
            # A dominated total takes totals only: its parts stand on their own.
            ({"m": "0801"}, {"m": "0802", "mod": "P02"}, False),
            ({"m": "0801"}, {"m": "0802"}, True),
            # A department takes everything below the country, the country everything.
            ({"d": "08", "mod": "P02"}, {"d": "09", "mod": "P02"}, True),
            ({"d": "08", "mod": "P02"}, {"m": "0901", "mod": "P02"}, True),
            ({"d": "08", "mod": "P02"}, {"mod": "P02"}, False),
            ({"mod": "P02"}, {"mod": "P02", "mes": 1}, True),
            ({"mod": "P02"}, {"m": "0901"}, True),
        ],
    )
    def test_a_dominated_cell_takes_the_whole_breakdown(
        self, dominated: dict[str, Any], other: dict[str, Any], expected: bool
    ) -> None:
        assert takes_the_amount_of(placed(dominated), placed(other), modalities=MODALITIES) is expected


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
        (row,) = self.protect([cell(entregas=101, monto_gtq=Decimal("50500.00"))], policy)
        assert row.entregas in {100, 105}
        assert row.monto_gtq == row.entregas * 500

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
        (row,) = self.protect([cell(cross, **dimensions)], policy)
        assert (row.monto_gtq is not None) is has_amount

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


class TestPolicy:
    def test_the_sample_policy_holds(self, policy: DisclosurePolicy) -> None:
        assert policy.thresholds.publica.value == 10
        assert policy.names("open_cobertura_restringida") == ["restringida_pais"]

    def test_every_value_that_the_sql_has_bound_comes_from_it(self, policy: DisclosurePolicy) -> None:
        bound = bound_parameters(policy, KEY)
        assert bound["umbral_publica"] == 10
        assert bound["clave_redondeo"] == KEY
        assert "sexo_edad" not in bound["cruces_con_monto"]

    @pytest.mark.parametrize(
        ("path", "value", "message"),
        [
            ("thresholds.publica.value", 9, "thresholds.publica es 9 y el mínimo es 10"),
            ("thresholds.sensible.value", 15, "mínimo es 20"),
            ("thresholds.restringida.value", 20, "mínimo es 30"),
            ("thresholds.publica.value", 12, "no es múltiplo de la base 5"),
            ("rounding.base.value", 3, "rounding.base es 3 y el mínimo es 5"),
            ("rounding.base.value", 0, "rounding.base es 0"),
            ("rounding.restringida_nearest.value", 5, "mínimo es 10"),
            ("amounts.mean_digits.value", 4, "máximo es 3"),
            ("amounts.p_percent.value", 5, "mínimo es 10"),
            ("coverage_rate_cap_pct.value", 99, "máximo es 95"),
            ("thresholds.publica.value", "10", "debe ser un número entero"),
            ("thresholds.publica.reason", "porque sí", "una razón se explica"),
            ("umbral", 10, "umbral es una clave desconocida"),
            ("crosses.0.dimensions", ["mes"], "el cruce pais no lleva anio"),
            ("crosses.8.amounts", True, "el cruce pueblo no puede llevar montos"),
            ("crosses.8.coverage_rate", True, "no puede llevar tasa de cobertura"),
            ("crosses.1.name", "pais", "el cruce pais está repetido"),
            ("crosses.22.dimensions", ["anio", "sexo_codigo"], "no puede llevar sexo_codigo"),
            ("crosses.23.dimensions", ["anio", "departamento_codigo"], "no puede llevar departamento_codigo"),
            ("crosses.0.dimensions", ["anio", "cui"], "no se admite|solo admite"),
        ],
    )
    def test_a_weaker_or_mistaken_policy_is_refused_in_spanish(
        self, tmp_path: Path, path: str, value: object, message: str
    ) -> None:
        changed = written_with(tmp_path, path, value)
        with pytest.raises(DisclosureError, match=message) as caught:
            load_policy(changed)
        assert caught.value.place == "disclosure.yaml"
        assert caught.value.remedy

    @pytest.mark.parametrize(
        "path", ["thresholds.publica.reason", "crosses.3.reason", "regimes.sensible.reason"]
    )
    def test_a_decision_without_a_reason_is_refused(self, tmp_path: Path, path: str) -> None:
        with pytest.raises(DisclosureError, match=f"{path} falta"):
            load_policy(written_with(tmp_path, path, None))

    def test_a_stricter_policy_is_accepted(self, tmp_path: Path) -> None:
        assert (
            load_policy(written_with(tmp_path, "thresholds.publica.value", 20)).thresholds.publica.value == 20
        )

    def test_a_missing_file_and_a_broken_one_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(DisclosureError, match="no existe"):
            load_policy(tmp_path / "disclosure.yaml")
        broken = tmp_path / "disclosure.yaml"
        broken.write_text("version: [1", encoding="utf-8")
        with pytest.raises(DisclosureError, match="no es YAML"):
            load_policy(broken)


def placed(short: dict[str, Any]) -> Cell:
    """A cell from short names: m municipality, d department, mod, prog, inst."""
    municipality = short.get("m")
    return cell(
        "x",
        anio=short.get("anio", 2026),
        mes=short.get("mes"),
        municipio_codigo=municipality,
        departamento_codigo=municipality[:2] if municipality else short.get("d"),
        modalidad_codigo=short.get("mod"),
        programa_codigo=short.get("prog"),
        institucion_codigo=short.get("inst"),
    )


def written_with(folder: Path, path: str, value: object) -> Path:
    """The sample policy with one value changed; None takes the key away."""
    content = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))
    node: Any = content
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        node = node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    target = folder / "disclosure.yaml"
    target.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return target

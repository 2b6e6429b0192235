"""Which crosses a year prints: measured on the year before, decided once, kept all year."""

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assets.engine import DuckDBEngine
from assets.open.admission import decide_year, standing_of_crosses, write_decision
from snis.admission import (
    Measured,
    YearDecision,
    admitting,
    check_decisions,
    decide_crosses,
    policy_of_year,
    read_decision,
    roll_ups,
)
from snis.disclosure_policy import COVERAGE, DisclosurePolicy, load_policy
from snis.disclosure_sections import Cross
from snis.errors import DisclosureError
from tests.unit.disclosure_case import SAMPLE

FULL, SPARSE = Measured(1000, 0, 50_000, 0), Measured(1000, 300, 50_000, 400)


@pytest.fixture(scope="module")
def policy() -> DisclosurePolicy:
    return load_policy(SAMPLE)


def decided(policy: DisclosurePolicy, **measured: Measured) -> YearDecision:
    """The decision for 2026 where every cross is full but for those given."""
    everything = {**dict.fromkeys(policy.names(COVERAGE), FULL), **measured}
    return decide_crosses(policy, everything, year=2026, decided="2026-01-15")


class TestMeasure:
    @pytest.mark.parametrize(
        ("measured", "is_within"),
        [
            (Measured(1000, 100, 100_000, 500), True),
            (Measured(1000, 101, 100_000, 500), False),
            (Measured(1000, 100, 100_000, 501), False),
            (Measured(0, 0, 0, 0), False),
        ],
    )
    def test_a_tenth_of_cells_and_five_of_a_thousand_persons_may_be_withheld(
        self, policy: DisclosurePolicy, measured: Measured, is_within: bool
    ) -> None:
        assert measured.is_within(policy) is is_within

    def test_a_cross_that_passes_is_admitted_with_its_figures(self, policy: DisclosurePolicy) -> None:
        found = next(cross for cross in decided(policy).crosses if cross.name == "municipio_modalidad")
        assert (found.admitted, found.cells, found.cells_pct, found.persons_pct) == (
            True,
            1000,
            "0.000",
            "0.000",
        )

    def test_a_cross_that_fails_says_why_and_what_stands_in_for_it(self, policy: DisclosurePolicy) -> None:
        found = next(
            cross
            for cross in decided(policy, municipio_modalidad=SPARSE).crosses
            if cross.name == "municipio_modalidad"
        )
        assert (found.admitted, found.rolls_up_to) == (False, "departamento_modalidad")
        assert found.reason == (
            "No pasa: se retendría 30.000 % de las celdas y 0.800 % de las personas; los límites son 10 % y 0.5 %."
        )

    def test_a_cross_without_a_coarser_one_that_passes_has_none(self, policy: DisclosurePolicy) -> None:
        sparse = dict.fromkeys(policy.names(COVERAGE), SPARSE) | {"pais": FULL}
        decision = decide_crosses(policy, sparse, year=2026, decided="2026-01-15")
        found = {cross.name: cross.rolls_up_to for cross in decision.crosses}
        assert found["departamento_modalidad"] is None
        assert found["sexo_edad"] is None
        assert found["mes"] == "pais"

    def test_a_year_without_cells_decides_nothing(self, policy: DisclosurePolicy) -> None:
        with pytest.raises(DisclosureError, match="no hay celdas de 2025 que medir"):
            decide_crosses(policy, {}, year=2026, decided="2026-01-15")


class TestRollUp:
    def test_people_goes_first_then_age_month_and_place(self, policy: DisclosurePolicy) -> None:
        crosses = [
            *_crosses("municipio_pueblo2", pueblo_codigo="pueblo2"),
            *_crosses("municipio"),
            *_crosses("departamento"),
        ]
        finest = Cross(
            name="municipio_pueblo",
            table=COVERAGE,
            dimensions=["anio", "departamento_codigo", "municipio_codigo", "pueblo_codigo"],
            reason="Un cruce de prueba, más fino que los otros.",
        )
        wide = policy.model_copy(update={"crosses": crosses})
        assert [cross.name for cross in roll_ups(finest, wide)] == [
            "municipio_pueblo2",
            "municipio",
            "departamento",
        ]

    @pytest.mark.parametrize(
        ("cross", "coarser"),
        [
            ("departamento_modalidad_mes", ["departamento_modalidad"]),
            ("municipio_sexo_edad", []),
            ("departamento_pueblo", ["departamento"]),
            ("pais", []),
        ],
    )
    def test_each_step_comes_on_top_of_the_one_before(
        self, policy: DisclosurePolicy, cross: str, coarser: list[str]
    ) -> None:
        found = next(known for known in policy.crosses if (known.table, known.name) == (COVERAGE, cross))
        assert [known.name for known in roll_ups(found, policy)] == coarser


class TestDecision:
    def test_what_is_not_admitted_is_not_printed_and_other_tables_are_as_they_were(
        self, policy: DisclosurePolicy
    ) -> None:
        without = admitting(policy, decided(policy, municipio_modalidad=SPARSE))
        assert set(policy.names(COVERAGE)) - set(without.names(COVERAGE)) == {"municipio_modalidad"}
        assert without.names("open_cobertura_comunitaria") == policy.names("open_cobertura_comunitaria")
        assert without.small_municipalities.crosses == ["municipio"]

    def test_a_cross_that_came_after_the_decision_is_not_printed(self, policy: DisclosurePolicy) -> None:
        decision = decided(policy)
        shorter = decision.model_copy(update={"crosses": decision.crosses[1:]})
        assert "pais" not in admitting(policy, shorter).names(COVERAGE)

    def test_a_decision_on_an_unknown_cross_is_refused(self, policy: DisclosurePolicy) -> None:
        less = policy.model_copy(update={"crosses": policy.crosses[1:]})
        with pytest.raises(DisclosureError, match=r"cruces que disclosure\.yaml no tiene: pais"):
            admitting(less, decided(policy))

    def test_it_is_written_once_and_read_by_every_night_of_the_year(
        self, policy: DisclosurePolicy, tmp_path: Path
    ) -> None:
        (tmp_path / "disclosure.yaml").write_bytes(SAMPLE.read_bytes())
        assert "municipio_modalidad" in policy_of_year(tmp_path, 2026).names(COVERAGE)
        decision = decided(policy, municipio_modalidad=SPARSE)
        path = write_decision(decision, tmp_path)
        assert path.name == "crosses-2026.yaml"
        assert read_decision(tmp_path, 2026) == decision
        assert "municipio_modalidad" not in policy_of_year(tmp_path, 2026).names(COVERAGE)
        assert "municipio_modalidad" in policy_of_year(tmp_path, 2027).names(COVERAGE)
        with pytest.raises(DisclosureError, match="ya se decidieron"):
            write_decision(decision, tmp_path)

    def test_the_summary_of_a_night_says_when_nobody_has_decided(
        self, policy: DisclosurePolicy, tmp_path: Path
    ) -> None:
        (tmp_path / "disclosure.yaml").write_bytes(SAMPLE.read_bytes())
        bench: Any = SimpleNamespace(
            deployment=SimpleNamespace(folder=tmp_path), now=datetime(2026, 5, 4, tzinfo=ZoneInfo("UTC"))
        )
        assert (
            standing_of_crosses(bench) == "22 de 22; falta la decisión de 2026 (padron publish crosses 2026)"
        )
        write_decision(decided(policy, municipio_modalidad=SPARSE), tmp_path)
        assert standing_of_crosses(bench) == "21 de 22, según la decisión del 2026-01-15"

    def test_a_file_of_another_year_is_refused(self, policy: DisclosurePolicy, tmp_path: Path) -> None:
        write_decision(decided(policy), tmp_path).rename(tmp_path / "crosses-2027.yaml")
        with pytest.raises(DisclosureError, match="habla de 2026"):
            read_decision(tmp_path, 2027)

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("crosses-mayo.yaml", "version: 1", "no dice de qué año es"),
            ("crosses-2026.yaml", "version: [1", "no es YAML"),
            ("crosses-2026.yaml", "version: 1", "year falta"),
        ],
    )
    def test_a_broken_decision_is_known_before_the_night(
        self, tmp_path: Path, name: str, content: str, message: str
    ) -> None:
        (tmp_path / "disclosure.yaml").write_bytes(SAMPLE.read_bytes())
        check_decisions(tmp_path)
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(DisclosureError, match=message) as caught:
            check_decisions(tmp_path)
        assert caught.value.place == name


class TestCounting:
    def test_the_last_closed_year_is_counted_by_cross(self, tmp_path: Path) -> None:
        bench = bench_with(
            tmp_path,
            [("pais", "publica", 2025, 5000), ("departamento", "publica", 2025, 4991),
             ("departamento", "publica", 2025, 9), ("pais", "publica", 2026, 3),
             ("restringida_pais", "restringida", 2025, 5)],
        )  # fmt: skip
        found = {cross.name: cross for cross in decide_year(bench, 2026).crosses}
        assert (found["pais"].admitted, found["pais"].cells) == (True, 1)
        assert (found["departamento"].cells_pct, found["departamento"].persons_pct) == ("50.000", "0.180")
        assert "restringida_pais" not in found

    def test_a_year_that_is_not_over_is_not_measured(self, tmp_path: Path) -> None:
        with pytest.raises(DisclosureError, match="2026 todavía no se ha cerrado"):
            decide_year(bench_with(tmp_path, [("pais", "publica", 2026, 5000)]), 2027)


def bench_with(folder: Path, cells: list[tuple[str, str, int, int]]) -> Any:
    """A bench on 15 January 2026 whose exact cells are those given."""
    engine = DuckDBEngine(memory_limit="200MB", threads=1, temp=folder)
    listed = ", ".join(
        f"('{cross}', '{universe}', {year}, {persons})" for cross, universe, year, persons in cells
    )
    path = folder / "out_cobertura.parquet"
    engine.write(
        f"select * from (values {listed}) as t (cruce_codigo, visibilidad_codigo, anio, personas)",
        None,
        path,
    )
    return SimpleNamespace(
        engine=engine,
        store=SimpleNamespace(files=lambda table: [path]),
        deployment=SimpleNamespace(folder=SAMPLE.parent),
        now=datetime(2026, 1, 15, tzinfo=ZoneInfo("America/Guatemala")),
    )


def _crosses(name: str, **grouped: str) -> list[Cross]:
    columns = {
        "departamento": ["departamento_codigo"],
        "municipio": ["departamento_codigo", "municipio_codigo"],
    }
    dimensions = ["anio", *columns[name.split("_")[0]], *grouped]
    return [
        Cross.model_validate(
            {
                "name": name,
                "table": COVERAGE,
                "dimensions": dimensions,
                "grouped": grouped,
                "reason": "Un cruce de prueba para la orden de los pasos.",
            }
        )
    ]

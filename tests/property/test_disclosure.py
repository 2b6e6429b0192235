"""The SQL of the open layer and its readable reference agree on generated cells, and both keep the promises."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from snis.disclosure import (
    DIMENSIONS,
    DRAW_RANGE,
    Cell,
    PublishedCell,
    blurred_mean,
    draw,
    protect_coverage,
    protect_restricted,
    round_by_key,
)
from snis.disclosure_policy import COMMUNITY
from tests.sql.open_cells import KEY, MODALITIES, POLICY, cells, engine, population, run

PEOPLE = ((2020, "pais", "00", 900), (2021, "pais", "00", 1000), (2021, "departamento", "08", 120),
          (2021, "municipio", "0801", 70), (2026, "municipio", "0802", 33))  # fmt: skip
PERSON_CROSSES = [cross for cross in POLICY.crosses if cross.table != COMMUNITY]
COUNTS = st.one_of(st.integers(0, 30), st.integers(31, 2_000_000))
KEYS = st.integers(0, 2**64 - 1)
CENTS = st.integers(0, 10**9)


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with engine() as opened:
        yield opened


@st.composite
def exact_cells(drawer: st.DrawFn) -> Cell:
    """A cell of any cross of the policy, or of none, with figures and keys of any size."""
    cross = drawer(st.sampled_from(PERSON_CROSSES))
    codes: dict[str, st.SearchStrategy[Any]] = {
        "anio": st.sampled_from([2020, 2026]),
        "mes": st.integers(1, 12),
        "departamento_codigo": st.just("08"),
        "municipio_codigo": st.sampled_from(["0801", "0802"]),
        "institucion_codigo": st.sampled_from(["mides", "mineduc", "maga"]),
        "programa_codigo": st.sampled_from(["bono", "bolsa", "alimentacion", "asistencia"]),
        "modalidad_codigo": st.sampled_from(["P02", "P04", "P16", "P26", "P99"]),
        "sexo_codigo": st.sampled_from(["F", "M", "N"]),
        "edad_grupo_codigo": st.sampled_from(["0-4", "75+", "N"]),
        "pueblo_codigo": st.sampled_from(["1", "5"]),
    }
    if "municipio_codigo" not in cross.dimensions:
        codes["departamento_codigo"] = st.sampled_from(["00", "08", "09"])
    dimensions: dict[str, Any] = {name: drawer(codes[name]) for name in cross.dimensions}
    if dimensions.get("municipio_codigo"):
        dimensions["departamento_codigo"] = dimensions["municipio_codigo"][:2]
    persons = drawer(COUNTS)
    largest, second = sorted([drawer(CENTS), drawer(CENTS)], reverse=True)
    universe = {"open_cobertura": "publica", "open_cobertura_sensible": "sensible"}.get(
        cross.table, "restringida"
    )
    return Cell(
        cruce_codigo=cross.name,
        visibilidad_codigo=universe,
        personas=persons,
        entregas=persons + drawer(st.integers(0, 1000)) + 1,
        monto_gtq=Decimal(largest + second + drawer(CENTS) * drawer(st.sampled_from([0, 1, 50]))).scaleb(-2),
        clave_personas=drawer(KEYS),
        clave_entregas=drawer(KEYS),
        max1_gtq=Decimal(largest).scaleb(-2),
        max2_gtq=Decimal(second).scaleb(-2),
        **dimensions,
    )


TABLES = st.lists(
    exact_cells(),
    max_size=25,
    unique_by=lambda cell: (cell.cruce_codigo, *(getattr(cell, dimension) for dimension in DIMENSIONS)),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TABLES)
def test_sql_and_reference_give_equal_coverage_rows(duck: DuckDBEngine, given_cells: list[Cell]) -> None:
    by_place: dict[tuple[str, str], dict[int, int]] = {}
    for year, level, code, inhabitants in PEOPLE:
        by_place.setdefault((level, code), {})[year] = inhabitants
    expected = protect_coverage(given_cells, POLICY, key=KEY, modalities=MODALITIES, population=by_place)
    rows = run(
        "open_cobertura", on=duck, out_cobertura=cells(*given_cells), ref_poblacion=population(*PEOPLE)
    )
    assert [as_published(row) for row in rows] == expected


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TABLES)
def test_no_row_is_below_its_threshold_or_off_its_base(duck: DuckDBEngine, given_cells: list[Cell]) -> None:
    inputs = cells(*given_cells)
    for table, threshold, base in (
        ("open_cobertura", 10, 5),
        ("open_cobertura_sensible", 20, 5),
        ("open_cobertura_restringida", 30, 10),
    ):
        rows = run(table, on=duck, out_cobertura=inputs)
        assert all(row["personas"] >= threshold and row["personas"] % base == 0 for row in rows)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(COUNTS, max_size=1))
def test_sql_and_reference_agree_on_the_restricted_figure(duck: DuckDBEngine, counts: list[int]) -> None:
    given_cells = [
        Cell(
            cruce_codigo="restringida_pais", visibilidad_codigo="restringida", anio=2026,
            personas=count, entregas=count,
            monto_gtq=Decimal(0), clave_personas=1, clave_entregas=1,
        )
        for count in counts
    ]  # fmt: skip
    rows = run("open_cobertura_restringida", on=duck, out_cobertura=cells(*given_cells))
    expected = [protect_restricted(count, POLICY) for count in counts]
    assert [row["personas"] for row in rows] == [figure for figure in expected if figure is not None]


@given(count=st.integers(0, 10**9), base=st.integers(1, 50), drawn=st.integers(0, DRAW_RANGE - 1))
def test_rounding_stays_within_the_base_and_keeps_multiples(count: int, base: int, drawn: int) -> None:
    rounded = round_by_key(count, base, drawn=drawn)
    assert rounded % base == 0
    assert abs(rounded - count) < base
    assert count % base or rounded == count


@given(count=st.integers(0, 10**6), base=st.integers(1, 50))
def test_rounding_is_unbiased_over_all_draws(count: int, base: int) -> None:
    """The draws that go up are a rest-th of all, to within one draw in 2^52."""
    rest = count % base
    up = -(-rest * DRAW_RANGE // base)
    assert abs(up * base - rest * DRAW_RANGE) < base
    if rest:
        assert round_by_key(count, base, drawn=up - 1) > count
        assert up == DRAW_RANGE or round_by_key(count, base, drawn=up) < count


@given(key=st.binary(min_size=32, max_size=32), cell_key=KEYS)
def test_a_draw_lies_in_its_range_and_never_changes(key: bytes, cell_key: int) -> None:
    assert 0 <= draw(key, "personas", cell_key) < DRAW_RANGE
    assert draw(key, "personas", cell_key) == draw(key, "personas", cell_key)


@given(cents=st.integers(0, 10**12), count=st.integers(1, 10**6))
def test_a_mean_keeps_three_digits_and_lies_near(cents: int, count: int) -> None:
    mean = blurred_mean(cents, count, digits=3)
    assert len(str(mean).rstrip("0")) <= 3
    assert abs(mean * count - cents) * 200 <= cents + 100 * count


def as_published(row: dict[str, Any]) -> PublishedCell:
    """A row of the SQL in the form of the reference."""
    rate = row["tasa_cobertura_pct"]
    return PublishedCell(
        row["cruce_codigo"],
        tuple(row[dimension] for dimension in DIMENSIONS),
        row["personas"],
        row["entregas"],
        row["monto_gtq"],
        None if rate is None else Decimal(str(rate)),
        row["tasa_cobertura_estado_codigo"],
        row["poblacion_anio"],
    )

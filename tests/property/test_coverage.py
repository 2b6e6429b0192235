"""From accepted deliveries to exact cells: the SQL and its readable reference agree on generated data."""

from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from snis.coverage import Fact, coverage_cells
from snis.disclosure import Cell
from snis.errors import CoverageError
from snis.pseudonym import record_key
from tests.sql.out_case import RECORD_KEY, built_on

MODALITIES = [
    {"modalidad_codigo": "P01", "programa_codigo": "bono", "visibilidad_codigo": "sensible"},
    {"modalidad_codigo": "P02", "programa_codigo": "bono", "visibilidad_codigo": "publica"},
    {"modalidad_codigo": "P04", "programa_codigo": "bolsa", "visibilidad_codigo": "publica"},
    {"modalidad_codigo": "P05", "programa_codigo": "bono", "visibilidad_codigo": "publica"},
    {"modalidad_codigo": "P11", "programa_codigo": "vida", "visibilidad_codigo": "restringida"},
]
PLACES = st.sampled_from([None, "0101", "0102", "0801"])
DEPARTMENTS = st.sampled_from([None, "01", "16"])


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


@st.composite
def accepted(draw: st.DrawFn) -> dict[str, Any]:
    """A delivery as institutions send it: attributes that contradict each other, or are missing."""
    day = date(2025, 11, 1) + timedelta(days=draw(st.integers(0, 120)))
    person = draw(st.sampled_from([None, "a" * 32, "b" * 32, "c" * 32, "d" * 32]))
    return {
        "transferencia_id": draw(st.sampled_from(["t1", "t2"])), "hoja": "", "persona_id": person,
        "identidad_codigo": "cui" if person else "ninguna",
        "institucion_codigo": draw(st.sampled_from(["mides", "maga"])),
        "modalidad_codigo": draw(st.sampled_from(["P01", "P02", "P02", "P04", "P05", "P11", "P99"])),
        "residencia_municipio_codigo": draw(PLACES), "residencia_departamento_codigo": draw(DEPARTMENTS),
        "entrega_municipio_codigo": draw(PLACES), "entrega_departamento_codigo": draw(DEPARTMENTS),
        "sexo_codigo": draw(st.sampled_from([None, "F", "M"])),
        "nacimiento_anio": draw(st.sampled_from([None, 1951, 2008])),
        "edad_entrega_anios": draw(st.sampled_from([None, 17, 18, 74, 75])),
        "pueblo_codigo": draw(st.sampled_from([None, "1", "5", "9"])),
        "entrega_fecha": day, "periodo_inicio_fecha": day, "periodo_fin_fecha": day, "conocido_fecha": day,
        "monto_gtq": Decimal(draw(st.integers(0, 200_000))) / 100, "cantidad": 1,
    }  # fmt: skip


def key_of(record: str) -> int:
    return record_key(RECORD_KEY, record)


def facts_of(duck: DuckDBEngine, deliveries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    numbered = [row | {"fila": n, "entrega_id": f"{n:032x}"} for n, row in enumerate(deliveries)]
    people = built_on(duck, "link_persona", link_entrega=numbered)
    return built_on(
        duck, "out_hecho_entrega", link_entrega=numbered, link_persona=people, ref_modalidad=MODALITIES
    )


def as_fact(row: dict[str, Any]) -> Fact:
    return Fact(**{field.name: row[field.name] for field in fields(Fact)})


@given(st.lists(accepted(), max_size=25))
@settings(max_examples=40, deadline=None)
def test_sql_and_reference_count_the_same_cells(duck: DuckDBEngine, deliveries: list[dict[str, Any]]) -> None:
    facts = facts_of(duck, deliveries)
    assert len(facts) == len(deliveries)
    rows = built_on(duck, "out_cobertura", out_hecho_entrega=facts)
    counted = [Cell(**row) for row in rows]
    expected = coverage_cells(map(as_fact, facts), key_of)
    assert len(counted) == len(set(counted)) == len(expected)
    assert set(counted) == set(expected)


@given(st.lists(accepted(), min_size=1, max_size=25))
@settings(max_examples=20, deadline=None)
def test_persons_add_up_over_place_sex_age_and_people(
    duck: DuckDBEngine, deliveries: list[dict[str, Any]]
) -> None:
    facts = facts_of(duck, deliveries)
    cells = [asdict(cell) for cell in coverage_cells(map(as_fact, facts), key_of)]

    def persons(cross: str, year: int) -> int:
        return sum(
            cell["personas"] for cell in cells if (cell["cruce_codigo"], cell["anio"]) == (cross, year)
        )

    for year in {cell["anio"] for cell in cells}:
        partitions = ("departamento", "municipio", "sexo_edad", "pueblo", "municipio_sexo_edad")
        assert {persons(cross, year) for cross in partitions} == {persons("pais", year)}


def test_a_person_in_two_places_at_once_is_refused() -> None:
    fact = Fact(
        entrega_id="0" * 32, persona_id="a" * 32, visibilidad_codigo="publica", anio=2026, mes=1,
        departamento_codigo="08", municipio_codigo="0801", institucion_codigo="mides", programa_codigo="bono",
        modalidad_codigo="P02", sexo_codigo="F", edad_grupo_codigo="18-29", pueblo_codigo="1",
        monto_gtq=Decimal(1),
    )  # fmt: skip
    elsewhere = Fact(**(asdict(fact) | {"municipio_codigo": "0802"}))
    with pytest.raises(CoverageError, match="dos lugares"):
        coverage_cells([fact, elsewhere], key_of)

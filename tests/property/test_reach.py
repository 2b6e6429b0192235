"""From accepted deliveries to whom they reached: the SQL agrees with plain distinct counting, cell by cell."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from tests.sql.out_case import Rows, built_on
from tests.support.reach_oracle import KEY, SUBJECTS, reach

MODALITIES = [
    {"modalidad_codigo": "P01", "programa_codigo": "bono", "visibilidad_codigo": "sensible"},
    {"modalidad_codigo": "P02", "programa_codigo": "bono", "visibilidad_codigo": "publica"},
    {"modalidad_codigo": "P04", "programa_codigo": "bolsa", "visibilidad_codigo": "publica"},
    {"modalidad_codigo": "P05", "programa_codigo": "bono", "visibilidad_codigo": "publica"},
    {"modalidad_codigo": "P11", "programa_codigo": "vida", "visibilidad_codigo": "restringida"},
]
PLACES = st.sampled_from([None, "0101", "0102", "0801"])
FIGURES = ("personas", "hogares", "entregas", "monto_gtq")


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


@st.composite
def accepted(draw: st.DrawFn) -> dict[str, Any]:
    """A delivery of one of three years: rations without person, households of several members and places."""
    day = date(draw(st.sampled_from([2024, 2025, 2027])), 1, 1) + timedelta(days=draw(st.integers(0, 364)))
    person = draw(st.sampled_from([None, "a" * 32, "b" * 32, "c" * 32, "d" * 32]))
    return {
        "transferencia_id": "t1", "hoja": "", "persona_id": person,
        "identidad_codigo": "cui" if person else "ninguna",
        "grano_codigo": draw(st.sampled_from(["persona", "hogar", "hogar", "racion"])),
        "hogar_id": draw(st.sampled_from([None, "1" * 32, "2" * 32])),
        "institucion_codigo": draw(st.sampled_from(["mides", "maga"])),
        "modalidad_codigo": draw(st.sampled_from(["P01", "P02", "P02", "P04", "P05", "P11", "P99"])),
        "residencia_municipio_codigo": draw(PLACES), "entrega_municipio_codigo": draw(PLACES),
        "sexo_codigo": draw(st.sampled_from([None, "F", "M"])),
        "edad_entrega_anios": draw(st.sampled_from([None, 17, 18, 74, 75])),
        "pueblo_codigo": draw(st.sampled_from([None, "1", "5"])),
        "entrega_fecha": day, "periodo_inicio_fecha": day, "periodo_fin_fecha": day, "conocido_fecha": day,
        "monto_gtq": Decimal(draw(st.integers(0, 200_000))) / 100, "cantidad": 1,
    }  # fmt: skip


def facts_of(duck: DuckDBEngine, deliveries: Rows) -> Rows:
    numbered = [row | {"fila": n, "entrega_id": f"{n:032x}"} for n, row in enumerate(deliveries)]
    people = built_on(duck, "link_persona", link_entrega=numbered)
    return built_on(
        duck, "out_hecho_entrega", link_entrega=numbered, link_persona=people, ref_modalidad=MODALITIES
    )


def reach_of(duck: DuckDBEngine, facts: Rows) -> Rows:
    benefits = built_on(duck, "out_beneficio", out_hecho_entrega=facts)
    return built_on(duck, "out_alcance", out_beneficio=benefits, out_hecho_entrega=facts)


@given(st.lists(accepted(), max_size=30))
@settings(max_examples=40, deadline=None)
def test_sql_and_plain_sets_count_the_same_cells(duck: DuckDBEngine, deliveries: Rows) -> None:
    facts = facts_of(duck, deliveries)
    rows = reach_of(duck, facts)
    counted = {tuple(row[name] for name in KEY): tuple(row[name] for name in FIGURES) for row in rows}
    assert len(counted) == len(rows)
    assert counted == reach(facts)


@given(st.lists(accepted(), min_size=1, max_size=30))
@settings(max_examples=15, deadline=None)
def test_persons_add_up_over_places_and_never_exceed_the_sum_over_programmes(
    duck: DuckDBEngine, deliveries: Rows
) -> None:
    rows = reach_of(duck, facts_of(duck, deliveries))

    def persons(row: dict[str, Any], **changed: Any) -> int:
        """Persons of the cells that are like this one but for some dimensions; ... stands for any value but total."""
        wanted = {name: row[name] for name in KEY} | changed
        return sum(
            other["personas"]
            for other in rows
            if all(
                other[name] is not None if value is ... else other[name] == value
                for name, value in wanted.items()
            )
        )

    totals = [row for row in rows if row["nivel"] == "pais" and not any(map(row.get, KEY[5:]))]
    assert totals
    for row in totals:
        for subject in SUBJECTS:
            assert row["personas"] <= persons(row, **{subject: ...})
        if row["visibilidad_codigo"] in {"publica", "sensible"}:
            assert row["personas"] == persons(row, nivel="departamento", departamento_codigo=...)
            assert row["personas"] == persons(
                row, nivel="municipio", departamento_codigo=..., municipio_codigo=...
            )
            assert row["personas"] == persons(row, sexo_codigo=...) == persons(row, pueblo_codigo=...)

"""The night's findings and effectiveness against the answer key, person by true person."""

from collections import Counter
from decimal import Decimal

import pytest

from pipelines.settings import SAMPLE
from tests.pipeline.conftest import Night

KEY = SAMPLE / "expected"
# Findings follow persons: the few that linkage leaves apart are the only ones that may be missed.
LINKAGE = 0.99
_TRUE = f"""
with direccion as (
    select e.persona_id, e.hogar_id, p.persona, nullif(p.hogar, '') as hogar
    from link_entrega as e
    inner join transferencia as t on t.transferencia_id = e.transferencia_id
    inner join '{KEY}/personas.parquet' as p
        on p.institucion = t.institucion and p.archivo = t.archivo and p.hoja = e.hoja and p.fila = e.fila
),
persona as (select persona_id, min(persona) as persona from direccion group by persona_id),
hogar as (select hogar_id, min(hogar) as hogar from direccion where hogar_id is not null group by hogar_id)
select
    h.regla_id, h.clase_codigo,
    case when h.grano_codigo = 'persona' then p.persona end as persona,
    case when h.grano_codigo = 'hogar' then k.hogar end as hogar,
    h.modalidad_a_codigo, h.modalidad_b_codigo, h.anio,
    h.entregas, h.traslape_dias, h.monto_pagado_gtq, h.monto_riesgo_gtq
from link_hallazgo as h
left join persona as p on p.persona_id = h.persona_id
left join hogar as k on k.hogar_id = h.hogar_id
"""
_PLANTED = f"""
select
    regla_id, clase_codigo, cast(persona as bigint), nullif(hogar, ''), modalidad_a_codigo,
    nullif(modalidad_b_codigo, ''), cast(anio as bigint), cast(entregas as bigint),
    cast(traslape_dias as bigint), cast(monto_pagado_gtq as decimal(18, 2)), cast(monto_riesgo_gtq as decimal(18, 2))
from read_csv('{KEY}/hallazgos_personas.csv', all_varchar = true, nullstr = '')
"""


# Deliveries without CUI that linkage keeps apart from the other rows of their true person, as person and modality.
_APART = f"""
with direccion as (
    select e.persona_id, e.modalidad_codigo, e.identidad_codigo, p.persona
    from link_entrega as e
    inner join transferencia as t on t.transferencia_id = e.transferencia_id
    inner join '{KEY}/personas.parquet' as p
        on p.institucion = t.institucion and p.archivo = t.archivo and p.hoja = e.hoja and p.fila = e.fila
)
select distinct persona, modalidad_codigo from direccion
where identidad_codigo <> 'cui'
    and persona in (select persona from direccion group by persona having min(persona_id) < max(persona_id))
"""


def told(rows: list[tuple[object, ...]]) -> Counter[tuple[object, ...]]:
    return Counter(rows)


def test_planted_findings_are_found_and_none_is_invented(night: Night) -> None:
    """What is missed stands on a row without CUI of which linkage cannot tell whose it is; docs/metodo/cruces.md."""
    found, planted = told(night.sql(_TRUE)), told(night.sql(_PLANTED))
    assert sorted(map(str, found - planted)) == []
    missed = planted - found
    assert missed.total() <= (1 - LINKAGE) * planted.total(), sorted(map(str, missed))[:5]
    assert {(row[2], row[4]) for row in missed} <= set(night.sql(_APART)), sorted(map(str, missed))[:5]


def test_every_rule_that_is_planted_finds_something(night: Night) -> None:
    found = {row[:2] for row in night.sql("select distinct regla_id, clase_codigo from link_hallazgo")}
    assert found >= {row[:2] for row in night.sql(_PLANTED)}


def test_a_finding_has_one_name(night: Night) -> None:
    assert night.sql("select count(*) - count(distinct hallazgo_id) from link_hallazgo") == [(0,)]


def test_sums_by_class_are_those_of_the_findings(night: Night) -> None:
    said = "sum(entregas), sum(monto_pagado_gtq), sum(monto_riesgo_gtq)"
    assert night.sql(f"select sum(hallazgos), {said} from out_hallazgo") == night.sql(
        f"select count(*), {said} from link_hallazgo"
    )


@pytest.mark.parametrize(
    ("table", "key", "counts"),
    [
        ("out_efectividad_entrega", "cobro", "programadas, entregadas, no_cobradas, devueltas, monto_no_cobrado_gtq"),
        ("out_efectividad_corresponsabilidad", "corresponsabilidad", "entregas, no_cumplen_segun_entrega"),
    ],
)  # fmt: skip
def test_effectiveness_in_the_country_by_month(night: Night, table: str, key: str, counts: str) -> None:
    columns = ", ".join(f"cast({name.strip()} as decimal(18, 2))" for name in counts.split(","))
    made, planted = (
        night.sql(
            f"select anio, mes, modalidad_codigo, {columns} from {source} where departamento_codigo is null"
        )
        for source in (table, f"read_csv('{KEY}/{key}.csv')")
    )
    assert sorted(made) == sorted(planted)


def test_what_nobody_collected_by_its_age(night: Night) -> None:
    said = "modalidad_codigo, tramo_dias_codigo, cast(entregas as bigint), cast(monto_gtq as decimal(18, 2))"
    made = night.sql(f"select {said} from out_efectividad_no_cobro where departamento_codigo is null")
    planted = night.sql(
        f"select {said} from read_csv('{KEY}/no_cobro.csv') where departamento_codigo is null"
    )
    assert sorted(made) == sorted(planted)
    assert sum(Decimal(str(row[3])) for row in made) > 0


def test_the_method_sheets_are_there(night: Night) -> None:
    sheets = {path.stem for path in (night.work / "quality" / "metodo").glob("*.html")}
    assert sheets >= {row[0] for row in night.sql("select distinct regla_id from ref_regla_coincidencia")}
    page = (night.work / "quality" / "metodo" / "CRU-01.html").read_text(encoding="utf-8")
    assert "RENAP, defunciones" in page
    assert "2026-05-04" in page

"""The figures of the sample night: each can be quoted by what its own row says."""

import duckdb
import pytest

from assets.indicators.sources import shipped_sources
from snis.periods import parse
from tests.pipeline.conftest import Night

CATALOGUE = {source.code: source.indicator for source in shipped_sources()}


def test_every_indicator_has_its_part_and_every_part_its_entry(night: Night) -> None:
    parts = {path.stem for path in night.store.files("out_indicador")}
    assert parts == set(CATALOGUE)
    told = night.sql(
        "select distinct indicador_codigo, version, unidad_codigo, base_codigo from out_indicador"
    )
    assert {row[0] for row in told} <= parts
    for code, *said in told:
        entry = CATALOGUE[str(code)]
        assert said == [entry.version, entry.unidad, entry.base_codigo], code


def test_every_period_is_one_and_has_its_days(night: Night) -> None:
    rows = night.sql(
        "select distinct periodo_tipo_codigo, periodo_codigo, periodo_inicio_fecha, periodo_fin_fecha "
        "from out_indicador"
    )
    for kind, code, first, last in rows:
        ends = str(code).split("-") if kind == "acumulado" else [str(code), str(code)]
        assert (parse(ends[0]).first_day, parse(ends[-1]).last_day) == (first, last), code
    assert rows


@pytest.mark.parametrize(
    "wrong",
    [
        "(valor is null) = (razon_codigo = 'calculada')",
        "razon_codigo = 'sin_denominador' and denominador is not null",
        "razon_codigo = 'supera_denominador' and (valor is not null or numerador <= denominador)",
        "unidad_codigo = 'por_ciento' and denominador_codigo is null",
        "denominador is not null and denominador_codigo is null",
        "unidad_codigo = 'por_ciento' and razon_codigo = 'calculada' and coalesce(denominador, 0) = 0",
        "visibilidad_codigo in ('restringida', 'todas') and nivel <> 'pais'",
    ],
)
def test_no_figure_can_be_quoted_wrong(night: Night, wrong: str) -> None:
    assert night.sql(f"select indicador_codigo, count(*) from out_indicador where {wrong} group by all") == []


def test_persons_of_the_country_are_those_of_the_facts(night: Night) -> None:
    counted = night.sql(
        "select anio, count(distinct persona_id) from out_hecho_entrega where visibilidad_codigo = 'publica' "
        "group by anio order by anio"
    )
    told = night.sql(
        "select cast(periodo_codigo as bigint), cast(valor as bigint) from out_indicador "
        "where indicador_codigo = 'usuarios_atendidos' and periodo_tipo_codigo = 'anio' and nivel = 'pais' "
        "and visibilidad_codigo = 'publica' and coalesce(institucion_codigo, programa_codigo, modalidad_codigo, "
        "sexo_codigo, edad_grupo_codigo, pueblo_codigo) is null and valor > 0 order by 1"
    )
    assert told == [row for row in counted if row[1]]


def test_every_figure_without_a_value_has_a_notice(night: Night) -> None:
    withheld = "razon_codigo not in ('calculada', 'solo_rango')"
    assert night.sql("select count(*) from out_indicador_aviso") == night.sql(
        f"select count(*) from out_indicador where {withheld}"
    )
    assert night.sql("select count(*) from out_indicador_aviso where que_hacer = ''") == [(0,)]


def test_analysts_find_them_in_the_warehouse_with_their_warnings(night: Night) -> None:
    with duckdb.connect(str(night.store.warehouse), read_only=True) as connection:
        (rows,) = connection.execute("select count(*) from out_indicador").fetchone() or (0,)
        (comment,) = connection.execute(
            "select comment from duckdb_tables() where table_name = 'out_indicador'"
        ).fetchone() or ("",)
    assert [(rows,)] == night.sql("select count(*) from out_indicador")
    assert "Nunca sume filas" in comment

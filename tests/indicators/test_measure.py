"""What no indicator may give: each defect is refused with its rule, its column and its cases, and never a value."""

from dataclasses import replace
from typing import Any

import pytest

from assets.engine import DuckDBEngine
from assets.indicators.sources import IndicatorSource
from snis.errors import IndicatorError
from tests.indicators.indicator_case import PLAIN, RATIO, indicator
from tests.indicators.measuring import figures_on

GOOD = {
    "periodo_tipo_codigo": "'anio'", "anio": "2025", "visibilidad_codigo": "'publica'", "numerador": "7",
}  # fmt: skip
GIVEN = PLAIN | {
    "desagregaciones": ["departamento", "municipio", "institucion", "programa", "modalidad", "sexo", "edad_grupo",
                        "pueblo"],
    "periodicidades": ["anio", "mes", "acumulado"],
}  # fmt: skip


def source(*cells: dict[str, str], keys: dict[str, Any] | None = None) -> IndicatorSource:
    """An indicator whose statement gives cells, as SQL text by column."""
    columns = list(dict.fromkeys(name for cell in cells for name in cell))
    listed = ", ".join("(" + ", ".join(cell.get(name, "null") for name in columns) + ")" for cell in cells)
    sql = f"select {', '.join(columns)} from (values {listed}) as v ({', '.join(columns)})"
    return IndicatorSource(indicator(**keys or GIVEN), "indicators/prueba.sql", sql, ())


def test_what_a_statement_leaves_out_is_filled_in(engine: DuckDBEngine) -> None:
    place = {"departamento_codigo": "'08'", "municipio_codigo": "'0801'"}
    (country, department, municipality) = figures_on(
        engine, source(GOOD, GOOD | {"departamento_codigo": "'08'"}, GOOD | place), {}
    )[:3]
    assert [row["nivel"] for row in (country, department, municipality)] == [
        "departamento",
        "municipio",
        "pais",
    ]
    assert (country["periodo_codigo"], country["numerador"], country["valor"]) == ("2025", 7, 7.0)


def test_the_only_denominator_need_not_be_named(engine: DuckDBEngine) -> None:
    (row,) = figures_on(engine, source(GOOD | {"denominador": "70"}, keys=RATIO), {})
    assert (row["denominador_codigo"], row["valor"], row["unidad_codigo"]) == (
        "poblacion",
        10.0,
        "por_ciento",
    )


def test_what_accumulates_says_from_when(engine: DuckDBEngine) -> None:
    cells = [GOOD | {"periodo_tipo_codigo": "'acumulado'", "anio": year} for year in ("2012", "2013")]
    assert [row["periodo_codigo"] for row in figures_on(engine, source(*cells), {})] == [
        "2012-2012",
        "2012-2013",
    ]
    late = [cell | {"anio_inicio": "2010"} for cell in cells]
    assert [row["periodo_codigo"] for row in figures_on(engine, source(*late), {})] == [
        "2010-2012",
        "2010-2013",
    ]


DEFECTS = {
    "twice": ([{}, {}], "da dos cifras para la misma celda: 1"),
    "no_year": ([{"anio": "null::bigint"}], "(anio): 1"),
    "no_universe": ([{"visibilidad_codigo": "null::varchar"}], "(visibilidad_codigo): 1"),
    "undeclared_period": ([{"periodo_tipo_codigo": "'semestre'"}], "(periodo_tipo_codigo): 1"),
    "no_such_month": ([{"periodo_tipo_codigo": "'mes'", "periodo_numero": "13"}], "(periodo_numero): 1"),
    "begins_after_its_end": ([{"periodo_tipo_codigo": "'acumulado'", "anio_inicio": "2026"}], "(anio): 1"),
    "level": ([{"nivel": "'departamento'"}], "(nivel): 1"),
    "place_of_another_department": (
        [{"departamento_codigo": "'01'", "municipio_codigo": "'0801'"}],
        "(nivel): 1",
    ),
    "department": ([{"departamento_codigo": "'99'"}], "(departamento_codigo): 1"),
    "municipality": (
        [{"departamento_codigo": "'08'", "municipio_codigo": "'0899'"}],
        "(municipio_codigo): 1",
    ),
    "institution": ([{"institucion_codigo": "'otra'"}], "(institucion_codigo): 1"),
    "programme": ([{"programa_codigo": "'otro'"}], "(programa_codigo): 1"),
    "modality": ([{"modalidad_codigo": "'P99'"}], "(modalidad_codigo): 1"),
    "sex": ([{"sexo_codigo": "'X'"}], "(sexo_codigo): 1"),
    "age": ([{"edad_grupo_codigo": "'0-99'"}], "(edad_grupo_codigo): 1"),
    "people": ([{"pueblo_codigo": "'7'"}], "(pueblo_codigo): 1"),
    "universe": ([{"visibilidad_codigo": "'secreta'"}], "(visibilidad_codigo): 1"),
    "negative": ([{"numerador": "-1"}], "da números negativos (numerador): 1"),
    "one_end": ([{"minimo_numerador": "1"}], "(minimo_numerador): 1"),
    "upside_down": ([{"minimo_numerador": "8", "maximo_numerador": "9"}], "(minimo_numerador): 1"),
    "restricted_place": (
        [{"visibilidad_codigo": "'restringida'", "departamento_codigo": "'08'"}],
        "solo se cuentan en todo el país",
    ),
    "all_universes_by_place": (
        [{"visibilidad_codigo": "'todas'", "departamento_codigo": "'08'"}],
        "solo se cuentan en todo el país",
    ),
    "restricted_group": (
        [{"visibilidad_codigo": "'restringida'", "sexo_codigo": "'F'"}],
        "solo se cuentan en todo el país",
    ),
}


@pytest.mark.parametrize(("changes", "says"), DEFECTS.values(), ids=DEFECTS.keys())
def test_a_defect_is_refused(engine: DuckDBEngine, changes: list[dict[str, str]], says: str) -> None:
    with pytest.raises(IndicatorError) as caught:
        figures_on(engine, source(*(GOOD | change for change in changes)), {})
    assert says in caught.value.message
    assert caught.value.place == "indicators/prueba.sql"
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"denominador_codigo": "'censo'", "denominador": "1"}, "(denominador_codigo): 1"),
        ({"denominador": "-1"}, "(denominador): 1"),
        ({"denominador": "1", "denominador_metodo_codigo": "'a ojo'"}, "(denominador_metodo_codigo): 1"),
    ],
)
def test_a_defect_of_a_ratio_is_refused(engine: DuckDBEngine, change: dict[str, str], says: str) -> None:
    with pytest.raises(IndicatorError) as caught:
        figures_on(engine, source(GOOD | change, keys=RATIO), {})
    assert says in caught.value.message


def test_one_of_several_denominators_is_named(engine: DuckDBEngine) -> None:
    both = RATIO | {"denominadores": [*RATIO["denominadores"], {"codigo": "censo", "texto": "Censo."}]}
    with pytest.raises(IndicatorError) as caught:
        figures_on(engine, source(GOOD | {"denominador": "9"}, keys=both), {})
    assert "(denominador_codigo): 1" in caught.value.message


def test_a_statement_that_does_not_run_says_so_without_a_value(engine: DuckDBEngine) -> None:
    text = source(GOOD | {"numerador": "'1999 01011 0101'"})
    with pytest.raises(IndicatorError) as caught:
        figures_on(engine, text, {})
    assert "no se pudo ejecutar (ConversionException)" in caught.value.message
    assert "1999" not in str(caught.value)
    missing = replace(text, sql="select anio, visibilidad_codigo, numerador from out_nada")
    with pytest.raises(IndicatorError) as caught:
        figures_on(engine, missing, {})
    assert "out_nada" in caught.value.message


def test_a_statement_asks_for_values_that_there_are(engine: DuckDBEngine) -> None:
    asking = replace(source(GOOD), sql="select $hoy as anio")
    with pytest.raises(IndicatorError) as caught:
        figures_on(engine, asking, {})
    assert "pide valores que no hay: hoy" in caught.value.message

"""The statements that read the tables of a report: small tables in, small tables out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from assets.engine import DuckDBEngine
from assets.schema import arrow_schema
from assets.statements import statement, tables_read, values_for
from snis.contracts.loader import load_tables

SEMESTER = {"tipo": "semestre", "numero": 1, "anio": 2026, "primer_mes": 1, "ultimo_mes": 6}
Rows = Sequence[Mapping[str, Any]]


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


def rows(
    duck: DuckDBEngine, name: str, values: Mapping[str, object], **tables: Rows
) -> list[tuple[Any, ...]]:
    """Rows of a statement over tables that hold these rows; a column that is not given is empty."""
    for table in tables_read(name):
        schema = arrow_schema(load_tables()[table])
        full = [{column: row.get(column) for column in schema.names} for row in tables.get(table, ())]
        duck.register(table, pa.Table.from_pylist(full, schema=schema))
    return duck.rows(statement(name), values_for(name, values))


def cell(persons: int, universe: str = "publica", **more: Any) -> dict[str, Any]:
    level = (
        "municipio"
        if "municipio_codigo" in more
        else "departamento"
        if "departamento_codigo" in more
        else "pais"
    )
    return {
        "visibilidad_codigo": universe, "periodo_tipo_codigo": "semestre", "anio": 2026, "periodo_numero": 1,
        "nivel": level, "personas": persons, "hogares": 0, "entregas": persons, "monto_gtq": Decimal(persons), **more,
    }  # fmt: skip


def test_reach_takes_one_thing_at_a_time_of_the_public_universe(duck: DuckDBEngine) -> None:
    found = rows(
        duck, "informe_alcance", SEMESTER,
        out_alcance=[
            cell(9),
            cell(5, departamento_codigo="16"),
            cell(4, departamento_codigo="16", municipio_codigo="1601"),
            cell(3, programa_codigo="bono-social"),
            cell(2, sexo_codigo="F"),
            cell(1, sexo_codigo="F", edad_grupo_codigo="0-4"),
            cell(7, universe="sensible"),
            cell(8, universe="todas"),
        ],
    )  # fmt: skip
    assert [(row[3], row[4], row[5], row[6]) for row in found] == [
        ("", "programa", "bono-social", 3),
        ("", "sexo", "F", 2),
        ("", "total", "", 9),
        ("16", "total", "", 5),
        ("1601", "total", "", 4),
    ]


def test_reach_takes_the_period_of_every_year_and_the_months_of_this_one(duck: DuckDBEngine) -> None:
    found = rows(
        duck, "informe_alcance", SEMESTER,
        out_alcance=[
            cell(9),
            cell(8, anio=2025),
            cell(7, periodo_numero=2, anio=2025),
            cell(6, periodo_tipo_codigo="mes", periodo_numero=6),
            cell(5, periodo_tipo_codigo="mes", periodo_numero=7),
            cell(4, periodo_tipo_codigo="mes", periodo_numero=6, anio=2025),
            cell(3, anio=2027),
        ],
    )  # fmt: skip
    assert sorted(row[6] for row in found) == [6, 8, 9]


def test_a_universe_has_one_row_in_the_country(duck: DuckDBEngine) -> None:
    found = rows(
        duck, "informe_universo", SEMESTER,
        out_alcance=[cell(9, "todas"), cell(8), cell(2, "restringida"), cell(5, departamento_codigo="16")],
    )  # fmt: skip
    assert [row[:2] for row in found] == [("publica", 8), ("restringida", 2), ("todas", 9)]


def test_a_rate_divides_the_persons_of_a_place_by_the_denominators_of_the_year(duck: DuckDBEngine) -> None:
    def whole(value: int, **more: Any) -> dict[str, Any]:
        return {
            "denominador_codigo": "poblacion", "anio": 2026, "nivel": "pais", "unidad_codigo": "personas",
            "valor": Decimal(value), "denominador_anio": 2021, "serie": "s", "fuente": "INE", "metodo_codigo": "ultimo",
            **more,
        }  # fmt: skip

    found = rows(
        duck, "informe_tasa", SEMESTER,
        out_alcance=[cell(9), cell(5, departamento_codigo="16"), cell(4, programa_codigo="pam")],
        out_denominador=[
            whole(100),
            whole(50, nivel="departamento", departamento_codigo="16"),
            whole(40, nivel="departamento", departamento_codigo="08"),
            whole(30, programa_codigo="pam", modalidad_codigo="P10"),
            whole(20, unidad_codigo="hogares"),
            whole(90, anio=2025),
        ],
    )  # fmt: skip
    assert [row[:4] for row in found] == [
        ("", "poblacion", 9, 100),
        ("08", "poblacion", 0, 40),
        ("16", "poblacion", 5, 50),
    ]


def test_findings_take_persons_from_the_cells_and_amounts_from_the_findings(duck: DuckDBEngine) -> None:
    kind = {"tipo_hallazgo_codigo": "coincidencia", "clase_codigo": "incompatible", "anio": 2026}

    def told(rule: str, universe: str, findings: int, paid: int) -> dict[str, Any]:
        own = {"regla_id": rule, "visibilidad_codigo": universe, "hallazgos": findings}
        return {**kind, **own, "monto_pagado_gtq": Decimal(paid)}

    found = rows(
        duck, "informe_hallazgo", {"anio": 2026},
        out_hallazgo_celda=[
            {**kind, "regla_codigo": "COI-03", "personas": 13},
            {**kind, "regla_codigo": "COI-03", "departamento_codigo": "16", "personas": 9},
        ],
        out_hallazgo=[
            told("COI-03", "publica", 10, 5),
            told("COI-03", "publica", 4, 2),
            told("COI-03", "sensible", 99, 9),
            told("COI-HOG", "publica", 3, 1),
        ],
    )  # fmt: skip
    assert [(row[0], row[1], row[4], row[5], row[6]) for row in found] == [
        ("", "COI-03", 13, 14, Decimal("7.00")),
        ("", "COI-HOG", 0, 3, Decimal("1.00")),
        ("16", "COI-03", 9, None, None),
    ]


def test_findings_wait_by_state_and_age(duck: DuckDBEngine) -> None:
    ages = {"notificado": (0, 30, 31), "resuelto": (180, 181, 900)}
    found = rows(
        duck, "informe_espera", {},
        link_hallazgo_estado=[
            {"hallazgo_id": f"{state}{age}", "estado_hallazgo_codigo": state, "edad_dias": age}
            for state, several in ages.items() for age in several
        ],
    )  # fmt: skip
    assert found == [
        ("notificado", "0 a 30", 2),
        ("notificado", "31 a 90", 1),
        ("resuelto", "181 o más", 2),
        ("resuelto", "91 a 180", 1),
    ]


def test_identities_are_those_of_the_deliveries_of_the_period_rations_too(duck: DuckDBEngine) -> None:
    def delivery(person: str | None, state: str, day: date = date(2026, 3, 1)) -> dict[str, Any]:
        return {
            "institucion_codigo": "mides",
            "persona_id": person,
            "cui_estado_codigo": state,
            "entrega_fecha": day,
        }

    found = rows(
        duck, "informe_identidad", {"desde": date(2026, 1, 1), "hasta": date(2026, 6, 30)},
        link_entrega=[
            delivery("a", "valid"), delivery("b", "bad_municipality"), delivery("c", "ausente"),
            delivery(None, "ausente"), delivery("a", "valid", date(2026, 7, 1)),
        ],
        link_persona=[{"persona_id": "a", "estado_identidad_codigo": "validado"}],
    )  # fmt: skip
    assert found == [("mides", 4, 2, 1, 1)]


def test_only_public_pairs_are_told(duck: DuckDBEngine) -> None:
    pair = {"anio": 2026, "modalidad_a_codigo": "P02", "modalidad_b_codigo": "P04"}
    found = rows(
        duck, "informe_coincidencia", {"anio": 2026},
        out_coincidencia=[
            {**pair, "visibilidad_codigo": "publica", "personas": 5},
            {**pair, "modalidad_b_codigo": "P01", "visibilidad_codigo": "sensible", "personas": 9},
        ],
    )  # fmt: skip
    assert found == [("", "P02", "P04", 5)]


def test_the_last_month_with_a_public_delivery(duck: DuckDBEngine) -> None:
    months = [cell(1, periodo_tipo_codigo="mes", periodo_numero=month) for month in (1, 4)]
    sealed = cell(1, "restringida", periodo_tipo_codigo="mes", periodo_numero=5)
    assert rows(duck, "informe_mes", {"anio": 2026}, out_alcance=[*months, sealed]) == [(4,)]
    assert rows(duck, "informe_mes", {"anio": 2026}) == [(None,)]


def test_files_count_in_the_period_in_which_they_were_due(duck: DuckDBEngine) -> None:
    def file(due: date, state: str, rows: int | None, *, owed: bool = True) -> dict[str, Any]:
        return {
            "institucion_codigo": "mides", "vence_fecha": due, "calendario_estado_codigo": state, "es_debida": owed,
            "filas_recibidas": rows, "filas_aceptadas": rows, "filas_cuarentena": 0, "filas_descartadas": 0,
        }  # fmt: skip

    found = rows(
        duck, "informe_envio", {"desde": date(2026, 1, 1), "hasta": date(2026, 6, 30)},
        out_transferencia=[
            file(date(2026, 1, 10), "a_tiempo", 10),
            file(date(2026, 2, 10), "tardia", 5),
            file(date(2026, 3, 10), "faltante", None),
            file(date(2026, 3, 10), "complemento", 2, owed=False),
            file(date(2026, 7, 10), "a_tiempo", 99),
        ],
    )  # fmt: skip
    assert found == [("mides", 3, 1, 1, 1, 17, 17, 0, 0)]


def test_the_files_behind_a_report_are_those_of_its_deliveries_and_those_due(duck: DuckDBEngine) -> None:
    found = rows(
        duck, "informe_transferencia", {"desde": date(2026, 1, 1), "hasta": date(2026, 6, 30)},
        link_entrega=[
            {"transferencia_id": "T1", "entrega_fecha": date(2026, 3, 1)},
            {"transferencia_id": "T2", "entrega_fecha": date(2026, 7, 1)},
        ],
        out_transferencia=[
            {"transferencia_id": "T1", "vence_fecha": date(2026, 4, 1)},
            {"transferencia_id": "T3", "vence_fecha": date(2026, 4, 1)},
            {"transferencia_id": None, "vence_fecha": date(2026, 4, 1)},
        ],
    )  # fmt: skip
    assert found == [("T1",), ("T3",)]


def quoted(code: str, universe: str = "publica", value: float | None = 40.0, **more: Any) -> dict[str, Any]:
    return {
        "indicador_codigo": code, "version": 1, "periodo_tipo_codigo": "anio", "periodo_codigo": "2026",
        "nivel": "pais", "visibilidad_codigo": universe, "unidad_codigo": "por_ciento",
        "base_codigo": "persona_distinta", "valor": value, "numerador": Decimal(4),
        "denominador": Decimal(10), "razon_codigo": "calculada", **more,
    }  # fmt: skip


def test_indicators_of_the_country_and_of_institutions_but_nothing_reserved_of_one(
    duck: DuckDBEngine,
) -> None:
    found = rows(
        duck, "informe_indicador", {"periodo": "2026"},
        out_indicador=[
            quoted("usuarios_atendidos"),
            quoted("usuarios_atendidos", institucion_codigo="mides"),
            quoted("usuarios_atendidos", "restringida"),
            quoted("usuarios_atendidos", "restringida", institucion_codigo="mides"),
            quoted("usuarios_atendidos", programa_codigo="pam"),
            quoted("usuarios_atendidos", nivel="departamento", departamento_codigo="16"),
            quoted("usuarios_atendidos", periodo_codigo="2025"),
        ],
    )  # fmt: skip
    assert [row[:3] for row in found] == [
        ("usuarios_atendidos", "", "publica"),
        ("usuarios_atendidos", "", "restringida"),
        ("usuarios_atendidos", "mides", "publica"),
    ]


def test_persons_with_two_modalities_at_once_in_the_country_and_its_departments(duck: DuckDBEngine) -> None:
    found = rows(
        duck, "informe_simultanea", {"anio_codigo": "2026"},
        out_indicador=[
            quoted("tasa_coincidencia"),
            quoted("tasa_coincidencia", nivel="departamento", departamento_codigo="16"),
            quoted("tasa_coincidencia", nivel="municipio", departamento_codigo="16", municipio_codigo="1601"),
            quoted("tasa_cobertura"),
        ],
    )  # fmt: skip
    assert found == [("", 4, 10, 40.0), ("16", 4, 10, 40.0)]

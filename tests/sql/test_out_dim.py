"""Dimensions of the warehouse: every code that a fact can carry finds its row."""

from datetime import date

import pytest

from tests.sql.out_case import built, columns

DEPARTMENTS = [
    {"departamento_codigo": "08", "departamento": "Totonicapán", "region": "Suroccidente"},
    {"departamento_codigo": "16", "departamento": "Alta Verapaz", "region": "Norte"},
]


def test_persons_without_date_of_death_or_place_of_birth() -> None:
    person = {
        "persona_id": "b" * 32, "identidad_codigo": "cui", "sexo_codigo": "F", "nacimiento_anio": 1990,
        "pueblo_codigo": "1", "residencia_departamento_codigo": "08", "residencia_municipio_codigo": "0801",
        "nacimiento_departamento_codigo": "16", "nacimiento_municipio_codigo": "1601",
        "estado_identidad_codigo": "fallecido", "defuncion_fecha": date(2026, 2, 1), "entregas": 3,
        "instituciones": 2, "primera_fecha": date(2026, 1, 5), "ultima_fecha": date(2026, 3, 5),
    }  # fmt: skip
    assert built("out_dim_persona", link_persona=[person]) == [
        {
            "persona_id": "b" * 32, "identidad_codigo": "cui", "estado_identidad_codigo": "fallecido",
            "sexo_codigo": "F", "nacimiento_anio": 1990, "pueblo_codigo": "1",
            "residencia_departamento_codigo": "08", "residencia_municipio_codigo": "0801", "entregas": 3,
            "instituciones": 2, "primera_fecha": date(2026, 1, 5), "ultima_fecha": date(2026, 3, 5),
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("department", "municipality", "expected"),
    [("08", "0801", ("08", "0801")), ("08", None, ("08", "0800")), (None, None, ("00", "0000"))],
)
def test_what_a_person_did_not_inform_has_the_code_of_the_fact(
    department: str | None, municipality: str | None, expected: tuple[str, str]
) -> None:
    person = {
        "persona_id": "a" * 32,
        "residencia_departamento_codigo": department,
        "residencia_municipio_codigo": municipality,
    }
    rows = built("out_dim_persona", link_persona=[person])
    assert columns(
        rows,
        "sexo_codigo", "pueblo_codigo", "residencia_departamento_codigo", "residencia_municipio_codigo",
    ) == [("N", "9", *expected)]  # fmt: skip


def test_municipalities_with_the_not_informed_ones() -> None:
    rows = built(
        "out_dim_municipio",
        ref_departamento=DEPARTMENTS,
        ref_municipio=[
            {
                "municipio_codigo": "0801",
                "municipio": "Totonicapán",
                "departamento_codigo": "08",
                "poblacion_2018": 103_952,
            }
        ],
    )
    assert [tuple(row.values()) for row in rows] == [
        ("0000", "No informado", "00", "No informado", "No informado", None),
        ("0800", "No informado", "08", "Totonicapán", "Suroccidente", None),
        ("0801", "Totonicapán", "08", "Totonicapán", "Suroccidente", 103_952),
        ("1600", "No informado", "16", "Alta Verapaz", "Norte", None),
    ]


def test_months_belong_to_the_periods_of_reports() -> None:
    months = [
        {
            "anio": 2026,
            "mes": month,
            "mes_inicio_fecha": date(2026, month, 1),
            "mes_fin_fecha": date(2026, month, 28),
            "dias": 28,
        }
        for month in range(1, 13)
    ]
    rows = built("out_dim_tiempo", ref_calendario=months)
    assert [row["mes"] for row in rows] == list(range(1, 13))
    assert [row["bimestre"] for row in rows] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    assert [row["cuatrimestre"] for row in rows] == [1] * 4 + [2] * 4 + [3] * 4
    assert [row["semestre"] for row in rows] == [1] * 6 + [2] * 6


def test_modalities_have_names_and_codes_stand_in_for_missing_ones() -> None:
    rows = built(
        "out_dim_modalidad",
        ref_modalidad=[
            {
                "modalidad_codigo": "P04",
                "institucion_codigo": "mides",
                "tipo_beneficio_codigo": "transferencia",
            },
            {"modalidad_codigo": "P02", "institucion_codigo": "otra", "tipo_beneficio_codigo": "nueva"},
        ],
        ref_institucion=[{"institucion_codigo": "mides", "institucion": "Ministerio de Desarrollo Social"}],
        ref_codigo=[
            {"lista": "tipo_beneficio", "codigo": "transferencia", "nombre": "Transferencia monetaria"},
            {"lista": "otra_lista", "codigo": "transferencia", "nombre": "Otra cosa"},
        ],
    )
    assert columns(rows, "modalidad_codigo", "institucion", "tipo_beneficio") == [
        ("P02", "otra", "nueva"),
        ("P04", "Ministerio de Desarrollo Social", "Transferencia monetaria"),
    ]


def test_institutions_count_their_modalities() -> None:
    rows = built(
        "out_dim_institucion",
        ref_institucion=[{"institucion_codigo": "renap"}, {"institucion_codigo": "mides"}],
        ref_modalidad=[{"modalidad_codigo": code, "institucion_codigo": "mides"} for code in ("P01", "P02")],
    )
    assert columns(rows, "institucion_codigo", "modalidades") == [("mides", 2), ("renap", 0)]

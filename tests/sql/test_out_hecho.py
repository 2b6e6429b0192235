"""Facts: every accepted delivery once, its person with one place and one age band."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sql.out_case import Rows, built, columns

ANA, BETO = "a" * 32, "b" * 32
MODALITIES = [
    {"modalidad_codigo": "P04", "programa_codigo": "bolsa-social", "visibilidad_codigo": "publica"},
    {"modalidad_codigo": "P41", "programa_codigo": "adulto-mayor", "visibilidad_codigo": "publica"},
    {"modalidad_codigo": "P38", "programa_codigo": "micronutrientes", "visibilidad_codigo": "sensible"},
]


def accepted(number: int, persona: str | None = ANA, **given: Any) -> dict[str, Any]:
    """An accepted delivery of Bolsa Social; give what matters to the test."""
    day = given.get("entrega_fecha", date(2026, 1, 10))
    return {
        "entrega_id": f"{number:032x}", "transferencia_id": "t1", "hoja": "", "fila": number, "persona_id": persona,
        "institucion_codigo": "mides", "modalidad_codigo": "P04", "entrega_fecha": day, "periodo_inicio_fecha": day,
        "periodo_fin_fecha": day, "monto_gtq": Decimal("250"), "cantidad": 1, "conocido_fecha": date(2026, 2, 1),
    } | given  # fmt: skip


def known(persona: str = ANA, **given: Any) -> dict[str, Any]:
    return {"persona_id": persona, "identidad_codigo": "cui"} | given


def facts(deliveries: Rows, people: Rows) -> Rows:
    return built("out_hecho_entrega", link_entrega=deliveries, link_persona=people, ref_modalidad=MODALITIES)


def test_a_whole_row() -> None:
    person = known(
        sexo_codigo="F",
        pueblo_codigo="1",
        residencia_departamento_codigo="08",
        residencia_municipio_codigo="0801",
    )
    delivery = accepted(
        7, sexo_codigo="M", pueblo_codigo="5", residencia_municipio_codigo="0101", entrega_municipio_codigo="1601",
        grano_codigo="hogar", hogar_id="1" * 32,
        edad_entrega_anios=30, periodo_inicio_fecha=date(2026, 1, 1), periodo_fin_fecha=date(2026, 1, 31),
    )  # fmt: skip
    assert facts([delivery], [person]) == [
        {
            "entrega_id": f"{7:032x}", "transferencia_id": "t1", "hoja": "", "fila": 7, "persona_id": ANA,
            "institucion_codigo": "mides", "programa_codigo": "bolsa-social", "modalidad_codigo": "P04",
            "visibilidad_codigo": "publica", "anio": 2026, "mes": 1, "departamento_codigo": "08",
            "municipio_codigo": "0801", "sexo_codigo": "F", "edad_grupo_codigo": "30-44", "pueblo_codigo": "1",
            "entrega_fecha": date(2026, 1, 10), "periodo_inicio_fecha": date(2026, 1, 1),
            "periodo_fin_fecha": date(2026, 1, 31), "monto_gtq": Decimal("250.00"), "cantidad": 1,
            "conocido_fecha": date(2026, 2, 1), "grano_codigo": "hogar", "hogar_id": "1" * 32,
        }
    ]  # fmt: skip


PLACE = ("departamento_codigo", "municipio_codigo")


@pytest.mark.parametrize(
    ("residence", "delivered", "expected"),
    [
        (("08", "0801"), ("16", "1601"), ("08", "0801")),
        (("08", None), ("08", "0803"), ("08", "0800")),
        ((None, None), ("16", "1601"), ("16", "1601")),
        ((None, None), ("16", None), ("16", "1600")),
        ((None, None), (None, None), ("00", "0000")),
    ],
)
def test_residence_then_place_of_delivery_then_not_informed(
    residence: tuple[str | None, str | None],
    delivered: tuple[str | None, str | None],
    expected: tuple[str, str],
) -> None:
    person = known(residencia_departamento_codigo=residence[0], residencia_municipio_codigo=residence[1])
    delivery = accepted(1, entrega_departamento_codigo=delivered[0], entrega_municipio_codigo=delivered[1])
    assert columns(facts([delivery], [person]), *PLACE) == [expected]


def test_a_person_without_residence_has_the_place_of_the_first_delivery() -> None:
    rows = [
        accepted(1, entrega_municipio_codigo="1601", entrega_fecha=date(2026, 3, 1)),
        accepted(2, entrega_municipio_codigo="0801", entrega_fecha=date(2025, 12, 1)),
        accepted(3, entrega_fecha=date(2025, 11, 1)),
    ]
    assert columns(facts(rows, [known()]), "municipio_codigo") == [("0801",)] * 3


def test_universes_do_not_lend_each_other_a_place_or_an_age() -> None:
    rows = [
        accepted(1, entrega_municipio_codigo="1601", edad_entrega_anios=18, entrega_fecha=date(2026, 3, 1)),
        accepted(
            2, modalidad_codigo="P38", entrega_municipio_codigo="0801", edad_entrega_anios=17,
            entrega_fecha=date(2026, 1, 1),
        ),
    ]  # fmt: skip
    assert columns(facts(rows, [known()]), "visibilidad_codigo", "municipio_codigo", "edad_grupo_codigo") == [
        ("publica", "1601", "18-29"),
        ("sensible", "0801", "15-17"),
    ]


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0, "0-4"), (4, "0-4"), (5, "5-9"), (9, "5-9"), (10, "10-14"), (14, "10-14"), (15, "15-17"), (17, "15-17"),
        (18, "18-29"), (29, "18-29"), (30, "30-44"), (44, "30-44"), (45, "45-59"), (59, "45-59"), (60, "60-74"),
        (74, "60-74"), (75, "75+"), (118, "75+"), (None, "N"),
    ],
)  # fmt: skip
def test_age_bands(age: int | None, expected: str) -> None:
    assert columns(facts([accepted(1, edad_entrega_anios=age)], [known()]), "edad_grupo_codigo") == [
        (expected,)
    ]


def test_one_age_band_a_year_that_of_the_first_delivery_with_an_age() -> None:
    rows = [
        accepted(1, entrega_fecha=date(2026, 1, 5)),
        accepted(2, entrega_fecha=date(2026, 2, 5), edad_entrega_anios=17),
        accepted(3, entrega_fecha=date(2026, 6, 5), edad_entrega_anios=18),
        accepted(4, entrega_fecha=date(2027, 1, 5), edad_entrega_anios=18),
    ]
    assert columns(facts(rows, [known(nacimiento_anio=1950)]), "edad_grupo_codigo") == [
        ("15-17",), ("15-17",), ("15-17",), ("18-29",),
    ]  # fmt: skip


def test_without_any_age_the_best_birth_year_counts() -> None:
    assert columns(facts([accepted(1)], [known(nacimiento_anio=1950)]), "edad_grupo_codigo") == [("75+",)]


def test_a_ration_without_person_stands_for_itself() -> None:
    rows = [
        accepted(
            1,
            None,
            entrega_municipio_codigo="0101",
            sexo_codigo="M",
            edad_entrega_anios=40,
            pueblo_codigo="2",
        ),
        accepted(2, None, entrega_departamento_codigo="08"),
    ]
    assert columns(
        facts(rows, []), "persona_id", *PLACE, "sexo_codigo", "edad_grupo_codigo", "pueblo_codigo"
    ) == [(None, "01", "0101", "M", "30-44", "2"), (None, "08", "0800", "N", "N", "9")]


def test_a_modality_that_nobody_declared_is_the_most_reserved() -> None:
    rows = facts([accepted(1, modalidad_codigo="P99")], [known()])
    assert columns(rows, "programa_codigo", "visibilidad_codigo") == [("ND", "restringida")]


def test_community_deliveries_have_the_place_of_delivery_and_a_community() -> None:
    work: dict[str, Any] = {
        "entrega_id": "e" * 32, "transferencia_id": "t1", "hoja": "", "fila": 1, "institucion_codigo": "maga",
        "modalidad_codigo": "P34", "comunidad": "Caserío  Los Ángeles", "entrega_municipio_codigo": "1601",
        "entrega_fecha": date(2026, 2, 3), "monto_gtq": Decimal("1200"), "familias_atendidas": 30, "cantidad": 1,
        "conocido_fecha": date(2026, 3, 1),
    }  # fmt: skip
    other = {
        "fila": 2,
        "entrega_id": "f" * 32,
        "comunidad": "CASERIO LOS ANGELES",
        "familias_atendidas": None,
    }
    elsewhere = {"fila": 3, "entrega_id": "0" * 32, "entrega_municipio_codigo": None}
    rows = built(
        "out_hecho_entrega_comunitaria",
        core_entrega_comunitaria=[work, work | other, work | elsewhere],
        ref_modalidad=[
            {
                "modalidad_codigo": "P34",
                "programa_codigo": "huertos",
                "institucion_codigo": "maga",
                "visibilidad_codigo": "publica",
                "unidad_entrega": "comunidad",
            }
        ],
    )
    assert {row["visibilidad_codigo"] for row in rows} == {"publica"}
    assert columns(rows, "anio", "mes", *PLACE, "programa_codigo", "familias_atendidas") == [
        (2026, 2, "16", "1601", "huertos", 30),
        (2026, 2, "16", "1601", "huertos", None),
        (2026, 2, "00", "0000", "huertos", 30),
    ]
    first, second, third = (row["comunidad_id"] for row in rows)
    assert first == second != third


@pytest.mark.parametrize("known", [[], [("hogar", "maga")], [("comunidad", "fodigua")]])
def test_a_work_that_the_programme_list_does_not_explain_is_of_the_most_reserved_universe(
    known: list[tuple[str, str]],
) -> None:
    rows = built(
        "out_hecho_entrega_comunitaria",
        core_entrega_comunitaria=[
            {"modalidad_codigo": "P34", "institucion_codigo": "maga", "entrega_fecha": date(2026, 2, 3)}
        ],
        ref_modalidad=[
            {
                "modalidad_codigo": "P34", "programa_codigo": "huertos", "visibilidad_codigo": "publica",
                "unidad_entrega": unit, "institucion_codigo": institution,
            }
            for unit, institution in known
        ],
    )  # fmt: skip
    assert [row["visibilidad_codigo"] for row in rows] == ["restringida"]

"""Findings: one for each rule, class, person or household, modalities and year; and their sums."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.sql.out_case import Rows, built, columns
from tests.sql.rule_case import in_force, rule, rule_rows

ANA, BETO, CASA = "a" * 32, "b" * 32, "c" * 32
RULES = rule_rows(
    in_force(
        rule("CRU-01", "*", "renap_defuncion", owner="quien_entrega", level="alta"),
        rule("HOG-01", "P01", "P10", grain="hogar", verdict="consultar"),
    )
)


def crossing(row: int = 1, timing: str = "conocida_antes", **more: Any) -> dict[str, Any]:
    """A payment to Ana in March; she died in January."""
    return {
        "regla_id": "CRU-01", "transferencia_id": "e1", "hoja": "", "fila": row, "persona_id": ANA,
        "modalidad_codigo": "P41", "clase_codigo": timing, "entrega_fecha": date(2026, 3, 25),
        "monto_gtq": Decimal("500.25"), "ocurrio_fecha": date(2026, 1, 5), "conocido_fecha": date(2026, 2, 1), **more,
    }  # fmt: skip


OVERLAP = {
    "regla_id": "HOG-01", "sujeto_id": CASA, "persona_id": None, "hogar_id": CASA, "modalidad_a_codigo": "P01",
    "modalidad_b_codigo": "P10", "anio": 2026, "traslape_dias": 31, "primer_traslape_fecha": date(2026, 1, 1),
    "entregas_a": 2, "entregas_b": 1, "monto_a_gtq": Decimal(1000), "monto_b_gtq": Decimal(250),
    "monto_riesgo_gtq": Decimal(250), "primera_fecha": date(2026, 1, 1), "ultima_fecha": date(2026, 1, 9),
    "conocido_fecha": date(2026, 2, 3),
}  # fmt: skip


def found(*crossings: dict[str, Any], overlaps: tuple[dict[str, Any], ...] = ()) -> Rows:
    return built(
        "link_hallazgo", link_cruce=crossings, link_coincidencia_regla=overlaps, ref_regla_coincidencia=RULES
    )


def test_a_whole_small_table() -> None:
    april = {"entrega_fecha": date(2026, 4, 25), "conocido_fecha": date(2026, 2, 1)}
    rows = found(crossing(1), crossing(2, **april), overlaps=(OVERLAP,))
    ids = [row.pop("hallazgo_id") for row in rows]
    assert all(len(name) == 32 for name in ids)
    assert rows == [
        {
            "regla_id": "CRU-01", "tipo_hallazgo_codigo": "cruce", "clase_codigo": "conocida_antes",
            "nivel_codigo": "alta", "grano_codigo": "persona", "persona_id": ANA, "hogar_id": None,
            "institucion_codigo": "mintrab", "modalidad_a_codigo": "P41", "modalidad_b_codigo": None,
            "contraparte_codigo": "renap_defuncion", "anio": 2026, "traslape_dias": None, "entregas": 2,
            "entregas_a": 2, "entregas_b": 0, "monto_a_gtq": Decimal("1000.50"), "monto_b_gtq": Decimal("0.00"),
            "monto_pagado_gtq": Decimal("1000.50"), "monto_riesgo_gtq": Decimal("1000.50"),
            "ocurrio_fecha": date(2026, 1, 5), "conocido_fecha": date(2026, 2, 1),
            "primera_fecha": date(2026, 3, 25), "ultima_fecha": date(2026, 4, 25),
        },
        {
            "regla_id": "HOG-01", "tipo_hallazgo_codigo": "coincidencia", "clase_codigo": "consultar",
            "nivel_codigo": "media", "grano_codigo": "hogar", "persona_id": None, "hogar_id": CASA,
            "institucion_codigo": "mides", "modalidad_a_codigo": "P01", "modalidad_b_codigo": "P10",
            "contraparte_codigo": None, "anio": 2026, "traslape_dias": 31, "entregas": 3, "entregas_a": 2,
            "entregas_b": 1, "monto_a_gtq": Decimal("1000.00"), "monto_b_gtq": Decimal("250.00"),
            "monto_pagado_gtq": Decimal("1250.00"), "monto_riesgo_gtq": Decimal("250.00"),
            "ocurrio_fecha": date(2026, 1, 1), "conocido_fecha": date(2026, 2, 3),
            "primera_fecha": date(2026, 1, 1), "ultima_fecha": date(2026, 1, 9),
        },
    ]  # fmt: skip


def test_a_finding_keeps_its_name_while_it_grows() -> None:
    first = found(crossing(1))
    grown = found(crossing(1), crossing(2, entrega_fecha=date(2026, 4, 25)))
    assert [row["hallazgo_id"] for row in first] == [row["hallazgo_id"] for row in grown]


def test_what_differs_makes_another_finding() -> None:
    rows = found(
        crossing(1),
        crossing(2, "registrada_tarde"),
        crossing(3, persona_id=BETO),
        crossing(4, modalidad_codigo="P01"),
        crossing(5, entrega_fecha=date(2025, 3, 25)),
    )
    assert len({row["hallazgo_id"] for row in rows}) == len(rows) == 5


def test_sums_by_rule_and_class() -> None:
    findings = found(
        crossing(1), crossing(2, persona_id=BETO), crossing(3, "lista_tarde"), overlaps=(OVERLAP,)
    )
    modalities = [
        {"modalidad_codigo": "P41", "visibilidad_codigo": "publica"},
        {"modalidad_codigo": "P01", "visibilidad_codigo": "sensible"},
        {"modalidad_codigo": "P10", "visibilidad_codigo": "publica"},
    ]
    rows = built("out_hallazgo", link_hallazgo=findings, ref_modalidad=modalities)
    said = ("regla_id", "clase_codigo", "visibilidad_codigo", "hallazgos", "personas", "hogares", "entregas")
    assert columns(rows, *said, "monto_pagado_gtq", "monto_riesgo_gtq") == [
        ("CRU-01", "conocida_antes", "publica", 2, 2, 0, 2, Decimal("1000.50"), Decimal("1000.50")),
        ("CRU-01", "lista_tarde", "publica", 1, 1, 0, 1, Decimal("500.25"), Decimal("500.25")),
        ("HOG-01", "consultar", "sensible", 1, 0, 1, 3, Decimal("1250.00"), Decimal("250.00")),
    ]


def test_nothing_is_found_in_an_empty_country() -> None:
    assert found() == []
    assert built("out_hallazgo") == []

"""What was met, what arrived, and what nobody collected."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sql.out_case import Rows, built, columns

ANA, BETO = "a" * 32, "b" * 32
JANUARY, FEBRUARY = (date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28))


def sent(number: int, *, month: tuple[date, date] = JANUARY, **more: Any) -> dict[str, Any]:
    """A payment of 100 to Ana, who lives in department 16."""
    return {
        "transferencia_id": "e1", "hoja": "", "fila": number, "entrega_id": f"{number:032x}", "persona_id": ANA,
        "modalidad_codigo": "P02", "entrega_fecha": month[0], "periodo_inicio_fecha": month[0],
        "periodo_fin_fecha": month[1], "monto_gtq": Decimal(100), "conocido_fecha": date(2026, 5, 4), **more,
    }  # fmt: skip


def facts(deliveries: Rows) -> Rows:
    """What out_hecho_entrega makes of them."""
    return [
        {
            **item,
            "anio": item["entrega_fecha"].year,
            "mes": item["entrega_fecha"].month,
            "visibilidad_codigo": item.get("visibilidad_codigo", "publica"),
            "departamento_codigo": item.get("departamento_codigo", "16"),
        }
        for item in deliveries
    ]


def made(name: str, *deliveries: dict[str, Any], register: Rows | None = None) -> Rows:
    return built(
        name,
        link_entrega=list(deliveries),
        out_hecho_entrega=facts(list(deliveries)),
        **({"link_verificacion": register or []} if name.endswith("corresponsabilidad") else {}),
    )


def met(said: bool, *, period: tuple[date, date] = JANUARY, row: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "transferencia_id": "v1", "hoja": "", "fila": row, "fuente_codigo": "mineduc_cumplimiento", "persona_id": ANA,
        "modalidad_codigo": "P02", "ocurrio_fecha": period[0], "fin_fecha": period[1],
        "cumple_corresponsabilidad": said, "conocido_fecha": date(2026, 5, 1), **more,
    }  # fmt: skip


def test_co_responsibility_in_two_voices() -> None:
    rows = made(
        "out_efectividad_corresponsabilidad",
        sent(1, cumple_corresponsabilidad=True),
        sent(2, month=FEBRUARY, cumple_corresponsabilidad=True),
        sent(3, persona_id=BETO, cumple_corresponsabilidad=False, departamento_codigo="01"),
        sent(4, persona_id=BETO, modalidad_codigo="P09"),
        register=[met(True), met(False, period=FEBRUARY, row=2)],
    )
    said = (
        "mes", "departamento_codigo", "entregas", "cumplen_segun_entrega", "no_cumplen_segun_entrega",
        "cumplen_segun_registro", "no_cumplen_segun_registro", "respuestas_contrarias", "pagadas_sin_cumplir",
        "monto_sin_cumplir_gtq",
    )  # fmt: skip
    assert columns(rows, *said) == [
        (1, None, 2, 1, 1, 1, 0, 0, 1, Decimal("100.00")),
        (1, "01", 1, 0, 1, 0, 0, 0, 1, Decimal("100.00")),
        (1, "16", 1, 1, 0, 1, 0, 0, 0, Decimal("0.00")),
        (2, None, 1, 1, 0, 0, 1, 1, 1, Decimal("100.00")),
        (2, "16", 1, 1, 0, 0, 1, 1, 1, Decimal("100.00")),
    ]


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        ([], (0, 0)),
        ([met(True)], (1, 0)),
        ([met(True), met(False, row=2, fuente_codigo="mspas_cumplimiento")], (0, 1)),
        ([met(False), met(True, row=2, conocido_fecha=date(2026, 5, 2))], (1, 0)),
        ([met(True, period=(date(2026, 1, 31), date(2026, 3, 1)))], (1, 0)),
        ([met(True, period=FEBRUARY)], (0, 0)),
        ([met(True, persona_id=BETO)], (0, 0)),
        ([met(True, modalidad_codigo="P01")], (0, 0)),
    ],
)
def test_what_a_register_says_of_the_period_that_is_paid(register: Rows, expected: tuple[int, int]) -> None:
    rows = made(
        "out_efectividad_corresponsabilidad", sent(1, cumple_corresponsabilidad=True), register=register
    )
    assert columns(rows[:1], "cumplen_segun_registro", "no_cumplen_segun_registro") == [expected]


def test_what_was_not_collected_was_not_paid_without_merit() -> None:
    unpaid = sent(1, cumple_corresponsabilidad=False, estado_entrega_codigo="no_cobrada")
    rows = made("out_efectividad_corresponsabilidad", unpaid)
    assert columns(rows[:1], "no_cumplen_segun_entrega", "pagadas_sin_cumplir") == [(1, 0)]


def test_scheduled_against_delivered() -> None:
    rows = made(
        "out_efectividad_entrega",
        sent(1, estado_entrega_codigo="entregada"),
        sent(2, estado_entrega_codigo="no_cobrada"),
        sent(3, estado_entrega_codigo="devuelta", persona_id=BETO),
        sent(4, persona_id=BETO),
        sent(5, modalidad_codigo="P09"),
    )
    said = (
        "modalidad_codigo", "departamento_codigo", "programadas", "entregadas", "no_cobradas", "devueltas",
        "sin_estado", "personas_programadas", "personas_entregadas", "monto_programado_gtq", "monto_entregado_gtq",
        "monto_no_cobrado_gtq",
    )  # fmt: skip
    amounts = (Decimal("400.00"), Decimal("100.00"), Decimal("200.00"))
    assert columns(rows, *said) == [
        ("P02", None, 4, 1, 1, 1, 1, 2, 1, *amounts),
        ("P02", "16", 4, 1, 1, 1, 1, 2, 1, *amounts),
    ]


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, "000-030"), (30, "000-030"), (31, "031-060"), (60, "031-060"), (61, "061-090"), (90, "061-090"),
        (91, "091-180"), (180, "091-180"), (181, "181+"), (900, "181+"),
    ],
)  # fmt: skip
def test_the_age_of_what_nobody_collected(days: int, bucket: str) -> None:
    day = date.fromordinal(date(2026, 5, 4).toordinal() - days)
    rows = made("out_efectividad_no_cobro", sent(1, entrega_fecha=day, estado_entrega_codigo="no_cobrada"))
    assert columns(rows[:1], "corte_fecha", "tramo_dias_codigo") == [(date(2026, 5, 4), bucket)]


def test_who_leaves_several_uncollected_counts_once() -> None:
    old, waiting = date(2025, 9, 1), {"estado_entrega_codigo": "no_cobrada"}
    rows = made(
        "out_efectividad_no_cobro",
        sent(1, entrega_fecha=date(2026, 4, 20), **waiting),
        sent(2, entrega_fecha=old, **waiting),
        sent(3, entrega_fecha=old, persona_id=BETO, **waiting),
        sent(4, entrega_fecha=old, persona_id=BETO, estado_entrega_codigo="devuelta"),
        sent(5, entrega_fecha=old, estado_entrega_codigo="entregada"),
    )
    said = (
        "departamento_codigo",
        "tramo_dias_codigo",
        "entregas",
        "personas",
        "personas_reincidentes",
        "monto_gtq",
    )
    assert columns(rows, *said) == [
        (None, "000-030", 1, 1, 0, Decimal("100.00")),
        (None, "181+", 2, 2, 1, Decimal("200.00")),
        ("16", "000-030", 1, 1, 0, Decimal("100.00")),
        ("16", "181+", 2, 2, 1, Decimal("200.00")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["out_efectividad_corresponsabilidad", "out_efectividad_entrega", "out_efectividad_no_cobro"]
)
def test_a_restricted_programme_is_counted_in_the_country_alone(name: str) -> None:
    reserved = sent(
        1,
        visibilidad_codigo="restringida",
        estado_entrega_codigo="no_cobrada",
        cumple_corresponsabilidad=True,
    )
    rows = made(name, reserved)
    assert [(row["departamento_codigo"], row.get("mes")) for row in rows] == [(None, None)]


@pytest.mark.parametrize(
    "name", ["out_efectividad_corresponsabilidad", "out_efectividad_entrega", "out_efectividad_no_cobro"]
)
def test_an_empty_country_has_no_cells(name: str) -> None:
    assert made(name) == []

"""Figures that are withheld: one notice each, with what to do."""

from typing import Any

import pytest

from tests.sql.out_case import built, columns


def row(reason: str, **given: Any) -> dict[str, Any]:
    return {
        "indicador_codigo": "tasa_cobertura", "periodo_tipo_codigo": "anio", "periodo_codigo": "2025",
        "nivel": "pais", "visibilidad_codigo": "publica", "denominador_codigo": "poblacion", "razon_codigo": reason,
    } | given  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "kind", "says"),
    [
        ("supera_denominador", "hallazgo", "más en el numerador que en el denominador"),
        ("fuera_de_rango", "hallazgo", "fuera de lo creíble"),
        ("sin_denominador", "hueco", "No hay denominador de ese lugar y año"),
        ("denominador_cero", "hueco", "El denominador es cero"),
        ("sin_datos", "hueco", "no hay datos de ese período"),
    ],
)
def test_each_reason_says_what_to_do(reason: str, kind: str, says: str) -> None:
    (notice,) = built("out_indicador_aviso", out_indicador=[row(reason)])
    assert (notice["aviso_clase_codigo"], notice["razon_codigo"]) == (kind, reason)
    assert says in notice["que_hacer"]


def test_what_has_a_value_or_a_range_gives_no_notice() -> None:
    assert built("out_indicador_aviso", out_indicador=[row("calculada"), row("solo_rango")]) == []


def test_a_place_keeps_its_own_notice() -> None:
    rows = [row("calculada"), row("supera_denominador", nivel="departamento", departamento_codigo="08")]
    found = built("out_indicador_aviso", out_indicador=rows)
    assert columns(found, "nivel", "departamento_codigo") == [("departamento", "08")]

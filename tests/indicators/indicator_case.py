"""Indicators as their YAML would say them, for tests that change one key."""

from typing import Any

from snis.indicators.model import Indicator

PLAIN: dict[str, Any] = {
    "codigo": "prueba",
    "version": "1",
    "nombre": "Prueba",
    "tipo": "cobertura",
    "definicion": "Lo que cuenta la prueba.",
    "unidad": "personas",
    "clase": "conteo",
    "numerador": "Personas de la prueba.",
    "base_codigo": "persona_distinta",
    "base": "Cada persona una vez.",
    "desagregaciones": [],
    "periodicidades": ["anio"],
    "fuente": "La prueba.",
    "responsable": "mides",
    "base_legal": "Ninguna.",
    "metodo": "Ninguno.",
    "deberes": ["5"],
    "vigente_desde": "2026-01-01",
}
RATIO: dict[str, Any] = PLAIN | {
    "unidad": "por_ciento",
    "clase": "razon",
    "factor": "100",
    "denominadores": [{"codigo": "poblacion", "texto": "Habitantes."}],
}


def indicator(**keys: Any) -> Indicator:
    """An indicator of some keys."""
    return Indicator.model_validate(keys)

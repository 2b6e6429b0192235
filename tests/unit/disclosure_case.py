"""Cells and the sample's policy, for the tests of disclosure."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from snis.disclosure import Cell, Modality

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "disclosure.yaml"
KEY = bytes(range(32))
MODALITIES = (
    Modality("P01", "bono", "mides", "sensible"),
    Modality("P02", "bono", "mides", "publica"),
    Modality("P04", "bolsa", "mides", "publica"),
    Modality("P11", "vida", "mides", "restringida"),
    Modality("P16", "alimentacion", "mineduc", "publica"),
)


def cell(cross: str = "pais", **given: Any) -> Cell:
    """An exact public cell of a year with 100 persons; give what matters to the test."""
    defaults: dict[str, Any] = {
        "visibilidad_codigo": "publica",
        "anio": 2026,
        "personas": 100,
        "entregas": 100,
        "monto_gtq": Decimal(50_000),
        "clave_personas": 1,
        "clave_entregas": 2,
        "max1_gtq": Decimal(500),
        "max2_gtq": Decimal(500),
    }
    return Cell(cruce_codigo=cross, **(defaults | given))

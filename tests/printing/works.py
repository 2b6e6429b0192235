"""Works in communities, written by hand."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from snis.disclosure import PUBLIC


@dataclass(frozen=True)
class Work:
    """One work in a community; give what matters to the test."""

    community: str
    families: int | None
    number: int = 1
    place: str = "0801"
    modality: str = "P34"
    programme: str = "huertos"
    institution: str = "maga"
    universe: str = PUBLIC
    year: int = 2026
    cost: Decimal = Decimal(9000)

    @property
    def row(self) -> dict[str, Any]:
        """As the facts have it."""
        return {
            "entrega_id": f"{self.community}/{self.place}/{self.modality}/{self.number}", "transferencia_id": "T1",
            "hoja": "", "fila": 1, "institucion_codigo": self.institution, "programa_codigo": self.programme,
            "modalidad_codigo": self.modality, "visibilidad_codigo": self.universe, "anio": self.year, "mes": 1,
            "departamento_codigo": self.place[:2], "municipio_codigo": self.place, "comunidad_id": self.community,
            "comunidad": self.community, "entrega_fecha": datetime.date(self.year, 1, 1), "monto_gtq": self.cost,
            "familias_atendidas": self.families, "cantidad": 1, "conocido_fecha": datetime.date(self.year, 1, 2),
        }  # fmt: skip

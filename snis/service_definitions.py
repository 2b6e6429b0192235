"""What each service level is: its title, its unit, which way is better, and one figure of it.

Belongs here: the catalogue of levels, and whether a figure reaches its target. Does not belong here: measuring
(service_levels.py), or the targets (service_policy.py). docs/servicio.md defines every level in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from snis.service_policy import ServiceLevels

Better = Literal["mas", "menos", ""]
PAGE = "docs/servicio.md"


@dataclass(frozen=True)
class Definition:
    """What a level is: its title, its unit, what it is measured on, and which way is better."""

    title: str
    unit: str
    measured_on: str
    better: Better = ""


DEFINITIONS: Mapping[str, Definition] = {
    "noches_a_tiempo": Definition("Noches que terminaron a tiempo", "por_ciento", "noches", "mas"),
    "noches_sin_terminar": Definition("Noches que no corrieron o no terminaron", "noches", "noches", "menos"),
    "duracion_noche": Definition("Duración mediana de la noche", "minutos", "noches terminadas", "menos"),
    "duracion_noche_maxima": Definition(
        "Duración de la noche más larga", "minutos", "noches terminadas", "menos"
    ),
    "entregas_a_tiempo": Definition("Entregas a tiempo", "por_ciento", "entregas debidas", "mas"),
    "frescura": Definition("Días desde la última entrega buena", "dias", "contratos", "menos"),
    "correccion_filas_media": Definition(
        "Tiempo medio para corregir una fila", "dias", "filas corregidas", "menos"
    ),
    "correccion_filas_mediana": Definition(
        "Tiempo mediano para corregir una fila", "dias", "filas corregidas", "menos"
    ),
    "correccion_archivos_media": Definition(
        "Tiempo medio para corregir un archivo", "dias", "archivos corregidos", "menos"
    ),
    "correccion_archivos_mediana": Definition(
        "Tiempo mediano para corregir un archivo", "dias", "archivos corregidos", "menos"
    ),
    "correccion_hallazgos_media": Definition(
        "Tiempo medio hasta que termina un hallazgo", "dias", "hallazgos terminados", "menos"
    ),
    "correccion_hallazgos_mediana": Definition(
        "Tiempo mediano hasta que termina un hallazgo", "dias", "hallazgos terminados", "menos"
    ),
    "filas_sin_corregir": Definition("Filas en cuarentena sin corregir", "filas", "filas en cuarentena"),
    "archivos_sin_corregir": Definition(
        "Archivos rechazados sin corregir", "archivos", "archivos rechazados"
    ),
    "hallazgos_abiertos": Definition("Hallazgos notificados y abiertos", "hallazgos", "hallazgos"),
    "intercambios_corregidos": Definition(
        "Intercambios fallidos que se corrigieron", "intercambios", "intercambios fallidos"
    ),
    "intercambios_dispensados": Definition(
        "Intercambios fallidos que se dispensaron", "intercambios", "intercambios fallidos"
    ),
    "intercambios_abiertos": Definition(
        "Intercambios fallidos abiertos", "intercambios", "intercambios fallidos", "menos"
    ),
    "publicaciones_detenidas": Definition(
        "Ediciones que la compuerta detuvo", "ediciones", "veredictos", "menos"
    ),
    "publicacion_en_espera": Definition(
        "Ediciones listas y sin publicar", "ediciones", "ediciones listas", "menos"
    ),
}
# Levels that share one target.
_TARGET_OF = {
    **{f"correccion_{what}_{how}": f"correccion_{what}" for what in ("filas", "archivos", "hallazgos")
       for how in ("media", "mediana")},
}  # fmt: skip


@dataclass(frozen=True)
class Level:
    """One figure.

    Attributes:
        code: its definition in DEFINITIONS.
        institution: of which institution; empty for the whole.
        period: a month (2026-04), 12m, 24m, or hoy.
        first, last: days that it speaks of.
        value: None where nothing was there to be measured.
        target: what it should reach; None where nothing is asked.
        measured: how many things it was measured on.
        place: contract that decided it, where one did.
    """

    code: str
    institution: str
    period: str
    first: date
    last: date
    value: float | None
    target: float | None
    measured: int
    place: str = ""

    @property
    def definition(self) -> Definition:
        """What it is."""
        return DEFINITIONS[self.code]

    @property
    def title(self) -> str:
        """Its name, in Spanish."""
        return self.definition.title

    @property
    def unit(self) -> str:
        """Its unit."""
        return self.definition.unit

    @property
    def measured_on(self) -> str:
        """What it is measured on, in words."""
        return self.definition.measured_on

    @property
    def page(self) -> str:
        """Where it is defined."""
        return f"{PAGE}#{self.code}"

    @property
    def met(self) -> bool | None:
        """Whether it reaches its target; None where it has no value or no target."""
        if self.value is None or self.target is None:
            return None
        return self.value >= self.target if self.definition.better == "mas" else self.value <= self.target


def target_of(code: str, policy: ServiceLevels) -> float | None:
    """What a level should reach by the policy; None where it asks nothing."""
    found: float | None = getattr(policy.targets, _TARGET_OF.get(code, code), None)
    return found

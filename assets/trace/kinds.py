"""Which figures can be traced, and what each kind of them counts.

Belongs here: the kind of every table of figures, and the dimensions of its cells. Does not belong here: looking a
figure up (figure.py) or what lies behind it (behind.py, touched.py).

A table that is not here holds no figures but single things (a delivery, a person, a code), which are traced by their
own columns.
"""

from enum import StrEnum

from snis.contracts.model import TableContract


class Kind(StrEnum):
    """What a figure counts; each kind has its statements in this folder."""

    PERSONS = "entregas"
    COMMUNITIES = "entregas comunitarias"
    COINCIDENCES = "coincidencias"
    FINDINGS = "hallazgos"
    QUALITY = "filas recibidas"


CELL_DIMENSIONS = (
    "visibilidad_codigo", "departamento_codigo", "municipio_codigo", "institucion_codigo", "programa_codigo",
    "modalidad_codigo", "sexo_codigo", "edad_grupo_codigo", "pueblo_codigo",
)  # fmt: skip
"""Dimensions that a cell of persons or works fixes, its period apart; null or absent = the total over it."""

_KINDS = {
    "out_alcance": Kind.PERSONS,
    "out_calidad": Kind.QUALITY,
    "out_cobertura": Kind.PERSONS,
    "out_cobertura_comunitaria": Kind.COMMUNITIES,
    "out_coincidencia": Kind.COINCIDENCES,
    "out_efectividad_corresponsabilidad": Kind.PERSONS,
    "out_efectividad_entrega": Kind.PERSONS,
    "out_hallazgo": Kind.FINDINGS,
    "out_hallazgo_celda": Kind.FINDINGS,
    "out_indicador": Kind.PERSONS,  # or of communities, or of none: indicators.py
    "out_razon_cobertura": Kind.PERSONS,
    "open_calidad": Kind.QUALITY,
    "open_cobertura": Kind.PERSONS,
    "open_cobertura_comunitaria": Kind.COMMUNITIES,
    "open_cobertura_restringida": Kind.PERSONS,
    "open_cobertura_sensible": Kind.PERSONS,
    "open_coincidencia": Kind.COINCIDENCES,
    "open_hallazgo": Kind.FINDINGS,
}
# A table that holds one universe alone need not say it in a column.
_UNIVERSES = {
    "open_cobertura": "publica",
    "open_cobertura_comunitaria": "publica",
    "open_cobertura_restringida": "restringida",
    "open_cobertura_sensible": "sensible",
    "out_razon_cobertura": "publica",
}
# What an indicator says of every universe at once.
ALL_UNIVERSES = "todas"


def traced_tables() -> tuple[str, ...]:
    """Tables of figures, in name order."""
    return tuple(sorted(_KINDS))


def kind_of(table: str) -> Kind | None:
    """What the figures of a table count; None when it holds none."""
    return _KINDS.get(table)


def universe_of(table: str) -> str | None:
    """The universe that all figures of a table are of, when no column says it."""
    return _UNIVERSES.get(table)


def dimensions_of(contract: TableContract) -> tuple[str, ...]:
    """Dimensions of persons and works that a table has a column for."""
    columns = {field.name for field in contract.fields}
    return tuple(name for name in CELL_DIMENSIONS if name in columns)

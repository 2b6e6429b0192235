"""The jobs: taking files in, a whole night, and everything after the deliveries.

Belongs here: which assets run together. Does not belong here: when (schedules.py, sensors.py) or how.
"""

import dagster as dg

from assets.core.graph import CORE_TABLES
from assets.raw.graph import recepcion

TIMEOUT_TAGS = {"dagster/max_runtime": str(6 * 60 * 60)}

# What is made once for each transfer; whatever follows is brought up to date in every night.
_INTAKE = dg.AssetSelection.groups("raw") | dg.AssetSelection.assets(*CORE_TABLES)

noche = dg.define_asset_job(
    "noche",
    selection=dg.AssetSelection.all(),
    description="Una noche entera: juzga las transferencias nuevas y pone al día todo lo que las sigue.",
    tags=TIMEOUT_TAGS,
)

consolidacion = dg.define_asset_job(
    "consolidacion",
    selection=dg.AssetSelection.all() - _INTAKE,
    description="Todo lo que sigue a las entregas: personas, coincidencias, cobertura, datos abiertos.",
    tags=TIMEOUT_TAGS,
)

recepcion_de_archivos = recepcion.to_job(
    name="recepcion",
    description="Recibe lo que hay en el buzón: huella, copia sellada y registro de cada archivo.",
)

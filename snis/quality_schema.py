"""The JSON Schema of quality.yaml, for editors that complete and check while one writes.

Belongs here: the schema, made from the model. Does not belong here: rules between two keys (quality_policy.py).
Written again with `python -m snis.quality_schema docs/calidad.schema.json`; a test keeps it so.
"""

import json
import sys
from pathlib import Path
from typing import Any

from snis.contracts.schema import DIALECT
from snis.quality_policy import QualityPolicy

TITLE = "Política de calidad de un despliegue"
_MEANINGS = {
    "version": "Versión de este archivo.",
    "weights": "Lo que pesa cada dimensión en la nota; suman exactamente 1.",
    "levels": "Niveles del certificado, del más alto al más bajo.",
    "targets": "Parte de lo revisado que puede fallar sin que se abra una recomendación.",
    "plan": "Días hasta que vence un punto del plan de fortalecimiento, según su gravedad.",
    "watch": "Lo que se vigila para que nadie suba su nota enviando menos o llenando casillas vacías.",
    "unscored": "Reglas que se miden y no quitan puntos.",
    "late_days": "Días de atraso desde los que una entrega no tiene puntos de oportunidad.",
    "least_level": "Nivel que un conjunto necesita para publicarse sin advertencia.",
    "floor": "Puntos de una dimensión por debajo de los cuales el conjunto no se publica.",
    "months": "Meses de la tendencia.",
}


def quality_schema() -> dict[str, Any]:
    """The schema as plain data."""
    schema = QualityPolicy.model_json_schema()
    definitions = schema.pop("$defs")
    # English docstrings are for programmers; whoever writes a policy reads Spanish.
    for part in (schema, *definitions.values()):
        part.pop("description", None)
        part.pop("title", None)
        for key in part.get("properties", {}).values():
            key.pop("title", None)
            key.pop("default", None)
    for name, key in schema["properties"].items():
        key["description"] = _MEANINGS[name]
    return {"$schema": DIALECT, "title": TITLE, **schema, "$defs": definitions}


def schema_text() -> str:
    """The schema as the file that editors are given."""
    return json.dumps(quality_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")

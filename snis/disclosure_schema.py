"""The JSON Schema of disclosure.yaml, for editors that complete and check while one writes.

Belongs here: the schema, made from the model and the legal floor. Does not belong here: rules between two keys
(disclosure_policy.py and its siblings). Written again with
`python -m snis.disclosure_schema docs/divulgacion.schema.json`; a test keeps it so.
"""

import copy
import json
import sys
from pathlib import Path
from typing import Any

from snis.contracts.schema import DIALECT
from snis.disclosure_floor import LIMITS
from snis.disclosure_policy import DisclosurePolicy

TITLE = "Política de control de divulgación de un despliegue"
_MEANINGS = {
    "thresholds": "Personas o familias que tiene que haber de verdad detrás de una cifra.",
    "rounding": "Base de los conteos impresos.",
    "amounts": "Cómo se desdibujan los montos.",
    "coverage_rate_cap_pct": "Tasa de cobertura desde la que solo se dice que la supera.",
    "hold": "Personas distintas que tienen que cambiar para que una cifra se imprima de nuevo.",
    "bounds": "Cómo se ataca cada edición a sí misma antes de salir.",
    "hierarchies": "Agrupaciones de códigos; cada una es unión exacta de la más fina.",
    "measurement": "Cuánto puede retenerse de un cruce para que se imprima (padron publish crosses).",
    "small_municipalities": "Municipios de los que solo se imprimen unos cruces.",
    "releases": "Qué puede cambiar cada noche, cada mes o cada año.",
    "microdata": "Archivos de registros: fracción, k, l y niveles.",
    "quality_report": "Lo que se publica de la calidad de los envíos.",
    "external_figures": "Cifras exactas que otros publican y contra las que se puede restar.",
    "crosses": "Cruces de dimensiones que pueden imprimirse, y en qué tabla.",
    "regimes": "Los dos universos aparte de todo total público.",
}


def disclosure_schema() -> dict[str, Any]:
    """The schema as plain data, with the legal floor as least and greatest values."""
    schema = DisclosurePolicy.model_json_schema()
    definitions = schema.pop("$defs")
    # English docstrings are for programmers; whoever writes a policy reads Spanish.
    for part in (schema, *definitions.values()):
        part.pop("description", None)
        part.pop("title", None)
        for key in part["properties"].values():
            key.pop("title", None)
            key.pop("default", None)
    for path, least, greatest in LIMITS:
        _limit(schema, definitions, path.split("."), least, greatest)
    for name, meaning in _MEANINGS.items():
        schema["properties"][name]["description"] = meaning
    return {"$schema": DIALECT, "title": TITLE, **schema, "$defs": definitions}


def schema_text() -> str:
    """The schema as the file that editors are given."""
    return json.dumps(disclosure_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _limit(
    schema: dict[str, Any], definitions: dict[str, Any], path: list[str], least: int, greatest: int | None
) -> None:
    """Put the limits of one number in place of the decision that every number shares."""
    holder = schema
    for step in path[:-1]:
        holder = definitions[holder["properties"][step]["$ref"].rpartition("/")[2]]
    decision = copy.deepcopy(definitions["Decision"])
    decision["properties"]["value"]["minimum"] = least
    if greatest is not None:
        decision["properties"]["value"]["maximum"] = greatest
    holder["properties"][path[-1]] = decision


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")

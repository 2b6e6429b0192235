"""The JSON Schema of an indicator, for editors that complete and check while one writes.

Belongs here: the schema, made from the model. Does not belong here: rules between two keys (model.py). Written again
with `python -m snis.indicators.schema docs/indicador.schema.json`; a test keeps it so.
"""

import json
import sys
from pathlib import Path
from typing import Any

from snis.contracts.schema import DIALECT
from snis.indicators.model import CODE, Indicator

TITLE = "Un indicador del catálogo"


def indicator_schema() -> dict[str, Any]:
    """The schema as plain data."""
    schema = Indicator.model_json_schema()
    definitions = schema.pop("$defs")
    # English docstrings are for programmers; whoever writes an indicator reads the Spanish text of each key.
    for part in (schema, *definitions.values()):
        part.pop("description", None)
        part.pop("title", None)
        for key in part["properties"].values():
            key.pop("title", None)
            key.pop("default", None)
    schema["properties"]["codigo"]["pattern"] = f"^{CODE.pattern}$"
    # Editors read YAML's own types, and 5 is a number there.
    schema["properties"]["deberes"]["items"] = {"enum": [1, 2, 3, 4, 5, "rbc"]}
    return {"$schema": DIALECT, "title": TITLE, **schema, "$defs": definitions}


def schema_text() -> str:
    """The schema as the file that editors are given."""
    return json.dumps(indicator_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")

"""The JSON Schema of an institution's contract, for editors that complete and check while one writes.

Belongs here: the schema, made from the model. Does not belong here: what only a whole deployment can tell (rules.py,
vocabulary.py). Written again with `python -m snis.contracts.schema docs/contrato.schema.json`; a test keeps it so.
"""

import json
import sys
from pathlib import Path
from typing import Any

from snis.contracts.input_fields import CODED_FIELDS, INPUT_FIELDS, KEY_FIELDS, PLACE_FIELDS, formats_of
from snis.contracts.layout import InstitutionContract
from snis.contracts.loader import load_fields

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "Contrato de un archivo que envía una institución"
# Editors read YAML's own types: 01 is a number there, and true a truth value. Our reader takes them as written.
_AS_WRITTEN = {"type": ["string", "integer", "number", "boolean"]}


def contract_schema() -> dict[str, Any]:
    """The schema as plain data, keys in a fixed order."""
    schema = InstitutionContract.model_json_schema()
    definitions = schema.pop("$defs")
    # English docstrings are for programmers; whoever writes a contract reads the Spanish text of each key.
    for part in (schema, *definitions.values()):
        part.pop("description", None)
        for key in part["properties"].values():
            key.pop("title", None)
            key.pop("default", None)
    fields = {"enum": sorted(INPUT_FIELDS)}
    schema["properties"]["constants"] |= {
        "propertyNames": fields,
        "additionalProperties": _AS_WRITTEN,
    }
    schema["properties"]["delivery_key"]["items"] = {"enum": sorted(KEY_FIELDS)}
    schema["properties"]["correction_key"]["items"] = {"enum": sorted(KEY_FIELDS)}
    definitions["Split"]["properties"]["into"]["items"] = {"enum": sorted(PLACE_FIELDS)}
    definitions["FileSpec"]["properties"]["delimiter"]["anyOf"][0]["enum"].append("tab")
    _describe_column(definitions["Column"])
    schema["allOf"] = [_kind_needs("deliveries", "grain"), _kind_needs("registry", "registry")]
    return {"$schema": DIALECT, "title": TITLE, **schema, "$defs": definitions}


def schema_text() -> str:
    """The schema as the file that editors are given."""
    return json.dumps(contract_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _describe_column(column: dict[str, Any]) -> None:
    """Which fields there are, what each means, and which formats and codes it takes."""
    known = load_fields()
    header = column["properties"]["header"]
    text = {"type": "string", "minLength": 1}
    many = {"type": "array", "items": text, "minItems": 1}
    column["properties"]["header"] = {"description": header["description"], "anyOf": [text, many]}
    column["properties"]["field"] = {
        "description": column["properties"]["field"]["description"],
        "oneOf": [
            {"const": name, "description": f"{known[name].title}. {known[name].description}"}
            for name in sorted(INPUT_FIELDS)
        ],
    }
    crosswalk = {"type": "object", "additionalProperties": {"type": [*_AS_WRITTEN["type"], "null"]}}
    column["properties"]["codes"] = {
        "description": column["properties"]["codes"]["description"],
        **crosswalk,
    }
    column["allOf"] = [
        _when(formats, {"format": {"enum": list(formats)}}) for formats in sorted(_by_formats() - {()})
    ]
    column["allOf"].append(
        {"if": {"required": ["codes"]}, "then": {"properties": {"field": {"enum": sorted(CODED_FIELDS)}}}}
    )
    column["anyOf"] = [{"required": [key]} for key in ("field", "ignore", "split")]


def _kind_needs(kind: str, key: str) -> dict[str, Any]:
    condition = {"required": ["kind"], "properties": {"kind": {"const": kind}}}
    return {"if": condition, "then": {"required": [key]}}


def _by_formats() -> set[tuple[str, ...]]:
    return {formats_of(name) for name in INPUT_FIELDS}


def _when(formats: tuple[str, ...], then: dict[str, Any]) -> dict[str, Any]:
    names = sorted(name for name in INPUT_FIELDS if formats_of(name) == formats)
    condition = {"required": ["field"], "properties": {"field": {"enum": names}}}
    return {"if": condition, "then": {"properties": then}}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")

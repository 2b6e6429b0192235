"""What Data Package 2.0 asks of a descriptor: its official JSON Schema, and a stricter one of our own.

Written from the published constraints (datapackage.org/profiles/2.0: required properties, types, patterns, list
sizes, closed vocabularies), and stricter where the standard says SHOULD and we always do: names, sizes and digests.
The official profile, which dplib-py carries, is asked beside it.
"""

import json
from importlib.resources import files
from typing import Any

OFFICIAL: dict[str, Any] = json.loads(
    files("dplib").joinpath("profiles/2.0/datapackage.json").read_text(encoding="utf-8")
)
_PATH = {"type": "string", "pattern": r"^(?=[^./~])(?!file:)(?!.*/\.\./)(?!.*\\).+$"}
_ADDRESS = {"type": "string", "pattern": r"^(http|ftp)s?://.*$"}
_TEXT = {"type": "string", "minLength": 1}
_NAME = {"type": "string", "pattern": r"^[a-z0-9._-]+$"}
_FIELD_TYPES = [
    *(
        "string",
        "number",
        "integer",
        "date",
        "time",
        "datetime",
        "year",
        "yearmonth",
        "boolean",
        "object",
        "geopoint",
    ),
    *("geojson", "array", "list", "duration", "any"),
]
_KEYS = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}}
_FIELD: dict[str, Any] = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {
        "name": _TEXT,
        "type": {"enum": _FIELD_TYPES},
        "title": {"type": "string"},
        "description": {"type": "string"},
        "constraints": {
            "type": "object",
            "properties": {
                "required": {"type": "boolean"},
                "unique": {"type": "boolean"},
                "pattern": {"type": "string", "format": "regex"},
                "enum": {"type": "array", "minItems": 1, "uniqueItems": True},
                "minimum": {"type": ["number", "string"]},
                "maximum": {"type": ["number", "string"]},
            },
            "additionalProperties": False,
        },
    },
}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["fields"],
    "properties": {
        "fields": {"type": "array", "minItems": 1, "items": _FIELD},
        "missingValues": {"type": "array", "items": {"type": "string"}},
        "primaryKey": _KEYS,
        "foreignKeys": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["fields", "reference"],
                "properties": {
                    "fields": _KEYS,
                    "reference": {
                        "type": "object",
                        "required": ["fields"],
                        "properties": {"resource": {"type": "string"}, "fields": _KEYS},
                    },
                },
            },
        },
    },
}
_DIALECT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "delimiter": {"type": "string"},
        "lineTerminator": {"type": "string"},
        "quoteChar": {"type": "string", "maxLength": 1},
        "doubleQuote": {"type": "boolean"},
        "header": {"type": "boolean"},
    },
    "additionalProperties": False,
}
_RESOURCE: dict[str, Any] = {
    "type": "object",
    "required": ["name", "path", "format", "mediatype", "bytes", "hash"],
    "not": {"required": ["data"]},
    "properties": {
        "name": _NAME,
        "path": _PATH,
        "type": {"enum": ["table"]},
        "title": _TEXT,
        "description": _TEXT,
        "format": _TEXT,
        "mediatype": {"type": "string", "pattern": "^(.+)/(.+)$"},
        "encoding": {"type": "string"},
        "bytes": {"type": "integer", "minimum": 0},
        "hash": {"type": "string", "pattern": "^sha256:[a-f0-9]{64}$"},
        "dialect": _DIALECT,
        "schema": _SCHEMA,
    },
}
DATA_PACKAGE: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["$schema", "name", "id", "version", "created", "licenses", "contributors", "resources"],
    "properties": {
        "$schema": {"const": "https://datapackage.org/profiles/2.0/datapackage.json"},
        "name": _NAME,
        "id": _TEXT,
        "title": _TEXT,
        "description": _TEXT,
        "homepage": _ADDRESS,
        "version": {"type": "string", "pattern": r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$"},
        "created": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"},
        "keywords": {"type": "array", "minItems": 1, "items": _TEXT},
        "image": _PATH,
        "licenses": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "anyOf": [{"required": ["name"]}, {"required": ["path"]}],
                "properties": {
                    "name": {"type": "string", "pattern": "^([-a-zA-Z0-9._])+$"},
                    "path": _ADDRESS,
                    "title": {"type": "string"},
                },
            },
        },
        "contributors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "minProperties": 1,
                "properties": {
                    "title": {"type": "string"},
                    "path": _ADDRESS,
                    "email": {"type": "string", "pattern": "^[^@]+@[^@]+$"},
                    "roles": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                },
            },
        },
        "sources": {"type": "array", "items": {"type": "object", "minProperties": 1}},
        "resources": {"type": "array", "minItems": 1, "items": _RESOURCE},
    },
}

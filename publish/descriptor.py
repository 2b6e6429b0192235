"""Contracts as Frictionless metadata: Table Schema and Data Package.

Belongs here: the mapping, pure and deterministic. Does not belong here: files (package.py) or portals (ckan_map.py).

Source: Data Package standard, version 2.0.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publish.datasets import DatasetSpec
from snis.contracts.model import Field, TableContract

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_NAMESPACE = uuid.UUID("5f2b8a52-8d0c-5a39-9a5f-0d1d0f3f7c11")
_TYPES = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "date": "date"}


@dataclass(frozen=True)
class FileFacts:
    """One file of a package: its path inside it, size and SHA-256."""

    path: str
    bytes: int
    sha256: str


def field_descriptor(field: Field) -> dict[str, Any]:
    """One field of a Table Schema."""
    constraints: dict[str, Any] = {"required": field.required}
    if field.enum:
        constraints["enum"] = list(field.enum)
    if field.pattern:
        constraints["pattern"] = field.pattern
    if field.minimum is not None:
        constraints["minimum"] = int(field.minimum) if float(field.minimum).is_integer() else field.minimum
    content: dict[str, Any] = {
        "name": field.name,
        "type": _TYPES.get(field.type, "number"),
        "title": field.title,
        "description": field.description,
        "constraints": constraints,
    }
    if field.unit:
        content["unit"] = field.unit
    return content


def table_schema(contract: TableContract) -> dict[str, Any]:
    """The Table Schema of a table. A key with columns that may be empty is no primary key in its sense."""
    required = {field.name for field in contract.fields if field.required}
    schema: dict[str, Any] = {
        "fields": [field_descriptor(field) for field in contract.fields],
        "missingValues": [""],
    }
    if contract.key and set(contract.key) <= required:
        schema["primaryKey"] = list(contract.key)
    return schema


def data_resource(contract: TableContract, file: FileFacts, *, media: str) -> dict[str, Any]:
    """One resource: a table as CSV or Parquet."""
    is_csv = media == "csv"
    content: dict[str, Any] = {
        "name": contract.name.replace("_", "-") if is_csv else f"{contract.name.replace('_', '-')}-parquet",
        "type": "table",
        "path": file.path,
        "title": contract.title if is_csv else f"{contract.title} (Parquet)",
        "description": contract.description,
        "format": media,
        "mediatype": "text/csv" if is_csv else "application/vnd.apache.parquet",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": table_schema(contract),
    }
    if is_csv:
        content["encoding"] = "utf-8"
        content["dialect"] = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True}
    return content


def plain_resource(name: str, title: str, file: FileFacts, *, fields: Sequence[str]) -> dict[str, Any]:
    """A table about the tables: dictionary or code list."""
    return {
        "name": name,
        "type": "table",
        "path": file.path,
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {"fields": [{"name": field, "type": "string"} for field in fields], "missingValues": [""]},
    }


def package_descriptor(
    spec: DatasetSpec,
    resources: Sequence[Mapping[str, Any]],
    *,
    release: str,
    created: str,
    publisher: Mapping[str, str],
    licence: Mapping[str, str],
    sources: Sequence[str],
) -> dict[str, Any]:
    """datapackage.json. Its id comes from name, release and content, so that the same content has the same id.

    Args:
        spec: the dataset.
        resources: its resources.
        release: name of the release, for example 2026-04.
        created: moment that the release speaks for, ISO 8601; never the clock.
        publisher: from the deployment.
        licence: from the deployment.
        sources: titles of the institutions behind the data.
    """
    content = "|".join(str(resource["hash"]) for resource in resources)
    return {
        "$schema": PROFILE,
        "name": spec.name,
        "id": str(uuid.uuid5(_NAMESPACE, f"{spec.name}|{release}|{content}")),
        "title": spec.title,
        "description": spec.description,
        "version": release,
        "created": created,
        "keywords": list(spec.keywords),
        "licenses": [{"name": licence["id"], "title": licence["title"], "path": licence["url"]}],
        "contributors": [
            {
                "title": publisher["name"],
                "email": publisher["email"],
                "path": publisher["url"],
                "roles": ["publisher"],
            }
        ],
        "sources": [{"title": title} for title in sources],
        "legalBasis": list(spec.legal_basis),
        "accrualPeriodicity": spec.update,
        "themes": list(spec.themes),
        "resources": list(resources),
    }

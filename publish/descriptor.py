"""Contracts as Frictionless metadata: Table Schema and Data Package.

Belongs here: the mapping, pure and deterministic. Does not belong here: files (package.py) or portals
(ckan_map.py).

Source: Data Package standard, version 2.0.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publish.changes import CHANGE_COLUMNS
from publish.datasets import DatasetSpec
from publish.dictionary import CODE_COLUMNS, DICTIONARY_COLUMNS, CodeList
from snis.contracts.model import Field, TableContract

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# Comma, LF and double quotes everywhere; said in full because the standard's own line end is CRLF.
CSV_DIALECT = {
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}
_NAMESPACE = uuid.UUID("5f2b8a52-8d0c-5a39-9a5f-0d1d0f3f7c11")
_TYPES = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
}
_DICTIONARY_TITLES = {
    "tabla": "Tabla",
    "campo": "Campo",
    "tipo": "Tipo de dato",
    "titulo": "Título",
    "descripcion": "Descripción",
    "unidad": "Unidad de medida",
    "lista_de_codigos": "Archivo que nombra sus códigos",
    "privacidad": "Clase de privacidad",
    "obligatorio": "Si siempre lleva un valor",
}
_CHANGE_TITLES = {
    "tabla": "Tabla",
    "cambio": "Aparece, desaparece o cambia",
    "clave": "Columnas que identifican la fila, con su valor",
    "columnas": "Columnas cuyo valor es otro",
}
_CODE_TITLES = {"codigo": "Código", "nombre": "Nombre del código"}


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


def table_schema(contract: TableContract, lists: Sequence[CodeList] = ()) -> dict[str, Any]:
    """The Table Schema of a table; columns with a code list in the package point to it.

    A key with columns that may be empty is no primary key in the sense of the standard and is left out.
    """
    required = {field.name for field in contract.fields if field.required}
    schema: dict[str, Any] = {
        "fields": [field_descriptor(field) for field in contract.fields],
        "missingValues": [""],
    }
    if contract.key and set(contract.key) <= required:
        schema["primaryKey"] = list(contract.key)
    homes = {column: item.name for item in lists for column in item.columns}
    keys = [
        {"fields": [field.name], "reference": {"resource": homes[field.name], "fields": ["codigo"]}}
        for field in contract.fields
        if field.name in homes
    ]
    if keys:
        schema["foreignKeys"] = keys
    return schema


def csv_resource(
    contract: TableContract, file: FileFacts, *, lists: Sequence[CodeList], rows: int
) -> dict[str, Any]:
    """A table as CSV, and how many rows it has."""
    return {
        "name": contract.name.replace("_", "-"),
        "type": "table",
        "path": file.path,
        "title": contract.title,
        "description": contract.description,
        **csv_facts(file),
        "rows": rows,
        "schema": table_schema(contract, lists),
    }


def parquet_resource(contract: TableContract, file: FileFacts) -> dict[str, Any]:
    """The same table as Parquet: a file with size and digest, described by the same fields.

    It is not declared a table, and its format is written with a capital: frictionless reads Parquet through pandas,
    where an empty integer becomes NaN and breaks the schema, and it never counts the bytes. As a file it checks both
    size and digest.
    """
    return {
        "name": f"{contract.name.replace('_', '-')}-parquet",
        "path": file.path,
        "title": f"{contract.title} (Parquet)",
        "description": contract.description,
        "format": "Parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": table_schema(contract),
    }


def dictionary_resource(file: FileFacts) -> dict[str, Any]:
    """The data dictionary."""
    return {
        "name": "diccionario",
        "type": "table",
        "path": file.path,
        "title": "Diccionario de datos",
        "description": "Qué es cada columna de cada tabla, y qué archivo nombra sus códigos.",
        **csv_facts(file),
        "schema": {
            "fields": _text_fields(DICTIONARY_COLUMNS, _DICTIONARY_TITLES),
            "missingValues": [""],
            "primaryKey": ["tabla", "campo"],
        },
    }


def changes_resource(file: FileFacts) -> dict[str, Any]:
    """Rows that differ from the last release: their keys, never their figures."""
    return {
        "name": "cambios",
        "type": "table",
        "path": file.path,
        "title": "Cambios fila por fila",
        "description": "Qué filas aparecen, desaparecen o cambian frente a la edición anterior, por su llave.",
        **csv_facts(file),
        "schema": {"fields": _text_fields(CHANGE_COLUMNS, _CHANGE_TITLES), "missingValues": [""]},
    }


def code_list_resource(item: CodeList, file: FileFacts) -> dict[str, Any]:
    """A code list: the codes that stand in the tables, with their names."""
    columns = ", ".join(item.columns)
    return {
        "name": item.name,
        "type": "table",
        "path": file.path,
        "title": item.title,
        "description": f"Nombre de cada código de {columns} que aparece en estas tablas.",
        **csv_facts(file),
        "schema": {
            "fields": _text_fields(CODE_COLUMNS, _CODE_TITLES),
            "missingValues": [""],
            "primaryKey": ["codigo"],
        },
    }


def descriptor_bytes(descriptor: Mapping[str, Any]) -> bytes:
    """datapackage.json as it is written."""
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()


def package_descriptor(
    spec: DatasetSpec,
    resources: Sequence[Mapping[str, Any]],
    *,
    release: str,
    version: str,
    digest: str,
    created: str,
    publisher: Mapping[str, str],
    licence: Mapping[str, str],
    sources: Sequence[str],
    image: str = "",
    period: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """datapackage.json. Its id comes from name, release and content, so that the same content has the same id.

    What would be empty is left out: the standard's lists have at least one entry.

    Args:
        spec: the dataset.
        resources: its resources.
        release: name of the release, for example 2026-04.
        version: of this content of the release, for example 2026.4.0.
        digest: of the content.
        created: moment that the release speaks for, ISO 8601; never the clock.
        publisher: from the deployment.
        licence: from the deployment.
        sources: titles of the institutions behind the data.
        image: path of the preview chart.
        period: first and last day of which it speaks.
    """
    optional = {
        "homepage": f"{spec.address}datasets/{spec.name}/" if spec.address else "",
        "image": image,
        "temporal": dict(period or {}),
        "keywords": list(spec.keywords),
        "sources": [{"title": title} for title in sources],
    }
    return {
        "$schema": PROFILE,
        "name": spec.name,
        "id": str(uuid.uuid5(_NAMESPACE, f"{spec.name}|{release}|{digest}")),
        "title": spec.title,
        "description": spec.description,
        "version": version,
        "release": release,
        "created": created,
        "licenses": [{"name": licence["id"], "title": licence["title"], "path": licence["url"]}],
        "contributors": _contributors(spec, publisher),
        **{key: value for key, value in optional.items() if value},
        "legalBasis": list(spec.legal_basis),
        "methodology": list(spec.method),
        "accrualPeriodicity": spec.update,
        "spatial": spec.spatial,
        "themes": list(spec.themes),
        "resources": list(resources),
    }


def _contributors(spec: DatasetSpec, publisher: Mapping[str, str]) -> list[dict[str, Any]]:
    contributors: list[dict[str, Any]] = [
        {
            "title": publisher["name"],
            "email": publisher["email"],
            "path": publisher["url"],
            "roles": ["publisher"],
        }
    ]
    if spec.contact is not None:
        contributors.append(
            {"title": spec.contact.name, "email": spec.contact.email, "roles": ["contactPoint"]}
        )
    return contributors


def csv_facts(file: FileFacts) -> dict[str, Any]:
    """What is said of every CSV file: its form, size and digest."""
    return {
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "dialect": CSV_DIALECT,
    }


def _text_fields(names: Sequence[str], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"name": name, "type": "string", "title": titles[name], "description": f"{titles[name]}."}
        for name in names
    ]

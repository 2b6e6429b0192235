"""A package of four files: small enough to be published many times, with every kind of column."""

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TABLE = "entregas.csv"
CODES = "codigos-modalidad.csv"
FILES = {TABLE, CODES, "datapackage.json", "readme.md"}
TABLES = 2
# A view of each table, of the readme and of the descriptor.
VIEWS = 4
# The same without its code list: enough where a story is told many times.
BARE_FILES = FILES - {CODES}
BARE_VIEWS = 3
_COLUMNS = {
    "departamento_codigo": "string",
    "modalidad_codigo": "string",
    "personas": "integer",
    "monto_gtq": "number",
    "completo": "boolean",
    "dia": "date",
}


def package(
    folder: Path,
    name: str,
    *,
    persons: int = 120,
    rows: int = 1,
    codes: bool = True,
    release: str = "2026-04",
) -> Path:
    """A package folder with a figure and a number of rows of our choice, with or without its code list."""
    target = folder / name
    shutil.rmtree(target, ignore_errors=True)
    (target / "data").mkdir(parents=True)
    figures = [
        ["01", "P02", persons + number, "1250.50" if number % 2 else "", "true", "2026-04-30"]
        for number in range(rows)
    ]
    resources = [_table(target, f"data/{TABLE}", "Entregas", _COLUMNS, figures)]
    if codes:
        columns = {"codigo": "string", "nombre": "string"}
        resources.append(_table(target, CODES, "Códigos: modalidad", columns, [["P02", "Bono"]]))
    descriptor = {
        "name": name,
        "id": hashlib.sha256(json.dumps(resources).encode()).hexdigest(),
        "title": "Entregas de prueba",
        "description": "Personas y entregas por departamento.",
        "version": "2026.4.0",
        "release": release,
        "created": "2026-04-30T00:00:00Z",
        "keywords": ["programas sociales", "cobertura"],
        "licenses": [{"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": "https://example.org/by"}],
        "contributors": [
            {"title": "Ministerio", "email": "datos@example.org", "path": "https://example.org", "roles": ["publisher"]}
        ],
        "sources": [{"title": "Ministerio de muestra"}],
        "legalBasis": ["decreto-57-2008"],
        "accrualPeriodicity": "MONTHLY",
        "spatial": "http://publications.europa.eu/resource/authority/country/GTM",
        "themes": ["SOCI"],
        "resources": resources,
    }  # fmt: skip
    (target / "README.md").write_text(f"# {name}\n\nPersonas: {persons}.\n", encoding="utf-8")
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    (target / "datapackage.json").write_text(f"{text}\n", encoding="utf-8")
    return target


def bare_package(
    folder: Path, name: str, *, persons: int = 120, rows: int = 1, release: str = "2026-04"
) -> Path:
    """The same without its code list."""
    return package(folder, name, persons=persons, rows=rows, codes=False, release=release)


def _table(
    folder: Path, path: str, title: str, columns: dict[str, str], rows: Sequence[Sequence[Any]]
) -> dict[str, Any]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    content = text.getvalue().encode()
    (folder / path).write_bytes(content)
    fields = [
        {"name": name, "type": kind, "title": name.capitalize(), "description": f"Columna {name}."}
        for name, kind in columns.items()
    ]
    return {
        "name": Path(path).stem,
        "type": "table",
        "path": path,
        "title": title,
        "description": f"{title} de prueba.",
        "format": "csv",
        "mediatype": "text/csv",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""]},
    }

"""The folder of Parquet files for analysts: work/marts, made aside and renamed, with its dictionary.

Belongs here: the copies of the warehouse's tables, datapackage.json and LEAME.md. Does not belong here: the warehouse
(warehouse.py), or what is published (publish/, assets/open): these are exact figures, for internal use.

They are copies and not links: whoever damages one damages nothing that a night is made from.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assets.out.warehouse import refuse_identifying
from assets.store import WHOLE, Store
from publish.descriptor import PROFILE, field_descriptor
from snis.contracts.model import TableContract
from snis.contracts.references import references_of

DESCRIPTOR, README = "datapackage.json", "LEAME.md"
_TITLE = "Tablas de análisis de Padrón"
_WARNING = (
    "Uso interno. Son cifras exactas y seudónimos de personas: no se publican ni se envían fuera. Lo que puede salir "
    "está en public/, después del control de divulgación."
)


def marts_folder(store: Store) -> Path:
    """Where analysts find them."""
    return store.work / "marts"


def write_marts(store: Store, tables: Sequence[str], contracts: Mapping[str, TableContract]) -> int:
    """Copy the Parquet of every table beside its dictionary; returns how many files.

    Raises:
        StoreError: a table has no contract, or identifies persons. The old folder is then as it was.
    """
    for table in tables:
        refuse_identifying(table, contracts)
    target = marts_folder(store)
    aside, before = (target.with_name(f".{target.name}.{os.getpid()}.{end}") for end in ("tmp", "old"))
    for leftover in target.parent.glob(f".{target.name}.*"):
        shutil.rmtree(leftover)
    exported = {table: contracts[table] for table in tables}
    try:
        aside.mkdir(parents=True)
        paths = {table: list(_copied(table, store, aside)) for table in tables}
        described = json.dumps(_descriptor(exported, paths), ensure_ascii=False, indent=2) + "\n"
        (aside / DESCRIPTOR).write_text(described, encoding="utf-8")
        (aside / README).write_text(_readme(exported, paths), encoding="utf-8")
        if target.exists():
            target.rename(before)
        aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(before, ignore_errors=True)
    return sum(map(len, paths.values()))


def _copied(table: str, store: Store, folder: Path) -> Iterable[str]:
    """A table of one part is one file; one that grows by parts, a folder of them."""
    for part in store.files(table):
        path = f"{table}.parquet" if part.stem == WHOLE else f"{table}/{part.name}"
        (folder / path).parent.mkdir(exist_ok=True)
        shutil.copyfile(part, folder / path)
        yield path


def _descriptor(contracts: Mapping[str, TableContract], paths: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {
        "$schema": PROFILE,
        "name": "padron-tablas-de-analisis",
        "title": _TITLE,
        "description": _WARNING,
        "resources": [
            _resource(contract, paths[name], contracts) for name, contract in contracts.items() if paths[name]
        ],
    }


def _resource(
    contract: TableContract, paths: Sequence[str], contracts: Mapping[str, TableContract]
) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [field_descriptor(field) for field in contract.fields]}
    if all(contract.field(column).required for column in contract.key):
        schema["primaryKey"] = list(contract.key)
    # A list of codes is a part of a table, and a code that may stand besides is in no table: neither is a foreign key.
    foreign = [
        {"fields": list(r.columns), "reference": {"resource": r.table, "fields": list(r.to)}}
        for r in references_of(contract, contracts)
        if not r.code_list and not r.admitted
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": contract.name,
        "title": contract.title,
        "description": f"{contract.description}\n\nGrano: {contract.grain}",
        "path": list(paths) if len(paths) > 1 else paths[0],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schema,
    }


def _readme(contracts: Mapping[str, TableContract], paths: Mapping[str, Sequence[str]]) -> str:
    lines = [
        f"# {_TITLE}",
        "",
        _WARNING,
        "",
        "Las mismas tablas, unidas y con vistas, están en `warehouse.duckdb`; se consultan con `padron sql`.",
    ]
    for name, contract in contracts.items():
        where = f"{name}.parquet" if len(paths[name]) == 1 else f"{name}/"
        lines += ["", f"## {name}", "", f"{contract.title} (`{where}`). {contract.grain}", ""]
        lines += [f"Clave: {', '.join(f'`{column}`' for column in contract.key)}.", ""]
        lines += [f"- **Advertencia.** {warning}" for warning in contract.usage_warnings]
        lines += ["", "| columna | tipo | qué es |", "|---|---|---|"]
        lines += [
            f"| `{field.name}` | {field.type} | {_cell(f'{field.title}. {field.description}')} |"
            for field in contract.fields
        ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")

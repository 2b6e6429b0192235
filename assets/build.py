"""One table from its SQL file: read, compare, run, write, report.

Belongs here: whether a table has to run again, and running it. Does not belong here: finding statements
(statements.py), the engine's verbs, or Dagster. A table's fingerprint is taken over its statement, its bound values
and the tables it reads: equal fingerprint, equal bytes, nothing to do.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from assets.engine import Engine, Params, digest_file
from assets.statements import IN_PARTS, statement, tables_read, values_for
from assets.store import WHOLE, Store, replacing
from snis.contracts.loader import load_tables
from snis.errors import StoreError


@dataclass(frozen=True)
class Built:
    """A table after its build: rows, hash, and whether it was computed now or was up to date already."""

    name: str
    rows: int
    sha256: str
    fresh: bool


def build_table(name: str, *, engine: Engine, store: Store, params: Params | None = None) -> Built:
    """Build one whole table from its SQL file, or leave it when nothing that it depends on has changed.

    Args:
        name: table name; also the name of the SQL file and of the Parquet folder.
        engine: where the statement runs.
        store: where inputs and output lie.
        params: values by name; those that the statement does not use are left out.

    Returns:
        Rows and SHA-256 of the table, and whether it was computed now.

    Raises:
        StoreError: an input has not been built, or a bound value is missing.
    """
    bound = values_for(name, params or {})
    fingerprint = _fingerprint(name, store, bound)
    manifest = store.read_manifest(name)
    target = store.part(name)
    if manifest and manifest["huella"] == fingerprint and target.exists():
        return Built(name, manifest["filas"], manifest["sha256"], fresh=False)
    for table in tables_read(name):
        engine.attach(table, stored_parts(store, table))
    with replacing(target) as aside:
        written = engine.write(statement(name), bound, aside)
    store.write_manifest(
        name,
        WHOLE,
        {
            "tabla": name,
            "filas": written.rows,
            "bytes": written.bytes,
            "sha256": written.sha256,
            "huella": fingerprint,
        },
    )
    return Built(name, written.rows, written.sha256, fresh=True)


def table_digest(name: str, store: Store) -> str:
    """One digest over all parts of a table; changes when any byte of them does."""
    digest = hashlib.sha256()
    for part in store.files(name):
        manifest = store.read_manifest(name, part.stem)
        content = manifest["sha256"] if manifest else digest_file(part)
        digest.update(f"{part.stem}:{content}\n".encode())
    return digest.hexdigest()


def stored_parts(store: Store, table: str) -> list[Path]:
    """Parts of a table; one without rows where nothing was received yet, an error where a step was left out."""
    if parts := store.files(table):
        return parts
    contract = load_tables().get(table)
    if contract is None or (contract.layer != "core" and table not in IN_PARTS):
        raise StoreError(
            "la tabla aún no existe", place=table, remedy="Ejecute antes los pasos que la preceden."
        )
    return [store.empty_part(contract)]


def _fingerprint(name: str, store: Store, bound: dict[str, object]) -> str:
    """Keys enter as SHA-256 of 256 random bits, so that a manifest never reveals one."""
    digest = hashlib.sha256(statement(name).encode())
    digest.update((files("assets") / "macros.sql").read_bytes())
    for parameter, value in bound.items():
        text = (
            hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else json.dumps(value, default=str)
        )
        digest.update(f"|{parameter}={text}".encode())
    for table in tables_read(name):
        digest.update(f"|{table}:{table_digest(table, store)}".encode())
    return digest.hexdigest()

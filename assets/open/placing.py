"""The last step of a publication: the staged folder takes its place, and register, record and log say so.

Belongs here: what is noted before the folders change, and finishing what a kill cut short. Does not belong here:
staging and the gate (release.py), withdrawals (withdrawal.py).

What has to be said afterwards is written down first. Whoever comes next sees by the folder in place whether it was
changed: then all of it is said, and otherwise none of it, so that no register knows a revision that nobody saw, and no
reader has one that the register does not know.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assets.open.editions import write_register
from assets.open.printing_ledger import PLACED
from assets.raw.ledger import read_entries, record
from assets.resources import Bench
from assets.store import Store, recover_folder, replace_folder, write_json
from publish.editions import Register
from publish.package import DESCRIPTOR
from publish.tombstone import TOMBSTONE

MANIFEST = "publicacion.json"
# What was to be said of a folder that was about to take its place.
_PENDING = "publicacion.pendiente.json"
# Descriptors hold the digests of all other files of a package.
_TELLING = ("*", "datasets/*/index.html", f"datasets/*/*/{DESCRIPTOR}", f"datasets/*/*/{TOMBSTONE}")


def put_in_place(
    bench: Bench,
    staging: Path,
    *,
    register: Register,
    manifest: Mapping[str, Any],
    entry: Mapping[str, Any],
    kind: str = PLACED,
) -> None:
    """Let a staged folder take the place of the public one, and say so.

    Args:
        bench: of the work folder.
        staging: the folder, which passed the gate.
        register: of editions, with what this release adds.
        manifest: what is remembered of the release in place.
        entry: for the log.
        kind: of that entry; PLACED is a release with its printing.
    """
    content = {
        "carpeta": folder_identity(staging),
        "registro": register.as_dict(),
        "manifiesto": dict(manifest),
        "bitacora": dict(entry),
        "clase": kind,
    }
    write_json(bench.store.ledger / _PENDING, content)
    replace_folder(staging, bench.store.public)
    settle(bench)


def settle(bench: Bench) -> None:
    """Finish, or forget, what a kill left between a gate that passed and the log that says so."""
    store = bench.store
    recover_folder(store.public)
    path = store.ledger / _PENDING
    content = _read(path)
    if content is not None and content["carpeta"] == folder_identity(store.public):
        write_register(store, Register.from_dict(content["registro"]))
        write_json(store.ledger / MANIFEST, content["manifiesto"])
        data, kind = {**content["bitacora"], "carpeta": content["carpeta"]}, content.get("clase", PLACED)
        if data != _last_entry(store, kind):
            record(store, bench.now, kind, data=data)
    path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Any] | None:
    """What was pending; it is written in one piece, so that a damaged one was never valid."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def folder_identity(folder: Path) -> str:
    """A digest by which a public folder is told from any other, without reading every file of it."""
    digest = hashlib.sha256()
    found = {path for pattern in _TELLING for path in folder.glob(pattern) if path.is_file()}
    for path in sorted(found):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _last_entry(store: Store, kind: str) -> Mapping[str, Any] | None:
    last = None
    for entry in read_entries(store.ledger):
        if entry.kind == kind:
            last = entry.data
    return last

"""Every file of a work folder whose digest somebody wrote down: transfers, tables, packages, reports, printings.

Belongs here: looking at them. Does not belong here: the ledger itself (log.py). Parts of the raw layer and of the vault
have no digest written down: they are encrypted with authentication, and whoever reads one that was changed finds out.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from assets.engine import digest_file
from assets.exchange.account import ANSWERED, ASKED
from assets.exchange.account import KIND as EXCHANGE
from assets.open.placing import folder_identity
from assets.open.printing_ledger import PLACED, PrintingLedger
from assets.open.report_publication import REPORTED
from assets.raw.archive import unseal
from assets.raw.ledger import read_entries
from assets.raw.transfers import read_register, sealed_path
from assets.report.shelf import read_report
from assets.store import ENCRYPTED_LAYERS, Store
from assets.verification.looking import Fault, Look
from publish.anchors import ANCHORS, packages_digest
from publish.package import DESCRIPTOR
from publish.report.binding import MANIFEST, report_digest
from publish.report_package import is_report_folder
from snis.errors import PadronError, StoreError
from snis.ledger import Entry

_FROM_BACKUP = "Restáurelo del respaldo."
_REBUILD = "Borre la parte y su .json y corra la noche, que la hace otra vez."
# Beside its declared files a package has these two, which speak of the others.
_UNDECLARED = frozenset({DESCRIPTOR, "README.md"})


def open_looks(work: Path) -> Iterator[Look]:
    """What can be asked without keys."""
    tables = sorted(path for path in (work / "store").glob("*/*/*.parquet") if _is_plain(path))
    yield Look("tablas", "Tablas del almacén", len(tables), lambda: _tables(work, tables))
    packages = sorted((work / "public").glob(f"datasets/*/*/{DESCRIPTOR}"))
    yield Look("paquetes", "Paquetes publicados", len(packages), lambda: _packages(work, packages))
    yield Look("catalogo", "Carpeta publicada", 1, lambda: _catalogue(work))
    reports = sorted(path.parent for path in (work / "reports").glob("*/*/manifest.json"))
    yield Look("informes", "Informes", len(reports), lambda: _reports(work, reports))


def _transfers(store: Store) -> Look:
    total = sum(1 for _ in (store.ledger / "transferencias").glob("T*.json"))

    def found() -> Iterator[Fault | None]:
        register, entered = {item.transferencia_id: item for item in read_register(store)}, set()
        for entry in _entries(store.work, "recepcion"):
            name, data = str(entry.data["transferencia"]), entry.data
            entered.add(name)
            known = register.get(name)
            if known is None:
                yield Fault(f"asiento {entry.seq}", "la transferencia no está en el registro", _FROM_BACKUP)
            elif (known.sha256, known.bytes) != (data["sha256"], data["bytes"]):
                yield Fault(f"{name}.json", "el registro dice otra huella que la bitácora", _FROM_BACKUP)
            else:
                yield None
        for name in sorted(register.keys() - entered):
            yield Fault(f"{name}.json", "la transferencia no está en la bitácora", "Corra la noche y repita.")

    return Look("transferencias", _TRANSFERS, total, found)


def _archive(store: Store) -> Look:
    sealed = sorted(store.archive.glob("*/*.sealed"))

    def found() -> Iterator[Fault | None]:
        for digest, seq in dict(_archived(store.work)).items():
            if not sealed_path(store, digest).exists():
                yield Fault(f"asiento {seq}", "falta el archivo sellado", _FROM_BACKUP)
        for path in sealed:
            yield _unsealed(path, store)

    return Look("archivo", _ARCHIVE, len(sealed), found)


def _printings(store: Store) -> Look:
    def found() -> Iterator[Fault | None]:
        yield from (None for _ in PrintingLedger(store).entered)

    return Look("impresiones", _PRINTINGS, 0, found)


_TRANSFERS, _ARCHIVE, _PRINTINGS = (
    "Registro de transferencias",
    "Archivos recibidos y enviados",
    "Impresiones",
)
SEALED: tuple[tuple[str, str, Callable[[Store], Look]], ...] = (
    ("transferencias", _TRANSFERS, _transfers),
    ("archivo", _ARCHIVE, _archive),
    ("impresiones", _PRINTINGS, _printings),
)


def _archived(work: Path) -> Iterator[tuple[str, int]]:
    """Digests of what was received, asked and answered, with the entry that says so."""
    for entry in read_entries(work / "ledger"):
        data = entry.data
        is_asked = entry.kind == EXCHANGE and data.get("sentido") == ASKED
        is_answer = entry.kind == EXCHANGE and data.get("sentido") == ANSWERED and not data.get("rechazada")
        if entry.kind == "recepcion" or is_asked or is_answer:
            yield str(data["sha256"]), entry.seq


def _unsealed(path: Path, store: Store) -> Fault | None:
    digest = hashlib.sha256()
    try:
        for block in unseal(path, store.keys.vault):
            digest.update(block)
    except StoreError as error:
        return Fault(error.place, error.message, error.remedy)
    if digest.hexdigest() != path.name.removesuffix(".sealed"):
        return Fault(path.name, "el archivo sellado no es el de su huella", _FROM_BACKUP)
    return None


def _tables(work: Path, parts: Iterable[Path]) -> Iterator[Fault | None]:
    for path in parts:
        manifest = _json(path.with_suffix(".json"))
        place = path.relative_to(work / "store").as_posix()
        if manifest is None or "sha256" not in manifest:
            yield Fault(place, "la parte no tiene huella escrita", _REBUILD)
        elif digest_file(path) != manifest["sha256"]:
            yield Fault(place, "la parte no es la que se escribió", _REBUILD)
        else:
            yield None
    for path in sorted((work / "store").glob("*/*/*.json")):
        if not path.with_suffix(".parquet").exists():
            place = path.relative_to(work / "store").as_posix()
            yield Fault(place, "la parte que describe no está", "Corra la noche, que la hace otra vez.")


def _packages(work: Path, descriptors: Iterable[Path]) -> Iterator[Fault | None]:
    for path in descriptors:
        place, content = path.parent.relative_to(work / "public").as_posix(), _json(path)
        if content is None or not isinstance(content.get("resources"), list):
            yield Fault(f"{place}/{DESCRIPTOR}", "el descriptor está dañado", _FROM_BACKUP)
            continue
        declared = _bound(path.parent) | {item["path"]: item.get("hash", "") for item in content["resources"]}
        wrong = [name for name, told in declared.items() if told != _hash(path.parent / name)]
        there = {
            item.relative_to(path.parent).as_posix() for item in path.parent.rglob("*") if item.is_file()
        }
        wrong += sorted(there - declared.keys() - _UNDECLARED)
        if wrong:
            yield Fault(f"{place}/{wrong[0]}", f"{len(wrong)} archivos no son los del paquete", _FROM_BACKUP)
        else:
            yield None


def _bound(package: Path) -> dict[str, str]:
    """Files of a report by its own manifest, which its descriptor declares; none of any other package."""
    manifest = _json(package / MANIFEST) if is_report_folder(package) else None
    return {item["ruta"]: f"sha256:{item['sha256']}" for item in (manifest or {}).get("archivos", ())}


def _catalogue(work: Path) -> Iterator[Fault | None]:
    """The public folder is the one that was put in place last, or the one that its last anchor speaks of."""
    last = list(_entries(work, PLACED, REPORTED, "retiro"))[-1:]
    public = work / "public"
    if not last:
        return
    if not public.is_dir():
        yield Fault("public", "la bitácora dice que se publicó, y la carpeta no está", _FROM_BACKUP)
    elif last[0].kind != "retiro" and last[0].data["carpeta"] != folder_identity(public):
        yield Fault("public", "no es la carpeta que se publicó", _FROM_BACKUP)
    elif (public / ANCHORS).exists() and _last_packages(public) != packages_digest(public):
        yield Fault(ANCHORS, "los paquetes no son los de la última ancla", _FROM_BACKUP)
    else:
        yield None


def _reports(work: Path, folders: Iterable[Path]) -> Iterator[Fault | None]:
    entered = {str(entry.data["informe"]): str(entry.data["huella"]) for entry in _entries(work, "informe")}
    seen = set()
    for folder in folders:
        name = f"{folder.parent.name}/{folder.name}"
        seen.add(name)
        try:
            _, manifest = read_report(folder)
        except PadronError as error:
            yield Fault(error.place, error.message, error.remedy)
            continue
        if name not in entered:
            yield Fault(name, "el informe no está en la bitácora", _FROM_BACKUP)
        elif entered[name] != report_digest({item["ruta"]: item["sha256"] for item in manifest["archivos"]}):
            yield Fault(name, "la huella del informe no es la de la bitácora", _FROM_BACKUP)
        else:
            yield None
    for name in sorted(entered.keys() - seen):
        yield Fault(name, "falta un informe que la bitácora recuerda", _FROM_BACKUP)


def _last_packages(public: Path) -> str:
    anchors = (_json(public / ANCHORS) or {}).get("anclas") or [{}]
    return str(anchors[-1].get("paquetes", ""))


def _entries(work: Path, *kinds: str) -> Iterator[Entry]:
    return (entry for entry in read_entries(work / "ledger") if entry.kind in kinds)


def _is_plain(path: Path) -> bool:
    return path.parent.parent.name not in ENCRYPTED_LAYERS and not path.name.startswith(".")


def _hash(path: Path) -> str:
    return f"sha256:{digest_file(path)}" if path.is_file() else ""


def _json(path: Path) -> Mapping[str, Any] | None:
    with suppress(OSError, ValueError):
        content = json.loads(path.read_text(encoding="utf-8"))
        return content if isinstance(content, dict) else None
    return None

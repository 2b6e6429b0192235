"""Packages as CKAN sees them: dictionaries for its API.

Belongs here: pure mapping, both ways. Does not belong here: comparison (plan.py) or HTTP (ckan_client.py).

Facts about CKAN's behaviour: shared ckan.md, section 8. Ids of resources are chosen by us from dataset and path, so
that a retry replaces and never doubles. Two fields of our own mark what is ours: an extra with the digest of the
descriptor, and on each resource the digest of its bytes, because extensions of a portal overwrite CKAN's own `hash`.
"""

import hashlib
import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NAMESPACE = uuid.UUID("0e0c2b8e-6a0e-5a27-8f3b-7c1f4f1f6a52")
DIGEST_EXTRA = "padron_huella"
# What the extra says while a dataset is being filled and nobody may see it.
PENDING = "pendiente"
FILE_DIGEST = "padron_sha256"
_ABOUT = (
    ("datapackage.json", "Descripción del paquete (Data Package 2.0)", "JSON", "application/json"),
    ("README.md", "Léame", "MD", "text/markdown"),
)
# CKAN's own licence register names these without their version.
_LICENCE_ALIASES = {
    "cc-by-4.0": "cc-by",
    "cc-by-sa-4.0": "cc-by-sa",
    "cc0-1.0": "cc-zero",
    "odc-by-1.0": "odc-by",
    "odbl-1.0": "odc-odbl",
    "pddl-1.0": "odc-pddl",
}


@dataclass(frozen=True)
class CkanFile:
    """One resource as it should be.

    Attributes:
        id: chosen id, stable for dataset and path.
        path: file on disk.
        filename: name under which CKAN serves it.
        size: its bytes.
        fields: its metadata, all text.
    """

    id: str
    path: Path
    filename: str
    size: int
    fields: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """Digest of its bytes."""
        return self.fields[FILE_DIGEST]


@dataclass(frozen=True)
class CkanDataset:
    """A dataset as it should be.

    Attributes:
        metadata: what CKAN calls a package, without resources, extras and tags.
        extras: text by key.
        tags: names.
        files: its resources in order.
    """

    metadata: Mapping[str, Any]
    extras: Mapping[str, str]
    tags: tuple[str, ...]
    files: tuple[CkanFile, ...]

    @property
    def name(self) -> str:
        """Its slug on the portal."""
        return str(self.metadata["name"])


def organisation(name: str, publisher: Mapping[str, str]) -> dict[str, Any]:
    """The publishing organisation."""
    return {"name": name, "title": publisher["name"], "description": publisher["url"]}


def ckan_dataset(folder: Path, *, organisation_name: str, licences: Collection[str] = ()) -> CkanDataset:
    """The dataset that a package folder becomes.

    Args:
        folder: holds datapackage.json and every file that it declares.
        organisation_name: slug of the publishing organisation.
        licences: identifiers in the portal's licence register.
    """
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    publisher, contact = descriptor["contributors"][0], descriptor["contributors"][-1]
    licence = descriptor["licenses"][0]
    extras = {
        "base_legal": ", ".join(descriptor["legalBasis"]),
        "frecuencia": descriptor["accrualPeriodicity"],
        "identificador": descriptor["id"],
        "licencia": f"{licence['title']} {licence['path']}",
        "territorio": descriptor.get("spatial", ""),
        "fuentes": "; ".join(source["title"] for source in descriptor["sources"]),
        DIGEST_EXTRA: descriptor_digest(descriptor),
    }
    return CkanDataset(
        metadata={
            "name": descriptor["name"],
            "title": descriptor["title"],
            "notes": descriptor["description"],
            "owner_org": organisation_name,
            "license_id": licence_id(licence["name"], licences),
            "version": descriptor["version"],
            "author": publisher["title"],
            "maintainer": contact["title"],
            "maintainer_email": contact["email"],
        },
        extras={key: value for key, value in extras.items() if value},
        tags=tuple(descriptor["keywords"]),
        files=tuple(_files(folder, descriptor)),
    )


def creation(dataset: CkanDataset) -> dict[str, Any]:
    """What package_create is given: everything but the files, hidden, and marked as not finished."""
    extras = {**dataset.extras, DIGEST_EXTRA: PENDING}
    return {**_body(dataset.metadata, extras, dataset.tags), "private": True}


def completion(dataset: CkanDataset, remote: Mapping[str, Any]) -> dict[str, Any]:
    """What package_patch is given: our metadata, shown to everybody; extras and tags of other people stay."""
    extras = {item["key"]: item["value"] for item in remote.get("extras", [])} | dict(dataset.extras)
    tags = dict.fromkeys([*dataset.tags, *(item["name"] for item in remote.get("tags", []))])
    return {**_body(dataset.metadata, extras, tags), "id": remote["id"], "private": False}


def new_resource(file: CkanFile) -> dict[str, str]:
    """A resource for update__resources__extend; its file goes up in the same call."""
    return {"id": file.id, "url": file.filename, **file.fields}


def licence_id(declared: str, known: Collection[str]) -> str:
    """The portal's identifier of a licence: the same, the same in other letters, or its name without version."""
    by_lower = {item.lower(): item for item in known}
    for candidate in (declared.lower(), _LICENCE_ALIASES.get(declared.lower(), "")):
        if candidate in by_lower:
            return by_lower[candidate]
    return declared


def descriptor_digest(descriptor: Mapping[str, Any]) -> str:
    """SHA-256 of a descriptor in canonical JSON."""
    return hashlib.sha256(json.dumps(descriptor, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def resource_id(dataset_name: str, path: str) -> str:
    """The id of a file's resource: the same in every release."""
    return str(uuid.uuid5(_NAMESPACE, f"{dataset_name}/{path}"))


def _files(folder: Path, descriptor: Mapping[str, Any]) -> list[CkanFile]:
    name = descriptor["name"]
    found = [
        _file(name, folder, r["path"], title=r["title"], about=r.get("description", ""), kind=r["format"].upper(),
              media=r["mediatype"])
        for r in descriptor["resources"]
    ]  # fmt: skip
    found += [
        _file(name, folder, path, title=title, about="", kind=kind, media=media)
        for path, title, kind, media in _ABOUT
    ]
    return found


def _file(
    dataset_name: str, folder: Path, path: str, *, title: str, about: str, kind: str, media: str
) -> CkanFile:
    file = folder / path
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    fields = {
        "name": title,
        "description": about,
        "format": kind,
        "mimetype": media,
        "hash": f"sha256:{digest}",
        FILE_DIGEST: digest,
    }
    return CkanFile(resource_id(dataset_name, path), file, file.name.lower(), file.stat().st_size, fields)


def _body(metadata: Mapping[str, Any], extras: Mapping[str, str], tags: Collection[str]) -> dict[str, Any]:
    return {
        **metadata,
        "extras": [{"key": key, "value": value} for key, value in sorted(extras.items())],
        "tags": [{"name": tag} for tag in sorted(tags)],
    }

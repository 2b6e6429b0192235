"""Packages as CKAN sees them: dictionaries for its API, and what differs from what is there.

Belongs here: pure mapping and comparison. Does not belong here: HTTP (ckan_client.py).

Facts about CKAN's behaviour: shared ckan.md, section 8. Resource ids are chosen by us from dataset and path, so
that a retry replaces and never doubles; a dataset is recognised by the digest of its descriptor in an extra.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NAMESPACE = uuid.UUID("0e0c2b8e-6a0e-5a27-8f3b-7c1f4f1f6a52")
DIGEST_EXTRA = "padron_huella"
_PLAIN_FILES = (("datapackage.json", "JSON", "application/json"), ("README.md", "MD", "text/markdown"))


@dataclass(frozen=True)
class CkanFile:
    """One resource as it should be.

    Attributes:
        id: chosen id, stable for dataset and path.
        path: file on disk.
        filename: name under which CKAN serves it.
        fields: its metadata, all text.
    """

    id: str
    path: Path
    filename: str
    fields: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """Digest of its bytes, as the resource's hash."""
        return self.fields["hash"].removeprefix("sha256:")


@dataclass(frozen=True)
class Difference:
    """What has to be written so that a dataset is as it should be; empty when nothing."""

    create: bool
    new: tuple[CkanFile, ...]
    changed: tuple[CkanFile, ...]
    gone: tuple[str, ...]
    metadata: bool

    @property
    def is_empty(self) -> bool:
        """Whether the portal is up to date."""
        return not (self.create or self.new or self.changed or self.gone or self.metadata)


def organisation(name: str, publisher: Mapping[str, str]) -> dict[str, Any]:
    """The publishing organisation."""
    return {"name": name, "title": publisher["name"], "description": publisher["url"]}


def dataset(descriptor: Mapping[str, Any], *, organisation_name: str) -> dict[str, Any]:
    """A dataset's metadata without its resources."""
    publisher = descriptor["contributors"][0]
    return {
        "name": descriptor["name"],
        "title": descriptor["title"],
        "notes": descriptor["description"],
        "owner_org": organisation_name,
        "license_id": descriptor["licenses"][0]["name"],
        "version": descriptor["version"],
        "maintainer": publisher["title"],
        "maintainer_email": publisher["email"],
        "tags": [{"name": word} for word in descriptor["keywords"]],
        "extras": [
            {"key": "base_legal", "value": ", ".join(descriptor["legalBasis"])},
            {"key": "frecuencia", "value": descriptor["accrualPeriodicity"]},
            {"key": "identificador", "value": descriptor["id"]},
            {"key": DIGEST_EXTRA, "value": descriptor_digest(descriptor)},
        ],
    }


def package_files(folder: Path, descriptor: Mapping[str, Any]) -> list[CkanFile]:
    """The resources of a package: its tables, and the two files about it."""
    name = descriptor["name"]
    found = [
        _file(name, folder, r["path"], title=r["title"], kind=r["format"].upper(), media=r["mediatype"])
        for r in descriptor["resources"]
    ]
    found += [
        _file(name, folder, path, title=path, kind=kind, media=media) for path, kind, media in _PLAIN_FILES
    ]
    return found


def compare(
    remote: Mapping[str, Any] | None, descriptor: Mapping[str, Any], files: Sequence[CkanFile]
) -> Difference:
    """What has to be written; `remote` is the portal's answer, or None when the dataset is not there."""
    if remote is None:
        return Difference(True, tuple(files), (), (), metadata=True)
    there = {resource["id"]: resource for resource in remote.get("resources", [])}
    extras = {extra["key"]: extra["value"] for extra in remote.get("extras", [])}
    wanted = {file.id for file in files}
    return Difference(
        create=False,
        new=tuple(file for file in files if file.id not in there),
        changed=tuple(f for f in files if f.id in there and there[f.id].get("hash") != f.fields["hash"]),
        gone=tuple(sorted(set(there) - wanted)),
        metadata=bool(remote.get("private")) or extras.get(DIGEST_EXTRA) != descriptor_digest(descriptor),
    )


def descriptor_digest(descriptor: Mapping[str, Any]) -> str:
    """SHA-256 of a descriptor in canonical JSON."""
    return hashlib.sha256(json.dumps(descriptor, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _file(dataset_name: str, folder: Path, path: str, *, title: str, kind: str, media: str) -> CkanFile:
    file = folder / path
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    identity = str(uuid.uuid5(_NAMESPACE, f"{dataset_name}/{path}"))
    fields = {"name": title, "format": kind, "mimetype": media, "hash": f"sha256:{digest}"}
    return CkanFile(identity, file, file.name.lower(), fields)

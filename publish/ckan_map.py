"""Packages as CKAN sees them: dictionaries for its API.

Belongs here: pure mapping, both ways. Does not belong here: what a dataset says while it is written (ckan_state.py),
comparison (plan.py) or HTTP (ckan_client.py).

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

from publish.ckan_groups import group_names
from publish.ckan_tables import Table, table_of

_NAMESPACE = uuid.UUID("0e0c2b8e-6a0e-5a27-8f3b-7c1f4f1f6a52")
DIGEST_EXTRA = "padron_huella"
# What the extra says while a dataset is being written, and after it was withdrawn.
PENDING = "pendiente"
WITHDRAWN = "retirado"
RELEASE_EXTRA = "edicion"
# What was shown before the writing began; gone when it ends.
BEFORE_EXTRA = "padron_anterior"
FILE_DIGEST = "padron_sha256"
DESCRIPTOR = "datapackage.json"
_ABOUT = (
    (DESCRIPTOR, "Descripción del paquete (Data Package 2.0)", "JSON", "application/json"),
    ("README.md", "Léame", "MD", "text/markdown"),
)
# Views of a resource by its format, the best first; a table asks for one of _TABLE_VIEWS.
_TABLE_VIEWS = ("datatables_view", "recline_view")
_VIEWS = {"SVG": ("image_view",), "PNG": ("image_view",), "MD": ("text_view",), "JSON": ("text_view",)}
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
        fields: its metadata: text, and the schema as an object.
        table: the same as a DataStore table, when it is one.
        views: types of the view that shows it, the best first.
    """

    id: str
    path: Path
    filename: str
    size: int
    fields: Mapping[str, Any]
    table: Table | None = None
    views: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Digest of its bytes."""
        return str(self.fields[FILE_DIGEST])


@dataclass(frozen=True)
class CkanDataset:
    """A dataset as it should be.

    Attributes:
        metadata: what CKAN calls a package, without resources, extras and tags.
        extras: text by key.
        tags: names.
        files: its resources in order.
        groups: names of the groups of its themes.
        withdrawn: whether it only says why there is nothing.
        recalls: whether something that it held was withdrawn: it is never shown again as it was before.
    """

    metadata: Mapping[str, Any]
    extras: Mapping[str, str]
    tags: tuple[str, ...]
    files: tuple[CkanFile, ...]
    groups: tuple[str, ...] = ()
    withdrawn: bool = False
    recalls: bool = False

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
    descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    publisher, contact = descriptor["contributors"][0], descriptor["contributors"][-1]
    licence = descriptor["licenses"][0]
    extras = {
        "base_legal": ", ".join(descriptor["legalBasis"]),
        "frecuencia": descriptor["accrualPeriodicity"],
        RELEASE_EXTRA: descriptor.get("release", descriptor["version"]),
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
        groups=group_names(descriptor.get("themes", ())),
    )


def extras_of(remote: Mapping[str, Any]) -> dict[str, str]:
    """The extras of a dataset of a portal."""
    return {item["key"]: item["value"] for item in remote.get("extras", [])}


def new_resource(file: CkanFile) -> dict[str, Any]:
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
    found = [_declared(name, folder, resource) for resource in descriptor["resources"]]
    known = {file.path for file in found}
    found += [
        package_file(
            name, folder, path, {"name": title, "description": "", "format": kind, "mimetype": media}
        )
        for path, title, kind, media in _ABOUT
        if folder / path not in known
    ]
    return found


def _declared(dataset_name: str, folder: Path, resource: Mapping[str, Any]) -> CkanFile:
    """The file of a resource of the descriptor; one that is a table in CSV is a DataStore table too."""
    labels = {
        "name": resource["title"],
        "description": resource.get("description", ""),
        "format": resource["format"].upper(),
        "mimetype": resource["mediatype"],
    }
    schema = resource.get("schema")
    if schema:
        labels["schema"] = schema
    is_table = bool(schema) and resource.get("type") == "table" and labels["format"] == "CSV"
    return package_file(dataset_name, folder, resource["path"], labels, schema if is_table else None)


def package_file(
    dataset_name: str,
    folder: Path,
    path: str,
    labels: Mapping[str, Any],
    schema: Mapping[str, Any] | None = None,
) -> CkanFile:
    """A file as a resource.

    Args:
        dataset_name: whose.
        folder: of the package.
        path: of the file inside it.
        labels: name, description, format, mimetype, and the schema of a table.
        schema: given when it becomes a DataStore table.
    """
    file = folder / path
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return CkanFile(
        id=resource_id(dataset_name, path),
        path=file,
        filename=file.name.lower(),
        size=file.stat().st_size,
        fields={**labels, "hash": f"sha256:{digest}", FILE_DIGEST: digest},
        table=table_of(file, schema) if schema else None,
        views=_TABLE_VIEWS if schema else _VIEWS.get(labels["format"], ()),
    )

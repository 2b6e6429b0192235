"""A dataset whose release was withdrawn, on a portal: the reason stays, the bytes go.

Belongs here: what a portal holds after a withdrawal, and overwriting what it held before. Does not belong here: the
decision (editions.py), its local half (tombstone.py), or the order of writing (ckan_apply.py).

A withdrawn dataset is a package of one file, the record of its withdrawal; so it is planned, written and verified like
any other. CKAN never removes a file from its disk: every resource is first overwritten with that record and only then
taken away.
"""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from publish.ckan_api import Portal
from publish.ckan_failures import PassingError
from publish.ckan_map import (
    DESCRIPTOR,
    DIGEST_EXTRA,
    FILE_DIGEST,
    RELEASE_EXTRA,
    WITHDRAWN,
    CkanDataset,
    extras_of,
    package_file,
    resource_id,
)
from publish.ckan_revise import Revision, revise
from publish.ckan_state import is_pending

# For each dataset the record of each release of it that was withdrawn.
Records = Mapping[str, Mapping[str, Path]]


def withdrawn_dataset(remote: Mapping[str, Any], records: Mapping[str, Path]) -> CkanDataset | None:
    """What a portal's dataset becomes; None when the release that it holds was not withdrawn.

    One that was being written when a run ended holds files of two releases, nobody knows which: any release of it that
    was withdrawn takes it away.
    """
    record = records.get(extras_of(remote).get(RELEASE_EXTRA, ""))
    if record is None and records and is_pending(remote):
        record = records[max(records)]
    return None if record is None else _as_dataset(record, remote["name"])


def _as_dataset(record: Path, name: str) -> CkanDataset:
    said = json.loads(record.read_text(encoding="utf-8"))
    notes = f"**Retirado el {said['retirada_el']}.** {said['motivo']} Lo decidió: {said['decidido_por']}."
    labels = {"name": "Retiro: motivo y fecha", "description": said["motivo"], "format": "JSON",
              "mimetype": "application/json"}  # fmt: skip
    return CkanDataset(
        metadata={"name": name, "notes": notes},
        extras={
            DIGEST_EXTRA: WITHDRAWN,
            RELEASE_EXTRA: said["edicion"],
            "retirado_el": said["retirada_el"],
            "retiro_motivo": said["motivo"],
        },
        tags=(),
        files=(package_file(name, record.parent, record.name, labels),),
        withdrawn=True,
    )


def find_withdrawn(portal: Portal, name: str) -> Mapping[str, Any] | None:
    """The dataset of the portal that may hold withdrawn files, also after somebody renamed it; None when none."""
    shown: Mapping[str, Any] | None = portal.find("package_show", {"id": name})
    if shown is None:
        # Every package has a descriptor, and ids of resources follow from the name that we gave.
        descriptor = portal.find("resource_show", {"id": resource_id(name, DESCRIPTOR)})
        shown = portal.find("package_show", {"id": descriptor["package_id"]}) if descriptor else None
    return None if shown is None or shown.get("state") == "deleted" else shown


def overwrite(portal: Portal, dataset: CkanDataset, shown: Mapping[str, Any], gone: Collection[str]) -> None:
    """Put harmless bytes over each resource that is going away; each is downloaded and compared.

    Args:
        portal: where.
        dataset: what is left: its smallest file is what they become, of a withdrawn one the record.
        shown: the hidden dataset.
        gone: ids of the resources.

    Raises:
        PassingError: the portal still serves something else.
    """
    filler = min(dataset.files, key=lambda file: file.size)
    found = {resource["id"]: resource for resource in shown["resources"]}
    left = [identity for identity in gone if found[identity].get(FILE_DIGEST) != filler.sha256]
    if left:
        digests = {FILE_DIGEST: filler.sha256, "hash": filler.fields["hash"]}
        revise(
            portal,
            shown,
            Revision(fields=dict.fromkeys(left, digests), uploads=dict.fromkeys(left, filler)),
        )
    for identity in gone:
        path = f"dataset/{shown['id']}/resource/{identity}/download/{filler.filename}"
        if portal.served_digest(path, size=filler.size) != filler.sha256:
            raise PassingError(
                "el portal sigue sirviendo lo retirado",
                place=dataset.name,
                remedy="Pida a quien administra el portal que borre esos archivos, y publique otra vez.",
            )

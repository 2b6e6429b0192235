"""A dataset whose release was withdrawn, on a portal: the reason stays, the bytes go.

Belongs here: what a portal holds after a withdrawal, and overwriting what it held before. Does not belong here: the
decision (editions.py), its local half (tombstone.py), or the order of writing (ckan_apply.py).

A withdrawn dataset is a package of one file, the record of its withdrawal; so it is planned, written and verified like
any other. CKAN never removes a file from its disk: every resource is first overwritten with that record and only then
taken away.
"""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from publish.ckan_api import Portal
from publish.ckan_failures import PassingError
from publish.ckan_map import (
    DIGEST_EXTRA,
    FILE_DIGEST,
    RELEASE_EXTRA,
    WITHDRAWN,
    CkanDataset,
    extras_of,
    package_file,
    unfinished,
)

# For each dataset that is not published any more, the record of each release of it that was withdrawn.
Records = Mapping[str, Mapping[str, Path]]


def withdrawn_dataset(remote: Mapping[str, Any], records: Mapping[str, Path]) -> CkanDataset | None:
    """What a portal's dataset becomes; None when the release that it holds was not withdrawn."""
    record = records.get(extras_of(remote).get(RELEASE_EXTRA, ""))
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
            "retirado_el": said["retirada_el"],
            "retiro_motivo": said["motivo"],
        },
        tags=(),
        files=(package_file(name, record.parent, record.name, labels),),
        withdrawn=True,
    )


def bury(
    portal: Portal, dataset: CkanDataset, shown: Mapping[str, Any], gone: tuple[str, ...]
) -> Mapping[str, Any]:
    """Hide a dataset and overwrite each resource that is going away; each is downloaded and compared.

    Raises:
        PassingError: the portal still serves something else.
    """
    [record] = dataset.files
    found = {resource["id"]: resource for resource in shown["resources"]}
    left = [identity for identity in gone if found[identity].get(FILE_DIGEST) != record.sha256]
    if left:
        shown = _overwrite(portal, record.path, shown, left, record.sha256)
    for identity in gone:
        path = f"dataset/{shown['id']}/resource/{identity}/download/{record.filename}"
        if portal.served_digest(path) != record.sha256:
            raise PassingError(
                "el portal sigue sirviendo lo retirado",
                place=dataset.name,
                remedy="El conjunto está oculto; pida a quien administra el portal que borre esos archivos.",
            )
    return shown


def _overwrite(
    portal: Portal, record: Path, shown: Mapping[str, Any], identities: list[str], digest: str
) -> Mapping[str, Any]:
    fields = json.dumps({FILE_DIGEST: digest, "hash": f"sha256:{digest}"})
    data = {
        "match": json.dumps({"id": shown["id"], "metadata_modified": shown["metadata_modified"]}),
        "filter": json.dumps(["-extras"]),
        "update": json.dumps(unfinished(shown) | {"private": True}),
        **{f"update__resources__{identity}": fields for identity in identities},
    }
    with ExitStack() as stack:
        files = {
            f"update__resources__{identity}__upload": (record.name, stack.enter_context(record.open("rb")))
            for identity in identities
        }
        revised: Mapping[str, Any] = portal.call("package_revise", data, files=files)["package"]
    return revised

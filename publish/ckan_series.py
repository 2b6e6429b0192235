"""A series of reports as one dataset of a portal: the files of every period that stands, side by side.

Belongs here: joining the packages of a series. Does not belong here: one package (ckan_map.py), a dataset of which
everything was withdrawn (ckan_withdraw.py).

A dataset of tables shows its newest release and no other, because the next one takes its place. A report takes no
other's place: each period keeps its files, under ids of its own. The descriptor and the readme are those of the newest.
Of a report that was withdrawn the record stays and the files go, overwritten first like all that leaves a portal.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from publish.ckan_map import (
    DESCRIPTOR,
    DIGEST_EXTRA,
    CkanDataset,
    CkanFile,
    ckan_dataset,
    package_file,
    resource_id,
)
from publish.report_package import README, is_report_folder
from publish.shelf import LATEST
from publish.tombstone import TOMBSTONE

_OF_THE_NEWEST = frozenset({DESCRIPTOR, README})


def dataset_of(folder: Path, *, organisation_name: str, licences: Collection[str] = ()) -> CkanDataset:
    """The dataset that a package folder becomes; of a report, with all others of its series that lie beside it."""
    newest = ckan_dataset(folder, organisation_name=organisation_name, licences=licences)
    if not is_report_folder(folder):
        return newest
    kept = [file for file in newest.files if file.path.relative_to(folder).as_posix() in _OF_THE_NEWEST]
    beside = sorted((path for path in folder.parent.iterdir() if path.is_dir()), reverse=True)
    for other in beside:
        if other.name != LATEST and is_report_folder(other):
            kept += _files(other, organisation_name)
    records = [_record(newest.name, other) for other in beside if _is_withdrawn(other)]
    files = (*kept, *records)
    return replace(
        newest,
        files=files,
        extras={**newest.extras, DIGEST_EXTRA: _digest(files)},
        recalls=bool(records),
    )


def _files(folder: Path, organisation_name: str) -> Iterator[CkanFile]:
    dataset = ckan_dataset(folder, organisation_name=organisation_name)
    for file in dataset.files:
        path = file.path.relative_to(folder).as_posix()
        if path not in _OF_THE_NEWEST:
            yield replace(file, id=resource_id(dataset.name, f"{folder.name}/{path}"))


def _record(name: str, folder: Path) -> CkanFile:
    """The record of a withdrawal, under an id of its own."""
    said = json.loads((folder / TOMBSTONE).read_text(encoding="utf-8"))
    labels = {
        "name": f"Retiro de {folder.name}: motivo y fecha",
        "description": said["motivo"],
        "format": "JSON",
        "mimetype": "application/json",
    }
    file = package_file(name, folder, TOMBSTONE, labels)
    return replace(file, id=resource_id(name, f"{folder.name}/{TOMBSTONE}"))


def _is_withdrawn(folder: Path) -> bool:
    return folder.name != LATEST and (folder / TOMBSTONE).is_file()


def _digest(files: Collection[CkanFile]) -> str:
    """Of the whole series: every file by its id, and what is said of it."""
    said = [(file.id, file.sha256, dict(file.fields)) for file in files]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

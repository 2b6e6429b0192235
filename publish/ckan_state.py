"""What a dataset on a portal says of itself: that it is being written, that it is whole, that all may see it.

Belongs here: pure dictionaries for those states, and reading them. Does not belong here: files (ckan_map.py), what
differs (plan.py), or the order of states (ckan_apply.py).

The extra with our digest says "pendiente" from the first write to the last, so that whoever comes after a killed run
looks at every byte again. From that first write on the dataset is called by the release that is coming: what it holds
of it has to be found when that release is withdrawn. What it was called before is kept beside it, with the digests of
its files, for as long as the writing lasts: whoever comes after a killed run can tell whether they are all there.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from publish.ckan_map import (
    BEFORE_EXTRA,
    DIGEST_EXTRA,
    FILE_DIGEST,
    PENDING,
    RELEASE_EXTRA,
    CkanDataset,
    extras_of,
)

_FILES = "archivos"


def creation(dataset: CkanDataset) -> dict[str, Any]:
    """What package_create is given: everything but the files, hidden, and marked as not finished."""
    extras = {**dataset.extras, DIGEST_EXTRA: PENDING}
    return {**_body(dataset.metadata, extras, dataset.tags), "private": True}


def hiding(dataset: CkanDataset, remote: Mapping[str, Any]) -> dict[str, Any]:
    """What a dataset says while it is being written: hidden, not finished, and the release that is coming.

    What it was is kept only where files change: they are the first to be replaced, and tell by their digests whether
    anything was.
    """
    said = extras_of(remote)
    wanted = {file.id: file.sha256 for file in dataset.files}
    if is_open(remote) and not (dataset.withdrawn or dataset.recalls) and digests_of(remote) != wanted:
        kept = {key: said[key] for key in (DIGEST_EXTRA, RELEASE_EXTRA) if key in said}
        said[BEFORE_EXTRA] = json.dumps({**kept, _FILES: _mark(digests_of(remote))}, sort_keys=True)
    return {"extras": _extras(said | _marks(dataset)), "private": True}


def before_hiding(remote: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A dataset that a run left hidden, as it was shown before; None when its files are not all those of then."""
    said = extras_of(remote)
    try:
        kept = dict(json.loads(said.get(BEFORE_EXTRA, "")))
    except (ValueError, TypeError):
        return None
    if not is_pending(remote) or kept.pop(_FILES, "") != _mark(digests_of(remote)):
        return None
    return {**remote, "extras": _extras(_without_before(said) | kept), "private": False}


def completion(
    dataset: CkanDataset, remote: Mapping[str, Any], groups: Collection[str] = ()
) -> dict[str, Any]:
    """What a finished dataset says: our metadata, shown to everybody; extras, tags and groups of others stay.

    Args:
        dataset: as it should be.
        remote: as the portal has it.
        groups: those of its groups that we may add it to.
    """
    extras = _without_before(extras_of(remote)) | dict(dataset.extras)
    tags = dict.fromkeys([*dataset.tags, *(item["name"] for item in remote.get("tags", []))])
    names = dict.fromkeys([*(item["name"] for item in remote.get("groups", [])), *groups])
    return {
        **_body(dataset.metadata, extras, tags),
        "groups": [{"name": name} for name in names],
        "private": False,
        "state": "active",
    }


def returning(before: Mapping[str, Any], remote: Mapping[str, Any]) -> dict[str, Any]:
    """What a dataset says that is shown again as it was before it was hidden.

    Args:
        before: as it was.
        remote: as the portal has it; extras of others stay.
    """
    said = extras_of(before)
    marks = {key: said[key] for key in (DIGEST_EXTRA, RELEASE_EXTRA) if key in said}
    return {"extras": _extras(_without_before(extras_of(remote)) | marks), "private": False}


def is_pending(remote: Mapping[str, Any]) -> bool:
    """Whether a run did not come to its end: nothing that the portal says of the dataset is believed then."""
    return extras_of(remote).get(DIGEST_EXTRA) == PENDING


def is_covered(dataset: CkanDataset, remote: Mapping[str, Any]) -> bool:
    """Whether it is hidden and marked already, under the name of what is coming."""
    said = extras_of(remote)
    return bool(remote.get("private")) and all(said.get(key) == mark for key, mark in _marks(dataset).items())


def is_open(remote: Mapping[str, Any]) -> bool:
    """Whether everybody sees it, and it was finished."""
    return not remote.get("private") and remote.get("state") == "active" and not is_pending(remote)


def holds_digest(dataset: CkanDataset, remote: Mapping[str, Any]) -> bool:
    """Whether it was finished as this package."""
    return extras_of(remote).get(DIGEST_EXTRA) == dataset.extras[DIGEST_EXTRA]


def digests_of(shown: Mapping[str, Any]) -> dict[str, str]:
    """Digest of every file of ours that a dataset has, by the id of its resource."""
    return {item["id"]: item[FILE_DIGEST] for item in shown.get("resources", ()) if item.get(FILE_DIGEST)}


def _mark(digests: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()


def _without_before(extras: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in extras.items() if key != BEFORE_EXTRA}


def _marks(dataset: CkanDataset) -> dict[str, str]:
    release = dataset.extras.get(RELEASE_EXTRA)
    return {DIGEST_EXTRA: PENDING} | ({RELEASE_EXTRA: release} if release else {})


def _body(metadata: Mapping[str, Any], extras: Mapping[str, str], tags: Collection[str]) -> dict[str, Any]:
    return {**metadata, "extras": _extras(extras), "tags": [{"name": tag} for tag in sorted(tags)]}


def _extras(extras: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in sorted(extras.items())]

"""What a dataset on a portal says of itself: that it is being written, that it is whole, that all may see it.

Belongs here: pure dictionaries for those states, and reading them. Does not belong here: files (ckan_map.py), what
differs (plan.py), or the order of states (ckan_apply.py).

The extra with our digest says "pendiente" from the first write to the last, so that whoever comes after a killed run
looks at every byte again. From that first write on the dataset is called by the release that is coming: what it holds
of it has to be found when that release is withdrawn.
"""

from collections.abc import Collection, Mapping
from typing import Any

from publish.ckan_map import DIGEST_EXTRA, PENDING, RELEASE_EXTRA, CkanDataset, extras_of


def creation(dataset: CkanDataset) -> dict[str, Any]:
    """What package_create is given: everything but the files, hidden, and marked as not finished."""
    extras = {**dataset.extras, DIGEST_EXTRA: PENDING}
    return {**_body(dataset.metadata, extras, dataset.tags), "private": True}


def hiding(dataset: CkanDataset, remote: Mapping[str, Any]) -> dict[str, Any]:
    """What a dataset says while it is being written: hidden, not finished, and the release that is coming."""
    return {"extras": _extras(extras_of(remote) | _marks(dataset)), "private": True}


def completion(
    dataset: CkanDataset, remote: Mapping[str, Any], groups: Collection[str] = ()
) -> dict[str, Any]:
    """What a finished dataset says: our metadata, shown to everybody; extras, tags and groups of others stay.

    Args:
        dataset: as it should be.
        remote: as the portal has it.
        groups: those of its groups that we may add it to.
    """
    extras = extras_of(remote) | dict(dataset.extras)
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
    return {"extras": _extras(extras_of(remote) | marks), "private": False}


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


def _marks(dataset: CkanDataset) -> dict[str, str]:
    release = dataset.extras.get(RELEASE_EXTRA)
    return {DIGEST_EXTRA: PENDING} | ({RELEASE_EXTRA: release} if release else {})


def _body(metadata: Mapping[str, Any], extras: Mapping[str, str], tags: Collection[str]) -> dict[str, Any]:
    return {**metadata, "extras": _extras(extras), "tags": [{"name": tag} for tag in sorted(tags)]}


def _extras(extras: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in sorted(extras.items())]

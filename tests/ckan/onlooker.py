"""What anybody gets of a dataset: a release whole, or nothing; anything in between is an error."""

from collections.abc import Iterator
from pathlib import Path

import requests
from ckanapi import NotAuthorized, NotFound

from publish.ckan_map import RELEASE_EXTRA, CkanDataset, ckan_dataset, extras_of
from publish.ckan_tables import Row
from tests.ckan.conftest import Ckan
from tests.ckan.portal_case import anybody_sees, call, on_disk, served


def public_release(ckan: Ckan, name: str, *folders: Path) -> str:
    """The release that everybody gets, empty when nobody gets anything of any of these packages.

    Raises:
        AssertionError: what is seen is none of them as a whole: its files, its label, its tables.
    """
    packages = {folder: ckan_dataset(folder, organisation_name="x") for folder in folders}
    try:
        shown = anybody_sees(ckan, name)
    except (NotAuthorized, NotFound):
        for dataset in packages.values():
            assert list(_leaks(ckan, name, dataset)) == []
        return ""
    files = served(shown)
    [folder] = [folder for folder in folders if on_disk(folder) == files]
    dataset = packages[folder]
    assert extras_of(shown)[RELEASE_EXTRA] == dataset.extras[RELEASE_EXTRA]
    for file in dataset.files:
        if file.table:
            there = file.table.canonical(iter(_rows(ckan, file.id, file.table.names)))
            assert list(there) == list(file.table.canonical(file.table.rows()))
    return dataset.extras[RELEASE_EXTRA]


def _leaks(ckan: Ckan, name: str, dataset: CkanDataset) -> Iterator[str]:
    """Files and tables that somebody who knows their address still gets."""
    for file in dataset.files:
        address = f"{ckan.url}/dataset/{name}/resource/{file.id}/download/{file.filename}"
        if requests.get(address, timeout=30).status_code == requests.codes.ok:
            yield file.filename
        try:
            _rows(ckan, file.id, [])
        except (NotAuthorized, NotFound):
            continue
        yield f"table of {file.filename}"


def _rows(ckan: Ckan, identity: str, names: list[str]) -> list[Row]:
    given = {"resource_id": identity, "records_format": "lists", "sort": "_id", "limit": 1000}
    found = call(ckan, "datastore_search", {**given, **({"fields": names} if names else {})}, token="")
    return list(found["records"])

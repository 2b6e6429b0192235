"""Packages as CKAN takes them: nothing lost on the way, ids that stay."""

import json
from pathlib import Path

import pytest

from publish.ckan_map import (
    FILE_DIGEST,
    CkanDataset,
    ckan_dataset,
    descriptor_digest,
    licence_id,
    new_resource,
    organisation,
    resource_id,
)
from tests.publish.release_case import PUBLISHER, stage

REGISTER = ("notspecified", "cc-by", "cc-zero", "other-open")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("release")
    stage(home)
    return home / "staging" / "datasets" / "cobertura" / "2026-04"


@pytest.fixture(scope="module")
def dataset(folder: Path) -> CkanDataset:
    return ckan_dataset(folder, organisation_name="mides", licences=REGISTER)


def test_what_the_descriptor_says_can_be_read_back_from_ckan(folder: Path, dataset: CkanDataset) -> None:
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    metadata, extras = dataset.metadata, dataset.extras
    assert {
        "name": metadata["name"],
        "title": metadata["title"],
        "description": metadata["notes"],
        "version": metadata["version"],
        "keywords": list(dataset.tags),
        "id": extras["identificador"],
        "accrualPeriodicity": extras["frecuencia"],
        "legalBasis": extras["base_legal"].split(", "),
        "spatial": extras["territorio"],
        "sources": [{"title": title} for title in extras["fuentes"].split("; ")],
    } == {
        key: descriptor[key]
        for key in (
            "name", "title", "description", "version", "keywords", "id", "accrualPeriodicity", "legalBasis",
            "spatial", "sources",
        )
    }  # fmt: skip
    assert descriptor["licenses"][0]["path"] in extras["licencia"]
    assert metadata["maintainer_email"] == PUBLISHER["email"]


def test_every_file_of_the_package_is_a_resource_with_its_size_and_digest(
    folder: Path, dataset: CkanDataset
) -> None:
    on_disk = {path for path in folder.rglob("*") if path.is_file()}
    assert {file.path for file in dataset.files} == on_disk
    for file in dataset.files:
        assert file.size == file.path.stat().st_size
        assert file.fields["hash"] == f"sha256:{file.sha256}"
        assert "/" in file.fields["mimetype"]
        assert file.fields["name"]
    assert {file.fields["format"] for file in dataset.files} == {
        "CSV",
        "PARQUET",
        "JSON",
        "MD",
        "SVG",
        "CFF",
        "BIB",
        "XLSX",
    }


def test_an_id_depends_on_dataset_and_path_and_nothing_else(dataset: CkanDataset) -> None:
    assert resource_id("cobertura", "data/open_cobertura.csv") == dataset.files[0].id
    assert resource_id("otra", "data/open_cobertura.csv") != dataset.files[0].id
    assert len({file.id for file in dataset.files}) == len(dataset.files)


def test_a_new_resource_carries_its_chosen_id_and_all_its_metadata(dataset: CkanDataset) -> None:
    file = dataset.files[0]
    assert new_resource(file) == {"id": file.id, "url": "open_cobertura.csv", **file.fields}
    assert new_resource(file)[FILE_DIGEST] == file.sha256


def test_an_organisation_carries_name_and_address_of_the_publisher() -> None:
    assert organisation("mides", PUBLISHER) == {
        "name": "mides",
        "title": PUBLISHER["name"],
        "description": PUBLISHER["url"],
    }


@pytest.mark.parametrize(
    ("declared", "known", "expected"),
    [
        ("CC-BY-4.0", REGISTER, "cc-by"),
        ("CC-BY-4.0", ("CC-BY-4.0", "cc-by"), "CC-BY-4.0"),
        ("cc-by-4.0", ("CC-BY-4.0",), "CC-BY-4.0"),
        ("CC0-1.0", REGISTER, "cc-zero"),
        ("LICENCIA-PROPIA", REGISTER, "LICENCIA-PROPIA"),
        ("CC-BY-4.0", (), "CC-BY-4.0"),
    ],
)
def test_a_licence_is_called_as_the_portal_calls_it(
    declared: str, known: tuple[str, ...], expected: str
) -> None:
    assert licence_id(declared, known) == expected


def test_the_digest_of_a_descriptor_does_not_depend_on_the_order_of_its_keys() -> None:
    assert descriptor_digest({"a": 1, "b": "ñ"}) == descriptor_digest({"b": "ñ", "a": 1})
    assert descriptor_digest({"a": 1}) != descriptor_digest({"a": 2})

"""catalog.json: DCAT-AP in JSON-LD, every file of the release with size and digest, addresses that resolve."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publish.catalog import CONTEXT
from tests.publish.release_case import stage


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    stage(folder)
    return folder / "staging"


@pytest.fixture(scope="module")
def catalogue(staging: Path) -> dict[str, Any]:
    return dict(json.loads((staging / "catalog.json").read_text(encoding="utf-8")))


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from nodes(value)


def test_a_catalogue_says_what_dcat_ap_asks_of_it(catalogue: dict[str, Any]) -> None:
    assert catalogue["@type"] == "dcat:Catalog"
    for term in ("dct:title", "dct:description", "dct:publisher", "dct:language", "dcat:dataset"):
        assert catalogue[term], term
    for dataset in catalogue["dcat:dataset"]:
        for term in (
            "dct:title",
            "dct:description",
            "dcat:keyword",
            "dcat:contactPoint",
            "dct:publisher",
            "dcat:theme",
            "dct:spatial",
            "dct:accrualPeriodicity",
            "dcat:distribution",
        ):
            assert dataset[term], term
        for item in dataset["dcat:distribution"]:
            for term in ("dcat:accessURL", "dct:format", "dct:license", "spdx:checksum"):
                assert item[term], term


def test_every_term_has_its_vocabulary(catalogue: dict[str, Any]) -> None:
    terms = {key for node in nodes(catalogue["dcat:dataset"]) for key in node if not key.startswith("@")}
    assert {term.partition(":")[0] for term in terms} <= set(CONTEXT)


def test_every_file_is_there_with_its_size_and_digest(staging: Path, catalogue: dict[str, Any]) -> None:
    for dataset in catalogue["dcat:dataset"]:
        assert (staging / dataset["@id"]).is_file()
        assert (staging / dataset["dcat:landingPage"]["@id"]).is_file()
        for item in dataset["dcat:distribution"]:
            content = (staging / item["dcat:downloadURL"]["@id"]).read_bytes()
            assert item["dcat:byteSize"]["@value"] == str(len(content))
            assert item["spdx:checksum"]["spdx:checksumValue"] == hashlib.sha256(content).hexdigest()


def test_identifiers_stand_only_once(catalogue: dict[str, Any]) -> None:
    named = [item["@id"] for item in nodes(catalogue["dcat:dataset"]) if "@type" in item and "@id" in item]
    assert len(named) == len(set(named))


def test_the_same_release_gives_the_same_bytes(staging: Path, tmp_path: Path) -> None:
    stage(tmp_path)
    assert (tmp_path / "staging" / "catalog.json").read_bytes() == (staging / "catalog.json").read_bytes()

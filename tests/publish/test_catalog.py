"""catalog.json and catalog.ttl: DCAT-AP 3, every file with size and digest, series, addresses that resolve."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publish.catalog import CONTEXT, catalogue
from publish.editions import Register, Withdrawal
from publish.shelf import read_shelf
from publish.turtle import turtle
from tests.publish.release_case import PUBLISHER, specs, stage
from tests.publish.triples import Graph, from_jsonld, from_turtle

DATASET = (
    *("dct:title", "dct:description", "dcat:keyword", "dcat:contactPoint", "dct:publisher", "dcat:theme"),
    *(
        "dct:spatial",
        "dct:accrualPeriodicity",
        "dcat:distribution",
        "dcat:version",
        "dcat:inSeries",
        "dct:language",
    ),
    *("dct:accessRights", "dct:issued", "dct:modified", "dct:identifier", "foaf:page", "dcat:landingPage"),
)
SERIES = (
    "dct:title",
    "dct:description",
    "dct:publisher",
    "dct:accrualPeriodicity",
    "dct:issued",
    "dct:modified",
)
DISTRIBUTION = (
    *("dcat:accessURL", "dcat:downloadURL", "dct:format", "dct:license", "spdx:checksum", "dcat:byteSize"),
    *("dcat:mediaType", "dct:title", "dct:description"),
)


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    stage(folder)
    return folder / "staging"


@pytest.fixture(scope="module")
def content(staging: Path) -> dict[str, Any]:
    return dict(json.loads((staging / "catalog.json").read_text(encoding="utf-8")))


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from nodes(value)


def listed(content: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [node for node in content["dcat:dataset"] if node["@type"] == kind]


def test_a_catalogue_says_what_dcat_ap_asks_of_it(content: dict[str, Any]) -> None:
    assert content["@type"] == "dcat:Catalog"
    for term in ("dct:title", "dct:description", "dct:publisher", "dct:language", "dcat:dataset"):
        assert content[term], term
    for dataset in listed(content, "dcat:Dataset"):
        assert [term for term in DATASET if not dataset.get(term)] == []
        for item in dataset["dcat:distribution"]:
            assert [term for term in DISTRIBUTION if not item.get(term)] == []


def test_each_dataset_is_a_series_and_its_releases_are_members(content: dict[str, Any]) -> None:
    series = listed(content, "dcat:DatasetSeries")
    assert len(series) == len(specs())
    for node in series:
        assert [term for term in SERIES if not node.get(term)] == []
    assert {node["dcat:inSeries"]["@id"] for node in listed(content, "dcat:Dataset")} == {
        node["@id"] for node in series
    }


def test_a_release_points_to_the_one_before(tmp_path: Path) -> None:
    stage(tmp_path, release="2026-03")
    (tmp_path / "staging").rename(tmp_path / "public")
    stage(tmp_path)
    text = (tmp_path / "staging" / "catalog.json").read_text(encoding="utf-8")
    found = {node["@id"]: node.get("dcat:prev") for node in listed(json.loads(text), "dcat:Dataset")}
    assert found["datasets/cobertura/2026-04/datapackage.json"] == {
        "@id": "datasets/cobertura/2026-03/datapackage.json"
    }
    assert found["datasets/cobertura/2026-03/datapackage.json"] is None


def test_a_withdrawn_release_says_so_and_has_no_files(tmp_path: Path) -> None:
    decision = Withdrawal("cobertura", "2026-04", "Error de carga.", "Comité", "2026-05-10T00:00:00Z")
    stage(tmp_path, register=Register(withdrawals=(decision,)))
    text = (tmp_path / "staging" / "catalog.json").read_text(encoding="utf-8")
    (node,) = [n for n in listed(json.loads(text), "dcat:Dataset") if n["@id"].endswith("retiro.json")]
    assert node["adms:status"]["@id"].endswith("dataset-status/WITHDRAWN")
    assert "Error de carga." in node["dct:description"]["@value"]
    assert "dcat:distribution" not in node


def test_every_term_has_its_vocabulary(content: dict[str, Any]) -> None:
    terms = {key for node in nodes(content["dcat:dataset"]) for key in node if not key.startswith("@")}
    assert {term.partition(":")[0] for term in terms} <= set(CONTEXT)


def test_every_file_is_there_with_its_size_and_digest(staging: Path, content: dict[str, Any]) -> None:
    for dataset in listed(content, "dcat:Dataset"):
        assert (staging / dataset["@id"]).is_file()
        assert (staging / dataset["dcat:landingPage"]["@id"]).is_file()
        for page in dataset["foaf:page"]:
            assert (staging / page["@id"]).is_file()
        for item in dataset["dcat:distribution"]:
            data = (staging / item["dcat:downloadURL"]["@id"]).read_bytes()
            assert item["dcat:byteSize"]["@value"] == str(len(data))
            assert item["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(data).hexdigest()


def test_identifiers_stand_only_once(content: dict[str, Any]) -> None:
    named = [item["@id"] for item in nodes(content["dcat:dataset"]) if "@type" in item and "@id" in item]
    assert len(named) == len(set(named))


def test_turtle_says_the_same_as_json_ld(staging: Path, content: dict[str, Any]) -> None:
    one: Graph = from_jsonld(content)
    other: Graph = from_turtle((staging / "catalog.ttl").read_text(encoding="utf-8"))
    assert one == other
    assert len(one) > 300


def test_turtle_escapes_what_a_text_may_hold() -> None:
    said = 'una "cita", una \\ y\nun salto\tcon ñ'
    document = {"@context": CONTEXT, "@id": "un lugar", "dct:title": {"@language": "es", "@value": said}}
    text = turtle(document)
    assert "<un%20lugar>" in text
    assert ("un%20lugar", "http://purl.org/dc/terms/title", f"{said}@es") in from_turtle(text)


def test_a_deployment_that_says_where_it_is_served_gets_absolute_addresses(staging: Path) -> None:
    address = "https://datos.example.org/padron/"
    spec = specs()[0].model_copy(update={"address": address})
    shelf = read_shelf(spec, staging / "datasets" / spec.name, Register())
    node = catalogue([shelf], title="Padrón", publisher=PUBLISHER, created="2026-04-30T00:00:00Z")
    assert node["@context"]["@base"] == address
    assert turtle(node).startswith(f"@base <{address}> .\n")


def test_the_same_release_gives_the_same_bytes(staging: Path, tmp_path: Path) -> None:
    stage(tmp_path)
    for name in ("catalog.json", "catalog.ttl", "feed.xml"):
        assert (tmp_path / "staging" / name).read_bytes() == (staging / name).read_bytes()

"""Every package is a Data Package 2.0, and what belongs together in it does."""

import json
from pathlib import Path
from typing import Any

import frictionless
import jsonschema
import pytest

from publish.package import PackageReport
from tests.publish.data_package import DATA_PACKAGE, OFFICIAL
from tests.publish.release_case import stage, write_tables
from tests.publish.test_package import build


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[PackageReport]:
    return stage(tmp_path_factory.mktemp("release"))


def problems(descriptor: Any) -> list[str]:
    return [
        f"{list(error.absolute_path)}: {error.message[:80]}"
        for schema in (OFFICIAL, DATA_PACKAGE)
        for error in jsonschema.Draft7Validator(schema).iter_errors(descriptor)
    ]


def test_every_descriptor_is_what_the_standard_asks_for(reports: list[PackageReport]) -> None:
    for report in reports:
        assert problems(json.loads((report.folder / "datapackage.json").read_text(encoding="utf-8"))) == []


def test_a_package_with_as_little_as_a_deployment_may_say_is_valid_too(tmp_path: Path) -> None:
    report = build(
        tmp_path / "p",
        "coincidencias",
        write_tables(tmp_path),
        keywords=(),
        themes=(),
        method=(),
        spatial="",
        chart=None,
    )
    assert problems(report.descriptor) == []


@pytest.mark.parametrize(
    "spoiled",
    [
        {"licenses": []},
        {"keywords": []},
        {"resources": []},
        {"version": "2026-04"},
        {"created": "2026-04-30"},
        {"image": "../vista.svg"},
    ],
)
def test_the_schemas_notice(reports: list[PackageReport], spoiled: dict[str, Any]) -> None:
    assert problems({**reports[0].descriptor, **spoiled})


def test_names_of_resources_stand_once_and_keys_point_to_resources(reports: list[PackageReport]) -> None:
    for report in reports:
        names = [item["name"] for item in report.descriptor["resources"]]
        assert len(set(names)) == len(names)
        for item in report.descriptor["resources"]:
            for key in item.get("schema", {}).get("foreignKeys", ()):
                assert key["reference"]["resource"] in names


def test_frictionless_notices_a_code_that_is_not_in_its_list(tmp_path: Path) -> None:
    folder = build(tmp_path / "p", "coincidencias", write_tables(tmp_path)).folder
    codes = folder / "codigos-modalidad.csv"
    codes.write_bytes(codes.read_bytes().replace(b"P04,", b"P05,"))
    checked = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert "foreign-key" in {kind for [kind] in checked.flatten(["type"])}


def test_the_image_is_the_chart(reports: list[PackageReport]) -> None:
    for report in reports:
        assert ("image" in report.descriptor) == (report.spec.chart is not None)
        if "image" in report.descriptor:
            assert (report.folder / report.descriptor["image"]).is_file()

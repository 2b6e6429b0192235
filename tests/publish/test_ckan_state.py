"""What a dataset on a portal says while it is written, and what it becomes when what it holds was withdrawn."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publish.ckan_map import (
    BEFORE_EXTRA,
    DIGEST_EXTRA,
    FILE_DIGEST,
    PENDING,
    RELEASE_EXTRA,
    WITHDRAWN,
    CkanDataset,
    ckan_dataset,
)
from publish.ckan_state import before_hiding, completion, creation, hiding, is_covered, is_open, returning
from publish.ckan_withdraw import withdrawn_dataset
from tests.ckan.package_case import package


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> CkanDataset:
    """A package of the release 2026-04."""
    folder = package(tmp_path_factory.mktemp("release"), "entregas")
    return ckan_dataset(folder, organisation_name="mides", licences=("cc-by",))


def remote(release: str = "2026-03", digest: str = "d3", **fields: Any) -> dict[str, Any]:
    """The portal's answer for an earlier release, with what another person added."""
    extras = {"nota": "de otra persona", RELEASE_EXTRA: release, DIGEST_EXTRA: digest}
    listed = [{"key": key, "value": value} for key, value in extras.items()]
    return {
        "id": "un-id",
        "name": "entregas",
        "state": "active",
        "private": False,
        "extras": listed,
        **fields,
    }


def extras(content: dict[str, Any]) -> dict[str, str]:
    return {item["key"]: item["value"] for item in content["extras"]}


def test_a_dataset_is_made_hidden_and_marked_as_unfinished(dataset: CkanDataset) -> None:
    made = creation(dataset)
    assert made["private"] is True
    assert (extras(made)[DIGEST_EXTRA], extras(made)[RELEASE_EXTRA]) == (PENDING, "2026-04")
    assert "resources" not in made


def test_a_dataset_that_is_about_to_change_is_hidden_under_the_name_of_what_is_coming(
    dataset: CkanDataset,
) -> None:
    said = hiding(dataset, remote())
    assert said["private"] is True
    kept = extras(said).pop(BEFORE_EXTRA)
    assert {key: value for key, value in extras(said).items() if key != BEFORE_EXTRA} == {
        "nota": "de otra persona",
        RELEASE_EXTRA: "2026-04",
        DIGEST_EXTRA: PENDING,
    }
    assert {key: json.loads(kept)[key] for key in (RELEASE_EXTRA, DIGEST_EXTRA)} == {
        RELEASE_EXTRA: "2026-03",
        DIGEST_EXTRA: "d3",
    }
    assert set(said) == {"private", "extras"}


def test_what_a_killed_run_left_hidden_is_known_for_what_it_was(dataset: CkanDataset) -> None:
    before = remote(resources=[{"id": "r", FILE_DIGEST: "viejo"}, {"id": "ajeno"}])
    left = {**before, **hiding(dataset, before)}
    found = before_hiding(left)
    assert found is not None
    assert (extras(dict(found)), found["private"]) == (extras(before), False)


@pytest.mark.parametrize(
    "change",
    [
        {"resources": [{"id": "r", FILE_DIGEST: "nuevo"}]},
        {"resources": []},
        {"extras": [{"key": DIGEST_EXTRA, "value": PENDING}]},
        {"extras": [{"key": DIGEST_EXTRA, "value": PENDING}, {"key": BEFORE_EXTRA, "value": "[roto"}]},
    ],
    ids=["file-replaced", "file-gone", "not-kept", "torn"],
)
def test_half_of_a_release_is_not_what_was_there_before(dataset: CkanDataset, change: dict[str, Any]) -> None:
    before = remote(resources=[{"id": "r", FILE_DIGEST: "viejo"}])
    assert before_hiding({**before, **hiding(dataset, before), **change}) is None


def test_what_is_hidden_twice_is_still_known_for_what_everybody_saw(dataset: CkanDataset) -> None:
    before = remote(resources=[{"id": "r", FILE_DIGEST: "viejo"}])
    once = {**before, **hiding(dataset, before)}
    twice = {**once, **hiding(replace(dataset, extras={**dataset.extras, RELEASE_EXTRA: "2026-05"}), once)}
    found = before_hiding(twice)
    assert found is not None
    assert extras(dict(found)) == extras(before)


def test_what_was_hidden_by_somebody_or_is_withdrawn_is_not_kept_to_be_shown(dataset: CkanDataset) -> None:
    before = remote(resources=[{"id": "r", FILE_DIGEST: "viejo"}])
    by_somebody = hiding(dataset, {**before, "private": True})
    of_withdrawal = hiding(replace(dataset, withdrawn=True), before)
    assert BEFORE_EXTRA not in {**extras(by_somebody), **extras(of_withdrawal)}


def test_a_dataset_whose_files_stay_is_not_judged_by_them(dataset: CkanDataset) -> None:
    same = [{"id": file.id, FILE_DIGEST: file.sha256} for file in dataset.files]
    assert BEFORE_EXTRA not in extras(hiding(dataset, remote(resources=same)))


def test_a_finished_dataset_says_nothing_any_more_of_what_it_was(dataset: CkanDataset) -> None:
    left = {**remote(), **hiding(dataset, remote())}
    assert BEFORE_EXTRA in extras(left)
    assert BEFORE_EXTRA not in extras(completion(dataset, left))
    assert BEFORE_EXTRA not in extras(returning(remote(), left))


@pytest.mark.parametrize(
    ("release", "digest", "private", "expected"),
    [
        ("2026-04", PENDING, True, True),
        ("2026-04", PENDING, False, False),
        ("2026-03", PENDING, True, False),
        ("2026-04", "d4", True, False),
    ],
    ids=["covered", "somebody-showed-it", "hidden-for-another-release", "hidden-by-somebody"],
)
def test_it_is_hidden_once(
    dataset: CkanDataset, release: str, digest: str, *, private: bool, expected: bool
) -> None:
    assert is_covered(dataset, remote(release, digest, private=private)) is expected


def test_completing_shows_it_and_keeps_what_others_added(dataset: CkanDataset) -> None:
    before = remote("2026-04", PENDING, tags=[{"name": "ajena"}], groups=[{"name": "ajeno"}])
    patch = completion(dataset, before, ["salud"])
    assert patch["private"] is False
    assert extras(patch)["nota"] == "de otra persona"
    assert extras(patch)[DIGEST_EXTRA] == dataset.extras[DIGEST_EXTRA]
    assert {"ajena", *dataset.tags} == {tag["name"] for tag in patch["tags"]}
    assert patch["groups"] == [{"name": "ajeno"}, {"name": "salud"}]
    assert "resources" not in patch


def test_what_is_shown_again_says_what_it_said(dataset: CkanDataset) -> None:
    before = remote()
    now = {**before, **hiding(dataset, before)}
    assert returning(before, now) == {
        "private": False,
        "extras": sorted(before["extras"], key=lambda item: str(item["key"])),
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, True), ({"private": True}, False), ({"state": "deleted"}, False), ({"digest": PENDING}, False)],
)
def test_only_a_finished_dataset_without_a_cover_is_open(changes: dict[str, Any], *, expected: bool) -> None:
    assert is_open(remote(**changes)) is expected


@pytest.fixture
def records(tmp_path: Path) -> dict[str, Path]:
    """The records of two withdrawn releases."""
    said = {"motivo": "Una celda que no debía salir.", "decidido_por": "Comité", "retirada_el": "2026-05-04"}
    found = {}
    for release in ("2026-02", "2026-03"):
        found[release] = tmp_path / release / "retiro.json"
        found[release].parent.mkdir()
        found[release].write_text(json.dumps({**said, "edicion": release}), encoding="utf-8")
    return found


@pytest.mark.parametrize(
    ("release", "digest", "becomes"),
    [
        ("2026-03", "d3", "2026-03"),
        ("2026-02", WITHDRAWN, "2026-02"),
        ("2026-04", "d4", None),
        ("2026-03", PENDING, "2026-03"),
        ("2026-04", PENDING, "2026-03"),
        ("2026-01", PENDING, "2026-03"),
    ],
    ids=["holds-it", "done", "holds-another", "was-being-filled", "was-being-emptied", "written-by-an-older-run"],
)  # fmt: skip
def test_whoever_may_hold_a_byte_of_a_withdrawn_release_is_withdrawn(
    records: dict[str, Path], release: str, digest: str, becomes: str | None
) -> None:
    dataset = withdrawn_dataset(remote(release, digest), records)
    assert (dataset and dataset.extras[RELEASE_EXTRA]) == becomes


def test_a_dataset_without_records_is_left_alone() -> None:
    assert withdrawn_dataset(remote(digest=PENDING), {}) is None

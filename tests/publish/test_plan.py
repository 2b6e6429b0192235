"""The plan: create, update file by file, keep; refuse what is not ours."""

from pathlib import Path
from typing import Any

import pytest

from publish.ckan_map import FILE_DIGEST, CkanDataset, CkanFile, ckan_dataset
from publish.plan import DatasetPlan, compare, plan_text
from snis.errors import PublishError
from tests.publish.release_case import stage


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> CkanDataset:
    home = tmp_path_factory.mktemp("release")
    stage(home)
    folder = home / "staging" / "datasets" / "coincidencias" / "2026-04"
    return ckan_dataset(folder, organisation_name="mides", licences=("cc-by",))


@pytest.fixture
def remote(dataset: CkanDataset) -> dict[str, Any]:
    """The portal's answer when everything is as it should be, with CKAN's own fields around ours."""
    return {
        **dataset.metadata,
        "owner_org": "9c1e…",
        "organization": {"name": "mides"},
        "id": "id-del-conjunto",
        "state": "active",
        "private": False,
        "metadata_modified": "2026-05-01T00:00:00",
        "extras": [{"key": key, "value": value} for key, value in dataset.extras.items()]
        + [{"key": "nota", "value": "de otra persona"}],
        "tags": [{"name": tag} for tag in (*dataset.tags, "ajena")],
        "resources": [resource(file) for file in dataset.files],
    }


def resource(file: CkanFile) -> dict[str, Any]:
    return {
        "id": file.id,
        "url": f"https://datos/{file.filename}",
        "size": file.size,
        "position": 0,
        **file.fields,
    }


def test_what_is_not_there_is_made(dataset: CkanDataset) -> None:
    plan = compare(dataset, None)
    assert plan.action == "crear"
    assert plan.new == plan.sent == dataset.files


def test_what_is_as_it_should_be_is_left_alone(dataset: CkanDataset, remote: dict[str, Any]) -> None:
    plan = compare(dataset, remote)
    assert plan == DatasetPlan(dataset, remote, (), (), (), (), ())
    assert plan.action == "mantener"


def test_a_file_with_other_bytes_goes_up_and_no_other(dataset: CkanDataset, remote: dict[str, Any]) -> None:
    remote["resources"][1][FILE_DIGEST] = "0" * 64
    plan = compare(dataset, remote)
    assert (plan.action, plan.sent) == ("actualizar", (dataset.files[1],))
    assert not (plan.new or plan.relabelled or plan.gone or plan.metadata)


@pytest.mark.parametrize(
    ("field", "value", "goes_up"),
    [
        ("size", 1, True),
        ("size", None, False),
        (FILE_DIGEST, None, True),
        ("hash", "md5-of-an-extension", False),
        ("mimetype", None, False),
        ("format", "csv", False),
    ],
)
def test_only_what_is_ours_decides_whether_bytes_differ(
    dataset: CkanDataset, remote: dict[str, Any], *, field: str, value: Any, goes_up: bool
) -> None:
    remote["resources"][0][field] = value
    assert bool(compare(dataset, remote).sent) is goes_up


def test_a_title_that_differs_is_written_without_the_bytes(
    dataset: CkanDataset, remote: dict[str, Any]
) -> None:
    remote["resources"][0]["name"] = "otro"
    plan = compare(dataset, remote)
    assert (plan.relabelled, plan.sent) == ((dataset.files[0],), ())


def test_a_file_that_is_missing_goes_up(dataset: CkanDataset, remote: dict[str, Any]) -> None:
    del remote["resources"][2]
    assert compare(dataset, remote).new == (dataset.files[2],)


def test_only_resources_of_ours_are_taken_away(dataset: CkanDataset, remote: dict[str, Any]) -> None:
    remote["resources"] += [{"id": "ajeno"}, {"id": "nuestro", FILE_DIGEST: "0" * 64}]
    assert compare(dataset, remote).gone == ("nuestro",)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"title": "Otro"}, ("title",)),
        ({"private": True}, ("private",)),
        ({"organization": {"name": "otra"}}, ("owner_org",)),
        ({"tags": []}, ("tags",)),
        ({"notes": None, "version": ""}, ("notes", "version")),
    ],
)
def test_fields_that_differ_are_named(
    dataset: CkanDataset, remote: dict[str, Any], change: dict[str, Any], names: tuple[str, ...]
) -> None:
    assert compare(dataset, {**remote, **change}).metadata == names


def test_a_file_found_wrong_goes_up_again(dataset: CkanDataset, remote: dict[str, Any]) -> None:
    assert compare(dataset, remote, again={dataset.files[3].id}).sent == (dataset.files[3],)


def test_a_dataset_of_somebody_else_is_refused(dataset: CkanDataset, remote: dict[str, Any]) -> None:
    with pytest.raises(PublishError, match=r"coincidencias: .*no publicó Padrón"):
        compare(dataset, {**remote, "extras": []})


def test_a_deleted_dataset_is_refused(dataset: CkanDataset, remote: dict[str, Any]) -> None:
    with pytest.raises(PublishError, match="alguien borró"):
        compare(dataset, {**remote, "state": "deleted"})


def test_a_plan_can_be_read(dataset: CkanDataset, remote: dict[str, Any]) -> None:
    changed = {
        **remote,
        "title": "Otro",
        "resources": [*remote["resources"][1:], {"id": "r", FILE_DIGEST: "0"}],
    }
    text = plan_text([compare(dataset, remote), compare(dataset, changed), compare(dataset, None)])
    size = dataset.files[0].size
    assert text.splitlines()[:5] == [
        "mantener   coincidencias",
        f"actualizar coincidencias: 1 archivos por enviar ({size} bytes), 1 por quitar",
        f"           + open_coincidencia.csv ({size} bytes)",
        "           - recurso r",
        "           campos: title",
    ]
    assert text.splitlines()[5].startswith("crear      coincidencias: ")


def test_the_plan_of_a_package_depends_on_its_files_alone(dataset: CkanDataset, tmp_path: Path) -> None:
    stage(tmp_path)
    folder = tmp_path / "staging" / "datasets" / "coincidencias" / "2026-04"
    again = ckan_dataset(folder, organisation_name="mides", licences=("cc-by",))
    assert [file.fields for file in again.files] == [file.fields for file in dataset.files]
    assert (again.metadata, again.extras, again.tags) == (dataset.metadata, dataset.extras, dataset.tags)

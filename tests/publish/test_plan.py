"""The plan: create, update file by file, keep; tables and views; refuse what is not ours."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publish.ckan_map import DIGEST_EXTRA, FILE_DIGEST, PENDING, CkanDataset, CkanFile, ckan_dataset
from publish.ckan_portal import Offer, Remote
from publish.plan import DatasetPlan, compare
from publish.plan_text import plan_as_dict, plan_text
from tests.ckan.package_case import package

OFFER = Offer(
    extensions=frozenset({"datastore", "datatables_view", "text_view", "image_view"}),
    groups=frozenset({"poblacion-y-sociedad"}),
    open_groups=frozenset({"poblacion-y-sociedad"}),
)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> CkanDataset:
    folder = package(tmp_path_factory.mktemp("release"), "entregas", rows=3)
    return ckan_dataset(folder, organisation_name="mides", licences=("cc-by",))


@pytest.fixture
def shown(dataset: CkanDataset) -> dict[str, Any]:
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
        "groups": [{"name": name} for name in (*dataset.groups, "ajeno")],
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


def with_tables(dataset: CkanDataset, shown: dict[str, Any]) -> Remote:
    """The same with its tables and views."""
    return Remote(
        shown,
        {
            file.id: {
                "fields": [{"id": "_id", "type": "int"}, *file.table.fields],
                "meta": {"count": file.table.count},
            }
            for file in dataset.files
            if file.table
        },
        {file.id: frozenset(file.views[:1]) for file in dataset.files},
    )


@pytest.fixture
def remote(dataset: CkanDataset, shown: dict[str, Any]) -> Remote:
    return with_tables(dataset, shown)


def tabular(dataset: CkanDataset) -> list[CkanFile]:
    return [file for file in dataset.files if file.table]


def test_what_is_not_there_is_made(dataset: CkanDataset) -> None:
    plan = compare(dataset, None, OFFER)
    assert plan.action == "crear"
    assert plan.new == plan.sent == dataset.files
    assert list(plan.tables) == tabular(dataset)
    assert len(plan.views) == sum(bool(file.views) for file in dataset.files)


def test_what_is_as_it_should_be_is_left_alone(dataset: CkanDataset, remote: Remote) -> None:
    plan = compare(dataset, remote, OFFER)
    assert plan == DatasetPlan(dataset, remote)
    assert plan.action == "mantener"


def test_a_file_with_other_bytes_goes_up_and_no_other(dataset: CkanDataset, remote: Remote) -> None:
    remote.dataset["resources"][1][FILE_DIGEST] = "0" * 64
    plan = compare(dataset, remote, OFFER)
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
    dataset: CkanDataset, remote: Remote, *, field: str, value: Any, goes_up: bool
) -> None:
    remote.dataset["resources"][0][field] = value
    assert bool(compare(dataset, remote, OFFER).sent) is goes_up


def test_a_title_that_differs_is_written_without_the_bytes(dataset: CkanDataset, remote: Remote) -> None:
    remote.dataset["resources"][0]["name"] = "otro"
    plan = compare(dataset, remote, OFFER)
    assert (plan.relabelled, plan.sent, plan.tables) == ((dataset.files[0],), (), ())


def test_a_file_that_is_missing_goes_up(dataset: CkanDataset, remote: Remote) -> None:
    del remote.dataset["resources"][2]
    assert compare(dataset, remote, OFFER).new == (dataset.files[2],)


def test_only_resources_of_ours_are_taken_away(dataset: CkanDataset, remote: Remote) -> None:
    remote.dataset["resources"].extend([{"id": "ajeno"}, {"id": "nuestro", FILE_DIGEST: "0" * 64}])
    assert compare(dataset, remote, OFFER).gone == ("nuestro",)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"title": "Otro"}, ("title",)),
        ({"private": True}, ("private",)),
        ({"state": "draft"}, ("state",)),
        ({"organization": {"name": "otra"}}, ("owner_org",)),
        ({"tags": []}, ("tags",)),
        ({"groups": []}, ("groups",)),
        ({"notes": None, "version": ""}, ("notes", "version")),
    ],
)
def test_fields_that_differ_are_named(
    dataset: CkanDataset, shown: dict[str, Any], change: dict[str, Any], names: tuple[str, ...]
) -> None:
    assert compare(dataset, with_tables(dataset, {**shown, **change}), OFFER).metadata == names


def test_a_group_to_which_we_may_not_add_is_no_difference(
    dataset: CkanDataset, shown: dict[str, Any]
) -> None:
    closed = Offer(extensions=OFFER.extensions, groups=OFFER.groups)
    assert compare(dataset, with_tables(dataset, {**shown, "groups": []}), closed).action == "mantener"


@pytest.mark.parametrize("change", ["missing", "count", "type", "columns", "label"])
def test_a_table_that_differs_is_loaded_again(dataset: CkanDataset, remote: Remote, change: str) -> None:
    file = tabular(dataset)[0]
    found: dict[str, Any] = {**remote.tables[file.id]}
    fields = found["fields"]
    wrong = {
        "count": {**found, "meta": {"count": 0}},
        "type": {**found, "fields": [fields[0], {**fields[1], "type": "int4"}, *fields[2:]]},
        "columns": {**found, "fields": fields[:-1]},
        "label": {**found, "fields": [fields[0], {**fields[1], "info": {}}, *fields[2:]]},
    }
    tables = {key: info for key, info in remote.tables.items() if key != file.id}
    if change in wrong:
        tables[file.id] = wrong[change]
    plan = compare(dataset, Remote(remote.dataset, tables, remote.views), OFFER)
    assert (plan.action, plan.tables, plan.sent) == ("actualizar", (file,), ())


def test_a_portal_without_a_datastore_gets_files_alone(dataset: CkanDataset, shown: dict[str, Any]) -> None:
    bare = Offer(open_groups=OFFER.open_groups)
    assert compare(dataset, Remote(shown), bare).action == "mantener"


def test_a_view_that_is_missing_is_made_and_one_of_somebody_else_is_enough(
    dataset: CkanDataset, remote: Remote
) -> None:
    file = tabular(dataset)[0]
    none = {**remote.views, file.id: frozenset({"otra_view"})}
    plan = compare(dataset, Remote(remote.dataset, remote.tables, none), OFFER)
    assert (plan.action, plan.views) == ("actualizar", {file.id: "datatables_view"})
    other = {**remote.views, file.id: frozenset({"recline_view"})}
    assert compare(dataset, Remote(remote.dataset, remote.tables, other), OFFER).action == "mantener"


def test_nothing_is_believed_of_a_dataset_that_was_not_finished(
    dataset: CkanDataset, shown: dict[str, Any]
) -> None:
    extras = [item for item in shown["extras"] if item["key"] != DIGEST_EXTRA]
    pending = {**shown, "extras": [*extras, {"key": DIGEST_EXTRA, "value": PENDING}]}
    plan = compare(dataset, with_tables(dataset, pending), OFFER)
    assert (plan.unfinished, plan.action) == (True, "actualizar")
    assert list(plan.tables) == tabular(dataset)


def test_a_file_found_wrong_goes_up_again(dataset: CkanDataset, remote: Remote) -> None:
    assert compare(dataset, remote, OFFER, again={dataset.files[3].id}).sent == (dataset.files[3],)


@pytest.mark.parametrize(
    ("change", "said"), [({"extras": []}, "no publicó Padrón"), ({"state": "deleted"}, "alguien borró")]
)
def test_what_is_not_ours_to_write_waits_for_a_person(
    dataset: CkanDataset, shown: dict[str, Any], change: dict[str, Any], said: str
) -> None:
    plan = compare(dataset, Remote({**shown, **change}), OFFER)
    assert plan.action == "esperar"
    assert plan.refusal is not None
    assert said in plan.refusal.message
    assert said in plan_text([plan])


def test_a_plan_can_be_read(dataset: CkanDataset, remote: Remote, shown: dict[str, Any]) -> None:
    changed = {
        **shown,
        "title": "Otro",
        "resources": [
            *shown["resources"][1:],
            {"id": "r", "url": "https://datos/viejo.csv", FILE_DIGEST: "0"},
        ],
    }
    plans = [compare(dataset, remote, OFFER), compare(dataset, with_tables(dataset, changed), OFFER)]
    size, rows = dataset.files[0].size, dataset.files[0].table
    assert rows is not None
    assert plan_text(plans).splitlines() == [
        "mantener   entregas",
        f"actualizar entregas: 1 archivos por enviar ({size} bytes), 1 por quitar",
        f"           + entregas.csv ({size} bytes)",
        "           - viejo.csv",
        f"           # tabla entregas.csv ({rows.count} filas)",
        "           cambiado en el portal por otra persona; se repone:",
        f"           title: «Otro» → «{dataset.metadata['title']}»",
    ]
    assert plan_text([compare(dataset, None, OFFER)]).startswith("crear      entregas: ")


def test_only_bytes_and_rows_ask_for_a_cover(dataset: CkanDataset, remote: Remote) -> None:
    plans = {
        "title": compare(dataset, replace(remote, dataset={**remote.dataset, "title": "Otro"}), OFFER),
        "view": compare(dataset, replace(remote, views={}), OFFER),
        "table": compare(dataset, replace(remote, tables={}), OFFER),
        "file": compare(dataset, remote, OFFER, again=(dataset.files[0].id,)),
        "gone": compare(
            dataset,
            replace(
                remote,
                dataset={
                    **remote.dataset,
                    "resources": [*remote.dataset["resources"], {"id": "r", FILE_DIGEST: "0"}],
                },
            ),
            OFFER,
        ),
    }
    assert {name: plan.rewrites for name, plan in plans.items()} == {
        "title": False, "view": False, "table": True, "file": True, "gone": True,
    }  # fmt: skip
    assert [name for name, plan in plans.items() if plan.rows_differ] == ["table"]


def test_a_plan_says_that_nobody_sees_what_a_killed_run_left(
    dataset: CkanDataset, shown: dict[str, Any]
) -> None:
    extras = [
        {"key": key, "value": value} for key, value in {**dataset.extras, DIGEST_EXTRA: PENDING}.items()
    ]
    left = compare(dataset, with_tables(dataset, {**shown, "private": True, "extras": extras}), OFFER)
    assert (left.hidden, plan_as_dict(left)["oculto"]) == (True, True)
    assert "quedó oculto en el portal: padron publish apply" in plan_text([left])
    by_somebody = compare(dataset, with_tables(dataset, {**shown, "private": True}), OFFER)
    assert (by_somebody.hidden, plan_as_dict(by_somebody)["oculto"]) == (False, False)


def test_a_plan_for_machines_holds_every_value(dataset: CkanDataset, shown: dict[str, Any]) -> None:
    long = "x" * 400
    told = plan_as_dict(compare(dataset, with_tables(dataset, {**shown, "notes": long}), OFFER))
    assert (told["accion"], told["editado_en_el_portal"]) == ("actualizar", True)
    assert told["cambios"] == [
        {"lugar": "", "campo": "notes", "antes": long, "despues": dataset.metadata["notes"]}
    ]


def test_the_plan_of_a_package_depends_on_its_files_alone(dataset: CkanDataset, tmp_path: Path) -> None:
    folder = package(tmp_path, "entregas", rows=3)
    again = ckan_dataset(folder, organisation_name="mides", licences=("cc-by",))
    assert [file.fields for file in again.files] == [file.fields for file in dataset.files]
    assert (again.metadata, again.extras, again.tags) == (dataset.metadata, dataset.extras, dataset.tags)

"""Publication to a real CKAN: created once, left alone afterwards, changed file by file, verified by download."""

import json
import logging
import secrets
import urllib.request
from pathlib import Path

import pytest
import requests
from ckanapi import NotAuthorized, NotFound

from publish.plan_text import plan_text
from snis.errors import PublishError
from tests.ckan.conftest import Ckan
from tests.ckan.package_case import CODES, FILES, TABLE, TABLES, VIEWS, package
from tests.ckan.portal_case import (
    WRITES,
    Corrupting,
    CutOff,
    anybody_sees,
    call,
    file_names,
    on_disk,
    plan,
    publish,
    recording,
    served,
    through,
    verify,
    watching,
    whole_package,
)

pytestmark = pytest.mark.ckan


def test_the_first_publication_creates_everything_and_anybody_can_read_it(
    ckan: Ckan, name: str, tmp_path: Path
) -> None:
    folder = whole_package(tmp_path, name)
    files = on_disk(folder)
    report = publish(folder, ckan)
    assert (report.created, report.files) == ((name,), len(files))
    shown = anybody_sees(ckan, name)
    assert not shown["private"]
    assert shown["license_id"] == "cc-by"
    assert shown["organization"]["title"] == "Ministerio de muestra"
    assert [group["title"] for group in shown["groups"]] == ["Población y sociedad"]
    assert served(shown) == files
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert shown["version"] == descriptor["version"]
    csv = next(item for item in shown["resources"] if item["url"].endswith(".csv"))
    declared = descriptor["resources"][0]
    assert (csv["name"], csv["format"], csv["mimetype"]) == (declared["title"], "CSV", "text/csv")
    assert (csv["hash"], csv["size"]) == (declared["hash"], declared["bytes"])
    assert csv["schema"] == declared["schema"]
    assert verify(folder, ckan) == ()


def test_a_table_can_be_searched_with_its_types_and_its_dictionary(
    ckan: Ckan, name: str, tmp_path: Path
) -> None:
    report = publish(package(tmp_path, name, rows=2), ckan)
    assert report.tables == TABLES
    csv = next(item for item in anybody_sees(ckan, name)["resources"] if item["url"].endswith(TABLE))
    found = call(ckan, "datastore_search", {"resource_id": csv["id"], "sort": "_id"}, token="")
    assert [
        {key: value for key, value in row.items() if key != "_id"} for row in found["records"]
    ] == [
        {"departamento_codigo": "01", "modalidad_codigo": "P02", "personas": 120, "monto_gtq": None,
         "completo": True, "dia": "2026-04-30"},
        {"departamento_codigo": "01", "modalidad_codigo": "P02", "personas": 121, "monto_gtq": 1250.5,
         "completo": True, "dia": "2026-04-30"},
    ]  # fmt: skip
    assert [(item["id"], item["type"]) for item in found["fields"] if item["id"] != "_id"] == [
        ("departamento_codigo", "text"), ("modalidad_codigo", "text"), ("personas", "int8"),
        ("monto_gtq", "numeric"), ("completo", "bool"), ("dia", "date"),
    ]  # fmt: skip
    words = {item["id"]: item.get("info") for item in found["fields"]}
    assert words["personas"] == {"label": "Personas", "notes": "Columna personas."}


def test_a_table_without_rows_is_a_table_with_columns(ckan: Ckan, name: str, tmp_path: Path) -> None:
    folder = package(tmp_path, name, rows=0)
    publish(folder, ckan)
    assert verify(folder, ckan) == ()
    publish(package(tmp_path, name, rows=3), ckan)
    publish(package(tmp_path, name, rows=0), ckan)
    assert verify(folder, ckan) == ()


def test_every_file_that_can_be_looked_at_has_one_view(ckan: Ckan, name: str, tmp_path: Path) -> None:
    publish(package(tmp_path, name), ckan)
    publish(package(tmp_path, name, persons=130), ckan)
    shown = anybody_sees(ckan, name)
    views = {
        item["url"].rsplit("/", 1)[-1]: [
            view["view_type"] for view in call(ckan, "resource_view_list", {"id": item["id"]})
        ]
        for item in shown["resources"]
    }
    assert views == {
        TABLE: ["datatables_view"],
        CODES: ["datatables_view"],
        "datapackage.json": ["text_view"],
        "readme.md": ["text_view"],
    }
    assert sum(map(len, views.values())) == VIEWS


def test_a_second_publication_that_changes_nothing_touches_nothing(
    ckan: Ckan, name: str, tmp_path: Path
) -> None:
    folder = package(tmp_path, name)
    publish(folder, ckan)
    before = anybody_sees(ckan, name)
    actions: list[str] = []
    report = publish(folder, ckan, session=recording(actions))
    assert not report.changed
    assert report.kept == (name,)
    assert WRITES.isdisjoint(actions)
    assert anybody_sees(ckan, name) == before


def test_a_plan_says_what_would_be_done_and_does_nothing(ckan: Ckan, name: str, tmp_path: Path) -> None:
    folder = package(tmp_path, name)
    actions: list[str] = []
    assert plan(folder, ckan, session=recording(actions)).action == "crear"
    assert WRITES.isdisjoint(actions)
    with pytest.raises(NotFound):
        anybody_sees(ckan, name)
    publish(folder, ckan)
    assert plan_text([plan(folder, ckan)]) == f"mantener   {name}\n"


def test_a_changed_file_updates_that_resource_only_and_keeps_every_id(
    ckan: Ckan, name: str, tmp_path: Path
) -> None:
    publish(package(tmp_path, name, persons=120), ckan)
    before = {item["id"]: item for item in anybody_sees(ckan, name)["resources"]}
    folder = package(tmp_path, name, persons=125)
    report = publish(folder, ckan)
    shown = anybody_sees(ckan, name)
    after = {item["id"]: item for item in shown["resources"]}
    assert (report.updated, report.files, report.tables) == ((name,), 3, 1)
    assert list(after) == list(before)
    changed = {item["url"].rsplit("/", 1)[-1] for key, item in after.items() if item != before[key]}
    assert changed == {TABLE, "datapackage.json", "readme.md"}
    assert served(shown) == on_disk(folder)


def test_a_file_that_left_the_package_leaves_the_dataset(ckan: Ckan, name: str, tmp_path: Path) -> None:
    publish(package(tmp_path, name), ckan)
    publish(package(tmp_path, name, codes=False), ckan)
    assert set(file_names(anybody_sees(ckan, name))) == FILES - {CODES}
    publish(package(tmp_path, name), ckan)
    assert set(file_names(anybody_sees(ckan, name))) == FILES


def test_nobody_sees_a_dataset_before_its_files_are_verified(ckan: Ckan, name: str, tmp_path: Path) -> None:
    looked: list[str] = []

    def look(answer: requests.Response) -> None:
        if "/download/" in answer.url:
            with pytest.raises(NotAuthorized):
                anybody_sees(ckan, name)
            assert requests.get(answer.url, timeout=10).status_code == requests.codes.forbidden
            looked.append(answer.url.rsplit("/", 1)[-1])

    publish(package(tmp_path, name), ckan, session=watching(look))
    assert set(looked) == FILES
    assert not anybody_sees(ckan, name)["private"]


def test_a_dataset_that_serves_other_bytes_stays_hidden(ckan: Ckan, name: str, tmp_path: Path) -> None:
    folder = package(tmp_path, name)
    with pytest.raises(PublishError, match="otros bytes") as caught:
        publish(folder, ckan, session=through(Corrupting(times=99)))
    assert caught.value.remedy
    with pytest.raises(NotAuthorized):
        anybody_sees(ckan, name)
    assert publish(folder, ckan).updated == (name,)
    assert served(anybody_sees(ckan, name)) == on_disk(folder)


def test_a_file_that_arrived_wrong_is_sent_again(ckan: Ckan, name: str, tmp_path: Path) -> None:
    folder = package(tmp_path, name)
    report = publish(folder, ckan, session=through(Corrupting(times=2)))
    assert report.created == (name,)
    assert served(anybody_sees(ckan, name)) == on_disk(folder)


@pytest.mark.parametrize("failures", [1, 2, 3])
def test_an_index_that_fails_is_tried_again(ckan: Ckan, name: str, tmp_path: Path, failures: int) -> None:
    publish(package(tmp_path, name, persons=120), ckan)
    folder = package(tmp_path, name, persons=130)
    root = ckan.solr.split("/solr", 1)[0]
    urllib.request.urlopen(f"{root}/standin/fail?updates={failures}&status=503").read()
    assert publish(folder, ckan).updated == (name,)
    assert sorted(file_names(anybody_sees(ckan, name))) == sorted(FILES)
    assert served(anybody_sees(ckan, name)) == on_disk(folder)


@pytest.mark.parametrize(
    "action", ["package_create", "package_revise", "datastore_create", "resource_view_create"]
)
def test_an_answer_that_is_lost_does_nothing_twice(
    ckan: Ckan, name: str, tmp_path: Path, action: str
) -> None:
    folder = package(tmp_path, name)
    line = CutOff(action)
    assert publish(folder, ckan, session=through(line)).created == (name,)
    assert line.cut == 1
    shown = anybody_sees(ckan, name)
    assert sorted(file_names(shown)) == sorted(FILES)
    assert served(shown) == on_disk(folder)
    assert not publish(folder, ckan).changed


def test_a_portal_that_stays_down_is_given_up_with_advice(ckan: Ckan, name: str, tmp_path: Path) -> None:
    root = ckan.solr.split("/solr", 1)[0]
    urllib.request.urlopen(f"{root}/standin/fail?updates=99&status=503").read()
    try:
        with pytest.raises(PublishError) as caught:
            publish(package(tmp_path, name), ckan)
    finally:
        urllib.request.urlopen(f"{root}/standin/fail?updates=0").read()
    assert "Remedio" in str(caught.value)
    with pytest.raises(NotFound):
        anybody_sees(ckan, name)


def test_somebody_who_edits_at_the_same_time_loses_nothing(ckan: Ckan, name: str, tmp_path: Path) -> None:
    publish(package(tmp_path, name, persons=120), ckan)
    edits: list[str] = []

    def edit(answer: requests.Response) -> None:
        if answer.url.endswith("/package_show") and len(edits) < 2:
            edits.append(f"e{len(edits)}")
            shown = call(ckan, "package_show", {"id": name})
            tags = [*shown["tags"], {"name": edits[-1]}]
            extras = [*shown["extras"], {"key": edits[-1], "value": "de otra persona"}]
            call(ckan, "package_patch", {"id": name, "tags": tags, "extras": extras})

    folder = package(tmp_path, name, persons=130)
    assert publish(folder, ckan, session=watching(edit)).updated == (name,)
    shown = anybody_sees(ckan, name)
    assert {"e0", "e1"} <= {tag["name"] for tag in shown["tags"]}
    assert {"e0", "e1"} <= {extra["key"] for extra in shown["extras"]}
    assert served(shown) == on_disk(folder)


def test_resources_of_other_people_stay(ckan: Ckan, name: str, tmp_path: Path) -> None:
    publish(package(tmp_path, name, persons=120), ckan)
    shown = call(ckan, "package_show", {"id": name})
    note = {"package_id": shown["id"], "name": "Nota", "url": "https://example.org/nota"}
    own = call(ckan, "resource_create", note)["id"]
    publish(package(tmp_path, name, persons=130), ckan)
    assert own in {item["id"] for item in anybody_sees(ckan, name)["resources"]}
    assert not publish(package(tmp_path, name, persons=130), ckan).changed


def test_a_field_that_somebody_spoiled_is_put_right(ckan: Ckan, name: str, tmp_path: Path) -> None:
    folder = package(tmp_path, name)
    publish(folder, ckan)
    before = anybody_sees(ckan, name)
    call(ckan, "package_patch", {"id": name, "title": "Otro título"})
    report = publish(folder, ckan)
    assert (report.updated, report.files) == ((name,), 0)
    assert anybody_sees(ckan, name)["title"] == before["title"]


def test_a_dataset_of_somebody_else_with_the_same_name_is_left_alone(
    ckan: Ckan, name: str, tmp_path: Path
) -> None:
    publish(package(tmp_path, f"{name}-x"), ckan)
    call(ckan, "package_create", {"name": name, "title": "Ajeno", "owner_org": "ministerio-de-prueba"})
    with pytest.raises(PublishError, match="no publicó Padrón"):
        publish(package(tmp_path, name), ckan)
    assert anybody_sees(ckan, name)["title"] == "Ajeno"


def test_a_dataset_that_somebody_deleted_is_not_brought_back(ckan: Ckan, name: str, tmp_path: Path) -> None:
    folder = package(tmp_path, name)
    publish(folder, ckan)
    call(ckan, "package_delete", {"id": name})
    with pytest.raises(PublishError, match="alguien borró"):
        publish(folder, ckan)


def test_an_editor_of_the_organisation_is_enough(ckan: Ckan, name: str, tmp_path: Path) -> None:
    user, organisation = f"u-{secrets.token_hex(4)}", f"o-{secrets.token_hex(4)}"
    call(ckan, "organization_create", {"name": organisation})
    account = {"name": user, "email": f"{user}@example.org", "password": secrets.token_urlsafe(12)}
    call(ckan, "user_create", account)
    member = {"id": organisation, "username": user, "role": "editor"}
    call(ckan, "organization_member_create", member)
    token = call(ckan, "api_token_create", {"user": user, "name": "prueba"})["token"]
    publish(package(tmp_path, f"{name}-0"), ckan)
    folder = package(tmp_path, name)
    assert publish(folder, ckan, token=token, organisation=organisation).created == (name,)
    assert served(anybody_sees(ckan, name)) == on_disk(folder)
    with pytest.raises(PublishError, match="no autoriza") as caught:
        publish(package(tmp_path, f"{name}-2"), ckan, token=token)
    assert "editor" in caught.value.remedy


def test_a_token_that_is_not_accepted_is_said_without_the_token(
    ckan: Ckan, name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    token = f"no-es-un-token-{secrets.token_hex(8)}"
    with caplog.at_level(logging.DEBUG), pytest.raises(PublishError, match="token") as caught:
        publish(package(tmp_path, name), ckan, token=token)
    assert token not in f"{caught.value} {caught.value!r} {caught.value.remedy} {caplog.text}"
    assert "editor" in caught.value.remedy


def test_an_organisation_must_be_named(ckan: Ckan, name: str, tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="PADRON_CKAN_ORGANISATION"):
        publish(package(tmp_path, name), ckan, organisation="")

"""Other people and programs at work on the same portal while we publish: nothing of theirs is lost, nothing of ours is
left half, and what only a person may decide waits for one."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from ckanapi import NotAuthorized

from publish import ckan_datastore
from snis.errors import PublishError
from tests.ckan.conftest import Ckan
from tests.ckan.faults import Killed, Line, raising
from tests.ckan.package_case import FILES, TABLE, package
from tests.ckan.portal_case import (
    anybody_sees,
    call,
    file_names,
    on_disk,
    plan,
    publish,
    served,
    through,
    verify,
    watching,
)

pytestmark = pytest.mark.ckan


def once_after(action: str, do: Callable[[], object], *, number: int = 1) -> requests.Session:
    """A session in which somebody does something right after the portal answered an action for the nth time."""
    done: list[str] = []

    def look(answer: requests.Response) -> None:
        if answer.url.endswith(f"/{action}"):
            done.append(action)
            if len(done) == number:
                do()

    return watching(look)


def resource_of(ckan: Ckan, name: str, file: str) -> str:
    shown = call(ckan, "package_show", {"id": name})
    return str(next(item["id"] for item in shown["resources"] if item["url"].endswith(file)))


def is_right(ckan: Ckan, name: str, folder: Path) -> None:
    shown = anybody_sees(ckan, name)
    assert set(file_names(shown)) >= FILES
    assert served(shown) == on_disk(folder)
    assert verify(folder, ckan) == ()
    assert plan(folder, ckan).action == "mantener"


@pytest.mark.parametrize("number", [1, 2], ids=["hidden", "filled"])
def test_a_dataset_deleted_meanwhile_waits_for_a_person(
    ckan: Ckan, name: str, tmp_path: Path, number: int
) -> None:
    publish(package(tmp_path, name, persons=100), ckan)
    folder = package(tmp_path, name)
    session = once_after("package_revise", lambda: call(ckan, "package_delete", {"id": name}), number=number)
    with pytest.raises(PublishError, match="borró"):
        publish(folder, ckan, session=session)
    assert plan(folder, ckan).action == "esperar"
    call(ckan, "package_patch", {"id": name, "state": "active"})
    publish(folder, ckan)
    is_right(ckan, name, folder)


@pytest.mark.parametrize("action", ["package_revise", "datastore_create", "package_show"])
def test_a_dataset_renamed_meanwhile_is_found_again_and_gets_its_name_back(
    ckan: Ckan, name: str, tmp_path: Path, action: str
) -> None:
    publish(package(tmp_path, name, persons=100), ckan)
    identity = anybody_sees(ckan, name)["id"]
    folder = package(tmp_path, name)
    session = once_after(action, lambda: call(ckan, "package_patch", {"id": name, "name": f"{name}-x"}))
    publish(folder, ckan, session=session)
    assert anybody_sees(ckan, name)["id"] == identity
    is_right(ckan, name, folder)


@pytest.mark.parametrize("number", [1, 2], ids=["hidden", "filled"])
def test_a_resource_that_somebody_deletes_meanwhile_is_there_again(
    ckan: Ckan, name: str, tmp_path: Path, number: int
) -> None:
    publish(package(tmp_path, name, persons=100), ckan)
    folder, csv = package(tmp_path, name), resource_of(ckan, name, TABLE)
    session = once_after("package_revise", lambda: call(ckan, "resource_delete", {"id": csv}), number=number)
    publish(folder, ckan, session=session)
    assert resource_of(ckan, name, TABLE) == csv
    is_right(ckan, name, folder)


def test_an_extension_that_loads_the_table_itself_and_writes_its_own_digest(
    ckan: Ckan, name: str, tmp_path: Path
) -> None:
    folder = package(tmp_path, name)

    def xloader() -> None:
        csv = resource_of(ckan, name, TABLE)
        rows = [{"departamento_codigo": "1", "personas": "120"}]
        call(ckan, "datastore_create", {"resource_id": csv, "force": True, "records": rows})
        call(ckan, "resource_patch", {"id": csv, "hash": "0123456789abcdef0123456789abcdef"})

    publish(folder, ckan, session=once_after("package_revise", xloader))
    is_right(ckan, name, folder)
    xloader_again = resource_of(ckan, name, TABLE)
    call(ckan, "resource_patch", {"id": xloader_again, "hash": "f" * 32})
    assert plan(folder, ckan).action == "mantener"


@pytest.mark.parametrize("rows", [1, 5])
def test_two_publishers_at_once_make_one_dataset(ckan: Ckan, name: str, tmp_path: Path, rows: int) -> None:
    folder = package(tmp_path, name, rows=rows)
    session = once_after("package_show", lambda: publish(folder, ckan))
    publish(folder, ckan, session=session)
    is_right(ckan, name, folder)


def test_a_race_for_the_name_that_somebody_else_wins(ckan: Ckan, name: str, tmp_path: Path) -> None:
    publish(package(tmp_path, f"{name}-0"), ckan)
    folder = package(tmp_path, name)
    theirs = {"name": name, "title": "Ajeno", "owner_org": "ministerio-de-prueba"}
    session = once_after("package_show", lambda: call(ckan, "package_create", theirs))
    with pytest.raises(PublishError, match="no publicó Padrón"):
        publish(folder, ckan, session=session)
    assert anybody_sees(ckan, name)["title"] == "Ajeno"


@pytest.fixture
def editor(ckan: Ckan, name: str, tmp_path: Path) -> str:
    """The token of an editor of the organisation, which is there."""
    publish(package(tmp_path, f"{name}-0"), ckan)
    user = f"u-{secrets.token_hex(4)}"
    account = {"name": user, "email": f"{user}@example.org", "password": secrets.token_urlsafe(12)}
    call(ckan, "user_create", account)
    member = {"id": "ministerio-de-prueba", "username": user, "role": "editor"}
    call(ckan, "organization_member_create", member)
    return str(call(ckan, "api_token_create", {"user": user, "name": "prueba"})["token"])


def test_an_editor_does_everything_but_make_groups(
    ckan: Ckan, name: str, tmp_path: Path, editor: str
) -> None:
    folder = package(tmp_path, name)
    publish(folder, ckan, token=editor)
    assert anybody_sees(ckan, name)["groups"] == []
    assert verify(folder, ckan, token=editor) == ()
    assert plan(folder, ckan, token=editor).action == "mantener"


def test_a_name_that_another_organisation_hides_does_not_keep_the_others(
    ckan: Ckan, name: str, tmp_path: Path, editor: str
) -> None:
    theirs = f"o-{secrets.token_hex(4)}"
    call(ckan, "organization_create", {"name": theirs})
    call(ckan, "package_create", {"name": f"{name}-a", "owner_org": theirs, "private": True})
    folders = [package(tmp_path, f"{name}-{letter}") for letter in "ab"]
    with pytest.raises(PublishError, match=f"{name}-a.*no autoriza"):
        publish(folders, ckan, token=editor)
    assert set(file_names(anybody_sees(ckan, f"{name}-b"))) == FILES
    assert plan(folders[0], ckan, token=editor).action == "esperar"


def test_an_editor_does_not_double_a_deleted_dataset(
    ckan: Ckan, name: str, tmp_path: Path, editor: str
) -> None:
    folder = package(tmp_path, name)
    publish(folder, ckan, token=editor)
    identity = anybody_sees(ckan, name)["id"]
    call(ckan, "package_delete", {"id": name})
    with pytest.raises(PublishError):
        publish(folder, ckan, token=editor)
    assert call(ckan, "package_show", {"id": name})["id"] == identity


def test_a_token_revoked_half_way_is_told_and_a_new_one_goes_on(
    ckan: Ckan, name: str, tmp_path: Path, editor: str
) -> None:
    folder = package(tmp_path, name)
    session = once_after("package_revise", lambda: call(ckan, "api_token_revoke", {"token": editor}))
    with pytest.raises(PublishError, match=r"token|no autoriza"):
        publish(folder, ckan, token=editor, session=session)
    with pytest.raises(NotAuthorized):
        anybody_sees(ckan, name)
    publish(folder, ckan)
    is_right(ckan, name, folder)


def test_what_others_added_stays(ckan: Ckan, name: str, tmp_path: Path) -> None:
    publish(package(tmp_path, name, persons=100), ckan)
    shown = call(ckan, "package_show", {"id": name})
    group = f"g-{secrets.token_hex(4)}"
    call(ckan, "group_create", {"name": group})
    call(
        ckan,
        "package_patch",
        {
            "id": name,
            "tags": [*shown["tags"], {"name": "ajena"}],
            "extras": [*shown["extras"], {"key": "nota", "value": "de otra persona"}],
            "groups": [*({"name": item["name"]} for item in shown["groups"]), {"name": group}],
            "url": "https://example.org/suya",
        },
    )
    csv = resource_of(ckan, name, TABLE)
    call(ckan, "resource_view_create", {"resource_id": csv, "view_type": "text_view", "title": "Suya"})
    folder = package(tmp_path, name)
    publish(folder, ckan)
    after = anybody_sees(ckan, name)
    assert "ajena" in {tag["name"] for tag in after["tags"]}
    assert {"key": "nota", "value": "de otra persona"} in after["extras"]
    assert {item["name"] for item in after["groups"]} == {group, "poblacion-y-sociedad"}
    assert after["url"] == "https://example.org/suya"
    assert {view["title"] for view in call(ckan, "resource_view_list", {"id": csv})} == {"Tabla", "Suya"}
    is_right(ckan, name, folder)


def test_a_field_that_others_changed_is_shown_before_it_is_put_back(
    ckan: Ckan, name: str, tmp_path: Path
) -> None:
    folder = package(tmp_path, name)
    publish(folder, ckan)
    call(ckan, "package_patch", {"id": name, "title": "Otro título"})
    csv = resource_of(ckan, name, TABLE)
    call(ckan, "resource_patch", {"id": csv, "description": "otra cosa"})
    found = plan(folder, ckan)
    assert found.edited
    assert [(item.place, item.name, item.before) for item in found.changes] == [
        ("", "title", "Otro título"),
        (TABLE, "description", "otra cosa"),
    ]
    publish(folder, ckan)
    is_right(ckan, name, folder)


def test_a_large_table_is_loaded_by_batches_behind_a_cover(
    ckan: Ckan, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ckan_datastore, "BATCH_ROWS", 40)
    publish(package(tmp_path, name, persons=100, rows=100), ckan)
    folder = package(tmp_path, name, rows=130)
    hidden: list[bool] = []

    def look(answer: requests.Response) -> None:
        if answer.url.endswith("/datastore_upsert"):
            hidden.append(requests.get(f"{ckan.url}/dataset/{name}", timeout=30).status_code != 200)

    publish(folder, ckan, session=watching(look))
    assert hidden == [True] * 3
    is_right(ckan, name, folder)


@pytest.mark.parametrize("skip", [0, 2])
def test_a_batch_whose_answer_is_lost_is_not_put_in_twice(
    ckan: Ckan, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, skip: int
) -> None:
    monkeypatch.setattr(ckan_datastore, "BATCH_ROWS", 30)
    folder = package(tmp_path, name, rows=100)
    line = Line(raising(requests.ConnectionError("cut")), "datastore_upsert", skip=skip)
    publish(folder, ckan, session=through(line))
    assert line.seen == ["datastore_upsert"] * 3
    is_right(ckan, name, folder)


def test_a_kill_between_two_batches(
    ckan: Ckan, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ckan_datastore, "BATCH_ROWS", 30)
    publish(package(tmp_path, name, persons=100, rows=90), ckan)
    folder = package(tmp_path, name, rows=100)
    with pytest.raises(Killed):
        publish(folder, ckan, session=through(Line(raising(Killed()), "datastore_upsert")))
    with pytest.raises(NotAuthorized):
        anybody_sees(ckan, name)
    publish(folder, ckan)
    is_right(ckan, name, folder)


def test_a_table_that_somebody_took_away_or_spoiled(ckan: Ckan, name: str, tmp_path: Path) -> None:
    folder = package(tmp_path, name, rows=3)
    publish(folder, ckan)
    csv = resource_of(ckan, name, TABLE)
    call(ckan, "datastore_delete", {"resource_id": csv, "force": True})
    assert [file.filename for file in plan(folder, ckan).tables] == [TABLE]
    publish(folder, ckan)
    is_right(ckan, name, folder)
    call(ckan, "datastore_delete", {"resource_id": csv, "force": True, "filters": {"_id": 2}})
    row = {"resource_id": csv, "force": True, "method": "insert", "records": [{"personas": 9}]}
    call(ckan, "datastore_upsert", row)
    assert [(item.place, item.name) for item in verify(folder, ckan)] == [(TABLE, "tabla, contenido")]
    publish(folder, ckan, thorough=True)
    is_right(ckan, name, folder)

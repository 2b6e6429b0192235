"""A release that follows another: whoever looks on gets one of them whole, or nothing; never half of one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from ckanapi import NotAuthorized, NotFound

from publish.ckan_client import publish_packages
from publish.plan_text import plan_text
from snis.errors import PublishError
from tests.ckan.conftest import Ckan
from tests.ckan.faults import Fault, Killed, Line, Uploads, answering, claiming, raising
from tests.ckan.onlooker import public_release
from tests.ckan.package_case import BARE_FILES as FILES
from tests.ckan.package_case import TABLE
from tests.ckan.package_case import bare_package as package
from tests.ckan.portal_case import (
    WRITES,
    Corrupting,
    access,
    anybody_sees,
    call,
    file_names,
    index_fails,
    plan,
    publish,
    through,
    verify,
    watching,
)
from tests.ckan.test_withdrawn import record, withdraw
from tests.publish.release_case import PUBLISHER

pytestmark = pytest.mark.ckan
OLD, NEW, NOTHING = "2026-03", "2026-04", ""
# Hidden, filled, table away, table there, shown.
STEPS = 5
DISK_FULL = answering(500, {"__type": "Internal Server Error", "message": "No space left on device"})
TOO_LARGE = answering(409, {"__type": "Validation Error", "upload": ["File upload too large"]})
CLOSED = answering(403, {"__type": "Authorization Error", "message": "Access denied"})
DATASTORE_DOWN = answering(500, {"__type": "Internal Server Error", "message": "could not connect"})


@pytest.fixture
def old(ckan: Ckan, name: str, tmp_path: Path) -> Path:
    """The package of a release that is on the portal."""
    folder = package(tmp_path / "old", name, persons=100, release=OLD)
    publish(folder, ckan)
    return folder


@pytest.fixture
def new(name: str, tmp_path: Path) -> Path:
    """The package of the release that follows."""
    return package(tmp_path / "new", name, release=NEW)


def is_there(ckan: Ckan, name: str, folder: Path) -> None:
    """Whole, once, and as anybody gets it."""
    assert sorted(file_names(anybody_sees(ckan, name))) == sorted(FILES)
    assert verify(folder, ckan) == ()
    assert plan(folder, ckan).action == "mantener"


def test_whoever_looks_on_sees_the_old_release_then_nothing_then_the_new_one(
    ckan: Ckan, name: str, old: Path, new: Path
) -> None:
    before = anybody_sees(ckan, name)
    seen = [public_release(ckan, name, old, new)]

    def look(answer: requests.Response) -> None:
        step = answer.url.rsplit("/", 1)[-1]
        if step in WRITES or "/download/" in answer.url:
            seen.append(public_release(ckan, name, old, new))

    publish(new, ckan, session=watching(look))
    assert [now for now, last in zip(seen, [None, *seen], strict=False) if now != last] == [OLD, NOTHING, NEW]
    after = anybody_sees(ckan, name)
    assert after["id"] == before["id"]
    assert [item["url"] for item in after["resources"]] == [item["url"] for item in before["resources"]]


@pytest.mark.parametrize("heard", [True, False], ids=["heard", "not-heard"])
@pytest.mark.parametrize("number", range(STEPS))
def test_a_kill_at_any_call_of_an_update(
    ckan: Ckan, name: str, old: Path, new: Path, number: int, *, heard: bool
) -> None:
    with pytest.raises(Killed):
        publish(new, ckan, session=through(Line(raising(Killed()), skip=number, after=heard)))
    done = number + heard
    expected = {0: OLD, STEPS: NEW}.get(done, NOTHING)
    assert public_release(ckan, name, old, new) == expected
    publish(new, ckan)
    assert public_release(ckan, name, old, new) == NEW
    is_there(ckan, name, new)


@pytest.mark.parametrize(
    "fault",
    [answering(413), TOO_LARGE, DISK_FULL, answering(502)],
    ids=["413", "too-large", "disk-full", "502"],
)
def test_files_that_the_portal_does_not_take_leave_the_old_release_where_it_was(
    ckan: Ckan, name: str, old: Path, new: Path, fault: Fault
) -> None:
    with pytest.raises(PublishError) as caught:
        publish(new, ckan, session=through(Uploads(fault, times=99, after=False)))
    assert name in caught.value.place
    assert "sigue a la vista, entera, la edición anterior" in caught.value.remedy
    assert public_release(ckan, name, old, new) == OLD
    is_there(ckan, name, old)
    publish(new, ckan)
    is_there(ckan, name, new)


@pytest.mark.parametrize(
    "fault",
    [answering(413), TOO_LARGE, CLOSED, DISK_FULL],
    ids=["413", "too-large", "403", "disk-full"],
)
def test_what_a_killed_update_hid_is_shown_again_when_the_next_one_is_refused(
    ckan: Ckan, name: str, old: Path, new: Path, fault: Fault
) -> None:
    with pytest.raises(Killed):
        publish(new, ckan, session=through(Line(raising(Killed()))))
    assert public_release(ckan, name, old, new) == NOTHING
    assert "quedó oculto en el portal" in plan_text([plan(new, ckan)])
    with pytest.raises(PublishError) as caught:
        publish(new, ckan, session=through(Uploads(fault, times=99, after=False)))
    assert "sigue a la vista, entera, la edición anterior" in caught.value.remedy
    assert public_release(ckan, name, old, new) == OLD
    is_there(ckan, name, old)
    publish(new, ckan)
    is_there(ckan, name, new)


@pytest.mark.parametrize("number", range(1, STEPS - 1))
def test_what_a_killed_update_replaced_is_not_shown_when_the_next_one_is_refused(
    ckan: Ckan, name: str, old: Path, new: Path, number: int
) -> None:
    with pytest.raises(Killed):
        publish(new, ckan, session=through(Line(raising(Killed()), skip=number)))
    with pytest.raises(PublishError) as caught:
        publish(new, ckan, session=through(Line(CLOSED, times=99, after=False)))
    assert "queda oculto" in caught.value.remedy
    assert public_release(ckan, name, old, new) == NOTHING
    publish(new, ckan)
    is_there(ckan, name, new)


def test_what_a_killed_update_hid_stays_hidden_when_it_was_withdrawn_meanwhile(
    ckan: Ckan, name: str, old: Path, new: Path, tmp_path: Path
) -> None:
    with pytest.raises(Killed):
        publish(new, ckan, session=through(Line(raising(Killed()))))
    line = Uploads(answering(413), times=99, after=False)
    given = access(ckan, withdrawn=record(tmp_path, name, OLD), session=through(line))
    with pytest.raises(PublishError) as caught:
        publish_packages([new], given, publisher=PUBLISHER)
    assert "queda oculto" in caught.value.remedy
    assert public_release(ckan, name, old, new) == NOTHING


def test_a_portal_that_lets_nobody_write_any_more_is_told_to_hide_the_dataset(
    ckan: Ckan, name: str, old: Path, new: Path
) -> None:
    with pytest.raises(Killed):
        publish(new, ckan, session=through(Line(raising(Killed()))))
    with pytest.raises(PublishError) as caught:
        publish(new, ckan, session=through(Line(CLOSED, times=99, after=False)))
    assert "queda oculto" in caught.value.remedy
    assert public_release(ckan, name, old, new) == NOTHING


def test_a_release_that_was_withdrawn_is_not_shown_again(
    ckan: Ckan, name: str, old: Path, new: Path, tmp_path: Path
) -> None:
    given = access(
        ckan,
        withdrawn=record(tmp_path, name, OLD),
        session=through(Uploads(answering(413), times=99, after=False)),
    )
    with pytest.raises(PublishError, match="la carga es mayor") as caught:
        publish_packages([new], given, publisher=PUBLISHER)
    assert "queda oculto" in caught.value.remedy
    assert public_release(ckan, name, old, new) == NOTHING
    publish(new, ckan)
    is_there(ckan, name, new)


def test_the_word_of_a_withdrawal_is_shown_again(
    ckan: Ckan, name: str, old: Path, new: Path, tmp_path: Path
) -> None:
    records = record(tmp_path, name, OLD)
    withdraw(ckan, records)
    line = Uploads(answering(413), times=99, after=False)
    with pytest.raises(PublishError, match="la carga es mayor"):
        publish_packages([new], access(ckan, withdrawn=records, session=through(line)), publisher=PUBLISHER)
    assert file_names(anybody_sees(ckan, name)) == ["retiro.json"]
    publish(new, ckan)
    is_there(ckan, name, new)


def test_a_withdrawal_that_the_portal_does_not_take_hides_what_was_withdrawn(
    ckan: Ckan, name: str, old: Path, new: Path, tmp_path: Path
) -> None:
    call(ckan, "package_patch", {"id": name, "name": f"{name}-x"})
    records = record(tmp_path, name, OLD)
    with pytest.raises(PublishError, match="la carga es mayor") as caught:
        withdraw(ckan, records, session=through(Uploads(answering(413), times=99, after=False)))
    assert "queda oculto" in caught.value.remedy
    assert public_release(ckan, f"{name}-x", old) == NOTHING
    assert withdraw(ckan, records) == (f"{name}-x",)


@pytest.mark.parametrize("state", [{"state": "draft"}, {"private": True}], ids=["draft", "private"])
def test_a_dataset_that_somebody_hid_is_updated_and_shown(
    ckan: Ckan, name: str, old: Path, new: Path, state: dict[str, Any]
) -> None:
    call(ckan, "package_patch", {"id": name, **state})
    publish(new, ckan)
    is_there(ckan, name, new)


def test_bytes_that_stay_after_a_refusal_are_seen_by_nobody(
    ckan: Ckan, name: str, old: Path, new: Path
) -> None:
    class IndexOut(Uploads):
        """The index is down while files go up: CKAN takes everything back but the bytes."""

        def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
            if not str(request.headers.get("Content-Type", "")).startswith("multipart/"):
                return super().send(request, *args, **kwargs)
            with index_fails(ckan):
                return super().send(request, *args, **kwargs)

    with pytest.raises(PublishError, match="índice") as caught:
        publish(new, ckan, session=through(IndexOut(DISK_FULL, times=0)))
    assert "queda oculto" in caught.value.remedy
    assert public_release(ckan, name, old, new) == NOTHING
    publish(new, ckan)
    is_there(ckan, name, new)


def test_downloads_that_bring_other_bytes_keep_the_dataset_hidden(
    ckan: Ckan, name: str, old: Path, new: Path
) -> None:
    with pytest.raises(PublishError, match="otros bytes") as caught:
        publish(new, ckan, session=through(Corrupting(times=99)))
    assert "queda oculto" in caught.value.remedy
    assert public_release(ckan, name, old, new) == NOTHING
    publish(new, ckan)
    is_there(ckan, name, new)


def test_a_download_that_is_cut_is_made_again(ckan: Ckan, name: str, old: Path, new: Path) -> None:
    cut = raising(requests.exceptions.ChunkedEncodingError("half"))
    line = Line(cut, "download", times=2)
    publish(new, ckan, session=through(line))
    assert line.failed == 2
    is_there(ckan, name, new)


def test_a_datastore_that_is_down_before_anything_began_hides_nothing(
    ckan: Ckan, name: str, old: Path, new: Path
) -> None:
    with pytest.raises(PublishError) as caught:
        publish(new, ckan, session=through(Line(DATASTORE_DOWN, "datastore_info", times=99, after=False)))
    assert "padron publish apply" in caught.value.remedy
    assert public_release(ckan, name, old, new) == OLD
    publish(new, ckan)
    is_there(ckan, name, new)


@pytest.mark.parametrize("action", ["datastore_delete", "datastore_create", "datastore_search"])
def test_a_datastore_that_falls_down_on_the_way_keeps_the_dataset_hidden(
    ckan: Ckan, name: str, old: Path, new: Path, action: str
) -> None:
    with pytest.raises(PublishError) as caught:
        publish(new, ckan, session=through(Line(DATASTORE_DOWN, action, times=99, after=False)))
    assert "queda oculto" in caught.value.remedy
    assert public_release(ckan, name, old, new) == NOTHING
    publish(new, ckan)
    is_there(ckan, name, new)


def test_a_field_that_others_changed_is_put_back_in_view_of_all(ckan: Ckan, name: str, old: Path) -> None:
    call(ckan, "package_patch", {"id": name, "title": "Otro título"})
    writes: list[str] = []
    seen: list[str] = []

    def look(answer: requests.Response) -> None:
        step = answer.url.rsplit("/", 1)[-1]
        if step in WRITES:
            writes.append(step)
            seen.append(public_release(ckan, name, old))

    publish(old, ckan, session=watching(look))
    assert (writes, seen) == (["package_revise"], [OLD])


def test_a_half_written_dataset_that_somebody_shows_is_hidden_again_before_it_is_finished(
    ckan: Ckan, name: str, old: Path, new: Path
) -> None:
    with pytest.raises(Killed):
        publish(new, ckan, session=through(Line(raising(Killed()), skip=1)))
    call(ckan, "package_patch", {"id": name, "private": False})
    seen: list[str] = []

    def look(answer: requests.Response) -> None:
        if answer.url.rsplit("/", 1)[-1] in WRITES:
            seen.append(public_release(ckan, name, old, new))

    publish(new, ckan, session=watching(look))
    assert [*dict.fromkeys(seen)] == [NOTHING, NEW]
    is_there(ckan, name, new)


def lies(ckan: Ckan, name: str, action: str) -> Callable[[], Any]:
    """What a portal says that claims to have done something."""

    def result() -> Any:
        if action == "package_revise":
            return {"package": {**call(ckan, "package_show", {"id": name}), "private": True}}
        return {}

    return result


@pytest.mark.parametrize(
    ("action", "skip", "times"),
    [
        ("package_revise", 0, 1),
        ("package_revise", 0, 99),
        ("package_revise", 1, 1),
        ("package_revise", 1, 99),
        ("package_revise", 2, 99),
        ("datastore_delete", 0, 1),
        ("datastore_create", 0, 99),
    ],
    ids=["hides-once", "hides", "fills-once", "fills", "shows", "drops-once", "loads"],
)
def test_a_portal_that_says_yes_and_does_nothing(
    ckan: Ckan, name: str, old: Path, new: Path, action: str, skip: int, times: int
) -> None:
    line = Line(claiming(lies(ckan, name, action)), action, times=times, skip=skip, after=False)
    if times == 1:
        publish(new, ckan, session=through(line))
    else:
        with pytest.raises(PublishError) as caught:
            publish(new, ckan, session=through(line))
        assert caught.value.remedy
        assert public_release(ckan, name, old, new) in {OLD, NOTHING}
        publish(new, ckan)
    is_there(ckan, name, new)


@pytest.mark.parametrize(
    ("skip", "body"),
    [(0, '{"success": true, "resu'), (1, '{"success": true, "result": {}}'), (2, '{"success": true, "resu')],
    ids=["hides", "fills", "shows"],
)
def test_an_answer_that_is_broken_after_the_portal_wrote(
    ckan: Ckan, name: str, old: Path, new: Path, body: str, skip: int
) -> None:
    line = Line(answering(200, body), "package_revise", skip=skip)
    publish(new, ckan, session=through(line))
    assert line.failed == 1
    is_there(ckan, name, new)


def test_a_maintenance_page_half_way(ckan: Ckan, name: str, old: Path, new: Path) -> None:
    with pytest.raises(PublishError, match="no es la de un portal"):
        publish(new, ckan, session=through(Line(answering(200), skip=2, times=99, after=False)))
    assert public_release(ckan, name, old, new) == NOTHING
    publish(new, ckan)
    is_there(ckan, name, new)


@pytest.mark.parametrize(
    ("number", "taken"), [(0, OLD), (0, NEW), (1, NEW), (2, OLD), (3, NEW), (STEPS - 1, NEW)]
)
def test_whatever_a_killed_update_left_of_a_withdrawn_release_goes(
    ckan: Ckan, name: str, old: Path, new: Path, tmp_path: Path, number: int, taken: str
) -> None:
    with pytest.raises(Killed):
        publish(new, ckan, session=through(Line(raising(Killed()), skip=number)))
    addresses = [item["url"] for item in call(ckan, "package_show", {"id": name})["resources"]]
    assert withdraw(ckan, record(tmp_path, name, taken)) == (name,)
    assert file_names(anybody_sees(ckan, name)) == ["retiro.json"]
    assert {requests.get(url, timeout=30).status_code for url in addresses} == {404}


def test_the_release_before_a_withdrawn_one_takes_its_place(
    ckan: Ckan, name: str, old: Path, new: Path, tmp_path: Path
) -> None:
    with pytest.raises(Killed):
        publish(new, ckan, session=through(Line(raising(Killed()), skip=2)))
    given = access(ckan, withdrawn=record(tmp_path, name, NEW))
    publish_packages([old], given, publisher=PUBLISHER)
    assert public_release(ckan, name, old, new) == OLD
    is_there(ckan, name, old)


def test_a_withdrawn_dataset_that_somebody_renamed_is_found(
    ckan: Ckan, name: str, old: Path, tmp_path: Path
) -> None:
    call(ckan, "package_patch", {"id": name, "name": f"{name}-x"})
    assert withdraw(ckan, record(tmp_path, name, OLD)) == (f"{name}-x",)
    assert file_names(anybody_sees(ckan, f"{name}-x")) == ["retiro.json"]


def test_what_leaves_a_package_is_overwritten_and_its_table_goes(
    ckan: Ckan, name: str, old: Path, new: Path
) -> None:
    [csv] = [item for item in anybody_sees(ckan, name)["resources"] if item["url"].endswith(TABLE)]
    stored = ckan.root / "storage" / "resources" / csv["id"][:3] / csv["id"][3:6] / csv["id"][6:]
    secret = stored.read_bytes()
    moved = new / "data" / "otras.csv"
    (new / "data" / TABLE).rename(moved)
    descriptor = new / "datapackage.json"
    descriptor.write_text(
        descriptor.read_text(encoding="utf-8").replace(TABLE, "otras.csv"), encoding="utf-8"
    )
    publish(new, ckan)
    assert set(file_names(anybody_sees(ckan, name))) == (FILES - {TABLE}) | {"otras.csv"}
    assert stored.read_bytes() != secret
    assert requests.get(csv["url"], timeout=30).status_code == 404
    with pytest.raises((NotAuthorized, NotFound)):
        call(ckan, "datastore_search", {"resource_id": csv["id"]})

"""A portal that fails during `apply`, in every way that we know of: once the fault is over, one more apply leaves the
portal right, with nothing twice and nothing half."""

import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from ckanapi import NotAuthorized, NotFound

from publish.ckan_api import PAUSES_SECONDS
from snis.errors import PublishError
from tests.ckan.conftest import Ckan
from tests.ckan.faults import CutUpload, Fault, Killed, Line, answering, raising
from tests.ckan.onlooker import public_release
from tests.ckan.package_case import BARE_FILES as FILES
from tests.ckan.package_case import BARE_VIEWS as VIEWS
from tests.ckan.package_case import bare_package as package
from tests.ckan.portal_case import (
    WRITES,
    anybody_sees,
    call,
    file_names,
    index_fails,
    on_disk,
    publish,
    served,
    storage_fails,
    through,
    verify,
)

pytestmark = pytest.mark.ckan
# A release that follows another makes only the calls in the middle.
WRITING = [
    (True, "package_revise"), (True, "datastore_create"),
    (False, "package_create"), (False, "package_revise"), (False, "datastore_create"), (False, "resource_view_create"),
]  # fmt: skip
OLD = "2026-03"
LOST = raising(requests.ConnectionError("cut"))
SLOW = raising(requests.ReadTimeout("slow"))
INTERNAL = answering(500, {"__type": "Internal Server Error", "message": "x"})
INDEX = answering(500, {"__type": "Search Index Error", "message": "x"})
SEARCH = answering(409, {"__type": "Search Error", "message": "x"})
CUT_SHORT = answering(409, {"__type": "Validation Error", "package_id": ["Missing value"]})
DENIED = answering(403, {"__type": "Authorization Error", "message": "x"})
TOO_LARGE = answering(409, {"__type": "Validation Error", "upload": ["File upload too large"]})


@pytest.fixture(params=["new", "update"])
def before(request: pytest.FixtureRequest, ckan: Ckan, name: str, tmp_path: Path) -> None:
    """The two starts of every story: the portal knows nothing of the dataset, or has an earlier release of it."""
    earlier = package(tmp_path / "old", name, persons=100, release=OLD)
    if request.param == "update":
        publish(earlier, ckan)


def is_right(ckan: Ckan, name: str, folder: Path) -> None:
    """Everything there as anybody gets it, and nothing twice."""
    shown = anybody_sees(ckan, name)
    assert sorted(file_names(shown)) == sorted(FILES)
    views = [call(ckan, "resource_view_list", {"id": item["id"]}) for item in shown["resources"]]
    assert sum(map(len, views)) == VIEWS
    assert verify(folder, ckan) == ()


def nobody_sees_half(ckan: Ckan, name: str, tmp_path: Path) -> None:
    """Everybody gets the earlier release whole, or nothing of either."""
    assert public_release(ckan, name, tmp_path / "old" / name, tmp_path / name) in {"", OLD}


@pytest.mark.parametrize(("update", "action"), WRITING)
@pytest.mark.parametrize("fault", [LOST, INTERNAL], ids=["lost", "500-after-write"])
def test_an_answer_that_does_not_arrive_after_the_portal_wrote(
    ckan: Ckan, name: str, tmp_path: Path, *, update: bool, action: str, fault: Fault
) -> None:
    if update:
        publish(package(tmp_path, name, persons=100), ckan)
    folder = package(tmp_path, name)
    line = Line(fault, action)
    publish(folder, ckan, session=through(line))
    assert line.failed == 1
    is_right(ckan, name, folder)


@pytest.mark.parametrize(
    "fault",
    [SLOW, INDEX, SEARCH, CUT_SHORT, answering(502), answering(504), answering(429)],
    ids=["slow", "index", "search", "cut-short", "502", "504", "429"],
)
def test_a_call_that_fails_a_few_times_before_the_portal_hears_of_it(
    ckan: Ckan, name: str, tmp_path: Path, fault: Fault
) -> None:
    folder = package(tmp_path, name)
    line = Line(fault, "package_revise", times=3, after=False)
    publish(folder, ckan, session=through(line))
    assert line.failed == 3
    is_right(ckan, name, folder)


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize(
    ("fault", "action", "said"),
    [
        (LOST, "package_revise", "no responde"),
        (INTERNAL, "datastore_create", "falló"),
        (answering(502), "download", "HTTP 502"),
        (answering(413), "package_revise", "la carga es mayor"),
        (TOO_LARGE, "package_revise", "límite del portal"),
        (DENIED, "package_revise", "no autoriza"),
        (answering(200), "package_revise", "no es la de un portal"),
    ],
    ids=["down", "datastore-down", "download-502", "413", "too-large", "revoked", "maintenance-page"],
)  # fmt: skip
def test_a_failure_that_stays_is_told_and_the_next_apply_goes_on_from_there(
    ckan: Ckan, name: str, tmp_path: Path, fault: Fault, action: str, said: str
) -> None:
    folder = package(tmp_path, name)
    line = Line(fault, action, times=99, after=False)
    with pytest.raises(PublishError, match=said) as caught:
        publish(folder, ckan, session=through(line))
    assert caught.value.remedy
    nobody_sees_half(ckan, name, tmp_path)
    publish(folder, ckan)
    is_right(ckan, name, folder)


@pytest.mark.parametrize("number", range(7))
def test_a_kill_after_any_call_that_writes(ckan: Ckan, name: str, tmp_path: Path, number: int) -> None:
    folder = package(tmp_path, name)
    line = Line(raising(Killed()), skip=number)
    with pytest.raises(Killed):
        publish(folder, ckan, session=through(line))
    assert public_release(ckan, name, folder) == ("2026-04" if number == 6 else "")
    publish(folder, ckan)
    is_right(ckan, name, folder)


def test_the_kills_above_are_all_there_are(ckan: Ckan, name: str, tmp_path: Path) -> None:
    line = Line(LOST, times=0)
    publish(package(tmp_path, name), ckan, session=through(line))
    assert [item for item in line.seen if item != "group_create"] == [
        "package_create", "package_revise", "datastore_create", *["resource_view_create"] * VIEWS, "package_revise",
    ]  # fmt: skip
    line = Line(LOST, times=0)
    publish(package(tmp_path, name, persons=130), ckan, session=through(line))
    assert line.seen == [
        "package_revise", "package_revise", "datastore_delete", "datastore_create", "package_revise",
    ]  # fmt: skip
    assert set(line.seen) <= WRITES


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("times", [1, 3])
def test_an_upload_that_is_cut_half_way(ckan: Ckan, name: str, tmp_path: Path, times: int) -> None:
    folder = package(tmp_path, name, rows=2000)
    publish(folder, ckan, session=through(CutUpload(times)))
    is_right(ckan, name, folder)


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("outage", [index_fails, storage_fails], ids=["index-down", "disk-full"])
def test_a_part_of_the_portal_that_is_really_out(
    ckan: Ckan, name: str, tmp_path: Path, outage: Callable[[Ckan], object]
) -> None:
    folder = package(tmp_path, name)
    with outage(ckan), pytest.raises(PublishError) as caught:  # type: ignore[attr-defined]
        publish(folder, ckan)
    assert "padron publish apply" in caught.value.remedy
    nobody_sees_half(ckan, name, tmp_path)
    publish(folder, ckan)
    is_right(ckan, name, folder)


def test_a_portal_that_serves_other_bytes_for_a_file_that_did_not_change(
    ckan: Ckan, name: str, tmp_path: Path
) -> None:
    folder = package(tmp_path, name)
    publish(folder, ckan)
    [item] = [found for found in anybody_sees(ckan, name)["resources"] if found["url"].endswith("readme.md")]
    identity = item["id"]
    stored = ckan.root / "storage" / "resources" / identity[:3] / identity[3:6] / identity[6:]
    stored.write_bytes(b"otros bytes")
    assert [(found.place, found.name) for found in verify(folder, ckan)] == [("readme.md", "bytes")]
    assert not publish(folder, ckan).changed
    assert publish(folder, ckan, thorough=True).updated == (name,)
    is_right(ckan, name, folder)


def test_one_dataset_that_cannot_go_up_does_not_keep_the_others(
    ckan: Ckan, name: str, tmp_path: Path
) -> None:
    folders = [package(tmp_path, f"{name}-{letter}") for letter in "abc"]
    publish(folders[:2], ckan)
    call(ckan, "package_delete", {"id": f"{name}-a"})
    with pytest.raises(PublishError, match="alguien borró"):
        publish([folders[0], package(tmp_path, f"{name}-b", persons=7), folders[2]], ckan)
    for letter in "bc":
        is_right(ckan, f"{name}-{letter}", tmp_path / f"{name}-{letter}")


def test_a_portal_that_falls_silent_ends_the_attempt(ckan: Ckan, name: str, tmp_path: Path) -> None:
    folders = [package(tmp_path, f"{name}-{letter}") for letter in "ab"]
    line = Line(LOST, "package_create", times=99, after=False)
    with pytest.raises(PublishError, match="no responde"):
        publish(folders, ckan, session=through(line))
    assert line.failed == len(PAUSES_SECONDS) + 1


def test_files_go_up_by_parts(ckan: Ckan, name: str, tmp_path: Path) -> None:
    folder = package(tmp_path, name)
    large = folder / "README.md"
    large.write_bytes(b"x" * (24 << 20))
    tracemalloc.start()
    publish(folder, ckan)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < large.stat().st_size // 2
    is_right(ckan, name, folder)


@pytest.mark.parametrize("seed", range(3))
def test_a_line_on_which_many_calls_fail(ckan: Ckan, name: str, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)

    class Weather(Line):
        def send(
            self, request: requests.PreparedRequest, *args: object, **kwargs: object
        ) -> requests.Response:
            self.after = chance.random() < 0.5
            self.skip = 0 if chance.random() < 0.25 else 10**6
            return super().send(request, *args, **kwargs)

        def _is_meant(self, url: str, name: str) -> bool:
            return True

    folder = package(tmp_path, name)
    for _ in range(4):
        try:
            publish(folder, ckan, session=through(Weather(LOST, times=10**6)))
        except PublishError:
            nobody_sees_half_or_all(ckan, name, folder)
    publish(folder, ckan)
    is_right(ckan, name, folder)


def nobody_sees_half_or_all(ckan: Ckan, name: str, folder: Path) -> None:
    """Hidden, or whole."""
    try:
        shown = anybody_sees(ckan, name)
    except (NotAuthorized, NotFound):
        return
    assert served(shown) == on_disk(folder)

"""A withdrawn release on the portal: the reason and the date stay, and no old address gives the bytes away."""

import json
from pathlib import Path

import pytest
import requests
from ckanapi import NotFound

from publish.ckan_client import plan_packages, publish_packages, verify_packages
from tests.ckan.conftest import Ckan
from tests.ckan.faults import Killed, Line, raising
from tests.ckan.package_case import package
from tests.ckan.portal_case import WRITES, access, anybody_sees, call, file_names, publish, recording, through
from tests.publish.release_case import PUBLISHER

pytestmark = pytest.mark.ckan
REASON = "Se encontró una celda que no debía salir."


def record(folder: Path, name: str, release: str = "2026-04") -> dict[str, dict[str, Path]]:
    """The record of a withdrawal, as the local half leaves it."""
    path = folder / "datasets" / name / release / "retiro.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    said = {"conjunto": name, "edicion": release, "motivo": REASON, "decidido_por": "Comité",
            "retirada_el": "2026-05-04"}  # fmt: skip
    path.write_text(json.dumps(said), encoding="utf-8")
    return {name: {release: path}}


def withdraw(ckan: Ckan, records: dict[str, dict[str, Path]], **changes: object) -> tuple[str, ...]:
    given = access(ckan, withdrawn=records, **changes)
    return publish_packages([], given, publisher=PUBLISHER).withdrawn


def test_what_was_withdrawn_is_replaced_by_its_reason(ckan: Ckan, name: str, tmp_path: Path) -> None:
    publish(package(tmp_path, name), ckan)
    before = anybody_sees(ckan, name)
    addresses = [item["url"] for item in before["resources"]]
    tables = [item["id"] for item in before["resources"] if item["datastore_active"]]
    records = record(tmp_path, name)
    [planned] = plan_packages([], access(ckan, withdrawn=records))
    assert (planned.action, len(planned.gone)) == ("retirar", len(addresses))
    assert withdraw(ckan, records) == (name,)
    shown = anybody_sees(ckan, name)
    assert file_names(shown) == ["retiro.json"]
    assert (shown["id"], shown["title"]) == (before["id"], before["title"])
    assert REASON in shown["notes"]
    assert {"key": "retirado_el", "value": "2026-05-04"} in shown["extras"]
    assert [requests.get(url, timeout=30).status_code for url in addresses] == [404] * len(addresses)
    for identity in tables:
        with pytest.raises(NotFound):
            call(ckan, "datastore_search", {"resource_id": identity})
    stored = list((ckan.root / "storage" / "resources").rglob("*"))
    ours = [
        path
        for path in stored
        if path.is_file() and "".join(path.parts[-3:]) in {r["id"] for r in before["resources"]}
    ]
    assert len(ours) == len(addresses)
    assert all(REASON in json.loads(path.read_text(encoding="utf-8"))["motivo"] for path in ours)


def test_a_withdrawal_is_done_once(ckan: Ckan, name: str, tmp_path: Path) -> None:
    publish(package(tmp_path, name), ckan)
    records = record(tmp_path, name)
    withdraw(ckan, records)
    actions: list[str] = []
    assert withdraw(ckan, records, session=recording(actions)) == ()
    assert WRITES.isdisjoint(actions)
    assert verify_packages([], access(ckan, withdrawn=records)) == {name: ()}


@pytest.mark.parametrize("number", range(4))
def test_a_withdrawal_that_is_killed_leaves_nothing_to_see_and_goes_on(
    ckan: Ckan, name: str, tmp_path: Path, number: int
) -> None:
    publish(package(tmp_path, name), ckan)
    addresses = [item["url"] for item in anybody_sees(ckan, name)["resources"]]
    records = record(tmp_path, name)
    with pytest.raises(Killed):
        withdraw(ckan, records, session=through(Line(raising(Killed()), skip=number)))
    assert all(requests.get(url, timeout=30).status_code != 200 for url in addresses)
    withdraw(ckan, records)
    assert file_names(anybody_sees(ckan, name)) == ["retiro.json"]


def test_another_release_than_the_one_on_the_portal_is_left_alone(
    ckan: Ckan, name: str, tmp_path: Path
) -> None:
    folder = package(tmp_path, name)
    publish(folder, ckan)
    assert withdraw(ckan, record(tmp_path, name, "2026-03")) == ()
    assert len(file_names(anybody_sees(ckan, name))) > 1


def test_resources_of_others_stay_when_ours_go(ckan: Ckan, name: str, tmp_path: Path) -> None:
    publish(package(tmp_path, name), ckan)
    identity = anybody_sees(ckan, name)["id"]
    call(ckan, "resource_create", {"package_id": identity, "name": "Nota", "url": "https://example.org/nota"})
    withdraw(ckan, record(tmp_path, name))
    assert sorted(file_names(anybody_sees(ckan, name))) == ["nota", "retiro.json"]


def test_a_dataset_comes_back_with_its_next_release(ckan: Ckan, name: str, tmp_path: Path) -> None:
    publish(package(tmp_path, name), ckan)
    withdraw(ckan, record(tmp_path, name))
    folder = package(tmp_path, name, persons=150)
    assert publish(folder, ckan).updated == (name,)
    assert "retiro.json" not in file_names(anybody_sees(ckan, name))
    assert verify_packages([folder], access(ckan)) == {name: ()}

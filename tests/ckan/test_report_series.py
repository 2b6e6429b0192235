"""A series of reports on the portal: every period keeps its files, and one that is withdrawn leaves its reason."""

import json
import shutil
from pathlib import Path

import pytest
import requests

from publish.ckan_client import plan_packages, publish_packages, verify_packages
from tests.ckan.conftest import Ckan
from tests.ckan.portal_case import access, anybody_sees, file_names, publish
from tests.publish.release_case import PUBLISHER
from tests.publish.test_gate_reports import SERIES, freeze

pytestmark = pytest.mark.ckan
REASON = "Se hizo con una edición retirada."


def series(folder: Path, name: str, *periods: str) -> Path:
    """Reports of some semesters as packages side by side; the folder of the newest."""
    for period in periods:
        freeze(period, SERIES.model_copy(update={"name": name})).lay_into(folder)
    return folder / "datasets" / name / max(periods)


def withdraw(package: Path) -> Path:
    """The record in place of a report, as the local half leaves it."""
    said = {"conjunto": package.parent.name, "edicion": package.name, "motivo": REASON, "decidido_por": "Comité",
            "retirada_el": "2027-02-04"}  # fmt: skip
    shutil.rmtree(package)
    package.mkdir()
    (package / "retiro.json").write_text(json.dumps(said), "utf-8")
    return package / "retiro.json"


def of_period(ckan: Ckan, name: str, period: str) -> list[str]:
    """Addresses of the files of a period that anybody sees."""
    return [item["url"] for item in anybody_sees(ckan, name)["resources"] if period in item["name"]]


def test_every_period_keeps_its_files_until_it_is_withdrawn(ckan: Ckan, name: str, tmp_path: Path) -> None:
    publish(series(tmp_path, name, "2026-S1"), ckan)
    first = of_period(ckan, name, "2026-S1")
    assert {"informe-2026-s1.zip", "informe.json", "manifest.json", "meses.csv"} <= set(
        file_names(anybody_sees(ckan, name))
    )
    newest = series(tmp_path, name, "2026-S2")
    publish(newest, ckan)
    assert of_period(ckan, name, "2026-S1") == first
    assert len(of_period(ckan, name, "2026-S2")) == len(first)
    assert verify_packages([newest], access(ckan)) == {name: ()}
    withdraw(newest.parent / "2026-S1")
    publish(newest, ckan)
    assert all(requests.get(address, timeout=30).status_code == 404 for address in first)
    [record] = of_period(ckan, name, "2026-S1")
    assert requests.get(record, timeout=30).json()["motivo"] == REASON
    [planned] = plan_packages([newest], access(ckan))
    assert planned.action == "mantener"


def test_a_series_without_any_report_is_its_last_reason(ckan: Ckan, name: str, tmp_path: Path) -> None:
    newest = series(tmp_path, name, "2026-S1")
    publish(newest, ckan)
    records = {name: {"2026-S1": withdraw(newest)}}
    done = publish_packages([], access(ckan, withdrawn=records), publisher=PUBLISHER)
    assert done.withdrawn == (name,)
    assert file_names(anybody_sees(ckan, name)) == ["retiro.json"]

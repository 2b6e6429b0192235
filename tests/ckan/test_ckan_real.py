"""Publication to a real CKAN: created once, left alone afterwards, changed file by file, verified by download."""

import json
import shutil
import urllib.request
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ckanapi import NotAuthorized, NotFound, RemoteCKAN

from publish.ckan_client import publish_packages
from publish.datasets import DatasetSpec
from publish.package import Edition, build_package
from snis.contracts.model import Field, TableContract
from snis.errors import PublishError
from tests.ckan.conftest import Ckan

pytestmark = pytest.mark.ckan
PUBLISHER = {"name": "Ministerio de prueba", "email": "datos@example.org", "url": "https://example.org"}
CONTRACT = TableContract(
    name="open_prueba",
    layer="open",
    title="Prueba",
    description="Una tabla de prueba.",
    grain="Una fila por año.",
    key=("anio",),
    fields=(
        Field("anio", "integer", "Año", "Año calendario."),
        Field("personas", "integer", "Personas", "Personas distintas."),
    ),
)
EDITION = Edition(
    "2026-04", "2026-04-30T00:00:00Z", PUBLISHER,
    {"id": "cc-by", "title": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}, ("Institución",), {},
)  # fmt: skip


@pytest.fixture
def organisation(request: pytest.FixtureRequest) -> str:
    return "org-" + request.node.name.replace("_", "-").replace("test-", "")[:60]


def package(folder: Path, name: str, persons: int) -> Path:
    table = folder / "open_prueba.parquet"
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"anio": [2026], "personas": [persons]}), table)
    spec = DatasetSpec(
        name=name, title="Prueba", description="Un conjunto de prueba.", tables=("open_prueba",),
        legal_basis=("decreto-57-2008",), keywords=("programas sociales",), themes=("SOCI",), update="MONTHLY",
    )  # fmt: skip
    target = folder / name
    shutil.rmtree(target, ignore_errors=True)
    build_package(spec, {"open_prueba": table}, {"open_prueba": CONTRACT}, edition=EDITION, folder=target)
    return target


def publish(folder: Path, ckan: Ckan, organisation: str, **changes: Any) -> Any:
    given = {"url": ckan.url, "token": ckan.token, "organisation_name": organisation, "publisher": PUBLISHER}
    return publish_packages([folder], **{**given, "sleep": lambda _: None, **changes})


def anonymous(ckan: Ckan, name: str) -> dict[str, Any]:
    with RemoteCKAN(ckan.url, user_agent="test") as portal:
        return dict(portal.call_action("package_show", {"id": name}))


def test_the_first_publication_creates_everything_and_everybody_can_read_it(
    ckan: Ckan, organisation: str, tmp_path: Path
) -> None:
    folder = package(tmp_path, "primera", 120)
    report = publish(folder, ckan, organisation)
    assert report.created == ("primera",)
    shown = anonymous(ckan, "primera")
    assert not shown["private"]
    assert shown["license_id"] == "cc-by"
    names = {resource["url"].rsplit("/", 1)[-1] for resource in shown["resources"]}
    assert {"open_prueba.csv", "open_prueba.parquet", "datapackage.json", "readme.md"} <= names
    csv = next(resource for resource in shown["resources"] if resource["url"].endswith("open_prueba.csv"))
    with urllib.request.urlopen(csv["url"]) as answer:
        assert answer.read() == (folder / "data" / "open_prueba.csv").read_bytes()


def test_a_second_publication_that_changes_nothing_touches_nothing(
    ckan: Ckan, organisation: str, tmp_path: Path
) -> None:
    folder = package(tmp_path, "segunda", 120)
    publish(folder, ckan, organisation)
    before = anonymous(ckan, "segunda")
    report = publish(folder, ckan, organisation)
    assert not report.changed
    assert report.kept == ("segunda",)
    assert anonymous(ckan, "segunda") == before


def test_a_changed_file_updates_that_resource_and_keeps_every_id(
    ckan: Ckan, organisation: str, tmp_path: Path
) -> None:
    publish(package(tmp_path, "cambio", 120), ckan, organisation)
    before = {r["id"]: r for r in anonymous(ckan, "cambio")["resources"]}
    changed = package(tmp_path, "cambio", 125)
    report = publish(changed, ckan, organisation)
    after = {r["id"]: r for r in anonymous(ckan, "cambio")["resources"]}
    assert report.updated == ("cambio",)
    assert set(after) == set(before)
    touched = {r["url"].rsplit("/", 1)[-1] for key, r in after.items() if r["hash"] != before[key]["hash"]}
    assert touched == {"open_prueba.csv", "open_prueba.parquet", "datapackage.json", "readme.md"}
    size = json.loads((changed / "datapackage.json").read_text())["resources"][0]["bytes"]
    csv = next(r for r in after.values() if r["url"].endswith("open_prueba.csv"))
    assert csv["size"] == size


def test_nobody_sees_a_dataset_before_its_files_are_verified(
    ckan: Ckan, organisation: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def look(self: Any, name: str, file: Any) -> None:
        with pytest.raises((NotAuthorized, NotFound)):
            anonymous(ckan, name)
        seen.append(file.filename)
        raise PublishError("otros bytes")

    monkeypatch.setattr("publish.ckan_client._Portal._verify", look)
    with pytest.raises(PublishError):
        publish(package(tmp_path, "privado", 120), ckan, organisation)
    assert len(seen) == 1
    with pytest.raises((NotAuthorized, NotFound)):
        anonymous(ckan, "privado")


def test_a_publication_that_broke_off_is_finished_by_the_next(
    ckan: Ckan, organisation: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = package(tmp_path, "cortado", 120)
    with monkeypatch.context() as patch:
        patch.setattr(
            "publish.ckan_client._Portal._send", lambda *_: (_ for _ in ()).throw(PublishError("corte"))
        )
        with pytest.raises(PublishError):
            publish(folder, ckan, organisation)
    report = publish(folder, ckan, organisation)
    assert report.updated == ("cortado",)
    assert len(anonymous(ckan, "cortado")["resources"]) == 6


def test_an_index_that_fails_once_is_tried_again(ckan: Ckan, organisation: str, tmp_path: Path) -> None:
    publish(package(tmp_path, "calentar", 10), ckan, organisation)
    root = ckan.solr.split("/solr", 1)[0]
    urllib.request.urlopen(f"{root}/standin/fail?updates=1&status=503").read()
    report = publish(package(tmp_path, "indice", 120), ckan, organisation)
    assert report.created == ("indice",)
    assert len(anonymous(ckan, "indice")["resources"]) == 6


def test_a_token_that_is_not_accepted_gives_a_clear_error_without_the_token(
    ckan: Ckan, organisation: str, tmp_path: Path
) -> None:
    token = "no-es-un-token-valido"
    with pytest.raises(PublishError, match="token") as caught:
        publish(package(tmp_path, "sin-permiso", 120), ckan, organisation, token=token)
    assert token not in str(caught.value)
    assert caught.value.remedy


def test_an_address_that_is_no_portal_gives_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="portal"):
        publish_packages(
            [package(tmp_path, "nadie", 120)],
            url="http://127.0.0.1:9",
            token="x",
            organisation_name="org",
            publisher=PUBLISHER,
            sleep=lambda _: None,
        )

"""A session that watches or fails, what anybody can see of a portal, and the calls of these tests."""

import hashlib
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from ckanapi import RemoteCKAN
from requests.adapters import HTTPAdapter

from publish.ckan_client import Access, PublishReport, plan_packages, publish_packages, verify_packages
from publish.package import build_package
from publish.plan import Change, DatasetPlan
from tests.ckan.conftest import Ckan
from tests.publish.release_case import CONTRACTS, PUBLISHER, edition, specs, write_tables

WRITES = {
    "package_create", "package_update", "package_patch", "package_revise", "package_delete", "resource_create",
    "resource_update", "resource_patch", "resource_delete", "organization_create", "organization_update",
    "group_create", "datastore_create", "datastore_upsert", "datastore_delete", "resource_view_create",
}  # fmt: skip


def whole_package(folder: Path, name: str) -> Path:
    """A package of the sample under another name, as the publisher writes it."""
    spec = next(spec for spec in specs() if spec.name == "coincidencias").model_copy(update={"name": name})
    row = {"anio": 2026, "modalidad_a_codigo": "P02", "modalidad_b_codigo": "P04", "personas": 120}
    tables = write_tables(folder / "tables", open_coincidencia=[row])
    build_package(spec, tables, CONTRACTS, edition=edition(), folder=folder / name)
    return folder / name


def access(ckan: Ckan, **changes: Any) -> Access:
    """The portal as its administrator, without waits between attempts."""
    given = {
        "url": ckan.url,
        "token": ckan.token,
        "organisation": "ministerio-de-prueba",
        "sleep": lambda _: None,
    }
    return Access(**{**given, **changes})


def publish(
    folders: Path | Sequence[Path], ckan: Ckan, *, thorough: bool = False, **changes: Any
) -> PublishReport:
    """A publication that does not wait between attempts."""
    chosen = [folders] if isinstance(folders, Path) else folders
    return publish_packages(chosen, access(ckan, **changes), publisher=PUBLISHER, thorough=thorough)


def plan(folder: Path, ckan: Ckan, **changes: Any) -> DatasetPlan:
    """What would be done with one package."""
    [found] = plan_packages([folder], access(ckan, **changes))
    return found


def verify(folder: Path, ckan: Ckan, **changes: Any) -> tuple[Change, ...]:
    """What of one package the portal serves otherwise."""
    [found] = verify_packages([folder], access(ckan, **changes)).values()
    return found


def watching(look: Callable[[requests.Response], None]) -> requests.Session:
    """A session that shows every answer."""
    session = requests.Session()
    session.hooks["response"].append(lambda answer, *_, **__: look(answer))
    return session


def recording(actions: list[str]) -> requests.Session:
    """A session that notes the last step of every address."""
    return watching(lambda answer: actions.append(answer.url.rsplit("/", 1)[-1]))


class CutOff(HTTPAdapter):
    """A connection that is cut once for an action, after the portal did what it was asked."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.cut = 0

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        answer = super().send(request, *args, **kwargs)
        if str(request.url).endswith(f"/{self.action}") and not self.cut:
            self.cut += 1
            raise requests.ConnectionError("cut")
        return answer


class Corrupting(HTTPAdapter):
    """A connection on which the first downloads carry other bytes."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left = times

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        answer = super().send(request, *args, **kwargs)
        if "/download/" in str(request.url) and self.left:
            self.left -= 1
            # Read to its end first: a connection with an unread body would go back to the pool and spoil the next call.
            assert answer.content
            answer._content = b"otros bytes"
        return answer


def through(adapter: HTTPAdapter) -> requests.Session:
    """A session that goes through an adapter."""
    session = requests.Session()
    session.mount("http://", adapter)
    return session


def call(ckan: Ckan, action: str, data: Mapping[str, Any], *, token: str | None = None) -> Any:
    """An action as the administrator, or with another token ("" for anybody)."""
    with RemoteCKAN(ckan.url, apikey=ckan.token if token is None else token, user_agent="test") as portal:
        return portal.call_action(action, dict(data))


def anybody_sees(ckan: Ckan, name: str) -> dict[str, Any]:
    """package_show without a token."""
    return dict(call(ckan, "package_show", {"id": name}, token=""))


def file_names(shown: Mapping[str, Any]) -> list[str]:
    """File names of a dataset's resources."""
    return [resource["url"].rsplit("/", 1)[-1] for resource in shown["resources"]]


def served(shown: Mapping[str, Any]) -> dict[str, str]:
    """Digest of what anybody downloads, by file name."""
    found = {}
    for resource in shown["resources"]:
        with urllib.request.urlopen(resource["url"]) as answer:
            found[resource["url"].rsplit("/", 1)[-1]] = hashlib.sha256(answer.read()).hexdigest()
    return found


def on_disk(folder: Path) -> dict[str, str]:
    """Digest of every file of a package, by the name under which CKAN serves it."""
    return {
        path.name.lower(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@contextmanager
def index_fails(ckan: Ckan) -> Iterator[None]:
    """The search index refuses every update."""
    root = ckan.solr.split("/solr", 1)[0]
    urllib.request.urlopen(f"{root}/standin/fail?updates=9999&status=503").read()
    try:
        yield
    finally:
        urllib.request.urlopen(f"{root}/standin/fail?updates=0").read()


@contextmanager
def storage_fails(ckan: Ckan) -> Iterator[None]:
    """No file can be stored, as on a full disk: a file stands where the folder of uploads was."""
    folder, aside = ckan.root / "storage" / "resources", ckan.root / "storage" / "aside"
    folder.rename(aside)
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)

"""Bringing packages to a CKAN portal: the only HTTP of the project.

Belongs here: calls, their order, retries, verification by download. Does not belong here: what a package looks like in
CKAN (ckan_map.py), what differs (plan.py).

Order: the dataset is made private, its files go up in one call, each is downloaded and compared, and only then is the
dataset made public. Nobody ever sees half a dataset, and a portal that is up to date gets no call that writes. A
failure that may pass is met by reading the portal again and doing what is still missing, so that nothing is done twice.
The token goes into the request header and nowhere else.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import requests
from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError, NotFound
from requests_toolbelt import MultipartEncoder  # type: ignore[import-untyped]

from publish.ckan_failures import PassingError, explain
from publish.ckan_map import (
    CkanDataset,
    CkanFile,
    ckan_dataset,
    completion,
    creation,
    new_resource,
    organisation,
)
from publish.plan import DatasetPlan, compare
from snis.errors import PublishError

USER_AGENT = "padron/0.1"
TIMEOUT_SECONDS = 120
# Pauses between attempts; an index or a network is often back within seconds.
PAUSES_SECONDS = (1.0, 2.0, 4.0, 8.0)

Sleep = Callable[[float], None]
T = TypeVar("T")


@dataclass(frozen=True)
class PublishReport:
    """What was done to the portal: datasets created, updated and left alone, files sent."""

    created: tuple[str, ...]
    updated: tuple[str, ...]
    kept: tuple[str, ...]
    files: int

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.created or self.updated)

    def counts(self) -> dict[str, int]:
        """Counts for a report."""
        return {
            "creados": len(self.created),
            "actualizados": len(self.updated),
            "sin_cambio": len(self.kept),
            "archivos_enviados": self.files,
        }


def plan_packages(
    folders: Sequence[Path],
    *,
    url: str,
    token: str,
    organisation_name: str,
    sleep: Sleep = time.sleep,
    session: requests.Session | None = None,
) -> list[DatasetPlan]:
    """What publish_packages would do now; reads only.

    Raises:
        PublishError: as publish_packages.
    """
    with _Portal(url, token, sleep=sleep, session=session) as portal:
        return portal.plan(folders, organisation_name)


def publish_packages(
    folders: Sequence[Path],
    *,
    url: str,
    token: str,
    organisation_name: str,
    publisher: Mapping[str, str],
    sleep: Sleep = time.sleep,
    session: requests.Session | None = None,
) -> PublishReport:
    """Bring every package to the portal.

    Args:
        folders: package folders, each with its datapackage.json.
        url: address of the portal.
        token: an editor's or administrator's API token.
        organisation_name: slug of the publishing organisation; made when it is missing.
        publisher: name and address, for a new organisation.
        sleep: waits between attempts.
        session: the HTTP session; one of its own when not given.

    Raises:
        PublishError: the portal refused, stayed unreachable, serves other bytes than were sent, or has a dataset of the
            same name that is not ours.
    """
    with _Portal(url, token, sleep=sleep, session=session) as portal:
        plans = portal.plan(folders, organisation_name)
        if any(plan.action != "mantener" for plan in plans):
            portal.ensure_organisation(organisation_name, publisher)
        for plan in plans:
            if plan.action != "mantener":
                portal.bring(plan.dataset)

    def named(action: str) -> tuple[str, ...]:
        return tuple(plan.dataset.name for plan in plans if plan.action == action)

    files = sum(len(plan.sent) for plan in plans)
    return PublishReport(named("crear"), named("actualizar"), named("mantener"), files)


class _Portal:
    """One portal."""

    def __init__(self, url: str, token: str, *, sleep: Sleep, session: requests.Session | None) -> None:
        self._url = url.rstrip("/")
        self._token = token
        self._sleep = sleep
        self._session = session or requests.Session()
        try:
            self._ckan = _StreamingCKAN(self._url, apikey=token, user_agent=USER_AGENT, session=self._session)
        except ValueError:
            raise explain(requests.exceptions.InvalidURL(), "PADRON_CKAN_URL") from None

    def __enter__(self) -> "_Portal":
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def plan(self, folders: Sequence[Path], organisation_name: str) -> list[DatasetPlan]:
        """What differs, package by package."""
        if not organisation_name:
            raise PublishError(
                "no se dijo con qué organización publicar",
                place="PADRON_CKAN_ORGANISATION",
                remedy="Defina el nombre corto de la organización en el portal.",
            )
        licences = {item["id"] for item in self._patiently(partial(self._call, "license_list", {}))}
        plans = []
        for folder in folders:
            dataset = ckan_dataset(folder, organisation_name=organisation_name, licences=licences)
            plans.append(compare(dataset, self._patiently(partial(self._show, dataset.name))))
        return plans

    def ensure_organisation(self, name: str, publisher: Mapping[str, str]) -> None:
        """Make the organisation when it is missing."""

        def step() -> None:
            try:
                self._call("organization_show", {"id": name, "include_users": False})
            except NotFound:
                self._call("organization_create", organisation(name, publisher))

        self._patiently(step)

    def bring(self, dataset: CkanDataset) -> None:
        """Write what differs, verify every file sent, then show the dataset."""
        wrong: set[str] = set()

        def step() -> None:
            plan = compare(dataset, self._show(dataset.name), again=wrong)
            remote = plan.remote or self._call("package_create", creation(dataset))
            if plan.writes_files:
                remote = self._revise(plan, remote)
            for file in dataset.files if remote["private"] else plan.sent:
                wrong.discard(file.id)
                if self._served_digest(dataset.name, file) != file.sha256:
                    wrong.add(file.id)
                    raise PassingError(
                        "el portal sirve otros bytes que los enviados",
                        place=f"{dataset.name}/{file.filename}",
                        remedy="Publique otra vez; un conjunto nuevo sigue oculto hasta que todo coincida.",
                    )
            if plan.metadata:
                self._call("package_patch", completion(dataset, remote))

        self._patiently(step)

    def _show(self, name: str) -> dict[str, Any] | None:
        try:
            return dict(self._call("package_show", {"id": name}))
        except NotFound:
            return None

    def _revise(self, plan: DatasetPlan, remote: Mapping[str, Any]) -> Mapping[str, Any]:
        """All changes of resources in one call and one transaction, unless somebody changed the dataset meanwhile."""
        match = {"id": remote["id"], "metadata_modified": remote["metadata_modified"]}
        data = {"match": json.dumps(match)}
        if plan.gone:
            data["filter"] = json.dumps([f"-resources__{identity}" for identity in plan.gone])
        if plan.new:
            data["update__resources__extend"] = json.dumps([new_resource(file) for file in plan.new])
        # Added resources are addressed from the end: -1 is the last.
        places = [(str(number - len(plan.new)), file) for number, file in enumerate(plan.new)]
        places += [(file.id, file) for file in plan.changed]
        for file in (*plan.changed, *plan.relabelled):
            data |= {f"update__resources__{file.id}__{key}": value for key, value in file.fields.items()}
        with ExitStack() as stack:
            files = {
                f"update__resources__{place}__upload": (
                    file.filename,
                    stack.enter_context(file.path.open("rb")),
                )
                for place, file in places
            }
            return dict(self._call("package_revise", data, files=files)["package"])

    def _served_digest(self, name: str, file: CkanFile) -> str:
        """SHA-256 of what the portal serves, empty when nothing: what CKAN says of a file is no proof."""
        digest = hashlib.sha256()
        with self._explained("download"):
            answer = self._session.get(
                f"{self._url}/dataset/{name}/resource/{file.id}/download/{file.filename}",
                headers={"Authorization": self._token, "User-Agent": USER_AGENT},
                timeout=TIMEOUT_SECONDS,
                stream=True,
            )
            with answer:
                if answer.status_code == requests.codes.not_found:
                    return ""
                if answer.status_code != requests.codes.ok:
                    raise CKANAPIError(answer.status_code)
                for block in answer.iter_content(1 << 20):
                    digest.update(block)
        return digest.hexdigest()

    def _call(self, action: str, data: Mapping[str, Any], *, files: Mapping[str, Any] | None = None) -> Any:
        with self._explained(action):
            return self._ckan.call_action(
                action, dict(data), files=dict(files or {}), requests_kwargs={"timeout": TIMEOUT_SECONDS}
            )

    @contextmanager
    def _explained(self, action: str) -> Iterator[None]:
        try:
            yield
        except NotFound:
            raise
        except (CKANAPIError, requests.RequestException) as error:
            raise explain(error, action) from None

    def _patiently(self, step: Callable[[], T]) -> T:
        """A step, made again after a pause while its failure may pass. Every step begins by reading the portal."""
        for pause in PAUSES_SECONDS:
            try:
                return step()
            except PassingError:
                self._sleep(pause)
        return step()


class _StreamingCKAN(RemoteCKAN):  # type: ignore[misc]
    """ckanapi with two changes: files are streamed from disk, and an error keeps its HTTP status."""

    def _request_fn(
        self, url: str, data: Any, headers: dict[str, str], files: Mapping[str, Any], kwargs: dict[str, Any]
    ) -> tuple[int, str]:
        if files:
            texts = {key.decode(): value.decode() for key, value in data.items()}
            data = MultipartEncoder({**texts, **files})
            headers = {**headers, "Content-Type": data.content_type}
        status, text = super()._request_fn(url, data, headers, None, kwargs)
        if not _is_answer(text):
            raise CKANAPIError(status)
        return status, text


def _is_answer(text: str) -> bool:
    """Whether a body is CKAN's: a JSON object that says whether it succeeded."""
    try:
        content = json.loads(text)
    except ValueError:
        return False
    return isinstance(content, dict) and "success" in content

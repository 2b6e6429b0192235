"""Bringing packages to a CKAN portal: the only HTTP of the project.

Belongs here: calls, their order, retries, verification by download. Does not belong here: what a package looks
like in CKAN (ckan_map.py).

Order: the dataset is made private, its files go up in one call, each is downloaded and compared, and only then is
the dataset made public. Nobody ever sees half a dataset, and a portal that is up to date gets no call that writes.
The token goes into the request header and nowhere else.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from ckanapi import RemoteCKAN
from ckanapi.errors import (
    CKANAPIError,
    NotAuthorized,
    NotFound,
    SearchError,
    SearchIndexError,
    ServerIncompatibleError,
    ValidationError,
)

from publish.ckan_map import CkanFile, Difference, compare, dataset, organisation, package_files
from snis.errors import PublishError

USER_AGENT = "padron/0.1"
ATTEMPTS = 5
TIMEOUT_SECONDS = 120
# The index or the network may be back in a moment; shared ckan.md, section 8 ("Codes").
_PASSING = (CKANAPIError, SearchError, SearchIndexError, requests.ConnectionError, requests.Timeout)

Sleep = Callable[[float], None]


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


def publish_packages(
    folders: Sequence[Path],
    *,
    url: str,
    token: str,
    organisation_name: str,
    publisher: Mapping[str, str],
    sleep: Sleep = time.sleep,
) -> PublishReport:
    """Bring every package to the portal.

    Args:
        folders: package folders, each with its datapackage.json.
        url: address of the portal.
        token: an editor's or administrator's API token.
        organisation_name: slug of the publishing organisation; made when it is missing.
        publisher: name and address, for a new organisation.
        sleep: waits between attempts.

    Raises:
        PublishError: the portal refused, stayed unreachable, or serves other bytes than were sent.
    """
    created: list[str] = []
    updated: list[str] = []
    kept: list[str] = []
    files = 0
    portal = _Portal(url, token, sleep)
    with portal:
        portal.ensure_organisation(organisation_name, publisher)
        for folder in folders:
            descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
            wanted = package_files(folder, descriptor)
            difference = compare(portal.show(descriptor["name"]), descriptor, wanted)
            if difference.is_empty:
                kept.append(descriptor["name"])
                continue
            portal.bring(descriptor, wanted, difference, organisation_name=organisation_name)
            (created if difference.create else updated).append(descriptor["name"])
            files += len(difference.new) + len(difference.changed)
    return PublishReport(tuple(created), tuple(updated), tuple(kept), files)


class _Portal:
    """One portal, with retries around each call."""

    def __init__(self, url: str, token: str, sleep: Sleep) -> None:
        self._url = url.rstrip("/")
        self._token = token
        self._sleep = sleep
        self._ckan = RemoteCKAN(self._url, apikey=token, user_agent=USER_AGENT)

    def __enter__(self) -> "_Portal":
        return self

    def __exit__(self, *_: object) -> None:
        self._ckan.close()

    def show(self, name: str) -> dict[str, Any] | None:
        """A dataset, or None."""
        try:
            return dict(self._call("package_show", {"id": name}))
        except NotFound:
            return None

    def ensure_organisation(self, name: str, publisher: Mapping[str, str]) -> None:
        """Make the organisation when it is missing."""
        if not name:
            raise PublishError(
                "no se dijo con qué organización publicar",
                place="PADRON_CKAN_ORGANISATION",
                remedy="Defina el nombre corto de la organización en el portal.",
            )
        try:
            self._call("organization_show", {"id": name})
        except NotFound:
            self._call("organization_create", organisation(name, publisher))

    def bring(
        self,
        descriptor: Mapping[str, Any],
        wanted: Sequence[CkanFile],
        difference: Difference,
        *,
        organisation_name: str,
    ) -> None:
        """Write what differs, verify every file, then show the dataset."""
        metadata = dataset(descriptor, organisation_name=organisation_name)
        if difference.create:
            self._call("package_create", {**metadata, "extras": [], "private": True})
        if difference.new or difference.changed or difference.gone:
            self._send(descriptor["name"], difference)
        for file in wanted:
            self._verify(descriptor["name"], file)
        self._call("package_patch", {"id": descriptor["name"], **metadata, "private": False})

    def _send(self, name: str, difference: Difference) -> None:
        """New and changed files in one call: one transaction, and the order of cost does not grow with the dataset."""
        data: dict[str, str] = {"match__name": name}
        if difference.gone:
            data["filter"] = json.dumps([f"-resources__{identity}" for identity in difference.gone])
        if difference.new:
            data["update__resources__extend"] = json.dumps(
                [{"id": file.id, "url": file.filename, **file.fields} for file in difference.new]
            )
        uploads = [(f"-{len(difference.new) - n}", file) for n, file in enumerate(difference.new)]
        for file in difference.changed:
            uploads.append((file.id, file))
            data.update({f"update__resources__{file.id}__{key}": value for key, value in file.fields.items()})
        with ExitStack() as stack:
            files = {
                f"update__resources__{place}__upload": (
                    file.filename,
                    stack.enter_context(file.path.open("rb")),
                )
                for place, file in uploads
            }
            self._call("package_revise", data, files=files)

    def _verify(self, name: str, file: CkanFile) -> None:
        """Download a file and compare; an index failure inside CKAN can leave other bytes than its metadata says."""
        address = f"{self._url}/dataset/{name}/resource/{file.id}/download/{file.filename}"
        digest = hashlib.sha256()
        with self._explained("download"):
            response = requests.get(
                address,
                headers={"Authorization": self._token, "User-Agent": USER_AGENT},
                timeout=TIMEOUT_SECONDS,
                stream=True,
            )
            with response:
                response.raise_for_status()
                for block in response.iter_content(1 << 20):
                    digest.update(block)
        if digest.hexdigest() != file.sha256:
            raise PublishError(
                "el portal sirve otros bytes que los enviados",
                place=f"{name}/{file.filename}",
                remedy="Publique otra vez; el conjunto sigue privado o con su edición anterior.",
            )

    def _call(self, action: str, data: Mapping[str, Any], *, files: Mapping[str, Any] | None = None) -> Any:
        """One action, tried again while the failure may pass."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._explained(action):
                    return self._ckan.call_action(
                        action, dict(data), files=dict(files) if files else None,
                        requests_kwargs={"timeout": TIMEOUT_SECONDS},
                    )  # fmt: skip
            except _PassingError:
                if attempt == ATTEMPTS:
                    raise
                for _, stream in (files or {}).values():
                    stream.seek(0)
                self._sleep(2.0 ** (attempt - 1))
        raise PublishError("el portal no respondió", place=action)

    @contextmanager
    def _explained(self, action: str) -> Iterator[None]:
        """Failures as ours, without the portal's own text, which may repeat what was sent."""
        try:
            yield
        except NotFound:
            raise
        except NotAuthorized:
            raise PublishError(
                "el portal no acepta el token para esta acción",
                place=action,
                remedy="Use el token de un editor de la organización, vigente y sin la palabra Bearer.",
            ) from None
        except ValidationError as error:
            if "package_id" in error.error_dict and action == "package_revise":
                raise _PassingError("el portal recibió una carga cortada", place=action) from None
            keys = ", ".join(sorted(key for key in error.error_dict if not key.startswith("__")))
            raise PublishError(f"el portal no acepta: {keys}", place=action) from None
        except ServerIncompatibleError:
            raise PublishError(
                "la dirección no es la de un portal CKAN", place=action, remedy="Revise PADRON_CKAN_URL."
            ) from None
        except _PASSING as error:
            raise _PassingError(
                f"el portal falló ({type(error).__name__})",
                place=action,
                remedy="Se intentó varias veces; revise el portal y corra la noche otra vez.",
            ) from None


class _PassingError(PublishError):
    """A failure that may pass when the call is made again."""

"""One CKAN portal over HTTP: calls, downloads, bounded patience.

Belongs here: how a call is made, how long it may take, when it is made again. Does not belong here: which calls are
made (ckan_portal.py, ckan_apply.py) or what a failure means (ckan_failures.py). The token goes into the request header
and nowhere else.
"""

import hashlib
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import requests
from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError, NotFound
from requests_toolbelt import MultipartEncoder  # type: ignore[import-untyped]

from publish.ckan_answers import AnswerError, require_answer, require_result
from publish.ckan_failures import PassingError, PortalDownError, SilentError, explain, missing
from publish.ckan_line import Line
from snis.errors import PublishError

USER_AGENT = "padron/0.1"
CONNECT_SECONDS = 10
ANSWER_SECONDS = 120
# What a portal needs to put a large upload in its place, on top of the time of any answer.
SECONDS_PER_GIGABYTE = 300
# A line on which bytes come or go slower than this is given up as one that stands still.
SLOWEST_BYTES_PER_SECOND = 64 * 1024
# Pauses between attempts, each made up to half longer by chance so that two publishers do not march in step.
PAUSES_SECONDS = (1.0, 2.0, 4.0, 8.0)
# A portal may say how long to wait; longer than this the next night does as well.
LONGEST_PAUSE_SECONDS = 120.0

_NOTHING = frozenset({requests.codes.not_found})
_CLOSED = frozenset({requests.codes.unauthorized, requests.codes.forbidden})

Sleep = Callable[[float], None]
T = TypeVar("T")


class Portal:
    """One portal and the session with it."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        sleep: Sleep = time.sleep,
        session: requests.Session | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._sleep = sleep
        self._chance = chance
        self._line = Line()
        self._session = session or _session_on(self._line)
        try:
            self._ckan = _StreamingCKAN(self.url, apikey=token, user_agent=USER_AGENT, session=self._session)
        except ValueError:
            raise explain(requests.exceptions.InvalidURL(), "PADRON_CKAN_URL") from None

    def __enter__(self) -> "Portal":
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def call(
        self, action: str, data: Mapping[str, Any], *, files: Mapping[str, Any] | None = None, size: int = 0
    ) -> Any:
        """One call of CKAN's API.

        Args:
            action: its name.
            data: its arguments.
            files: what goes up with it, read from disk by parts.
            size: bytes of those files.

        Raises:
            PassingError: it failed and may succeed when it is made again; what it speaks of may be gone.
            PublishError: it was refused.
        """
        try:
            return self._call(action, data, files=files, size=size)
        except NotFound:
            raise missing(action) from None

    def find(self, action: str, data: Mapping[str, Any]) -> Any | None:
        """What a reading call answers; None when the portal has no such thing."""
        try:
            return self._call(action, data, files=None, size=0)
        except NotFound:
            return None

    def served_digest(self, path: str, *, size: int, as_public: bool = False) -> str:
        """SHA-256 of what the portal serves under a path, empty when nothing: what CKAN says of a file is no proof.

        Args:
            path: after the portal's address.
            size: bytes of the file that should be there, for which it is waited.
            as_public: without the token, as anybody gets it.
        """
        digest = hashlib.sha256()
        headers = {"User-Agent": USER_AGENT} | ({} if as_public else {"Authorization": self._token})
        with self._explained("download", size=size):
            answer = self._session.get(
                f"{self.url}/{path}",
                headers=headers,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                stream=True,
            )
            with answer:
                if answer.status_code in _NOTHING or (as_public and answer.status_code in _CLOSED):
                    return ""
                if answer.status_code != requests.codes.ok:
                    raise AnswerError(answer)
                for block in answer.iter_content(1 << 20):
                    digest.update(block)
        return digest.hexdigest()

    def patiently(self, step: Callable[[], T]) -> T:
        """A step, made again after a pause while its failure may pass.

        Raises:
            PortalDownError: nobody answers.
            PublishError: the last failure; it is not passing any more, so that no caller tries once more.
        """
        for pause in PAUSES_SECONDS:
            try:
                return step()
            except PassingError as error:
                asked = min(error.wait_seconds, LONGEST_PAUSE_SECONDS)
                self._sleep(max(pause, asked) * (1 + self._chance() / 2))
        try:
            return step()
        except PassingError as error:
            kind = PortalDownError if isinstance(error, SilentError) else PublishError
            raise kind(error.message, place=error.place, remedy=error.remedy) from None

    def _call(
        self, action: str, data: Mapping[str, Any], *, files: Mapping[str, Any] | None, size: int
    ) -> Any:
        with self._explained(action, size=size):
            result = self._ckan.call_action(
                action,
                dict(data),
                files=dict(files or {}),
                requests_kwargs={"timeout": (CONNECT_SECONDS, _patience(size))},
            )
            require_result(action, result)
            return result

    @contextmanager
    def _explained(self, action: str, *, size: int) -> Iterator[None]:
        """A call from its first byte to the last of its answer, which comes in time or not at all."""
        whole = CONNECT_SECONDS + _patience(size) + ANSWER_SECONDS + size / SLOWEST_BYTES_PER_SECOND
        try:
            with self._line.within(whole):
                yield
        except NotFound:
            raise
        except (CKANAPIError, requests.RequestException) as error:
            raise explain(error, action) from None


def _patience(size: int) -> float:
    """How long a portal may say nothing after it was given so many bytes."""
    return ANSWER_SECONDS + size * SECONDS_PER_GIGABYTE // (1 << 30)


def _session_on(line: Line) -> requests.Session:
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, line)
    return session


class _StreamingCKAN(RemoteCKAN):  # type: ignore[misc]
    """ckanapi with two changes: files are streamed from disk, and an answer that is not CKAN's is told apart."""

    def _request_fn(
        self, url: str, data: Any, headers: dict[str, str], files: Mapping[str, Any], kwargs: dict[str, Any]
    ) -> tuple[int, str]:
        if files:
            texts = {key.decode(): value.decode() for key, value in data.items()}
            data = MultipartEncoder({**texts, **files})
            headers = {**headers, "Content-Type": data.content_type}
        # A redirected call would arrive without its body.
        answer = self.session.post(url, data=data, headers=headers, allow_redirects=False, **kwargs)
        require_answer(answer)
        return answer.status_code, answer.text

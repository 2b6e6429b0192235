"""Lines to a portal that fail in a chosen way: before the portal hears of a call, after it did what it was asked, or
half way through an upload."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from tests.ckan.portal_case import WRITES

HTML = "<html><body>proxy</body></html>"


class Killed(BaseException):
    """The end of our process: nothing of ours runs after it, like after kill -9."""


Fault = Callable[[], requests.Response]


def raising(error: BaseException) -> Fault:
    """A line that breaks."""

    def fail() -> requests.Response:
        raise error

    return fail


def answering(status: int, body: str | dict[str, Any] = HTML) -> Fault:
    """Another answer than the portal's: from a proxy, or CKAN's own for a failure."""

    def fail() -> requests.Response:
        answer = requests.Response()
        answer.status_code = status
        is_text = isinstance(body, str)
        text = body if isinstance(body, str) else json.dumps({"success": False, "error": body})
        answer._content, answer._content_consumed = text.encode(), True
        answer.headers["Content-Type"] = "text/html" if is_text else "application/json"
        answer.encoding = "utf-8"
        return answer

    return fail


def claiming(result: Callable[[], Any]) -> Fault:
    """A portal that says that it did what it was asked."""

    def fail() -> requests.Response:
        answer = answering(200, "")()
        answer._content = json.dumps({"success": True, "result": result()}).encode()
        return answer

    return fail


@dataclass
class Line(HTTPAdapter):
    """A line on which chosen calls fail.

    Attributes:
        fault: what happens instead of the answer.
        action: last step of the address of the calls that fail; empty for any call that writes.
        times: how many of them fail.
        skip: how many of them pass first.
        after: whether the portal does what it was asked before the line fails.
    """

    fault: Fault
    action: str = ""
    times: int = 1
    skip: int = 0
    after: bool = True
    seen: list[str] = field(default_factory=list)
    failed: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        name = str(request.url).rsplit("/", 1)[-1]
        if not self._is_meant(str(request.url), name):
            return super().send(request, *args, **kwargs)
        self.seen.append(name)
        if len(self.seen) <= self.skip or self.failed >= self.times:
            return super().send(request, *args, **kwargs)
        self.failed += 1
        if self.after:
            # Read to its end: a connection with an unread body would spoil the next call.
            assert super().send(request, *args, **kwargs).content is not None
        answer = self.fault()
        answer.request, answer.url = request, str(request.url)
        return answer

    def _is_meant(self, url: str, name: str) -> bool:
        if self.action == "download":
            return "/download/" in url
        return name == self.action if self.action else name in WRITES


@dataclass
class Uploads(Line):
    """A line on which the calls that carry files fail, and no other."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        carries_files = str(request.headers.get("Content-Type", "")).startswith("multipart/")
        self.action = "package_revise" if carries_files else "none"
        return super().send(request, *args, **kwargs)


class CutUpload(HTTPAdapter):
    """A connection that is cut in the middle of the body of an upload, some times."""

    def __init__(self, times: int = 1) -> None:
        super().__init__()
        self.left = times

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if str(request.url).endswith("/package_revise") and hasattr(request.body, "read") and self.left:
            self.left -= 1
            request.body = _Half(request.body)
        return super().send(request, *args, **kwargs)


class _Half:
    """The first half of a body, and then the end of the line. The announced length stays the whole."""

    def __init__(self, body: Any) -> None:
        self.body = body
        self.left = body.len // 2

    def read(self, size: int = -1) -> bytes:
        if self.left <= 0:
            raise ConnectionResetError("cut")
        piece = self.body.read(min(self.left, size if size > 0 else self.left))
        self.left -= len(piece)
        return bytes(piece)

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield self.read(8192)

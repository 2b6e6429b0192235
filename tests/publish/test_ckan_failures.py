"""Every way in which a portal fails gives a message with a remedy, is tried again only when it may pass, and never
repeats what the portal said or the token."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from publish.ckan_api import PAUSES_SECONDS
from publish.ckan_client import Access, publish_packages
from snis.errors import PublishError
from tests.publish.release_case import PUBLISHER

TOKEN = "secreto-del-portal"
HTML = "<html>secreto-del-portal</html>"


class Portal(BaseHTTPRequestHandler):
    """Gives one answer to everything and counts."""

    status: ClassVar[int] = 200
    body: ClassVar[str] = ""
    calls: ClassVar[int] = 0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type(self).calls += 1
        self.send_response(self.status)
        if 300 <= self.status < 400:
            self.send_header("Location", "https://example.org/")
        self.end_headers()
        self.wfile.write(self.body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    Portal.calls = 0
    server = HTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def failure(kind: str, **fields: object) -> str:
    return json.dumps({"success": False, "error": {"__type": kind, "message": f"x: {TOKEN}", **fields}})


def attempt(url: str) -> tuple[PublishError, list[float]]:
    slept: list[float] = []
    with pytest.raises(PublishError) as caught:
        access = Access(url, TOKEN, "mides", sleep=slept.append)
        publish_packages([Path("no-se-lee")], access, publisher=PUBLISHER)
    assert TOKEN not in f"{caught.value} {caught.value!r}"
    assert caught.value.remedy
    return caught.value, slept


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (403, failure("Authorization Error"), "no autoriza"),
        (409, failure("Validation Error", name=[f"mal {TOKEN}"]), "no acepta: name"),
        (409, failure("Validation Error", upload=["File upload too large"]), "límite del portal"),
        (403, HTML, "cierra el paso"),
        (404, HTML, "no es la de un portal CKAN"),
        (400, '"Bad request - Action name not known"', "no entiende el pedido"),
        (413, HTML, "la carga es mayor"),
        (415, HTML, "no entiende el pedido"),
        (405, HTML, "no es la de un portal CKAN"),
        (200, HTML, "no es la de un portal CKAN"),
        (301, "", "redirige"),
    ],
)
def test_a_failure_that_will_not_pass_is_said_at_once(
    address: str, status: int, body: str, said: str
) -> None:
    Portal.status, Portal.body = status, body
    error, slept = attempt(address)
    assert said in str(error)
    assert (Portal.calls, slept) == (1, [])


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, failure("Search Index Error"), "índice"),
        (409, failure("Search Error"), "índice"),
        (409, failure("Validation Error", package_id=["Missing value"]), "carga cortada"),
        (409, failure("Validation Error", match=["metadata_modified"]), "al mismo tiempo"),
        (500, json.dumps({"success": False, "error": {"__type": "Internal Server Error"}}), "falló"),
        (500, HTML, "HTTP 500"),
        (502, HTML, "HTTP 502"),
        (429, HTML, "HTTP 429"),
    ],
)
def test_a_failure_that_may_pass_is_tried_again_with_longer_pauses(
    address: str, status: int, body: str, said: str
) -> None:
    Portal.status, Portal.body = status, body
    error, slept = attempt(address)
    assert said in str(error)
    assert (Portal.calls, len(slept)) == (len(PAUSES_SECONDS) + 1, len(PAUSES_SECONDS))
    assert all(least <= pause <= 1.5 * least for least, pause in zip(PAUSES_SECONDS, slept, strict=True))
    assert list(PAUSES_SECONDS) == sorted(PAUSES_SECONDS)


@pytest.mark.parametrize(
    ("url", "said", "attempts"),
    [
        ("http://127.0.0.1:9", "no responde", len(PAUSES_SECONDS)),
        ("datos.example.org", "no es la de un portal CKAN", 0),
        ("http://[", "no es la de un portal CKAN", 0),
    ],
)
def test_an_address_that_leads_nowhere_is_said(url: str, said: str, attempts: int) -> None:
    error, slept = attempt(url)
    assert said in str(error)
    assert len(slept) == attempts

"""Every way in which a portal fails gives a message with a remedy, is tried again only when it may pass, and never
repeats what the portal said or the token."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from publish import ckan_api
from publish.ckan_api import LONGEST_PAUSE_SECONDS, PAUSES_SECONDS
from publish.ckan_api import Portal as CkanPortal
from publish.ckan_client import Access, publish_packages
from publish.ckan_failures import PassingError
from publish.ckan_line import Line
from snis.errors import PublishError
from tests.publish.release_case import PUBLISHER

TOKEN = "secreto-del-portal"
HTML = "<html>secreto-del-portal</html>"


class Portal(BaseHTTPRequestHandler):
    """Gives one answer to everything and counts."""

    status: ClassVar[int] = 200
    body: ClassVar[str] = ""
    headers_too: ClassVar[dict[str, str]] = {}
    calls: ClassVar[int] = 0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type(self).calls += 1
        self.send_response(self.status)
        if 300 <= self.status < 400:
            self.send_header("Location", "https://example.org/")
        for name, value in self.headers_too.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.body.encode())

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served_by(server: HTTPServer) -> Iterator[HTTPServer]:
    Portal.calls, Portal.headers_too = 0, {}
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def address() -> Iterator[str]:
    with served_by(HTTPServer(("127.0.0.1", 0), Portal)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


class Encrypted(HTTPServer):
    """A server with a certificate that it signed itself; who hangs up over it is no error of ours."""

    def handle_error(self, *_: object) -> None:
        pass


def encrypted(folder: Path) -> HTTPServer:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "portal.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = Encrypted(("127.0.0.1", 0), Portal)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


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
        (400, '"Bad request - Action name not known"', "no entiende el pedido"),
        (413, HTML, "la carga es mayor"),
        (415, HTML, "no entiende el pedido"),
        (405, HTML, "no es la de un portal CKAN"),
        (200, HTML, "no es la de un portal CKAN"),
        (200, "[]", "no es la de un portal CKAN"),
        (404, HTML, "no es la de un portal CKAN"),
        (401, HTML, "cierra el paso"),
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
        (409, failure("Validation Error", resources__0a1b="unmatched"), "al mismo tiempo"),
        (500, json.dumps({"success": False, "error": {"__type": "Internal Server Error"}}), "falló"),
        (500, HTML, "HTTP 500"),
        (502, HTML, "HTTP 502"),
        (503, HTML, "HTTP 503"),
        (504, HTML, "HTTP 504"),
        (408, HTML, "HTTP 408"),
        (429, HTML, "HTTP 429"),
        (404, failure("Not Found Error"), "ya no tiene"),
        (200, '{"success": true, "result": [{"id', "incompleta"),
        (200, '{"success": true}', "incompleta"),
        (200, '{"success": true, "result": null}', "incompleta"),
        (200, "", "incompleta"),
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
    ("said", "least", "most"),
    [
        ("30", 30, 45),
        ("86400", LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS * 1.5),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 1, 1.5),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_portal_that_asks_for_a_pause_gets_it_within_reason(
    address: str, status: int, said: str, least: float, most: float
) -> None:
    Portal.status, Portal.body, Portal.headers_too = status, HTML, {"Retry-After": said}
    _, slept = attempt(address)
    assert least <= slept[0] <= most


def test_an_answer_that_ends_before_its_announced_length(address: str) -> None:
    Portal.status, Portal.body = 200, '{"success": true, "result": []}'
    Portal.headers_too = {"Content-Length": "4000"}
    error, slept = attempt(address)
    assert "no responde" in str(error)
    assert len(slept) == len(PAUSES_SECONDS)


def test_a_download_that_ends_before_its_announced_length_is_not_a_file(address: str) -> None:
    Portal.status, Portal.body, Portal.headers_too = 200, "mitad", {"Content-Length": "4000"}
    with CkanPortal(address, TOKEN, sleep=lambda _: None) as portal, pytest.raises(PassingError):
        portal.served_digest("dataset/x/resource/y/download/z.csv", size=4000)


def test_a_portal_that_takes_the_call_and_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ckan_api, "ANSWER_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error, slept = attempt(f"http://127.0.0.1:{silent.getsockname()[1]}")
    assert "no responde (ReadTimeout)" in str(error)
    assert len(slept) == len(PAUSES_SECONDS)


@contextmanager
def dripping(start: bytes) -> Iterator[str]:
    """A portal that begins every answer, and then lets one more byte fall for as long as anybody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            with suppress(OSError):
                while True:
                    line, _ = server.accept()
                    with line, suppress(OSError):
                        line.recv(65536)
                        line.sendall(start)
                        while True:
                            line.sendall(b"x")
                            time.sleep(0.01)

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-",
        b"HTTP/1.1 200 OK\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n{",
    ],
    ids=["first-line", "headers", "body", "body-of-a-length"],
)
def test_an_answer_that_drips_for_ever_ends(monkeypatch: pytest.MonkeyPatch, start: bytes) -> None:
    monkeypatch.setattr(ckan_api, "CONNECT_SECONDS", 0.1)
    monkeypatch.setattr(ckan_api, "ANSWER_SECONDS", 0.05)
    with dripping(start) as address:
        error, slept = attempt(address)
        assert "no responde (ReadTimeout)" in str(error)
        assert len(slept) == len(PAUSES_SECONDS)
        with CkanPortal(address, TOKEN) as portal, pytest.raises(PassingError, match="no responde"):
            portal.served_digest("dataset/x/resource/y/download/z.csv", size=4000)


def test_the_time_of_an_answer_grows_with_what_is_sent_and_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    @contextmanager
    def within(_: Line, seconds: float) -> Iterator[None]:
        given.append(seconds)
        yield

    monkeypatch.setattr(Line, "within", within)
    with CkanPortal("http://127.0.0.1:9", TOKEN, sleep=lambda _: None) as portal:
        for size in (0, 64 * 1024 * 1000):
            with suppress(PublishError):
                portal.served_digest("z.csv", size=size)
            with suppress(PublishError):
                portal.call("package_revise", {}, size=size)
    assert given == [250, 250, 1268, 1268]


def test_a_name_that_no_server_has(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error, slept = attempt("http://portal.example.org")
    assert "no se encuentra en la red el nombre del portal" in str(error)
    assert "PADRON_CKAN_URL" in error.remedy
    assert len(slept) == len(PAUSES_SECONDS)


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    with served_by(encrypted(tmp_path)) as server:
        error, slept = attempt(f"https://127.0.0.1:{server.server_port}")
    assert "certificado" in str(error)
    assert slept == []


def test_a_portal_that_speaks_no_tls(address: str) -> None:
    error, slept = attempt(address.replace("http:", "https:"))
    assert "conexión segura" in str(error)
    assert "https" in error.remedy
    assert len(slept) == len(PAUSES_SECONDS)


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

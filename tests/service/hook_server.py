"""A small HTTP or HTTPS server on loopback that takes webhooks, with the faults that real ones have."""

import json
import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any


@dataclass
class Post:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass
class HookServer:
    """A server that runs while the block does.

    Attributes:
        statuses: what is answered to each request in turn; 204 when there are no more.
        location: where redirections lead.
        slow_seconds: how long each answer takes.
        certificate: with one, it speaks HTTPS.
    """

    statuses: list[int] = field(default_factory=list)
    location: str = ""
    slow_seconds: float = 0.0
    certificate: Path | None = None
    posts: list[Post] = field(default_factory=list)

    def __post_init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.posts.append(Post(self.path, dict(self.headers.items()), body))
                time.sleep(outer.slow_seconds)
                self.send_response(outer.statuses.pop(0) if outer.statuses else 204)
                if outer.location:
                    self.send_header("Location", outer.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing is logged."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that gives up is part of the tests."""

        self._server = Server(("127.0.0.1", 0), Handler)
        if self.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    @property
    def url(self) -> str:
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://127.0.0.1:{self._server.server_address[1]}/avisos"

    def __enter__(self) -> "HookServer":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

"""A small stand-in for the Solr core that CKAN talks to, over HTTP on loopback.

    python -m tests.ckan.server.solr --schema .../ckan/config/solr/schema.xml --port 8983 [--db FILE]

It speaks just the part of Solr's protocol that CKAN uses: GET|POST select, POST update (JSON, XML), GET schema, ping.
It is driven by CKAN's own schema.xml and refuses the documents that a real Solr with that schema refuses. It is no
search engine: matching is exact, ranking is approximate.

To see how a client copes with a failing index: GET /standin/fail?updates=N[&selects=M][&status=503] makes the next N
updates (M selects) fail; /standin/stats counts documents.
"""

import argparse
import json
import signal
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from tests.ckan.server.solr.documents import Documents
from tests.ckan.server.solr.schema import Schema, SolrError
from tests.ckan.server.solr.search import Parameters, select
from tests.ckan.server.solr.updates import Updates

_JSON = "application/json; charset=utf-8"


class Server(ThreadingHTTPServer):
    """The core, and how many of its next answers are failures."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, documents: Documents) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.documents = documents
        self.updates = Updates(documents)
        self.failing = {"updates": 0, "selects": 0, "status": 503}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout: ClassVar[float | None] = 120
    server: Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer, whatever happens."""
        began = time.monotonic()
        try:
            kind, body = self._answer(began)
            self._reply(200, body, kind)
        except SolrError as error:
            self._refuse(error.status, str(error))
        except (BrokenPipeError, ConnectionResetError):
            pass
        except Exception as error:
            self._refuse(500, repr(error))

    def do_POST(self) -> None:
        """Answer in the same way."""
        self.do_GET()

    def _answer(self, began: float) -> tuple[str, bytes]:
        url = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        parameters = parse_qs(url.query, keep_blank_values=True)
        kind, path = self.headers.get("Content-Type", ""), url.path.rstrip("/")
        for what in ("update", "select"):
            if path.endswith(f"/{what}"):
                self._fail_if_asked(f"{what}s")
        if path.endswith(("/schema", "/admin/file")):
            return "text/xml; charset=utf-8", self.server.documents.schema.raw
        content: dict[str, Any] = {}
        if path.endswith("/select"):
            if "form-urlencoded" in kind:
                for name, values in parse_qs(body.decode(), keep_blank_values=True).items():
                    parameters.setdefault(name, []).extend(values)
            content = select(self.server.documents, parameters)
        elif path.endswith("/update"):
            self.server.updates.take(kind, body, parameters)
        elif path.endswith("/admin/ping"):
            content = {"status": "OK"}
        else:
            return _JSON, json.dumps(self._own(path, parameters)).encode()
        header = {"status": 0, "QTime": int((time.monotonic() - began) * 1000)}
        return _JSON, json.dumps({"responseHeader": header, **content}).encode()

    def _own(self, path: str, parameters: Parameters) -> dict[str, int]:
        """What no Solr has: failures on demand, and counts."""
        if path == "/standin/fail":
            failing = self.server.failing
            failing.update({name: int(values[0]) for name, values in parameters.items() if name in failing})
            return failing
        if path == "/standin/stats":
            return {"docs": len(self.server.documents.all), "pending": len(self.server.updates.waiting)}
        raise SolrError(f"not found: {path}", 404)

    def _fail_if_asked(self, what: str) -> None:
        if self.server.failing[what] > 0:
            self.server.failing[what] -= 1
            raise SolrError("failure asked for through /standin/fail", self.server.failing["status"])

    def _refuse(self, status: int, message: str) -> None:
        error = {"responseHeader": {"status": status}, "error": {"msg": message, "code": status}}
        self._reply(status, json.dumps(error).encode(), _JSON)

    def _reply(self, status: int, body: bytes, kind: str) -> None:
        reason = self.responses.get(status, ("",))[0]
        head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)


def main() -> None:
    """Serve until SIGTERM; what waited for a commit is saved."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--schema", type=Path, required=True, help="CKAN's ckan/config/solr/schema.xml")
    parser.add_argument("--port", type=int, default=8983)
    parser.add_argument("--db", type=Path, help="SQLite file that keeps the index over restarts")
    given = parser.parse_args()
    server = Server(given.port, Documents(Schema(given.schema), given.db))
    # A server that is told to stop by its own thread would wait for itself.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    with suppress(KeyboardInterrupt):
        server.serve_forever(poll_interval=0.1)
    server.server_close()
    server.updates.commit()


if __name__ == "__main__":
    main()

"""The reference service of a verifier: docs/intercambio.openapi.yaml over a real socket, with faults to switch on.

A verifier may take it as an example: lots are known by their id, the same lot again is the same question, and what is
answered stays answered. Faults are a queue: each request takes the next one, or is answered well when there is none.
"""

import json
import ssl
import sys
import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self

from tests.pipeline.delivery_case import PEOPLE

PROTOCOL = "padron-identidad/1"
PATH = "/v1/consultas"
TOKEN = "t0k3n"


class ReferenceServer:
    """A register that knows the people of the tests.

    Attributes:
        faults: what goes wrong with the next requests, in order: down, slow, busy, fails, half, garbage, other_lot,
            forgets, refuses, moved (to `elsewhere`), accepts (it will answer later), unheard (it keeps the lot, and
            nobody hears so).
        refused: status with which a lot is refused that asks about a number; `lost`: with which its answer is.
        elsewhere: where a request is sent on to.
        retry_after: when a busy service wants to be asked again.

    Args:
        tls: speak https with it; http when not given.
        day: the day of its answers.
        quirks: what is odd about every answer: partial (half of what is left each time), duplicate, foreign, bad_rows.
        known: what the register has of each number: names, surnames, birth, whether the person died.
        asked: how often each lot was submitted, and how often each question.
        seen: requests as they came: method and path.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.faults: deque[str] = deque()
        self.quirks: set[str] = set()
        self.refused: dict[str, int] = {}
        self.lost: dict[str, int] = {}
        self.elsewhere = ""
        self.retry_after = "7"
        self.known: dict[str, dict[str, Any]] = {
            cui: {"nombres": name.upper(), "apellidos": "", "nacimiento_fecha": _iso(born), "murio": False}
            for cui, name, born in PEOPLE.values()
        }
        self.day = "2026-02-02"
        self.lots: dict[str, Sequence[Mapping[str, Any]]] = {}
        self.told: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.seen: list[str] = []
        self.tokens: set[str] = set()
        handler = type("Handler", (_Handler,), {"register": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def validation(self, **more: Any) -> str:
        """The section of padron.yaml that calls this service."""
        keys = {
            "verifier": "renap", "convenio": "convenio-renap", "by": "service", "url": f'"{self.url}"',
            "valid_days": 100, "answer_days": 10, "attempts": 3, "requests_per_minute": 60,
        } | more  # fmt: skip
        return f"validation: {{{', '.join(f'{key}: {value}' for key, value in keys.items())}}}\n"

    def keep(self, lote: str, questions: Sequence[Mapping[str, Any]]) -> None:
        """Keep a lot that was submitted; the same again is the same question."""
        if questions:
            self.asked[lote] += 1
            self.lots.setdefault(lote, questions)

    def answer_of(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """What the register says of one question."""
        known = self.known.get(question["cui"])
        answer: dict[str, Any] = {
            "numero": question["numero"], "estado": "validado", "campo_discrepante": None, "respondido_fecha": self.day,
        }  # fmt: skip
        if known is None:
            return answer | {"estado": "no_encontrado"}
        if known["murio"]:
            return answer | {"estado": "fallecido"}
        differs = [
            name for name in ("nombres", "apellidos", "nacimiento_fecha") if question[name] != known[name]
        ]
        return answer | (
            {"estado": "discrepancia", "campo_discrepante": "|".join(differs)} if differs else {}
        )

    def reply(self, lote: str) -> dict[str, Any]:
        """What is told of a lot now."""
        rows = [self.answer_of(question) for question in self.lots[lote]]
        complete = True
        if "partial" in self.quirks:
            self.told[lote] += 1
            complete = self.told[lote] >= len(rows)
            rows = rows[: self.told[lote]]
        if "duplicate" in self.quirks:
            rows = [*rows, *rows]
        if "foreign" in self.quirks:
            rows.append({**rows[0], "numero": 999})
        if "bad_rows" in self.quirks:
            rows.append({**rows[0], "estado": "quizá"})
        return {"protocolo": PROTOCOL, "lote": lote, "completo": complete, "respuestas": rows}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up before it read everything is nothing to tell of."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    register: ReferenceServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        lote = body["lote"]
        if self._goes_wrong(lote, body["consultas"]):
            return
        if body["protocolo"] != PROTOCOL or self.headers["Idempotency-Key"] != lote:
            self._send(400)
            return
        for question in body["consultas"]:
            if status := self.register.refused.get(question["cui"]):
                self._send(status, f"ANA {question['cui']}".encode())
                return
        self.register.keep(lote, body["consultas"])
        self._answer(lote)

    def do_GET(self) -> None:
        lote = self.path.removeprefix(f"{PATH}/")
        if self._goes_wrong(lote):
            return
        if lote in self.register.lost:
            self._send(self.register.lost[lote])
        elif lote in self.register.lots:
            self._answer(lote)
        else:
            self._send(404)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nobody reads it."""

    def _answer(self, lote: str) -> None:
        self._send(200, json.dumps(self.register.reply(lote)).encode())

    def _goes_wrong(self, lote: str, questions: Sequence[Mapping[str, Any]] = ()) -> bool:
        """Whether this request met a fault; a submission may have been kept all the same, as in life."""
        register = self.register
        register.seen.append(f"{self.command} {self.path}")
        register.tokens.add(self.headers.get("Authorization", ""))
        fault = register.faults.popleft() if register.faults else ""
        if fault in {"down", "slow"}:
            time.sleep(0.6 if fault == "slow" else 0)
            self.close_connection = True
        elif fault == "unheard":
            register.keep(lote, questions)
            self.close_connection = True
        elif fault == "accepts":
            register.keep(lote, questions)
            self._send(202, headers={"Retry-After": "3"})
        elif fault == "busy":
            self._send(429, headers={"Retry-After": register.retry_after})
        elif fault == "moved":
            self._send(307, headers={"Location": f"{register.elsewhere}{self.path}"})
        elif fault == "forgets":
            register.lots.pop(lote, None)
            self._send(404)
        elif fault:
            status, content, headers, more = _FAULTS[fault]
            self._send(status, content, headers=headers, more=more)
        return bool(fault)

    def _send(
        self, status: int, content: bytes = b"", *, headers: Mapping[str, str] | None = None, more: int = 0
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content) + more))
        self.end_headers()
        self.wfile.write(content)
        if more:
            self.close_connection = True


_OTHER = {"protocolo": PROTOCOL, "lote": "otro", "completo": True, "respuestas": []}
# Status, body, headers, and bytes that are promised and never come.
_FAULTS: Mapping[str, tuple[int, bytes, dict[str, str], int]] = {
    "fails": (500, b"<html>ANA 9765432141601</html>", {}, 0),
    "half": (200, b'{"protocolo": "padron-id', {}, 400),
    "garbage": (200, b"<html>ANA 9765432141601</html>", {}, 0),
    "other_lot": (200, json.dumps(_OTHER).encode(), {}, 0),
    "refuses": (403, b"ANA 9765432141601", {}, 0),
}


def _iso(day: str) -> str:
    return "-".join(reversed(day.split("/")))

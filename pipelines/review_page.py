"""The review queue as a page on loopback: one case at a time, side by side, with its weights drawn.

Belongs here: the little server, what it answers, and the drawing's figures. Does not belong here: the queue
(assets/review) or the look (templates/revision.html). Names reach only the browser of this machine: the address holds a
key made for the session, nothing is cached, and nothing is written but who opened which case.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from assets.lock import night_lock
from assets.review.sides import COLUMNS, open_sides
from pipelines.loopback import LOOPBACK, bound
from snis.errors import PadronError
from snis.linkage.evidence import REASONS, Step, in_words, odds
from snis.linkage_decisions import ACCEPTED, REJECTED, UNDECIDED

if TYPE_CHECKING:
    from assets.resources import Bench
    from assets.review.queue import Case, Queue

_ACTIONS = {"misma": ACCEPTED, "distintas": REJECTED, "nosesabe": UNDECIDED}
_LONGEST_FORM = 10_000
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Bar:
    """One bar of the waterfall, in hundredths of the drawing's width."""

    title: str
    words: str
    weight: float
    left: float
    width: float


class ReviewServer(HTTPServer):
    """Serves one queue to one browser, one request at a time."""

    def __init__(
        self, queue: "Queue", bench: "Bench", clock: Callable[[], datetime], *, who: str, port: int
    ) -> None:
        self.queue, self.bench, self.clock, self.who = queue, bench, clock, who
        self.key = secrets.token_urlsafe(24)
        super().__init__((LOOPBACK, port), _Handler)

    @property
    def address(self) -> str:
        """Where the queue is, with the key of this session."""
        return f"http://{LOOPBACK}:{self.server_port}/{self.key}/"

    def page(self, case: "Case | None", *, revealed: bool = False, problem: str = "") -> str:
        """The page of a case, or of the end of the queue."""
        steps = self.queue.evidence(case) if case else []
        sides = None
        if case and revealed:
            with night_lock(self.bench.store.work):
                self.queue.opened(case, who=self.who, moment=self.clock())
            sides = open_sides(case, store=self.bench.store, engine=self.bench.engine)
        return _template().render(
            case=case,
            reason=REASONS[case.reason] if case else "",
            odds=odds(case.weight) if case else "",
            age=case.age(self.clock().date()) if case else 0,
            bars=bars(steps),
            words=in_words(steps),
            columns=list(COLUMNS.values()),
            sides=sides,
            open=len(self.queue.open),
            aside=self.queue.set_aside,
            problem=problem,
            base=f"/{self.key}/",
        )

    def answer(self, case: "Case", action: str, reason: str) -> None:
        """Keep an answer; the folder's lock is held as long as it is written."""
        with night_lock(self.bench.store.work):
            self.queue.answer(case, _ACTIONS[action], who=self.who, reason=reason, moment=self.clock())


def open_page(
    queue: "Queue", bench: "Bench", clock: Callable[[], datetime], *, who: str, port: int
) -> ReviewServer:
    """A server of a queue, bound to this machine and not yet serving.

    Raises:
        SettingsError: the port cannot be had.
    """
    return bound(lambda: ReviewServer(queue, bench, clock, who=who, port=port), port=port)


def bars(steps: Sequence[Step]) -> list[Bar]:
    """The waterfall: each step from the sum before it to the sum after it, the total at the end."""
    if not steps:
        return []
    edges = [0.0, *(edge for step in steps for edge in (step.before, step.after))]
    low, high = min(edges), max(edges)
    scale = 100 / ((high - low) or 1)

    def bar(title: str, words: str, *, weight: float, before: float) -> Bar:
        left = min(before, before + weight)
        return Bar(title, words, weight, round((left - low) * scale, 2), round(abs(weight) * scale, 2))

    told = [bar(step.title, step.words, weight=step.weight, before=step.before) for step in steps]
    return [*told, bar("Total", "", weight=steps[-1].after, before=0.0)]


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer

    def do_GET(self) -> None:
        """The first open case, or the one that is named."""
        if (name := self._asked()) is None:
            return
        self._try(lambda: self._page(self._case(name)))

    def do_POST(self) -> None:
        """Show what identifies, or keep an answer."""
        if (name := self._asked()) is None:
            return
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LONGEST_FORM:
            self._say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "El formulario es demasiado largo.")
            return
        form = parse_qs(self.rfile.read(length).decode("utf-8", errors="replace"))
        action, reason = form.get("accion", [""])[0], form.get("motivo", [""])[0].strip()
        self._try(lambda: self._act(name, action, reason))

    def log_message(self, *_: object) -> None:
        """Nothing: the address holds the session's key."""

    def _act(self, name: str, action: str, reason: str) -> None:
        case = self._case(name)
        if case is None or action not in (*_ACTIONS, "ver"):
            self._say(HTTPStatus.BAD_REQUEST, "No se entiende lo que se pide.")
        elif action == "ver":
            self._page(case, revealed=True)
        else:
            self.server.answer(case, action, reason)
            self.send_response(HTTPStatus.SEE_OTHER)
            self.send_header("Location", f"/{self.server.key}/")
            self.end_headers()

    def _asked(self) -> str | None:
        """The name of the case in the path; None, and answered, for whoever has not the session's key."""
        host = f"{LOOPBACK}:{self.server.server_port}"
        key, _, name = urlsplit(self.path).path.removeprefix("/").partition("/")
        if self.headers.get("Host") != host or not secrets.compare_digest(
            key.encode(), self.server.key.encode()
        ):
            self._say(HTTPStatus.NOT_FOUND, "No hay nada aquí.")
            return None
        return name

    def _case(self, name: str) -> "Case | None":
        queue = self.server.queue
        return queue.case(name) if name else next(iter(queue.open), None)

    def _page(self, case: "Case | None", *, revealed: bool = False) -> None:
        self._send(HTTPStatus.OK, self.server.page(case, revealed=revealed))

    def _try(self, action: Callable[[], None]) -> None:
        """Do it; what cannot be done is said on the page."""
        try:
            action()
        except PadronError as error:
            self._send(HTTPStatus.CONFLICT, self.server.page(None, problem=str(error)))

    def _say(self, status: HTTPStatus, text: str) -> None:
        self._send(status, f"<!doctype html><html lang=es><title>{text}</title><p>{text}</p></html>")

    def _send(self, status: HTTPStatus, html: str) -> None:
        content = html.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("pipelines", "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("revision.html")

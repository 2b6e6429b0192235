"""Calling the service of a verifier: the HTTP of the exchange of identities.

Belongs here: the two calls of docs/intercambio.openapi.yaml, their limits, and failures as words without values. Does
not belong here: when to call, how often, and what an answer does (assets/exchange).

The token goes into a header and nowhere else, redirections are not followed (identities would go where nobody agreed),
and no more of an answer is read than a lot can be worth.
"""

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from assets.exchange.by_service import ACCEPTED, OK, Clock, Response, Service
from assets.exchange.desk import Desk
from assets.exchange.verifiers import Verifiers
from snis.errors import ServiceError, SettingsError
from snis.exchange.validation import Validation

PATH = "/v1/consultas"
USER_AGENT = "padron/0.1"
_MOST_BYTES = 64 << 20
_BLOCK = 1 << 16
_LONGEST_WAIT = 3_600.0


class HttpService:
    """A verifier's service.

    Args:
        url: its address, without the path of the protocol.
        token: what the verifier gave us; empty when it asks for none.
        timeout_seconds: how long to wait for a connection, and for each piece of an answer.
        session: the HTTP session; one of its own when not given.

    Raises:
        SettingsError: the token is none that a header could carry; its text is not in the message.
    """

    def __init__(
        self, url: str, token: str, *, timeout_seconds: float, session: requests.Session | None = None
    ) -> None:
        if not (token.isascii() and token.isprintable()):
            raise SettingsError(
                "el token del verificador tiene caracteres que no van en un encabezado",
                place="PADRON_VERIFIER_TOKEN",
                remedy="Defínalo como lo dio el verificador, sin saltos de línea.",
            )
        self._url = url.rstrip("/") + PATH
        self._timeout = timeout_seconds
        self._session = session or requests.Session()
        # What the environment says of proxies and passwords is nothing that a convenio agreed to.
        self._session.trust_env = False
        self._session.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json"})
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def submit(self, lote: str, body: bytes) -> Response:
        """POST a lot; its id is the key under which the service knows a repeated one.

        Raises:
            ServiceError: nothing that can be read came back.
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": lote}
        return self._call("POST", self._url, data=body, headers=headers)

    def fetch(self, lote: str) -> Response:
        """GET what is known of a lot.

        Raises:
            ServiceError: nothing that can be read came back.
        """
        return self._call("GET", f"{self._url}/{lote}")

    def _call(self, method: str, url: str, **more: Any) -> Response:
        """The text of a failure is ours: a library's may hold the address, a header or a piece of the answer."""
        started = time.monotonic()
        try:
            with self._session.request(
                method, url, timeout=self._timeout, allow_redirects=False, stream=True, **more
            ) as response:
                content = self._content(response, started) if response.status_code in {OK, ACCEPTED} else b""
                return Response(response.status_code, content, _seconds(response.headers.get("Retry-After")))
        except requests.Timeout:
            raise ServiceError("el servicio no responde a tiempo") from None
        except requests.ConnectionError:
            raise ServiceError("no se puede conectar con el servicio, o cortó la respuesta") from None
        except requests.RequestException as error:
            raise ServiceError(f"la llamada al servicio falló ({type(error).__name__})") from None

    def _content(self, response: requests.Response, started: float) -> bytes:
        """The whole body; one that drips, or never ends, is none."""
        found = bytearray()
        for block in response.iter_content(_BLOCK):
            found += block
            if len(found) > _MOST_BYTES:
                raise ServiceError("la respuesta del servicio es demasiado grande")
            if time.monotonic() - started > 10 * self._timeout:
                raise ServiceError("el servicio no termina de responder")
        return bytes(found)


class WallClock:
    """The time that passes, counted from the moment of a session: a fixed moment stands still only at its start."""

    def __init__(self, start: datetime) -> None:
        self._start, self._since = start, time.monotonic()

    def now(self) -> datetime:
        """Now."""
        return self._start + timedelta(seconds=time.monotonic() - self._since)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


class HttpVerifiers(Verifiers):
    """Verifiers that may be called over HTTP.

    Attributes:
        token: the token of the verifier's service.
    """

    token: str = ""

    def service(self, validation: Validation) -> Service:
        """The verifier's service."""
        return HttpService(validation.url, self.token, timeout_seconds=validation.timeout_seconds)

    def clock(self, desk: Desk) -> Clock:
        """The clock of a session."""
        return WallClock(desk.now)


def _seconds(text: str | None) -> float | None:
    """Retry-After: seconds, or a date; nothing sensible is nothing at all, and an hour is the most."""
    if not text:
        return None
    if text.isascii() and text.strip().isdigit():
        return min(float(text), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    left = (moment - datetime.now(UTC)).total_seconds()
    return min(max(left, 0.0), _LONGEST_WAIT)

"""The exchange by a service: lot after lot over HTTP, as fast as was agreed, patiently, and never twice without need.

Belongs here: the conversation about a lot: submit, ask again, wait, give up for now. Does not belong here: HTTP itself
(pipelines/verifier_client.py), how long to wait (snis/exchange/patience.py), or what an answer does (answers.py).

A lot that began to leave is looked for first: only when the service does not know it, it is submitted again. Every
submission is entered in the ledger before it leaves. Failures are remembered from run to run; after some in a row
nobody calls for a while, and what was to be asked waits.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NoReturn, Protocol

from assets.exchange.account import read_circuit, write_circuit
from assets.exchange.adapter import Arrived
from assets.exchange.answers import rows_as_table
from assets.exchange.asking import note_sent
from assets.exchange.desk import Desk
from assets.exchange.lots import SENT, Answer, Lot
from assets.exchange.questions import request_of
from snis.errors import ExchangeError, RefusalError, ServiceError
from snis.exchange.patience import pause
from snis.exchange.protocol import read_reply

OK, ACCEPTED, NOT_FOUND, TIMED_OUT, TOO_MANY = 200, 202, 404, 408, 429
_REFUSES, _SERVER_FAILS = 400, 500
# What a service says of all that we send, and not of one lot: payment, token, way, address, version.
_OF_ALL = frozenset({401, 402, 403, 404, 405, 406, 407, 421, 426, 451})
_WAIT = "Lo que falta se pregunta en la próxima corrida; lo ya respondido se conserva."


@dataclass(frozen=True)
class Response:
    """What came back: status, body, and after how many seconds the service wants to be asked again."""

    status: int
    content: bytes = b""
    retry_after: float | None = None


class Service(Protocol):
    """The two calls of the protocol (docs/intercambio.openapi.yaml)."""

    def submit(self, lote: str, body: bytes) -> Response:
        """POST a lot; the same lot again is the same question.

        Raises:
            ServiceError: nothing that can be read came back.
        """

    def fetch(self, lote: str) -> Response:
        """GET what is known of a lot.

        Raises:
            ServiceError: nothing that can be read came back.
        """


class Clock(Protocol):
    """The time that passes while somebody waits."""

    def now(self) -> datetime:
        """Now."""

    def sleep(self, seconds: float) -> None:
        """Let time pass."""


class ServiceAdapter:
    """The exchange by a service in one run.

    Args:
        desk: the session.
        service: where calls go.
        clock: the time that passes; tests let it jump.
        draw: a number from 0 to 1, anew each time, that spreads the pauses.
    """

    def __init__(self, desk: Desk, service: Service, clock: Clock, draw: Callable[[], float]) -> None:
        self._desk, self._service, self._clock, self._draw = desk, service, clock, draw
        self._circuit = read_circuit(desk.store, desk.validation.verifier)
        self._deadline = clock.now() + timedelta(minutes=desk.validation.night_minutes)
        self._next_call = clock.now()
        self._asked: float | None = None
        self._told: set[str] = set()

    @property
    def rounds(self) -> int:
        """How often to come back for what is still missing, in one run."""
        return self._desk.validation.attempts

    def hand_over(self, lot: Lot) -> Iterator[Arrived]:
        """Submit a lot, unless the service has it already, and yield what it answers at once."""
        response = self._submit(lot)
        note_sent(self._known(lot), self._desk)
        yield from self._answers(lot, response)

    def collect(self, lots: list[Lot]) -> Iterator[Arrived]:
        """Ask once for what is still missing of each lot that the service has; one that it lost is submitted again."""
        for lot in lots:
            if lot.estado != SENT or lot.lote_id in self._told or lot.is_overdue(self._desk.today):
                continue
            try:
                response = self._fetch(lot)
                if response.status == NOT_FOUND:
                    response = self._submit(lot)
            except RefusalError as error:
                # The others go on; this one is over when its time is, and is asked in another lot.
                self._told.add(lot.lote_id)
                self._desk.register.put_lot(replace(self._known(lot), motivo=error.message))
                continue
            yield from self._answers(lot, response)

    def rest(self) -> None:
        """Wait before the next round over the open lots, as long as the service asked for."""
        self._wait(pause(1, self._draw(), asked=self._asked))
        self._asked = None

    def acknowledge(self, answer: Answer) -> None:
        """The service needs no word of what became of its answer."""

    def restore(self, lot: Lot) -> None:
        """Nothing lies around of a lot that is open either."""

    def _answers(self, lot: Lot, response: Response) -> Iterator[Arrived]:
        if response.retry_after is not None:
            self._asked = max(self._asked or 0.0, response.retry_after)
        if response.content:
            reply = read_reply(response.content)
            if reply.complete:
                self._told.add(lot.lote_id)
            if reply.rows:
                yield Arrived(response.content, rows_as_table(reply.rows))

    def _fetch(self, lot: Lot) -> Response:
        return self._call(lambda: self._service.fetch(lot.lote_id), lot.lote_id)

    def _submit(self, lot: Lot) -> Response:
        """Submit a lot. One that began to leave before may have arrived: it is looked for first, each time."""
        body = request_of(lot, self._desk.store)

        def leave() -> Response:
            known = self._known(lot)
            if known.intentos:
                found = self._service.fetch(lot.lote_id)
                if found.status != NOT_FOUND:
                    return found
                self._pace()
            again = self._desk.register.put_lot(replace(known, intentos=known.intentos + 1))
            self._desk.account.question(again, self._desk.now)
            return self._taken(self._service.submit(lot.lote_id, body), lot.lote_id)

        return self._call(leave, lot.lote_id)

    def _known(self, lot: Lot) -> Lot:
        return self._desk.register.lot(lot.lote_id) or lot

    def _call(self, action: Callable[[], Response], lote: str) -> Response:
        """One call that came back well, after as many as it took.

        Raises:
            ServiceError: the service failed too often in a row, or the time of the night is over.
            RefusalError: it does not take this lot, which no repetition mends.
            ExchangeError: it refuses whatever we send.
        """
        while True:
            self._may_call()
            try:
                response = action()
            except ServiceError as error:
                self._fail(error.message, None)
                continue
            if reason := _failure(response, lote):
                self._fail(reason, response.retry_after)
                continue
            self._circuit = self._circuit.answered(self._clock.now())
            write_circuit(self._desk.store, self._desk.validation.verifier, self._circuit)
            if response.status != TOO_MANY:
                self._check_accepted(response.status, lote)
                return response
            self._wait(pause(1, self._draw(), asked=response.retry_after))

    def _taken(self, response: Response, lote: str) -> Response:
        """The answer to a submission. Asking may find no lot; a submission that finds nothing went astray."""
        if response.status == NOT_FOUND:
            self._refuse(response.status, lote)
        return response

    def _check_accepted(self, status: int, lote: str) -> None:
        if status not in {OK, ACCEPTED, NOT_FOUND}:
            self._refuse(status, lote)

    def _refuse(self, status: int, lote: str) -> NoReturn:
        if _REFUSES <= status < _SERVER_FAILS and status not in _OF_ALL:
            raise RefusalError(
                f"el verificador no acepta el lote (HTTP {status})",
                place=lote,
                remedy="Acuerde con él por qué; después, `padron validate retry` o `padron validate withdraw`.",
            )
        raise ExchangeError(
            f"el verificador no acepta la consulta (HTTP {status})",
            place=self._desk.validation.verifier,
            remedy="Revise con él la dirección, el convenio, el token y la versión del protocolo; no se insiste.",
        )

    def _may_call(self) -> None:
        now = self._clock.now()
        if self._circuit.is_open(now):
            raise ServiceError(
                f"el servicio no responde ({self._circuit.reason}) y no se le llama por un rato",
                place=self._desk.validation.verifier,
                remedy=_WAIT,
            )
        if max(now, self._next_call) >= self._deadline:
            raise ServiceError(
                "se acabó el tiempo de la noche para preguntar",
                place=self._desk.validation.verifier,
                remedy=_WAIT,
            )
        self._pace()

    def _pace(self) -> None:
        """Wait until another call is due by what was agreed."""
        now = self._clock.now()
        if now < self._next_call:
            self._clock.sleep((self._next_call - now).total_seconds())
        spacing = timedelta(seconds=60 / self._desk.validation.requests_per_minute)
        self._next_call = self._clock.now() + spacing

    def _wait(self, seconds: float) -> None:
        """Wait, but not past the end of the night's time."""
        left = (self._deadline - self._clock.now()).total_seconds()
        self._clock.sleep(max(0.0, min(seconds, left)))

    def _fail(self, reason: str, asked: float | None) -> None:
        validation, now = self._desk.validation, self._clock.now()
        self._circuit = self._circuit.failed(
            now, reason, attempts=validation.attempts, rest_minutes=validation.rest_minutes
        )
        write_circuit(self._desk.store, validation.verifier, self._circuit)
        if not self._circuit.is_open(now):
            self._wait(pause(self._circuit.failures, self._draw(), asked=asked))


def _failure(response: Response, lote: str) -> str:
    """Why a response is as good as none; empty when it is one."""
    if response.status >= _SERVER_FAILS or response.status == TIMED_OUT:
        return f"el servicio falla (HTTP {response.status})"
    if response.status == OK and not response.content:
        return "el servicio responde sin contenido"
    if response.status in {OK, ACCEPTED} and response.content:
        try:
            answered = read_reply(response.content).lote
        except ExchangeError as error:
            return error.message
        return "" if answered == lote else "el servicio responde de otro lote"
    return ""

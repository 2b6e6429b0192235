"""One session of exchange with the verifier of a deployment: answers in, questions out.

Belongs here: the order of things, and what stops them. Does not belong here: the ways to a verifier (by_file.py,
by_service.py), lots (asking.py), answers (answers.py), or the table of states (link_validacion.sql).

Without a convenio that holds today nothing leaves and nothing is taken in; what lies in the inbox stays there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from assets.exchange.account import write_stop
from assets.exchange.adapter import Adapter, Arrived
from assets.exchange.answers import Taken, take_answer
from assets.exchange.asking import Scope, make_lots, queue_up
from assets.exchange.desk import Desk, open_desk
from assets.exchange.expiry import write_cut
from assets.exchange.identities import update_identities
from assets.exchange.lots import CLOSED, EXPIRED, PREPARED, SENT, WITHDRAWN, Answer, Lot
from assets.exchange.restoring import restore
from assets.progress import report
from assets.resources import Bench
from snis.errors import ConvenioError, ExchangeError, ServiceError
from snis.exchange.convenios import Convenio, allowing
from snis.exchange.protocol import IDENTITY
from snis.exchange.validation import Validation

Connect = Callable[[Desk], Adapter]
_ASKING, _ANSWERS = "validación: preguntas", "validación: respuestas"


@dataclass(frozen=True)
class Outcome:
    """What a session did.

    Attributes:
        sent: lots that the verifier got, and questions in them.
        asked: questions in these lots.
        answers: answers that came, each with what was made of its rows.
        looked: transfers whose identities were looked at.
        stopped: why the session ended early, in words without values; empty when it did not.
    """

    sent: int = 0
    asked: int = 0
    answers: tuple[Answer, ...] = ()
    looked: int = 0
    stopped: str = ""

    def lines(self) -> list[str]:
        """For the terminal."""
        told = [f"Preguntas: {self.asked} en {self.sent} lotes."]
        for answer in self.answers:
            rows = ", ".join(f"{count} {fate}" for fate, count in answer.cuentas.items() if count)
            told.append(f"Respuesta {answer.respuesta_id}: {answer.rechazada or rows or 'sin filas'}.")
        return [*told, f"Detenido: {self.stopped}"] if self.stopped else told

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "lotes": self.sent,
            "preguntas": self.asked,
            "respuestas": [
                {
                    "respuesta": answer.respuesta_id,
                    "rechazada": answer.rechazada or None,
                    "filas": dict(answer.cuentas),
                    "lotes": list(answer.lotes),
                }
                for answer in self.answers
            ],
            "detenido": self.stopped or None,
        }


class Session:
    """One session; `connect` makes the adapter once the convenio is known to hold."""

    def __init__(self, validation: Validation, bench: Bench, connect: Connect) -> None:
        self._desk = open_desk(bench, validation)
        self._connect = connect
        self._usual = Scope(since=validation.since)
        self._looked = 0
        self._sent: list[Lot] = []
        self._answers: list[Answer] = []

    def run(self, scope: Scope, *, ask: bool = True, receive: bool = True) -> Outcome:
        """Bring in answers, then ask.

        Raises:
            ConvenioError: there is no convenio that allows it today.
            ServiceError: the verifier cannot be reached, or its time is over; what was done until then is kept.
            ExchangeError: the verifier refuses what is sent.
        """
        self._prepare()
        convenio = self._convenio()
        try:
            self._exchange(self._connect(self._desk), scope, convenio, ask=ask, receive=receive)
        except ServiceError:
            raise
        except ExchangeError as error:
            write_stop(self._desk.store, self._desk.validation.verifier, error.message)
            raise
        finally:
            write_cut(self._desk)
        return self.outcome()

    def _exchange(
        self, adapter: Adapter, scope: Scope, convenio: Convenio, *, ask: bool, receive: bool
    ) -> None:
        for lot in self._lots(SENT):
            adapter.restore(lot)
        for lot in (*self._lots(CLOSED), *self._lots(EXPIRED)):
            adapter.settle(lot)
        if receive:
            self._collect(adapter)
        if ask:
            self._ask(adapter, scope, convenio)
        if ask and receive:
            self._come_back(adapter)

    def _prepare(self) -> None:
        """What needs nobody's leave: restore what was lost, and look at the identities of new deliveries."""
        restore(self._desk)
        self._looked = update_identities(self._desk.bench)
        write_cut(self._desk)

    def outcome(self, stopped: str = "") -> Outcome:
        """What was done until now."""
        asked = sum(lot.filas for lot in self._sent)
        return Outcome(len(self._sent), asked, tuple(self._answers), self._looked, stopped)

    def _convenio(self) -> Convenio:
        validation = self._desk.validation
        try:
            found = allowing(
                self._desk.bench.deployment.convenios,
                validation.convenio,
                institution=validation.verifier,
                columns=IDENTITY,
                day=self._desk.today,
            )
        except ConvenioError as error:
            if write_stop(self._desk.store, validation.verifier, error.message):
                self._desk.account.stop(
                    verifier=validation.verifier, convenio=validation.convenio, moment=self._desk.now
                )
            raise
        write_stop(self._desk.store, validation.verifier, "")
        return found

    def _collect(self, adapter: Adapter) -> None:
        self._take(adapter.collect(self._lots(SENT)), adapter)

    def _ask(self, adapter: Adapter, scope: Scope, convenio: Convenio) -> None:
        """What a kill or an outage left behind goes first; the queue is only looked at after it.

        A lot that never left and does not fit the configuration any more is withdrawn: its identities are in the queue.
        Once the queue has left, what was not answered in its time was asked again, and its lots are over.
        """
        for lot in self._lots(PREPARED):
            if self._fits(lot, convenio):
                self._hand_over(lot, adapter)
            else:
                self._desk.register.put_lot(replace(lot, estado=WITHDRAWN))
        waiting = queue_up(scope, self._desk)
        done = 0
        for lot in make_lots(waiting, scope, convenio, self._desk):
            self._hand_over(lot, adapter)
            done += lot.filas
            report(_ASKING, done, waiting)
        for lot in self._lots(SENT):
            if lot.is_overdue(self._desk.today) and scope == self._usual:
                adapter.settle(self._desk.register.put_lot(replace(lot, estado=EXPIRED)))

    def _fits(self, lot: Lot, convenio: Convenio) -> bool:
        validation = self._desk.validation
        return (
            lot.medio == validation.by
            and lot.convenio == convenio.id
            and lot.filas <= validation.rows_in_a_batch
        )

    def _hand_over(self, lot: Lot, adapter: Adapter) -> None:
        self._take(adapter.hand_over(lot), adapter)
        self._sent.append(lot)

    def _come_back(self, adapter: Adapter) -> None:
        for _ in range(adapter.rounds):
            if all(lot.is_overdue(self._desk.today) for lot in self._lots(SENT)):
                return
            adapter.rest()
            self._collect(adapter)

    def _take(self, arrived: Iterable[Arrived], adapter: Adapter) -> None:
        for item in arrived:
            taken: Taken = take_answer(item, self._desk)
            adapter.acknowledge(taken.answer)
            for lot in taken.closed:
                adapter.settle(lot)
            self._answers.append(taken.answer)
            report(_ANSWERS, len(self._answers), len(self._answers))

    def _lots(self, state: str) -> list[Lot]:
        """Lots of a state. Those that went another way, before the configuration changed, are left out once sent."""
        validation = self._desk.validation
        found = [lot for lot in self._desk.register.lots(validation.verifier) if lot.estado == state]
        return [lot for lot in found if lot.medio == validation.by or state == PREPARED]


def exchange_in_a_night(bench: Bench, connect: Connect) -> Outcome:
    """The session of a night: whatever stops the exchange, the night goes on with what is known.

    The reason is remembered, and shown by the status, until a session ends well.
    """
    validation = bench.deployment.validation
    if validation is None:
        return Outcome()
    session = Session(validation, bench, connect)
    try:
        return session.run(Scope(since=validation.since))
    except ExchangeError as error:
        return session.outcome(stopped=str(error))

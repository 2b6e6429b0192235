"""One session of exchange with the verifier of a deployment: answers in, questions out.

Belongs here: the order of things, and what stops them. Does not belong here: the ways to a verifier (by_file.py,
by_service.py), lots (asking.py), answers (answers.py), or the table of states (link_validacion.sql).

Without a convenio that holds today nothing leaves and nothing is taken in; what lies in the inbox stays there. A lot or
an answer that cannot be used stops itself and not the others, unless somebody might be asked twice for it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import takewhile

from assets.exchange.account import read_stop, write_stop, write_troubles
from assets.exchange.adapter import Adapter, Arrived
from assets.exchange.answers import Taken, take_answer
from assets.exchange.aside import give_up, is_lost, set_aside
from assets.exchange.asking import Scope, make_lots, queue_up
from assets.exchange.by_file import remove_request
from assets.exchange.desk import Desk, convenio_of, open_desk
from assets.exchange.expiry import write_cut
from assets.exchange.identities import update_identities
from assets.exchange.lots import CLOSED, EXPIRED, PREPARED, SENT, SET_ASIDE, WITHDRAWN, Answer, Lot
from assets.exchange.outcome import Outcome
from assets.exchange.questions import asked_in
from assets.exchange.restoring import restore
from assets.progress import report
from assets.resources import Bench
from snis.errors import ConvenioError, ExchangeError, RefusalError, ServiceError, SettingsError, StoreError
from snis.exchange.convenios import Convenio
from snis.exchange.validation import Validation

Connect = Callable[[Desk], Adapter]
_ASKING, _ANSWERS = "validación: preguntas", "validación: respuestas"


class Session:
    """One session; `connect` makes the adapter once the convenio is known to hold."""

    def __init__(self, validation: Validation, bench: Bench, connect: Connect) -> None:
        self._desk = open_desk(bench, validation)
        self._connect = connect
        self._usual = Scope(since=validation.since)
        self._looked = 0
        self._sent: list[Lot] = []
        self._answers: list[Answer] = []
        self._troubles: list[str] = []

    def run(self, scope: Scope, *, ask: bool = True, receive: bool = True) -> Outcome:
        """Bring in answers, then ask.

        Raises:
            ConvenioError: there is no convenio that allows it today.
            ServiceError: the verifier cannot be reached, or its time is over; what was done until then is kept.
            ExchangeError: the verifier refuses whatever is sent.
            StoreError: what is kept of a lot is damaged, and going on might ask somebody twice.
        """
        store, verifier = self._desk.store, self._desk.validation.verifier
        try:
            self._desk.register.check()
            self._prepare()
            convenio = self._convenio()
            self._exchange(self._connect(self._desk), scope, convenio, ask=ask, receive=receive)
        except (ConvenioError, ServiceError):
            raise
        except (ExchangeError, StoreError, SettingsError) as error:
            write_stop(store, verifier, f"{error.place}: {error.message}")
            raise
        finally:
            write_cut(self._desk)
            write_troubles(store, verifier, self._troubles)
        return self.outcome()

    def _exchange(
        self, adapter: Adapter, scope: Scope, convenio: Convenio, *, ask: bool, receive: bool
    ) -> None:
        for lot in self._lots(SENT):
            with self._going_on():
                adapter.restore(lot)
        for lot in self._desk.register.lots(self._desk.validation.verifier):
            if lot.estado in {CLOSED, EXPIRED, WITHDRAWN}:
                remove_request(lot, self._desk)
        if receive:
            self._collect(adapter)
        if ask:
            self._ask(adapter, scope, convenio)
        if ask and receive:
            self._come_back(adapter)

    def _prepare(self) -> None:
        """What needs nobody's leave: restore what was lost, and look at the identities of new deliveries."""
        self._troubles.extend(restore(self._desk))
        self._looked = update_identities(self._desk.bench)
        write_cut(self._desk)

    def outcome(self, stopped: str = "") -> Outcome:
        """What was done until now."""
        asked = sum(lot.filas for lot in self._sent)
        done = len(self._sent), asked, tuple(self._answers), self._looked
        return Outcome(*done, stopped, tuple(self._troubles))

    def _convenio(self) -> Convenio:
        validation = self._desk.validation
        try:
            found = convenio_of(self._desk.bench, validation)
        except ConvenioError as error:
            # Entered first: a kill in between enters it twice rather than never.
            if read_stop(self._desk.store, validation.verifier) != error.message:
                self._desk.account.stop(
                    verifier=validation.verifier, convenio=validation.convenio, moment=self._desk.now
                )
                write_stop(self._desk.store, validation.verifier, error.message)
            raise
        write_stop(self._desk.store, validation.verifier, "")
        return found

    def _collect(self, adapter: Adapter) -> None:
        self._take(
            adapter.collect([lot for lot in self._lots(SENT) if not is_lost(lot, self._desk)]), adapter
        )

    def _ask(self, adapter: Adapter, scope: Scope, convenio: Convenio) -> None:
        """What a kill or an outage left behind goes first; the queue is only looked at after it.

        A lot that never left and does not fit the configuration any more is withdrawn: its identities are in the queue.
        Once the queue has left, what was not answered in its time was asked again, and its lots are over.
        """
        self._nothing_is_lost()
        for lot in self._lots(PREPARED):
            if not self._fits(lot, convenio):
                remove_request(give_up(lot, "no va con la configuración de hoy", self._desk), self._desk)
            elif self._is_whole(lot):
                self._hand_over(lot, adapter)
        waiting = queue_up(scope, self._desk)
        done = 0
        for lot in make_lots(waiting, scope, convenio, self._desk):
            self._hand_over(lot, adapter)
            done += lot.filas
            report(_ASKING, done, waiting)
        for lot in self._desk.register.lots(self._desk.validation.verifier):
            if lot.is_overdue(self._desk.today) and scope == self._usual:
                remove_request(self._desk.register.put_lot(replace(lot, estado=EXPIRED)), self._desk)

    def _fits(self, lot: Lot, convenio: Convenio) -> bool:
        validation = self._desk.validation
        return (
            lot.medio == validation.by
            and lot.convenio == convenio.id
            and lot.filas <= validation.rows_in_a_batch
        )

    def _hand_over(self, lot: Lot, adapter: Adapter) -> None:
        try:
            self._take(adapter.hand_over(lot), adapter)
        except RefusalError as error:
            self._troubles.append(str(error))
            set_aside(lot, error.message, self._desk)
            self._stop_when_all_are_refused(error)
        else:
            self._sent.append(lot)

    def _stop_when_all_are_refused(self, error: RefusalError) -> None:
        """No more identities leave for a verifier that takes no lot, of this session and of those before."""
        lots = self._desk.register.lots(self._desk.validation.verifier)
        left = [lot for lot in reversed(lots) if lot.estado not in {PREPARED, WITHDRAWN} and not lot.dispensa]
        refused = sum(1 for _ in takewhile(lambda lot: lot.estado == SET_ASIDE, left))
        if refused >= self._desk.validation.attempts:
            raise ExchangeError(
                f"no acepta ningún lote; van {refused} seguidos apartados, y del último dijo: {error.message}",
                place=self._desk.validation.verifier,
                remedy=error.remedy,
            ) from None

    def _is_whole(self, lot: Lot) -> bool:
        """Whether the sealed copy of a lot in line can be read; one that can not does not hold the others up.

        One that never left is given up, and asked anew. One that may have left waits for a person.
        """
        try:
            asked_in(lot, self._desk.store)
        except StoreError as error:
            self._troubles.append(str(error))
            (set_aside if lot.intentos else give_up)(lot, error.message, self._desk)
            return False
        return True

    def _nothing_is_lost(self) -> None:
        """Nothing is asked while it is not known what was asked before: somebody would be asked twice.

        Raises:
            StoreError: names the first lot of which that is so.
        """
        for lot in self._desk.register.lots():
            if is_lost(lot, self._desk):
                raise StoreError(
                    "no se sabe qué preguntaba; no se pregunta nada más mientras tanto",
                    place=lot.lote_id,
                    remedy="Restaure archive/ del respaldo, o retírelo con `padron validate withdraw`.",
                )

    @contextmanager
    def _going_on(self) -> Iterator[None]:
        """What is damaged of one lot or answer is told, and the others go on."""
        try:
            yield
        except StoreError as error:
            self._troubles.append(str(error))

    def _come_back(self, adapter: Adapter) -> None:
        for _ in range(adapter.rounds):
            if all(lot.is_overdue(self._desk.today) for lot in self._lots(SENT)):
                return
            adapter.rest()
            self._collect(adapter)

    def _take(self, arrived: Iterable[Arrived], adapter: Adapter) -> None:
        for item in arrived:
            with self._going_on():
                self._take_one(item, adapter)

    def _take_one(self, item: Arrived, adapter: Adapter) -> None:
        taken: Taken = take_answer(item, self._desk)
        adapter.acknowledge(taken.answer)
        for lot in taken.closed:
            remove_request(lot, self._desk)
        self._answers.append(taken.answer)
        report(_ANSWERS, len(self._answers), len(self._answers))

    def _lots(self, state: str) -> list[Lot]:
        """Lots of a state. Those that went another way, before the configuration changed, are left out once sent."""
        validation = self._desk.validation
        found = [lot for lot in self._desk.register.lots(validation.verifier) if lot.estado == state]
        return [lot for lot in found if lot.medio == validation.by or state == PREPARED]


def exchange_in_a_night(bench: Bench, connect: Connect) -> Outcome:
    """The session of a night: whatever stops the exchange, the night goes on with what is known.

    The reason is remembered, and shown by the status, until a session ends well. A broken ledger stops the night too:
    no identity leaves that could not be entered there.
    """
    validation = bench.deployment.validation
    if validation is None:
        return Outcome()
    session = Session(validation, bench, connect)
    try:
        return session.run(Scope(since=validation.since))
    except (ExchangeError, StoreError, SettingsError) as error:
        return session.outcome(stopped=str(error))

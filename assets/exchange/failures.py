"""Every exchange with a verifier that failed, and what it ended in: corrected, waived, or open.

Belongs here: which lots, answers and stops are failures, and what mended each. Does not belong here: deciding on one
(aside.py, waiving.py), or counting them (snis/service_levels.py).

- A lot that was set aside is mended when it was answered after all, or, once a person gave it up, when a later lot of
  the verifier was answered: its identities were asked there.
- A lot that was not answered in its time likewise: what it asked was asked again.
- An answer that was turned away is mended when a later one of the verifier was taken.
- A stop for want of a convenio is mended when the exchange goes on.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from assets.exchange.account import KIND, SET_ASIDE, STOPPED, read_stop
from assets.exchange.lots import CLOSED, EXPIRED, SENT, WITHDRAWN, Answer, Lot, Register
from assets.exchange.lots import SET_ASIDE as STANDS_ASIDE
from assets.raw.ledger import read_entries
from assets.store import Store
from snis.service_facts import Failure, fate


def exchange_failures(store: Store, today: date) -> tuple[Failure, ...]:
    """All of them, of every verifier, the oldest first."""
    register = Register(store)
    lots, answers = register.lots(), register.answers()
    aside, stops = _entered(store)
    found = [
        *(failure for lot in lots if (failure := _of_lot(lot, lots, aside, today)) is not None),
        *_of_answers(answers),
        *_of_stops(stops, store),
    ]
    return tuple(sorted(found, key=lambda item: (item.failed, item.kind, item.name)))


def _entered(store: Store) -> tuple[dict[str, date], list[tuple[date, str, str]]]:
    """From the ledger: when each lot was first set aside, and each stop with its verifier and convenio."""
    aside: dict[str, date] = {}
    stops: list[tuple[date, str, str]] = []
    for entry in read_entries(store.ledger):
        if entry.kind != KIND:
            continue
        day = datetime.fromisoformat(entry.moment).date()
        if entry.data.get("sentido") == SET_ASIDE:
            for name in entry.data.get("lote", ()):
                aside.setdefault(str(name), day)
        elif entry.data.get("sentido") == STOPPED:
            stops.append((day, str(entry.data["institucion"]), str(entry.data["convenio"])))
    return aside, stops


def _of_lot(lot: Lot, lots: Sequence[Lot], aside: dict[str, date], today: date) -> Failure | None:
    made = datetime.fromisoformat(lot.creado)
    failed = aside.get(lot.lote_id)
    if failed is None and lot.estado == STANDS_ASIDE:
        failed = made.date()
    is_late = lot.estado == EXPIRED or lot.is_overdue(today)
    kind = "apartado" if failed is not None else "vencido"
    if failed is None and is_late:
        failed = date.fromisoformat(lot.plazo) if lot.plazo else made.date()
    if failed is None and lot.estado == SENT and lot.motivo:
        kind, failed = "sin_respuesta", date.fromisoformat(lot.enviado) if lot.enviado else made.date()
    if failed is None:
        return None
    asked_again = lot.estado in {EXPIRED, WITHDRAWN} and any(
        other.verificador == lot.verificador
        and other.estado == CLOSED
        and datetime.fromisoformat(other.creado) >= made
        for other in lots
    )
    outcome = fate(mended=lot.estado == CLOSED or asked_again, waived=bool(lot.dispensa))
    return Failure(kind, lot.lote_id, failed, outcome)


def _of_answers(answers: Sequence[Answer]) -> Iterator[Failure]:
    for answer in answers:
        if answer.rechazada:
            mended = any(
                later.orden > answer.orden and later.verificador == answer.verificador and not later.rechazada
                for later in answers
            )
            yield Failure(
                "respuesta",
                answer.respuesta_id,
                answer.moment.date(),
                fate(mended=mended, waived=bool(answer.dispensa)),
            )


def _of_stops(stops: Sequence[tuple[date, str, str]], store: Store) -> Iterator[Failure]:
    """Only the last stop of a verifier can be open, and it is while the exchange stands still."""
    last = {verifier: place for place, (_, verifier, _) in enumerate(stops)}
    for place, (day, verifier, convenio) in enumerate(stops):
        still = place == last[verifier] and bool(read_stop(store, verifier))
        yield Failure("detenido", convenio, day, fate(mended=not still, waived=False))

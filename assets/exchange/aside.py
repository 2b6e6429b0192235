"""Lots that wait for a person: what set them aside, and what the person decides.

Belongs here: setting a lot aside, giving it up, putting it back in line, and what it asks meanwhile. Does not belong
here: when that happens (session.py), or the order on the command line (pipelines/validation_command.py).

The identities of a lot that was set aside are asked in no other lot: what a verifier did not take once, it would not
take again in the next one. Once the lot is given up they are asked anew.
"""

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from assets.exchange.account import GIVEN_UP, PUT_BACK
from assets.exchange.account import SET_ASIDE as TOLD_ASIDE
from assets.exchange.desk import Desk
from assets.exchange.lots import PREPARED, SET_ASIDE, WITHDRAWN, Lot
from assets.exchange.parts import QUESTIONS, person_pads
from assets.exchange.questions import SCHEMA, asked_in
from assets.statements import statement, values_for
from snis.errors import SettingsError

_TABLE = "consulta_apartada"


def set_aside(lot: Lot, reason: str, desk: Desk) -> Lot:
    """Take a lot out of the line until a person decides; it is entered before, so that no kill hides it."""
    known = desk.register.lot(lot.lote_id) or lot
    desk.account.lot_event(TOLD_ASIDE, known, desk.now, {"motivo": reason})
    return desk.register.put_lot(replace(known, estado=SET_ASIDE, motivo=reason))


def give_up(lot: Lot, reason: str, desk: Desk, *, who: str = "") -> Lot:
    """Give a lot up: what it asks is in the queue again."""
    data = {"motivo": reason, **({"quien": who} if who else {})}
    desk.account.lot_event(GIVEN_UP, lot, desk.now, data)
    return desk.register.put_lot(replace(lot, estado=WITHDRAWN, motivo=reason, dispensa=""))


def withdraw(lote: str, desk: Desk, *, who: str) -> Lot:
    """Give a lot up because a person says so.

    Raises:
        SettingsError: there is no such lot, or it is in the verifier's hands and its answer can still be used.
    """
    lot = _lot(lote, desk)
    if lot.estado not in {SET_ASIDE, PREPARED} and (lot.estado == WITHDRAWN or not is_lost(lot, desk)):
        raise SettingsError(
            f"el lote está {lot.estado} y no se puede retirar",
            place=lote,
            remedy="Se retira lo apartado o preparado; uno enviado vence solo, y entonces se pregunta de nuevo.",
        )
    return give_up(lot, "lo retiró una persona", desk, who=who)


def send_again(lote: str, desk: Desk, *, who: str) -> Lot:
    """Put a lot that was set aside back in line, as it is: it leaves first in the next session.

    Raises:
        SettingsError: there is no such lot, or it was not set aside.
        StoreError: its sealed copy cannot be read.
    """
    lot = _lot(lote, desk)
    if lot.estado != SET_ASIDE:
        raise SettingsError(
            f"el lote está {lot.estado} y no apartado",
            place=lote,
            remedy="Vea con `padron validate status` los que están apartados.",
        )
    asked_in(lot, desk.store)
    desk.account.lot_event(PUT_BACK, lot, desk.now, {"quien": who})
    return desk.register.put_lot(replace(lot, estado=PREPARED, motivo="", dispensa=""))


def is_lost(lot: Lot, desk: Desk) -> bool:
    """Whether nothing tells any more what a lot that left had asked: its part is missing, and was not made again."""
    return (
        lot.estado not in {PREPARED, SET_ASIDE, WITHDRAWN}
        and not desk.store.part(QUESTIONS, lot.lote_id).exists()
    )


def register_set_aside(desk: Desk) -> None:
    """Make the identities of lots that were set aside readable for the queue, in the engine's memory.

    Raises:
        StoreError: the sealed copy of one cannot be read; what it asked might be asked twice.
    """
    desk.engine.register("consulta_enviada", pa.concat_tables([SCHEMA.empty_table(), *_asked(desk)]))
    desk.engine.materialise(_TABLE, statement(_TABLE), values_for(_TABLE, person_pads(desk.store.keys)))
    desk.engine.forget("consulta_enviada")


def _asked(desk: Desk) -> Iterator[pa.Table]:
    for lot in desk.register.lots(desk.validation.verifier):
        if lot.estado == SET_ASIDE:
            yield asked_in(lot, desk.store)


def _lot(lote: str, desk: Desk) -> Lot:
    lot = desk.register.lot(lote)
    if lot is None or lot.verificador != desk.validation.verifier:
        raise SettingsError(
            "no hay un lote con ese nombre",
            place=lote,
            remedy="Vea sus nombres con `padron validate status`.",
        )
    return lot

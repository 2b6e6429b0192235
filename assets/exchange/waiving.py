"""Letting a failed exchange be: a person says that it will not be corrected, and why.

Belongs here: that decision, on a lot or on an answer. Does not belong here: what a failure is (failures.py), or the
order on the command line (pipelines/validation_command.py).

What a waived lot asks stays unasked while it stands aside; `retry` and `withdraw` take the waiver back.
"""

from dataclasses import replace

from assets.exchange.account import WAIVED
from assets.exchange.desk import Desk
from assets.exchange.failures import exchange_failures
from assets.exchange.lots import Answer, Lot
from snis.errors import SettingsError
from snis.written_reason import refuse_numbers


def waive(name: str, desk: Desk, *, reason: str, who: str) -> Lot | Answer:
    """Let the failure of a lot or of an answer be; it is entered first.

    Raises:
        SettingsError: there is no such failure, it is not open, or the reason is missing or holds somebody's number.
    """
    if not reason.strip():
        raise SettingsError(
            "una dispensa lleva su razón",
            place="--reason",
            remedy="Diga por qué no se corrige y quién lo acordó.",
        )
    refuse_numbers(reason, what="la razón", place="--reason", error=SettingsError)
    failures = {item.name: item for item in exchange_failures(desk.store, desk.today)}
    if name not in failures or failures[name].outcome != "abierto":
        told = f"el intercambio está {failures[name].outcome}" if name in failures else "no hay tal fallo"
        raise SettingsError(
            f"{told}; se dispensa uno abierto",
            place=name,
            remedy="Los abiertos se ven con `padron validate failures`.",
        )
    more = {"motivo": reason, "quien": who}
    lot, answer = desk.register.lot(name), desk.register.answer(name)
    if lot is not None and lot.verificador == desk.validation.verifier:
        desk.account.lot_event(WAIVED, lot, desk.now, more)
        return desk.register.put_lot(replace(lot, dispensa=reason))
    if answer is not None and answer.verificador == desk.validation.verifier:
        desk.account.answer_waived(answer, desk.now, more)
        return desk.register.put_answer(replace(answer, dispensa=reason))
    raise SettingsError(
        "no se puede dispensar",
        place=name,
        remedy="Un convenio se renueva; se dispensan lotes y respuestas de hoy.",
    )

"""The parts of the exchange made again from its register and the sealed copies, when the store was lost.

Belongs here: which parts are missing, and making them. Does not belong here: how a part is made (asking.py,
answers.py).
"""

from assets.exchange.adapter import Arrived
from assets.exchange.answers import finish, rows_as_table
from assets.exchange.asking import write_questions
from assets.exchange.by_file import read_answer_file
from assets.exchange.desk import Desk
from assets.exchange.lots import PREPARED, WITHDRAWN, Answer
from assets.exchange.parts import ANSWERS, QUESTIONS
from assets.raw.archive import unseal
from assets.raw.transfers import sealed_path
from snis.exchange.protocol import read_reply


def restore(desk: Desk) -> None:
    """Make every missing part again, questions before answers, in the order in which they came.

    An answer whose record has no counts was cut short by a kill; it is done to its end.
    """
    for lot in desk.register.lots():
        if lot.estado not in {PREPARED, WITHDRAWN} and not desk.store.part(QUESTIONS, lot.lote_id).exists():
            write_questions(lot, desk)
    for answer in desk.register.answers():
        is_there = desk.store.part(ANSWERS, answer.respuesta_id).exists()
        if not answer.rechazada and not (is_there and answer.cuentas):
            finish(answer, _as_it_came(answer, desk), desk)


def _as_it_came(answer: Answer, desk: Desk) -> Arrived:
    content = b"".join(unseal(sealed_path(desk.store, answer.sha256), desk.store.keys.vault))
    if answer.medio == "service":
        return Arrived(content, rows_as_table(read_reply(content).rows))
    return read_answer_file(content)

"""The parts of the exchange made again from its register and the sealed copies, when the store was lost.

Belongs here: which parts are missing, and making them. Does not belong here: how a part is made (asking.py,
answers.py).
"""

from collections.abc import Iterator

from assets.exchange.adapter import Arrived
from assets.exchange.answers import finish, rows_as_table
from assets.exchange.aside import is_lost
from assets.exchange.asking import write_questions
from assets.exchange.by_file import read_answer_file
from assets.exchange.desk import Desk
from assets.exchange.lots import Answer
from assets.exchange.parts import ANSWERS
from assets.raw.sealed_copies import read_copy
from snis.errors import StoreError
from snis.exchange.protocol import read_reply


def restore(desk: Desk) -> Iterator[str]:
    """Make every missing part again, questions before answers, in the order in which they came.

    An answer whose record has no counts was cut short by a kill; it is done to its end.

    Yields:
        What could not be made, in words that name the lot or the answer; the others were.
    """
    for lot in desk.register.lots():
        if is_lost(lot, desk):
            try:
                write_questions(lot, desk)
            except StoreError as error:
                yield str(error)
    for answer in desk.register.answers():
        is_there = desk.store.part(ANSWERS, answer.respuesta_id).exists()
        if not answer.rechazada and not (is_there and answer.cuentas):
            try:
                finish(answer, _as_it_came(answer, desk), desk)
            except StoreError as error:
                yield str(error)


def _as_it_came(answer: Answer, desk: Desk) -> Arrived:
    content = read_copy(
        answer.sha256,
        desk.store,
        what="la respuesta sellada",
        place=answer.respuesta_id,
        remedy="Restaure archive/ del respaldo; lo que respondía vuelve a preguntarse en su plazo.",
    )
    if answer.medio == "service":
        return Arrived(content, rows_as_table(read_reply(content).rows))
    return read_answer_file(content)

"""What somebody writes beside a decision that is signed and never erased: reasons and accounts.

Belongs here: refusing what could be somebody's number. Does not belong here: who may decide, or the lines that are
signed (linkage_decisions.py, finding_events.py).
"""

import re

from snis.errors import PadronError

# As long as a CUI, a telephone or an account, however it is grouped.
_NUMBER = re.compile(r"(?:\d[ .-]?){8}")


def refuse_numbers(text: str, *, what: str, place: str, error: type[PadronError]) -> None:
    """Refuse a text that holds a number which could be somebody's.

    Args:
        text: as written.
        what: it is, in words.
        place: option in which it came.
        error: how to fail.

    Raises:
        PadronError: of the kind that was asked for; it does not quote the text.
    """
    if _NUMBER.search(text):
        raise error(
            f"{what} lleva un número largo, y lo que se firma no se borra nunca",
            place=place,
            remedy="Escríbalo sin números de nadie: nombre el documento o la razón.",
        )

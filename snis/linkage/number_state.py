"""What a CUI is worth to linkage: it holds, it is not there, or how it fails.

Belongs here: the six states. Does not belong here: the rules of the number (snis/cui.py), or the bulk version
(assets/link/linker/registro_normal.sql, proven equal by tests).

A number that fails still tells much (one wrong digit of thirteen); one that stands for none tells nothing.
"""

from collections.abc import Set
from typing import Literal

from snis.cui import Places, Verdict, is_filler, is_missing, normalise, verdict

State = Literal["ok", "falta", "relleno", "largo", "lugar", "verificador"]

_OF_VERDICT: dict[Verdict, State] = {
    "valid": "ok",
    "not_numeric": "largo",
    "bad_length": "largo",
    "bad_department": "lugar",
    "bad_municipality": "lugar",
    "bad_check": "verificador",
}


def number_state(text: str | None, places: Places, fillers: Set[str] = frozenset()) -> State:
    """The state of a CUI as sent.

    Args:
        text: the number as sent.
        places: the municipalities that a CUI may end in.
        fillers: numbers in normal form that too many different people have.
    """
    number = normalise(text)
    if is_missing(text) or not number:
        return "falta"
    if is_filler(text) or number in fillers:
        return "relleno"
    return _OF_VERDICT[verdict(text, places)]

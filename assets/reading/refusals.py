"""Refusing a file whole: the rule, its place, its cause in words, and what to do.

Belongs here: the one function that makes a refusal. Does not belong here: deciding that a file is refused, or
the texts of rules (quality/catalogue.yaml).
"""

from quality.catalogue import load_catalogue
from snis.errors import TransferError

EMPTY, UNREADABLE, NO_INSTITUTION, NO_CONTRACT = "ARC-01", "ARC-02", "ARC-03", "ARC-04"
UNKNOWN_HEADER, MISSING_COLUMN, REPEATED, CHANGED, ENCODING = "ARC-05", "ARC-06", "ARC-07", "ARC-08", "ARC-09"
AMBIGUOUS, TOO_BIG = "ARC-10", "ARC-11"
CONTROL, FOREIGN_RETURN = "ARC-16", "ARC-17"
DRIFT, UNUSUAL_SIZE, TOO_SMALL, EXPIRED, LATE = "ARC-12", "ARC-13", "ARC-14", "ARC-15", "ARC-21"


def refusal(rule: str, cause: str = "", *, place: str = "") -> TransferError:
    """The error that refuses a file.

    Args:
        rule: id in the catalogue.
        cause: what exactly was found, in Spanish; structure only, never a value of a row.
        place: sheet, row or column.
    """
    known = load_catalogue()[rule]
    message = f"{known.message} {cause}".strip()
    return TransferError(rule, message, place=place, remedy=known.remedy)

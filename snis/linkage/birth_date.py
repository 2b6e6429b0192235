"""A birth date as eight signs, year month day, whatever way it was written.

Belongs here: the reading, and what remains of a date with a wrong figure. Does not belong here: whether a date is
likely (quality rules), or the bulk version (assets/link/linker/macros.sql, proven equal by tests).

Linkage compares signs, not days: 19801332 is no day, and still tells whose it may be.
"""

import re

_YEAR_FIRST = re.compile(r"([0-9A-Za-z]{4})[-/. ]([0-9A-Za-z]{1,2})[-/. ]([0-9A-Za-z]{1,2})(?: .*|T.*)?")
_YEAR_LAST = re.compile(r"([0-9A-Za-z]{1,2})[-/. ]([0-9A-Za-z]{1,2})[-/. ]([0-9A-Za-z]{4})(?: .*)?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EIGHT = re.compile(r"([0-9]{8})(?:\.0)?")
_YEAR = re.compile(r"([0-9]{4})(?:\.0)?")
_MONTH = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})")
_FIGURES = re.compile(r"[0-9]{6,9}")


def birth_signs(text: str | None, *, day_first: bool) -> str | None:
    """The signs of a birth date, 0000 for a month and day that are not given, or None for what cannot be a date.

    Args:
        text: the date as written, without spaces around it.
        day_first: whether dates that end in the year begin with the day.
    """
    written = text or ""
    if _ISO.match(written):
        return written[:10].replace("-", "")
    if found := _EIGHT.fullmatch(written):
        return found[1]
    if found := _YEAR.fullmatch(written):
        return f"{found[1]}0000"
    if found := _YEAR_FIRST.fullmatch(written):
        return f"{found[1]}{found[2]:0>2}{found[3]:0>2}"
    if found := _YEAR_LAST.fullmatch(written):
        day, month = (found[1], found[2]) if day_first else (found[2], found[1])
        return f"{found[3]}{month:0>2}{day:0>2}"
    if found := _MONTH.fullmatch(written):
        return f"{found[1]}{found[2]:0>2}00"
    return written if _FIGURES.fullmatch(written) else None

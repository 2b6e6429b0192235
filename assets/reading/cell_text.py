"""Values of workbook cells as the text that stands for them.

Belongs here: numbers, days, moments and durations as text. Does not belong here: where cells come from (workbook.py,
opendocument.py, markup.py).
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

# What a number 60 shows as a day in a workbook that counts from 1900: a day that never was.
LEAP_DAY = "1900-02-29"
# Whole numbers below it have at most the 15 digits that a workbook keeps.
_ALL_DIGITS = 1e15
# What follows the whole number of an amount: nothing, .01, and so on to .99, without a zero at the end.
_HUNDREDTHS = tuple(f".{part:02}".rstrip("0").rstrip(".") for part in range(100))
_MIDNIGHT = time(0)
_SECOND = timedelta(seconds=1)
_HALF = timedelta(milliseconds=500)
# The days of a file are few, and writing one out takes far longer than looking it up.
_day_text = lru_cache(maxsize=1 << 16)(date.isoformat)


def cell_text(cell: Any) -> str:
    """The text of a cell: whole numbers without a point, days as aaaa-mm-dd, truth as true or false.

    Numbers have the 15 significant digits that a workbook keeps, and no exponent.
    """
    return cell if isinstance(cell, str) else _TEXT_OF.get(type(cell), str)(cell)


def texts_of_columns(rows: Sequence[Sequence[Any]]) -> list[Sequence[str]]:
    """The columns of rows of cells, as text: most columns hold cells of one type."""
    return list(map(_column_text, zip(*rows, strict=True)))


def number_text(number: float) -> str:
    """A number written plainly, with the 15 significant digits that a workbook keeps."""
    text = f"{number:.15g}"
    if "e" in text:
        text = format(Decimal(text), "f")
    return "0" if text == "-0" else text


def moment_text(moment: datetime) -> str:
    """A moment to the second; a midnight is a day."""
    moment = _to_second(moment)
    return moment.date().isoformat() if moment.time() == _MIDNIGHT else moment.isoformat(sep=" ")


def duration_text(span: timedelta) -> str:
    """Hours, which may be more than a day's, minutes and seconds: what [h]:mm:ss shows."""
    seconds = round(abs(span) / _SECOND)
    sign = "-" if span < timedelta(0) else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def padded(text: str, digits: int) -> str:
    """A whole number as a format of so many zeros shows it."""
    return text.zfill(digits + text.startswith("-")) if text.lstrip("-").isdecimal() else text


def _to_second(moment: datetime) -> datetime:
    """The nearest whole second: fractions of a day are never exact."""
    if not moment.microsecond:
        return moment
    try:
        return (moment + _HALF).replace(microsecond=0)
    except OverflowError:
        return moment.replace(microsecond=0)


def _time_text(clock: time) -> str:
    """A clock time to the second."""
    seconds = round(clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6)
    return duration_text(timedelta(seconds=seconds))


def _column_text(column: tuple[Any, ...]) -> Sequence[str]:
    kinds = set(map(type, column))
    if kinds == {str}:
        return column
    if kinds == {float}:
        return _float_texts(column)
    if kinds == {date}:
        return list(map(_day_text, column))
    if kinds <= {str, float}:
        return [cell if type(cell) is str else number_text(cell) for cell in column]
    return [cell if type(cell) is str else _TEXT_OF.get(type(cell), str)(cell) for cell in column]


def _float_texts(column: tuple[float, ...]) -> list[str]:
    """All numbers of a column in one formatting, which takes half the time of one for each."""
    if all(map(float.is_integer, column)) and max(map(abs, column)) < _ALL_DIGITS:
        return list(map(str, map(int, column)))
    hundredths = _in_hundredths(column)
    if hundredths is not None:
        return hundredths
    text = ("%.15g\n" * len(column)) % column
    if "e" in text or "-0\n" in text:
        return list(map(number_text, column))
    return text.split("\n")[:-1]


def _in_hundredths(column: tuple[float, ...]) -> list[str] | None:
    """Amounts of two decimals or fewer by their hundredths, as whole numbers; None when some are not.

    A number is the nearest to so many hundredths, and then its 15 digits are those, or it is not.
    """
    numbers = np.array(column)
    if numbers.min() < 0 or numbers.max() >= _ALL_DIGITS / 100:
        return None
    counts = np.rint(numbers * 100)
    if not (counts / 100 == numbers).all():
        return None
    whole, parts = np.divmod(counts.astype(np.int64), 100)
    return [
        text + _HUNDREDTHS[part] for text, part in zip(map(str, whole.tolist()), parts.tolist(), strict=True)
    ]


_TEXT_OF: dict[type, Callable[[Any], str]] = {
    float: number_text,
    int: str,
    bool: lambda cell: "true" if cell else "false",
    date: _day_text,
    datetime: moment_text,
    time: _time_text,
    timedelta: duration_text,
    type(None): lambda _: "",
}

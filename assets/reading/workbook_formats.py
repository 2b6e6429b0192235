"""Number formats of a workbook: those that show zeros which the number itself does not have, and those of days.

Belongs here: telling formats apart, and reading styles.xml. Does not belong here: the cells.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assets.reading.xml_source import local, parse

_ONLY_ZEROS = re.compile(r"0{2,}")
# Texts, escapes, fill characters, colours and locales of a format; what is left are its symbols. Elapsed time stays.
_LITERAL = re.compile(r"\"[^\"]*\"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|General", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DAY_SYMBOLS = re.compile(r"[dmyhs]", re.IGNORECASE)
_BUILT_IN_DAYS = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
# What a style sheet holds when one of its formats matters here; a search tells faster than a parse.
_WORTH_READING = re.compile(rb"<(?:\w+:)?numFmt |numFmtId=[\"'](?:1[4-9]|2[0-27-9]|3[0-6]|4[57]|5[0-8])[\"']")


@dataclass(frozen=True)
class CellStyles:
    """Cell styles by their position.

    Attributes:
        zeros: how many digits are shown by those whose format is only zeros.
        days: those that show a number as a day, a moment or a time.
    """

    zeros: Mapping[int, int] = field(default_factory=dict)
    days: frozenset[int] = frozenset()


def cell_styles(formats_of_styles: Iterable[int], codes: Mapping[int, str]) -> CellStyles:
    """Styles by the format number of each and the code of each format that the workbook defines."""
    zeros: dict[int, int] = {}
    days: set[int] = set()
    for position, number in enumerate(formats_of_styles):
        code = codes.get(number, "")
        if _ONLY_ZEROS.fullmatch(code):
            zeros[position] = len(code)
        elif is_day_format(code) or (not code and number in _BUILT_IN_DAYS):
            days.add(position)
    return CellStyles(zeros, frozenset(days))


def is_day_format(code: str) -> bool:
    """Whether a format shows a number as a day or a time of day; elapsed time is neither."""
    symbols = _LITERAL.sub("", code)
    return _ELAPSED.search(symbols) is None and _DAY_SYMBOLS.search(symbols) is not None


def xlsx_styles(styles: bytes) -> CellStyles:
    """The cell styles of styles.xml.

    Raises:
        TransferError: ARC-02, the XML is damaged.
    """
    if not _WORTH_READING.search(styles):
        return CellStyles()
    root = parse(styles)
    codes = {
        _number(item.get("numFmtId")): item.get("formatCode", "")
        for item in root.iter()
        if local(item.tag) == "numFmt"
    }
    cell_formats = next((item for item in root if local(item.tag) == "cellXfs"), ())
    return cell_styles((_number(item.get("numFmtId")) for item in cell_formats), codes)


def _number(written: str | None) -> int:
    return int(written) if written and written.isdecimal() else 0

"""What calamine leaves unsaid of an XLSX sheet: error cells, formulas never computed, zeros of formats, hidden rows.

Belongs here: finding these in the XML of a sheet. Does not belong here: values
(workbook.py), or what follows from a mark (under_contract.py, layout.py).

calamine gives an error cell and a formula without a saved value as an empty cell, which would be a silent loss.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape

from assets.reading.cell_text import LEAP_DAY, number_text, padded
from assets.reading.grid import Merge
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.sheet_part import DAMAGED_PART, REFERENCE, SheetPart, column_of
from assets.reading.workbook_formats import CellStyles, xlsx_styles

_LEAP_NUMBER = 60
_TYPE = re.compile(rb"\bt=[\"'](\w+)[\"']")
_STYLE = re.compile(rb"\bs=[\"'](\d+)[\"']")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")


@dataclass(frozen=True)
class Marks:
    """What has to be known of a sheet besides its values. Rows count from 1, columns from 0.

    Attributes:
        overrides: what cells say instead of what calamine gives: #N/A and the like, zeros of their format.
        uncomputed: rows with a formula for which the sender's program saved no value.
        merges: cells shown as one.
        hidden_rows: how many rows the sender does not see.
        hidden_columns: how many columns the sender does not see.
        zeros: how many cells show zeros of their format.
    """

    overrides: Mapping[int, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    uncomputed: tuple[int, ...] = ()
    merges: tuple[Merge, ...] = ()
    hidden_rows: int = 0
    hidden_columns: int = 0
    zeros: int = 0

    def with_merges(self, merges: Iterable[Merge]) -> "Marks":
        """The same marks and more merges."""
        return replace(self, merges=(*self.merges, *merges))


def read_marks(part: SheetPart, blocks: Iterable[bytes]) -> Marks:
    """The marks of one sheet.

    Raises:
        TransferError: ARC-02, the XML is damaged, or marked cells do not say where they are.
    """
    try:
        has_styles = "xl/styles.xml" in part.archive.namelist()
        styles = xlsx_styles(part.archive.read("xl/styles.xml") if has_styles else b"")
        return _gather(part, blocks, styles)
    except DAMAGED_PART:
        raise refusal(UNREADABLE, "El XML de la hoja está dañado.", place=part.name) from None


def _gather(part: SheetPart, blocks: Iterable[bytes], styles: CellStyles) -> Marks:
    search = _Search(part, styles)
    overrides: dict[int, list[tuple[int, str]]] = {}
    uncomputed: set[int] = set()
    hidden_rows = hidden_columns = zeros = 0
    for block in blocks:
        if _has(block, b"hidden="):
            hidden_rows += search.hidden_rows(block)
            hidden_columns += search.hidden_columns(block)
        uncomputed.update(search.uncomputed(block))
        for row, column, text in (*search.errors(block), *search.wrong_days(block)):
            overrides.setdefault(row, []).append((column, text))
        for row, column, text in search.zero_cells(block):
            overrides.setdefault(row, []).append((column, text))
            zeros += 1
    frozen = {row: tuple(cells) for row, cells in overrides.items()}
    return Marks(frozen, tuple(sorted(uncomputed)), (), hidden_rows, hidden_columns, zeros)


class _Search:
    """Searches for marked cells in a block. Each begins with a plain search, which is far faster than a pattern."""

    def __init__(self, part: SheetPart, styles: CellStyles) -> None:
        p = re.escape(part.prefix)
        self._part = part
        self._styles = styles
        self._formula_start = b"<" + part.prefix + b"f"
        numbers = (b"-",) if part.is_1904 else (b"-", b"60<")
        self._wrong_days = tuple(b"<" + part.prefix + b"v>" + number for number in numbers)
        self._cell_start = b"<" + part.prefix + b"c "
        empty = rb"(?:<%bv\s*/>|<%bv\b[^>]*>\s*%b</%bv>)"
        zero = rb"(?:0(?=<))?" if part.is_never_computed else b""
        self._uncomputed = re.compile(
            (rb"<%bf\b[^>]*(?:/>|>[^<]*</%bf>)\s*" + empty + rb"?\s*</%bc>") % (p, p, p, p, zero, p, p)
        )
        self._error = re.compile(
            rb"<%bc\b([^>]*\bt=[\"']e[\"'][^>]*)>(?:[^<]|<(?!/%bc>|%bv\b))*<%bv\b[^>]*>([^<]+)<"
            % (p, p, p, p)
        )
        wanted = b"|".join(str(style).encode() for style in styles.zeros)
        self._zero_cell = re.compile(
            rb"<%bc\b(?=[^>]*\bs=[\"'](%b)[\"'])([^>]*)>(?:<%bf\b[^>]*(?:/>|>[^<]*</%bf>))?<%bv>([^<]+)<"
            % (p, wanted, p, p, p)
        )
        self._row = re.compile(rb"<%brow\b([^>]*)>" % p)
        self._column = re.compile(rb"<%bcol\b([^>]*)>" % p)

    def hidden_rows(self, block: bytes) -> int:
        return sum(1 for attributes in self._row.findall(block) if _HIDDEN.search(attributes))

    def hidden_columns(self, block: bytes) -> int:
        hidden = 0
        for attributes in self._column.findall(block):
            if _HIDDEN.search(attributes):
                first, last = (re.search(rb"\b%b=[\"'](\d+)" % end, attributes) for end in (b"min", b"max"))
                hidden += int(last[1]) - int(first[1]) + 1 if first and last else 1
        return hidden

    def uncomputed(self, block: bytes) -> Iterator[int]:
        """Rows of formulas without a saved value."""
        if not _has(block, self._formula_start):
            return
        for found in self._uncomputed.finditer(block):
            start = block.rfind(self._cell_start, 0, found.start())
            attributes = block[start : found.start()]
            kind = _TYPE.search(attributes)
            # A formula that gives an empty text is saved as t="str" without a value: nothing is missing there.
            if kind is None or kind[1] not in (b"str", b"e"):
                yield _place(attributes, self._part.name)[0]

    def errors(self, block: bytes) -> Iterator[tuple[int, int, str]]:
        """Row, column and text of cells like #N/A."""
        if _has(block, b't="e"') or _has(block, b"t='e'"):
            for attributes, value in self._error.findall(block):
                yield *_place(attributes, self._part.name), unescape(value.decode("utf-8", "replace"))

    def wrong_days(self, block: bytes) -> Iterator[tuple[int, int, str]]:
        """Row, column and text of what calamine turns into the wrong day.

        Those are numbers below zero, and the number 60: the 29th of February that 1900 never had.
        """
        if not self._styles.days:
            return
        for sign in self._wrong_days:
            at = block.find(sign) if _has(block, sign) else -1
            while at >= 0:
                attributes = block[block.rfind(self._cell_start, 0, at) : at]
                style = _STYLE.search(attributes)
                if style and int(style[1]) in self._styles.days and not _TYPE.search(attributes):
                    value = block[at : block.index(b"<", at + 1)].rpartition(b">")[2]
                    text = number_text(float(value))
                    yield (
                        *_place(attributes, self._part.name),
                        LEAP_DAY if float(value) == _LEAP_NUMBER else text,
                    )
                at = block.find(sign, at + 1)

    def zero_cells(self, block: bytes) -> Iterator[tuple[int, int, str]]:
        """Row, column and text of whole numbers that their format shows with more digits."""
        if not self._styles.zeros:
            return
        for style, attributes, value in self._zero_cell.findall(block):
            kind = _TYPE.search(attributes)
            text = number_text(float(value)) if kind is None or kind[1] == b"n" else ""
            shown = padded(text, self._styles.zeros[int(style)])
            if shown != text and text:
                yield *_place(attributes, self._part.name), shown


# Letters that ordinary cells do not have, and the search for which is far faster than that for a longer sign.
_RARE = (b"f", b"h", b"e", b"-")


def _has(block: bytes, sign: bytes) -> bool:
    """Whether a block has a sign."""
    rare = next((letter for letter in _RARE if letter in sign), b"")
    return (not rare or rare in block) and sign in block


def _place(attributes: bytes, sheet: str) -> tuple[int, int]:
    """Row and column of a cell."""
    found = REFERENCE.search(attributes)
    if found is None:
        cause = "Hay celdas con error o sin calcular que no dicen su sitio."
        raise refusal(UNREADABLE, cause, place=sheet)
    return int(found[2]), column_of(found[1])

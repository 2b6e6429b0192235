"""Lines of a delimited text as rows of cells, in a dialect that is known.

Belongs here: the shape of a dialect, and splitting by it. Does not belong here: finding the dialect out (dialect.py),
or the encoding.

Cells stay exactly as sent: blanks, and quotes inside an unquoted cell, are letters like any other. What closes in the
middle of a cell, or never, is refused: whatever such a file means, its rows cannot be told apart.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assets.reading.refusals import AMBIGUOUS, TOO_BIG, UNREADABLE, refusal
from snis.errors import TransferError

MAX_CELL = 1 << 20
MAX_COLUMNS = 16_384
UNCLOSED = "Unas comillas no se cierran, o se cierran en medio de una celda."
TOO_LONG = "Una celda es más larga de lo admitido."
_LINE_END = "\r\n"
_FEW_COLUMNS = 4

# First line, last line and cells of a row.
Parsed = tuple[int, int, list[str]]


@dataclass(frozen=True)
class Dialect:
    """How a text separates its cells.

    Attributes:
        delimiter: between cells; empty when each line is one cell.
        quote: around cells; empty when a quote is a letter.
        escape: before a quote inside quotes; empty when it is doubled.
        blanks_around_quotes: blanks between a delimiter and a quote belong to neither.
    """

    delimiter: str
    quote: str = '"'
    escape: str = ""
    blanks_around_quotes: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether Python's csv module reads it."""
        return bool(self.delimiter and self.quote) and not self.escape and not self.blanks_around_quotes


def parse_rows(lines: Iterable[str], dialect: Dialect, *, first: int = 1) -> Iterator[Parsed]:
    """Rows with the lines on which they begin and end.

    Args:
        lines: physical lines with their ends.
        dialect: how they are separated.
        first: number of the first line.

    Raises:
        TransferError: ARC-02, quotes that do not close; ARC-10, quotes that may be more than letters; ARC-11, a cell or
            a row beyond any reason.
    """
    if not dialect.quote:
        rows = _unquoted(lines, dialect.delimiter, first)
    elif dialect.is_plain:
        rows = _plain(lines, dialect, first)
    else:
        rows = _Scanner(dialect).rows(lines, first)
    for row in rows:
        if len(row[2]) > MAX_COLUMNS:
            raise refusal(TOO_BIG, f"Una fila tiene más de {MAX_COLUMNS} celdas.", place=f"línea {row[0]}")
        yield row


def swallows_rows(begins: int, ends: int, row: list[str], delimiter: str, width: int) -> bool:
    """Whether stray quotes took following rows into one cell: each line of the row would be a row by itself."""
    if ends == begins or width < 2 or not delimiter:
        return False
    lines = re.split(r"\r\n|\r|\n", delimiter.join(row))
    counts = [line.count(delimiter) + 1 for line in lines]
    if len(row) != width:
        return max(counts) >= width and min(counts) > 1
    # A note of several lines may well have a comma or two in each; only the exact number is telling there.
    return min(counts) == width == max(counts) if width <= _FEW_COLUMNS else min(counts) >= width


def _plain(lines: Iterable[str], dialect: Dialect, first: int) -> Iterator[Parsed]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)
    begins = first
    try:
        for cells in reader:
            ends = first + reader.line_num - 1
            yield begins, ends, cells
            begins = ends + 1
    except csv.Error as error:
        is_long = "larger than field limit" in str(error)
        raise _too_long(begins) if is_long else _unclosed(begins) from None


def _unquoted(lines: Iterable[str], delimiter: str, first: int) -> Iterator[Parsed]:
    for number, line in enumerate(lines, start=first):
        text = line.rstrip(_LINE_END)
        cells = text.split(delimiter) if delimiter else [text]
        if '"' in text and any(len(cell) > 1 and cell[0] == '"' == cell[-1] for cell in cells):
            cause = "En unas filas las comillas encierran celdas y en otras son letras sueltas."
            raise refusal(AMBIGUOUS, cause, place=f"línea {number}")
        if len(text) > MAX_CELL and any(len(cell) > MAX_CELL for cell in cells):
            raise _too_long(number)
        yield number, number, cells


class _Scanner:
    """Splits what Python's csv module does not: escaped quotes, blanks before quotes, one column."""

    def __init__(self, dialect: Dialect) -> None:
        quote, escape = re.escape(dialect.quote), re.escape(dialect.escape)
        blanks = ("[ ]*" if dialect.delimiter == "\t" else r"[ \t]*") if dialect.blanks_around_quotes else ""
        end = f"{re.escape(dialect.delimiter)}|" if dialect.delimiter else ""
        inside = f"(?:[^{quote}{escape}]+|{escape}.)*" if escape else f"(?:[^{quote}]+|{quote}{quote})*"
        self._open = re.compile(blanks + quote)
        self._inside = re.compile(inside, re.DOTALL)
        self._close = re.compile(f"{blanks}(?={end}[\r\n]|$)")
        self._bare = re.compile(f"[^{re.escape(dialect.delimiter)}\r\n]*")
        self._unescape = re.compile(f"{escape}([{quote}{escape}])" if escape else f"{quote}({quote})")
        self._quote = dialect.quote
        self._delimiter = dialect.delimiter
        self._line = ""
        self._ends = 0

    def rows(self, lines: Iterable[str], first: int) -> Iterator[Parsed]:
        """Rows with their first and last line."""
        self._ends = first - 1
        source = iter(lines)
        for line in source:
            self._line = line
            self._ends += 1
            begins = self._ends
            cells = self._row(source, begins)
            yield begins, self._ends, cells

    def _row(self, source: Iterator[str], begins: int) -> list[str]:
        cells: list[str] = []
        position = 0
        while True:
            opening = self._open.match(self._line, position)
            if opening:
                text, position = self._quoted(source, opening.end(), begins)
            else:
                bare = self._bare.match(self._line, position)
                text, position = (bare[0], bare.end()) if bare else ("", position)
            if len(text) > MAX_CELL:
                raise _too_long(begins)
            cells.append(text)
            if not self._delimiter or not self._line.startswith(self._delimiter, position):
                return cells
            position += len(self._delimiter)

    def _quoted(self, source: Iterator[str], position: int, begins: int) -> tuple[str, int]:
        """The text of a quoted cell, and where its delimiter stands."""
        parts: list[str] = []
        held = 0
        while True:
            inside = self._inside.match(self._line, position)
            part = inside[0] if inside else ""
            parts.append(part)
            held += len(part)
            position += len(part)
            if held > MAX_CELL:
                raise _too_long(begins)
            if position < len(self._line):
                break
            line = next(source, None)
            if line is None:
                raise _unclosed(begins)
            self._line, position = line, 0
            self._ends += 1
        closing = self._close.match(self._line, position + 1)
        if not closing or self._line[position] != self._quote:
            raise _unclosed(begins)
        return self._unescape.sub(r"\1", "".join(parts)), closing.end()


def _unclosed(line: int) -> TransferError:
    return refusal(UNREADABLE, UNCLOSED, place=f"línea {line}")


def _too_long(line: int) -> TransferError:
    return refusal(TOO_BIG, TOO_LONG, place=f"línea {line}")

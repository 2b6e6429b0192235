"""One delimiter's look at a sample: which rows it makes, and how well they agree.

Belongs here: the rows of a candidate, its quoting, and what it explains of the other signs. Does not belong here: which
candidate is right (dialect.py).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from assets.reading.csv_rows import Dialect, Parsed, parse_rows
from snis.errors import TransferError

_HALF = 0.5
_SOME = 0.2
_LITTLE = 0.1
_MANY_COLUMNS = 4
_DRAWN = re.compile(r"\s*[-=_:]{2,}\s*\Z")
_QUOTED_WITH_BLANKS = re.compile(r'[ \t]+".*"[ \t]*\Z', re.DOTALL)
_TIME = re.compile(r"\d{1,2}(:\d{2})+\Z")
_EVERY_CELL = r"'(?:[^']|'')*'(?:D'(?:[^']|'')*')+\Z"


@dataclass
class Candidate:
    """A delimiter, and what the sample looks like under it.

    Attributes:
        dialect: the delimiter with the quoting that fits it.
        parsed: rows with text.
        width: cells of most rows that have more than one; 1 when none has.
        agreeing: rows with that width.
        rows: rows with text.
        several: rows with more than one cell.
        start: position of the first row at which the table begins.
        broken: why its quotes cannot be read; None when they can.
        other_reading: a second way to read its quotes, in words; empty when there is none.
        rule: line of a drawn row under the header.
        agrees: of each row, whether it has the width.
    """

    dialect: Dialect
    parsed: list[Parsed]
    width: int = 1
    agreeing: int = 0
    rows: int = 0
    several: int = 0
    start: int = 0
    broken: TransferError | None = None
    other_reading: str = ""
    place: str = ""
    rule: int = 0
    agrees: list[bool] = field(default_factory=list)

    @property
    def delimiter(self) -> str:
        """The sign itself."""
        return self.dialect.delimiter

    @property
    def header_line(self) -> int:
        """The line on which the table begins."""
        return self.parsed[self.start][0] if self.parsed else 1

    @property
    def is_viable(self) -> bool:
        """Whether the text may be separated by it."""
        if self.width < 2:
            return False
        share = self.agreeing / self.several
        ragged = share >= _SOME and self.width >= _MANY_COLUMNS and self.start == self._first_of_several()
        agrees = share >= _HALF or ragged
        return agrees and self.agreeing >= min(2, self.rows) and self.agreeing >= _LITTLE * self.rows

    @property
    def is_unmistakable(self) -> bool:
        """Whether every row has the same number of cells, as a sign that is rare as a delimiter must have."""
        if self.width < 2 or self.agreeing < self.rows or self.rows < 2:
            return False
        if self.delimiter != ":":
            return True
        texts = [self.delimiter.join(cells) for _, _, cells in self.parsed]
        return self.width > 2 and not all(map(_TIME.match, texts))

    def agrees_on(self, line: int) -> bool:
        """Whether the row that begins on a line agrees with the width."""
        return any(
            agrees for agrees, (begins, _, _) in zip(self.agrees, self.parsed, strict=True) if begins == line
        )

    def ordinary_rows(self) -> list[list[str]]:
        """Cells of the rows that agree."""
        return [cells for agrees, (_, _, cells) in zip(self.agrees, self.parsed, strict=True) if agrees]

    def _first_of_several(self) -> int:
        return next(at for at, (_, _, cells) in enumerate(self.parsed) if len(cells) > 1)

    def measure(self) -> None:
        """Fill in width, agreement and start."""
        self.rows = len(self.parsed)
        widths = [len(cells) for _, _, cells in self.parsed]
        several = Counter(width for width in widths if width > 1)
        self.several = sum(several.values())
        if not several:
            return
        most = max(several.values())
        self.width = max(width for width, count in several.items() if count == most)
        tail = self._empty_tail()
        self.agrees = [
            len(cells) == self.width or self._is_padded(cells) or self.width - tail <= len(cells) < self.width
            for _, _, cells in self.parsed
        ]
        self.agreeing = sum(self.agrees)
        self.start = self._start()
        self._find_rule()

    def _empty_tail(self) -> int:
        """1 when the last cell of ordinary rows is always empty: each line ends with a delimiter."""
        ordinary = [cells for _, _, cells in self.parsed if len(cells) == self.width]
        return int(self.width > 2 and not any(cells[-1].strip() for cells in ordinary))

    def _is_padded(self, cells: list[str]) -> bool:
        return len(cells) == self.width + 1 and not cells[-1].strip()

    def _start(self) -> int:
        """The first of two rows in a row that agree; a lone one in a title is not the header."""
        pairs = zip(self.agrees, [*self.agrees[1:], self.agreeing < 2], strict=True)
        return next((at for at, (one, other) in enumerate(pairs) if one and other), self.agrees.index(True))

    def _find_rule(self) -> None:
        if self.start + 1 < len(self.parsed):
            line, _, cells = self.parsed[self.start + 1]
            if all(_DRAWN.match(cell) for cell in cells if cell.strip()):
                self.rule = line


def look(lines: Sequence[str], delimiter: str, *, first: int, is_whole: bool) -> Candidate:
    """A sample under a delimiter, with the quoting that fits it best."""
    plain = _read(lines, Dialect(delimiter), first, is_whole)
    single = _single_quoted(lines, plain, delimiter, first, is_whole)
    if single is not None:
        return single
    if plain.broken is None and not _has_blanks_before_quotes(plain):
        return plain
    others = [
        _read(lines, Dialect(delimiter, '"', "", True), first, is_whole),
        *(_read(lines, Dialect(delimiter, '"', "\\", blanks), first, is_whole) for blanks in (False, True)),
    ]
    if not any('\\"' in line for line in lines):
        others = others[:1]
    whole = [one for one in others if one.broken is None]
    return _only_reading(whole) if whole else plain


def _read(lines: Sequence[str], dialect: Dialect, first: int, is_whole: bool) -> Candidate:
    parsed: list[Parsed] = []
    candidate = Candidate(dialect, parsed)
    try:
        parsed.extend(row for row in parse_rows(lines, dialect, first=first) if any(map(str.strip, row[2])))
    except TransferError as error:
        # The sample may end inside a quoted cell.
        last = first + len(lines) - 1
        if is_whole or _line_of(error) < last - _LONGEST_CELL_LINES:
            candidate.broken = error
            parsed[:] = [
                (number, number, line.rstrip("\r\n").split(dialect.delimiter))
                for number, line in enumerate(lines, start=first)
                if line.strip()
            ]
    candidate.measure()
    return candidate


_LONGEST_CELL_LINES = 50


def _line_of(error: TransferError) -> int:
    return int(error.place.rpartition(" ")[2] or 0)


def _has_blanks_before_quotes(plain: Candidate) -> bool:
    return any(_QUOTED_WITH_BLANKS.match(cell) for _, _, row in plain.parsed for cell in row if '"' in cell)


def _only_reading(whole: list[Candidate]) -> Candidate:
    """The first of several, with a word when the others read something else."""
    chosen = max(whole, key=lambda one: one.agreeing)
    for one in whole:
        if one.agreeing == chosen.agreeing and [row[2] for row in one.parsed] != [
            row[2] for row in chosen.parsed
        ]:
            chosen.other_reading = (
                "Una barra inversa ante comillas puede ser una letra o parte de las comillas."
            )
    return chosen


def _single_quoted(
    lines: Sequence[str], plain: Candidate, delimiter: str, first: int, is_whole: bool
) -> Candidate | None:
    """The sample under single quotes, when whole columns are always between them.

    Names may stand between single quotes as well. It is a matter of form when the header has them too, when two columns
    do, or when cells would break without them; otherwise nobody knows.
    """
    if not any(line.lstrip().startswith("'") or delimiter + "'" in line for line in lines):
        return None
    quoted = _read(lines, Dialect(delimiter, "'"), first, is_whole)
    if (
        quoted.broken is not None
        or quoted.width < 2
        or any(row[2][0].startswith('"') for row in plain.parsed)
    ):
        return None
    filled = [line.strip("\r\n") for line in lines if line.strip()]
    every = re.compile(_EVERY_CELL.replace("D", re.escape(delimiter)))
    if len(filled) > 1 and all(map(every.match, filled)):
        return quoted
    naive = [line.split(delimiter) for line in filled]
    header, *body = [cells for cells in naive if len(cells) >= quoted.width] or [[]]
    columns = [column for column in range(quoted.width) if _is_quoted_column(body, column, quoted.width)]
    if not columns:
        return None
    is_form = len(columns) > 1 or _is_quoted(header[columns[0]])
    if is_form or (quoted.agreeing == quoted.rows and plain.agreeing < plain.rows):
        return quoted
    plain.other_reading = "Las comillas simples de una columna pueden ser letras o encerrar la celda."
    return plain


def _is_quoted_column(body: Sequence[list[str]], column: int, width: int) -> bool:
    filled = [cells[column] for cells in body if len(cells) == width and cells[column]]
    # A row that has too many cells without the quotes is a witness for them as well.
    mended = sum(len(cells) > width for cells in body)
    return len(filled) + mended > 1 and any(filled) and all(map(_is_quoted, filled))


def _is_quoted(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == "'" == cell[-1]

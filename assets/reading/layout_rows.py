"""What a row of a table looks like, and what became of the rows of one.

Belongs here: the shapes that layout_body.py and layout_sparse.py share. Does not belong here: any decision.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from assets.reading.columns import BLANK, NUMBER, Column, Line, is_spaced, names_things
from assets.reading.grid import Finding
from assets.reading.layout_lines import Run
from snis.names import normal_form

TITLE, REPEATED, GROUP, NOTE, COMMENT, UNITS = (
    "titulo",
    "encabezado_repetido",
    "grupo",
    "nota",
    "comentario",
    "unidades",
)
Item = Line | Run


@dataclass(frozen=True)
class Aside:
    """A row that is no data: its physical number, its type and why, without any of its text."""

    row: int
    kind: str
    reason: str


@dataclass
class Body:
    """What became of the lines below a header.

    Attributes:
        end: index of the first line that belongs to the next table.
        asides: lines that are no data.
        data: lines that are data.
        findings: what a person should look at.
    """

    end: int = 0
    asides: dict[int, Aside] = field(default_factory=dict)
    data: list[Item] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def set_aside(self, line: Line, kind: str, reason: str) -> None:
        """Note a line as no data."""
        self.asides[line.number] = Aside(line.number, kind, reason)


@dataclass(frozen=True)
class Shape:
    """What a row of a table looks like.

    Attributes:
        columns: the profile of its columns.
        used: those that rows really use.
        names: the header.
        band: texts of each line of the header, in the normal form.
        tops: texts of each line above the header, without their digits.
    """

    columns: dict[int, Column]
    used: tuple[int, ...]
    names: dict[int, str]
    band: tuple[tuple[str, ...], ...]
    tops: frozenset[str] = frozenset()

    @cached_property
    def usual(self) -> list[int]:
        """Columns that hardly any row leaves empty."""
        return [column for column in self.used if self.columns[column].is_usual]

    @cached_property
    def labels(self) -> list[int]:
        """Columns that say which row it is: everything but amounts."""
        return [column for column in self.used if column not in self.amounts]

    @cached_property
    def amounts(self) -> list[int]:
        """Columns of numbers that count something."""
        numbers = [column for column in self.used if self.columns[column].kind == NUMBER]
        return [column for column in numbers if not names_things(self.names.get(column, ""))]

    def is_thin(self, line: Line) -> bool:
        """Whether a line has too few cells for a row of its table."""
        filled = len(line.filled)
        width = len(self.used)
        if width <= 1:
            return False
        return filled == 1 if width < 6 else filled <= max(1, len(self.usual) // 4)

    def is_half_empty(self, line: Line) -> bool:
        """Whether a line leaves at least half of the cells open that rows fill."""
        missing = [column for column in self.usual if line.kind(column) == BLANK]
        return len(missing) * 2 >= max(2, len(self.usual))

    def has_its_kind(self, line: Line) -> bool:
        """Whether a line of several cells has a number or a date where rows have one, and no label beside it."""
        known = self.columns
        typed = [c for c in line.filled if c in known and known[c].is_typed and line.kind(c) == known[c].kind]
        return bool(typed) and len(line.filled) > 2 and not line.text(line.filled[0]).endswith(":")

    def is_cut(self, line: Line) -> bool:
        """Whether a line of prose ends before a row does: its own commas cut it into cells."""
        is_short = len(line.cells) <= max(self.used) and line.filled == tuple(range(len(line.cells)))
        is_prose = ":" in line.text(line.filled[0]) or is_spaced(line)
        return is_short and is_prose and not self.has_its_kind(line)


def masked(line: Line) -> str:
    """The texts of a line without their digits: what titles of pages have in common, whatever page it is."""
    return "|".join(re.sub(r"\d+", "", normal_form(line.text(column))) for column in line.filled)

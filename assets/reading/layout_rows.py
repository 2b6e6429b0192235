"""What a row of a table looks like, and what became of the rows of one.

Belongs here: the shapes that layout_body.py and layout_sparse.py share. Does not belong here: any decision.
"""

from dataclasses import dataclass, field
from functools import cached_property

from assets.reading.columns import BLANK, NUMBER, Column, Line, names_things
from assets.reading.grid import Finding
from assets.reading.layout_lines import Run

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
    """

    columns: dict[int, Column]
    used: tuple[int, ...]
    names: dict[int, str]
    band: tuple[tuple[str, ...], ...]

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

    def is_half_empty(self, line: Line) -> bool:
        """Whether a line leaves at least half of the cells open that rows fill."""
        missing = [column for column in self.usual if line.kind(column) == BLANK]
        return len(missing) * 2 >= max(2, len(self.usual))

    def has_its_kind(self, line: Line) -> bool:
        """Whether a line of several cells has a number or a date where rows have one, and no label beside it."""
        known = self.columns
        typed = [c for c in line.filled if c in known and known[c].is_typed and line.kind(c) == known[c].kind]
        return bool(typed) and len(line.filled) > 2 and not line.text(line.filled[0]).endswith(":")

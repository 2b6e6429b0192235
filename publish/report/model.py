"""What a report says: sections of sentences and figures, each figure with its definition and its rows.

Belongs here: the form. Does not belong here: what is said (sections.py, sheets.py), how it looks (pages.py,
drawing.py), or how a figure is written as data (data_files.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# What a cell of a row holds: text, a code, a count, a share in percent, an amount, any number.
Kind = Literal["texto", "codigo", "conteo", "por_ciento", "quetzales", "numero"]
Drawing = Literal["", "barras", "tiempo", "mosaico"]
Cell = str | int | float | None


@dataclass(frozen=True)
class Column:
    """A column of a figure: its name in the data, its heading, and what it holds."""

    name: str
    title: str
    kind: Kind = "texto"

    @property
    def is_number(self) -> bool:
        """Whether its cells are aligned as numbers."""
        return self.kind not in {"texto", "codigo"}


@dataclass(frozen=True)
class Definition:
    """Everything that one has to say with a figure, so that nobody can quote it wrong.

    Attributes:
        code: of the indicator; of the report's own list where none exists.
        name: of it.
        unit: in which it is counted.
        base: what is counted once.
        denominator: what it is divided by, with its vintage; empty for a count.
        period: of which the figures are.
        source: table, and release or work folder.
        method: what else one has to know.
    """

    code: str
    name: str
    unit: str
    base: str
    denominator: str
    period: str
    source: str
    method: str = ""


@dataclass(frozen=True)
class Figure:
    """One figure: a drawing and a table of the same rows.

    Attributes:
        id: name of its files.
        title: a sentence that says what it shows.
        axis: what the bars measure, with the unit; empty when there is no drawing.
        definition: what its numbers mean.
        columns, rows: the data; a cell that is None is withheld or unknown, and `absent` says which.
        drawing: how it is drawn.
        label, value: columns of the drawing.
        absent: what an empty cell means.
        notes: what a reader has to know.
    """

    id: str
    title: str
    definition: Definition
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    drawing: Drawing = ""
    label: str = ""
    value: str = ""
    axis: str = ""
    absent: str = ""
    notes: tuple[str, ...] = ()

    @property
    def has_gaps(self) -> bool:
        """Whether some cell is withheld or unknown."""
        return any(cell is None for row in self.rows for cell in row)

    def cells(self, name: str) -> list[Cell]:
        """The cells of a column."""
        place = [column.name for column in self.columns].index(name)
        return [row[place] for row in self.rows]


@dataclass(frozen=True)
class Section:
    """A part of the report."""

    id: str
    title: str
    paragraphs: tuple[str, ...]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One page about a department: key figures, sentences, figures."""

    code: str
    name: str
    headline: str
    keys: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class PlaceText:
    """What is said of one municipality."""

    code: str
    name: str
    text: str


@dataclass(frozen=True)
class Report:
    """A whole report, before it is written."""

    heading: str
    lead: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    sheets: tuple[Sheet, ...]
    places: tuple[tuple[str, tuple[PlaceText, ...], Figure], ...]

    def figures(self) -> Sequence[Figure]:
        """Every figure, in the order of the report."""
        return [
            *(figure for section in self.sections for figure in section.figures),
            *(figure for sheet in self.sheets for figure in sheet.figures),
            *(figure for _, _, figure in self.places),
        ]

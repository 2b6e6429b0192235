"""What is sent: files, sheets and rows, each row with the truth about it.

Belongs here: the records that the parts of the sample hand to each other. Does not belong here: bytes (files.py) or the
answer key's columns (answers.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from snis.nation.model import CommunityDelivery, Delivery, Entry, Person

Cell = str | int | float | date
Subject = Delivery | CommunityDelivery | Entry

ACCEPTED, QUARANTINED, DISCARDED = "aceptada", "cuarentena", "descartada"


@dataclass(frozen=True)
class Column:
    """A column of a contract as the generator reads it; `field` is empty for an ignored one."""

    headers: tuple[str, ...]
    field: str
    required: bool
    format: str
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Layout:
    """How an institution writes: a contract, read for writing instead of reading."""

    contract: str
    institution: str
    kind: str
    registry: str
    grain: str
    format: str
    container: str
    encoding: str
    delimiter: str
    constants: dict[str, str]
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def fields(self) -> frozenset[str]:
        """Fields that a column fills."""
        return frozenset(column.field for column in self.columns if column.field)

    @property
    def may_be_nameless(self) -> bool:
        """Whether names and birth date can stand for the number."""
        required = {column.field for column in self.columns if column.required}
        return {"cui", "nacimiento_fecha"} <= self.fields and "cui" not in required

    def position(self, name: str) -> int:
        """0-based position of the column that fills a field."""
        return next(index for index, column in enumerate(self.columns) if column.field == name)


@dataclass(frozen=True)
class Row:
    """A row as sent and the truth about it.

    Attributes:
        cells: in column order; a malformed row may have more or fewer.
        subject: what the row tells of; None for totals and notes.
        owner: the person that the CUI as sent belongs to; None when none was sent or it is nobody's.
        stray: a CUI as sent that holds and is nobody's; empty otherwise.
        alias: names and birth date as sent, in normal form; empty when there is no birth date.
        difficulty: what makes it hard to see whose row it is, in the words of the answer key.
        state, rule, field: what a night should say of it.
    """

    cells: tuple[Cell, ...]
    subject: Subject | None
    owner: Person | None = None
    stray: str = ""
    alias: str = ""
    difficulty: tuple[str, ...] = ()
    state: str = ACCEPTED
    rule: str = ""
    field: str = ""

    def broken(self, rule: str, name: str, cells: tuple[Cell, ...], *, state: str = QUARANTINED) -> "Row":
        """The same row with other cells that break a rule."""
        return replace(self, cells=cells, state=state, rule=rule, field=name)

    @property
    def is_clean(self) -> bool:
        """Whether it is accepted without any notice and says plainly by CUI whose it is."""
        return self.state == ACCEPTED and not self.rule and self.owner is not None and not self.difficulty


@dataclass
class Sheet:
    """A table inside a file; `name` is empty when the file has no sheets."""

    name: str
    title: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)


@dataclass
class SentFile:
    """A file of the inbox.

    Attributes:
        headers: text of each column in this file.
        notes: lines of an extra sheet that carries no rows; none when empty.
        content: bytes to write instead of the tables, for files that nobody can read.
        state, rule: what a night should say of the file as a whole.
    """

    institution: str
    name: str
    layout: Layout | None
    headers: tuple[str, ...] = ()
    sheets: list[Sheet] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    content: bytes | None = None
    encoding: str = ""
    state: str = "recibida"
    rule: str = ""


@dataclass(frozen=True)
class Address:
    """Where a row stands: institution, file, sheet, 1-based physical row or line."""

    institution: str
    file: str
    sheet: str
    row: int


Written = Sequence[tuple[SentFile, Sequence[tuple[Address, Row]]]]

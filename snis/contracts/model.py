"""What a table is: its fields, grain and key.

Belongs here: Field and TableContract. Does not belong here: reading YAML (loader.py) or the contracts of what
institutions send (layout.py).
"""

from dataclasses import dataclass
from typing import Literal

Privacy = Literal["none", "quasi", "sensitive", "direct"]


@dataclass(frozen=True)
class Field:
    """One column, defined once for the whole project (fields/*.yaml).

    Attributes:
        name: column name in SQL, Parquet, CSV and portal.
        type: string, integer, number, decimal(p,s), boolean, date or datetime.
        title, description: for readers, in Spanish.
        privacy: none; quasi (helps to recognise somebody); sensitive (law calls it so); direct (identifies). Every
            field file says it (docs/privacidad.md, section 6); nothing is taken for harmless by being forgotten.
        unit: unit of a number, in Spanish, or None.
        codelist: code list (ref_codigo) or reference table that the value comes from, or None.
        pattern: regular expression that every value matches, or None.
        minimum: smallest admitted number, or None.
        enum: admitted values, when they are few and belong to the project itself.
        required: whether the value may never be null.
        is_calendar: whether a date is one of the State's calendar (when a call opens), and of nobody's life.
    """

    name: str
    type: str
    title: str
    description: str
    privacy: Privacy = "none"
    unit: str | None = None
    codelist: str | None = None
    pattern: str | None = None
    minimum: float | None = None
    enum: tuple[str, ...] = ()
    required: bool = True
    is_calendar: bool = False


@dataclass(frozen=True)
class TableContract:
    """One table: what a row is, and what its columns are.

    Attributes:
        name: table name; its prefix is the layer.
        layer: ref, raw, core, vault, link, out or open.
        title, description, grain: for readers, in Spanish.
        key: columns that no two rows share.
        fields: columns in their order.
        usage_warnings: what a reader of the table would get wrong.
    """

    name: str
    layer: str
    title: str
    description: str
    grain: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    usage_warnings: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """The field of a name.

        Raises:
            KeyError: the table has no such column.
        """
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

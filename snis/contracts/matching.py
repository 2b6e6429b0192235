"""Which column of a file is which field: its header against the contract's.

Belongs here: the comparison of headers, as a pure function. Does not belong here: finding the header row
(assets/raw) or what follows from a mismatch (the reader refuses the file).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from snis.contracts.column import Column
from snis.contracts.layout import InstitutionContract
from snis.names import normal_form


@dataclass(frozen=True)
class Matched:
    """A header read against a contract.

    Attributes:
        positions: 1-based column of each field that the header has; parts of a date and months of an amount are
            named field.part and field.month.
        unknown: headers that the contract does not know, as 1-based columns.
        repeated: headers that stand twice, as 1-based columns of the later ones.
        missing: first header of each required column that the file lacks; a field that its kind cannot be
            without is required whether the contract says so or not.
        width: number of cells of the header.
    """

    positions: Mapping[str, int]
    unknown: tuple[int, ...]
    repeated: tuple[int, ...]
    missing: tuple[str, ...]
    width: int

    @property
    def fits(self) -> bool:
        """Whether the file can be read under the contract."""
        return not (self.unknown or self.repeated or self.missing)


def match_header(header: Sequence[str], contract: InstitutionContract) -> Matched:
    """Compare a header with a contract, in the normal form of both sides. Empty trailing headers do not count."""
    synonyms = {normal_form(text): column for column in contract.columns for text in column.header}
    positions: dict[str, int] = {}
    seen: set[int] = set()
    unknown, repeated = [], []
    texts = list(header)
    while texts and not texts[-1].strip():
        texts.pop()
    for position, text in enumerate(texts, start=1):
        column = synonyms.get(normal_form(text))
        if column is None:
            unknown.append(position)
        elif id(column) in seen:
            repeated.append(position)
        else:
            seen.add(id(column))
            positions |= dict.fromkeys(_position_names(column), position)
    required = contract.required_fields
    # A day without its month is no date: one part calls for the others.
    in_parts = {column.field for column in contract.columns if column.part is not None and id(column) in seen}
    missing = tuple(
        column.header[0]
        for column in contract.columns
        if id(column) not in seen
        and (column.required or column.field in in_parts or not required.isdisjoint(column.fields))
    )
    return Matched(positions, tuple(unknown), tuple(repeated), missing, len(texts))


def looks_like(header: Sequence[str], contract: InstitutionContract) -> int:
    """How many of the contract's columns a row names; the reader looks for the row that names most."""
    names = {normal_form(text) for text in header if text.strip()}
    return sum(_is_named(column, names) for column in contract.columns)


def _position_names(column: Column) -> tuple[str, ...]:
    return column.fields if column.field is None else (column.position_name,)


def _is_named(column: Column, names: set[str]) -> bool:
    return any(normal_form(text) in names for text in column.header)

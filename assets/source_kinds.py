"""What a source of a column is, how it gets there, and several put together.

Belongs here: the words. Does not belong here: finding sources (column_sources.py, lineage.py).
"""

from collections.abc import Iterable, Mapping

IDENTITY, TRANSFORMATION, AGGREGATION = "identity", "transformation", "aggregation"
# Stands where a table stands when the source is a value that the night binds.
BOUND = "$"
# Table and column.
Source = tuple[str, str]
# Sources of a column, each with how it gets there.
Sources = Mapping[Source, str]
_FROM_WEAKEST = (IDENTITY, TRANSFORMATION, AGGREGATION)


def merged(parts: Iterable[Sources], kind: str = IDENTITY) -> Sources:
    """Sources of several expressions together, none weaker than `kind`."""
    found: dict[Source, str] = {}
    for part in parts:
        for source, how in part.items():
            found[source] = stronger(how, stronger(kind, found.get(source, IDENTITY)))
    return found


def stronger(one: str, other: str) -> str:
    """The one of two ways that changes a value more."""
    return max(one, other, key=_FROM_WEAKEST.index)

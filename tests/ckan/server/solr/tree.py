"""The tree of a query.

Belongs here: its parts. Does not belong here: reading (query.py) or evaluating one (matching.py).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A part of a query."""


@dataclass(frozen=True)
class Everything(Node):
    """Every document."""


@dataclass(frozen=True)
class Nothing(Node):
    """No document."""


@dataclass(frozen=True)
class Leaf(Node):
    """A condition on one field; None stands for the fields of a dismax query."""

    field: str | None


@dataclass(frozen=True)
class Words(Leaf):
    """A word or a phrase, whose words may be `slop` places out of place."""

    text: str
    phrase: bool = False
    slop: int = 0


@dataclass(frozen=True)
class Range(Leaf):
    """From one value to another; None is open."""

    low: str | None
    high: str | None
    with_low: bool
    with_high: bool


@dataclass(frozen=True)
class Wild(Leaf):
    """A word with * or ?."""

    pattern: str


@dataclass(frozen=True)
class Fuzzy(Leaf):
    """A word with some letters changed."""

    text: str
    edits: int


@dataclass(frozen=True)
class Regex(Leaf):
    """A regular expression over whole words."""

    pattern: str


@dataclass(frozen=True)
class Boost(Node):
    """A part that counts more."""

    node: Node
    factor: float


@dataclass(frozen=True)
class Clauses(Node):
    """Parts with "+" (must), "-" (must not) or "?" (should), of which at least some must match."""

    parts: tuple[tuple[str, Node], ...]
    least: int = 0

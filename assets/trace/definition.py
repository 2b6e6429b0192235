"""What a figure means and how it is made: its contract, its statement, and the tables and statements before it.

Belongs here: putting these in order. Does not belong here: the words of a table (snis/contracts) or of an indicator
(snis/indicators); the graph itself, which Dagster knows and the caller hands over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from assets.statements import statement_files
from snis.contracts.loader import load_tables


@dataclass(frozen=True)
class Step:
    """One table on the way to a figure.

    Attributes:
        table, title: which.
        statement: its SQL file, as a path of the repository; empty where no single statement makes it.
        reads: tables that it is made of.
    """

    table: str
    title: str
    statement: str
    reads: tuple[str, ...]


def steps_to(table: str, upstream: Mapping[str, Sequence[str]]) -> list[Step]:
    """The table and all before it, each before what it is made of; a table stands once.

    Args:
        table: the table of the figure.
        upstream: for each table, the tables that it is made of.
    """
    reached = tables_before([table], upstream)
    graph = {name: sorted(upstream.get(name, ())) for name in sorted(reached)}
    ordered = reversed(list(TopologicalSorter(graph).static_order()))
    titles = load_tables()
    return [
        Step(
            name,
            titles[name].title if name in titles else name,
            _place(name),
            tuple(sorted(upstream.get(name, ()))),
        )
        for name in ordered
    ]


def tables_before(tables: Iterable[str], upstream: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Some tables and all that they are made of."""
    reached: set[str] = set()
    waiting = set(tables)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= set(upstream.get(name, ())) - reached
    return frozenset(reached)


def _place(table: str) -> str:
    source = statement_files().get(table)
    if source is None:
        return ""
    path = Path(str(source))
    return f"assets/{path.parent.name}/{path.name}"

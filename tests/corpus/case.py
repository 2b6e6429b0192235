"""An odd file and its truth: the tables a careful person sees in it, or why nobody should read it.

Belongs here: the shape of a case and the short words cases are written in. Does not belong here: the cases
(*_files.py), trying them (verdict.py), or writers of formats (write_*.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A header and its data rows, as text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The header and the rows under it."""
        return (self.header, *self.rows)


Tables = tuple[Table, ...]


@dataclass(frozen=True)
class Case:
    """One odd file.

    Attributes:
        name: what is odd about it; unique.
        file: the name under which it is sent.
        content: makes its bytes.
        right: readings that are right; more than one only where nobody could prefer either.
        rules: rules under which it may be refused; with readings as well, both are right.
        cause: a regular expression that the message of a refusal has to match.
        padded: blanks around cells are the file's own padding and say nothing.
    """

    name: str
    file: str
    content: Callable[[], bytes]
    right: tuple[Tables, ...] = ()
    rules: tuple[str, ...] = ()
    cause: str = ""
    padded: bool = False


def table(header: str, *rows: str, sep: str = "|") -> Table:
    """A table written as text: cells apart by a bar."""
    return Table(tuple(header.split(sep)), tuple(tuple(row.split(sep)) for row in rows))


def tables_of(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table of sequences."""
    return Table(tuple(header), tuple(tuple(row) for row in rows))


def reads(
    name: str,
    file: str,
    content: bytes | Callable[[], bytes],
    *tables: Table,
    or_refused: str = "",
    padded: bool = False,
) -> Case:
    """A file that has to be read; `or_refused` names rules under which refusing it is as right."""
    rules = tuple(or_refused.split())
    return Case(name, file, _made(content), (tables,), rules, padded=padded)


def reads_either(
    name: str, file: str, content: bytes | Callable[[], bytes], *right: Tables, or_refused: str = ""
) -> Case:
    """A file with more than one right reading."""
    return Case(name, file, _made(content), right, tuple(or_refused.split()))


def refuses(name: str, file: str, content: bytes | Callable[[], bytes], rules: str, cause: str = "") -> Case:
    """A file that has to be refused under one of some rules, with a cause in words."""
    return Case(name, file, _made(content), (), tuple(rules.split()), cause)


def _made(content: bytes | Callable[[], bytes]) -> Callable[[], bytes]:
    return (lambda: content) if isinstance(content, bytes) else content

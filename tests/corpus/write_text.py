"""Writers of delimited and fixed-width text, by hand: the dialect is the point.

Belongs here: turning tables into text. Does not belong here: odd files themselves.
"""

from collections.abc import Sequence

from tests.corpus.case import Table

Lines = Sequence[Sequence[str]]


def cell(text: str, sep: str, *, quote: str = '"', always: bool = False, escape: str = "") -> str:
    """A cell after RFC 4180, or with an escape before the quote."""
    if not quote or not (always or sep in text or quote in text or "\n" in text or "\r" in text):
        return text
    return quote + text.replace(quote, (escape or quote) + quote) + quote


def delimited(
    lines: Lines,
    sep: str = ";",
    end: str = "\r\n",
    *,
    quote: str = '"',
    always: bool = False,
    escape: str = "",
    last: bool = True,
) -> str:
    """Lines of cells as text; `last` says whether the last line ends as the others."""
    rows = [
        sep.join(cell(item, sep, quote=quote, always=always, escape=escape) for item in line)
        for line in lines
    ]
    return end.join(rows) + (end if last else "")


def csv(
    what: Table,
    sep: str = ";",
    codec: str = "utf-8",
    *,
    before: str = "",
    after: str = "",
    end: str = "\r\n",
    **how: object,
) -> bytes:
    """A table as the bytes of a CSV, with text before and after it."""
    return (before + delimited(what.lines, sep, end, **how) + after).encode(codec)  # type: ignore[arg-type]


def raw(*lines: str, codec: str = "utf-8", end: str = "\n") -> bytes:
    """Lines as they stand."""
    return (end.join(lines) + end).encode(codec)


def fixed(what: Table, *, gap: int = 2, right: Sequence[int] = (), ruler: str = "", end: str = "\n") -> str:
    """A table in columns of spaces; some aligned to the right; a ruler of dashes under the header."""
    widths = [max(len(line[column]) for line in what.lines) for column in range(len(what.header))]
    made = [
        (" " * gap).join(
            text.rjust(width) if column in right else text.ljust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in what.lines
    ]
    if ruler:
        made.insert(1, (" " * gap).join(ruler * width for width in widths))
    return end.join(line.rstrip() if not right else line for line in made) + end

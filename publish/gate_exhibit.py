"""A file of a release as evidence: its texts, labels, values and rows.

Belongs here: the form in which every reader hands over what it read, and how a text is shown with its escapes undone.
Does not belong here: readers (gate_files.py, gate_parquet.py, gate_archive.py, gate_workbook.py, gate_png.py), judging.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc

# Place of a rendering of raw bytes: random ones, in which only long patterns mean anything.
RAW = "bytes"
# Place of what stands in a table once: judged like a text, with every disguise undone.
VALUES = "valores"
TAG = re.compile(r"<[^<>]*>")
# What ends a line on a page: digits on both sides of it are not one number.
_BREAK = re.compile(
    r"</?(?:td|th|tr|li|p|div|h[1-6]|br|dt|dd|option|section|article|table|text|title|entry)\b[^<>]*>", re.I
)
_NOT_FINITE = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity"}


class UnreadableFileError(Exception):
    """A file that the gate cannot read; `reason` is in Spanish and holds no value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Text:
    """A text found in a file and the part of the file in which it stands."""

    place: str
    content: str


@dataclass(frozen=True)
class Exhibit:
    """One file as evidence.

    Attributes:
        path: inside the release; members of an archive are `archive.zip!member`.
        kind: suffix without the dot; "hoja" for a sheet of a workbook.
        data: its bytes.
        texts: every rendering of its text: as it stands, unescaped, without tags, unquoted.
        labels: names of columns, keys and headings.
        values: whole strings that stand alone: cells of JSON, texts of elements.
        rows: cells that stand side by side on a page, where it has tables.
        table: rows, where the file is a table.
        document: the parsed JSON, where it is one.
        oddities: what it holds that it should not: (rule, place, count, message).
    """

    path: str
    kind: str
    data: bytes
    texts: tuple[Text, ...] = ()
    labels: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    table: pa.Table | None = None
    document: Any = None
    oddities: tuple[tuple[str, str, int, str], ...] = ()


Reader = Callable[[str, bytes], Exhibit]


def kind_of(path: str) -> str:
    """The suffix of a file without its dot, in lower case."""
    return PurePosixPath(path).suffix.lower().removeprefix(".")


def stem_of(path: str) -> str:
    """The name of a file or of a member of an archive, without folders and suffix."""
    return PurePosixPath(path.rpartition("!")[2]).stem


def decoded(data: bytes) -> str:
    """Bytes as text.

    Raises:
        UnreadableFileError: they are not UTF-8, or hold zero bytes.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError("el texto no está en UTF-8") from None
    if "\x00" in text:
        raise UnreadableFileError("el texto lleva bytes nulos")
    return text


def as_latin(data: bytes) -> str:
    """Bytes one by one as letters: a rendering in which ASCII patterns can be sought."""
    return data.decode("latin-1")


def renderings(place: str, text: str) -> tuple[Text, ...]:
    """A text as it stands, and again each time that undoing an escape changes it."""
    forms = [text]
    for undo in (unescape, unquote, without_tags):
        forms.append(undo(forms[-1]))
    return tuple(Text(place, form) for form in dict.fromkeys(forms))


def without_tags(text: str) -> str:
    """A page as it is read: cells and paragraphs apart, everything within them together."""
    return TAG.sub("", _BREAK.sub("\n", text))


def distinct_texts(column: pa.ChunkedArray) -> list[tuple[str, int]]:
    """Each value of a column as text, once, with how often it stands there; nulls left out."""
    encoded = pc.value_counts(column)
    values = pc.struct_field(encoded, "values").cast(pa.string())
    counts = pc.struct_field(encoded, "counts")
    return [
        (text, count)
        for text, count in zip(values.to_pylist(), counts.to_pylist(), strict=True)
        if text is not None
    ]


def distinct_values(column: pa.ChunkedArray) -> list[str]:
    """Each value of a column as text, once.

    Raises:
        UnreadableFileError: the column has no text form.
    """
    try:
        return [text for text, _ in distinct_texts(column)]
    except pa.ArrowException:
        raise UnreadableFileError("una columna no se puede leer como texto") from None


def not_finite(table: pa.Table) -> list[tuple[str, str, int, str]]:
    """NaN and infinities of a table, as oddities."""
    found = []
    for name in table.column_names:
        column = table.column(name)
        count = 0
        if pa.types.is_floating(column.type):
            count = len(column) - column.null_count - int(pc.sum(pc.is_finite(column)).as_py() or 0)
        elif pa.types.is_string(column.type):
            count = sum(
                times for text, times in distinct_texts(column) if text.strip().lower() in _NOT_FINITE
            )
        if count:
            found.append(("G-NUM-01", f"columna {name}", count, "hay números que no son finitos"))
    return found

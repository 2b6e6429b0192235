"""Workbooks that go out to an institution and come back: what all of them have in common.

Belongs here: how such a file is opened, marked and kept free of formulas, and the ways of writing a cell that all
share. Does not belong here: the sheets of one (core/returned_book.py, findings/book.py), or reading it when it is back.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

# The number format that is text in every language.
TEXT = 49
_CELL_CHARACTERS = 32_767


@contextmanager
def outgoing_book(
    target: Path, *, title: str, made: datetime, marks: Mapping[str, str], scratch: Path
) -> Iterator[Any]:
    """A workbook to write into; its file is whole when this ends.

    Args:
        target: the file.
        title: as its properties say.
        made: when, as its properties say, so that it is the same each time.
        marks: hidden properties by which it is known when it is back.
        scratch: where rows lie while they are written; they hold personal data.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    options = {
        "constant_memory": True,
        "tmpdir": str(scratch),
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(target, options) as file:
        file.set_properties({"title": title, "created": made.replace(tzinfo=None)})
        for name, value in marks.items():
            file.set_custom_property(name, value, "text")
        yield file


class Styles:
    """The ways in which a cell of any of them is written."""

    def __init__(self, file: Any) -> None:
        wrapped = {"text_wrap": True, "valign": "top"}
        self.head = file.add_format({"bold": True, "bg_color": "#F6F8FA", **wrapped})
        self.title = file.add_format({"bold": True, "font_size": 14})
        self.wrapped = file.add_format(wrapped)


def write_text(page: Any, line: int, column: int, text: str, style: Any) -> None:
    """Write a text, up to where a cell ends."""
    page.write_string(line, column, text[:_CELL_CHARACTERS], style)


def offer_choices(
    page: Any, column: int, last: int, choices: Sequence[str], *, refusal: str, only: bool
) -> None:
    """A list to choose from in the lines 1 to last of a column.

    Args:
        page: the sheet.
        column: counted from 0.
        last: its last line.
        choices: what is offered.
        refusal: what is said of another text.
        only: whether another text is refused, or may still be typed.
    """
    page.data_validation(
        1,
        column,
        last,
        column,
        {
            "validate": "list",
            "source": choices,
            "error_type": "stop" if only else "warning",
            "error_title": "Código fuera de la lista",
            "error_message": refusal,
        },
    )

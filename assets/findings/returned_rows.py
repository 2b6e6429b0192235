"""The rows of a workbook of findings that came back: reference, answer and comment of each.

Belongs here: finding the columns and reading them. Does not belong here: recognising the workbook (mark.py), or what
becomes of a row (snis/finding_answers.py).
"""

import hmac
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from assets.findings.book import ANSWER, COMMENT, REFERENCE
from assets.reading.contract_header import HEADER_SEARCH_ROWS
from assets.reading.refusals import FOREIGN_RETURN, refusal
from assets.reading.returned import properties_in
from assets.reading.workbook import open_sheet, open_workbook
from snis.finding_answers import AnswerRow
from snis.names import normal_form

_COMMENT_DIGITS = 16


@dataclass(frozen=True)
class Answered:
    """One row with its comment in clear; it goes no further than whoever may see it."""

    row: AnswerRow
    comment: str


def read_answers(content: bytes, key: bytes) -> list[Answered]:
    """The rows of every sheet that has the columns of references and answers; rows with neither are left out.

    Args:
        content: the workbook, .xlsx or .ods.
        key: under which comments are digested.

    Raises:
        TransferError: ARC-02 unreadable; ARC-17 no sheet has the two columns.
    """
    properties = properties_in(io.BytesIO(content))
    workbook = open_workbook(content, properties[1] if properties else "xlsx")
    found: list[Answered] = []
    has_columns = False
    for name, _ in workbook.sheets:
        rows = open_sheet(workbook, name).rows
        place = _columns(list(islice(rows(), HEADER_SEARCH_ROWS)))
        if place is not None:
            has_columns = True
            found += _rows(rows(), *place, key=key)
    if not has_columns:
        raise refusal(FOREIGN_RETURN, f"El libro ya no trae las columnas {REFERENCE} y {ANSWER}.")
    return found


def _columns(head: Sequence[tuple[int, list[str]]]) -> tuple[int, dict[str, int]] | None:
    wanted = {normal_form(name): name for name in (REFERENCE, ANSWER, COMMENT)}
    for number, cells in head:
        places = {wanted[form]: at for at, cell in enumerate(cells) if (form := normal_form(cell)) in wanted}
        if {REFERENCE, ANSWER} <= set(places):
            return number, places
    return None


def _rows(
    rows: Iterator[tuple[int, list[str]]], header: int, places: dict[str, int], *, key: bytes
) -> Iterator[Answered]:
    for number, cells in rows:
        reference, code, comment = (_cell(cells, places.get(name)) for name in (REFERENCE, ANSWER, COMMENT))
        if number > header and (reference or code or comment):
            yield Answered(AnswerRow(number, reference, code, _digest(comment, key)), comment)


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _digest(comment: str, key: bytes) -> str:
    """What tells a comment from another one and says nothing of it; empty for none."""
    if not comment:
        return ""
    return hmac.new(key, f"comentario|{comment}".encode(), sha256).hexdigest()[:_COMMENT_DIGITS]

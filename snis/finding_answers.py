"""What an institution answers to its findings: how a finding is named to it, and what becomes of each answer.

Belongs here: references, codes as people type them, and the fate of one row. Does not belong here: the workbook
(assets/findings/returned_rows.py), or states (finding_life.py).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from snis.finding_events import ANSWERED, CLOSED, RESOLVED, Draft
from snis.finding_life import ANSWERS, Life
from snis.names import normal_form

TAKEN, REPEATED, BLANK = "tomada", "repetida", "sin_respuesta"
NO_CODE, UNKNOWN_CODE, CONTRADICTORY = "sin_codigo", "codigo_desconocido", "contradictoria"
UNKNOWN, FOREIGN, OVER, SETTLED = "desconocida", "ajena", "ya_cerrado", "ya_resuelto"
FATES = (
    TAKEN, REPEATED, BLANK, NO_CODE, UNKNOWN_CODE, CONTRADICTORY, UNKNOWN, FOREIGN, OVER, SETTLED,
)  # fmt: skip
# What its sender has to look at again.
REFUSED = frozenset({NO_CODE, UNKNOWN_CODE, CONTRADICTORY, UNKNOWN, FOREIGN})
_REFERENCE = re.compile(r"H[0-9a-f]{16}")
_REFERENCE_DIGITS = 16
_BY_FORM = {normal_form(code.replace("_", " ")): code for code in ANSWERS}


@dataclass(frozen=True)
class AnswerRow:
    """One row of a returned workbook.

    Attributes:
        line: row of its sheet.
        reference: as typed, which finding it is about.
        code: as typed.
        comment: keyed digest of the comment; empty without one.
    """

    line: int
    reference: str
    code: str
    comment: str


@dataclass(frozen=True)
class Fate:
    """What became of a row: which line, what, and the event that it brings about, if any."""

    line: int
    outcome: str
    draft: Draft | None = None


def reference_of(finding: str) -> str:
    """How a finding is named to people: H and the first 16 digits of its name."""
    return f"H{finding[:_REFERENCE_DIGITS]}"


def reference_in(text: str) -> str:
    """The reference that a text is, whatever its case and whatever blanks came into it; empty when it is none."""
    typed = normal_form(text).replace(" ", "")
    found = f"{typed[:1]}{typed[1:].lower()}"
    return found if _REFERENCE.fullmatch(found) else ""


def code_in(text: str) -> str | None:
    """The code that somebody typed, with or without accents, capitals and underscores; None when it is none."""
    return _BY_FORM.get(normal_form(text.replace("_", " ")))


def judge_answers(
    rows: Sequence[AnswerRow], lives: Mapping[str, Life], *, sender: str, answer: str
) -> list[Fate]:
    """What becomes of each row of a workbook, in its order.

    Args:
        rows: the rows.
        lives: all findings.
        sender: the institution that sent the workbook.
        answer: name of the workbook; a row that it already brought about stays taken.
    """
    by_reference = {reference_of(finding): life for finding, life in lives.items()}
    asked = [_going_on(by_reference.get(reference_in(row.reference)), lives) for row in rows]
    torn = _contradictory(rows, asked)
    fates: list[Fate] = []
    done: set[str] = set()
    for row, life in zip(rows, asked, strict=True):
        name = life.finding if life else ""
        fate = _judge(row, life, is_torn=name in torn, sender=sender, answer=answer)
        if fate.outcome == TAKEN and name in done:
            fate = Fate(row.line, REPEATED)
        if fate.outcome == TAKEN:
            done.add(name)
        fates.append(fate)
    return fates


def _going_on(life: Life | None, lives: Mapping[str, Life]) -> Life | None:
    """The finding in which one goes on that was asked under another name; itself when others go on in it too."""
    while life is not None and life.state == CLOSED and life.after:
        after = lives[life.after]
        if after.before != (life.finding,):
            return life
        life = after
    return life


def _judge(row: AnswerRow, life: Life | None, *, is_torn: bool, sender: str, answer: str) -> Fate:
    if not row.code.strip():
        return Fate(row.line, NO_CODE if row.comment else BLANK)
    if life is None:
        return Fate(row.line, UNKNOWN)
    if life.facts.owner != sender:
        return Fate(row.line, FOREIGN)
    code = code_in(row.code)
    if code is None:
        return Fate(row.line, UNKNOWN_CODE)
    if is_torn:
        return Fate(row.line, CONTRADICTORY)
    if life.answer == code and life.answered_in[1] == row.comment:
        return Fate(row.line, TAKEN if life.answered_in[0] == answer else REPEATED)
    if life.state in {CLOSED, RESOLVED}:
        return Fate(row.line, OVER if life.state == CLOSED else SETTLED)
    data = {"respuesta": answer, "comentario": row.comment}
    return Fate(row.line, TAKEN, Draft(ANSWERED, life.finding, code, data))


def _contradictory(rows: Iterable[AnswerRow], asked: Iterable[Life | None]) -> set[str]:
    """Findings to which one workbook gives two different answers."""
    said: dict[str, set[str | None]] = {}
    for row, life in zip(rows, asked, strict=True):
        if row.code.strip() and life is not None:
            said.setdefault(life.finding, set()).add(code_in(row.code))
    return {finding for finding, codes in said.items() if len(codes) > 1}

"""The workbook of open findings: what was found, the institution's own rows, and where it answers.

Belongs here: its sheets, widths and choices. Does not belong here: which findings are told (notifying.py), their words
(words.py), its mark (mark.py), or reading it when it is back (returned_rows.py).

Every cell but the amounts is text, so that no program takes one for a formula, a number or a date.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from assets.findings.concerned import OWN_NAMES, Concerned
from assets.findings.mark import PROPERTY
from assets.findings.words import CODES
from assets.outgoing_book import TEXT, Styles, offer_choices, outgoing_book, write_text
from snis.finding_answers import reference_of

# A person answers in the workbook; what is beyond comes in a later one, when some of these are answered.
BOOK_FINDINGS = 5_000
FINDINGS_SHEET, ROWS_SHEET, INSTRUCTIONS = "Hallazgos", "Filas", "Instrucciones"
REFERENCE, ANSWER, COMMENT = "Referencia", "Respuesta", "Comentario"
_OWN_SHOWN = 3
_COLUMNS = (
    (REFERENCE, 20), ("Regla", 34), ("Qué se encontró", 40), ("Qué se pide", 40), (ANSWER, 18), (COMMENT, 40),
    ("Nivel", 8), ("Su modalidad", 28), ("Con", 28), ("Año", 6), ("Su CUI o folio", 24), ("Sus filas", 36),
    ("Sus entregas", 12), ("Primera entrega", 14), ("Última entrega", 14), ("Sus pagos (Q)", 14), ("En juego (Q)", 14),
    ("Base legal", 40), ("Se sabe desde", 14),
)  # fmt: skip
_ROW_COLUMNS = (
    (REFERENCE, 20), ("Archivo", 34), ("Hoja", 20), ("Fila", 8), *((title, 20) for title in OWN_NAMES.values()),
    ("Modalidad", 12), ("Fecha de entrega", 14), ("Monto (Q)", 14),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One finding as its institution is told of it.

    Attributes:
        finding: hallazgo_id.
        rule, found, asked, legal_basis, level: in words.
        modality, other: what the institution gives, and what stands against it.
        year: of the deliveries.
        at_stake: quetzales that the rule puts in doubt; None when another institution's payments are in it.
        known: the day since which it can be known.
        rows: the institution's own rows.
    """

    finding: str
    rule: str
    found: str
    asked: str
    legal_basis: str
    level: str
    modality: str
    other: str
    year: int
    at_stake: Decimal | None
    known: date
    rows: Sequence[Concerned]

    @property
    def paid(self) -> Decimal:
        """What the institution's own rows paid."""
        return sum((row.amount for row in self.rows), Decimal(0))


@dataclass(frozen=True)
class Book:
    """What the workbook is made of.

    Attributes:
        institution, name: code and name of whom it is for.
        made: when.
        mark: the value of its hidden property.
        findings: what it tells, in order.
        left: findings that did not fit.
    """

    institution: str
    name: str
    made: datetime
    mark: str
    findings: Sequence[Told]
    left: int


def write_book(target: Path, book: Book, *, scratch: Path) -> None:
    """Write the workbook.

    Args:
        target: the file.
        book: what goes in.
        scratch: where rows lie while they are written; they hold personal data.
    """
    marks = {PROPERTY: book.mark}
    with outgoing_book(target, title="Hallazgos", made=book.made, marks=marks, scratch=scratch) as file:
        styles = _Styles(file)
        _write_findings(file, book, styles)
        _write_rows(file, book, styles)
        _write_instructions(file, book, styles)


class _Styles(Styles):
    """The few ways in which a cell is written."""

    def __init__(self, file: Any) -> None:
        super().__init__(file)
        wrapped = {"num_format": TEXT, "text_wrap": True, "valign": "top"}
        self.text = file.add_format(wrapped)
        self.answer = file.add_format({"bg_color": "#FFF4CE", "border": 1, **wrapped})
        self.amount = file.add_format({"num_format": "#,##0.00", "valign": "top"})


def _write_findings(file: Any, book: Book, styles: _Styles) -> None:
    page = _page(file, FINDINGS_SHEET, _COLUMNS, styles)
    answers = [place for place, (name, _) in enumerate(_COLUMNS) if name in {ANSWER, COMMENT}]
    for line, told in enumerate(book.findings, start=1):
        for column, value in enumerate(_cells(told)):
            if column in answers:
                page.write_blank(line, column, None, styles.answer)
            else:
                _write(page, line, column, value, styles)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, len(book.findings), len(_COLUMNS) - 1)
    offer_choices(
        page,
        answers[0],
        len(book.findings),
        list(CODES),
        refusal="Elija uno de los códigos de la lista.",
        only=True,
    )


def _cells(told: Told) -> tuple[str | Decimal | None, ...]:
    own = list(dict.fromkeys(next(filter(None, row.own), "") for row in told.rows))
    places = [f"{row.file}{f', {row.sheet}' if row.sheet else ''}, fila {row.line}" for row in told.rows]
    days = [row.day.isoformat() for row in told.rows]
    return (
        reference_of(told.finding), told.rule, told.found, told.asked, None, None, told.level, told.modality,
        told.other, str(told.year), _first(list(filter(None, own))), _first(places), str(len(told.rows)),
        min(days, default=""), max(days, default=""), told.paid, told.at_stake, told.legal_basis,
        told.known.isoformat(),
    )  # fmt: skip


def _first(texts: Sequence[str]) -> str:
    more = f" … y {len(texts) - _OWN_SHOWN} más, en la hoja {ROWS_SHEET}" if len(texts) > _OWN_SHOWN else ""
    return "; ".join(texts[:_OWN_SHOWN]) + more


def _write_rows(file: Any, book: Book, styles: _Styles) -> None:
    page = _page(file, ROWS_SHEET, _ROW_COLUMNS, styles)
    line = 0
    for told in book.findings:
        for row in told.rows:
            line += 1
            cells: tuple[str | Decimal, ...] = (
                reference_of(told.finding), row.file, row.sheet, str(row.line), *row.own, row.modality,
                row.day.isoformat(), row.amount,
            )  # fmt: skip
            for column, value in enumerate(cells):
                _write(page, line, column, value, styles)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, line, len(_ROW_COLUMNS) - 1)


def _write_instructions(file: Any, book: Book, styles: _Styles) -> None:
    page = file.add_worksheet(INSTRUCTIONS)
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 100)
    page.write_string(0, 0, f"Hallazgos para {book.name}", styles.title)
    line = 2
    for number, text in enumerate(_instructions(book), start=1):
        page.write_string(line, 0, f"{number}.", styles.wrapped)
        page.write_string(line, 1, text, styles.wrapped)
        line += 1
    line += 1
    page.write_string(line, 0, ANSWER, styles.head)
    page.write_string(line, 1, "Quiere decir", styles.head)
    for code, meaning in CODES.items():
        line += 1
        page.write_string(line, 0, code, styles.wrapped)
        page.write_string(line, 1, meaning, styles.wrapped)


def _instructions(book: Book) -> Iterator[str]:
    yield (
        f"Cada fila de la hoja {FINDINGS_SHEET} es un hallazgo: algo que una regla señala en las entregas que usted "
        "envió. Un hallazgo pregunta; nadie sale de un programa por él."
    )
    yield (
        f"La hoja {ROWS_SHEET} dice qué filas suyas son: archivo, hoja y fila tal como los envió, y el CUI, folio u "
        "hogar que usted escribió en ellas. El libro no trae datos de ninguna otra institución."
    )
    yield (
        f"Conteste en la columna {ANSWER} con un código de la lista, y explique en {COMMENT} lo que haga falta. Puede "
        "contestar solo algunos: los demás siguen esperando."
    )
    yield (
        f"No cambie la columna {REFERENCE}: dice qué hallazgo contesta. Puede ordenar, filtrar y quitar filas y las "
        "demás columnas."
    )
    yield (
        f"Guarde y deposite este mismo libro (.xlsx u .ods), con cualquier nombre, en inbox/{book.institution}/. El "
        "acuse queda junto al libro nuevo, en su bandeja de salida."
    )
    if book.left:
        yield f"Hay {book.left} hallazgos más; vendrán en este libro cuando conteste algunos de estos."


def _page(file: Any, name: str, columns: Sequence[tuple[str, int]], styles: _Styles) -> Any:
    page = file.add_worksheet(name)
    for column, (title, width) in enumerate(columns):
        page.set_column(column, column, width)
        page.write_string(0, column, title, styles.head)
    return page


def _write(page: Any, line: int, column: int, value: str | Decimal | None, styles: _Styles) -> None:
    if isinstance(value, Decimal):
        page.write_number(line, column, float(value), styles.amount)
    elif value:
        write_text(page, line, column, value, styles.text)

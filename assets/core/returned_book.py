"""The workbook of returned rows: the institution's own layout, to be mended and sent back as it is.

Belongs here: its sheets, colours, notes and properties. Does not belong here: which rows go back (rejections.py), the
texts of rules (quality/catalogue.yaml), or reading a mended one (assets/reading/returned.py).

Every cell is text, so that no program takes one for a formula, a number or a date, and what is typed over it stays as
typed. The workbook says that it was made when the file was received, so that it is the same each time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.core.binding import Sheet
from assets.outgoing_book import TEXT, Styles, offer_choices, outgoing_book, write_text
from assets.raw.next_steps import count_of, grouped
from assets.raw.transfers import Transfer
from assets.reading.returned import (
    EXPLANATION,
    PROPERTY_CONTRACT,
    PROPERTY_TRANSFER,
    PROPERTY_VERSION,
    reference_of,
)
from quality.catalogue import load_catalogue
from snis.contracts.layout import InstitutionContract

# A person corrects rows in the workbook; beyond this many the fault lies in the system that made the file.
WORKBOOK_ROWS = 5_000
INSTRUCTIONS = "Instrucciones"
_ONE_TABLE = "Filas devueltas"
_NAME_CHARACTERS = 31
# A list of choices in a cell may have this many characters in all.
_CHOICES_CHARACTERS = 255
_NARROW, _WIDE = 11, 30
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_EXPLANATION_WIDTHS = (46, 46, 30)
# What a row is known by may be put together from these; the failing cell is one of them.
_PIECES: Mapping[str, tuple[str, ...]] = {
    "nombres": ("nombre1", "nombre2", "nombre3", "nombre_completo"),
    "apellidos": ("apellido1", "apellido2", "apellido_casada", "nombre_completo"),
}


@dataclass(frozen=True)
class Failure:
    """One thing that keeps a row in quarantine.

    Attributes:
        rule, field: what it breaks, and where.
        place: name of the position of the failing cell; as the field, with its month when months are columns.
        message, remedy: the rule's own words.
    """

    rule: str
    field: str
    place: str
    message: str
    remedy: str


@dataclass(frozen=True)
class HeldRow:
    """One row in quarantine: its line, why it waits, and its cells as sent."""

    line: int
    failures: Sequence[Failure]
    cells: Sequence[str | None]


@dataclass(frozen=True)
class Book:
    """What the workbook is made of.

    Attributes:
        transfer, contract: the file, and what it was read under.
        sheets: its tables, in file order.
        rows: the rows in quarantine of each sheet, in order; no more than WORKBOOK_ROWS in all.
        counts: all rows in quarantine by rule, the commonest first.
    """

    transfer: Transfer
    contract: InstitutionContract
    sheets: Sequence[Sheet]
    rows: Mapping[str, Sequence[HeldRow]]
    counts: Sequence[tuple[str, int]]


def write_book(target: Path, book: Book, *, scratch: Path) -> int:
    """Write the workbook; returns how many rows it holds.

    Args:
        target: the file.
        book: what goes in.
        scratch: where rows lie while they are written; they hold personal data.
    """
    marks = {
        PROPERTY_TRANSFER: book.transfer.transferencia_id,
        PROPERTY_CONTRACT: book.contract.contract,
        PROPERTY_VERSION: str(book.contract.version),
    }
    with outgoing_book(
        target, title="Filas devueltas", made=book.transfer.moment, marks=marks, scratch=scratch
    ) as file:
        styles = _Styles(file)
        _write_instructions(file, book, styles)
        written = 0
        for sheet in book.sheets:
            if rows := book.rows.get(sheet.name):
                written += _Page(file, sheet, book, styles).write(rows)
        return written


class _Styles(Styles):
    """The few ways in which a cell is written."""

    def __init__(self, file: Any) -> None:
        super().__init__(file)
        self.text = file.add_format({"num_format": TEXT})
        self.wrong = file.add_format({"num_format": TEXT, "bg_color": "#FFD8A8", "border": 1})
        self.told = file.add_format({"num_format": TEXT, "font_color": "#57606A", "bg_color": "#F6F8FA"})


class _Page:
    """One sheet of rows: the header as it was sent, then what explains each row."""

    def __init__(self, file: Any, sheet: Sheet, book: Book, styles: _Styles) -> None:
        self._sheet, self._book, self._styles = sheet, book, styles
        # A row with too many cells keeps them all; the explanation stands to the right of the longest.
        self._width = max(len(sheet.header), *(len(row.cells) for row in book.rows[sheet.name]))
        self._places: dict[str, list[int]] = {}
        self._page = file.add_worksheet(_page_name(sheet.name, file))
        for column in range(self._width):
            header = sheet.header[column] if column < len(sheet.header) else ""
            self._page.set_column(column, column, min(max(_NARROW, len(header) + 2), _WIDE), styles.text)
        for column, width in enumerate(_EXPLANATION_WIDTHS, start=self._width):
            self._page.set_column(column, column, width, styles.told)
        self._page.freeze_panes(1, 0)
        _write_line(self._page, 0, sheet.header, styles.head)
        _write_line(self._page, 0, EXPLANATION, styles.head, first=self._width)

    def write(self, rows: Sequence[HeldRow]) -> int:
        """Write the rows; returns how many they were."""
        for line, row in enumerate(rows, start=1):
            self._write_row(line, row)
        self._page.autofilter(0, 0, len(rows), self._width + len(EXPLANATION) - 1)
        self._offer_codes(len(rows))
        return len(rows)

    def _write_row(self, line: int, row: HeldRow) -> None:
        page, styles = self._page, self._styles
        notes: dict[int, list[str]] = {}
        for failure in row.failures:
            for column in self._cells_of(failure.place, failure.field):
                notes.setdefault(column, []).append(
                    f"{failure.rule}. {failure.message}\nQué hacer: {failure.remedy}"
                )
        for column, cell in enumerate(row.cells):
            if cell or column in notes:
                style = styles.wrong if column in notes else styles.text
                write_text(page, line, column, cell or "", style)
        for column, texts in notes.items():
            if column >= len(row.cells):
                page.write_blank(line, column, None, styles.wrong)
            page.write_comment(line, column, "\n".join(texts), {"author": "Padrón"})
        for column, text in enumerate(self._explained(row), start=self._width):
            is_wrong = not notes and column == self._width
            write_text(page, line, column, text, styles.wrong if is_wrong else styles.told)

    def _explained(self, row: HeldRow) -> tuple[str, str, str]:
        """Why, what to do, and where the row came from."""
        reasons = [
            f"{item.rule}. {item.message}{f' Campo: {item.field}.' if item.field else ''}"
            for item in row.failures
        ]
        reference = reference_of(
            self._book.transfer.transferencia_id,
            self._sheet.name,
            row.line,
            cells=len(row.cells),
            width=len(self._sheet.header),
        )
        remedies = dict.fromkeys(item.remedy for item in row.failures)
        return " ".join(reasons), " ".join(remedies), reference

    def _cells_of(self, place: str, field: str) -> list[int]:
        """Columns of a place, counted from 0: its own, those of its field, or those that this is put together from."""
        if place not in self._places:
            positions = self._sheet.positions
            found = [positions[place]] if place in positions else []
            found = found or [
                column for name, column in positions.items() if name.partition(".")[0] == field and field
            ]
            found = found or [positions[name] for name in _PIECES.get(field, ()) if name in positions]
            self._places[place] = sorted({column - 1 for column in found})
        return self._places[place]

    def _offer_codes(self, last: int) -> None:
        """The agreed codes of a column as choices; another one may still be typed."""
        for column in self._book.contract.columns:
            place = self._sheet.positions.get(column.field or "")
            choices = [sent for sent, code in (column.codes or {}).items() if code]
            if place is None or not choices or len(",".join(choices)) > _CHOICES_CHARACTERS:
                continue
            if any("," in choice for choice in choices):
                continue
            refusal = "El contrato no conoce este código."
            offer_choices(self._page, place - 1, last, choices, refusal=refusal, only=False)


def _write_instructions(file: Any, book: Book, styles: _Styles) -> None:
    page = file.add_worksheet(INSTRUCTIONS)
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 46)
    page.set_column(2, 2, 10)
    page.set_column(3, 3, 80)
    page.write_string(0, 0, f"Filas devueltas de {book.transfer.archivo}", styles.title)
    line = 2
    for number, text in enumerate(_instructions(book), start=1):
        page.write_string(line, 0, f"{number}.")
        page.merge_range(line, 1, line, 3, text, styles.wrapped)
        page.set_row(line, 15 * (1 + len(text) // 120))
        line += 1
    line += 1
    _write_line(page, line, ("Regla", "Qué es", "Filas", "Qué hacer"), styles.head)
    catalogue = load_catalogue()
    for rule, rows in book.counts:
        line += 1
        known = catalogue[rule]
        _write_line(page, line, (rule, known.title, str(rows), known.remedy), styles.wrapped)


def _instructions(book: Book) -> Iterator[str]:
    held = sum(rows for _, rows in book.counts)
    yield (
        f"Este libro trae {count_of(min(held, WORKBOOK_ROWS), 'fila', 'filas')} en cuarentena, en las mismas hojas y "
        "columnas en que las envió. La celda que falla está en color; su nota, y las columnas "
        f"{' y '.join(EXPLANATION[:2])}, dicen por qué y cómo se corrige."
    )
    yield "Corrija las celdas en su sistema y aquí. Todas son de texto: escriba cada valor tal como lo envía siempre."
    yield (
        f"No cambie la columna {EXPLANATION[2]}: dice qué fila corrige. Puede ordenar, filtrar, y quitar las filas que "
        "aún no corrige."
    )
    yield (
        "Una fila con menos celdas que el encabezado: complete las que faltan. Si de verdad van vacías, quite de su "
        f"{EXPLANATION[2]} la parte desde el signo #."
    )
    yield (
        f"Guarde y deposite este mismo libro (.xlsx u .ods), con cualquier nombre, en "
        f"inbox/{book.transfer.institucion}/. Lo que no haya corregido vuelve a cuarentena; nada se cuenta dos veces."
    )
    if held > WORKBOOK_ROWS:
        yield (
            f"Hay {grouped(held)} filas en cuarentena y aquí solo las primeras {grouped(WORKBOOK_ROWS)}; todas están "
            "en cuarentena.csv. Cuando son tantas, corrija en su sistema y envíe el archivo completo otra vez."
        )


def _page_name(name: str, file: Any) -> str:
    """The sheet's own name, as far as a workbook allows it and no other sheet has it."""
    plain = name.translate(_FORBIDDEN_IN_NAMES).strip("'")[:_NAME_CHARACTERS] or _ONE_TABLE
    taken = {page.get_name().lower() for page in file.worksheets()}
    found, number = plain, 2
    while found.lower() in taken or found.lower() == "history":
        found = f"{plain[: _NAME_CHARACTERS - 1 - len(str(number))]} {number}"
        number += 1
    return found


def _write_line(page: Any, line: int, cells: Sequence[str], style: Any, first: int = 0) -> None:
    for column, cell in enumerate(cells, start=first):
        write_text(page, line, column, cell, style)

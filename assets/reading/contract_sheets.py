"""The sheets of a workbook, or the tables of a page, under their contract.

Belongs here: which of them carry rows, and those rows. Does not belong here: opening the file (workbook.py, markup.py),
the header (contract_header.py), or merged cells (contract_marks.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import dropwhile, islice
from typing import Any

from assets.reading.blanks import is_blank
from assets.reading.contract_header import HEADER_SEARCH_ROWS, SheetRead, find_header, has_header
from assets.reading.contract_marks import check_formulas, check_merges
from assets.reading.contract_text import row_batches
from assets.reading.csv_blocks import Columns
from assets.reading.csv_text import Rows
from assets.reading.grid import Grid, Merge, Numbered
from assets.reading.kinds import MARKUP, kind_of
from assets.reading.markup import open_markup
from assets.reading.merged_cells import fill_down
from assets.reading.refusals import EMPTY, UNREADABLE, refusal
from assets.reading.signatures import not_a
from assets.reading.workbook import open_sheet, open_workbook
from snis.contracts.layout import InstitutionContract

_FORMS = {"html": "una página HTML", "xml": "un libro en XML"}


@dataclass(frozen=True)
class Candidate:
    """A sheet that may carry rows; it is opened when its name fits."""

    name: str
    is_visible: bool
    open: Callable[[], Grid]


@dataclass(frozen=True)
class Chosen:
    """A sheet with rows: its header, its cells, and the labels that go for several rows."""

    read: SheetRead
    grid: Grid
    fills: tuple[Merge, ...]

    def parts(self) -> Iterator[Rows | Columns]:
        """Its rows in batches, without the padding that a workbook gives them beyond the header."""
        width = self.read.matched.width
        below: Iterable[Numbered] = dropwhile(lambda row: row[0] <= self.read.header_row, self.grid.rows())
        if self.fills:
            below = fill_down(below, self.fills)
        return row_batches(
            ((n, cells if len(cells) == width else cut(cells, width)) for n, cells in below), width
        )


@dataclass(frozen=True)
class SheetsRead:
    """The sheets with rows, in file order, and what was found out about the file."""

    chosen: tuple[Chosen, ...]
    findings: dict[str, Any]


def read_sheets(content: bytes, contract: InstitutionContract) -> SheetsRead:
    """The sheets or tables of the contract.

    Raises:
        TransferError: the file is refused.
    """
    candidates, findings = _candidates(content, contract.file.format)
    chosen: list[Chosen] = []
    ignored = []
    for candidate in candidates:
        grid = _of_contract(candidate, contract)
        if grid is None:
            ignored.append({"hoja": candidate.name, "visible": candidate.is_visible})
        else:
            chosen.append(_chosen(grid, contract))
    if not chosen:
        raise refusal(EMPTY, f"Ninguna hoja visible corresponde a {contract.file.sheets or '*'!r} con filas.")
    for sheet in chosen:
        check_formulas(sheet.read, sheet.grid, contract)
    found = [vars(item) for sheet in chosen for item in sheet.grid.findings]
    filled = sum(len(sheet.fills) for sheet in chosen)
    findings |= {"hojas_ignoradas": ignored}
    findings |= {"hallazgos": found} if found else {}
    findings |= {"celdas_combinadas": filled} if filled else {}
    return SheetsRead(tuple(chosen), findings)


def cut(cells: list[str], width: int) -> list[str]:
    """Cells to the width of the header: blank ones beyond it go, missing ones are empty."""
    if len(cells) > width:
        return cells[:width] if is_blank(cells[width:]) else cells
    return cells + [""] * (width - len(cells)) if len(cells) < width else cells


def _candidates(content: bytes, form: str) -> tuple[list[Candidate], dict[str, Any]]:
    if form in _FORMS:
        return _markup_candidates(content, form), {}
    workbook = open_workbook(content, form)

    def opener(name: str, is_visible: bool) -> Callable[[], Grid]:
        def open_it() -> Grid:
            sheet = open_sheet(workbook, name)
            marks = sheet.marks
            return Grid(name, is_visible, sheet.rows, marks.merges, marks.uncomputed, sheet.findings)

        return open_it

    candidates = [Candidate(name, shown, opener(name, shown)) for name, shown in workbook.sheets]
    return candidates, {"macros": workbook.has_macros}


def _markup_candidates(content: bytes, form: str) -> list[Candidate]:
    kind = kind_of(content)
    if kind not in MARKUP:
        raise refusal(UNREADABLE, not_a(_FORMS[form], content))
    markup = open_markup(content, kind)
    if markup.form != form:
        raise refusal(UNREADABLE, not_a(_FORMS[form], content))

    def opener(grid: Grid) -> Callable[[], Grid]:
        return lambda: grid

    return [Candidate(grid.name, grid.is_visible, opener(grid)) for grid in markup.grids]


def _of_contract(candidate: Candidate, contract: InstitutionContract) -> Grid | None:
    """The sheet, when it carries rows; None when it is none of the contract's, or empty, or hidden.

    A hidden sheet is never read. One that has the contract's header may be an old copy or half of the rows:
    nobody can tell, so the file is refused.
    """
    if not fnmatchcase(candidate.name.strip().lower(), (contract.file.sheets or "*").lower()):
        return None
    grid = candidate.open()
    head = [row for row in islice(grid.rows(), HEADER_SEARCH_ROWS) if not is_blank(row[1])]
    if not candidate.is_visible:
        if has_header(head, contract, grid.merges):
            cause = "Una hoja oculta trae el encabezado del contrato; muéstrela o quítela."
            raise refusal(UNREADABLE, cause, place=candidate.name)
        return None
    is_empty = not head and all(is_blank(cells) for _, cells in grid.rows())
    return None if is_empty else grid


def _chosen(grid: Grid, contract: InstitutionContract) -> Chosen:
    head = list(islice(grid.rows(), HEADER_SEARCH_ROWS))
    read = find_header(grid.name, head, contract, grid.merges)
    return Chosen(read, grid, check_merges(read, grid.merges))

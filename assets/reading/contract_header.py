"""The header row of a table: finding it among the first rows, and matching it to the contract.

Belongs here: which row it is, and the refusal when none will do. Does not belong here: the comparison of headers
(snis/contracts/matching.py) or the formats.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assets.reading.blanks import is_blank
from assets.reading.columns import Line
from assets.reading.grid import Merge
from assets.reading.header_names import JOIN, column_parts
from assets.reading.refusals import EMPTY, MISSING_COLUMN, UNKNOWN_HEADER, refusal
from snis.contracts.layout import InstitutionContract
from snis.contracts.matching import Matched, looks_like, match_header
from snis.names import normal_form

HEADER_SEARCH_ROWS = 30
MAX_HEADER_ROWS = 3
_DELIMITERS = {",": "coma", ";": "punto y coma", "\t": "tabulador", "|": "barra vertical"}
# One word that happens to be a header stands in many a title; two make a header row.
_CONVINCING = 2
Numbered = Sequence[tuple[int, list[str]]]


@dataclass(frozen=True)
class SheetRead:
    """One table of a file.

    Attributes:
        name: its sheet; empty when the file has no sheets.
        header_row: 1-based row or line of its header, the last one of several; 0 for Parquet.
        header: header texts as sent.
        matched: which column is which field.
        title_rows: rows above the header.
        tail: empty header cells after the last one with text.
        header_rows: all rows of the header; the last one is header_row.
    """

    name: str
    header_row: int
    header: tuple[str, ...]
    matched: Matched
    title_rows: int
    tail: int = 0
    header_rows: tuple[int, ...] = ()


def find_header(
    name: str, rows: Numbered, contract: InstitutionContract, merges: Sequence[Merge] = ()
) -> SheetRead:
    """The row that names most of the contract's columns; where that does not do, two or three rows together.

    Of two rows that name as many, it is the first. Of several rows, each column may be called as the contract calls it:
    by its group and its name, or by either of them.

    Raises:
        TransferError: ARC-01 no text at all; ARC-05 a column that the contract does not know; ARC-06 a required column
            is missing, or no row is a header.
    """
    if all(is_blank(cells) for _, cells in rows):
        raise refusal(EMPTY, place=name)
    scores = [looks_like(cells, contract) for _, cells in rows]
    best = scores.index(max(scores))
    number, cells = rows[best]
    place = f"{name}, fila {number}" if name else f"fila {number}"
    if not scores[best]:
        raise refusal(MISSING_COLUMN, _no_header(rows, contract), place=name)
    single = _read(name, rows, best, 1, cells, contract)
    declared = contract.file.header_rows
    if declared in (None, 1) and single.matched.fits:
        return single
    several = _several_rows(name, rows, best, contract, merges)
    if several is not None:
        return several
    _refuse_mismatch(single, rows, contract, place)
    return single


def has_header(rows: Numbered, contract: InstitutionContract, merges: Sequence[Merge] = ()) -> bool:
    """Whether a row, or some rows together, carry every required column of the contract."""
    if any(looks_like(cells, contract) and not match_header(cells, contract).missing for _, cells in rows):
        return True
    return any(
        not read.matched.missing for read in _bands("", rows, range(len(rows)), contract, merges) if read
    )


def _refuse_mismatch(read: SheetRead, rows: Numbered, contract: InstitutionContract, place: str) -> None:
    """The refusal that says what is wrong with the row that comes nearest to the contract's header."""
    matched = read.matched
    if matched.missing:
        cause = f"Faltan: {', '.join(matched.missing)}. {_other_delimiter(rows, contract)}".strip()
        raise refusal(MISSING_COLUMN, cause, place=place)
    if matched.repeated:
        raise refusal(
            UNKNOWN_HEADER, f"Se repite el encabezado de {_columns(matched.repeated)}.", place=place
        )
    if matched.unknown:
        raise refusal(UNKNOWN_HEADER, f"El contrato no conoce {_columns(matched.unknown)}.", place=place)


def _read(
    name: str, rows: Numbered, first: int, size: int, texts: Sequence[str], contract: InstitutionContract
) -> SheetRead:
    matched = match_header(texts, contract)
    width = max(len(cells) for _, cells in rows[first : first + size])
    return SheetRead(
        name,
        rows[first + size - 1][0],
        tuple(texts[: matched.width]),
        matched,
        title_rows=first,
        tail=width - matched.width,
        header_rows=tuple(number for number, _ in rows[first : first + size]),
    )


def _several_rows(
    name: str, rows: Numbered, best: int, contract: InstitutionContract, merges: Sequence[Merge]
) -> SheetRead | None:
    """Rows around the one that names most, which together are the contract's header."""
    near = range(max(0, best - MAX_HEADER_ROWS + 1), best + 1)
    return next((read for read in _bands(name, rows, near, contract, merges) if read.matched.fits), None)


def _bands(
    name: str, rows: Numbered, starts: range, contract: InstitutionContract, merges: Sequence[Merge]
) -> Iterator[SheetRead]:
    """Every two or three rows on end with text, read as one header; fewer rows first."""
    declared = contract.file.header_rows
    known = {normal_form(text) for column in contract.columns for text in column.header}
    for size in range(2, MAX_HEADER_ROWS + 1):
        for start in starts if declared in (None, size) else ():
            band = [Line(number, cells) for number, cells in rows[start : start + size]]
            if len(band) == size and all(line.filled for line in band):
                yield _read(name, rows, start, size, _called(band, merges, known), contract)


def _called(band: Sequence[Line], merges: Sequence[Merge], known: set[str]) -> list[str]:
    """What each column is called: with its group, by itself, or by a group, whichever the contract knows."""
    parts = column_parts(band, merges)
    texts = [""] * (max(parts) + 1)
    for column, own in parts.items():
        joined = JOIN.join(own)
        choices = [joined, *(JOIN.join(own[place:]) for place in range(1, len(own))), *reversed(own[:-1])]
        texts[column] = next((text for text in choices if normal_form(text) in known), joined)
    return texts


def _no_header(rows: Numbered, contract: InstitutionContract) -> str:
    searched = f"Ninguna de las primeras {HEADER_SEARCH_ROWS} filas trae los encabezados del contrato."
    return f"{searched} {_other_delimiter(rows, contract)}".strip()


def _other_delimiter(rows: Numbered, contract: InstitutionContract) -> str:
    """The likeliest cause when a CSV has no header: it is separated by something else."""
    agreed = contract.file.delimiter
    if contract.file.format != "csv" or agreed is None:
        return ""
    for delimiter, words in _DELIMITERS.items():
        texts = [agreed.join(cells).split(delimiter) for _, cells in rows]
        scores = [looks_like(cells, contract) for cells in texts]
        if delimiter != agreed and max(scores) >= _CONVINCING:
            return f"El archivo parece separado por {words}; el contrato dice {_DELIMITERS[agreed]}."
    return ""


def _columns(positions: tuple[int, ...]) -> str:
    """Columns by position: a header that nobody knows may be a value of a file without headers."""
    word = "la columna" if len(positions) == 1 else "las columnas"
    return f"{word} {', '.join(str(position) for position in positions)}"

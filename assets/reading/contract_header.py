"""The header row of a table: finding it among the first rows, and matching it to the contract.

Belongs here: which row it is, and the refusal when none will do. Does not belong here: the comparison of headers
(snis/contracts/matching.py) or the formats.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assets.reading.refusals import EMPTY, MISSING_COLUMN, UNKNOWN_HEADER, refusal
from assets.reading.workbook import is_blank
from snis.contracts.layout import InstitutionContract
from snis.contracts.matching import Matched, looks_like, match_header

HEADER_SEARCH_ROWS = 30
_DELIMITERS = {",": "coma", ";": "punto y coma", "\t": "tabulador", "|": "barra vertical"}
# One word that happens to be a header stands in many a title; two make a header row.
_CONVINCING = 2
Numbered = Sequence[tuple[int, list[str]]]


@dataclass(frozen=True)
class SheetRead:
    """One table of a file.

    Attributes:
        name: its sheet; empty when the file has no sheets.
        header_row: 1-based row or line of its header; 0 for Parquet.
        header: header texts as sent.
        matched: which column is which field.
        title_rows: rows above the header.
        tail: empty header cells after the last one with text.
    """

    name: str
    header_row: int
    header: tuple[str, ...]
    matched: Matched
    title_rows: int
    tail: int = 0


def find_header(name: str, rows: Numbered, contract: InstitutionContract) -> SheetRead:
    """The row that names most of the contract's columns; the first one, when two name as many.

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
    matched = match_header(cells, contract)
    if matched.missing:
        cause = f"Faltan: {', '.join(matched.missing)}. {_other_delimiter(rows, contract)}".strip()
        raise refusal(MISSING_COLUMN, cause, place=place)
    if matched.repeated:
        raise refusal(
            UNKNOWN_HEADER, f"Se repite el encabezado de {_columns(matched.repeated)}.", place=place
        )
    if matched.unknown:
        raise refusal(UNKNOWN_HEADER, f"El contrato no conoce {_columns(matched.unknown)}.", place=place)
    texts = tuple(cells[: matched.width])
    return SheetRead(name, number, texts, matched, title_rows=best, tail=len(cells) - matched.width)


def has_header(rows: Numbered, contract: InstitutionContract) -> bool:
    """Whether a row carries every required column of the contract."""
    return any(looks_like(cells, contract) and not match_header(cells, contract).missing for _, cells in rows)


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

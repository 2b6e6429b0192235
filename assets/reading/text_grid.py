"""A text as a grid: encoding and form found out or checked, rows with the line on which each begins.

Belongs here: which form a text has, and its rows as a stream. Does not belong here: the forms themselves (csv_rows.py,
fixed_width.py, ascii_table.py), or what a row means (layout.py).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from assets.reading.ascii_table import drawn_rows, find_drawn
from assets.reading.byte_scan import Blocks, Scan
from assets.reading.csv_rows import UNCLOSED, parse_rows, swallows_rows
from assets.reading.declared_encoding import check_encoding
from assets.reading.dialect import WIDE_GAP, WORDS, Found, find_dialect, one_column, separators_of
from assets.reading.dialect_rivals import is_text
from assets.reading.encoding import Encoding, as_utf8, find_encoding, sample_lines
from assets.reading.fixed_width import columns_at, cut_rows, find_columns
from assets.reading.grid import Finding, Grid, Numbered
from assets.reading.refusals import AMBIGUOUS, UNREADABLE, refusal
from assets.reading.streams import text_stream
from snis.errors import TransferError

CSV, FIXED = "csv", "fijo"
_USUAL = ",;\t|"

Lines = Callable[[], Iterator[str]]


@dataclass(frozen=True)
class Hints:
    """What a contract says of a text; what it leaves open is found out.

    Attributes:
        encoding: as in the contract.
        delimiter: of a CSV.
        starts: first characters of the columns of a fixed width, counted from 0.
        fits: whether cells are its header. Where the delimiter is left open, the one under which one of the first lines
            is that header is the one.
    """

    encoding: str | None = None
    delimiter: str | None = None
    starts: tuple[int, ...] | None = None
    fits: Callable[[list[str]], bool] | None = None


@dataclass(frozen=True)
class TextFile:
    """A text.

    Attributes:
        form: csv or fijo.
        grid: its rows.
        encoding: what it is in.
        dialect: separator, quotes, escape, line end and comment, for the account of the reading.
        width: cells of an ordinary row, as far as a sample tells.
        findings: what was found out, with its evidence.
        is_plain: its delimiter alone, with double quotes doubled inside quotes, is enough to split it.
    """

    form: str
    grid: Grid
    encoding: Encoding
    dialect: dict[str, Any]
    width: int
    findings: tuple[Finding, ...]
    is_plain: bool = False


def open_text(blocks: Blocks, hints: Hints | None = None) -> TextFile:
    """A text as a grid.

    Args:
        blocks: gives the bytes from the start, each time it is called.
        hints: what a contract says.

    Raises:
        TransferError: ARC-01, ARC-02, ARC-09, ARC-10 or ARC-11, with the cause. What is wrong further down raises while
            the rows are read.
    """
    hints = hints or Hints()
    encoding = check_encoding(blocks, hints.encoding) if hints.encoding else find_encoding(blocks)

    def lines() -> Iterator[str]:
        return iter(text_stream(as_utf8(blocks, encoding), "utf-8", newline=""))

    sample, is_whole = sample_lines(encoding)
    return _opened(lines, encoding, hints, sample, is_whole)


def _opened(lines: Lines, encoding: Encoding, hints: Hints, sample: list[str], is_whole: bool) -> TextFile:
    if hints.starts is not None:
        columns = columns_at(hints.starts)
        return _fixed(lambda: cut_rows(lines(), columns), encoding, len(columns.starts), ())
    delimiter = hints.delimiter
    if delimiter is None and hints.fits is not None:
        fitting = separators_of(sample, hints.fits)
        delimiter = fitting[0] if len(fitting) == 1 else None
    if delimiter is None:
        drawn = find_drawn(sample)
        if drawn is not None:
            file = _fixed(lambda: drawn_rows(lines(), drawn), encoding, drawn.width, drawn.findings)
            return TextFile(
                CSV, file.grid, encoding, {**file.dialect, "separador": "|"}, drawn.width, file.findings
            )
    found = find_dialect(sample, is_whole=is_whole, delimiter=delimiter)
    if found.dialect is None or found.is_doubtful or _stands_below_columns(sample, found):
        aligned = find_columns(sample, is_whole=is_whole)
        if aligned is not None:
            columns = aligned
            return _fixed(lambda: cut_rows(lines(), columns), encoding, len(columns.starts), columns.findings)
    if found.dialect is None or found.is_decimals:
        found = one_column(sample, found)
    elif found.is_doubtful:
        raise _one_or_two(found)
    return _delimited(lines, encoding, found)


def _stands_below_columns(sample: list[str], found: Found) -> bool:
    """Whether a line above the header has gaps and no delimiter: the names of columns of fixed width, perhaps."""
    delimiter = found.dialect.delimiter if found.dialect else ""
    above = sample[found.first - 1 : found.header_line - 1]
    return any(WIDE_GAP.search(line.rstrip()) and delimiter not in line for line in above)


def _fixed(
    rows: Callable[[], Iterator[Numbered]], encoding: Encoding, width: int, findings: tuple[Finding, ...]
) -> TextFile:
    dialect = _account(encoding.scan, None, None, None, None)
    return TextFile(FIXED, Grid("", True, rows), encoding, dialect, width, (*encoding.findings, *findings))


def _delimited(lines: Lines, encoding: Encoding, found: Found) -> TextFile:
    dialect = found.dialect
    if dialect is None:  # one_column always gives one
        raise refusal(UNREADABLE)
    quote = dialect.quote if dialect.quote != '"' or encoding.scan.quotes else ""
    account = _account(
        encoding.scan, dialect.delimiter or None, quote or None, dialect.escape or None, found.mark or None
    )
    grid = Grid("", True, lambda: _delimited_rows(lines(), found))
    is_plain = dialect.is_plain and dialect.quote == '"' and not (found.comments or found.rule)
    findings = (*encoding.findings, *found.findings)
    return TextFile(CSV, grid, encoding, account, found.width, findings, is_plain)


def _account(
    scan: Scan, delimiter: str | None, quote: str | None, escape: str | None, comment: str | None
) -> dict[str, Any]:
    kinds = {"CRLF": scan.crlf, "LF": scan.lf, "CR": scan.cr}
    used = [name for name, count in kinds.items() if count]
    return {
        "separador": delimiter,
        "comillas": quote,
        "escape": escape,
        "fin_de_linea": used[0] if len(used) == 1 else "mezclado" if used else None,
        "comentario": comment,
    }


def _delimited_rows(lines: Iterator[str], found: Found) -> Iterator[Numbered]:
    """Rows with their line; comments at the top are one cell, and what is only drawn is no row.

    Raises:
        TransferError: ARC-02 or ARC-10, from here on the text cannot be split as its beginning.
    """
    dialect, width = found.dialect, found.width
    if dialect is None:
        return
    first = 1
    last_comment = max(found.comments, default=found.first - 1)
    while first <= last_comment:
        line = next(lines, None)
        if line is not None and first >= found.first:
            yield first, [line.rstrip("\r\n")]
        first += 1
    strangers = 0
    for begins, ends, cells in parse_rows(lines, dialect, first=first):
        if begins == found.rule:
            continue
        if ends > begins and swallows_rows(begins, ends, cells, dialect.delimiter, width):
            raise refusal(UNREADABLE, UNCLOSED, place=f"línea {begins}")
        if len(cells) == 1 and width > 1:
            strangers = strangers + 1 if _other_delimiter(cells[0], dialect.delimiter) else 0
            if strangers > 1 and begins > found.header_line:
                raise _changed(begins - 1)
        elif cells:
            strangers = 0
        yield begins, cells


def _other_delimiter(text: str, delimiter: str) -> bool:
    """Whether a line is separated by another sign."""
    return any(
        sign != delimiter and text.count(sign) > 1 and not is_text(sign, text)
        for sign in _USUAL
        if sign in text
    )


def _changed(line: int) -> TransferError:
    cause = "Desde aquí las líneas llevan otro separador: parecen dos archivos pegados."
    return refusal(AMBIGUOUS, cause, place=f"línea {line}")


def _one_or_two(found: Found) -> TransferError:
    sign = WORDS[found.dialect.delimiter] if found.dialect else ""
    cause = (
        f"Puede ser una sola columna con {sign} dentro del texto, o dos columnas separadas por {sign}. "
        "Diga en el contrato cuál es, o envíelo como XLSX."
    )
    return refusal(AMBIGUOUS, cause)

"""CSV as the contract says it is: encoding, delimiter, rows with the line on which each begins.

Belongs here: checking and reading the text. Does not belong here: which row is the header (under_contract.py) or what
cells mean.

Two ways, one result: blocks without quotes, or with quotes in order (quote_check.py), are split by Arrow; where cells
hold line ends or quotes do not fit, Python's csv module goes row by row. A test compares them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, chain

import pyarrow as pa
import pyarrow.compute as pc

from assets.reading.beside import beside
from assets.reading.blanks import BLANKS
from assets.reading.byte_scan import lines_in, pieces
from assets.reading.csv_blocks import BlockSplitter, Columns
from assets.reading.csv_rows import MAX_CELL, TOO_LONG, UNCLOSED, Dialect, Parsed, parse_rows, swallows_rows
from assets.reading.declared_encoding import check_encoding
from assets.reading.encoding import Encoding, as_utf8, find_encoding, first_bytes
from assets.reading.quote_check import Quotes, check_quotes
from assets.reading.refusals import TOO_BIG, UNREADABLE, refusal
from assets.reading.signatures import SIGNATURE_BYTES, not_a, recognise
from assets.reading.streams import text_stream

_BATCH_ROWS = 50_000
_BLOCK_BYTES = 1 << 20
_LONGEST_BLOCK = 16 << 20

Blocks = Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class CsvFacts:
    """What a first pass over the bytes found out.

    Attributes:
        encoding: what the text is in.
        has_quotes: some cell may be quoted, so that only a row by row reading is right.
    """

    encoding: Encoding
    has_quotes: bool

    @property
    def codec(self) -> str:
        """The encoding by its short name."""
        return "utf-8-sig" if self.has_bom and self.encoding.codec == "utf-8" else self.encoding.codec

    @property
    def has_bare_cr(self) -> bool:
        """Whether some line ends with a CR alone."""
        return self.encoding.scan.cr > 0

    @property
    def has_bom(self) -> bool:
        """Whether the text begins with a mark."""
        return self.encoding.bom > 0


@dataclass(frozen=True)
class Rows:
    """Some rows: the physical line on which each begins, their cells exactly as sent, and blank ones left out."""

    lines: pa.Array
    cells: pa.ListArray
    blank: int = 0


def examine(blocks: Blocks, declared: str | None) -> CsvFacts:
    """Check the bytes against the declared encoding, or find it out.

    Raises:
        TransferError: ARC-01 nothing in it; ARC-02 no text, or another type; ARC-09 another encoding; ARC-10 two are
            possible.
    """
    _check_type(first_bytes(blocks, SIGNATURE_BYTES))
    encoding = check_encoding(blocks, declared) if declared else find_encoding(blocks)
    return facts_of(encoding)


def facts_of(encoding: Encoding) -> CsvFacts:
    """What is known of a text that was opened already."""
    return CsvFacts(encoding, encoding.scan.quotes > 0)


def first_rows(blocks: Blocks, facts: CsvFacts, delimiter: str, *, count: int) -> list[tuple[int, list[str]]]:
    """The first rows with the line on which each begins, for finding the header."""
    found = []
    for line, _, cells in _parsed(blocks, facts, delimiter):
        found.append((line, cells))
        if len(found) == count:
            break
    return found


def rows_after(
    blocks: Blocks, facts: CsvFacts, delimiter: str, *, line: int, width: int, tail: int = 0
) -> Iterator[Rows | Columns]:
    """Rows that begin after a line, in batches, each with its true number of cells. Blank rows are left out.

    A batch in which every row has as many cells as the header comes in columns.

    Args:
        blocks: gives the bytes from the start.
        facts: what `examine` found out.
        delimiter: of the contract.
        line: the line on which the header begins.
        width: cells of the header; tells a quote that never closes from a cell with line ends.
        tail: empty cells of the header after them.

    Raises:
        TransferError: ARC-02, quotes that do not close or a cell beyond any reason.
    """
    if facts.has_quotes:
        yield from _quoted(blocks, facts, delimiter, line=line, width=width, tail=tail)
    else:
        yield from _plain(blocks, facts, delimiter, line=line, width=width + tail)


def _check_type(first: bytes) -> None:
    words = recognise(first)
    if words and "UTF-16" not in words:
        raise refusal(UNREADABLE, not_a("un CSV", first))


def _parsed(blocks: Blocks, facts: CsvFacts, delimiter: str) -> Iterator[Parsed]:
    """First line, last line and cells of each row."""
    lines = text_stream(as_utf8(blocks, facts.encoding), "utf-8", newline="")
    return parse_rows(lines, Dialect(delimiter))


def _quoted(
    blocks: Blocks, facts: CsvFacts, delimiter: str, *, line: int, width: int, tail: int
) -> Iterator[Rows | Columns]:
    """A block at a time as long as quotes are in order; row by row where cells hold line ends, or quotes do not fit."""
    splitter = BlockSplitter(delimiter, width + tail, quoted=True, bare_cr=facts.has_bare_cr)

    def in_columns(stretch: _Stretch) -> Columns | None:
        return splitter.split(stretch.content) if stretch.is_even else None

    number = 0
    for stretch, columns in beside(in_columns, _stretches(_whole_blocks(blocks, facts), delimiter)):
        if columns is None or number < line:
            lines = text_stream(chain((stretch.content,), stretch.rest), "utf-8", newline="")
            yield from _by_row(lines, delimiter, first=number + 1, line=line, width=width)
        else:
            yield columns.after(number)
        number += columns.height if columns is not None else lines_in(stretch.content)


@dataclass(frozen=True)
class _Stretch:
    """A part of a text that begins and ends with a row.

    Attributes:
        content: its bytes.
        is_even: its quotes are in order, and every row is one line.
        rest: all that follows, when from here on nobody can tell without reading where rows end.
    """

    content: bytes
    is_even: bool = False
    rest: Iterator[bytes] = field(default_factory=lambda: iter(()))


def _stretches(blocks: Iterator[bytes], delimiter: str) -> Iterator[_Stretch]:
    held = b""
    for block in blocks:
        held += block
        quotes = check_quotes(held, delimiter)
        if quotes is Quotes.OPEN and len(held) < _LONGEST_BLOCK:
            continue
        if quotes in {Quotes.OPEN, Quotes.ODD}:
            yield _Stretch(held, rest=blocks)
            return
        yield _Stretch(held, is_even=quotes is Quotes.IN_LINES)
        held = b""
    if held:
        yield _Stretch(held)


def _whole_blocks(blocks: Blocks, facts: CsvFacts) -> Iterator[bytes]:
    """Blocks of lines in UTF-8."""
    for block in pieces(as_utf8(blocks, facts.encoding), _BLOCK_BYTES, _LONGEST_BLOCK):
        if len(block) >= _LONGEST_BLOCK and not block.endswith((b"\n", b"\r")):
            raise refusal(TOO_BIG, TOO_LONG)  # as much without a line end is longer than any row
        yield block


def _by_row(source: Iterable[str], delimiter: str, *, first: int, line: int, width: int) -> Iterator[Rows]:
    lines: list[int] = []
    cells: list[list[str]] = []
    blank = 0
    for begins, ends, row in parse_rows(source, Dialect(delimiter), first=first):
        if begins <= line:
            continue
        if not any(cell.strip(BLANKS) for cell in row):
            blank += 1
            continue
        if ends > begins and swallows_rows(begins, ends, row, delimiter, width):
            raise refusal(UNREADABLE, UNCLOSED, place=f"línea {begins}")
        lines.append(begins)
        cells.append(row)
        if len(lines) == _BATCH_ROWS:
            yield _rows(lines, cells, blank)
            lines, cells, blank = [], [], 0
    yield _rows(lines, cells, blank)


def _rows(lines: list[int], cells: list[list[str]], blank: int) -> Rows:
    offsets = pa.array(accumulate((len(row) for row in cells), initial=0), pa.int32())
    flat = pa.array(list(chain.from_iterable(cells)), pa.string())
    return Rows(pa.array(lines, pa.int64()), pa.ListArray.from_arrays(offsets, flat), blank)


def _plain(
    blocks: Blocks, facts: CsvFacts, delimiter: str, *, line: int, width: int
) -> Iterator[Rows | Columns]:
    """Without quotes a line is a row, so whole blocks of lines are split at once."""
    splitter = BlockSplitter(delimiter, width, bare_cr=facts.has_bare_cr)
    number = 0
    for block, columns in beside(splitter.split, _whole_blocks(blocks, facts)):
        if columns is None or number < line:  # the block with the header is read row by row
            texts = _lines(block)
            yield _split(texts, delimiter, first=number + 1, line=line)
            number += len(texts)
        else:
            yield columns.after(number)
            number += columns.height


def _lines(block: bytes) -> list[str]:
    """Lines without their ends; a line end at the very end begins no line."""
    return block.decode().replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


def _split(texts: list[str], delimiter: str, *, first: int, line: int) -> Rows:
    lines = pa.array(range(first, first + len(texts)), pa.int64())
    raw = pa.array(texts, pa.large_string())
    below = pc.greater(lines, line)
    filled = pc.not_equal(pc.utf8_trim(raw, BLANKS + delimiter), "")
    keep = pc.and_(below, filled)
    blank = pc.sum(pc.and_(below, pc.invert(filled)), min_count=0).as_py()
    lines, raw = lines.filter(keep), raw.filter(keep)
    cells = pc.split_pattern(raw, delimiter).cast(pa.list_(pa.string()))
    if len(raw) and pc.max(pc.binary_length(raw)).as_py() > MAX_CELL:
        _check_lengths(lines, cells)
    return Rows(lines, cells, blank)


def _check_lengths(lines: pa.Array, cells: pa.ListArray) -> None:
    for number, row in zip(lines.to_pylist(), cells.to_pylist(), strict=True):
        if any(len(cell) > MAX_CELL for cell in row):
            raise refusal(TOO_BIG, TOO_LONG, place=f"línea {number}")

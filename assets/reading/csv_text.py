"""CSV as the contract says it is: encoding, delimiter, rows with the line on which each begins.

Belongs here: checking and reading the text. Does not belong here: which row is the header (under_contract.py) or what
cells mean.

Two ways, one result: a file without any quote is split by Arrow, a block at a time; one with quotes goes through
Python's csv module, since only there a cell can hold a line end. A test compares them.
"""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain

import pyarrow as pa
import pyarrow.compute as pc

from assets.reading.csv_blocks import BlockSplitter, Columns, line_blocks
from assets.reading.refusals import EMPTY, ENCODING, UNREADABLE, refusal
from assets.reading.signatures import SIGNATURE_BYTES, not_a, recognise
from assets.reading.streams import text_stream

MAX_CELL = 1 << 20
BLANKS = " \t\r\n\f\v\u00a0\u2007\u202f\u200b\ufeff"
_BATCH_ROWS = 50_000
_BLOCK_BYTES = 4 << 20
_LONGEST_BLOCK = 4 * _BLOCK_BYTES
_QUOTE = b'"'
_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CODECS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "windows-1252": "cp1252"}
# Below this width a cell with line ends and delimiters says nothing about a quote that never closes.
_TELLING_WIDTH = 3

Blocks = Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class CsvFacts:
    """What a first pass over the bytes found out."""

    codec: str
    has_bom: bool
    has_quotes: bool


@dataclass(frozen=True)
class Rows:
    """Some rows: the physical line on which each begins, their cells exactly as sent, and blank ones left out."""

    lines: pa.Array
    cells: pa.ListArray
    blank: int = 0


def examine(blocks: Blocks, declared: str) -> CsvFacts:
    """Check the bytes against the declared encoding.

    Raises:
        TransferError: ARC-01 nothing in it; ARC-02 no text, or another type; ARC-09 another encoding.
    """
    codec = _CODECS[declared]
    decoder = codecs.getincrementaldecoder(codec)("strict")
    as_utf8 = _Utf8Check()
    first, has_quotes = b"", False
    try:
        for block in blocks():
            if not first:
                first = block[:SIGNATURE_BYTES]
                _check_type(first)
            if b"\0" in block:
                raise refusal(UNREADABLE, "El archivo lleva bytes nulos: no es un texto, o está cortado.")
            has_quotes = has_quotes or _QUOTE in block
            decoder.decode(block)
            if codec == "cp1252":
                as_utf8.feed(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise refusal(ENCODING, f"No se puede leer como {declared}.") from None
    if not first:
        raise refusal(EMPTY)
    if codec == "cp1252" and as_utf8.is_multibyte_utf8():
        raise refusal(ENCODING, "El contrato dice windows-1252 y el texto está en UTF-8.")
    has_bom = first.startswith(codecs.BOM_UTF8)
    if has_bom and codec == "cp1252":
        raise refusal(ENCODING, "El contrato dice windows-1252 y el texto empieza con la marca de UTF-8.")
    return CsvFacts("utf-8-sig" if has_bom else codec, has_bom, has_quotes)


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
        yield from _quoted(blocks, facts, delimiter, line=line, width=width)
    else:
        yield from _plain(blocks, facts, delimiter, line=line, width=width + tail)


def _check_type(first: bytes) -> None:
    if first.startswith(_WIDE_BOMS):
        raise refusal(ENCODING, "El archivo está en UTF-16.")
    if recognise(first):
        raise refusal(UNREADABLE, not_a("un CSV", first))


class _Utf8Check:
    """Whether bytes that were announced as something else are UTF-8 with at least one letter outside ASCII."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._valid, self._multibyte = True, False

    def feed(self, block: bytes) -> None:
        """Look at the next bytes."""
        self._multibyte = self._multibyte or not block.isascii()
        self._try(block, final=False)

    def is_multibyte_utf8(self) -> bool:
        """The verdict, after the last bytes."""
        self._try(b"", final=True)
        return self._valid and self._multibyte

    def _try(self, block: bytes, *, final: bool) -> None:
        if self._valid:
            try:
                self._decoder.decode(block, final)
            except UnicodeDecodeError:
                self._valid = False


def _parsed(blocks: Blocks, facts: CsvFacts, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """First line, last line and cells of each row."""
    csv.field_size_limit(MAX_CELL)
    stream = text_stream(blocks(), facts.codec, newline="")
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            ends = reader.line_num
            yield begins, ends, cells
            begins = ends + 1
    except csv.Error as error:
        cause = _TOO_LONG if "larger than field limit" in str(error) else _UNCLOSED
        raise refusal(UNREADABLE, cause, place=f"línea {begins}") from None


_UNCLOSED = "Unas comillas no se cierran, o se cierran en medio de una celda."
_TOO_LONG = "Una celda es más larga de lo admitido."


def _quoted(blocks: Blocks, facts: CsvFacts, delimiter: str, *, line: int, width: int) -> Iterator[Rows]:
    lines: list[int] = []
    cells: list[list[str]] = []
    blank = 0
    for begins, ends, row in _parsed(blocks, facts, delimiter):
        if begins <= line:
            continue
        if not any(cell.strip(BLANKS) for cell in row):
            blank += 1
            continue
        if ends > begins and _swallows_rows(row, delimiter, width):
            raise refusal(UNREADABLE, _UNCLOSED, place=f"línea {begins}")
        lines.append(begins)
        cells.append(row)
        if len(lines) == _BATCH_ROWS:
            yield _rows(lines, cells, blank)
            lines, cells, blank = [], [], 0
    yield _rows(lines, cells, blank)


def _swallows_rows(row: list[str], delimiter: str, width: int) -> bool:
    """Whether a stray quote took following rows into one cell.

    A row that swallowed others and still has the right number of cells holds, in one cell, a line end and at
    least as many delimiters as a row; with the wrong number of cells, one delimiter is enough to suspect it.
    """
    if width < _TELLING_WIDTH:
        return False
    enough = width - 1 if len(row) == width else 1
    return any(("\n" in cell or "\r" in cell) and cell.count(delimiter) >= enough for cell in row)


def _rows(lines: list[int], cells: list[list[str]], blank: int) -> Rows:
    offsets = pa.array(accumulate((len(row) for row in cells), initial=0), pa.int32())
    flat = pa.array(list(chain.from_iterable(cells)), pa.string())
    return Rows(pa.array(lines, pa.int64()), pa.ListArray.from_arrays(offsets, flat), blank)


def _plain(
    blocks: Blocks, facts: CsvFacts, delimiter: str, *, line: int, width: int
) -> Iterator[Rows | Columns]:
    """Without quotes a line is a row, so whole blocks of lines are split at once."""
    splitter = BlockSplitter(delimiter, width, BLANKS)
    number = 0
    for block in line_blocks(_in_utf8(blocks(), facts), _BLOCK_BYTES):
        if len(block) > _LONGEST_BLOCK:  # as much without a line end is longer than any row
            raise refusal(UNREADABLE, _TOO_LONG)
        # The block with the header is read row by row.
        columns = splitter.split(block, number + 1) if number >= line else None
        if columns is not None:
            yield columns
            number += len(columns.lines) + columns.blank
        else:
            texts = _lines(block)
            yield _split(texts, delimiter, first=number + 1, line=line)
            number += len(texts)


def _in_utf8(blocks: Iterable[bytes], facts: CsvFacts) -> Iterator[bytes]:
    """The text in UTF-8, without a mark before it."""
    if facts.codec == "utf-8":
        yield from blocks
        return
    stream = text_stream(blocks, facts.codec, newline="")
    while text := stream.read(_BLOCK_BYTES):
        yield text.encode()


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
            raise refusal(UNREADABLE, _TOO_LONG, place=f"línea {number}")

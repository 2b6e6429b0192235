"""CSV as the contract says it is: encoding, delimiter, rows with the line on which each begins.

Belongs here: checking and reading the text. Does not belong here: which row is the header (reading.py) or what
cells mean.

Two ways, one result: a file without any quote is split by Arrow, a block at a time; one with quotes goes through
Python's csv module, since only there a cell can hold a line end. A test compares them.
"""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from assets.raw.refusals import EMPTY, ENCODING, UNREADABLE, refusal
from assets.raw.streams import text_stream

MAX_CELL = 1 << 20
_BATCH_ROWS = 50_000
_BLOCK_CHARACTERS = 4 << 20
_QUOTE = b'"'
_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CODECS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "windows-1252": "cp1252"}

Blocks = Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class CsvFacts:
    """What a first pass over the bytes found out."""

    codec: str
    has_bom: bool
    has_quotes: bool


@dataclass(frozen=True)
class Rows:
    """Some rows: the physical line on which each begins, and their cells exactly as sent."""

    lines: pa.Array
    cells: pa.ListArray


def examine(blocks: Blocks, declared: str) -> CsvFacts:
    """Check the bytes against the declared encoding.

    Raises:
        TransferError: ARC-01 nothing in it; ARC-02 binary; ARC-09 another encoding.
    """
    codec = _CODECS[declared]
    decoder = codecs.getincrementaldecoder(codec)("strict")
    as_utf8 = codecs.getincrementaldecoder("utf-8")("strict")
    first, has_quotes, multibyte, valid_utf8, size = b"", False, False, True, 0
    try:
        for block in blocks():
            first = first or block[:4]
            size += len(block)
            if first.startswith(_WIDE_BOMS):
                raise refusal(ENCODING, "El archivo está en UTF-16.")
            if b"\0" in block:
                raise refusal(UNREADABLE, "El archivo lleva bytes nulos: no es un texto.")
            has_quotes = has_quotes or _QUOTE in block
            multibyte = multibyte or not block.isascii()
            decoder.decode(block)
            valid_utf8 = valid_utf8 and _decodes(as_utf8, block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise refusal(ENCODING, f"No se puede leer como {declared}.") from None
    if size == 0:
        raise refusal(EMPTY)
    has_bom = first.startswith(codecs.BOM_UTF8)
    if codec == "cp1252" and multibyte and valid_utf8:
        raise refusal(ENCODING, "El contrato dice windows-1252 y el texto está en UTF-8.")
    return CsvFacts("utf-8-sig" if has_bom else codec, has_bom, has_quotes)


def first_rows(blocks: Blocks, facts: CsvFacts, delimiter: str, *, count: int) -> list[tuple[int, list[str]]]:
    """The first rows with the line on which each begins, for finding the header."""
    found = []
    for line, cells in _parsed(blocks, facts, delimiter):
        found.append((line, cells))
        if len(found) == count:
            break
    return found


def rows_after(blocks: Blocks, facts: CsvFacts, delimiter: str, *, line: int) -> Iterator[Rows]:
    """Rows that begin after a line, in batches. Rows without any text are left out."""
    if facts.has_quotes:
        yield from _quoted(blocks, facts, delimiter, line=line)
    else:
        yield from _plain(blocks, facts, delimiter, line=line)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _parsed(blocks: Blocks, facts: CsvFacts, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MAX_CELL)
    stream = text_stream(blocks(), facts.codec, newline="")
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        raise refusal(
            UNREADABLE,
            "Unas comillas no se cierran, o una celda es demasiado larga.",
            place=f"línea {begins}",
        ) from None


def _quoted(blocks: Blocks, facts: CsvFacts, delimiter: str, *, line: int) -> Iterator[Rows]:
    lines: list[int] = []
    cells: list[list[str]] = []
    for begins, row in _parsed(blocks, facts, delimiter):
        if begins <= line or not any(cell.strip() for cell in row):
            continue
        lines.append(begins)
        cells.append(row)
        if len(lines) == _BATCH_ROWS:
            yield _rows(lines, cells)
            lines, cells = [], []
    if lines:
        yield _rows(lines, cells)


def _rows(lines: list[int], cells: list[list[str]]) -> Rows:
    return Rows(pa.array(lines, pa.int64()), pa.array(cells, pa.list_(pa.string())))


def _plain(blocks: Blocks, facts: CsvFacts, delimiter: str, *, line: int) -> Iterator[Rows]:
    """Without quotes a line is a row, so whole blocks of lines are split at once."""
    stream = text_stream(blocks(), facts.codec, newline=None)
    number, rest = 0, ""
    while True:
        block = stream.read(_BLOCK_CHARACTERS)
        text = rest + block
        if block:
            text, _, rest = text.rpartition("\n")
            if not text and not rest.startswith("\n") and "\n" not in block:
                continue
        texts = text.split("\n") if text or block else []
        if not block and texts and not texts[-1]:
            texts.pop()
        if texts:
            yield from _split(texts, delimiter, first=number + 1, line=line)
        number += len(texts)
        if not block:
            return


def _split(texts: list[str], delimiter: str, *, first: int, line: int) -> Iterator[Rows]:
    lines = pa.array(range(first, first + len(texts)), pa.int64())
    raw = pa.array(texts, pa.large_string())
    blank = pc.equal(pc.utf8_trim_whitespace(pc.replace_substring(raw, delimiter, "")), "")
    keep = pc.and_(pc.greater(lines, line), pc.invert(blank))
    lines, raw = lines.filter(keep), raw.filter(keep)
    if len(lines):
        parts = pc.split_pattern(raw, delimiter)
        yield Rows(lines, parts.cast(pa.list_(pa.string())))

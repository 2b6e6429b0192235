"""Text in columns of fixed width: where each column stands, and its lines as cells.

Belongs here: finding columns of blanks that run through all lines, and cutting by them. Does not belong here: texts
with a delimiter (dialect.py), or drawn tables (ascii_table.py).

Columns are found where a ruler (---- ----) draws them, or where every line has blanks and the first line has a name on
each side. Nothing else is proof: two columns without a blank between them look like one, so what may be cut in more
than one way is refused.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assets.reading.csv_rows import MAX_CELL, TOO_LONG
from assets.reading.grid import Finding, Numbered
from assets.reading.refusals import AMBIGUOUS, TOO_BIG, refusal
from snis.errors import TransferError

_RULER = re.compile(r"\s*[-=]+(\s+[-=]+)+\s*\Z")
_DRAWN = re.compile(r"[\s=_*-]+\Z")
_GROUP = re.compile(r"[-=]+")
_NOTE = re.compile(
    r"\s*[*(]?\s*(total|subtotal|fuente|nota|elabora|observaci|registros|filas|\d+ rows)", re.IGNORECASE
)
_WIDE_GAP = re.compile(r"\S {2,}\S")
# Names of columns may cite a decree, as «Bono 66-2000» does.
_DECREE = re.compile(r"(?<=[^\W\d] )\d{1,3}-(?:19|20)\d{2}\b")
_SEVERAL_BLANKS = re.compile(" {2,}")
_SAMPLE_LINES = 2000
_ENOUGH_LINES = 3
_MANY_LINES = 20
_MOST = 0.8
_HALF = 0.5
_MAX_NOTES = 5
_ENOUGH_GAPS = 2
_FIELDS_OF_A_TOTAL = 2
_WORDS_OF_A_NOTE = 3
_MAX_TITLES = 30


@dataclass(frozen=True)
class Columns:
    """Where the columns of a text stand.

    Attributes:
        starts: first character of each, from 0; each ends where the next begins.
        gaps: stretches of characters that are blank in every line of the table, with their ends.
        header: line on which the table begins.
        findings: the evidence.
    """

    starts: tuple[int, ...]
    gaps: tuple[tuple[int, int], ...]
    header: int
    findings: tuple[Finding, ...] = ()


def find_columns(lines: Sequence[str], *, first: int = 1, is_whole: bool = True) -> Columns | None:
    """The columns of a text; None when it is none of this kind.

    Raises:
        TransferError: ARC-10, it is of this kind, and its columns may be cut in more than one way.
    """
    texts = [line.rstrip("\r\n") for line in lines[:_SAMPLE_LINES]]
    if any("\t" in text for text in texts):
        return None
    for at, text in enumerate(texts):
        if at and _RULER.match(text) and texts[at - 1].strip():
            return _ruled(texts, at, first)
    numbered = [(number, text) for number, text in enumerate(texts, start=first) if text.strip()]
    ends_here = is_whole and len(lines) <= _SAMPLE_LINES
    return _aligned(numbered, _MAX_NOTES if ends_here else 0)


def columns_at(starts: Sequence[int]) -> Columns:
    """Columns that a contract declares by their first characters, counted from 0."""
    return Columns(tuple(starts), (), 1)


def cut_rows(lines: Iterable[str], columns: Columns, *, first: int = 1) -> Iterator[Numbered]:
    """Lines as rows of cells without their padding; a title or a note is one cell, a ruler is no row.

    Raises:
        TransferError: ARC-10, a line runs over the border of two columns; ARC-11, a line beyond any reason.
    """
    note, is_parted = 0, False
    for number, line in enumerate(lines, start=first):
        text = line.rstrip("\r\n")
        if len(text) > MAX_CELL:
            raise refusal(TOO_BIG, TOO_LONG, place=f"línea {number}")
        if number < columns.header:
            yield number, [text.strip(" ")]
            continue
        if not text.strip() or _DRAWN.match(text):
            is_parted = True
            if not text.strip():
                yield number, [""] * len(columns.starts)
        elif _crosses(text, columns.gaps):
            if not _is_note(text, is_parted):
                raise _crossing(number)
            note = note or number
            yield number, [text.strip(" ")]
        else:
            cells = _cut(text, columns.starts)
            is_row = sum(bool(cell) for cell in cells) > 1
            if note and is_row:
                raise _crossing(note)
            is_parted = is_parted and not is_row
            yield number, cells


def _is_note(text: str, is_parted: bool) -> bool:
    """Whether a line that does not keep to the columns is prose: it begins as notes do, or stands apart in words."""
    fields = len(_SEVERAL_BLANKS.split(text.strip()))
    if _NOTE.match(text):
        return fields <= _FIELDS_OF_A_TOTAL
    return is_parted and fields == 1 and len(text.split()) >= _WORDS_OF_A_NOTE


def _ruled(texts: Sequence[str], at: int, first: int) -> Columns:
    """Columns under a ruler. Lines right above the header that keep to them are part of it."""
    groups = [(found.start(), found.end()) for found in _GROUP.finditer(texts[at])]
    gaps = (
        (0, groups[0][0]),
        *((left[1], right[0]) for left, right in pairwise(groups)),
    )
    gaps = tuple(gap for gap in gaps if gap[0] < gap[1])
    starts = tuple(start for start, _ in groups)
    if _crosses(texts[at - 1], gaps):
        raise _crossing(first + at - 1)
    header = at - 1
    while header and texts[header - 1].strip() and not _crosses(texts[header - 1], gaps):
        if sum(bool(cell) for cell in _cut(texts[header - 1], starts)) < 2:
            break
        header -= 1
    text = f"Ancho fijo: la línea {first + at} dibuja {len(starts)} columnas; los espacios de relleno no se leen."
    return Columns(starts, gaps, first + header, (Finding("dialecto", text),))


def _aligned(numbered: Sequence[tuple[int, str]], notes: int) -> Columns | None:
    texts = [text for _, text in numbered]
    if len(texts) < _ENOUGH_LINES:
        return None
    wide = sum(bool(_WIDE_GAP.search(text)) for text in texts)
    if wide < _HALF * len(texts):
        return None
    doubts = []
    for left_out in range(min(notes, len(texts) - _ENOUGH_LINES) + 1):
        end = len(texts) - left_out
        if left_out and not _may_be_notes(numbered[end - 1 :]):
            continue
        found = _with_header(numbered[:end])
        if isinstance(found, Columns):
            return found
        doubts.append(found)
    if any(doubts) or wide >= _MOST * len(texts):
        raise _doubt(next(filter(None, doubts), numbered[0][0]))
    return None


def _with_header(numbered: Sequence[tuple[int, str]]) -> Columns | int:
    """Columns under the first line that names them all, or the line that leaves them in doubt; 0 when none does."""
    texts = [text for _, text in numbered]
    doubt = 0
    for at in range(min(_MAX_TITLES, len(texts) - _ENOUGH_LINES + 1)):
        if at and not _may_follow_a_title(numbered[at - 1], numbered[at]):
            continue
        verdict = _columns_from(texts[at:])
        line = numbered[at][0]
        if isinstance(verdict, tuple):
            # A doubtful line right above may be the true header.
            return line - 1 if doubt and doubt == line - 1 else _evident(verdict, line, len(texts) - at)
        if verdict and _WIDE_GAP.search(texts[at]):
            return line
        doubt = line if verdict else 0
    return 0


def _may_be_notes(numbered: Sequence[tuple[int, str]]) -> bool:
    """Whether the lines after the first one are parted from it, or begin as a note does."""
    (before, _), (line, text), *_ = numbered
    return line > before + 1 or _NOTE.match(text) is not None


def _may_follow_a_title(before: tuple[int, str], header: tuple[int, str]) -> bool:
    """Whether a line may be a header although lines stand above it: those must be titles, and it must not be data."""
    if before[0] + 1 == header[0] and _WIDE_GAP.search(before[1]):
        return False
    return not any(character.isdigit() for character in _DECREE.sub("", header[1]))


def _doubt(line: int) -> TransferError:
    cause = (
        "Parece texto de ancho fijo, pero los espacios no dicen con certeza dónde empieza cada columna. "
        "Diga en el contrato sus posiciones, o envíelo como XLSX o CSV."
    )
    return refusal(AMBIGUOUS, cause, place=f"línea {line}")


def _evident(gaps: tuple[tuple[int, int], ...], header: int, lines: int) -> Columns:
    starts = (0, *(end for _, end in gaps))
    text = (
        f"Ancho fijo: en {lines} líneas hay espacios en los mismos lugares, que separan {len(starts)} columnas; "
        "los espacios de relleno no se leen."
    )
    return Columns(starts, gaps, header, (Finding("dialecto", text),))


def _columns_from(texts: Sequence[str]) -> tuple[tuple[int, int], ...] | bool:
    """Gaps of a table whose first line is its header; whether it is one in doubt, when they are not certain."""
    common = _common_gaps(texts)
    named = _named_gaps(common, texts[0])
    gaps = _without_torn_names(named, texts) if named else named
    if not gaps:
        return gaps is None
    starts = (0, *(end for _, end in gaps))
    header = _cut(texts[0], starts)
    if not all(header) or any(_WIDE_GAP.search(cell) for cell in header):
        return False
    inside = sum(any(_WIDE_GAP.search(cell) for cell in _cut(text, starts)) for text in texts[1:])
    if inside >= _HALF * (len(texts) - 1):
        return False
    if inside and len(gaps) < len(common):
        return True
    narrow = [gap for gap in gaps if gap[1] - gap[0] == 1]
    if len(texts) < _MANY_LINES and any(
        texts[0][start - 1 : end + 1].count(" ") < 2 for start, end in narrow
    ):
        return True
    return gaps


def _named_gaps(gaps: tuple[tuple[int, int], ...], header: str) -> tuple[tuple[int, int], ...] | None:
    """Gaps without those inside a column: what stands under no name belongs to the nearer neighbour, if one is."""
    kept = list(gaps)
    while kept:
        cells = _cut(header, (0, *(end for _, end in kept)))
        nameless = next((at for at, cell in enumerate(cells) if not cell), None)
        if nameless is None:
            break
        beside = {at: kept[at][1] - kept[at][0] for at in (nameless - 1, nameless) if 0 <= at < len(kept)}
        if len(beside) > 1 and len(set(beside.values())) == 1:
            return None
        del kept[min(beside, key=beside.__getitem__)]
    return tuple(kept)


def _without_torn_names(
    gaps: tuple[tuple[int, int], ...], texts: Sequence[str]
) -> tuple[tuple[int, int], ...] | None:
    """Gaps without those between two words of one name, under one of which every line is blank.

    One blank tells such words from two names only where two or more part everything else; None, where they do not.
    """
    header = texts[0]
    starts = (0, *(end for _, end in gaps))
    filled = [any(cells) for cells in zip(*(_cut(text, starts) for text in texts[1:]), strict=True)]
    narrow = [header[len(header[:end].rstrip(" ")) + 1] != " " for _, end in gaps]
    torn = [at for at, is_one in enumerate(narrow) if is_one and not (filled[at] and filled[at + 1])]
    others = [end - start for at, (start, end) in enumerate(gaps) if at not in torn]
    if torn and (sum(narrow) > len(torn) or len(others) < _ENOUGH_GAPS or min(others) == 1):
        return None
    return tuple(gap for at, gap in enumerate(gaps) if at not in torn)


def _common_gaps(texts: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Stretches of blanks that all lines share, between the first and the last letter of any of them."""
    width = max(map(len, texts))
    filled = 0
    for text in texts:
        filled |= int(text.ljust(width).translate(_AS_BITS), 2)
    letters = format(filled, f"0{width}b")
    return tuple((found.start() + 1, found.end()) for found in re.finditer(r"1(0+)(?=1)", letters))


class _Bits(dict[int, str]):
    """Blanks as 0, everything else as 1."""

    def __missing__(self, key: int) -> str:
        return "1"


_AS_BITS = _Bits({0x20: "0"})


def _crosses(text: str, gaps: Iterable[tuple[int, int]]) -> bool:
    return any(text[start:end].strip(" ") for start, end in gaps)


def _cut(text: str, starts: Sequence[int]) -> list[str]:
    ends = (*starts[1:], None)
    return [text[start:end].strip(" ") for start, end in zip(starts, ends, strict=True)]


def _crossing(line: int) -> TransferError:
    cause = "Una línea tiene letras donde las demás tienen el espacio entre dos columnas."
    return refusal(AMBIGUOUS, cause, place=f"línea {line}")

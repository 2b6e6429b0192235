"""One pass over the bytes of a text: what is in them, before anybody decides what it means.

Belongs here: counting, and the samples from the beginning and the end. Does not belong here: the verdict on the
encoding (encoding.py), the delimiter (dialect.py).

Everything is counted in pieces that end with a line, so that no count depends on how the bytes arrive.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

Blocks = Callable[[], Iterable[bytes]]
PIECE = 1 << 20
SAMPLE = 1 << 20
TAIL_SAMPLE = 1 << 18
_LONGEST_PIECE = 8 << 20
_LONGEST_LETTER = 4
_PLAIN = bytes(sorted({*range(0x20, 0x7F), *range(0x80, 0x100), 0x09, 0x0A, 0x0C, 0x0D}))
_END_MARKS = re.compile(rb"[\0\x1a]")
# What letters and signs of Spanish become in UTF-8, and what no text in a one-byte encoding has.
TELLING = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x90-\xa6]|\xe2\x82\xac|\xef\xbf\xbd")
# Spanish letters that went through UTF-8 twice, the first time taken for Windows-1252 or ISO-8859-1.
_TWICE = re.compile(
    rb"\xc3\x83(?:\xc2[\x80-\xbf]|\xc5[\x92-\xbe]|\xc6\x92|\xe2\x80[\x90-\xba])|\xc3\x82\xc2[\xa0-\xbf]"
)
_REPLACED = b"\xef\xbf\xbd"


@dataclass
class Scan:
    """What the bytes of a text hold.

    Attributes:
        size: bytes in all.
        end: bytes before the padding or the end mark (Ctrl-Z) that closes the file.
        high: bytes outside ASCII.
        is_utf8: they are all UTF-8.
        bad_line: the first line that is not UTF-8.
        telling_line: the first line with Spanish in UTF-8.
        cut_letter: the file ends in the middle of a letter of UTF-8, and all before is UTF-8.
        controls: control characters that a text does not have.
        control_line: the first line with one of them.
        nuls: NUL bytes inside the text.
        nul_line: the first line with one.
        stop_line: the first line that begins with Ctrl-Z although text follows.
        closing_nuls: NUL bytes in the padding at the end.
        twice: letters that were encoded in UTF-8 twice.
        replaced: characters that some program before us could not read.
        quotes: double quotes.
        lf, crlf, cr: line ends of each kind.
        head, tail: the first and the last bytes, in whole lines.
    """

    size: int = 0
    end: int = 0
    high: int = 0
    is_utf8: bool = True
    bad_line: int = 0
    telling_line: int = 0
    cut_letter: bool = False
    controls: int = 0
    control_line: int = 0
    nuls: int = 0
    nul_line: int = 0
    closing_nuls: int = 0
    stop_line: int = 0
    twice: int = 0
    replaced: int = 0
    quotes: int = 0
    lf: int = 0
    crlf: int = 0
    cr: int = 0
    head: bytes = b""
    tail: bytes = b""
    _lines: int = field(default=0, repr=False)
    _head: list[bytes] = field(default_factory=list, repr=False)
    _held: int = field(default=0, repr=False)

    @property
    def ascii_only(self) -> bool:
        """Whether every byte is ASCII."""
        return not self.high


def scan_bytes(blocks: Iterable[bytes]) -> Scan:
    """Look at every byte once."""
    scan = Scan()
    pending = b""  # what may be the closing padding of the file, as long as nothing else follows
    pending_size = 0
    for piece in pieces(blocks):
        body = piece.rstrip(b"\0\x1a\r\n")
        if not body and pending_size:
            pending_size += len(piece)
            pending = pending + piece if len(pending) < _LONGEST_PIECE else pending
            scan.size += len(piece)
            continue
        if pending_size:  # it was not the end
            _count(scan, pending)
            pending, pending_size = b"", 0
        mark = _END_MARKS.search(piece, len(body))
        content = piece[: mark.start()] if mark else piece
        scan.size += len(piece)
        _count(scan, content)
        scan.end = scan.size - len(piece) + len(content)
        if mark:
            pending, pending_size = piece[mark.start() :], len(piece) - mark.start()
    scan.closing_nuls = pending.count(b"\0")
    scan.head = b"".join(scan._head)
    return scan


def pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Bytes again, in pieces of about a mebibyte that end with a line end, never between CR and LF."""
    held: list[bytes] = []
    size = 0
    for block in blocks:
        held.append(block)
        size += len(block)
        if size < PIECE:
            continue
        whole = b"".join(held)
        # The last byte may be a CR whose LF is still to come.
        cut = max(whole.rfind(b"\n"), whole.rfind(b"\r", 0, len(whole) - 1)) + 1
        if not cut and size >= _LONGEST_PIECE:
            cut = _before_a_letter(whole)
        if cut:
            yield whole[:cut]
        held, size = [whole[cut:]], len(whole) - cut
    if last := b"".join(held):
        yield last


def _before_a_letter(content: bytes) -> int:
    """Where to cut a text without line ends: never inside a letter of UTF-8."""
    cut = len(content)
    while content[cut - 1] >= 0x80 and len(content) - cut < _LONGEST_LETTER:
        cut -= 1
    return cut


def lines_in(content: bytes) -> int:
    """Line ends of any kind."""
    return content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")


def _count(scan: Scan, piece: bytes) -> None:
    if not piece:
        return
    crlf = piece.count(b"\r\n")
    lf, cr = piece.count(b"\n") - crlf, piece.count(b"\r") - crlf
    scan.quotes += piece.count(b'"')
    strange = piece.translate(None, _PLAIN)
    if strange:
        _count_controls(scan, piece, strange)
    if not piece.isascii():
        _count_high(scan, piece)
    elif scan.cut_letter:
        scan.cut_letter = False
    scan.crlf, scan.lf, scan.cr = scan.crlf + crlf, scan.lf + lf, scan.cr + cr
    scan._lines += crlf + lf + cr
    _sample(scan, piece)


def _count_controls(scan: Scan, piece: bytes, strange: bytes) -> None:
    nuls, stops = strange.count(b"\0"), strange.count(b"\x1a")
    if nuls and not scan.nul_line:
        scan.nul_line = _line_at(scan, piece, piece.index(b"\0"))
    if stops and not scan.stop_line:
        found = re.search(rb"(?:^|[\r\n])\x1a", piece)
        scan.stop_line = _line_at(scan, piece, found.end() - 1) if found else 0
    if not scan.control_line:
        scan.control_line = _line_at(scan, piece, piece.index(strange[:1]))
    scan.nuls += nuls
    scan.controls += len(strange) - nuls


def _count_high(scan: Scan, piece: bytes) -> None:
    scan.high += len(piece) - len(piece.translate(None, bytes(range(0x80, 0x100))))
    telling = None if scan.telling_line else TELLING.search(piece)
    if telling:
        scan.telling_line = _line_at(scan, piece, telling.start())
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data" and error.end == len(piece)
        scan.cut_letter = cut and scan.is_utf8
        scan.is_utf8 = False
        scan.bad_line = scan.bad_line or _line_at(scan, piece, error.start)
        return
    scan.cut_letter = False
    scan.replaced += piece.count(_REPLACED)
    scan.twice += len(_TWICE.findall(piece))


def _line_at(scan: Scan, piece: bytes, position: int) -> int:
    return scan._lines + lines_in(piece[:position]) + 1


def _sample(scan: Scan, piece: bytes) -> None:
    if scan._held < SAMPLE:
        part = (
            piece
            if len(piece) <= 2 * SAMPLE
            else piece[: piece.rfind(b"\n", 0, SAMPLE) + 1] or piece[:SAMPLE]
        )
        scan._head.append(part)
        scan._held += len(piece)
    scan.tail = (scan.tail + piece)[-TAIL_SAMPLE:] if len(piece) < TAIL_SAMPLE else piece[-TAIL_SAMPLE:]

"""One pass over the bytes of a text: what is in them, before anybody decides what it means.

Belongs here: counting, and the samples from the beginning and the end. Does not belong here: the verdict on the
encoding (encoding.py), the delimiter (dialect.py).

Everything is counted in pieces that end with a line, so that no count depends on how the bytes arrive.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Blocks = Callable[[], Iterable[bytes]]
PIECE = 1 << 20
SAMPLE = 1 << 20
TAIL_SAMPLE = 1 << 18
LONGEST_PIECE = 8 << 20
_LONGEST_LETTER = 4
_SLICE = 1 << 17  # stays in the processor's cache while it is counted
_CLOSING = 64
_LF, _CTRL_Z, _QUOTE, _FIRST_PRINTABLE, _FIRST_HIGH = 0x0A, 0x1A, 0x22, 0x20, 0x80
_CONTROLS = (*range(9), 0x0B, *range(0x0E, 0x20))
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
_END_MARKS = re.compile(rb"[\0\x1a]")
# What letters and signs of Spanish become in UTF-8, and what no text in a one-byte encoding has.
TELLING = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x90-\xa6]|\xe2\x82\xac|\xef\xbf\xbd")
# Spanish letters that went through UTF-8 twice, the first time taken for Windows-1252 or ISO-8859-1.
_TWICE_OR_LOST = re.compile(
    rb"\xef\xbf\xbd|\xc3\x83(?:\xc2[\x80-\xbf]|\xc5[\x92-\xbe]|\xc6\x92|\xe2\x80[\x90-\xba])|\xc3\x82\xc2[\xa0-\xbf]"
)
_REPLACED = b"\xef\xbf\xbd"
# How spoilt letters begin, each after a byte of it that few texts have: quickly told from pieces without.
_SPOILT = ((b"\x82", b"\xc3\x82"), (b"\x83", b"\xc3\x83"), (b"\xef", _REPLACED))


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
        body = _body_size(piece)
        if not body and pending_size:
            pending_size += len(piece)
            pending = pending + piece if len(pending) < LONGEST_PIECE else pending
            scan.size += len(piece)
            continue
        if pending_size:  # it was not the end
            _count(scan, pending)
            pending, pending_size = b"", 0
        mark = _END_MARKS.search(piece, body)
        content = piece[: mark.start()] if mark else piece
        scan.size += len(piece)
        _count(scan, content)
        scan.end = scan.size - len(piece) + len(content)
        if mark:
            pending, pending_size = piece[mark.start() :], len(piece) - mark.start()
    scan.closing_nuls = pending.count(b"\0")
    scan.head, scan.tail = b"".join(scan._head), scan.tail[-TAIL_SAMPLE:]
    return scan


def pieces(blocks: Iterable[bytes], size: int = PIECE, longest: int = LONGEST_PIECE) -> Iterator[bytes]:
    """Bytes again, in pieces that end with a line end, never between CR and LF.

    Args:
        blocks: the bytes.
        size: of a piece, about.
        longest: a piece as long as this without any line end is given as it is.
    """
    held: list[bytes] = []
    waiting = 0
    for block in blocks:
        waiting += len(block)
        if waiting < size:
            held.append(block)
            continue
        last = block
        cut = _after_last_line(last)
        if not cut and held:
            last = b"".join((*held, block))
            held = []
            cut = _after_last_line(last)
        if not cut and waiting >= longest:
            cut = _before_a_letter(last)
        if cut:
            yield b"".join((*held, memoryview(last)[:cut]))
        held = [last[cut:]]
        waiting = len(held[0])
    if rest := b"".join(held):
        yield rest


def _after_last_line(block: bytes) -> int:
    """Where the last whole line ends; its last byte may be a CR whose LF is still to come."""
    return max(block.rfind(b"\n"), block.rfind(b"\r", 0, len(block) - 1)) + 1


def _body_size(piece: bytes) -> int:
    """Bytes before the line ends, NUL bytes and end marks that close a piece."""
    last = piece[-_CLOSING:].rstrip(b"\0\x1a\r\n")
    return len(piece) - min(_CLOSING, len(piece)) + len(last) if last else len(piece.rstrip(b"\0\x1a\r\n"))


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
    lf, low, quotes, high = _tally(np.frombuffer(piece, np.uint8))
    cr = piece.count(b"\r") if low > lf else 0
    crlf = piece.count(b"\r\n") if cr else 0
    if low > lf + cr:
        _count_controls(scan, piece)
    scan.quotes, scan.high = scan.quotes + quotes, scan.high + high
    scan.cut_letter = False
    if high:
        _check_utf8(scan, piece)
        if scan.is_utf8 and any(byte in piece and letter in piece for byte, letter in _SPOILT):
            _count_spoilt(scan, piece)
    scan.crlf, scan.lf, scan.cr = scan.crlf + crlf, scan.lf + lf - crlf, scan.cr + cr - crlf
    scan._lines += lf + cr - crlf
    _sample(scan, piece)


def _tally(octets: npt.NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Line feeds, bytes before the first printable one, quotes, and bytes outside ASCII."""
    found = np.zeros(4, np.intp)
    for start in range(0, len(octets), _SLICE):
        part = octets[start : start + _SLICE]
        tests = (part == _LF, part < _FIRST_PRINTABLE, part == _QUOTE, part >= _FIRST_HIGH)
        found += [np.count_nonzero(test) for test in tests]
    lf, low, quotes, high = map(int, found)
    return lf, low, quotes, high


def _count_controls(scan: Scan, piece: bytes) -> None:
    octets = np.frombuffer(piece, np.uint8)
    counts = np.bincount(octets[octets < _FIRST_PRINTABLE], minlength=_FIRST_PRINTABLE)
    if not any(counts[sign] for sign in _CONTROLS):
        return
    if counts[0] and not scan.nul_line:
        scan.nul_line = _line_at(scan, piece, piece.index(b"\0"))
    if counts[_CTRL_Z] and not scan.stop_line:
        found = re.search(rb"(?:^|[\r\n])\x1a", piece)
        scan.stop_line = _line_at(scan, piece, found.end() - 1) if found else 0
    found = _CONTROL.search(piece)
    if found and not scan.control_line:
        scan.control_line = _line_at(scan, piece, found.start())
    scan.nuls += int(counts[0])
    scan.controls += int(sum(counts[sign] for sign in _CONTROLS)) - int(counts[0])


def _check_utf8(scan: Scan, piece: bytes) -> None:
    telling = None if scan.telling_line else TELLING.search(piece)
    if telling:
        scan.telling_line = _line_at(scan, piece, telling.start())
    if not _is_utf8(piece):
        try:
            piece.decode("utf-8")
        except UnicodeDecodeError as error:
            cut = error.reason == "unexpected end of data" and error.end == len(piece)
            scan.cut_letter = cut and scan.is_utf8
            scan.is_utf8 = False
            scan.bad_line = scan.bad_line or _line_at(scan, piece, error.start)


def _count_spoilt(scan: Scan, piece: bytes) -> None:
    for found in _TWICE_OR_LOST.finditer(piece):
        if found[0] == _REPLACED:
            scan.replaced += 1
        else:
            scan.twice += 1


def _is_utf8(piece: bytes) -> bool:
    """Whether bytes are UTF-8, much faster than by decoding them."""
    ends = pa.py_buffer(np.array([0, len(piece)], np.int64).tobytes())
    try:
        pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, pa.py_buffer(piece)]).cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


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
    # Cut to its size at the end: a copy of each piece would be thrown away with the next one.
    scan.tail = scan.tail[-TAIL_SAMPLE:] + piece if len(piece) < TAIL_SAMPLE else piece

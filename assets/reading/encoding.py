"""In which encoding a text is, with the evidence; nothing is assumed, and what has two readings is refused.

Belongs here: the verdict, and a text as UTF-8 whatever it came in. Does not belong here: looking at the bytes
(byte_scan.py), weighing one-byte encodings (single_byte.py), or the delimiter (dialect.py).
"""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass

from assets.reading.byte_scan import Blocks, Scan, pieces, scan_bytes
from assets.reading.grid import Finding
from assets.reading.refusals import AMBIGUOUS, EMPTY, TOO_BIG, UNREADABLE, refusal
from assets.reading.single_byte import CODECS, decide, weigh, words_of
from assets.reading.transcoding import as_text_bytes, limited, transcoded
from snis.errors import TransferError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OPENING = 4096
_SAMPLE_CHARACTERS = 1 << 20
# In UTF-16 the upper byte of nearly every letter of this alphabet is NUL; in a padded text few bytes are.
_MANY = 0.7
_FEW = 0.05
_MAX_CONTROLS = 0.05
# First bytes of the letters of UTF-8 that Spanish needs; others at the very end are letters of their own.
_LIKELY_LEADS = frozenset(b"\xc2\xc3\xe2\xf0")


@dataclass(frozen=True)
class Encoding:
    """What a text is in.

    Attributes:
        name: as people call it: utf-8, ascii, utf-16-le, windows-1252, cp850...
        codec: the Python codec that decodes it.
        bom: bytes of the mark at the beginning.
        end: bytes of text after the mark; what follows is padding. Counted in UTF-8 when the text is UTF-16 or UTF-32.
        scan: what the bytes hold.
        findings: the evidence, and what a person should know.
    """

    name: str
    codec: str
    bom: int
    end: int
    scan: Scan
    findings: tuple[Finding, ...]

    @property
    def is_wide(self) -> bool:
        """Whether every character takes two or four bytes."""
        return self.codec.startswith(("utf-16", "utf-32"))


def find_encoding(blocks: Blocks) -> Encoding:
    """The encoding of a text, by all its bytes.

    Raises:
        TransferError: ARC-01 nothing in it; ARC-02 no text, or cut off; ARC-10 two encodings possible.
    """
    start = first_bytes(blocks)
    if not start:
        raise refusal(EMPTY)
    codec, bom = wide_or_marked(start)
    scan = scan_bytes(as_text_bytes(blocks, codec, bom))
    if not scan.head.strip(b"\r\n \t"):
        raise refusal(EMPTY if scan.size == scan.end else UNREADABLE, "No trae texto." if scan.end else "")
    check_characters(scan)
    if codec and codec != "utf-8":
        how = "lo dice su marca inicial" if bom else "uno de cada dos bytes es nulo"
        return checked(Encoding(codec, codec, bom, scan.end, scan, (_evidence(codec, how),)))
    if scan.is_utf8 or codec:
        return checked(_utf8(scan, bom))
    return checked(_one_byte(blocks, scan))


def as_utf8(blocks: Blocks, encoding: Encoding) -> Iterator[bytes]:
    """The bytes of a text in UTF-8, without mark and padding.

    Raises:
        TransferError: ARC-02, the text is cut off.
    """
    source = limited(as_text_bytes(blocks, encoding.codec, encoding.bom), encoding.end)
    is_utf8 = encoding.is_wide or encoding.codec == "utf-8"
    return source if is_utf8 else transcoded(source, encoding.codec)


def sample_lines(encoding: Encoding) -> tuple[list[str], bool]:
    """The first lines with their ends, and whether they are all.

    Raises:
        TransferError: ARC-11, the first line is longer than any row.
    """
    scan = encoding.scan
    text = scan.head.decode("utf-8" if encoding.is_wide else encoding.codec, "replace")
    lines = list(io.StringIO(text[:_SAMPLE_CHARACTERS], newline=""))
    is_whole = len(scan.head) >= scan.end and len(text) <= _SAMPLE_CHARACTERS
    if not is_whole and len(lines) > 1:
        lines.pop()
    elif not is_whole or len(lines[0]) > _SAMPLE_CHARACTERS:
        raise refusal(TOO_BIG, "Una línea es más larga de lo admitido.", place="línea 1")
    return lines, is_whole


def first_bytes(blocks: Blocks, size: int = _OPENING) -> bytes:
    """The beginning of a file."""
    start = b""
    for block in blocks():
        start += block[: size - len(start)]
        if len(start) == size:
            break
    return start


def wide_or_marked(start: bytes) -> tuple[str, int]:
    """Codec and length of the marks; no codec when neither a mark nor NUL bytes tell."""
    for mark, codec in _BOMS:
        if start.startswith(mark):
            # Programs that mark what is marked already leave the mark twice; it is no text either time.
            return codec, len(mark) * (2 if start.startswith(mark * 2) else 1)
    pairs = len(start) // 2
    even, odd = start[0 : 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
    if pairs and odd >= _MANY * pairs and even <= _FEW * pairs:
        return "utf-16-le", 0
    if pairs and even >= _MANY * pairs and odd <= _FEW * pairs:
        return "utf-16-be", 0
    return "", 0


def _utf8(scan: Scan, bom: int) -> Encoding:
    """A text that is UTF-8 or says so.

    Raises:
        TransferError: ARC-02, its last letter is cut; ARC-10, some lines are in another encoding.
    """
    if not scan.is_utf8:
        raise _broken_utf8(scan)
    if scan.ascii_only:
        name, how = ("utf-8", "lo dice su marca inicial") if bom else ("ascii", "no hay bytes fuera de ASCII")
    else:
        name = "utf-8"
        how = f"los {scan.high} bytes fuera de ASCII forman letras de UTF-8" + (
            " y trae su marca inicial" if bom else ""
        )
    return Encoding(name, "utf-8", bom, scan.end, scan, (_evidence(name, how),))


def _broken_utf8(scan: Scan) -> TransferError:
    if scan.cut_letter:
        return refusal(
            UNREADABLE,
            "El texto termina a media letra de UTF-8: está cortado.",
            place=f"línea {scan.bad_line}",
        )
    cause = (
        "Unas líneas están en UTF-8 y otras en una codificación de un byte (como Windows-1252): parecen dos archivos "
        "pegados. Guárdelo entero en UTF-8."
    )
    return refusal(AMBIGUOUS, cause, place=f"línea {scan.bad_line}")


def _one_byte(blocks: Blocks, scan: Scan) -> Encoding:
    """A text that is not UTF-8.

    Raises:
        TransferError: ARC-02 cut off, or no text; ARC-10 two encodings possible.
    """
    if scan.cut_letter and (scan.telling_line or _ends_like_utf8(scan)):
        raise _broken_utf8(scan)
    if scan.telling_line:
        raise _broken_utf8(scan)
    trigrams = weigh(pieces(limited(blocks(), scan.end)))
    found = decide(trigrams, lambda: words_of(pieces(limited(blocks(), scan.end))))
    if found.rival:
        raise refusal(
            AMBIGUOUS,
            f"El texto se puede leer como {found.name or 'windows-1252'} y como {found.rival}, con letras distintas. "
            "Guárdelo en UTF-8, o diga en el contrato su codificación.",
            place=f"línea {scan.bad_line}",
        )
    if not found.name:
        raise refusal(
            AMBIGUOUS,
            "Sus letras fuera de ASCII no hacen palabras en ninguna codificación conocida (UTF-8, Windows-1252...). "
            "Guárdelo en UTF-8.",
            place=f"línea {scan.bad_line}",
        )
    how = (
        f"{scan.high} bytes fuera de ASCII, desde la línea {scan.bad_line}, no son UTF-8, y leídos así son letras y "
        "signos del español en su lugar"
    )
    return Encoding(found.name, CODECS[found.name], 0, scan.end, scan, (_evidence(found.name, how),))


def _ends_like_utf8(scan: Scan) -> bool:
    """Whether the last, incomplete letter is one that Spanish in UTF-8 would have."""
    tail = scan.tail[-3:]
    leads = [byte for byte in tail if byte >= 0xC0]
    return bool(leads) and leads[-1] in _LIKELY_LEADS


def checked(encoding: Encoding) -> Encoding:
    """The encoding with what else a person should know of the characters.

    Raises:
        TransferError: ARC-02: no text; ARC-10: an end mark in the middle.
    """
    scan = encoding.scan
    check_characters(scan)
    return Encoding(
        encoding.name,
        encoding.codec,
        encoding.bom,
        encoding.end,
        scan,
        encoding.findings + tuple(_remarks(scan)),
    )


def check_characters(scan: Scan) -> None:
    """Nothing, when a text has no characters that make it something else.

    Raises:
        TransferError: ARC-02: NUL bytes, or too many control characters; ARC-10: an end mark in the middle.
    """
    if scan.nuls:
        cause = (
            f"El archivo lleva {scan.nuls} bytes nulos dentro: no es un texto, está dañado o está cortado."
        )
        raise refusal(UNREADABLE, cause, place=f"línea {scan.nul_line}")
    if scan.end < scan.size and not scan.tail.endswith((b"\n", b"\r")):
        cause = "Termina en bytes de relleno a media línea: la última fila puede estar cortada."
        if scan.closing_nuls:
            raise refusal(UNREADABLE, cause)
    if scan.stop_line:
        cause = "Una línea empieza con la marca de fin (Ctrl-Z) y el texto sigue: no se sabe si lo que sigue cuenta."
        raise refusal(AMBIGUOUS, cause, place=f"línea {scan.stop_line}")
    if scan.controls > max(1, scan.end * _MAX_CONTROLS):
        cause = f"Lleva {scan.controls} caracteres de control: no es un texto."
        raise refusal(UNREADABLE, cause, place=f"línea {scan.control_line}")


def _remarks(scan: Scan) -> Iterator[Finding]:
    if scan.end < scan.size:
        what = "bytes nulos" if scan.closing_nuls else "la marca de fin de DOS (Ctrl-Z)"
        yield Finding(
            "relleno_final", f"El archivo termina en {what} ({scan.size - scan.end} bytes), que no se leen."
        )
    if scan.controls:
        text = f"Hay {scan.controls} caracteres de control dentro del texto; se dejan como vienen."
        yield Finding("caracteres_de_control", text, f"línea {scan.control_line}")
    if scan.twice:
        text = f"{scan.twice} letras pasaron dos veces por UTF-8 (Ã± por ñ); se dejan como vienen."
        yield Finding("utf8_doble", text)
    if scan.replaced:
        text = f"{scan.replaced} letras se perdieron antes de llegar (aparecen como �)."
        yield Finding("letras_perdidas", text)
    if sum(count > 0 for count in (scan.lf, scan.crlf, scan.cr)) > 1:
        text = f"Fines de línea mezclados: {scan.crlf} CRLF, {scan.lf} LF, {scan.cr} CR."
        yield Finding("fin_de_linea", text)


def _evidence(name: str, how: str) -> Finding:
    return Finding("codificacion", f"Codificación {name}: {how}.")

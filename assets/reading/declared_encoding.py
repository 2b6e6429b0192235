"""A text against the encoding that its contract declares.

Belongs here: the check, and the refusal when the text is in another one. Does not belong here: finding an encoding that
nobody declares (encoding.py).
"""

from assets.reading.byte_scan import Blocks, Scan, pieces, scan_bytes
from assets.reading.encoding import (
    Encoding,
    checked,
    first_bytes,
    wide_or_marked,
)
from assets.reading.grid import Finding
from assets.reading.refusals import EMPTY, ENCODING, refusal
from assets.reading.single_byte import CODECS, contradicts, weigh, words_of
from assets.reading.transcoding import as_text_bytes, limited

_UTF8 = frozenset({"utf-8", "utf-8-sig"})


def check_encoding(blocks: Blocks, declared: str) -> Encoding:
    """The declared encoding, when the text is in it.

    Raises:
        TransferError: ARC-01 nothing in it; ARC-02 no text; ARC-09 another encoding; ARC-10 an end mark in the middle.
    """
    start = first_bytes(blocks)
    if not start:
        raise refusal(EMPTY)
    codec, bom = wide_or_marked(start)
    is_wide = codec not in {"", "utf-8"}
    if is_wide != (declared == "utf-16"):
        what = f"El archivo está en {codec.upper()}." if is_wide else "No está en UTF-16."
        raise refusal(ENCODING, what)
    if codec == "utf-8" and declared not in _UTF8:
        raise refusal(ENCODING, f"El contrato dice {declared} y el texto empieza con la marca de UTF-8.")
    scan = scan_bytes(as_text_bytes(blocks, codec, bom))
    if declared in _UTF8 and not scan.is_utf8:
        raise refusal(ENCODING, f"No se puede leer como {declared}.", place=f"línea {scan.bad_line}")
    if declared in CODECS:
        _check_one_byte(blocks, scan, declared)
    name = codec if is_wide else "utf-8" if declared in _UTF8 else declared
    evidence = Finding("codificacion", f"Codificación {name}: lo dice el contrato y el texto lo cumple.")
    return checked(
        Encoding(name, codec if is_wide else CODECS.get(declared, "utf-8"), bom, scan.end, scan, (evidence,))
    )


def _check_one_byte(blocks: Blocks, scan: Scan, declared: str) -> None:
    if scan.ascii_only:
        return
    if scan.is_utf8:
        raise refusal(ENCODING, f"El contrato dice {declared} y el texto está en UTF-8.")
    trigrams = weigh(pieces(limited(blocks(), scan.end)))
    if declared == "iso-8859-1" and any(0x80 <= byte < 0xA0 for _, byte, _ in trigrams):
        raise refusal(ENCODING, "Lleva bytes que en iso-8859-1 no son letras; puede ser windows-1252.")
    if any(bytes([byte]).decode(CODECS[declared], "replace") == "\ufffd" for _, byte, _ in trigrams):
        raise refusal(ENCODING, f"No se puede leer como {declared}.", place=f"línea {scan.bad_line}")
    other = contradicts(declared, trigrams, lambda: words_of(pieces(limited(blocks(), scan.end))))
    if other:
        cause = f"El contrato dice {declared}; leído así no hace palabras, y como {other} sí."
        raise refusal(ENCODING, cause, place=f"línea {scan.bad_line}")

"""Disguises of a number or a name in a text, undone: other alphabets, other bases, other escapes, other order.

Belongs here: what a text also says when it is read as somebody who hides things would write it. Does not belong here:
what must not be said (gate_text.py), escapes of a format (gate_exhibit.py).

Every form is judged like the text itself; one that is no disguise says nothing, because a CUI has a check digit and a
place of birth.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

_CUI_DIGITS = 13
# Zero width, soft hyphen, direction marks, tags: nobody sees them.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
# Letters of other alphabets that look like Latin ones, folded to them.
_LOOKALIKES = str.maketrans("аеіјорсухѕһԁԛԝɡοαεικνρτυѵ", "aeijopcyxshdqwgoaeikvptuv")
# Letters that look like digits, where they stand among digits.
_LIKE_DIGITS = str.maketrans("OoQDIlí|ZzEASsGbTB", "000011112234556678")
_MIXED = re.compile(
    r"(?<![0-9A-Za-z])(?=(?:[0-9]*[A-Za-z|]){1,5}[0-9]*(?![0-9A-Za-z|]))[0-9OoQDIl|ZzEASsGbTB]{13}(?![0-9A-Za-z])"
)
_BASE64 = re.compile(r"(?<![0-9A-Za-z+/_-])[0-9A-Za-z+/_-]{16,4096}={0,2}")
_HEX = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}[ :]?){13,2048}(?![0-9A-Fa-f])")
_HEX_NUMBER = re.compile(r"\b0[xX]([0-9A-Fa-f]{9,11})\b")
_ESCAPES = re.compile(r"\\(?:u\{?([0-9A-Fa-f]{2,6})\}?|x([0-9A-Fa-f]{2})|([0-9A-Fa-f]{2,6}) ?)")
_ONE_BY_ONE = re.compile(r"(?<!\d)\d(?:([^\w\n])\d)(?:\1\d){11}(?!\d)")
_RUN = re.compile(r"(?<![\d.])\d{13}(?!\d)")
_EVEN_GROUPS = re.compile(r"(?<!\d)\d{1,6}(?:([ \t\u00a0\u202f_/:;|'-])\d{1,6})(?:\1\d{1,6}){1,7}(?!\d)")
_DIGEST_WORD = re.compile(
    r"(?<![0-9A-Za-z+/=_-])([0-9A-Za-z+/_-]{22}==|[0-9A-Za-z+/_-]{27}=|[0-9A-Za-z+/_-]{43}=)"
)
_MOST = 4_000_000


def undisguised(text: str) -> Iterator[str]:
    """What else a text says, each form once."""
    if len(text) > _MOST:
        # Nobody reads a disguise of this length; its distinct values are judged one by one elsewhere.
        return
    plain = seen(text)
    forms = [plain] if plain != text else []
    forms += _inner(plain)
    for form in list(forms):
        forms += _inner(form) if len(form) < _MOST // 8 else []
    yield from dict.fromkeys(form for form in forms if form and form != text)


def seen(text: str) -> str:
    """A text without what nobody sees, and with every letter and digit in its usual form."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", INVISIBLE.sub("", text))


def folded_letters(text: str) -> str:
    """Lookalikes of other alphabets as Latin letters, of a text in lower case."""
    return text if text.isascii() else seen(text).translate(_LOOKALIKES)


def _inner(text: str) -> list[str]:
    found = [_letter_digits(text), _escapes(text), _repeatedly_unquoted(text)]
    found.append("\n".join(match.group()[::-1] for match in _RUN.finditer(text)))
    found.append("\n".join(_digits(match.group()) for match in _ONE_BY_ONE.finditer(text)))
    found.append(
        "\n".join(d for m in _EVEN_GROUPS.finditer(text) if len(d := _digits(m.group())) == _CUI_DIGITS)
    )
    found.append("\n".join(str(int(match.group(1), 16)) for match in _HEX_NUMBER.finditer(text)))
    found.append("\n".join(_from_base64(match.group()) for match in _BASE64.finditer(text)))
    found.append("\n".join(_from_hex(match.group()) for match in _HEX.finditer(text)))
    return [form for form in found if form.strip() and form != text]


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _letter_digits(text: str) -> str:
    return "\n".join(match.group().translate(_LIKE_DIGITS) for match in _MIXED.finditer(text))


def _escapes(text: str) -> str:
    """A text with the escapes of scripts and style sheets undone: the code of a letter after a backslash."""
    if "\\" not in text:
        return ""
    return _ESCAPES.sub(lambda match: _letter(next(part for part in match.groups() if part)), text)


def _letter(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number < 0x110000 else ""


def _repeatedly_unquoted(text: str) -> str:
    for _ in range(3):
        undone = unquote(text)
        if undone == text:
            break
        text = undone
    return text


def _from_base64(word: str) -> str:
    bare = word.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return _readable(base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True))
    except (binascii.Error, ValueError):
        return ""


def _from_hex(word: str) -> str:
    bare = re.sub("[ :]", "", word)
    return _readable(bytes.fromhex(bare[: len(bare) // 2 * 2]))


def _readable(data: bytes) -> str:
    """Bytes as text when they are one: random bytes hide nothing that can be found."""
    printable = sum(32 <= byte < 127 or byte in (9, 10, 13) for byte in data)
    return data.decode("latin-1") if printable * 10 >= len(data) * 9 else ""


def digest_words(text: str) -> int:
    """Words that are a digest in base64: letters of both cases and digits, of the length of MD5, SHA-1 or SHA-256."""
    return sum(
        1
        for match in _DIGEST_WORD.finditer(text)
        if re.search("[a-z]", match.group())
        and re.search("[A-Z]", match.group())
        and re.search("[0-9]", match.group())
    )


def glued_rows(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Digits of cells that stand side by side and make 13 together, one word for each place of each row."""
    for row in rows:
        cells = [cell if cell.isdigit() else "" for cell in row]
        for start in range(len(cells)):
            word = ""
            for cell in cells[start:]:
                if not cell:
                    break
                word += cell
                if len(word) >= _CUI_DIGITS:
                    break
            if len(word) == _CUI_DIGITS and word != cells[start]:
                yield word

"""The CUI (Código Único de Identificación): normal form, verdict, parts, mask.

Belongs here: everything that can be said of a number by looking at it and at the list of municipalities. Does not
belong here: whether RENAP knows it, or the bulk version (assets/macros.sql, proven equal by tests).

Form: serial (8 digits), check digit (1), department (2) and municipality (2) of birth or registration, never of
residence. Source: shared reference cui.md, sections 1, 2 and 4; legal basis: Decreto 90-2005 (Ley del RENAP).
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal, Protocol

from snis.errors import CuiError

Verdict = Literal["valid", "not_numeric", "bad_length", "bad_department", "bad_municipality", "bad_check"]

LENGTH = 13
SERIAL_DIGITS = 8
WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9)
MODULUS = 11

# Words that senders write where there is no number; compared in capitals, after trimming.
NULL_TOKENS = frozenset(
    {
        "", "-", "--", "---", ".", "0", "0000000000000", "NULL", "NULO", "NAN", "NONE", "NIL", "N/A", "NA", "#N/A",
        "#REF!", "#¡REF!", "#VALUE!", "#¡VALOR!", "S/N", "SN", "S/D", "SD", "N/D", "ND", "?", "C/F", "CF", "SIN DPI",
        "SIN CUI", "SIN DATO", "SIN DATOS", "NO TIENE", "NO TIENE DPI", "NO TIENE CUI", "NO APLICA", "NINGUNO",
        "EN TRAMITE", "EN TRÁMITE", "MENOR", "MENOR DE EDAD",
    }
)  # fmt: skip
# Numbers that people type to get past a form: one digit thirteen times, and runs along the keyboard. All but the last
# fail a rule anyway, though some only the softest (an unknown municipality); the last passes every rule.
FILLERS = frozenset(
    {digit * LENGTH for digit in "0123456789"}
    | {"0123456789012", "9876543210987", "1234567890123", "1234567890101"}
)

REASONS: dict[Verdict, str] = {
    "valid": "El CUI se sostiene.",
    "not_numeric": "El CUI lleva algo que no es un dígito.",
    "bad_length": "El CUI no tiene 13 dígitos.",
    "bad_department": "Los dígitos 10 y 11 no son un departamento.",
    "bad_municipality": "Los dígitos 12 y 13 no son un municipio de su departamento.",
    "bad_check": "El dígito verificador no corresponde.",
}

# Closed lists, so that SQL can say the same whatever Unicode version either engine knows. Digits: Arabic-Indic,
# Persian, Devanagari and full-width, those that keyboards and phones write; a digit of another script stays as it is
# and the number is not_numeric.
_ZEROS = (0x0660, 0x06F0, 0x0966, 0xFF10)
_DIGITS = {zero + value: str(value) for zero in _ZEROS for value in range(10)}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACE = re.compile("[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_SEPARATOR = re.compile("[\t-\r\x1c-\x20\\-\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d_/]")
_OUTER = " \t\r\n\f\v\"'`´’‘“”"
_FLOAT = re.compile(r"([0-9]+)\.0+")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{4}\.[0-9]{5}\.[0-9]{4}")
_PLAIN = re.compile(r"[0-9]{13}")
_LABELLED = re.compile(r"[^0-9]{1,10}([0-9]{13})|([0-9]{13})[^0-9]{1,10}")
_LOOKALIKES = str.maketrans("OILSB", "01158")


class Places(Protocol):
    """What a verdict has to know of the territory."""

    @property
    def department_codes(self) -> Set[str]:
        """Two-digit codes of the departments."""

    @property
    def municipality_codes(self) -> Set[str]:
        """Four-digit codes of the municipalities."""


@dataclass(frozen=True, repr=False)
class Cui:
    """A CUI that holds.

    Attributes:
        number: the 13 digits.
    """

    number: str

    @property
    def department(self) -> str:
        """Department of birth or registration, two digits."""
        return self.number[9:11]

    @property
    def municipality(self) -> str:
        """Municipality of birth or registration, four digits."""
        return self.number[9:13]

    def __repr__(self) -> str:
        """The mask, so that no log can show the number."""
        return f"Cui({mask(self.number)})"


def normalise(text: str | None) -> str:
    """The digits of a CUI as sent, without what people and spreadsheets put around them.

    Invisible marks, outer quotes, every kind of space and dash, underscores, slashes, thousands separators and the
    float artefact `.0` go; decimal digits of other scripts become ASCII. Letters stay, since repairing them would be
    a guess. Idempotent.
    """
    bare = _SEPARATOR.sub("", _readable(text)).strip(_OUTER)
    if match := _FLOAT.fullmatch(bare):
        return match[1]
    if _THOUSANDS.fullmatch(bare):
        return bare.replace(".", "").replace(",", "")
    return bare


def verdict(text: str | None, places: Places) -> Verdict:
    """What a CUI as sent is worth: the first rule that it fails, or "valid".

    Order: not_numeric, bad_length, bad_department, bad_municipality, bad_check.
    """
    number = normalise(text)
    if number and not (number.isascii() and number.isdigit()):
        return "not_numeric"
    if len(number) != LENGTH:
        return "bad_length"
    if number[9:11] not in places.department_codes:
        return "bad_department"
    if number[9:13] not in places.municipality_codes:
        return "bad_municipality"
    return "valid" if check_digit_holds(number) else "bad_check"


def parse(text: str | None, places: Places) -> Cui:
    """The CUI in a text.

    Raises:
        CuiError: it does not hold; the error names the rule and never the number.
    """
    outcome = verdict(text, places)
    if outcome != "valid":
        raise CuiError(outcome, REASONS[outcome], remedy="Compare el número con el DPI o la certificación.")
    return Cui(normalise(text))


def check_digit(serial: str) -> int | None:
    """Check digit of eight serial digits, or None: a serial whose remainder is 10 cannot be issued."""
    remainder = (
        sum(weight * int(digit) for weight, digit in zip(WEIGHTS, serial[:SERIAL_DIGITS], strict=True))
        % MODULUS
    )
    return remainder if remainder < MODULUS - 1 else None


def check_digit_holds(number: str) -> bool:
    """Whether a text is thirteen digits of which the ninth is the check digit of the first eight."""
    return _PLAIN.fullmatch(number) is not None and check_digit(number) == int(number[SERIAL_DIGITS])


def is_missing(text: str | None) -> bool:
    """Whether a text says that there is no CUI."""
    return _readable(text).upper() in NULL_TOKENS


def is_filler(text: str | None) -> bool:
    """Whether a number is one that people type to get past a form."""
    return normalise(text) in FILLERS


def mask(number: str) -> str:
    """A CUI for the eyes of somebody who knows it already: two digits of thirteen."""
    return f"•••••••••••{number[-2:]}" if len(number) == LENGTH else "•" * LENGTH


def repair_hint(text: str | None, places: Places) -> str:
    """What may have happened to a number that does not hold. Information for its sender; nothing is repaired."""
    number = normalise(text)
    if number.isascii() and number.isdigit() and 10 <= len(number) < LENGTH:
        padded = number.zfill(LENGTH)
        return "Quizá perdió ceros a la izquierda." if verdict(padded, places) == "valid" else ""
    swapped = number.upper().translate(_LOOKALIKES)
    if swapped != number and verdict(swapped, places) == "valid":
        return "Quizá lleva letras en lugar de dígitos."
    label = _LABELLED.fullmatch(number)
    if label and verdict(label[1] or label[2], places) == "valid":
        return "Quizá lleva un texto junto al número."
    return ""


def _readable(text: str | None) -> str:
    shown = _SPACE.sub(" ", _INVISIBLE.sub("", text or ""))
    return shown.translate(_DIGITS).strip(_OUTER)

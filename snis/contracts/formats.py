"""How senders write dates, numbers, names and places, as something SQL can be given.

Belongs here: the names of formats and what each means. Does not belong here: reading a value
(assets/core/core_valor_*.sql) or which column has which format (column.py).
"""

from dataclasses import dataclass

DATE_FORMATS = (
    "dd/mm/aaaa", "d/m/aaaa", "dd-mm-aaaa", "aaaa-mm-dd", "aaaammdd", "dd/mm/aa", "mm/dd/aaaa", "dd-mmm-aaaa",
    "excel", "d-m-aa", "aaaa/mm/dd", "ddmmaaaa", "mm/dd/aa", "dd de mmmm de aaaa", "excel1904",
)  # fmt: skip
NUMBER_FORMATS = ("1234.56", "1,234.56", "1.234,56", "Q1,234.56", "1 234.56", "1'234.56", "1234,56")
DEPARTMENT_FORMATS = ("codigo", "codigo2", "nombre", "indice0")
MUNICIPALITY_FORMATS = ("codigo4", "codigo2", "nombre", "indice0")
NAME_FORMATS = ("nombres_apellidos", "apellidos_nombres")
# Municipalities written so mean nothing without the department of the same place.
INSIDE_A_DEPARTMENT = frozenset({"codigo2", "indice0"})
# A full name whose comma tells surnames from given names.
SURNAMES_FIRST = "apellidos_nombres"

MONTH_ABBREVIATIONS = (
    "ENE", "FEB", "MAR", "ABR", "MAY", "JUN", "JUL", "AGO", "SEP", "OCT", "NOV", "DIC",
)  # fmt: skip
MONTH_NAMES = (
    "ENERO", "FEBRERO", "MARZO", "ABRIL", "MAYO", "JUNIO", "JULIO", "AGOSTO", "SEPTIEMBRE", "OCTUBRE", "NOVIEMBRE",
    "DICIEMBRE",
)  # fmt: skip
# Every way in which a month is written with letters, in capitals.
MONTH_WORDS: tuple[tuple[str, int], ...] = (
    *((word, number) for number, word in enumerate(MONTH_ABBREVIATIONS, start=1)),
    *((word, number) for number, word in enumerate(MONTH_NAMES, start=1)),
    ("SET", 9), ("SEPT", 9), ("SETIEMBRE", 9),
)  # fmt: skip

# A date cell of a workbook reaches us as this, whatever format the column has; many programs add midnight to a day.
_MIDNIGHT = r"(?:[T ]0{1,2}:00(?::00(?:[.]0+)?)?)?"
ISO_PATTERN = rf"^([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}}){_MIDNIGHT}$"


@dataclass(frozen=True)
class DatePattern:
    """A date format: an expression with three groups, and which of them is day (d), month (m) and year (a).

    Order "n" is a serial number, days since 1899-12-30 in the first group; "n4" counts them since 1904-01-01.
    """

    pattern: str
    order: str


@dataclass(frozen=True)
class NumberPattern:
    """A number format: an expression for the whole text, the mark between thousands, and the decimal mark.

    What stands before and after the digits (a currency, a sign, the brackets of a negative amount) is in the
    expression; whoever reads the number takes it away.
    """

    pattern: str
    thousands: str
    decimal: str


def _slashed(order: str, *, year: str) -> DatePattern:
    return DatePattern(rf"^([0-9]{{1,2}})/([0-9]{{1,2}})/([0-9]{{{year}}}){_MIDNIGHT}$", order)


_DATES = {
    "dd/mm/aaaa": _slashed("dma", year="4"),
    "d/m/aaaa": _slashed("dma", year="4"),
    "dd-mm-aaaa": DatePattern(rf"^([0-9]{{1,2}})-([0-9]{{1,2}})-([0-9]{{4}}){_MIDNIGHT}$", "dma"),
    "aaaa-mm-dd": DatePattern(ISO_PATTERN, "amd"),
    "aaaammdd": DatePattern(r"^([0-9]{4})([0-9]{2})([0-9]{2})$", "amd"),
    "dd/mm/aa": _slashed("dma", year="2"),
    "mm/dd/aaaa": _slashed("mda", year="4"),
    "dd-mmm-aaaa": DatePattern(
        rf"^([0-9]{{1,2}})[-/ ]([A-Za-z]{{3,4}})\.?[-/ ]([0-9]{{4}}){_MIDNIGHT}$", "dma"
    ),
    "excel": DatePattern(r"^([0-9]{1,6})(?:[.]0+)?()()$", "n"),
    "d-m-aa": DatePattern(r"^([0-9]{1,2})-([0-9]{1,2})-([0-9]{2})$", "dma"),
    "aaaa/mm/dd": DatePattern(rf"^([0-9]{{4}})/([0-9]{{1,2}})/([0-9]{{1,2}}){_MIDNIGHT}$", "amd"),
    "ddmmaaaa": DatePattern(r"^([0-9]{2})([0-9]{2})([0-9]{4})$", "dma"),
    "mm/dd/aa": _slashed("mda", year="2"),
    "dd de mmmm de aaaa": DatePattern(
        r"^([0-9]{1,2}) +(?:[Dd][Ee] +)?([A-Za-z]{3,10}) +(?:[Dd][Ee][Ll]? +)?([0-9]{4})$", "dma"
    ),
    "excel1904": DatePattern(r"^([0-9]{1,6})(?:[.]0+)?()()$", "n4"),
}
# Day, month and year apart are put together with slashes before they are read; the month may be a word.
PARTS_FORMAT = "partes"
_PARTS = DatePattern(
    r"^([0-9]{1,2})(?:[.]0+)?/([0-9]{1,2}|[A-Za-z]{3,10})(?:[.]0+)?/([0-9]{4}|[0-9]{2})(?:[.]0+)?$", "dma"
)

# A space between thousands is often one that does not break the line.
_SPACES = " \u00a0\u2007\u202f"
_POINT, _COMMA = r"([.][0-9]+)?", r"(,[0-9]+)?"
# Digits of each format: whole part with its thousands, and decimals.
_DIGITS = {
    "1234.56": (rf"[0-9]+{_POINT}", "", "."),
    "1,234.56": (rf"([0-9]{{1,3}}(,[0-9]{{3}})+|[0-9]+){_POINT}", ",", "."),
    "1.234,56": (rf"([0-9]{{1,3}}([.][0-9]{{3}})+|[0-9]+){_COMMA}", ".", ","),
    "Q1,234.56": (rf"([0-9]{{1,3}}(,[0-9]{{3}})+|[0-9]+){_POINT}", ",", "."),
    "1 234.56": (rf"([0-9]{{1,3}}([{_SPACES}][0-9]{{3}})+|[0-9]+){_POINT}", " ", "."),
    "1'234.56": (rf"([0-9]{{1,3}}(['’´][0-9]{{3}})+|[0-9]+){_POINT}", "'", "."),
    "1234,56": (rf"[0-9]+{_COMMA}", "", ","),
}
DEFAULT_NUMBER_FORMAT = "1234.56"
_WITH_Q = frozenset({"Q1,234.56"})
_ANY_CURRENCY = (r"((GTQ|Q[.]?) *)?", r"( *(GTQ|Q[.]?|QUETZALES))?")


def date_patterns(name: str) -> tuple[DatePattern, ...]:
    """What a date under a format may look like: the format itself, and the ISO form of a workbook's date cell."""
    if name == PARTS_FORMAT:
        return (_PARTS,)
    own = _DATES[name]
    iso = _DATES["aaaa-mm-dd"]
    return (own,) if own == iso else (own, iso)


def number_pattern(name: str | None, *, currency: str | None = None) -> NumberPattern:
    """What a number under a format looks like; plain digits with a decimal point when none is named.

    A negative amount may stand in brackets, as accountants write it. The text is compared in capitals.

    Args:
        name: the format.
        currency: GTQ when the quetzal may be written before or after the number.
    """
    digits, thousands, decimal = _DIGITS[name or DEFAULT_NUMBER_FORMAT]
    before, after = (r"(Q[.]?)? *", "") if name in _WITH_Q else ("", "")
    if currency is not None:
        before, after = _ANY_CURRENCY
    pattern = rf"^-?{before}-?{digits}{after}$|^\({before}{digits}{after}\)$"
    return NumberPattern(pattern, thousands, decimal)

"""How senders write dates, numbers and places, as something SQL can be given.

Belongs here: the names of formats and what each means. Does not belong here: reading a value
(assets/core/core_valor_*.sql) or which column has which format (layout.py).
"""

from dataclasses import dataclass

DATE_FORMATS = (
    "dd/mm/aaaa", "d/m/aaaa", "dd-mm-aaaa", "aaaa-mm-dd", "aaaammdd", "dd/mm/aa", "mm/dd/aaaa", "dd-mmm-aaaa",
    "excel",
)  # fmt: skip
NUMBER_FORMATS = ("1234.56", "1,234.56", "1.234,56", "Q1,234.56")
DEPARTMENT_FORMATS = ("codigo", "codigo2", "nombre", "indice0")
MUNICIPALITY_FORMATS = ("codigo4", "codigo2", "nombre", "indice0")
# Municipalities written so mean nothing without the department of the same place.
INSIDE_A_DEPARTMENT = frozenset({"codigo2", "indice0"})

MONTH_ABBREVIATIONS = (
    "ENE", "FEB", "MAR", "ABR", "MAY", "JUN", "JUL", "AGO", "SEP", "OCT", "NOV", "DIC",
)  # fmt: skip

# A date cell of a workbook reaches us as this, whatever format the column has.
ISO_PATTERN = r"^([0-9]{4})-([0-9]{2})-([0-9]{2})$"


@dataclass(frozen=True)
class DatePattern:
    """A date format: an expression with three groups, and which of them is day (d), month (m) and year (a).

    Order "n" is a serial number: days since 1899-12-30 in the first group.
    """

    pattern: str
    order: str


@dataclass(frozen=True)
class NumberPattern:
    """A number format: an expression for the whole text, the mark between thousands, and the decimal mark."""

    pattern: str
    thousands: str
    decimal: str


_DATES = {
    "dd/mm/aaaa": DatePattern(r"^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})$", "dma"),
    "d/m/aaaa": DatePattern(r"^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})$", "dma"),
    "dd-mm-aaaa": DatePattern(r"^([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})$", "dma"),
    "aaaa-mm-dd": DatePattern(ISO_PATTERN, "amd"),
    "aaaammdd": DatePattern(r"^([0-9]{4})([0-9]{2})([0-9]{2})$", "amd"),
    "dd/mm/aa": DatePattern(r"^([0-9]{1,2})/([0-9]{1,2})/([0-9]{2})$", "dma"),
    "mm/dd/aaaa": DatePattern(r"^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})$", "mda"),
    "dd-mmm-aaaa": DatePattern(r"^([0-9]{1,2})[-/ ]([A-Za-z]{3})\.?[-/ ]([0-9]{4})$", "dma"),
    "excel": DatePattern(r"^([0-9]{1,6})()()$", "n"),
}
_NUMBERS = {
    "1234.56": NumberPattern(r"^-?[0-9]+(\.[0-9]+)?$", "", "."),
    "1,234.56": NumberPattern(r"^-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?$", ",", "."),
    "1.234,56": NumberPattern(r"^-?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?$", ".", ","),
    "Q1,234.56": NumberPattern(r"^Q? *-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?$", ",", "."),
}
DEFAULT_NUMBER_FORMAT = "1234.56"


def date_patterns(name: str) -> tuple[DatePattern, ...]:
    """What a date under a format may look like: the format itself, and the ISO form of a workbook's date cell."""
    own = _DATES[name]
    iso = _DATES["aaaa-mm-dd"]
    return (own,) if own == iso else (own, iso)


def number_pattern(name: str | None) -> NumberPattern:
    """What a number under a format looks like; plain digits with a decimal point when none is named."""
    return _NUMBERS[name or DEFAULT_NUMBER_FORMAT]

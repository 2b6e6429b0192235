"""What a measured indicator is worth: division, rounding, and the reason where there is no value.

Belongs here: the readable reference of assets/indicators/figura.sql, on whole hundredths. Does not belong here: what
is counted (the statement of each indicator), or the words around a figure (model.py).
A property test proves that this module and the SQL give equal figures.
"""

from dataclasses import dataclass
from decimal import Decimal

from snis.indicators.model import Indicator

CALCULATED = "calculada"
RANGE_ONLY = "solo_rango"
NO_DENOMINATOR = "sin_denominador"
ZERO_DENOMINATOR = "denominador_cero"
ABOVE = "supera_denominador"
OUT_OF_RANGE = "fuera_de_rango"
NO_DATA = "sin_datos"
REASONS = (CALCULATED, RANGE_ONLY, NO_DENOMINATOR, ZERO_DENOMINATOR, ABOVE, OUT_OF_RANGE, NO_DATA)

_DECIMALS = 10_000


@dataclass(frozen=True)
class Measured:
    """What a statement measured of one cell.

    Attributes:
        numerator: None when nothing is known of it.
        denominator: of a ratio; None when there is none for this place and year.
        least, greatest: between what the numerator lies, where it is not known exactly.
    """

    numerator: Decimal | None
    denominator: Decimal | None = None
    least: Decimal | None = None
    greatest: Decimal | None = None


@dataclass(frozen=True)
class Figure:
    """A figure that may be quoted.

    Attributes:
        value: None where the reason says why there is none.
        least, greatest: between what it lies; None when the value is exact.
        reason: one of REASONS.
    """

    value: float | None
    least: float | None
    greatest: float | None
    reason: str


def figure_of(indicator: Indicator, measured: Measured) -> Figure:
    """The figure of one measured cell."""
    reason = _reason(indicator, measured)
    value = _value(indicator, measured.numerator, measured) if reason == CALCULATED else None
    if value is not None and not _is_credible(indicator, value):
        return Figure(None, None, None, OUT_OF_RANGE)
    if reason not in {CALCULATED, RANGE_ONLY}:
        return Figure(None, None, None, reason)
    greatest = measured.greatest
    if greatest is not None and measured.denominator is not None and not indicator.puede_superar:
        # A part is never more than the whole, however little is known of it.
        greatest = min(greatest, measured.denominator)
    return Figure(
        value, _value(indicator, measured.least, measured), _value(indicator, greatest, measured), reason
    )


def _reason(indicator: Indicator, measured: Measured) -> str:
    known = [number for number in (measured.numerator, measured.least) if number is not None]
    if measured.numerator is None and (measured.least is None or measured.greatest is None):
        return NO_DATA
    if indicator.is_ratio:
        if measured.denominator is None:
            return NO_DENOMINATOR
        if measured.denominator == 0:
            return ZERO_DENOMINATOR
        if not indicator.puede_superar and max(known) > measured.denominator:
            return ABOVE
    return RANGE_ONLY if measured.numerator is None else CALCULATED


def _value(indicator: Indicator, number: Decimal | None, measured: Measured) -> float | None:
    """Whole ten-thousandths, half up, so that every engine gives the same four decimals."""
    if number is None:
        return None
    if not indicator.is_ratio or measured.denominator is None:
        return float(number)
    above, below = int(number * 100), int(measured.denominator * 100)
    return ((2 * above * indicator.factor * _DECIMALS + below) // (2 * below)) / _DECIMALS


def _is_credible(indicator: Indicator, value: float) -> bool:
    low, high = indicator.rango.minimo, indicator.rango.maximo
    return (low is None or value >= low) and (high is None or value <= high)

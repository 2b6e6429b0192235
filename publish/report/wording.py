"""Numbers, periods and lists as people read them in Spanish.

Belongs here: forms that agree in number and gender. Does not belong here: what is said (sections.py, sheets.py,
paragraph.py).
"""

from collections.abc import Sequence
from decimal import Decimal

from snis.periods import Kind, Period

MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
_ORDINALS = ("primer", "segundo", "tercer")
_SPACE = "\u00a0"
# Below it, rounding to whole persons says too little.
_ENOUGH_TO_TELL = 2
# What a figure that is not printed means.
WITHHELD = "menos de 10, posiblemente ninguna"


def number(value: int) -> str:
    """A whole number, thousands apart."""
    return f"{value:,}".replace(",", _SPACE)


def decimal(value: float, places: int = 1) -> str:
    """A number with a decimal comma, half up."""
    step = Decimal(1).scaleb(-places)
    text = f"{Decimal(str(value)).quantize(step, rounding='ROUND_HALF_UP'):,}"
    return text.replace(",", _SPACE).replace(".", ",")


def percent(value: float) -> str:
    """A share in percent; below one, with two decimals."""
    return f"{decimal(value, 1 if value >= 1 or not value else 2)}{_SPACE}%"


def quetzales(value: Decimal) -> str:
    """An amount without cents."""
    return f"Q{_SPACE}{number(int(value.quantize(Decimal(1), rounding='ROUND_HALF_UP')))}"


def counted(value: int, one: str, many: str, *, none: str = "") -> str:
    """A count with its noun: "ninguna persona", "1 persona", "12 personas"."""
    if value == 0 and none:
        return none
    return f"{number(value)} {one if value == 1 else many}"


def persons(value: int) -> str:
    """A count of persons."""
    return counted(value, "persona", "personas", none="ninguna persona")


def agreeing(value: int, one: str, many: str) -> str:
    """The form of a verb or adjective that agrees with a count; none of something is singular."""
    return one if value in {0, 1} else many


def listed(items: Sequence[str]) -> str:
    """Items with commas and a last "y", which is "e" before the sound of i."""
    if len(items) < 2:
        return "".join(items)
    last = items[-1]
    sound = last.casefold()
    is_i = sound.startswith(("i", "í", "hi", "hí")) and not sound.startswith(("hie", "ie", "hia", "ia", "io"))
    return f"{', '.join(items[:-1])} {'e' if is_i else 'y'} {last}"


def period_name(period: Period) -> str:
    """A period by its name: "el primer semestre de 2026"."""
    if period.kind is Kind.YEAR:
        return f"el año {period.year}"
    if period.kind is Kind.MONTH:
        return f"{MONTHS[period.number - 1]} de {period.year}"
    return f"el {_ORDINALS[period.number - 1]} {period.kind.value} de {period.year}"


def when(period: Period, last_month: int = 12) -> str:
    """When something happened: "entre enero y junio de 2026"; no month after the last that is known."""
    first, last = period.first_month, min(period.last_month, last_month)
    if period.kind is Kind.YEAR and last == 12:
        return f"en {period.year}"
    if first >= last:
        return f"en {MONTHS[first - 1]} de {period.year}"
    return f"entre {MONTHS[first - 1]} y {MONTHS[last - 1]} de {period.year}"


def so_far(year: int, last_month: int) -> str:
    """A year that is known up to a month: "en 2026, hasta abril,"."""
    return f"en {year}" if last_month == len(MONTHS) else f"en {year}, hasta {MONTHS[last_month - 1]}"


def quoted(name: str) -> str:
    """The name of a programme, told apart from the sentence around it."""
    return f"«{name}»"


def capitalised(text: str) -> str:
    """A sentence's first letter in capitals, the rest as it is."""
    return text[:1].upper() + text[1:]


def out_of(value: float) -> tuple[int, int]:
    """A percentage as "so many of so many": the smallest of 100, 1 000 and 10 000 that gives two persons or more."""
    share, whole = 0, 100
    for whole in (100, 1_000, 10_000):
        share = int(Decimal(str(value)) * whole / 100 + Decimal("0.5"))
        if share >= _ENOUGH_TO_TELL:
            break
    return share, whole

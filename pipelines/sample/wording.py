"""How dates, amounts, places and names look when somebody types them.

Belongs here: one value into the text of one format. Does not belong here: which column has which format (layouts.py).
"""

import unicodedata
from datetime import date
from random import Random

from snis.nation.model import Place

_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_EXCEL_EPOCH = date(1899, 12, 30)


def write_date(day: date, form: str) -> str:
    """A date in one of the contract formats."""
    if form == "excel":
        return str((day - _EXCEL_EPOCH).days)
    if form == "d/m/aaaa":
        return f"{day.day}/{day.month}/{day.year}"
    if form == "dd-mmm-aaaa":
        return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}"
    strftime = {
        "dd/mm/aaaa": "%d/%m/%Y",
        "dd-mm-aaaa": "%d-%m-%Y",
        "aaaa-mm-dd": "%Y-%m-%d",
        "aaaammdd": "%Y%m%d",
        "dd/mm/aa": "%d/%m/%y",
        "mm/dd/aaaa": "%m/%d/%Y",
    }
    return day.strftime(strftime[form])


def write_amount(cents: int, form: str) -> str:
    """An amount in cents of quetzal, in one of the contract formats."""
    plain = f"{cents / 100:,.2f}"
    if form == "1,234.56":
        return plain
    if form == "1.234,56":
        return plain.translate(str.maketrans(",.", ".,"))
    if form == "Q1,234.56":
        return f"Q{plain}"
    return plain.replace(",", "")


def write_department(place: Place, form: str, rng: Random) -> str:
    """A department by code or by name."""
    if form == "nombre":
        return _as_typed(place.department_name, rng)
    number = int(place.department)
    return {"codigo2": place.department, "codigo": str(number), "indice0": str(number - 1)}[form]


def write_municipality(place: Place, form: str, rng: Random) -> str:
    """A municipality by code, position, name or one of its other names."""
    if form == "nombre":
        if place.aliases and rng.random() < 0.15:
            return rng.choice(place.aliases)
        return _as_typed(place.name, rng)
    number = int(place.code[2:])
    # Spreadsheets eat the zero in front.
    code = place.code.lstrip("0") if rng.random() < 0.6 else place.code
    return {"codigo4": code, "codigo2": f"{number:02d}", "indice0": str(number - 1)}[form]


def write_cui(cui: str, style: str) -> str:
    """A CUI as on the card (4-5-4), with hyphens, or plain."""
    separator = {"spaces": " ", "hyphens": "-"}.get(style)
    return cui if separator is None else separator.join((cui[:4], cui[4:9], cui[9:]))


def without_accents(text: str) -> str:
    """Letters without their accents; ñ becomes n."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def plain_form(text: str) -> str:
    """Letters without accents in capitals, single spaces: what makes two spellings of a name equal."""
    letters = "".join(c if c.isalnum() else " " if c not in "'´" else "" for c in without_accents(text))
    return " ".join(letters.upper().split())


def _as_typed(name: str, rng: Random) -> str:
    chance = rng.random()
    if chance < 0.08:
        return without_accents(name).upper()
    return without_accents(name) if chance < 0.14 else name

"""What people and spreadsheets do to the cells of a delivery.

Belongs here: the messes, in three kinds: harmless, doubtful, broken. Does not belong here: the rows (delivery_rows.py).

What is called harmless holds under the contract's words: its formats, its code lists, its names of places. What is
broken is broken for anybody. What stands between may be accepted with the true value or quarantined.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from tests.corpus.delivery_rows import HEADER, Random, Row, spanish

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_PLAIN = str.maketrans("áéíóúüÁÉÍÓÚÜ", "aeiouuAEIOUU")

Mess = Callable[[Row, Random], None]


def _put(name: str, change: Callable[[str], str]) -> Mess:
    def mess(row: Row, _: Random) -> None:
        row.sent[name] = change(row.sent[name])

    return mess


def _day(name: str, change: Callable[[date], str]) -> Mess:
    key = {"Fecha de nacimiento": "nacimiento_fecha", "Fecha de pago": "entrega_fecha"}[name]

    def mess(row: Row, _: Random) -> None:
        row.sent[name] = change(date.fromisoformat(row.means[key]))

    return mess


def _money(change: Callable[[Decimal], str]) -> Mess:
    def mess(row: Row, _: Random) -> None:
        row.sent["Monto"] = change(Decimal(row.means["monto_gtq"]))

    return mess


def _without(name: str, key: str) -> Mess:
    def mess(row: Row, _: Random) -> None:
        row.sent[name] = row.means[key] = ""

    return mess


def _zero_lost(row: Row, _: Random) -> None:
    number = row.means["cui"]
    if number.startswith("0"):
        row.sent["CUI titular"] = number.lstrip("0")


def _many_lines(row: Row, _: Random) -> None:
    row.sent["Dirección"] = "Aldea El Mirador\nfrente a la escuela"


# A row with one of these is as good as a clean one.
HARMLESS: dict[str, Mess] = {
    "CUI 4-5-4": _put("CUI titular", lambda text: f"{text[:4]} {text[4:9]} {text[9:]}"),
    "CUI con guiones": _put("CUI titular", lambda text: f"{text[:4]}-{text[4:9]}-{text[9:]}"),
    "CUI con espacios": _put("CUI titular", lambda text: f"  {text}\u00a0"),
    "CUI con .0": _put("CUI titular", lambda text: f"{text}.0"),
    "CUI que falta, con nombre y nacimiento": _without("CUI titular", "cui"),
    "día y mes de una cifra": _day("Fecha de pago", lambda day: f"{day.day}/{day.month}/{day.year}"),
    "nacimiento de una cifra": _day("Fecha de nacimiento", lambda day: f" {day.day}/{day.month}/{day.year} "),
    "nacimiento que falta": _without("Fecha de nacimiento", "nacimiento_fecha"),
    "monto con espacios": _put("Monto", lambda text: f"  {text} "),
    "monto sin puntos": _put("Monto", lambda text: text.replace(".", "")),
    "sexo en minúscula": _put("Sexo", lambda text: f" {text.lower()} "),
    "pueblo en minúsculas": _put("Pueblo", lambda text: f"{text.lower()} "),
    "pueblo que falta": _without("Pueblo", "pueblo_codigo"),
    "intervención en minúsculas": _put("Intervención", lambda text: f" {text.capitalize()}"),
    "departamento en mayúsculas sin tildes": _put("Departamento", lambda text: text.translate(_PLAIN).upper()),
    "municipio en mayúsculas": _put("Municipio", lambda text: f"{text.upper()}  "),
    "municipio sin tildes": _put("Municipio", lambda text: text.translate(_PLAIN)),
    "municipio con espacios dobles": _put("Municipio", lambda text: text.replace(" ", "  ")),
    "dirección de dos líneas": _many_lines,
    "nombre con espacios": _put("Primer nombre", lambda text: f"  {text}  "),
}  # fmt: skip


def _set(name: str, text: str) -> Mess:
    return _put(name, lambda _: text)


def _place_code(row: Row, _: Random) -> None:
    row.sent["Departamento"] = row.means["residencia_departamento_codigo"]


# Between good and broken: the true value, or quarantine.
DOUBTFUL: dict[str, Mess] = {
    # Sure where a whole file lost its zeros; beside numbers that lost another digit, one in eleven is somebody else.
    "CUI sin su cero": _zero_lost,
    "fecha con guiones": _day("Fecha de pago", lambda day: f"{day:%d-%m-%Y}"),
    "fecha con año de dos cifras": _day("Fecha de pago", lambda day: f"{day:%d/%m/%y}"),
    "fecha ISO": _day("Fecha de pago", lambda day: f"{day:%Y-%m-%d}"),
    "fecha con hora": _day("Fecha de pago", lambda day: f"{day:%d/%m/%Y} 00:00"),
    "nacimiento con año de dos cifras": _day("Fecha de nacimiento", lambda day: f"{day:%d/%m/%y}"),
    "departamento como código": _place_code,
    "sin departamento": _set("Departamento", ""),
    "monto con espacio de miles": _money(lambda amount: spanish(amount).replace(".", " ")),
    "monto entero": _money(lambda amount: f"{int(amount)}" if amount == int(amount) else spanish(amount)),
    "monto con un decimal": _money(lambda amount: spanish(amount).removesuffix("0")),
    "monto con Q": _money(lambda amount: f"Q{spanish(amount)}"),
    "CUI con apóstrofo": _put("CUI titular", lambda text: f"'{text}"),
    "corresponsabilidad con .0": _put("Corresponsabilidad", lambda text: f"{text}.0" if text else ""),
}


def _wrong_digit(row: Row, chance: Random) -> None:
    number = row.sent["CUI titular"]
    place = chance.randrange(8)
    digit = str((int(number[place]) + chance.randrange(1, 10)) % 10)
    row.sent["CUI titular"] = number[:place] + digit + number[place + 1 :]


def _swapped(row: Row, chance: Random) -> None:
    number = row.sent["CUI titular"]
    place = next((place for place in range(7) if number[place] != number[place + 1]), 0)
    row.sent["CUI titular"] = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if row.sent["CUI titular"] == number:
        row.sent["CUI titular"] = number[:12]


def _nobody(row: Row, _: Random) -> None:
    row.sent["CUI titular"] = row.sent["Fecha de nacimiento"] = ""


def _born_late(row: Row, _: Random) -> None:
    row.sent["Fecha de nacimiento"] = "01/11/2026"


def _other_department(row: Row, _: Random) -> None:
    row.sent["Departamento"], row.sent["Municipio"] = "Petén", "Totonicapán"


# A row with one of these cannot be accepted; the rules under which it may be set aside.
BROKEN: dict[str, tuple[Mess, str]] = {
    "dígito equivocado": (_wrong_digit, "CUI-05 CUI-06"),
    "dígitos cambiados de lugar": (_swapped, "CUI-05 CUI-02"),
    "CUI de doce dígitos": (_put("CUI titular", lambda text: f"9{text[1:12]}"), "CUI-02"),
    "CUI de catorce dígitos": (_put("CUI titular", lambda text: f"{text}1"), "CUI-02"),
    "CUI con letra O": (_put("CUI titular", lambda text: f"{text[:9]}O{text[10:]}"), "CUI-01"),
    "CUI en notación científica": (_put("CUI titular", lambda text: f"{text[0]},{text[1:6]}E+12"), "CUI-01 CUI-02"),
    "CUI de relleno": (_set("CUI titular", "1111111111111"), "CUI-06 CUI-05"),
    "CUI con departamento 23": (_put("CUI titular", lambda text: f"{text[:9]}2301"), "CUI-03"),
    "sin CUI ni nacimiento": (_nobody, "IDE-01"),
    "sin primer nombre": (_set("Primer nombre", " "), "OBL-01"),
    "sin hogar": (_set("Código de hogar", ""), "OBL-01"),
    "sin fecha de pago": (_set("Fecha de pago", ""), "OBL-01"),
    "sin monto": (_set("Monto", ""), "OBL-01"),
    "31 de febrero": (_set("Fecha de pago", "31/02/2026"), "FEC-01"),
    "mes 13": (_set("Fecha de pago", "05/13/2026"), "FEC-01"),
    "fecha en palabras": (_set("Fecha de pago", "pendiente"), "FEC-01"),
    "fecha como serie de Excel": (_set("Fecha de pago", "46027"), "FEC-01"),
    "pago en el futuro": (_set("Fecha de pago", "05/01/2062"), "FEC-02"),
    "nacimiento después del pago": (_born_late, "FEC-03"),
    "sexo F, que el contrato no conoce": (_set("Sexo", "F"), "COD-01"),
    "pueblo mal escrito": (_set("Pueblo", "Mayaa"), "COD-01"),
    "intervención desconocida": (_set("Intervención", "NUTRICIÓN"), "COD-01"),
    "departamento mal escrito": (_set("Departamento", "Alta Berapas"), "TER-01"),
    "municipio mal escrito": (_set("Municipio", "Chichicastenago del Sur"), "TER-02"),
    "municipio de otro departamento": (_other_department, "TER-02"),
    "monto con punto decimal": (_money(lambda amount: f"{amount:.2f}"), "NUM-01"),
    "monto con coma de miles": (_set("Monto", "1,250.50"), "NUM-01"),
    "monto con letra O": (_set("Monto", "5OO,00"), "NUM-01"),
    "monto en palabras": (_set("Monto", "quinientos"), "NUM-01"),
    "monto negativo": (_set("Monto", "-500,00"), "NUM-02"),
    "monto con signo al final": (_set("Monto", "500,00-"), "NUM-01 NUM-02"),
    "día cero": (_set("Fecha de pago", "00/05/2026"), "FEC-01"),
    "año de tres cifras": (_set("Fecha de pago", "05/01/202"), "FEC-01"),
    "corrida a la izquierda, con la misma cuenta": (lambda row, _: _slide(row, -1), ""),
    "corrida a la derecha, con la misma cuenta": (lambda row, _: _slide(row, 1), ""),
    "celda de menos: corrida a la izquierda": (lambda row, _: _shift(row, -1), "EST-01"),
    "celda de más: corrida a la derecha": (lambda row, _: _shift(row, 1), "EST-01"),
}  # fmt: skip


def _shift(row: Row, by: int) -> None:
    cells = [row.sent[name] for name in HEADER]
    row.lines = ";".join(
        quoted(cell) for cell in (cells[:3] + cells[4:] if by < 0 else [*cells[:3], "x", *cells[3:]])
    )


def _slide(row: Row, by: int) -> None:
    """Cells move by one from the third on; the row has as many as before."""
    cells = [row.sent[name] for name in HEADER]
    row.sent = dict(
        zip(HEADER, cells[:3] + ([*cells[4:], ""] if by < 0 else ["", *cells[3:-1]]), strict=True)
    )


def quoted(text: str) -> str:
    """A cell, within quotes where it needs them."""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ';"\n') else text

"""What the sender does next, in words, and until when.

Belongs here: from what a receipt says to a few Spanish sentences. Does not belong here: the receipt (receipt.py), or
deadlines (the calendar gives them).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from assets.raw.transfers import REFUSED

WORKBOOK = "filas_devueltas.xlsx"
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip


def next_steps(receipt: Mapping[str, Any]) -> list[str]:
    """Sentences for the sender, in the order in which things are done."""
    steps = _rehearsed(receipt) if receipt.get("es_revision") else _received(receipt)
    return [*steps, *_calendar_steps(receipt.get("calendario") or {}, _awaits_correction(receipt))]


def count_of(number: int, one: str, many: str) -> str:
    """A number with its noun: 1 fila, 2 filas; thousands are set apart."""
    return f"{grouped(number)} {one if number == 1 else many}"


def grouped(number: int) -> str:
    """A whole number as people read it: 12 345."""
    return f"{number:,}".replace(",", "\u202f")


def day_in_words(day: str) -> str:
    """aaaa-mm-dd as "10 de mayo de 2026"; anything else as it is."""
    parts = day.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return day
    year, month, number = (int(part) for part in parts)
    return f"{number} de {_MONTHS[month - 1]} de {year}" if 1 <= month <= len(_MONTHS) else day


def _received(receipt: Mapping[str, Any]) -> Iterator[str]:
    if receipt["estado"] == REFUSED:
        yield f"El archivo se rechazó entero y ninguna de sus filas cuenta. {receipt['motivo']['remedio']}"
        yield f"Deposite el archivo corregido en su carpeta, inbox/{_folder(receipt)}/."
        return
    rows = receipt["filas"]
    if rows["cuarentena"]:
        yield from _mending(receipt)
    if rows["descartadas"]:
        yield (
            f"{count_of(rows['descartadas'], 'fila descartada no pide', 'filas descartadas no piden')} nada: son "
            "totales, notas o entregas repetidas. Están en descartadas.csv por si quiere revisarlas."
        )
    if rows["aceptadas"]:
        yield (
            f"{count_of(rows['aceptadas'], 'fila aceptada ya cuenta', 'filas aceptadas ya cuentan')}; "
            "no hace falta enviarlas otra vez."
        )
    elif not rows["cuarentena"]:
        yield "No hace falta hacer nada más con este archivo."


def _mending(receipt: Mapping[str, Any]) -> Iterator[str]:
    held, in_book = receipt["filas"]["cuarentena"], receipt.get("filas_en_libro", 0)
    if not in_book:
        yield (
            f"{count_of(held, 'fila quedó', 'filas quedaron')} en cuarentena: corríjalas en su sistema y envíelas otra "
            "vez."
        )
        return
    yield (
        f"Abra {WORKBOOK}: trae {count_of(in_book, 'fila', 'filas')} en cuarentena con la celda que falla en color, su "
        "motivo y qué hacer. Corrija ahí mismo y guarde."
    )
    yield (
        f"Deposite ese mismo libro, con cualquier nombre, en inbox/{_folder(receipt)}/. Lo que no haya corregido "
        "vuelve a cuarentena; nada se cuenta dos veces."
    )
    if held > in_book:
        yield (
            f"Las demás ({grouped(held - in_book)}) están en cuarentena.csv. Cuando son tantas, corrija en su "
            "sistema y envíe el archivo completo otra vez."
        )


def _rehearsed(receipt: Mapping[str, Any]) -> Iterator[str]:
    yield "Esto fue una revisión: nada se guardó y nada se envió."
    if receipt["estado"] == REFUSED:
        yield f"Una noche rechazaría el archivo entero. {receipt['motivo']['remedio']}"
    elif receipt["filas"]["cuarentena"]:
        yield (
            "Puede corregir el archivo y revisarlo otra vez antes de enviarlo; o enviarlo así y corregir después las "
            "filas que le devolvamos."
        )
    else:
        yield f"El archivo está listo: deposítelo en inbox/{_folder(receipt)}/."


def _calendar_steps(calendar: Mapping[str, Any], awaits_correction: bool) -> Iterator[str]:
    if awaits_correction and calendar.get("corregir_hasta"):
        yield (
            f"Lo corregido cuenta para {calendar['periodo']} si llega a más tardar el "
            f"{day_in_words(calendar['corregir_hasta'])}."
        )
    if calendar.get("sigue_fecha"):
        yield (
            f"El próximo archivo es el de {calendar['sigue_periodo']} y se espera a más tardar el "
            f"{day_in_words(calendar['sigue_fecha'])}."
        )


def _awaits_correction(receipt: Mapping[str, Any]) -> bool:
    return receipt["estado"] == REFUSED or bool(receipt["filas"]["cuarentena"])


def _folder(receipt: Mapping[str, Any]) -> str:
    return receipt["institucion"] or "<su institución>"

"""Old workbooks: BIFF8 and BIFF5.

Belongs here: cases about XLS. Does not belong here: HTML or XML named .xls (markup_files.py).
"""

from collections.abc import Iterator
from typing import Any

from tests.corpus.case import Case, reads, reads_either, refuses, table, tables_of
from tests.corpus.people import FOOD, PEOPLE, PLAIN, SHORT, long_table
from tests.corpus.write_xls import (
    DAY,
    DAYS,
    HOUR,
    MOMENT,
    MONEY,
    TEXT,
    ZEROS,
    Flag,
    Formula,
    Number,
    Sheet,
    ole,
    xls,
)


def _book(*rows: Any, **options: Any) -> bytes:
    return xls(Sheet("Hoja1", rows), **options)


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield reads("XLS de textos", "libro.xls", _book(*PEOPLE.lines), PEOPLE)
    yield reads("XLS con el texto en cada celda", "libro.xls", _book(*PEOPLE.lines, shared=False), PEOPLE)
    yield reads("XLS de Excel 95", "libro.xls", _book(*PLAIN.lines, biff=5), PLAIN, or_refused="ARC-02")
    yield reads(
        "XLS con título, blanco y total",
        "libro.xls",
        _book(("MIDES",), (), *FOOD.lines, ("TOTAL", None, 85)),
        FOOD,
    )
    yield from _values()
    yield from _sheets()
    yield from _damaged()


def _values() -> Iterator[Case]:
    numbers = [
        ("CUI", "Monto", "Edad"),
        (Number(9120000011601.0), Number(1250.5, MONEY), Number(45, DAYS, rk=True)),
        (Number(9120000191601.0), Number(500, MONEY), Number(7, DAYS, rk=True)),
    ]
    yield reads(
        "XLS con números y formatos",
        "libro.xls",
        _book(*numbers),
        table("CUI|Monto|Edad", "9120000011601|1250.5|45", "9120000191601|500|7"),
    )
    days = [
        ("Folio", "Fecha", "Momento"),
        (1, Number(46027, DAY), Number(46027.5, MOMENT)),
        (2, Number(35124, DAY), Number(46028.25, MOMENT)),
    ]
    right = table(
        "Folio|Fecha|Momento", "1|2026-01-05|2026-01-05 12:00:00", "2|1996-02-29|2026-01-06 06:00:00"
    )
    yield reads("XLS con fechas", "libro.xls", _book(*days), right)
    old = [("Folio", "Fecha"), (1, Number(44565, DAY)), (2, Number(44566, DAY, rk=True))]
    yield reads(
        "XLS con fechas desde 1904",
        "libro.xls",
        _book(*old, date1904=True),
        table("Folio|Fecha", "1|2026-01-05", "2|2026-01-06"),
    )
    hours = [("Folio", "Hora"), (1, Number(0.5, HOUR)), (2, Number(0.25, HOUR))]
    yield reads("XLS con horas", "libro.xls", _book(*hours), table("Folio|Hora", "1|12:00:00", "2|06:00:00"))
    zeros = [
        ("CUI", "Nombre"),
        (Number(120000011601.0, ZEROS), "Ana"),
        (Number(9120000191601.0, ZEROS), "Eva"),
    ]
    yield reads(
        "XLS con ceros del formato",
        "libro.xls",
        _book(*zeros),
        table("CUI|Nombre", "0120000011601|Ana", "9120000191601|Eva"),
    )
    text = [("CUI", "Nombre"), (Number(120000011601.0, TEXT), "Ana"), ("0120000011601", "Eva")]
    yield reads(
        "XLS con número y texto en una columna",
        "libro.xls",
        _book(*text),
        table("CUI|Nombre", "120000011601|Ana", "0120000011601|Eva"),
    )
    sums = [
        ("Folio", "Suma", "Texto"),
        (1, Formula(15.0), Formula("Folio uno")),
        (2, Formula(25.5), Formula("Ñandú")),
    ]
    yield reads(
        "XLS con fórmulas y sus valores",
        "libro.xls",
        _book(*sums),
        table("Folio|Suma|Texto", "1|15|Folio uno", "2|25.5|Ñandú"),
    )
    flags = [("Folio", "Pagado"), (1, Flag(1)), (2, Flag(0)), (3, Flag(0x2A, is_error=True))]
    yield reads(
        "XLS con verdadero, falso y error",
        "libro.xls",
        _book(*flags),
        table("Folio|Pagado", "1|true", "2|false", "3|#N/A"),
    )


def _sheets() -> Iterator[Case]:
    yield reads(
        "XLS con dos hojas",
        "libro.xls",
        xls(Sheet("Alimentos", FOOD.lines), Sheet("Personas ñ", SHORT.lines)),
        FOOD,
        SHORT,
    )
    lists = table("Código|Nombre", "1|Maya", "2|Garífuna", "3|Xinka")
    hidden = xls(Sheet("Datos", FOOD.lines), Sheet("Listas", lists.lines, state=1))
    yield reads_either("XLS con hoja oculta", "libro.xls", hidden, (FOOD,), (FOOD, lists))
    two = [
        ("CUI", "Nombre", "Residencia", ""),
        ("", "", "Departamento", "Municipio"),
        ("9120000011601", "Ana", "Petén", "Flores"),
        ("9120000191601", "Eva", "Izabal", "Morales"),
    ]
    merged = xls(Sheet("Hoja1", two, merges=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3)]))
    yield reads(
        "XLS con encabezado combinado de dos filas",
        "libro.xls",
        merged,
        tables_of(["CUI", "Nombre", "Residencia / Departamento", "Residencia / Municipio"], two[2:]),
    )
    yield reads(
        "XLS con 9,000 filas",
        "libro.xls",
        lambda: _book(*long_table(9_000).lines, shared=False),
        long_table(9_000),
    )
    yield reads(
        "XLS con muchos textos compartidos",
        "libro.xls",
        lambda: _book(*long_table(2_000).lines),
        long_table(2_000),
    )
    yield refuses("XLS sin nada", "libro.xls", xls(Sheet("Hoja1", [])), "ARC-01")


def _damaged() -> Iterator[Case]:
    whole = _book(*long_table(300).lines)
    yield refuses("XLS cortado a la mitad", "libro.xls", whole[: len(whole) // 2], "ARC-02")
    yield refuses("XLS del que solo llegó el principio", "libro.xls", whole[:600], "ARC-02")
    locked = _book(*FOOD.lines, extra=b"\x2f\x00\x36\x00\x01\x00\x01\x00\x01\x00" + b"\x5a" * 48)
    yield refuses("XLS con contraseña", "libro.xls", locked, "ARC-02", "(?i)contraseña|protegid|cifrad")
    word = ole({"WordDocument": b"\xec\xa5" + b"texto" * 900, "1Table": b"\0" * 5000})
    yield refuses("documento de Word viejo con nombre de libro", "libro.xls", word, "ARC-02")
    encrypted = ole({"EncryptionInfo": b"\x04\0\x04\0" + b"<x/>" * 20, "EncryptedPackage": b"\x77" * 9000})
    yield refuses("XLSX con contraseña", "libro.xlsx", encrypted, "ARC-02", "(?i)contraseña|protegid|cifrad")
    yield refuses("OLE sin nada adentro", "libro.xls", ole({"Otra cosa": b"x" * 5000}), "ARC-02")

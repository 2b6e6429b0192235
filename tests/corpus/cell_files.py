"""Cells of workbooks: numbers with their formats, and days.

Belongs here: what one cell of an XLSX holds and how it is shown. Does not belong here: formulas and texts
(formula_files.py), sheets and programs (book_files.py).
"""
# ruff: noqa: DTZ001 (a cell of a workbook has no time zone)

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from tests.corpus.case import Case, Table, reads, reads_either, table, tables_of
from tests.corpus.write_book import book, formatted, inline, raw_book

_HEAD = ("CUI", "Nombre", "Monto")


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _numbers()
    yield from _days()


def _one(
    name: str,
    rows: list[list[Any]],
    formats: dict[int, str],
    right: Table,
    or_refused: str = "",
    **options: Any,
) -> Case:
    return reads(
        name, "libro.xlsx", lambda: book(formatted(rows, formats), **options), right, or_refused=or_refused
    )


def _numbers() -> Iterator[Case]:
    yield _one(
        "CUI como número",
        [[*_HEAD], [9120000011601, "Ana", 500], [9120000191601, "Luis", 250.5]],
        {},
        table("CUI|Nombre|Monto", "9120000011601|Ana|500", "9120000191601|Luis|250.5"),
    )
    yield _one(
        "CUI como número, mostrado en notación científica",
        [[*_HEAD], [9120000011601, "Ana", 500], [9120000191601, "Luis", 250]],
        {0: "0.00E+00"},
        table("CUI|Nombre|Monto", "9120000011601|Ana|500", "9120000191601|Luis|250"),
    )
    yield _one(
        "CUI que empieza con cero, formato de trece ceros",
        [[*_HEAD], [120000011601, "Ana", 500], [9120000191601, "Luis", 250]],
        {0: "0000000000000"},
        table("CUI|Nombre|Monto", "0120000011601|Ana|500", "9120000191601|Luis|250"),
    )
    yield _one(
        "municipio con formato 0000",
        [["Código", "Lugar"], [101, "Guatemala"], [1601, "Cobán"]],
        {0: "0000"},
        table("Código|Lugar", "0101|Guatemala", "1601|Cobán"),
    )
    yield _one(
        "formato de CUI con espacios: el número",
        [["CUI", "Nombre"], [9120000011601, "Ana"], [9120000191601, "Luis"]],
        {0: "0000 00000 0000"},
        table("CUI|Nombre", "9120000011601|Ana", "9120000191601|Luis"),
    )
    yield _one(
        "números guardados como texto",
        [["Código", "Nombre", "Monto"], ["00123", "Ana", "500.00"], ["00124", "Luis", "1E5"]],
        {},
        table("Código|Nombre|Monto", "00123|Ana|500.00", "00124|Luis|1E5"),
    )
    yield _one(
        "texto con apóstrofo y espacios",
        [["Código", "Nombre"], ["'00123", " Ana "], ["00124 ", "Luis\u00a0M"]],
        {},
        table("Código|Nombre", "'00123| Ana ", "00124 |Luis\u00a0M"),
    )
    yield _one(
        "moneda con formato Q",
        [["Folio", "Monto"], [1, 1250.5], [2, 500]],
        {1: '"Q"#,##0.00'},
        table("Folio|Monto", "1|1250.5", "2|500"),
    )
    yield _one(
        "moneda contable",
        [["Folio", "Monto"], [1, 1250.5], [2, -500]],
        {1: '_-[$Q-100A]* #,##0.00_-;-[$Q-100A]* #,##0.00_-;_-[$Q-100A]* "-"??_-'},
        table("Folio|Monto", "1|1250.5", "2|-500"),
    )
    yield _one(
        "porcentaje",
        [["Folio", "Avance"], [1, 0.255], [2, 1]],
        {1: "0%"},
        table("Folio|Avance", "1|0.255", "2|1"),
    )
    yield _one(
        "miles y millones recortados por el formato",
        [["Folio", "Monto"], [1, 1234567], [2, 89]],
        {1: "#,##0,"},
        table("Folio|Monto", "1|1234567", "2|89"),
    )
    yield _one(
        "decimales escondidos por el formato",
        [["Folio", "Monto"], [1, 12.567], [2, 3.5]],
        {1: "0"},
        table("Folio|Monto", "1|12.567", "2|3.5"),
        or_refused="ARC-10",
    )
    yield _one(
        "0.1 + 0.2",
        [["Folio", "Monto"], [1, 0.1 + 0.2], [2, 1 / 3]],
        {},
        table("Folio|Monto", "1|0.3", "2|0.333333333333333"),
    )
    yield _one(
        "muy grandes y muy pequeños",
        [["Folio", "Monto"], [1, 123456789012345], [2, 0.00001234]],
        {},
        table("Folio|Monto", "1|123456789012345", "2|0.00001234"),
    )
    for code, name in (
        ('0 "días"', "días"),
        ('#,##0 "dólares"', "dólares"),
        ('0.0 "mes(es)"', "meses"),
        ("[Red]0", "rojo"),
        ('General "años"', "años"),
        (r"0\ \h", "h con barra"),
    ):
        yield _one(
            f"formato con letras de fecha que es un número: {name}",
            [["Folio", "Edad"], [1, 45], [2, 36526]],
            {1: code},
            table("Folio|Edad", "1|45", "2|36526"),
        )
    yield _one(
        "verdadero y falso",
        [["Folio", "Pagado"], [1, True], [2, False]],
        {},
        table("Folio|Pagado", "1|true", "2|false"),
    )
    yield _one(
        "texto y números en una columna",
        [["Folio", "Casa"], [1, 12], [2, "12-A"], [3, "S/N"]],
        {},
        table("Folio|Casa", "1|12", "2|12-A", "3|S/N"),
    )


def _days() -> Iterator[Case]:
    days = [["Folio", "Fecha"], [1, date(2026, 1, 5)], [2, date(1996, 2, 29)], [3, date(1935, 7, 1)]]
    truth = table("Folio|Fecha", "1|2026-01-05", "2|1996-02-29", "3|1935-07-01")
    for code in (
        "dd/mm/yyyy",
        "d-mmm-yy",
        "mm-dd-yy",
        '[$-100A]d "de" mmmm "de" yyyy;@',
        "mmm-yy",
        "yyyy",
        "[$-F800]dddd, mmmm dd, yyyy",
    ):
        yield _one(f"fechas con formato {code}", days, {1: code}, truth)
    yield _one("fechas desde 1904", days, {1: "dd/mm/yyyy"}, truth, date_1904=True)
    moments = [
        ["Folio", "Momento"],
        [1, datetime(2026, 1, 5, 14, 30, 15)],
        [2, datetime(2026, 1, 6, 0, 0, 0)],
    ]
    either = [
        tables_of(["Folio", "Momento"], [["1", "2026-01-05 14:30:15"], ["2", end]])
        for end in ("2026-01-06 00:00:00", "2026-01-06")
    ]
    yield reads_either(
        "fecha y hora",
        "libro.xlsx",
        lambda: book(formatted(moments, {1: "dd/mm/yyyy hh:mm"})),
        *[(one,) for one in either],
    )
    hours = [["Folio", "Hora"], [1, time(8, 30)], [2, time(14, 45, 10)]]
    yield _one("solo hora", hours, {1: "hh:mm"}, table("Folio|Hora", "1|08:30:00", "2|14:45:10"))
    mixed = [["Folio", "Fecha"], [1, date(2026, 1, 5)], [2, "05/01/2026"], [3, "enero"], [4, None]]
    yield _one(
        "fechas y textos mezclados",
        mixed,
        {1: "dd/mm/yyyy"},
        table("Folio|Fecha", "1|2026-01-05", "2|05/01/2026", "3|enero", "4|"),
    )
    yield _one(
        "fechas como número de serie, sin formato",
        [["Folio", "Fecha"], [1, 46027], [2, 46028]],
        {},
        table("Folio|Fecha", "1|46027", "2|46028"),
    )
    yield _one(
        "duración de más de un día",
        [["Folio", "Horas"], [1, 1.5], [2, 2.25]],
        {1: "[h]:mm:ss"},
        table("Folio|Horas", "1|36:00:00", "2|54:00:00"),
        or_refused="ARC-10",
    )

    def months(sheet: Any, made: Any) -> None:
        sheet.write_string(0, 0, "Municipio")
        for column in (1, 2):
            sheet.write(0, column, date(2026, column, 1), made.add_format({"num_format": "mmm-yy"}))
        for row, line in enumerate([["Cobán", 10, 12], ["Flores", 20, 21], ["Jalapa", 30, 31]], start=1):
            sheet.write_row(row, 0, line)

    yield reads(
        "fechas en el encabezado",
        "libro.xlsx",
        lambda: book(months),
        table("Municipio|2026-01-01|2026-02-01", "Cobán|10|12", "Flores|20|21", "Jalapa|30|31"),
    )
    iso = inline(
        [
            ["Folio", "Fecha"],
            ["1", '<c r="B2" s="1" t="d"><v>2026-01-05T00:00:00</v></c>'],
            ["2", '<c r="B3" s="1" t="d"><v>2026-02-06</v></c>'],
        ]
    )
    yield reads(
        "fechas ISO en la celda (t=d)",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": iso}),
        table("Folio|Fecha", "1|2026-01-05", "2|2026-02-06"),
        or_refused="ARC-02",
    )

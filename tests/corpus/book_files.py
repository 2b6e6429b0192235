"""Workbooks: hidden things, several sheets, and how programs write XLSX.

Belongs here: cases about XLSX. Does not belong here: layouts that a CSV has as well (layout_files.py), damaged or
dangerous files (danger_files.py).
"""
# ruff: noqa: E501 (a file and its truth stand on one line)

from collections.abc import Iterator
from typing import Any

from tests.corpus.case import Case, reads, reads_either, refuses, table, tables_of
from tests.corpus.people import FOOD, PLAIN, SHORT, long_table, wide_table
from tests.corpus.write_book import STYLES, book, cells, inline, raw_book

_HEAD = ("CUI", "Nombre", "Monto")


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _hidden()
    yield from _sheets()
    yield from _programs()


def _hidden() -> Iterator[Case]:
    def hide(what: str) -> Any:
        def fill(sheet: Any, made: Any) -> None:
            cells(FOOD.lines)(sheet, made)
            if what == "fila":
                sheet.set_row(2, None, None, {"hidden": True})
            elif what == "columna":
                sheet.set_column(2, 2, None, None, {"hidden": True})
            else:
                sheet.autofilter(0, 0, 3, 3)
                sheet.filter_column(3, "x == Jalapa")
                for row in (1, 3):
                    sheet.set_row(row, None, None, {"hidden": True})

        return fill

    yield reads(
        "una fila oculta: se lee", "libro.xlsx", lambda: book(hide("fila")), FOOD, or_refused="ARC-10"
    )
    yield reads(
        "una columna oculta: se lee", "libro.xlsx", lambda: book(hide("columna")), FOOD, or_refused="ARC-10"
    )
    yield reads(
        "filas filtradas: se leen", "libro.xlsx", lambda: book(hide("filtro")), FOOD, or_refused="ARC-10"
    )
    lists = table("Código|Nombre", "1|Maya", "2|Garífuna", "3|Xinka")
    for state in ("hidden", "veryHidden"):
        yield reads_either(
            f"hoja {state} con listas", "libro.xlsx",
            lambda state=state: raw_book({"Datos": inline(FOOD.lines), "Listas": inline(lists.lines)}, hidden={"Listas": state}),
            (FOOD,), (FOOD, lists),
        )  # fmt: skip
    yield reads_either(
        "hoja oculta con el mismo encabezado", "libro.xlsx",
        lambda: raw_book({"Datos": inline(FOOD.lines), "Datos viejos": inline(FOOD.lines[:3])}, hidden={"Datos viejos": "hidden"}),
        (FOOD,), or_refused="ARC-10 ARC-02",
    )  # fmt: skip
    yield refuses(
        "todas las hojas ocultas",
        "libro.xlsx",
        lambda: raw_book({"Datos": inline(FOOD.lines)}, hidden={"Datos": "hidden"}),
        "ARC-01 ARC-02 ARC-10",
    )

    def commented(sheet: Any, made: Any) -> None:
        cells(FOOD.lines)(sheet, made)
        sheet.write_comment(1, 1, "revisar con bodega")
        sheet.insert_textbox(8, 1, "un cuadro de texto")
        sheet.data_validation(1, 0, 9, 0, {"validate": "list", "source": ["a", "b"]})
        sheet.freeze_panes(1, 0)

    yield reads("comentarios, cuadro de texto, validación", "libro.xlsx", lambda: book(commented), FOOD)

    def grouped(sheet: Any, made: Any) -> None:
        rows = [
            ("Lugar", "Producto", "Cantidad"),
            ("Sololá", "Frijol", "25"),
            ("Sololá", "Maíz", "50"),
            ("Jalapa", "Arroz", "10"),
            ("Jalapa", "Sal", "4"),
        ]
        cells(rows)(sheet, made)
        sheet.merge_range(1, 0, 2, 0, "Sololá")
        sheet.merge_range(3, 0, 4, 0, "Jalapa")

    filled = table(
        "Lugar|Producto|Cantidad", "Sololá|Frijol|25", "Sololá|Maíz|50", "Jalapa|Arroz|10", "Jalapa|Sal|4"
    )
    yield reads(
        "celdas de datos combinadas hacia abajo: el valor vale en cada fila",
        "libro.xlsx",
        lambda: book(grouped),
        filled,
        or_refused="ARC-10 ARC-02",
    )


def _sheets() -> Iterator[Case]:
    yield reads(
        "dos hojas con dos tablas",
        "libro.xlsx",
        lambda: book(cells(FOOD.lines), cells(SHORT.lines), names=["Alimentos", "Personas"]),
        FOOD,
        SHORT,
    )
    months = [
        tables_of(FOOD.header, [[f"{row[0]}-{month}", *row[1:]] for row in FOOD.rows]) for month in (1, 2, 3)
    ]
    yield reads(
        "una hoja por mes",
        "libro.xlsx",
        lambda: book(*[cells(one.lines) for one in months], names=["Enero", "Febrero", "Marzo"]),
        *months,
    )
    cover = [
        ("MINISTERIO DE DESARROLLO SOCIAL",),
        ("Planilla de enero",),
        (),
        ("Preparado por la Unidad de Informática",),
    ]
    yield reads(
        "portada y datos",
        "libro.xlsx",
        lambda: book(cells(cover), cells(FOOD.lines), names=["Portada", "Datos"]),
        FOOD,
    )
    yield reads(
        "hojas vacías alrededor",
        "libro.xlsx",
        lambda: book(cells([]), cells(FOOD.lines), cells([]), names=["Hoja1", "Q'eqchi' & más", "Hoja3"]),
        FOOD,
    )
    yield refuses("libro sin nada", "libro.xlsx", lambda: book(cells([])), "ARC-01")
    yield refuses(
        "libro con solo un título", "libro.xlsx", lambda: book(cells([("MIDES",)])), "ARC-01 ARC-10 ARC-02"
    )
    yield reads(
        "libro con solo encabezado",
        "libro.xlsx",
        lambda: book(cells([PLAIN.header])),
        tables_of(PLAIN.header, []),
        or_refused="ARC-01",
    )

    def chart(sheet: Any, made: Any) -> None:
        cells(FOOD.lines)(sheet, made)
        drawn = made.add_chart({"type": "column"})
        drawn.add_series({"values": "=Sheet1!$C$2:$C$4"})
        made.add_chartsheet("Gráfica").set_chart(drawn)

    yield reads("una hoja de gráfica", "libro.xlsx", lambda: book(chart), FOOD)
    yield reads(
        "300 columnas en libro", "libro.xlsx", lambda: book(cells(wide_table(300).lines)), wide_table(300)
    )
    yield reads(
        "50,000 filas en libro",
        "libro.xlsx",
        lambda: book(cells(long_table(50_000).lines), strings_to_numbers=False),
        long_table(50_000),
    )

    def styled(sheet: Any, made: Any) -> None:
        cells(FOOD.lines)(sheet, made)
        style = made.add_format({"bg_color": "yellow"})
        for row in range(4, 3000):
            sheet.write_blank(row, 0, None, style)
        sheet.write_blank(50, 200, None, style)

    yield reads("miles de filas y columnas con formato y sin datos", "libro.xlsx", lambda: book(styled), FOOD)

    def table_of_excel(sheet: Any, made: Any) -> None:
        sheet.add_table(
            2, 1, 5, 4, {"columns": [{"header": name} for name in FOOD.header], "data": FOOD.rows}
        )

    yield reads("tabla con nombre de Excel, desde B3", "libro.xlsx", lambda: book(table_of_excel), FOOD)


def _programs() -> Iterator[Case]:
    rows = inline(FOOD.lines)
    yield reads(
        "XLSX con prefijo de espacio de nombres",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": inline(FOOD.lines, prefix="x")}, prefix="x"),
        FOOD,
        or_refused="ARC-02",
    )
    yield reads(
        "XLSX estricto de ISO",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": rows}, strict=True),
        FOOD,
        or_refused="ARC-02",
    )
    bare = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in line) + "</row>"
        for line in FOOD.lines
    )
    yield reads(
        "celdas y filas sin dirección",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": bare}),
        FOOD,
        or_refused="ARC-02",
    )
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    wrong = f'<worksheet {main}><dimension ref="A1:B2"/><sheetData>{rows}</sheetData></worksheet>'
    yield reads(
        "dimensión declarada más chica que los datos", "libro.xlsx", lambda: raw_book({"Hoja1": wrong}), FOOD
    )
    huge = f'<worksheet {main}><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    yield reads("dimensión declarada enorme", "libro.xlsx", lambda: raw_book({"Hoja1": huge}), FOOD)
    far = rows + '<row r="1048576"><c r="A1048576" s="1"/></row>'
    yield reads(
        "celda con formato en la última fila posible",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": far}),
        FOOD,
        or_refused="ARC-11",
    )
    nostyle = raw_book({"Hoja1": rows}, parts={"xl/styles.xml": ""})
    yield reads("sin estilos", "libro.xlsx", nostyle, FOOD, or_refused="ARC-02")
    macro = raw_book(
        {"Hoja1": rows}, parts={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600}
    )
    yield reads("con macros (xlsm)", "libro.xlsm", macro, FOOD)
    yield reads("con macros y nombre de xlsx", "libro.xlsx", macro, FOOD)
    science = inline(
        [
            ["CUI", "Monto"],
            ['<c r="A2"><v>9.120000011601E+12</v></c>', '<c r="B2"><v>1.5E3</v></c>'],
            ['<c r="A3"><v>9120000191601</v></c>', '<c r="B3"><v>2.5000000000000001E-2</v></c>'],
        ]
    )
    yield reads(
        "números con exponente en el archivo",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": science}),
        table("CUI|Monto", "9120000011601|1500", "9120000191601|0.025"),
    )
    zero = inline(
        [
            ["CUI", "Nombre"],
            ['<c r="A2" s="2"><v>120000011601</v></c>', "Ana"],
            ['<c r="A3" s="2"><v>9120000191601</v></c>', "Eva"],
        ]
    )
    yield reads(
        "ceros del formato, libro hecho a mano",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": zero}, styles=STYLES),
        table("CUI|Nombre", "0120000011601|Ana", "9120000191601|Eva"),
    )
    as_text = inline(
        [
            ["CUI", "Nombre"],
            ['<c r="A2" s="3"><v>120000011601</v></c>', "Ana"],
            ['<c r="A3" s="3"><v>9120000191601</v></c>', "Eva"],
        ]
    )
    yield reads(
        "número en celda con formato de texto",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": as_text}),
        table("CUI|Nombre", "120000011601|Ana", "9120000191601|Eva"),
    )
    base = inline(
        [
            ["Folio", "Fecha"],
            ["1", '<c r="B2" s="1"><v>44565</v></c>'],
            ["2", '<c r="B3" s="4"><v>44565.5</v></c>'],
        ]
    )
    yield reads(
        "fechas de 1904, libro hecho a mano",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": base}, date1904=True),
        table("Folio|Fecha", "1|2026-01-05", "2|2026-01-05 12:00:00"),
    )
    unordered = '<row r="2"><c r="B2" t="inlineStr"><is><t>Frijol</t></is></c><c r="A2" t="inlineStr"><is><t>B1</t></is></c></row>'
    odd = inline([["Boleta", "Producto"]]) + unordered
    yield reads(
        "celdas en desorden dentro de la fila",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": odd}),
        table("Boleta|Producto", "B1|Frijol"),
        or_refused="ARC-02",
    )

"""More of what programs write into workbooks: groups of rows, tracked changes, odd numbers, sheets beside the data.

Belongs here: cases about ODS and XLSX found in the field after the first ones. Does not belong here: layouts
(layout_files.py, trap_files.py).
"""

# ruff: noqa: E501 (a file and its truth stand on one line)

from collections.abc import Iterator
from typing import Any

from tests.corpus.case import Case, reads, reads_either, refuses, table, tables_of
from tests.corpus.markup_files import page, rows
from tests.corpus.ods_files import ods, row, sheet
from tests.corpus.packed_files import packed
from tests.corpus.people import FOOD, PEOPLE, SHORT
from tests.corpus.write_book import book, cells, inline, raw_book
from tests.corpus.write_text import csv

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _ods()
    yield from _numbers()
    yield from _sheets()
    yield from _merged()
    yield from _others()


def _ods() -> Iterator[Case]:
    lines = [row(*line) for line in FOOD.lines]
    grouped = f"<table:table-header-rows>{lines[0]}</table:table-header-rows><table:table-row-group>{lines[1]}<table:table-row-group>{lines[2]}</table:table-row-group></table:table-row-group>{lines[3]}"
    yield reads("ODS con filas agrupadas y encabezado de impresión", "libro.ods", ods(sheet(grouped)), FOOD)
    changes = "<table:tracked-changes><table:deletion><table:cut-offs/></table:deletion><table:cell-content-change><table:previous><table:change-track-table-cell office:value-type='string'><text:p>viejo</text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>"
    yield reads("ODS con cambios registrados", "libro.ods", ods(changes + sheet("".join(lines))), FOOD)
    stated = '<table:table-cell office:value-type="string" office:string-value="Ana"/>'
    broken = '<table:table-cell office:value-type="string"><text:p>uno<text:line-break/>dos</text:p></table:table-cell>'
    yield reads(
        "ODS con el texto en un atributo y con salto de línea",
        "libro.ods",
        ods(sheet(row("Folio", "Nombre") + row("1", stated) + row("2", broken) + row("3", "Eva"))),
        tables_of(["Folio", "Nombre"], [["1", "Ana"], ["2", "uno\ndos"], ["3", "Eva"]]),
        or_refused="ARC-02",
    )
    drawn = '<table:shapes><draw:frame xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"><draw:text-box><text:p>cuadro</text:p></draw:text-box></draw:frame></table:shapes>'
    yield reads("ODS con un cuadro de texto", "libro.ods", ods(sheet(drawn + "".join(lines))), FOOD)
    nested = '<table:table-cell office:value-type="string"><text:p>Frijol</text:p><table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table></table:table-cell>'
    yield reads(
        "ODS con una subtabla en la celda",
        "libro.ods",
        ods(sheet(row("Boleta", "Producto") + row("B1", nested) + row("B2", "Maíz") + row("B3", "Sal"))),
        table("Boleta|Producto", "B1|Frijol", "B2|Maíz", "B3|Sal"),
        or_refused="ARC-02",
    )


def _numbers() -> Iterator[Case]:
    shown = {
        "4.5999999999999996": "4.6",
        "0.10000000000000001": "0.1",
        "1E+20": "100000000000000000000",
        "-0": "0",
        "1250.50": "1250.5",
        "9007199254740993": "9007199254740990",
        "1.0000000000000001E-3": "0.001",
    }
    data = inline(
        [
            ["Folio", "Monto"],
            *[[str(n), f'<c r="B{n + 1}"><v>{text}</v></c>'] for n, text in enumerate(shown, start=1)],
        ]
    )
    right = tables_of(["Folio", "Monto"], [[str(n), text] for n, text in enumerate(shown.values(), start=1)])
    exact = tables_of(
        ["Folio", "Monto"],
        [
            [str(n), {"9007199254740990": "9007199254740992", "0": "-0"}.get(text, text)]
            for n, text in enumerate(shown.values(), start=1)
        ],
    )
    halves = [
        tables_of(right.header, [a if a[0] != n else b for a, b in zip(right.rows, exact.rows, strict=True)])
        for n in ("4", "6")
    ]
    yield reads_either(
        "números como los guarda la máquina",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": data}),
        (right,),
        (exact,),
        *[(one,) for one in halves],
    )
    old = inline(
        [
            ["Folio", "Fecha"],
            *[
                [str(n), f'<c r="B{n + 1}" s="1"><v>{day}</v></c>']
                for n, day in enumerate((59, 61, 2, 36526), start=1)
            ],
        ]
    )
    yield reads(
        "fechas de 1900",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": old}),
        table("Folio|Fecha", "1|1900-02-28", "2|1900-03-01", "3|1900-01-02", "4|2000-01-01"),
        or_refused="ARC-10 ARC-02",
    )
    moments = inline(
        [
            ["Folio", "Momento"],
            ["1", '<c r="B2" s="4"><v>46027.604340277781</v></c>'],
            ["2", '<c r="B3" s="4"><v>46027.999988425923</v></c>'],
            ["3", '<c r="B4" s="4"><v>46028.5</v></c>'],
        ]
    )
    yield reads(
        "momentos con fracciones que no son exactas",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": moments}),
        table("Folio|Momento", "1|2026-01-05 14:30:15", "2|2026-01-05 23:59:59", "3|2026-01-06 12:00:00"),
    )


def _sheets() -> Iterator[Case]:
    told = [
        ("Instrucciones",),
        ("1. Llene una fila por persona.",),
        ("2. No cambie los encabezados.",),
        (),
        ("Dudas: soporte@mides.gob.gt",),
    ]
    lists = table("Código|Pueblo", "1|Maya", "2|Garífuna", "3|Xinka", "4|Ladino")
    yield reads(
        "hoja de instrucciones y hoja de datos",
        "libro.xlsx",
        lambda: book(cells(told), cells(FOOD.lines), names=["Instrucciones", "Datos"]),
        FOOD,
    )
    yield reads_either(
        "hoja de datos y hoja de catálogo, visibles",
        "libro.xlsx",
        lambda: book(cells(FOOD.lines), cells(lists.lines), names=["Datos", "Catálogos"]),
        (FOOD, lists),
        (FOOD,),
    )
    yield reads(
        "dos hojas, una con título y total",
        "libro.xlsx",
        lambda: book(cells([("MAGA",), (), *FOOD.lines, ("TOTAL", "", "85", "")]), cells(SHORT.lines)),
        FOOD,
        SHORT,
    )
    locked = f"<worksheet {_MAIN}><sheetProtection sheet='1' password='CC1A'/><sheetData>{inline(FOOD.lines)}</sheetData></worksheet>"
    yield reads("hoja protegida contra cambios", "libro.xlsx", lambda: raw_book({"Hoja1": locked}), FOOD)
    one, other = [("Resumen",), ("Alimentos", "3"), ("Personas", "6")], FOOD.lines
    yield reads_either(
        "hoja de resumen sin encabezado y hoja de datos",
        "libro.xlsx",
        lambda: book(cells(one), cells(other), names=["Resumen", "Datos"]),
        (FOOD,),
        or_refused="ARC-10",
    )


def _merged() -> Iterator[Case]:
    def absent(made: Any, _: Any) -> None:
        cells(
            [
                ("Folio", "Nombre", "Firma", "Huella", "Monto"),
                ("1", "Ana", "sí", "sí", "500"),
                ("2", "Luis", "NO SE PRESENTÓ", "", "0"),
                ("3", "Eva", "sí", "no", "250"),
            ]
        )(made, _)
        made.merge_range(2, 2, 2, 3, "NO SE PRESENTÓ")

    plain = table(
        "Folio|Nombre|Firma|Huella|Monto", "1|Ana|sí|sí|500", "2|Luis|NO SE PRESENTÓ||0", "3|Eva|sí|no|250"
    )
    filled = table(
        "Folio|Nombre|Firma|Huella|Monto",
        "1|Ana|sí|sí|500",
        "2|Luis|NO SE PRESENTÓ|NO SE PRESENTÓ|0",
        "3|Eva|sí|no|250",
    )
    yield reads_either(
        "celdas de datos combinadas a lo ancho",
        "libro.xlsx",
        lambda: book(absent),
        (plain,),
        (filled,),
        or_refused="ARC-10 ARC-02",
    )

    def numbered(made: Any, _: Any) -> None:
        cells(
            [
                ("Familia", "Integrante", "Edad"),
                ("1", "Ana", "30"),
                ("", "Luis", "5"),
                ("2", "Eva", "40"),
                ("3", "Luz", "22"),
                ("", "Sol", "1"),
            ]
        )(made, _)
        made.merge_range(1, 0, 2, 0, "1")
        made.merge_range(4, 0, 5, 0, "3")

    family = table("Familia|Integrante|Edad", "1|Ana|30", "1|Luis|5", "2|Eva|40", "3|Luz|22", "3|Sol|1")
    yield reads(
        "número de familia combinado hacia abajo",
        "libro.xlsx",
        lambda: book(numbered),
        family,
        or_refused="ARC-10 ARC-02",
    )

    def title_on_part(made: Any, _: Any) -> None:
        cells([("", "Listado de alimentos", "", ""), *FOOD.lines])(made, _)
        made.merge_range(0, 1, 0, 3, "Listado de alimentos")

    # Whoever merges a cell over three headers may mean a title or a group.
    group = tables_of(["Boleta", *[f"Listado de alimentos / {name}" for name in FOOD.header[1:]]], FOOD.rows)
    yield reads_either(
        "título combinado sobre parte de la tabla, sin línea en blanco",
        "libro.xlsx",
        lambda: book(title_on_part),
        (FOOD,),
        (group,),
        or_refused="ARC-10",
    )


def _others() -> Iterator[Case]:
    frame = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>Hoja1</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml></head><frameset rows="*,39"><frame src="libro_archivos/sheet001.htm"></frameset></html>'
    yield refuses("página web de Excel sin sus hojas", "libro.xls", frame.encode(), "ARC-02 ARC-01")
    commented = f"<!-- <table><tr><td>viejo</td></tr></table> --><table>{rows(FOOD.lines)}</table>"
    yield reads("HTML con una tabla comentada", "reporte.xls", page(commented), FOOD)
    heads = (
        "<table>"
        + "".join(
            "<tr>"
            + "".join(
                f"<{'th' if not n or not line else 'td'}>{cell}</{'th' if not n or not line else 'td'}>"
                for n, cell in enumerate(cells_)
            )
            + "</tr>"
            for line, cells_ in enumerate(FOOD.lines)
        )
        + "</table>"
    )
    yield reads("HTML con th en la primera celda de cada fila", "reporte.xls", page(heads), FOOD)
    hidden = f"<table>{rows(FOOD.lines)}</table><div style='display:none'>nada</div><input type=hidden value='<td>x</td>'>"
    yield reads("HTML con campos ocultos", "reporte.xls", page(hidden), FOOD)
    records = (
        "<?xml version='1.0' encoding='UTF-8'?><pagos>"
        + "".join(
            f"<pago><boleta>{a}</boleta><producto>{b}</producto><cantidad>{c}</cantidad><lugar>{d}</lugar></pago>"
            for a, b, c, d in FOOD.rows
        )
        + "</pagos>"
    )
    yield reads(
        "XML de registros",
        "pagos.xml",
        records.encode(),
        tables_of(["boleta", "producto", "cantidad", "lugar"], FOOD.rows),
        or_refused="ARC-02 ARC-10",
    )
    both = {"nota.txt": b"Adjunto la planilla de enero, favor de confirmar.\n", "pagos.csv": csv(PEOPLE)}
    yield reads(
        "zip con una nota de texto y la tabla", "pagos.zip", packed(both), PEOPLE, or_refused="ARC-02 ARC-10"
    )
    aes = bytearray(packed({"pagos.csv": csv(PEOPLE)}))
    for position in (6, aes.rindex(b"PK\x01\x02") + 8):
        aes[position] |= 1
    for position in (8, aes.rindex(b"PK\x01\x02") + 10):
        aes[position : position + 2] = b"\x63\x00"
    yield refuses("zip con contraseña AES", "pagos.zip", bytes(aes), "ARC-02", "(?i)contraseña|protegid")

"""Where the table is: titles above, headers of several rows, groups, totals, notes, several tables.

Belongs here: cases about which rows are data. Every one is sent twice: as Excel saves it to CSV, and as a workbook with
its merged cells. Does not belong here: the form of cells (book_files.py) or of text (dialect_files.py).
"""
# ruff: noqa: E501 (a file and its truth stand on one line)

from collections.abc import Iterator, Sequence

from tests.corpus.case import Case, Table, reads, table, tables_of
from tests.corpus.people import FOOD, PLAIN, SHORT
from tests.corpus.write_book import Merges, book, cells
from tests.corpus.write_text import delimited

Rows = Sequence[Sequence[str]]
_BLANK: tuple[str, ...] = ()


def both(
    name: str, rows: Rows, *right: Table, merges: Merges = (), or_refused: str = "", numeric: bool = True
) -> Iterator[Case]:
    """A layout as CSV, padded as Excel pads it, and as XLSX; numbers are numbers there, as a person types them."""
    width = max(len(row) for row in rows)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    yield reads(
        f"{name} (csv)", "informe.csv", delimited(padded).encode("utf-8-sig"), *right, or_refused=or_refused
    )
    typed = [[_typed(cell) if numeric else cell for cell in row] for row in rows]
    yield reads(
        f"{name} (xlsx)",
        "informe.xlsx",
        lambda: book(cells(typed, merges=merges)),
        *right,
        or_refused=or_refused,
    )


def _typed(cell: str) -> object:
    """What a spreadsheet makes of typing it, where nothing is lost by that."""
    return int(cell) if cell.isdigit() and str(int(cell)) == cell and len(cell) < 15 else cell


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _titles()
    yield from _headers()
    yield from _groups()
    yield from _several()
    yield from _blanks()


def _titles() -> Iterator[Case]:
    titles = [("MINISTERIO DE DESARROLLO SOCIAL",), ("Planilla de pagos",), ("Enero de 2026",)]
    yield from both("título de tres líneas", [*titles, *PLAIN.lines], PLAIN)
    yield from both("título y línea en blanco", [*titles, _BLANK, *PLAIN.lines], PLAIN)
    yield from both(
        "título combinado a lo ancho",
        [*titles, _BLANK, *PLAIN.lines],
        PLAIN,
        merges=[(1, 0, 1, 7), (2, 0, 2, 7)],
    )
    facts = [
        ("Institución:", "MIDES"),
        ("Período:", "Enero 2026"),
        ("Responsable:", "Unidad de Planillas"),
        _BLANK,
    ]
    yield from both("datos de la institución arriba, en dos columnas", [*facts, *PLAIN.lines], PLAIN)
    deep = [("INFORME",), *[_BLANK] * 10]
    yield from both("encabezado en la fila 12", [*deep, *FOOD.lines], FOOD)
    far = [("INFORME",), *[(f"Línea de presentación {n}",) for n in range(1, 25)], _BLANK]
    yield from both("encabezado en la fila 27", [*far, *FOOD.lines], FOOD)
    right = [("", "", "", "Guatemala, 5 de enero de 2026"), ("Señores",), _BLANK]
    yield from both("fecha a la derecha sobre la tabla", [*right, *FOOD.lines], FOOD)
    one = [("Boletas de alimentos; enero, febrero",)]
    yield from both("título con el separador dentro", [*one, *FOOD.lines], FOOD)
    numbers = [("Código", "2026-15"), ("Versión", "3"), ("Fecha", "05/01/2026"), _BLANK]
    yield from both("datos con números arriba", [*numbers, *FOOD.lines], FOOD)


def _headers() -> Iterator[Case]:
    two = [
        ("CUI", "Nombre", "Residencia", "", "Entrega", ""),
        ("", "", "Departamento", "Municipio", "Fecha", "Monto"),
        ("9120000011601", "Ana Caal", "Alta Verapaz", "Cobán", "05/01/2026", "500"),
        ("9120000191601", "Luis Xol", "Petén", "Flores", "06/01/2026", "250"),
        ("9120000271601", "Eva Choc", "Izabal", "Livingston", "07/01/2026", "125"),
    ]
    truth = tables_of(
        [
            "CUI",
            "Nombre",
            "Residencia / Departamento",
            "Residencia / Municipio",
            "Entrega / Fecha",
            "Entrega / Monto",
        ],
        two[2:],
    )
    merges = [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)]
    yield from both("encabezado de dos filas combinado", two, truth, merges=merges)
    above = [(5, 0, 6, 0), (5, 1, 6, 1), (5, 2, 5, 3), (5, 4, 5, 5)]
    title = [("INFORME DE ENTREGAS",), ("Enero 2026",), _BLANK, _BLANK]
    yield from both("título y encabezado de dos filas combinado", [*title, *two], truth, merges=above)
    three = [
        ("CUI", "Hogar", "", "", "Monto"),
        ("", "Residencia", "", "Teléfono", ""),
        ("", "Departamento", "Municipio", "", ""),
        ("9120000011601", "Alta Verapaz", "Cobán", "55512345", "500"),
        ("9120000191601", "Petén", "Flores", "55512346", "250"),
        ("9120000271601", "Izabal", "Livingston", "55512347", "125"),
    ]
    joined = tables_of(
        [
            "CUI",
            "Hogar / Residencia / Departamento",
            "Hogar / Residencia / Municipio",
            "Hogar / Teléfono",
            "Monto",
        ],
        three[3:],
    )
    spans = [(1, 0, 3, 0), (1, 1, 1, 3), (2, 1, 2, 2), (2, 3, 3, 3), (1, 4, 3, 4)]
    yield from both("encabezado de tres filas", three, joined, merges=spans, or_refused="ARC-10")
    months = [
        ("Comunidad", "Enero", "", "Febrero", ""),
        ("", "Raciones", "Monto", "Raciones", "Monto"),
        ("El Mirador", "12", "600", "10", "500"),
        ("La Cumbre", "30", "1500", "28", "1400"),
        ("Las Pilas", "7", "350", "9", "450"),
    ]
    flat = tables_of(
        ["Comunidad", "Enero / Raciones", "Enero / Monto", "Febrero / Raciones", "Febrero / Monto"],
        months[2:],
    )
    yield from both("meses en grupos", months, flat, merges=[(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4)])
    twice = table(
        "Nombre|Monto|Fecha|Monto|Fecha",
        "Ana|500|05/01/2026|250|05/02/2026",
        "Luis|300|06/01/2026|150|06/02/2026",
        "Eva|100|07/01/2026|50|07/02/2026",
    )
    yield from both("nombres de columna repetidos", twice.lines, twice)
    broken = table(
        "No.\nDPI|Nombre\ncompleto|Fecha de\nentrega",
        "9120000011601|Ana Caal|05/01/2026",
        "9120000191601|Luis Xol|06/01/2026",
    )
    yield from both("encabezados con salto de línea", broken.lines, broken)
    nameless = table("Boleta||Cantidad", "B1|Frijol|25", "B2|Maíz|50", "B3|Arroz|10")
    yield from both("una columna con datos y sin nombre", nameless.lines, nameless)
    years = table("Municipio|2024|2025|2026", "Cobán|120|130|140", "Flores|80|85|90", "Jalapa|60|66|70")
    yield from both("años como encabezado", years.lines, years)
    long = table(
        "¿Recibió la boleta en el mes de enero?|¿Cuántas raciones de alimento recibió el hogar?|Observaciones del encuestador",
        "Sí|3|ninguna",
        "No|0|ausente",
        "Sí|2|ninguna",
    )
    yield from both("preguntas como encabezado", long.lines, long)
    codes = table("P1|P2|P3_A|P3_B", "1|25|a|x", "2|30|b|y", "1|41|c|z")
    yield from both("códigos de pregunta como encabezado", codes.lines, codes)
    yield from both(
        "encabezado en mayúsculas, con numeración debajo",
        [FOOD.header, ("(1)", "(2)", "(3)", "(4)"), *FOOD.rows],
        FOOD,
        or_refused="ARC-10",
    )
    units = [
        ("Boleta", "Producto", "Cantidad", "Costo"),
        ("", "", "(libras)", "(Q)"),
        ("B1", "Frijol", "25", "100"),
        ("B2", "Maíz", "50", "150"),
        ("B3", "Arroz", "10", "60"),
    ]
    plain, with_units = (
        tables_of(units[0], units[2:]),
        tables_of(["Boleta", "Producto", "Cantidad / (libras)", "Costo / (Q)"], units[2:]),
    )
    for case in both("unidades bajo el encabezado", units, plain, or_refused="ARC-10"):
        yield Case(case.name, case.file, case.content, ((plain,), (with_units,)), case.rules)


def _groups() -> Iterator[Case]:
    head = ("CUI", "Nombre", "Fecha", "Monto")
    north = [
        ("9120000011601", "Ana Caal", "05/01/2026", "500"),
        ("9120000191601", "Luis Xol", "06/01/2026", "250"),
    ]
    south = [
        ("9120000271601", "Eva Choc", "07/01/2026", "125"),
        ("9120000351601", "Luz Ba", "08/01/2026", "100"),
    ]
    whole = tables_of(head, [*north, *south])
    yield from both(
        "filas de grupo entre los datos",
        [head, ("Departamento: Alta Verapaz",), *north, ("Departamento: Petén",), *south],
        whole,
    )
    yield from both(
        "filas de grupo combinadas a lo ancho",
        [head, ("ALTA VERAPAZ",), *north, ("PETÉN",), *south],
        whole,
        merges=[(2, 0, 2, 3), (5, 0, 5, 3)],
    )
    yield from both("encabezado repetido por página", [head, *north, head, *south], whole)
    page = [
        ("MIDES",),
        ("Página 1 de 2",),
        _BLANK,
        head,
        *north,
        _BLANK,
        ("MIDES",),
        ("Página 2 de 2",),
        _BLANK,
        head,
        *south,
    ]
    yield from both("título y encabezado repetidos por página", page, whole)
    sub = [
        head,
        *north,
        ("Subtotal", "", "", "750"),
        *south,
        ("Subtotal", "", "", "225"),
        ("Total", "", "", "975"),
    ]
    yield from both("subtotales y total", sub, whole)
    grouped = [
        head,
        ("Alta Verapaz",),
        *north,
        ("Subtotal Alta Verapaz", "", "", "750"),
        ("Petén",),
        *south,
        ("Subtotal Petén", "", "", "225"),
        ("TOTAL GENERAL", "", "", "975"),
    ]
    yield from both("grupos con subtotales y total general", grouped, whole)
    numbered = [
        ("No.", *head),
        ("1", *north[0]),
        ("2", *north[1]),
        ("3", *south[0]),
        ("4", *south[1]),
        ("", "", "", "TOTAL Q.", "975"),
    ]
    yield from both("correlativo y total en otra columna", numbered, tables_of(numbered[0], numbered[1:5]))


def _several() -> Iterator[Case]:
    yield from both(
        "dos tablas, una debajo de otra", [*FOOD.lines, _BLANK, _BLANK, *SHORT.lines], FOOD, SHORT
    )
    titled = [("Alimentos",), *FOOD.lines, _BLANK, ("Personas",), *SHORT.lines]
    yield from both("dos tablas con título", titled, FOOD, SHORT)
    more = table("Boleta|Producto|Cantidad|Lugar", "B-101|Aceite|5|Petén", "B-102|Sal|6|Izabal")
    joined = tables_of(FOOD.header, [*FOOD.rows, *more.rows])
    for case in both(
        "dos tablas con el mismo encabezado", [*FOOD.lines, _BLANK, _BLANK, *more.lines], joined
    ):
        yield Case(case.name, case.file, case.content, ((joined,), (FOOD, more)))
    size = max(len(FOOD.lines), len(SHORT.lines))
    left = [*FOOD.lines, *[("",) * 4] * (size - len(FOOD.lines))]
    beside = [(*one, "", *other) for one, other in zip(left, SHORT.lines, strict=True)]
    yield from both("dos tablas, una al lado de otra", beside, FOOD, SHORT, or_refused="ARC-10")
    pair = table("Departamento|Cuenta", "Alta Verapaz|2", "Petén|1", "Izabal|4")
    yield from both(
        "una tabla y un resumen debajo",
        [*SHORT.lines, _BLANK, ("Resumen por departamento",), *pair.lines],
        SHORT,
        pair,
    )


def _blanks() -> Iterator[Case]:
    moved = [("", "", *row) for row in FOOD.lines]
    yield from both("tabla desde la columna C", [_BLANK, _BLANK, *moved], FOOD)
    spaced = [_item for row in FOOD.lines for _item in (row, _BLANK)]
    yield from both("una fila en blanco tras cada fila", spaced, FOOD)
    hole = [*FOOD.lines[:2], _BLANK, _BLANK, *FOOD.lines[2:]]
    yield from both("filas en blanco en medio de los datos", hole, FOOD)
    gap = [(row[0], row[1], "", row[2], row[3]) for row in FOOD.lines]
    yield from both("una columna en blanco en medio", gap, FOOD, or_refused="ARC-10")
    first = [FOOD.header, _BLANK, *FOOD.rows]
    yield from both("una fila en blanco bajo el encabezado", first, FOOD)
    blanks = [*FOOD.lines, *[(" ", "", "\u00a0", "")] * 3]
    yield from both("filas con solo espacios al final", blanks, FOOD)
    empty = table("Folio|Nombre|Segundo nombre|Monto", "1|Ana||500", "2|Luis||250", "3|Eva||125")
    yield from both("una columna con nombre y sin ningún dato", empty.lines, empty)
    first_empty = table("Folio|Nombre|Monto", "|Ana|500", "|Luis|250", "3|Eva|125")
    yield from both("primera columna vacía en las primeras filas", first_empty.lines, first_empty)

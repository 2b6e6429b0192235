"""Traps: rows and headers that look like something else.

Belongs here: cases in which the obvious rule is wrong, in text and in workbooks alike. Does not belong here: headers
that look like something else (trap_headers.py), plain titles, totals and notes (layout_files.py, footer_files.py).
"""

from collections.abc import Iterator

from tests.corpus.case import Case, reads, refuses, table, tables_of
from tests.corpus.layout_files import both
from tests.corpus.people import FOOD, PLAIN
from tests.corpus.write_book import book, cells
from tests.corpus.write_text import csv, delimited, fixed, raw

_BLANK: tuple[str, ...] = ()


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _names()
    yield from _sparse_rows()
    yield from _no_table()
    yield from _values()
    yield from _texts()
    yield from _fixed()


def _names() -> Iterator[Case]:
    people = table(
        "Apellidos|Nombres|Municipio|Monto",
        "Fuentes|Rosa|Sumpango|500",
        "Notario Fuentes|Luis|Totonicapán|250",
        "Firmino|Ana|Sumpango|125",
        "Páginas|Eva|Elaborado|100",
    )
    yield from both("apellidos Fuentes y Notario, municipio Sumpango", people.lines, people)
    last = table("Municipio|Monto", "Totonicapán|500", "Momostenango|250", "Sumpango|750")
    yield from both("Sumpango al final suma lo de arriba", last.lines, last)
    ends = table(
        "Nombres|Apellidos|Lugar|Monto",
        "Ana|Caal|Cobán|500",
        "Luis|Xol|Flores|250",
        "Suma|Total|Sumpango|125",
    )
    yield from both("la última persona se llama Suma Total", ends.lines, ends)
    sums = [
        ("Sexo", "Casos", "Monto"),
        ("Hombres", "10", "500"),
        ("Mujeres", "12", "600"),
        ("Total", "22", "1100"),
    ]
    yield from both("hombres, mujeres y total", sums, tables_of(sums[0], sums[1:3]))
    wrong = [*FOOD.lines, ("TOTAL", "", "90", "")]
    yield from both("un total que no suma lo que debe", wrong, FOOD)
    count = [*FOOD.lines, ("Total de registros:", "3", "", "")]
    yield from both("cuenta de registros al pie", count, FOOD)
    said = [*FOOD.lines, _BLANK, ("3 registros",)]
    yield from both("cuenta de registros en palabras", said, FOOD)


def _sparse_rows() -> Iterator[Case]:
    head = ("CUI", "Nombre", "Lugar", "Fecha", "Monto", "Teléfono")
    full = [
        ("9120000011601", "Ana Caal", "Cobán", "05/01/2026", "500", "55512345"),
        ("9120000191601", "Luis Xol", "Flores", "06/01/2026", "250", "55512346"),
        ("9120000271601", "Eva Choc", "Jalapa", "07/01/2026", "125", "55512347"),
    ]
    poor = ("9120000351601", "Luz Ba", "", "", "", "")
    only = ("9120000431601", "", "", "", "", "")
    yield from both("última fila con solo CUI y nombre", [head, *full, poor], tables_of(head, [*full, poor]))
    yield from both(
        "última fila con solo CUI y nombre, tras una línea en blanco",
        [head, *full, _BLANK, poor],
        tables_of(head, [*full, poor]),
    )
    yield from both("última fila con solo el CUI", [head, *full, only], tables_of(head, [*full, only]))
    yield from both("primera fila con solo CUI y nombre", [head, poor, *full], tables_of(head, [poor, *full]))
    yield from both(
        "fila con solo el CUI en medio",
        [head, full[0], only, *full[1:]],
        tables_of(head, [full[0], only, *full[1:]]),
        or_refused="ARC-10",
    )
    yield from both(
        "fila pobre antes de un encabezado repetido",
        [head, *full, poor, head, *full],
        tables_of(head, [*full, poor, *full]),
    )
    yield from both(
        "fila con solo el CUI antes de un encabezado repetido",
        [head, *full, only, head, *full],
        tables_of(head, [*full, only, *full]),
        or_refused="ARC-10",
    )
    late = [
        head,
        *full,
        _BLANK,
        _BLANK,
        *[(f"91200005{n}1601", f"Persona {n}", "", "", "", "") for n in range(10, 14)],
    ]
    yield from both(
        "varias filas pobres tras un hueco", late, tables_of(head, [*full, *late[6:]]), or_refused="ARC-10"
    )
    group = [
        ("Lugar", "Nombre", "Monto"),
        ("Cobán", "Ana", "500"),
        ("", "Luis", "250"),
        ("", "Eva", "125"),
        ("Flores", "Luz", "100"),
        ("", "Sol", "75"),
    ]
    yield from both(
        "grupo escrito solo en su primera fila: como viene", group, tables_of(group[0], group[1:])
    )
    twice = [*FOOD.lines, *FOOD.rows]
    yield from both("filas repetidas: todas", twice, tables_of(FOOD.header, twice[1:]))
    holes = [*FOOD.lines, ("N/D", "N/D", "N/D", "N/D")]
    yield from both("una fila de N/D", holes, tables_of(FOOD.header, holes[1:]))


def _no_table() -> Iterator[Case]:
    form = [
        ("Institución:", "MIDES"),
        ("Responsable:", "Ana Caal"),
        ("Período:", "Enero 2026"),
        ("Beneficiarios:", "120"),
        ("Monto:", "60000"),
    ]
    turned = [
        ("CUI", "9120000011601", "9120000191601", "9120000271601"),
        ("Nombre", "Ana Caal", "Luis Xol", "Eva Choc"),
        ("Monto", "500", "250", "125"),
        ("Fecha", "05/01/2026", "06/01/2026", "07/01/2026"),
    ]
    nameless = [row[:4] for row in PLAIN.rows]
    for name, rows in (
        ("ficha de una columna de nombres y otra de valores", form),
        ("tabla acostada: los encabezados en la primera columna", turned),
        ("datos sin encabezado", nameless),
        ("título y datos sin encabezado", [("Pagos de enero",), _BLANK, *nameless]),
    ):
        width = max(map(len, rows))
        padded = [[*row, *[""] * (width - len(row))] for row in rows]
        yield refuses(f"{name} (csv)", "a.csv", delimited(padded).encode(), "ARC-10 ARC-01 ARC-02")
        yield refuses(f"{name} (xlsx)", "a.xlsx", book(cells(rows)), "ARC-10 ARC-01 ARC-02")
    rows = '"Nombre","Monto"\n"1","Ana",5\n"2","Luis",6\n"3","Eva",7\n'
    yield refuses(
        "números de fila sin encabezado, como los escribe R", "a.csv", rows.encode(), "ARC-10 ARC-02"
    )
    half = delimited(FOOD.lines, ";") + delimited(
        [(f"B-1{n}", "Sal", str(n), "Petén") for n in range(10)], ","
    )
    yield refuses("la mitad con punto y coma y la mitad con coma", "a.csv", half.encode(), "ARC-10 ARC-02")


def _values() -> Iterator[Case]:
    holes = table(
        "Folio|Apellido|Valor|Nota",
        "1|Null|NA|NULL",
        "2|None|nan|N/A",
        "3|True|inf|-",
        "4|Caal|0|#N/A",
        "5|NaN|1|",
    )
    yield from both("NA, NULL, nan, None y True son texto", holes.lines, holes, numeric=False)
    codes = table(
        "Código|Casa|Teléfono|Expediente",
        "007|3-1|+502 5551-2345|1E5",
        "0012|MAR-5|00502 55512345|12345678901234567890",
        "1.10|1/2|5551 2345|0x1F",
    )
    yield from both("códigos que parecen números y fechas: texto", codes.lines, codes, numeric=False)
    days = table(
        "Folio|Fecha", "1|1/2/26", "2|2026-01-05", "3|5 de enero de 2026", "4|05.01.2026", "5|00/00/0000"
    )
    yield from both("fechas de todas las formas: como vienen", days.lines, days, numeric=False)
    money = table("Folio|Monto", "1|Q 1,250.50", "2|(500.00)", "3|1.250,50 Q", "4|15%", "5|-")
    yield from both("montos de todas las formas: como vienen", money.lines, money, numeric=False)
    yes = table("Folio|Pagado|Activo", "1|Sí|VERDADERO", "2|No|FALSO", "3|si|true")
    yield from both("síes y noes", yes.lines, yes)


def _texts() -> Iterator[Case]:
    bare = "".join(f"{line}\n" for line in ("", "", "", *(";".join(row) for row in FOOD.lines)))
    yield reads("líneas en blanco antes del encabezado", "a.csv", bare.encode(), FOOD)
    yield reads(
        "encabezado entre comillas, datos no",
        "a.csv",
        (delimited([FOOD.header], always=True) + delimited(FOOD.rows)).encode(),
        FOOD,
    )
    yield reads(
        "datos entre comillas, encabezado no",
        "a.csv",
        (delimited([FOOD.header]) + delimited(FOOD.rows, always=True)).encode(),
        FOOD,
    )
    bars = "".join(f"| {' | '.join(row)} |\n" for row in (FOOD.header, ("---",) * 4, *FOOD.rows))
    yield reads("tabla de Markdown", "a.txt", bars.encode(), FOOD, or_refused="ARC-10 ARC-02", padded=True)
    nick = raw("Folio;Nombre;Lugar", '1;"Juan "Chato" Xol";Cobán', '2;"Ana";Flores', '3;"Luz";Petén')
    yield reads(
        "comillas sin doblar dentro de comillas",
        "a.csv",
        nick,
        table("Folio|Nombre|Lugar", '1|Juan "Chato" Xol|Cobán', "2|Ana|Flores", "3|Luz|Petén"),
        or_refused="ARC-02 ARC-10",
    )
    lines = raw(
        "Folio;Nombre;Dirección", '1;Ana;"aldea', "La Paz;", 'casa 3"', "2;Luis;Flores", "3;Eva;Petén"
    )
    yield reads(
        "celda de tres líneas con separador",
        "a.csv",
        lines,
        tables_of(
            ["Folio", "Nombre", "Dirección"],
            [["1", "Ana", "aldea\nLa Paz;\ncasa 3"], ["2", "Luis", "Flores"], ["3", "Eva", "Petén"]],
        ),
        or_refused="ARC-02 ARC-10",
    )
    yield reads(
        "una fila muy ancha al final del archivo",
        "a.csv",
        raw("Folio;Nombre", "1;Ana", "2;Luis", "3;Eva;x;y;z;w"),
        tables_of(["Folio", "Nombre"], [["1", "Ana"], ["2", "Luis"], ["3", "Eva", "x", "y", "z", "w"]]),
        or_refused="ARC-10",
    )
    yield reads("miles de líneas en blanco al final", "a.csv", csv(FOOD) + b"\r\n" * 20_000, FOOD)
    yield reads(
        "miles de líneas de solo separadores al final", "a.csv", csv(FOOD) + b";;;\r\n" * 20_000, FOOD
    )
    yield reads(
        "cr solo dentro de una celda entre comillas",
        "a.csv",
        csv(tables_of(["Folio", "Nota"], [["1", "uno\rdos"], ["2", "tres"]])),
        tables_of(["Folio", "Nota"], [["1", "uno\rdos"], ["2", "tres"]]),
    )
    semis = raw("Lugar;Monto", "Cobán;1,5", "Salamá;2,5", "Flores;3,25")
    yield reads(
        "dos columnas con coma decimal",
        "a.csv",
        semis,
        table("Lugar|Monto", "Cobán|1,5", "Salamá|2,5", "Flores|3,25"),
    )
    yield refuses(
        "dos columnas de números con dos separadores posibles",
        "a.csv",
        raw("1;2,5", "2;3,5", "3;4,5"),
        "ARC-10 ARC-02",
    )


def _fixed() -> Iterator[Case]:
    widths = (4, 18, 10, 12)
    padded = [
        "".join(
            cell + " " * (width + 2 - len(cell.encode())) for cell, width in zip(line, widths, strict=True)
        )
        for line in _accents().lines
    ]
    yield reads(
        "ancho fijo contado en bytes de UTF-8",
        "a.txt",
        raw(*padded),
        _accents(),
        or_refused="ARC-10",
        padded=True,
    )
    lines = [f"{row[0]:<13}{row[1]:<12}{row[2]:<13}{row[7]:>8}" for row in PLAIN.lines]
    right = tables_of(
        [PLAIN.header[n] for n in (0, 1, 2, 7)], [[row[n] for n in (0, 1, 2, 7)] for row in PLAIN.rows]
    )
    yield reads(
        "ancho fijo con columnas pegadas donde la celda llena su ancho",
        "a.txt",
        raw(*lines),
        right,
        or_refused="ARC-10 ARC-01",
        padded=True,
    )
    yield reads(
        "ancho fijo con regla de signos de igual",
        "a.txt",
        fixed(PLAIN, ruler="=").encode(),
        PLAIN,
        padded=True,
    )
    marks = tables_of(PLAIN.header[:4], [(*row[:2], f"{row[2]}; {row[5]}", row[3]) for row in PLAIN.rows])
    yield reads(
        "ancho fijo con un punto y coma en cada fila",
        "a.txt",
        fixed(marks).encode(),
        marks,
        or_refused="ARC-10",
        padded=True,
    )
    ends = tables_of(
        ["CUI", "Nombres", "Lugar"],
        [(row[0], row[1], "Cobán, AV" if n % 3 else "") for n, row in enumerate(PLAIN.rows)],
    )
    yield reads(
        "ancho fijo con una coma en la última columna",
        "a.txt",
        fixed(ends).encode(),
        ends,
        or_refused="ARC-10",
        padded=True,
    )
    hardly = tables_of(
        ["CUI", "Nota"], [(row[0], "ausente" if n == 3 else "") for n, row in enumerate(PLAIN.rows)]
    )
    yield reads(
        "ancho fijo con una columna casi vacía",
        "a.txt",
        fixed(hardly).encode(),
        hardly,
        or_refused="ARC-10",
        padded=True,
    )
    tabs = fixed(FOOD, gap=2).replace("  ", "\t", 1)
    yield reads(
        "ancho fijo con un tabulador perdido",
        "a.txt",
        tabs.encode(),
        FOOD,
        or_refused="ARC-10 ARC-01",
        padded=True,
    )


def _accents():  # type: ignore[no-untyped-def]
    return table(
        "Cod|Nombre|Lugar|Monto",
        "0101|María Núñez|Sololá|500.00",
        "0102|Ana Caal|Jalapa|250.00",
        "0103|Óscar Güitz Peña|Quiché|125.00",
        "0104|Luis Xol|Petén|100.00",
    )

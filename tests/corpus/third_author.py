"""Files of a third author, who knew the reader's promise and none of its code: what it got wrong at first.

Belongs here: rows that came apart, and columns or headers that gaps and pairs of words cut in more than one way. Does
not belong here: sums (third_author_sums.py), or what the other modules try already.
"""

import io
import zipfile
from collections.abc import Iterator

from tests.corpus.case import Case, reads, refuses, table, tables_of
from tests.corpus.layout_files import both
from tests.corpus.write_book import inline, raw_book
from tests.corpus.write_text import csv, delimited, fixed, raw
from tests.corpus.write_xls import Formula, Sheet, xls

_PEOPLE = table(
    "No.|Nombre|Dirección|Fecha|Monto",
    *(f"{n}|Ana Caal|4a. calle {n}|05/0{n}/2026|{n}50.00" for n in range(1, 9)),
)


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _fragments()
    yield from _longer()
    yield from _side_by_side()
    yield from _above_the_header()
    yield from _fixed_width()
    yield from _old_formulas()
    yield from _under_the_header()
    yield from _apart()
    yield from _dangers()


def _fragments() -> Iterator[Case]:
    split = raw(
        "No.,Apellidos, nombres,Monto,Fecha", *(f"{n},Caal Ana,{n}50,05/0{n}/2026" for n in range(1, 6))
    )
    yield refuses("un nombre de columna con coma sin comillas", "coma.csv", split, "ARC-10", "encabezado")
    lines = delimited(_PEOPLE.lines).split("\r\n")
    inside = [*lines[:4], *lines[4].replace("calle ", "calle\n").split("\n"), *lines[5:-1]]
    yield refuses(
        "una fila partida por un salto sin comillas", "partida.csv", raw(*inside), "ARC-10", "partida"
    )
    twice = [part for line in lines[:-1] for part in line.replace("calle ", "calle\n").split("\n")]
    yield refuses("todas las filas partidas por un salto", "partidas.csv", raw(*twice), "ARC-10")
    whole = delimited(_PEOPLE.lines, last=False)
    for cut in (9, 20, 30):
        yield refuses(
            f"cortado {cut} letras antes del fin", "corte.csv", whole[:-cut].encode(), "ARC-02", "cortado"
        )
    trailer = whole + "\r\nT;8"
    yield refuses("una línea de cierre que no es fila", "cierre.csv", trailer.encode(), "ARC-02", "cortado")
    ends = whole.replace("\r\n", ";\r\n")
    yield reads("separador al final de cada línea, menos la última", "fin.csv", ends.encode(), _PEOPLE)
    many = [(str(n), f"Aldea {n}", f"{n}.50") for n in range(1, 7001)]
    rows = delimited([("No.", "Lugar", "Monto"), *many]).split("\r\n")
    rows[6500:6501] = rows[6500].replace("Aldea ", "Aldea\n").split("\n")
    yield refuses("una fila partida lejos del principio", "lejos.csv", raw(*rows[:-1]), "ARC-10", "partida")
    short = table(
        "No.|Nombre|Monto|Nota", "1|Ana|50|", "2|Eva|60|ok", "3|Luz|70|", "4|Sol|80|", "5|Ivo|90|ok"
    )
    trimmed = "\r\n".join(";".join(row).rstrip(";") for row in short.lines)
    yield reads("celdas vacías del final sin su separador", "corta.csv", trimmed.encode(), short)


def _longer() -> Iterator[Case]:
    rows = [("1", "Ana", "10,50"), ("2", "Eva", "20,25"), ("3", "Luz", "30"), ("4", "Sol", "40,75")]
    yield refuses(
        "coma decimal sin comillas en casi todas las filas",
        "coma.csv",
        raw("No.,Nombre,Monto", *(",".join(row) for row in rows)),
        "ARC-10",
    )
    two = [(n, name, amount, amount) for n, name, amount in rows]
    yield refuses(
        "dos montos con coma decimal sin comillas",
        "comas.csv",
        raw("No.,Nombre,Monto,Saldo", *(",".join(row) for row in two)),
        "ARC-10",
    )
    yield reads(
        "coma decimal con punto y coma, de un tercero",
        "bien.csv",
        csv(tables_of(("No.", "Nombre", "Monto"), rows)),
        tables_of(("No.", "Nombre", "Monto"), rows),
    )


def _side_by_side() -> Iterator[Case]:
    left = table("Municipio|Hombres|Mujeres", "Mixco|12|15", "Flores|7|9", "Cobán|31|28")
    right = table("Pueblo|Personas|Monto", "Maya|5|1250", "Xinka|6|1300", "Ladino|7|1400")
    for gap in (1, 2):
        lines = [(*one, *[""] * gap, *other) for one, other in zip(left.lines, right.lines, strict=True)]
        yield from both(
            f"dos cuadros sin título, iguales de largo, a {gap} columnas",
            lines,
            left,
            right,
            or_refused="ARC-10",
        )
    one = table(
        "No.|Nombre|CUI|Lugar|Monto",
        "1|TOTAL ANA|9120000011601|Mixco|500",
        "2|EVA CHOC|9120000191601|Cobán|250",
        "3|LUZ XOL|9120000271601|Cobán|125",
    )
    spaced = [(*row[:2], "", *row[2:]) for row in one.lines]
    yield from both("columna vacía en medio y una persona llamada Total", spaced, one)


def _above_the_header() -> Iterator[Case]:
    pairs = [("Departamento", "Alta Verapaz"), ("Municipio", "Panzós"), ("Mes", "Marzo")]
    yield from both("pares sin dos puntos pegados al encabezado", [*pairs, *_PEOPLE.lines], _PEOPLE)
    yield from both("un par sin dos puntos pegado al encabezado", [pairs[1], *_PEOPLE.lines], _PEOPLE)


def _fixed_width() -> Iterator[Case]:
    pay = tables_of(
        ("RENGLON", "NOMBRE", "SALARIO BASE", "BONO 66-2000", "FECHA DE PAGO"),
        [(f"0{n}", f"ANA CAAL {n}", f"{n}634.00", "250.00", f"0{n - 10}/05/2026") for n in range(11, 19)],
    )
    for gap in (2, 3):
        text = fixed(pay, gap=gap, right=(2, 3))
        yield reads(
            f"nombres de varias palabras sobre montos cortos, a {gap}", "nomina.txt", text.encode(), pay
        )
        title = "MINISTERIO DE FINANZAS".center(80) + "\n\n"
        yield reads(f"lo mismo bajo un título, a {gap}", "nomina.txt", (title + text).encode(), pay)
    yield reads(
        "nombres de varias palabras, columnas a un espacio",
        "nomina.txt",
        fixed(pay, gap=1, right=(2, 3)).encode(),
        pay,
        or_refused="ARC-10",
    )


def _old_formulas() -> Iterator[Case]:
    never = [("Lugar", "Monto", "Doble"), *((f"Aldea {n}", n, Formula(None)) for n in range(1, 5))]
    yield refuses(
        "fórmulas de xls que nadie calculó", "xlwt.xls", lambda: xls(Sheet("H", never)), "ARC-02", "fórmula"
    )


def _under_the_header() -> Iterator[Case]:
    kinds = ("numérico", "texto", "texto(40)", "dd/mm/aaaa", "número")
    yield from both("tipos bajo el encabezado", [_PEOPLE.header, kinds, *_PEOPLE.rows], _PEOPLE)
    asked = ("Obligatorio", "Obligatorio", "Opcional", "Obligatorio", "Obligatorio")
    yield from both("qué es obligatorio, bajo el encabezado", [_PEOPLE.header, asked, *_PEOPLE.rows], _PEOPLE)
    sums = table("Municipio|Hombres|Mujeres|Total", "Mixco|12|15|27", "Flores|7|9|16", "Cobán|31|28|59")
    numbers = ("1", "2", "3", "4=2+3")
    yield from both("números de columna con su cuenta", [sums.header, numbers, *sums.rows], sums)
    days = table(
        "No.|Nombre|1|2|3|4|5", "1|Ana|X|X|X||X", "2|Eva|X||X|X|X", "3|Luz||X|X|X|X", "4|Sol|X|X|X|X|X"
    )
    week = ("", "", "L", "M", "M", "J", "V")
    under = [days.header, week, *days.rows]
    yield refuses(
        "días de la semana bajo los del mes", "mes.csv", delimited(under).encode(), "ARC-10", "primera fila"
    )


def _apart() -> Iterator[Case]:
    names = ("Mixco", "Cobán", "Flores", "Jalapa", "Sololá", "Zacapa", "Salamá", "Jutiapa")
    far = [(*row, *[""] * 6, name) for row, name in zip(_PEOPLE.lines, ("Municipios", *names), strict=True)]
    yield refuses(
        "un catálogo lejos, a la derecha", "catalogo.csv", delimited(far).encode(), "ARC-10", "lejos"
    )
    dot = [*_PEOPLE.lines, *[("",)] * 9, ("", "", ".")]
    yield from both("un punto perdido muy abajo", dot, _PEOPLE)


def _dangers() -> Iterator[Case]:
    cells = inline([list(line) for line in _PEOPLE.lines])
    for name, place in {
        "otra fila, muy lejos": "B99999999999",
        "otra fila": "B900000",
        "la celda de al lado": "A3",
    }.items():
        moved = cells.replace('r="B3"', f'r="{place}"')
        yield refuses(
            f"una celda dice que está en {name}", "lejos.xlsx", raw_book({"H": moved}), "ARC-02", "filas"
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("pagos.csv", csv(_PEOPLE))
    damaged = bytearray(packed.getvalue())
    damaged[60:90] = bytes(30)
    yield refuses("zip con LZMA dañado", "pagos.zip", bytes(damaged), "ARC-02", "dañado")

"""Ragged rows, fixed width, and texts that are very small or very large.

Belongs here: cases about how many cells and rows a text has. Does not belong here: delimiters and quotes
(dialect_files.py).
"""
# ruff: noqa: E501 (a file and its truth stand on one line)

from collections.abc import Iterator

from tests.corpus.case import Case, reads, refuses, table, tables_of
from tests.corpus.people import ASCII, PLAIN, long_table, wide_table
from tests.corpus.write_text import csv, fixed, raw


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _ragged()
    yield from _fixed_width()
    yield from _sizes()


def _ragged() -> Iterator[Case]:
    yield reads(
        "filas más cortas que el encabezado",
        "a.csv",
        raw("Folio;Nombre;Lugar;Nota", "1;Ana;Cobán;x", "2;Luis;Salamá", "3;Eva", "4;Luz;Petén;y"),
        table("Folio|Nombre|Lugar|Nota", "1|Ana|Cobán|x", "2|Luis|Salamá|", "3|Eva||", "4|Luz|Petén|y"),
    )
    yield reads(
        "una fila con una celda de más",
        "a.csv",
        raw("Folio;Nombre;Lugar", "1;Ana;Cobán", "2;Luis;Salamá;zona 1", "3;Eva;Petén", "4;Luz;Jalapa"),
        table("Folio|Nombre|Lugar", "1|Ana|Cobán", "2|Luis|Salamá|zona 1", "3|Eva|Petén", "4|Luz|Jalapa"),
    )
    yield reads(
        "comas sin comillas en algunas direcciones",
        "a.csv",
        raw(
            "id,cui,nombre,direccion,valor",
            "1,9120,Ana,aldea La Paz,500",
            "2,9121,Luis,4a calle, zona 1,500",
            "3,9122,Eva,cantón Sur,250",
            "4,9123,Luz,caserío Norte,100",
            "5,9124,Sol,aldea Sur,100",
        ),
        table(
            "id|cui|nombre|direccion|valor",
            "1|9120|Ana|aldea La Paz|500",
            "2|9121|Luis|4a calle| zona 1|500",
            "3|9122|Eva|cantón Sur|250",
            "4|9123|Luz|caserío Norte|100",
            "5|9124|Sol|aldea Sur|100",
        ),
        or_refused="ARC-10 ARC-02",
    )
    yield reads(
        "celdas vacías de más al final de una fila",
        "a.csv",
        raw("Folio;Nombre;Lugar", "1;Ana;Cobán;;;", "2;Luis;Salamá", "3;Eva;Petén;"),
        table("Folio|Nombre|Lugar", "1|Ana|Cobán", "2|Luis|Salamá", "3|Eva|Petén"),
    )


def _fixed_width() -> Iterator[Case]:
    yield reads("ancho fijo", "pagos.txt", fixed(PLAIN).encode(), PLAIN, padded=True)
    yield reads(
        "ancho fijo en cp850", "pagos.prn", fixed(PLAIN, end="\r\n").encode("cp850"), PLAIN, padded=True
    )
    yield reads(
        "ancho fijo con montos a la derecha",
        "pagos.prn",
        fixed(PLAIN, right=(7,)).encode("cp1252"),
        PLAIN,
        padded=True,
    )
    yield reads(
        "ancho fijo con regla de guiones", "pagos.txt", fixed(PLAIN, ruler="-").encode(), PLAIN, padded=True
    )
    yield reads(
        "ancho fijo con columnas a un espacio",
        "a.txt",
        fixed(ASCII, gap=1, ruler="-").encode(),
        ASCII,
        or_refused="ARC-10",
        padded=True,
    )
    yield reads(
        "ancho fijo con celdas vacías",
        "a.txt",
        fixed(_gaps(), gap=3).encode(),
        _gaps(),
        or_refused="ARC-10",
        padded=True,
    )
    lines = fixed(PLAIN).splitlines(keepends=True)
    title = "REPORTE DE PAGOS\n\n" + "".join(lines) + "\nTotal de registros: 6\n"
    yield reads(
        "ancho fijo con título y pie", "a.txt", title.encode(), PLAIN, or_refused="ARC-10", padded=True
    )
    glued = "".join(f"{row[0]}{row[1]:<14}{row[3]}{row[4]}\n" for row in PLAIN.rows)
    yield refuses("ancho fijo sin encabezado y sin espacios", "a.txt", glued.encode(), "ARC-10 ARC-02 ARC-01")
    psql = " codigo | comunidad   | raciones \n--------+-------------+----------\n 0101   | El Mirador  |       12\n 0102   | La Cumbre   |       30\n(2 rows)\n"
    yield reads(
        "salida de psql",
        "a.txt",
        psql.encode(),
        table("codigo|comunidad|raciones", "0101|El Mirador|12", "0102|La Cumbre|30"),
        or_refused="ARC-10 ARC-02",
        padded=True,
    )


def _gaps():  # type: ignore[no-untyped-def]
    return table(
        "Codigo|Comunidad|Raciones|Lugar",
        "0101|El Mirador|12|Cobán",
        "0102||30|Salamá",
        "0103|Las Pilas||Flores",
        "0104|El Zapote|112|",
        "0105|La Cumbre|7|Jalapa",
    )


def _sizes() -> Iterator[Case]:
    one = table("CUI", *[row[0] for row in PLAIN.rows])
    yield reads("una sola columna", "cui.csv", csv(one), one)
    yield reads("una sola columna entre comillas", "cui.csv", csv(one, always=True), one)
    yield reads(
        "una sola columna con nombre y apellido",
        "n.txt",
        csv(table("Nombre completo", "Ana Caal", "Luis Xol", "Eva Choc Ba")),
        table("Nombre completo", "Ana Caal", "Luis Xol", "Eva Choc Ba"),
        or_refused="ARC-10",
    )
    yield reads(
        "una sola fila",
        "a.csv",
        csv(tables_of(PLAIN.header, PLAIN.rows[:1])),
        tables_of(PLAIN.header, PLAIN.rows[:1]),
    )
    yield reads(
        "solo encabezado",
        "a.csv",
        csv(tables_of(PLAIN.header, [])),
        tables_of(PLAIN.header, []),
        or_refused="ARC-01",
    )
    yield refuses(
        "sin encabezado: la primera fila es una persona",
        "a.csv",
        csv(tables_of(PLAIN.rows[0], PLAIN.rows[1:])),
        "ARC-10 ARC-02 ARC-05",
    )
    yield refuses(
        "sin encabezado: una sola fila de datos",
        "a.csv",
        csv(tables_of(PLAIN.rows[0], [])),
        "ARC-10 ARC-02 ARC-01",
    )
    yield refuses(
        "sin encabezado: solo números", "a.csv", raw("1;25;300", "2;30;200", "3;12;100"), "ARC-10 ARC-02"
    )
    yield reads("300 columnas", "a.csv", csv(wide_table(300), ";"), wide_table(300))
    yield reads("50,000 filas", "a.csv", lambda: csv(long_table(50_000), ",", "cp1252"), long_table(50_000))
    yield refuses(
        "20,000 columnas",
        "a.csv",
        lambda: csv(wide_table(20_000), ";"),
        "ARC-11 ARC-02",
        "columna|celda|admit",
    )
    big = ("Folio;Nota\n1;" + "x" * 20_000_000 + "\n2;y\n").encode()
    yield refuses(
        "una celda de veinte millones de letras", "a.csv", lambda: big, "ARC-11 ARC-02", "celda|admit|línea"
    )

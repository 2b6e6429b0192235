"""Traps: headers that look like rows, titles or groups, and rows that look like headers.

Belongs here: cases in which the obvious rule takes the wrong line for the header. Does not belong here: traps among the
rows (trap_files.py).
"""

from collections.abc import Iterator

from tests.corpus.case import Case, reads, table, tables_of
from tests.corpus.layout_files import both
from tests.corpus.people import FOOD, PLAIN
from tests.corpus.write_text import raw

_BLANK: tuple[str, ...] = ()


def cases() -> Iterator[Case]:
    index = table("|Nombre|Monto", "0|Ana|500", "1|Luis|250", "2|Eva|125")
    yield from both("primera columna sin nombre y numerada, como la escribe pandas", index.lines, index)
    english = table(
        "first_name|last_name|birth_date|amount",
        "Ana|Caal|1990-01-05|500",
        "Luis|Xol|1985-02-06|250",
        "Eva|Choc|2001-03-07|125",
    )
    yield from both("encabezados en inglés", english.lines, english)
    mayan = table(
        "K'ab'a'|Tenamit|Jo' nimal|Kutan",
        "Ana|Kob'an|500|05/01/2026",
        "Luis|Chamil|250|06/01/2026",
        "Eva|Karcha|125|07/01/2026",
    )
    yield from both("encabezados en q'eqchi'", mayan.lines, mayan)
    camel = table(
        "idBeneficiario|nombreCompleto|montoEntregado", "1001|Ana|500", "1002|Luis|250", "1003|Eva|125"
    )
    yield from both("encabezados de programador", camel.lines, camel)
    quoted = table(
        "Nombre, completo|Fecha; entrega|Monto", "Caal, Ana|05/01/2026|500", "Xol, Luis|06/01/2026|250"
    )
    yield from both("separadores dentro de los encabezados", quoted.lines, quoted)
    sharp = raw(
        "#CUI;Nombre;Monto", "9120000011601;Ana;500", "9120000191601;Luis;250", "9120000271601;Eva;125"
    )
    yield reads(
        "encabezado que empieza con #",
        "a.csv",
        sharp,
        table(
            "#CUI|Nombre|Monto", "9120000011601|Ana|500", "9120000191601|Luis|250", "9120000271601|Eva|125"
        ),
        or_refused="ARC-10",
    )
    again = [FOOD.header, *FOOD.rows[:1], tuple(cell.upper() for cell in FOOD.header), *FOOD.rows[1:]]
    yield from both("encabezado repetido en mayúsculas", again, FOOD)
    partial = [
        ("Boleta", "Producto", "Cantidad", "Lugar"),
        *FOOD.rows,
        ("Boleta", "Producto", "", ""),
        ("B-9", "Sal", "3", "Petén"),
    ]
    yield from both(
        "medio encabezado repetido",
        partial,
        tables_of(partial[0], [*FOOD.rows, partial[-1]]),
        or_refused="ARC-10",
    )
    months = [
        ("Enero",),
        FOOD.header,
        *FOOD.rows,
        _BLANK,
        ("Febrero",),
        FOOD.header,
        ("B-011", "Sal", "4", "Petén"),
        ("B-012", "Aceite", "6", "Izabal"),
    ]
    more = tables_of(FOOD.header, months[-2:])
    for case in both("una tabla por mes, cada una con su título", months, FOOD, more):
        yield Case(
            case.name,
            case.file,
            case.content,
            ((FOOD, more), (tables_of(FOOD.header, [*FOOD.rows, *more.rows]),)),
        )
    three = [
        ("Alimentos",),
        *FOOD.lines,
        _BLANK,
        ("Personas",),
        *[row[:3] for row in PLAIN.lines],
        _BLANK,
        ("Obras",),
        ("Obra", "Familias"),
        ("Pozo", "12"),
        ("Letrinas", "30"),
    ]
    yield from both(
        "tres tablas con título",
        three,
        FOOD,
        tables_of(PLAIN.header[:3], [row[:3] for row in PLAIN.rows]),
        table("Obra|Familias", "Pozo|12", "Letrinas|30"),
    )
    total = table("Municipio|Hombres|Mujeres|Total", "Cobán|10|12|22", "Flores|5|6|11", "Jalapa|7|7|14")
    yield from both("una columna llamada Total", total.lines, total)
    spaces = table(
        "CUI | Nombre |  Monto", "9120000011601|Ana|500", "9120000191601|Luis|250", "9120000271601|Eva|125"
    )
    yield from both("encabezados con espacios: como vienen", spaces.lines, spaces)
    stars = table(
        "CUI*|Nombre (*)|Monto ¹", "9120000011601|Ana|500", "9120000191601|Luis|250", "9120000271601|Eva|125"
    )
    yield from both("encabezados con llamadas de nota", stars.lines, stars)
    deep = [
        ("MIDES",),
        _BLANK,
        ("CUI", "Nombre", "Residencia", "", "Monto"),
        ("", "", "Departamento", "Municipio", ""),
        ("9120000011601", "Ana", "Petén", "Flores", "500"),
        ("9120000191601", "Eva", "Izabal", "Morales", "250"),
        ("", "", "", "TOTAL", "750"),
    ]
    joined = tables_of(
        ["CUI", "Nombre", "Residencia / Departamento", "Residencia / Municipio", "Monto"], deep[4:6]
    )
    yield from both(
        "título, encabezado de dos filas y total",
        deep,
        joined,
        merges=[(3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 3, 3), (3, 4, 4, 4)],
    )

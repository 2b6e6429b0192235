"""What accountants, teachers and field staff leave in their sheets: sums carried over, attendance, empty months.

Belongs here: layouts of particular trades. Does not belong here: the general ones (layout_files.py, footer_files.py),
or traps of words (trap_files.py).
"""

from collections.abc import Iterator

from tests.corpus.case import Case, reads, table, tables_of
from tests.corpus.layout_files import both
from tests.corpus.people import FOOD, SHORT
from tests.corpus.write_text import raw

_BLANK: tuple[str, ...] = ()


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _accounts()
    yield from _lists()
    yield from _beside()
    yield from _single_columns()


def _accounts() -> Iterator[Case]:
    head = ("Boleta", "Nombre", "Lugar", "Monto")
    one = [("B-001", "Ana Caal", "Cobán", "500"), ("B-002", "Luis Xol", "Flores", "250")]
    two = [("B-003", "Eva Choc", "Jalapa", "125"), ("B-004", "Luz Ba", "Sololá", "100")]
    whole = tables_of(head, [*one, *two])
    carried = [
        head,
        *one,
        ("Van", "", "", "750"),
        head,
        ("Vienen", "", "", "750"),
        *two,
        ("TOTAL", "", "", "975"),
    ]
    yield from both("sumas que van y vienen entre páginas", carried, whole)
    passed = [head, *one, ("", "", "PASAN", "750"), _BLANK, head, ("", "", "VIENEN", "750"), *two]
    yield from both("sumas que pasan y vienen, en otra columna", passed, whole)
    merged = [head, *one, *two, ("TOTAL", "", "", "975")]
    yield from both("total combinado a lo ancho", merged, whole, merges=[(6, 0, 6, 2)])
    letters = [
        head,
        *one,
        *two,
        ("TOTAL", "", "", "975"),
        ("Son: novecientos setenta y cinco quetzales exactos",),
    ]
    yield from both("total en letras", letters, whole)
    shares = [head, *one, *two, ("TOTAL", "", "", "975"), ("%", "", "", "100")]
    yield from both("total y porcentaje", shares, whole, or_refused="ARC-10")
    foot = [head, *one, *two, head]
    yield from both("el encabezado otra vez al pie", foot, whole)
    single = [head, one[0], ("TOTAL", "", "", "500")]
    yield from both("una sola fila y su total", single, tables_of(head, one[:1]))
    nothing = [("MIDES",), head, ("NO HUBO ENTREGAS EN EL PERÍODO",)]
    yield from both("mes sin entregas", nothing, tables_of(head, []), or_refused="ARC-01 ARC-10")
    void = [head, *one, ("B-0025", "ANULADA", "", ""), *two]
    yield from both("boleta anulada con pocas celdas", void, tables_of(head, void[1:]))


def _lists() -> Iterator[Case]:
    days = table(
        "No.|Nombre|05/01/2026|06/01/2026|07/01/2026", "1|Ana Caal|X||X", "2|Luis Xol|X|X|", "3|Eva Choc||X|X"
    )
    yield from both("lista de asistencia con fechas en el encabezado", days.lines, days)
    marks = table(
        "Alumno|Sección|Matemática|Idioma|Promedio",
        "Ana|A|80|75|77.5",
        "Luis|B|60|90|75",
        "Eva|A|100|85|92.5",
    )
    yield from both("notas de alumnos, con una columna Promedio", marks.lines, marks)
    subjects = table("Curso|Nota|Total de alumnos", "Matemática|80|25", "Idioma|75|30", "Ciencias|90|22")
    yield from both("columnas llamadas Nota y Total de alumnos", subjects.lines, subjects)
    signed = table(
        "No.|Nombre|DPI|Firma",
        "1|Ana Caal|9120000011601|",
        "2|Luis Xol|9120000191601|",
        "3|Eva Choc|9120000271601|",
    )
    yield from both("columna Firma, vacía", signed.lines, signed)
    crossed = table("Municipio|Ene|Feb|Mar|Total", "Cobán|10|12|11|33", "Flores|5|6|7|18", "Jalapa|7|7|7|21")
    yield from both(
        "cuadro por mes con total por fila", [*crossed.lines, ("Total", "22", "25", "25", "72")], crossed
    )
    ages = table("Edad|Hombres|Mujeres", "0-4|10|12", "5-9|8|9", "10-14|7|7", "65 y más|3|4")
    yield from both("grupos de edad en la primera columna", [*ages.lines, ("Total", "28", "32")], ages)
    years = table("Año|Casos|Monto", "2023|10|500", "2024|12|600", "2025|15|750")
    yield from both("años en la primera columna", years.lines, years)


def _beside() -> Iterator[Case]:
    left, right = (
        table("No.|Nombre", "1|Ana", "2|Luis", "3|Eva"),
        table("No.|Nombre", "4|Luz", "5|Sol", "6|Mar"),
    )
    lines = [(*one, "", *other) for one, other in zip(left.lines, right.lines, strict=True)]
    joined = tables_of(left.header, [*left.rows, *right.rows])
    for case in both("la lista sigue a la derecha", lines, left, right, or_refused="ARC-10"):
        yield Case(case.name, case.file, case.content, ((left, right), (joined,)), case.rules)
    short = [*FOOD.lines, ("TOTAL", "", "85", ""), *[("",) * 4] * (len(SHORT.lines) - len(FOOD.lines) - 1)]
    uneven = [(*one, "", "", *other) for one, other in zip(short, SHORT.lines, strict=True)]
    yield from both("dos tablas de lado, una con su total", uneven, FOOD, SHORT, or_refused="ARC-10")
    titled = [
        ("Alimentos", "", "", "", "", "Personas"),
        *[
            (*one, "", *other)
            for one, other in zip([*FOOD.lines, *[("",) * 4] * 3], SHORT.lines, strict=True)
        ],
    ]
    yield from both("dos tablas de lado, cada una con su título", titled, FOOD, SHORT, or_refused="ARC-10")


def _single_columns() -> Iterator[Case]:
    money = table("Monto", "1,250.50", "500.00", "12,000.75")
    yield reads(
        "una columna de montos con coma de miles",
        "a.csv",
        raw("Monto", *[r[0] for r in money.rows]),
        money,
        or_refused="ARC-10",
    )
    places = table("Dirección", "Aldea La Paz, Cobán", "Barrio Sur, Flores", "Cantón Norte, Jalapa")
    yield reads(
        "una columna de direcciones con coma",
        "a.csv",
        raw("Dirección", *[r[0] for r in places.rows]),
        places,
        or_refused="ARC-10",
    )
    mixed = table("Observaciones", "ninguna", "ausente; volver", "no vive aquí", "enfermo, hospital")
    yield reads(
        "una columna de observaciones con de todo",
        "a.csv",
        raw("Observaciones", *[r[0] for r in mixed.rows]),
        mixed,
        or_refused="ARC-10",
    )
    days = table("Fecha", "05/01/2026", "06/01/2026", "07/01/2026")
    yield reads("una columna de fechas", "a.csv", raw("Fecha", *[r[0] for r in days.rows]), days)
    hours = table("Hora", "08:30", "09:15", "10:00")
    yield reads("una columna de horas", "a.csv", raw("Hora", *[r[0] for r in hours.rows]), hours)
    mails = table("Correo", "ana@mides.gob.gt", "luis@maga.gob.gt", "eva@mspas.gob.gt")
    yield reads("una columna de correos", "a.csv", raw("Correo", *[r[0] for r in mails.rows]), mails)

"""What no word of a header, a total or a note says outright: answers, means, titles cut by their commas.

Belongs here: layouts told by shape and arithmetic. Does not belong here: those that words tell (layout_files.py,
footer_files.py), or traps of words (trap_files.py).
"""

from collections.abc import Iterator

from tests.corpus.case import Case, reads, refuses, table
from tests.corpus.layout_files import both
from tests.corpus.write_text import raw

_PAID = table("cui|nombre|monto", "1|Ana|10", "2|Luis|20", "3|Eva|35")
_PAID_TEXT = [",".join(line) for line in _PAID.lines]


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _headers()
    yield from _titles()
    yield from _below()


def _headers() -> Iterator[Case]:
    answers = table("Agua|Luz|Drenaje", "Sí|No|No", "Sí|Sí|No", "No|No|No")
    yield from both("solo respuestas de sí y no", answers.lines, answers)
    marks = table("Nombre|Maíz|Frijol|Aceite", "Ana|X||X", "Luis||X|", "Eva|X|X|X")
    yield from both("equis donde se entregó", marks.lines, marks)
    opinions = table(
        "Atención|Limpieza|Trato", "Buena|Mala|Regular", "Mala|Mala|Buena", "Regular|Buena|Buena"
    )
    yield from both("opiniones de una escala", opinions.lines, opinions)
    headless = [("Ana", "Sí", "No"), ("Luis", "No", "Sí"), ("Eva", "Sí", "Sí"), ("Luz", "No", "No")]
    marked = raw(*_PAID_TEXT, codec="utf-8-sig")
    yield reads("marca de UTF-8 dos veces", "a.csv", b"\xef\xbb\xbf" + marked, _PAID)
    yield refuses("respuestas sin encabezado", "a.csv", raw(*map(",".join, headless)), "ARC-10")
    small = table("tramo|piloto", "Cobán a Chisec|Ana", "Escuintla a Tiquisate|Luis")
    yield from both("encabezado en minúsculas sobre nombres", small.lines, small)
    remarks = table("nombre|obs", "Ana|", "Luis|", "Eva|enferma", "Luz|")
    yield from both("observaciones casi vacías", remarks.lines, remarks)
    for name, sent in (
        ("teléfono que no todos dan", ("Ana|", "Luis|55551234", "Eva|55554321", "Luz|", "Mar|44441234")),
        ("casos que no todos informan", ("Nebaj|", "Chajul|5", "Cotzal|", "Flores|7", "Mixco|3")),
    ):
        partial = table("nombre|valor", *sent)
        yield from both(name, partial.lines, partial, or_refused="ARC-10")
    places = table("lugar|casos|monto", "Nebaj|10|100", "Chajul|5|50", "Flores|3|30", "Dolores|2|20")
    one, two, three, four = places.rows
    sums = [("Total Quiché", "15", "150"), ("Total Petén", "5", "50")]
    grouped = [places.header, ("Quiché",), one, two, sums[0], ("Petén",), three, four, sums[1]]
    yield from both("grupos sin marca, cada uno con su total", grouped, places)
    months = table("id|2026-01|2026-02|2026-03", "A1|1||", "A2||2|", "A3|||3")
    yield from both("meses del año como columnas, casi vacías", months.lines, months)
    bare = table("Municipio|202601|202602|202603", "Nebaj|1|2|3", "Chajul|4|5|6")
    yield from both("meses sin guion como columnas", bare.lines, bare)
    people = table("nombre|municipio", "Ana|Nebaj", "Luis|Chajul")
    staff = table("programa|encargado", "Bono|Eva", "Vaso|Luz")
    lines = [*people.lines, ("", ""), *staff.lines]
    yield from both("dos tablas de solo texto, una bajo otra", lines, people, staff)


def _titles() -> Iterator[Case]:
    listed = table("CUI", "2456789010101", "1987654321401", "3012345670901")
    yield from both(
        "título sobre una lista de una columna", [("Listado de enero",), ("",), *listed.lines], listed
    )
    yield from both(
        "título pegado a una lista de una columna", [("Listado de enero",), *listed.lines], listed
    )
    for name, title in (
        ("título con una coma y sin comillas", "Listado de beneficiarios, enero 2026"),
        ("título con dos comas y sin comillas", "Entregas de alimentos, enero, 2026"),
    ):
        yield reads(name, "a.csv", raw(title, *_PAID_TEXT), _PAID)
    semicolons = table("cui|nombre|peso", "1|Ana|10,5", "2|Luis|20,1", "3|Eva|7,9")
    head = ("Reporte: beneficiarios; enero, 2026", "Fecha de corte: 31/01/2026")
    text = raw(*head, *[";".join(line) for line in semicolons.lines])
    yield reads("título con punto y coma y sin comillas", "a.csv", text, semicolons)
    pages = [
        ("Listado", "", "Página 1"),
        *_PAID.lines[:3],
        ("Listado", "", "Página 2"),
        _PAID.header,
        *_PAID.lines[3:],
    ]
    yield from both("título y página en cada hoja, en dos celdas", pages, _PAID)


def _below() -> Iterator[Case]:
    places = table("municipio|casos|tasa", "Nebaj|10|1.5", "Chajul|20|2.5", "Cotzal|12|3.1")
    yield from both("promedio al pie, sin total", [*places.lines, ("Promedio", "14", "2.4")], places)
    figures = table("indicador|valor", "Máximo|10", "Mínimo|2", "Promedio|6")
    yield from both("tabla de indicadores con un promedio", figures.lines, figures)
    yield from both("sumatoria al pie", [*places.lines, ("Sumatoria", "42", "7.1")], places)
    groups = table("depto|muni|casos", "Quiché|Nebaj|5", "Petén|Flores|7", "Petén|Dolores|2")
    first, *others = groups.rows
    lines = [groups.header, first, ("Subtotal", "", "5"), *others, ("Subtotal", "", "9"), ("Total", "", "14")]
    yield from both("subtotal de un grupo de una fila", lines, groups)
    names = table("CUI|Nombre", "2456789010101|Ana", "1987654321401|Luis")
    yield from both("total que cuenta las filas", [*names.lines, ("Total", "2")], names)
    for name, note in (
        ("nota con coma y sin comillas", "Nota: datos de enero, sujetos a cambios"),
        ("nota con asterisco, coma y sin comillas", "* Montos en quetzales, sin descuentos"),
        ("aviso con coma y sin comillas", "Datos preliminares, sujetos a revisión"),
    ):
        yield reads(name, "a.csv", raw(*_PAID_TEXT, note), _PAID)
    noted = table("obs|nombre|monto", "Nota: uno|Ana|10", "Nota: dos|Luis|", "Fuente: x|Eva|30")
    text = raw("obs,nombre,monto", "Nota: uno,Ana,10", "Nota: dos,Luis", "Fuente: x,Eva,30")
    yield reads("notas como datos en una fila corta", "a.csv", text, noted)

"""Totals, what only looks like one, notes and signatures.

Belongs here: cases about rows that are not data, below or among them. Does not belong here: headers and several tables
(layout_files.py).
"""

from collections.abc import Iterator

from tests.corpus.case import Case, table, tables_of
from tests.corpus.layout_files import both
from tests.corpus.people import FOOD, PLAIN

_BLANK: tuple[str, ...] = ()


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _totals()
    yield from _not_totals()
    yield from _notes()


def _totals() -> Iterator[Case]:
    for word in (
        "TOTAL",
        "Total general",
        "GRAN TOTAL",
        "Totales",
        "Suma total",
        "Total:",
        "TOTAL Q.",
        "  Total",
    ):
        yield from both(f"fila {word!r}", [*FOOD.lines, (word, "", "85", "")], FOOD)
    yield from both(
        "total con su cuenta en la primera celda", [*FOOD.lines, ("Total de beneficiarios: 3",)], FOOD
    )
    yield from both("total sin nombre: solo la suma", [*FOOD.lines, ("", "", "85", "")], FOOD)
    yield from both(
        "total sin nombre, tras una línea en blanco", [*FOOD.lines, _BLANK, ("", "", "85", "")], FOOD
    )
    yield from both(
        "total arriba, bajo el encabezado", [FOOD.header, ("TOTAL", "", "85", ""), *FOOD.rows], FOOD
    )
    money = [
        ("Boleta", "Lugar", "Monto"),
        ("B1", "Cobán", "Q1,250.50"),
        ("B2", "Salamá", "Q500.00"),
        ("B3", "Flores", "Q249.50"),
        ("", "TOTAL", "Q2,000.00"),
    ]
    yield from both("total con moneda", money, tables_of(money[0], money[1:4]))
    mean = [*FOOD.lines, ("TOTAL", "", "85", ""), ("PROMEDIO", "", "28.33", "")]
    yield from both("total y promedio", mean, FOOD)
    count = [*FOOD.lines, ("Total beneficiarios", "3", "", ""), ("Total quintales", "85", "", "")]
    yield from both("dos totales con otra forma", count, FOOD)


def _not_totals() -> Iterator[Case]:
    places = table(
        "Municipio|Código|Monto",
        "Totonicapán|0801|500",
        "San Cristóbal Totonicapán|0802|250",
        "Momostenango|0805|125",
    )
    yield from both("Totonicapán no es un total", places.lines, places)
    last = table(
        "Municipio|Código|Monto",
        "Momostenango|0805|125",
        "San Francisco El Alto|0803|250",
        "Totonicapán|0801|375",
    )
    yield from both("Totonicapán al final, y su monto suma lo de arriba", last.lines, last)
    people = table(
        "Apellidos|Nombres|CUI|Monto",
        "Total|Ana|9120000011601|500",
        "Nota Caal|Luis|9120000191601|250",
        "Suma Xol|Eva|9120000271601|125",
        "Caal Total|Luz|9120000351601|100",
    )
    yield from both("apellidos Total, Nota y Suma", people.lines, people)
    programmes = table(
        "Programa|Modalidad|Beneficiarios|Monto",
        "Nota Escolar|Beca|120|6000",
        "Subtotal Solidario|Bono|80|4000",
        "Total Salud|Bono|75|3750",
        "Fuente de Vida|Agua|60|900",
    )
    yield from both("programas llamados Nota, Subtotal, Total y Fuente", programmes.lines, programmes)
    sums = table("Comunidad|Familias|Niños", "A|10|20", "B|15|25", "C|25|45")
    yield from both("una comunidad que suma lo de las otras", sums.lines, sums)
    notes = table(
        "Folio|Nombre|Observaciones", "1|Ana|Nota: sin DPI", "2|Luis|Total pagado", "3|Eva|Fuente: RENAP"
    )
    yield from both("observaciones que empiezan con Nota, Total y Fuente", notes.lines, notes)
    sparse = table("Folio|Nombre|Teléfono|Nota", "1|Ana|55512345|x", "2|||", "3|Luis||", "4|Eva|55512346|y")
    yield from both(
        "una fila con una sola celda llena que es un dato", sparse.lines, sparse, or_refused="ARC-10"
    )
    cancelled = table(
        "Boleta|Nombre|Monto|Estado", "1|Ana|500|Pagado", "2|ANULADO|0|Anulado", "3|Luis|250|Pagado"
    )
    yield from both("una boleta anulada es una fila", cancelled.lines, cancelled)


def _notes() -> Iterator[Case]:
    yield from both("nota al pie", [*FOOD.lines, _BLANK, ("Nota: cifras preliminares.",)], FOOD)
    yield from both("nota al pie sin línea en blanco", [*FOOD.lines, ("Nota: cifras preliminares.",)], FOOD)
    yield from both(
        "fuente y elaboración",
        [
            *FOOD.lines,
            _BLANK,
            ("Fuente: Sistema de Información del MAGA",),
            ("Elaborado por: Unidad de Informática",),
        ],
        FOOD,
    )
    signed = [
        *FOOD.lines,
        _BLANK,
        _BLANK,
        ("", "______________________", "", "______________________"),
        ("", "Elaborado por", "", "Vo. Bo."),
        ("", "Técnico de campo", "", "Director"),
    ]
    yield from both("firmas", signed, FOOD)
    yield from both("fin del reporte", [*FOOD.lines, ("*** FIN DEL REPORTE ***",)], FOOD)
    yield from both("pie del motor de base de datos", [*FOOD.lines, ("(3 filas afectadas)",)], FOOD)
    yield from both(
        "página al pie", [*FOOD.lines, _BLANK, ("Página 1 de 1", "", "", "05/01/2026 10:33")], FOOD
    )
    stars = [*FOOD.lines, _BLANK, ("* Incluye entregas de diciembre",), ("** No incluye Petén",)]
    yield from both("asteriscos al pie", stars, FOOD)
    yield from both("todo a la vez", [
        ("MAGA",), ("Entregas de alimentos, enero 2026",), _BLANK, *FOOD.lines, ("TOTAL", "", "85", ""), _BLANK,
        ("Fuente: VISAN",), ("Firma:", "____________"),
    ], FOOD)  # fmt: skip
    wide = [*FOOD.lines, _BLANK, ("", "", "", "Guatemala, 5 de enero de 2026")]
    yield from both("lugar y fecha al pie, a la derecha", wide, FOOD)
    key = [*PLAIN.lines, _BLANK, ("Sexo:", "H = hombre", "M = mujer")]
    yield from both("clave de códigos al pie", key, PLAIN)

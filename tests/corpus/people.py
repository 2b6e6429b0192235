"""The tables that the odd files carry: invented people, with every letter and sign that hurts.

Belongs here: tables used by many cases. Does not belong here: a table that only one case needs.

Serials begin with 9: no living person's number does.
"""

from snis.cui import check_digit
from tests.corpus.case import Table, tables_of


def cui(serial: int, place: str = "1601") -> str:
    """An invented number that holds; the next serial when no check digit fits this one."""
    digit = check_digit(f"{serial:08d}")
    return cui(serial + 1, place) if digit is None else f"{serial:08d}{digit}{place}"


HEADER = (
    "CUI",
    "Nombres",
    "Apellidos",
    "Fecha de nacimiento",
    "Sexo",
    "Municipio",
    "Fecha de entrega",
    "Monto",
)
_PEOPLE = (
    ("María José", "Núñez Agüero", "03/05/1990", "M", "Totonicapán", "05/01/2026", "500.00"),
    ("Ix Ch’umil", "Q'eqchi' Caal", "29/02/1996", "M", "San Juan Chamelco", "06/01/2026", "1250.50"),
    ("Begoña", "Peña Muñoz", "17/11/1984", "M", "Santa María Nebaj", "06/01/2026", "500.00"),
    ("Antonio", "Xol Choc", "01/12/1979", "H", "Chichicastenango", "07/01/2026", "0.00"),
    ("Ángel Íñigo", "Total Güitz", "30/06/2001", "H", "Quetzaltenango", "08/01/2026", "750.25"),
    ("Óscar", "K'iche' Ixcoy", "14/08/1968", "H", "San Pedro Jocopilas", "09/01/2026", "500.00"),
)
# A typographic apostrophe is not in cp850 nor latin-1.
PEOPLE = tables_of(HEADER, [(cui(91200000 + 7 * number), *row) for number, row in enumerate(_PEOPLE)])
PLAIN = tables_of(HEADER, [[cell.replace("’", "'") for cell in row] for row in PEOPLE.rows])
SHORT = tables_of(HEADER[:4], [row[:4] for row in PLAIN.rows])
ASCII = tables_of(
    ("Codigo", "Comunidad", "Raciones", "Fecha"),
    [
        ("0101", "El Mirador", "12", "05/01/2026"),
        ("0102", "La Cumbre", "30", "05/01/2026"),
        ("0103", "Las Pilas", "7", "06/01/2026"),
        ("0104", "El Zapote", "112", "07/01/2026"),
    ],
)
FOOD = tables_of(
    ("Boleta", "Producto", "Cantidad", "Lugar"),
    [
        ("B-001", "Frijol negro", "25", "Sololá"),
        ("B-002", "Maíz blanco", "50", "Jalapa"),
        ("B-003", "Arroz", "10", "Chiquimula"),
    ],
)


def long_table(rows: int) -> Table:
    """A table of many rows, every one different."""
    return tables_of(
        ("CUI", "Nombre", "Comunidad", "Monto"),
        [
            (
                cui(92000000 + 11 * number),
                f"Persona {number}",
                f"Comunidad {number % 97}",
                f"{100 + number % 900}.50",
            )
            for number in range(rows)
        ],
    )


def wide_table(columns: int) -> Table:
    """A table of many columns."""
    header = ["CUI", *[f"Pregunta {number}" for number in range(1, columns)]]
    return tables_of(
        header,
        [
            [cui(93000000 + 13 * row), *[str((row * 31 + number) % 10) for number in range(1, columns)]]
            for row in range(5)
        ],
    )

"""No row of a table of people is taken for a title, a total or a note, whatever its surnames and blanks."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from assets.reading.grid import Grid
from assets.reading.layout import lay_out

NAMES = (
    "Ana",
    "Total",
    "Nota",
    "Fuentes",
    "Suma",
    "Eva",
    "Luz",
    "José",
    "Totoj",
    "Subtotal",
    "Registro",
    "Máximo",
)
PLACES = ("Flores", "Totonicapán", "Total", "San José", "Dolores", "Nota")
COLUMNS = ("No.", "CUI", "Nombre", "Apellido", "Fecha", "Municipio", "Monto", "Observaciones")
_BLANK_SHARE = 0.08


def person(random: Random, number: int) -> list[str]:
    """A row in which any cell but the number and the CUI may be blank."""
    cells = [
        random.choice(NAMES),
        random.choice(NAMES),
        f"{random.randint(1, 28):02d}/01/2026",
        random.choice(PLACES),
        f"{random.randint(1, 9) * 50}.00",
        random.choice(("", "", "Nota: sin DPI", "Total pagado")),
    ]
    blank = ["" if random.random() < _BLANK_SHARE else cell for cell in cells]
    return [str(number), str(9_000_000_000_000 + random.randint(0, 10**9)), *blank]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(0, 60))
def test_every_row_is_data(seed: int, count: int, gap_at: int) -> None:
    random = Random(seed)
    people = [person(random, number) for number in range(1, count + 1)]
    rows: list[tuple[int, list[str]]] = [(1, ["Padrón"]), (2, [""]), (3, list(COLUMNS))]
    for place, cells in enumerate(people):
        if place == gap_at:
            rows.append((len(rows) + 1, [""]))
        rows.append((len(rows) + 1, cells))
    (found,) = lay_out(Grid("", True, lambda: iter(rows))).tables
    assert found.header == COLUMNS
    assert [cells for _, cells in found.rows()] == people
    assert [aside.row for aside in found.asides] == [1]

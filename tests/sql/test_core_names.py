"""A name in several cells: what is read of each cell, put together, is what would be read of the whole name."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from assets.reading.blanks import BLANKS

LETTERS = "AzÉñ0 ?'-.ÃÂ©¡³\u00ad\u0301\u00a0\ufffd\u2019ß"
CELLS = st.lists(
    st.text(LETTERS, min_size=1, max_size=8).map(lambda text: text.strip(BLANKS)).filter(bool),
    min_size=1,
    max_size=3,
)
ENGINE = DuckDBEngine()


def found(sql: str, cells: list[str]) -> object:
    """A statement over the cells of one name."""
    return ENGINE.rows(
        f"select {sql} from (select unnest($cells) as celda, unnest(range(len($cells))) as n)",
        {"cells": cells},
    )[0][0]


@settings(deadline=None, max_examples=150)
@given(cells=CELLS)
def test_a_name_is_normal_when_its_cells_are(cells: list[str]) -> None:
    whole = "nombre_normal(sin_mojibake(string_agg(celda, ' ' order by n)))"
    parts = "coalesce(string_agg(nullif(nombre_normal(sin_mojibake(celda)), ''), ' ' order by n), '')"
    assert found(whole, cells) == found(parts, cells)


@settings(deadline=None, max_examples=150)
@given(cells=CELLS)
def test_a_name_lost_letters_when_one_of_its_cells_did(cells: list[str]) -> None:
    whole = found("perdio_letras(sin_mojibake(string_agg(celda, ' ' order by n)))", cells)
    parts = found("bool_or(perdio_letras(sin_mojibake(celda)))", cells)
    # A question mark by itself in one cell hides nothing of what another one lost.
    assert whole == parts or (parts and "?" in "".join(cells))

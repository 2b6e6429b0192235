"""The distinct texts of a column, and which of them each row says (assets/core/said.py)."""

import pyarrow as pa
import pytest

from assets.core.said import said_in


@pytest.mark.parametrize(
    "texts",
    [
        ["0012", "1200", None, "0012"],  # digits of one length keep their zeros
        ["12", "0012", "12", "12"],
        ["-1", "+1", "-1", "1 "],
        ["１２", "12", "１２", None],
        ["9" * 19, "9" * 18 + "8", None, "9" * 19],  # no machine number
    ],
)
def test_each_text_stands_once_and_as_it_was_sent(texts: list[str | None]) -> None:
    said = said_in(pa.chunked_array([texts[:2], texts[2:]], pa.string()), None)
    assert said is not None
    assert said.texts.take(said.which).to_pylist() == texts
    assert len(said.texts) == len(set(texts) - {None})


def test_a_row_that_says_nothing_says_the_constant_of_the_contract() -> None:
    said = said_in(pa.chunked_array([["0012", None]], pa.string()), "0013")
    assert said is not None
    assert said.texts.take(said.which).to_pylist() == ["0012", "0013"]

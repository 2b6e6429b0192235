"""Finding the rows of a file whose key begins like that of another (assets/core/repeats.py)."""

from hashlib import md5

import pyarrow as pa
import pytest

from assets.core.repeats import rows_alike
from snis.errors import StoreError


def key(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def alike(*stretches: list[str | None]) -> list[int]:
    keys = pa.chunked_array([pa.array(stretch, pa.string()) for stretch in stretches], pa.string())
    rows = len(keys)
    judged = pa.table(
        {
            "hoja_orden": pa.array([1] * rows, pa.int32()),
            "hoja": pa.array([""] * rows),
            "fila": pa.array(range(2, rows + 2), pa.int64()),
            "entrega_id": keys,
        }
    )
    return [int(line) for line in rows_alike(judged).column("fila").to_pylist()]


def test_rows_with_the_key_of_another_are_found_and_no_others() -> None:
    assert alike([key("a"), key("b"), key("a"), key("c")]) == [2, 4]


def test_they_are_found_in_other_stretches_and_beside_rows_without_a_key() -> None:
    assert alike([None, key("a"), None], [], [key("b"), None, key("a")], [None]) == [3, 7]


def test_a_key_that_only_begins_like_another_is_left_to_the_statement() -> None:
    assert alike([key("a"), key("a")[:8] + "0" * 24]) == [2, 3]


def test_a_stretch_that_was_cut_out_of_another_is_read_from_where_it_begins() -> None:
    whole = pa.array([key("a"), key("b"), None, key("c"), key("b")])
    assert alike(whole.slice(1).to_pylist()) == [2, 5]
    judged = pa.table(
        {
            "hoja_orden": pa.array([1] * 5, pa.int32()),
            "hoja": pa.array([""] * 5),
            "fila": pa.array(range(5), pa.int64()),
            "entrega_id": whole,
        }
    )
    assert rows_alike(judged.slice(1)).column("fila").to_pylist() == [1, 4]


@pytest.mark.parametrize("stretches", [[], [[]], [[None, None]], [[key("a")]]])
def test_few_rows_repeat_nothing(stretches: list[list[str | None]]) -> None:
    assert alike(*stretches) == []


def test_a_key_of_another_length_is_no_key() -> None:
    with pytest.raises(StoreError):
        alike(["abc"])

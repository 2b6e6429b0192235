"""Values of a reading put beside the rows that say their texts (assets/core/readings.py)."""

import pyarrow as pa

from assets.core.readings import in_rows

ROWS = ["c", "a", None, "c", "b"]
SAID = ["a", "b", "c"]


def column_of(order: list[str]) -> pa.ChunkedArray:
    places = [order.index(text) if text else None for text in ROWS]
    return in_rows(pa.array(places, pa.int32()), pa.array(order))


def test_each_row_has_its_value() -> None:
    assert column_of(SAID).to_pylist() == ROWS


def test_the_order_in_which_the_threads_leave_a_reading_is_not_seen_in_the_column() -> None:
    one, other = column_of(SAID).chunk(0), column_of(SAID[::-1]).chunk(0)
    assert one.dictionary == other.dictionary
    assert one.indices == other.indices


def test_two_texts_of_one_value_share_its_place_and_a_text_without_value_has_none() -> None:
    column = in_rows(pa.array([0, 1, 2], pa.int32()), pa.array(["x", None, "x"])).chunk(0)
    assert column.to_pylist() == ["x", None, "x"]
    assert column.dictionary.to_pylist() == ["x"]


def test_many_different_texts_stay_texts() -> None:
    read = pa.array([f"t{number:05d}" for number in range(40_000)])
    column = in_rows(pa.array([39_999, None, 0], pa.int32()), read)
    assert pa.types.is_string(column.type)
    assert column.to_pylist() == ["t39999", None, "t00000"]

"""Rows of a file are put in its order, and cut into slices of one sheet."""

import pyarrow as pa
import pytest

from assets.core import order
from assets.core.order import in_file_order, slices


def rows(*places: tuple[int, int]) -> pa.Table:
    """Rows by sheet and line, each with a text that tells where it belongs."""
    return pa.table(
        {
            "hoja_orden": pa.array([sheet for sheet, _ in places], pa.int32()),
            "fila": pa.array([line for _, line in places], pa.int64()),
            "texto": pa.array([f"{sheet}:{line}" for sheet, line in places], pa.string()),
        }
    )


def texts(table: pa.Table) -> list[str]:
    return table.column("texto").to_pylist()


def test_whole_stretches_come_back_in_order() -> None:
    stretches = [*range(501, 1001), *range(1501, 2001), *range(1, 501), *range(1001, 1501)]
    found = in_file_order(rows(*((1, line) for line in stretches)))
    assert texts(found) == [f"1:{line}" for line in range(1, 2001)]


@pytest.mark.parametrize(
    ("mixed", "ordered"),
    [
        ([(1, 3), (1, 1), (1, 2)], ["1:1", "1:2", "1:3"]),
        ([(2, 1), (1, 7), (1, 2)], ["1:2", "1:7", "2:1"]),
        ([(1, 5)], ["1:5"]),
        ([], []),
    ],
)
def test_rows_go_by_sheet_and_then_by_line(mixed: list[tuple[int, int]], ordered: list[str]) -> None:
    assert texts(in_file_order(rows(*mixed))) == ordered


def test_rows_that_do_not_say_their_sheet_go_by_line() -> None:
    assert texts(in_file_order(rows((1, 2), (1, 1)).drop_columns(["hoja_orden"]))) == ["1:1", "1:2"]


def test_a_slice_is_of_one_sheet_and_of_so_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "SLICE_ROWS", 2)
    table = rows((1, 1), (1, 2), (1, 3), (2, 1))
    assert [texts(part) for part in slices(table)] == [["1:1", "1:2"], ["1:3"], ["2:1"]]


def test_no_rows_are_one_slice_of_nothing() -> None:
    assert [part.num_rows for part in slices(rows())] == [0]

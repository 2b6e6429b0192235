"""Parquet: every type as the text that stands for its value."""

import datetime as dt
import io
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.reader_case import contract, read, reading, refused

UNDER = contract("parquet")
DAY = dt.datetime(2026, 1, 2)  # noqa: DTZ001 a naive timestamp is what is tested


def parquet(notes: pa.Array) -> bytes:
    rows = len(notes)
    content = io.BytesIO()
    texts = pa.array(["1"] * rows)
    pq.write_table(pa.table({"CUI": texts, "Fecha": texts, "Nombre": texts, "Nota": notes}), content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([9123456780101, None]), ["9123456780101", ""]),
        (pa.array([2500.0, 0.1, None, float("nan")]), ["2500", "0.1", "", ""]),
        (
            pa.array([9123456780101.0, 1e20, 1e-7, -0.5]),
            ["9123456780101", "1" + "0" * 20, "0.0000001", "-0.5"],
        ),
        (pa.array([1.5, 3.0], pa.float32()), ["1.5", "3"]),
        (pa.array([Decimal("1250.00"), Decimal("-3.50")]), ["1250.00", "-3.50"]),
        (pa.array([True, False]), ["true", "false"]),
        (pa.array([dt.date(2026, 1, 2)]), ["2026-01-02"]),
        (pa.array([dt.date(2026, 1, 2)], pa.date64()), ["2026-01-02"]),
        (pa.array([DAY, DAY.replace(hour=13)]), ["2026-01-02", "2026-01-02 13:00:00"]),
        (pa.array([DAY], pa.timestamp("ms")), ["2026-01-02"]),
        (pa.array([" 0012 ", "Ñ"]), [" 0012 ", "Ñ"]),
        (pa.array(["M", "F", "M"]).dictionary_encode(), ["M", "F", "M"]),
        (pa.array([None, None], pa.null()), ["", ""]),
        (pa.array([2**63, 1], pa.uint64()), [str(2**63), "1"]),
    ],
)
def test_values_are_the_text_that_stands_for_them(values: pa.Array, texts: list[str]) -> None:
    assert [cells[3] for _, _, cells in read(parquet(values), UNDER)] == texts


def test_rows_count_from_one_and_blank_ones_are_left_out() -> None:
    content = io.BytesIO()
    names = pa.array(["a", None, "", "b"])
    pq.write_table(pa.table({"CUI": names, "Fecha": names, "Nombre": names}), content)
    found = reading(content.getvalue(), UNDER)
    assert found.reader().read_all()["fila"].to_pylist() == [1, 4]
    assert found.tally.blank == 2


@pytest.mark.parametrize(
    "values", [pa.array([b"x"]), pa.array([[1]]), pa.array([{"a": 1}]), pa.array([dt.timedelta(1)])]
)
def test_columns_that_no_text_stands_for_are_refused(values: pa.Array) -> None:
    error = refused(parquet(values), UNDER)
    assert (error.rule, error.place) == ("ARC-02", "Nota")


def test_damaged_or_other_files_are_refused() -> None:
    good = parquet(pa.array(["x"] * 50))
    assert refused(b"", UNDER).rule == "ARC-01"
    assert "cortado" in refused(good[: len(good) // 2], UNDER).message
    assert "CSV" not in refused(b"CUI;Fecha\n", UNDER).message
    damaged = bytearray(good)
    damaged[10:40] = b"\xff" * 30
    assert refused(bytes(damaged), UNDER).rule == "ARC-02"


def test_missing_column_is_refused() -> None:
    content = io.BytesIO()
    pq.write_table(pa.table({"CUI": ["1"], "Fecha": ["a"]}), content)
    assert refused(content.getvalue(), UNDER).rule == "ARC-06"

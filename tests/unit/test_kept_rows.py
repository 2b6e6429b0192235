"""Rows kept in memory from their writing to their next reading (assets/kept_rows.py)."""

from pathlib import Path

import pyarrow as pa
import pytest

from assets import kept_rows
from assets.kept_rows import Gathered, KeptRows

ROWS = pa.table({"fila": [1, 2]})


def gathered(*tables: pa.Table) -> Gathered:
    rows = Gathered()
    for table in tables:
        rows.add(table)
    return rows


def part(folder: Path, name: str = "a") -> Path:
    path = folder / name
    path.write_bytes(b"rows")
    return path


def test_rows_are_handed_over_once(tmp_path: Path) -> None:
    kept, path = KeptRows(), part(tmp_path)
    kept.keep(path, gathered(ROWS, ROWS))
    rows = kept.take(path)
    assert rows is not None
    assert rows.read_all().column("fila").to_pylist() == [1, 2, 1, 2]
    assert kept.take(path) is None


def test_rows_of_a_file_that_was_replaced_or_taken_away_are_not_handed_over(tmp_path: Path) -> None:
    kept, path, gone = KeptRows(), part(tmp_path), part(tmp_path, "b")
    kept.keep(path, gathered(ROWS))
    kept.keep(gone, gathered(ROWS))
    path.write_bytes(b"other rows")
    gone.unlink()
    assert kept.take(path) is None
    assert kept.take(gone) is None


def test_the_oldest_rows_make_room_and_a_part_without_room_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_rows, "_MOST_BYTES", 2 * ROWS.nbytes)
    kept, (first, second, third, large) = KeptRows(), [part(tmp_path, name) for name in "abcd"]
    for path in (first, second, third):
        kept.keep(path, gathered(ROWS))
    kept.keep(large, gathered(ROWS, ROWS, ROWS))
    assert kept.take(first) is None
    assert kept.take(large) is None
    assert kept.take(second) is not None
    assert kept.take(third) is not None

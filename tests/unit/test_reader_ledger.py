"""The ledger on disk: a chain that grows, survives a torn line, and tells of every change."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assets.raw.ledger import FILE, read_entries, record, verify_ledger
from snis.errors import LedgerError
from tests.support.ledger_book import LedgerBook

NOW = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)


def ledger(folder: Path, count: int) -> Path:
    for number in range(count):
        record(LedgerBook(folder), NOW, "prueba", data={"n": number})
    return folder / FILE


def test_entries_come_back_in_order_and_the_chain_holds(tmp_path: Path) -> None:
    ledger(tmp_path, 3)
    assert [entry.data["n"] for entry in read_entries(tmp_path)] == [0, 1, 2]
    assert verify_ledger(tmp_path) == 3


@pytest.mark.parametrize("torn", [1, 20, 150])
def test_line_torn_by_a_kill_is_cut_off_and_told(tmp_path: Path, torn: int) -> None:
    path = ledger(tmp_path, 3)
    path.write_bytes(path.read_bytes()[:-torn])
    record(LedgerBook(tmp_path), NOW, "prueba", data={"n": 9})
    kinds = [entry.kind for entry in read_entries(tmp_path)]
    assert kinds == ["prueba", "prueba", "reparacion", "prueba"]
    assert verify_ledger(tmp_path) == 4


def test_first_line_may_be_torn_too(tmp_path: Path) -> None:
    path = ledger(tmp_path, 1)
    path.write_bytes(path.read_bytes()[:10])
    record(LedgerBook(tmp_path), NOW, "prueba", data={})
    assert verify_ledger(tmp_path) == 2


def test_changed_removed_and_moved_lines_are_found(tmp_path: Path) -> None:
    path = ledger(tmp_path, 3)
    first, second, third = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for forged in (first + third, first + third + second, first + second.replace('"n":1', '"n":7') + third):
        path.write_text(forged, encoding="utf-8")
        with pytest.raises(LedgerError):
            verify_ledger(tmp_path)


def test_no_ledger_is_an_empty_one(tmp_path: Path) -> None:
    assert verify_ledger(tmp_path) == 0

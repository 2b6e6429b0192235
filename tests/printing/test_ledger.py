"""The publication ledger: what counts, what a kill leaves, and what the past can be rebuilt from."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.engine import DuckDBEngine, digest_file
from assets.open import printing, printing_ledger
from assets.open.printing import TABLE, enter_printing, print_cells
from assets.open.printing_ledger import PrintingLedger
from assets.raw.ledger import read_entries, verify_ledger
from assets.store import WHOLE
from snis.errors import PrintingError
from tests.printing.press import Press, name_of, people

COUNTRY = name_of()
# What a printing writes, in this order; the part comes after them.
WRITES = ("write_waiting", "write_attacks", "keep_snapshot", "part", "table", "manifest")


class Killed(BaseException):
    """The process ends here."""


def files_of(press: Press) -> dict[str, str]:
    """Digest of every file of the ledger and of the table; sealed files differ by their nonces."""
    folders = press.work / "ledger" / "impresiones", press.bench.store.folder(TABLE)
    return {
        path.name: digest_file(path)
        for folder in folders
        for path in sorted(folder.glob("*"))
        if path.suffix in {".parquet", ".json"} and path.name != "todo.json"
    }


def kill_at(write: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Die at one of the writes of a printing, before it is done."""

    def dies(*_: Any, **__: Any) -> None:
        raise Killed

    if write == "part":
        monkeypatch.setattr(DuckDBEngine, "write", dies)
    elif write == "table":
        monkeypatch.setattr(printing, "write_printed", dies)
    elif write == "manifest":
        monkeypatch.setattr("assets.store.Store.write_manifest", dies)
    else:
        monkeypatch.setattr(PrintingLedger, write, dies)


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("nights_before", [0, 1])
def test_a_printing_killed_anywhere_and_made_again_is_the_same(
    tmp_path: Path, duck: DuckDBEngine, monkeypatch: pytest.MonkeyPatch, write: str, nights_before: int
) -> None:
    calm, killed = Press(tmp_path / "calm", duck), Press(tmp_path / "killed", duck)
    for press in (calm, killed):
        if nights_before:
            press.night(people(1, 30))
        press.prepare(people(1, 44))
    with monkeypatch.context() as patched, pytest.raises(Killed):
        kill_at(write, patched)
        print_cells(killed.bench)
    assert len(PrintingLedger(killed.bench.store).entered) == nights_before
    assert killed.print() == calm.print()
    assert files_of(killed) == files_of(calm)


def test_a_printing_killed_while_it_is_entered_counts_or_does_not(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.night(people(1, 30))
    press.prepare(people(1, 44))
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(printing_ledger, "sync_folder", lambda _: (_ for _ in ()).throw(Killed))
        press.print()
    assert len(PrintingLedger(press.bench.store).entered) == 2
    assert press.print()[COUNTRY]["personas"] in (40, 45)
    assert len(PrintingLedger(press.bench.store).entered) == 2


def test_two_nights_of_the_same_input_make_one_printing(press: Press) -> None:
    press.night(people(1, 30))
    before = files_of(press)
    press.print()
    assert not print_cells(press.bench).fresh
    assert files_of(press) == before
    assert [entry.number for entry in PrintingLedger(press.bench.store).entered] == [1]


def test_deliveries_sent_again_under_other_ids_make_none_either(press: Press) -> None:
    press.night(people(1, 30))
    press.night(people(1, 30, number=7))
    assert len(PrintingLedger(press.bench.store).entered) == 1


def test_the_same_nights_give_the_same_bytes(tmp_path: Path, duck: DuckDBEngine) -> None:
    first, second = Press(tmp_path / "1", duck), Press(tmp_path / "2", duck)
    for press in (first, second):
        for count in (30, 36, 47):
            press.night([*people(1, count), *people(61, 90, place="0802", sex="M")])
    assert files_of(first) == files_of(second)


def test_a_printing_of_the_past_is_rebuilt_byte_by_byte(press: Press, tmp_path: Path) -> None:
    kept = []
    for count in (30, 36, 47, 58):
        press.night([*people(1, count), *people(61, 90, place="0802")])
        kept.append(press.bench.store.part(TABLE).read_bytes())
    for number, expected in enumerate(kept, start=1):
        assert press.rebuilt(number, tmp_path) == expected
    with pytest.raises(PrintingError, match="no hay tal impresión"):
        press.rebuilt(9, tmp_path)


class TestATableThatIsNotOfTheLedger:
    """A printing that went out and does not count would be held against nothing."""

    def test_is_not_let_out(self, press: Press) -> None:
        press.night(people(1, 30))
        before = press.bench.store.read_manifest(TABLE)
        press.night(people(1, 45))
        press.bench.store.write_manifest(TABLE, WHOLE, before)
        with pytest.raises(PrintingError, match="no van juntos"):
            enter_printing(press.bench, "2026-04")

    def test_nor_one_of_the_same_number_and_another_content(self, press: Press) -> None:
        press.night(people(1, 30))
        manifest = press.bench.store.read_manifest(TABLE)
        press.bench.store.write_manifest(TABLE, WHOLE, {**manifest, "parte": "0" * 64})
        with pytest.raises(PrintingError, match="no van juntos"):
            enter_printing(press.bench, "2026-04")

    def test_nor_none_at_all(self, press: Press) -> None:
        with pytest.raises(PrintingError, match="ninguna impresión"):
            enter_printing(press.bench, "2026-04")


class TestWhatDoesNotGoOut:
    """A printing that the gate refuses was seen by nobody, and holds nothing."""

    def test_is_written_again_under_its_number(self, press: Press) -> None:
        press.night(people(1, 30))
        press.night(people(1, 40), goes_out=False)
        cells = press.night(people(1, 39))
        assert (cells[COUNTRY]["personas"], cells[COUNTRY]["impresion_codigo"]) == (30, "espera")
        assert [entry.number for entry in PrintingLedger(press.bench.store).entered] == [1, 2]

    def test_is_held_against_what_was_seen(self, press: Press) -> None:
        """Ten came, unseen, and nine of them went again with nine others come: two printings of ten, one of ten."""
        press.night(people(1, 30))
        press.night(people(1, 40), goes_out=False)
        assert press.night(people(1, 31))[COUNTRY]["personas"] == 30

    def test_is_dropped_when_the_input_goes_back(self, press: Press) -> None:
        first = press.night(people(1, 30))
        press.night(people(1, 40), goes_out=False)
        assert press.night(people(1, 30)) == first
        assert [entry.number for entry in PrintingLedger(press.bench.store).entered] == [1]


class TestLosses:
    def test_of_the_store_cost_nothing(self, press: Press) -> None:
        expected = press.night(people(1, 30))
        before = files_of(press)
        shutil.rmtree(press.work / "store")
        shutil.rmtree(press.work / "vault")
        assert press.night(people(1, 30)) == expected
        assert files_of(press) == before
        assert press.night(people(1, 39))[COUNTRY]["impresion_codigo"] == "espera"

    @pytest.mark.parametrize(
        ("harm", "complaint"),
        [
            (lambda work: shutil.rmtree(work / "vault" / "impresion"), "nadie sabe quién cambió"),
            (lambda work: (work / "ledger/impresiones/000001.parquet").unlink(), "falta un archivo"),
            (lambda work: (work / "ledger/impresiones/000001.espera").unlink(), "falta un archivo"),
            (lambda work: _touch(work / "ledger/impresiones/000001.parquet"), "no es el que se registró"),
            (lambda work: _touch(work / "ledger/impresiones/000001.espera"), "no es el que se registró"),
        ],
    )
    def test_of_what_the_next_printing_needs_stop_it(
        self, press: Press, harm: Callable[[Path], None], complaint: str
    ) -> None:
        press.night(people(1, 30))
        press.prepare(people(1, 45))
        harm(press.work)
        with pytest.raises(PrintingError, match=complaint):
            press.print()


def test_the_log_names_every_part(press: Press) -> None:
    press.night(people(1, 30))
    press.night(people(1, 45))
    entries = [entry for entry in read_entries(press.work / "ledger") if entry.kind == "impresion"]
    assert verify_ledger(press.work / "ledger") == 2
    assert [entry.data["impresion"]["number"] for entry in entries] == [1, 2]
    for entry in entries:
        part = press.work / "ledger" / "impresiones" / f"{entry.data['impresion']['number']:06d}.parquet"
        assert digest_file(part) == entry.data["impresion"]["part"]


def test_only_the_last_printing_keeps_what_waits_and_what_it_saw(press: Press) -> None:
    for count in (30, 36, 47):
        press.night(people(1, count))
    assert sorted(path.name for path in (press.work / "ledger" / "impresiones").glob("*.espera")) == [
        "000003.espera"
    ]
    assert {path.name[:6] for path in (press.work / "vault" / "impresion").iterdir()} == {"000003"}


def test_nothing_that_waits_lies_open(press: Press) -> None:
    press.night(people(1, 30))
    press.night(people(1, 36))
    pseudonym = f"{33:032d}".encode()
    open_files = [path for path in (press.work / "ledger").rglob("*") if path.is_file()]
    assert open_files
    assert not any(pseudonym in path.read_bytes() for path in open_files)


def _touch(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")

"""calamine in a process apart: a file that ends it is refused, the next one is read, and we go on."""

import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assets.reading import calamine_apart, calamine_sheet
from assets.reading.calamine_apart import Apart, EndedError
from assets.reading.workbook import open_book, open_workbook
from snis.errors import PadronError, TransferError
from tests.corpus.write_book import book, cells, raw_book
from tests.corpus.write_xls import Sheet, xls

TABLE = [["nombre", "monto"], ["Ana", "5"], ["Añil", "7"]]
SOUND = {
    "xls": xls(Sheet("Hoja1", TABLE)),
    "xlsx": book(cells(TABLE)),
}
# Where its sheet says its first row and the one after its last.
ROWS = SOUND["xls"].index(struct.pack("<HHII", 0x0200, 14, 0, len(TABLE))) + 4
ONE = '<c r="A1"><v>1</v></c>'
KILLS_ITSELF = "import os; os.write(1, bytes(8)); os.read(0, 1); os.kill(os.getpid(), 9)"


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Apart]:
    """A process for one test, with little memory, so that filling it takes no time."""
    own = Apart()
    monkeypatch.setattr(calamine_sheet, "apart", own)
    monkeypatch.setattr(calamine_sheet, "MEMORY_BYTES", 1 << 30)
    yield own
    own.stop()


def rows(content: bytes, kind: str = "xls") -> list[list[str]]:
    return [cells for _, cells in open_book(content, kind)[0][0].rows()]


def refused(content: bytes, kind: str = "xls") -> TransferError:
    with pytest.raises(TransferError) as caught:
        rows(content, kind)
    assert caught.value.rule == "ARC-02"
    return caught.value


def flipped(content: bytes, place: int, bit: int) -> bytes:
    damaged = bytearray(content)
    damaged[place] ^= 1 << bit
    return bytes(damaged)


def ended(pid: int) -> bool:
    """Whether a process is gone within a while; one that nobody waited for is still there."""
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("place", "bit"),
    [
        pytest.param(ROWS, 3, id="empieza después de terminar"),
        pytest.param(ROWS + 7, 7, id="dos mil millones de filas"),
    ],
)
def test_a_bit_that_ends_the_process_refuses_the_file_and_the_next_is_read(
    place: int, bit: int, reader: Apart, capfd: pytest.CaptureFixture[str]
) -> None:
    assert rows(SOUND["xls"]) == TABLE
    before = reader.pid
    assert "El libro xls está dañado o cortado." in refused(flipped(SOUND["xls"], place, bit)).message
    assert rows(SOUND["xls"]) == TABLE
    assert before is not None
    assert reader.pid != before
    assert ended(before)
    assert capfd.readouterr() == ("", "")


def test_any_flipped_bit_of_the_header_is_refused_or_read_as_it_was(reader: Apart) -> None:
    for place in range(24, 80):
        for bit in range(8):
            try:
                assert rows(flipped(SOUND["xls"], place, bit)) == TABLE
            except TransferError as error:
                assert error.rule == "ARC-02"
    assert rows(SOUND["xls"]) == TABLE


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(
            f'<row r="1">{ONE}</row><row r="4294967295"><c><v>1</v></c></row>', id="fila sin celdas"
        ),
        pytest.param(
            f'<row r="1">{ONE}</row><row r="2"><c r="xfd1048576"><v>1</v></c></row>', id="minúsculas"
        ),
        pytest.param(
            f'<row r="1">{ONE}</row><row r="2"><c r = "XFD1048576"><v>1</v></c></row>', id="espacios"
        ),
        pytest.param(
            f'<row r="1">{ONE}</row><row r="2"><c r="AAAAA99999999"><v>1</v></c></row>', id="letras"
        ),
        pytest.param(
            "".join(
                f'<row r="{n}">{f"<c t={chr(34)}s{chr(34)}><v>0</v></c>" * 50}</row>' for n in range(1, 51)
            ),
            id="un texto largo, mil veces",
        ),
    ],
)
def test_a_sheet_of_a_few_bytes_that_asks_for_all_memory_is_refused(sheet: str, reader: Apart) -> None:
    error = refused(raw_book({"H": sheet}, shared=[f"<t>{'x' * 900_000}</t>"]), "xlsx")
    assert error.place == "H"
    assert rows(SOUND["xlsx"], "xlsx") == TABLE


def test_a_process_that_somebody_ends_says_nothing_of_the_file(reader: Apart) -> None:
    assert rows(SOUND["xls"]) == TABLE
    pid = reader.pid
    assert pid is not None
    # It cannot answer, so that it is ended before it has.
    os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as aside:
        read = aside.submit(rows, SOUND["xls"])
        os.kill(pid, signal.SIGKILL)
        assert read.result() == TABLE
    assert ended(pid)


def test_a_process_that_is_ended_each_time_refuses_the_file() -> None:
    with pytest.raises(EndedError) as caught:
        Apart((sys.executable, "-c", KILLS_ITSELF)).ask({})
    assert not caught.value.is_late


def test_a_process_that_hangs_is_ended_and_the_next_file_is_read(reader: Apart) -> None:
    assert rows(SOUND["xls"]) == TABLE
    pid = reader.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    reader._seconds = 0.1
    assert "No termina de leerse en el tiempo admitido" in refused(SOUND["xls"]).message
    assert ended(pid)
    reader._seconds = 300
    assert rows(SOUND["xls"]) == TABLE


def test_a_process_that_does_not_start_is_no_fault_of_the_file() -> None:
    with pytest.raises(PadronError) as caught:
        Apart((sys.executable, "-c", "raise SystemExit(1)")).ask({})
    assert not isinstance(caught.value, TransferError)


def test_several_threads_read_at_once(reader: Apart) -> None:
    files = [xls(Sheet("H", [["n"], *([str(number)] for _ in range(100))])) for number in range(8)]
    files[3] = flipped(SOUND["xls"], ROWS + 7, 7)

    def read(content: bytes) -> str:
        try:
            return rows(content)[-1][0]
        except TransferError as error:
            return error.rule

    with ThreadPoolExecutor(4) as several:
        assert list(several.map(read, files)) == ["0", "1", "2", "ARC-02", "4", "5", "6", "7"]


def test_books_that_are_open_at_once_keep_apart(reader: Apart) -> None:
    first, second = (
        open_workbook(xls(Sheet("A", [[f"{name}a"]]), Sheet("B", [[f"{name}b"]])), "xls") for name in "12"
    )
    sheets = [first.read_sheet(0), second.read_sheet(0), first.read_sheet(1), second.read_sheet(1)]
    reader.stop()
    assert [next(sheet.rows())[1] for sheet in sheets] == [["1a"], ["2a"], ["1b"], ["2b"]]


def test_cells_with_any_character_come_as_they_are(reader: Apart) -> None:
    texts = [["a\0b", "\1\x1f"], ["", "ñ\ufeff"]]
    assert rows(xls(Sheet("H", texts))) == texts


def test_a_copy_of_this_process_has_a_process_of_its_own() -> None:
    assert rows(SOUND["xls"]) == TABLE
    before = calamine_apart.apart.pid
    copy = os.fork()
    if copy == 0:
        own = rows(SOUND["xls"]) == TABLE and calamine_apart.apart.pid not in (None, before)
        calamine_apart.apart.stop()
        os._exit(0 if own else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]) == 0
    assert rows(SOUND["xls"]) == TABLE
    assert calamine_apart.apart.pid == before


def test_it_ends_with_whoever_started_it_even_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(SOUND["xls"])
    program = (
        "import os, sys; from pathlib import Path; from assets.reading.workbook import open_book;"
        "from assets.reading.calamine_apart import apart; open_book(Path(sys.argv[1]).read_bytes(), 'xls');"
        "print(apart.pid, flush=True); os._exit(0)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "a.xls")], capture_output=True, check=True, text=True
    )
    assert ended(int(told.stdout))

"""The signed ledger: whatever somebody without the key does to its bytes is found, and told by its place."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.raw.ledger import FILE, PUBLIC_KEY, last_entry, read_entries, record, verify_ledger
from snis import ledger
from snis.errors import LedgerError
from snis.ledger import BEGIN, append, begin, from_line, to_line
from snis.signing import Signer
from tests.support.ledger_book import NOW, SIGNER, LedgerBook, written

OTHER = Signer(bytes(32))


@pytest.fixture
def lines(tmp_path: Path) -> list[bytes]:
    """The first, of `inicio_firma`, and four that follow."""
    return written(tmp_path, 4).read_bytes().splitlines(keepends=True)


def told(folder: Path, forged: bytes) -> str:
    """The place at which a forged ledger is found out; empty when it holds."""
    (folder / FILE).write_bytes(forged)
    try:
        verify_ledger(folder)
    except LedgerError as error:
        assert error.remedy
        return error.place
    return ""


def number_in(place: str) -> int:
    """The number of the line or entry that a place names; 0 when it names the last line."""
    return int((re.findall(r"\d+", place) or ["0"])[-1])


def test_signing_begins_with_an_entry_that_names_the_key(tmp_path: Path) -> None:
    written(tmp_path, 2)
    first, *others = read_entries(tmp_path)
    assert (first.kind, first.data["clave"]) == (BEGIN, SIGNER.public.fingerprint)
    assert first.data["asientos_sin_firma"] == 0
    assert [entry.kind for entry in others] == ["prueba", "prueba"]
    assert (tmp_path / PUBLIC_KEY).read_text(encoding="ascii") == SIGNER.public.pem
    assert verify_ledger(tmp_path) == 3


def test_a_ledger_of_before_there_was_a_key_goes_on_signed(tmp_path: Path) -> None:
    written(tmp_path, 2, signer=None)
    before = (tmp_path / FILE).read_bytes()
    written(tmp_path, 2)
    entries = list(read_entries(tmp_path))
    assert (tmp_path / FILE).read_bytes().startswith(before)
    assert [bool(entry.firma) for entry in entries] == [False, False, True, True, True]
    assert entries[2].data["asientos_sin_firma"] == 2
    assert verify_ledger(tmp_path) == 5


def test_nobody_goes_on_without_the_key_or_with_another(tmp_path: Path) -> None:
    written(tmp_path, 1)
    for signer, said in ((None, "falta la clave"), (OTHER, "otra clave")):
        with pytest.raises(LedgerError, match=said):
            record(LedgerBook(tmp_path, signer), NOW, "prueba", data={})
    assert verify_ledger(tmp_path) == 2


def test_a_ledger_that_lost_its_signed_entries_is_not_begun_anew(tmp_path: Path) -> None:
    written(tmp_path, 2)
    (tmp_path / FILE).unlink()
    with pytest.raises(LedgerError, match="faltan los asientos firmados"):
        record(LedgerBook(tmp_path, SIGNER), NOW, "prueba", data={})


def test_every_other_byte_in_any_place_is_found_there(tmp_path: Path, lines: list[bytes]) -> None:
    start, lines = 0, lines[:3]
    for number, line in enumerate(lines, start=1):
        for at, byte in enumerate(line):
            for other in {byte ^ 1, 0x0A, 0x0D} - {byte}:
                forged = bytearray(b"".join(lines))
                forged[start + at] = other
                place = told(tmp_path, bytes(forged))
                assert place, (number, at, other)
                assert number_in(place) in {0, number, number + 1}, (number, at, other, place)
        start += len(line)


def test_every_byte_taken_out_or_put_in_is_found(tmp_path: Path, lines: list[bytes]) -> None:
    whole = b"".join(lines[:3])
    for at in range(len(whole)):
        assert told(tmp_path, whole[:at] + whole[at + 1 :]), at
        for added in (b"\n", b"0"):
            assert told(tmp_path, whole[:at] + added + whole[at:]), (at, added)


def test_what_was_proven_is_not_proven_again_and_a_byte_of_it_is_found_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, 4)
    proven: list[int] = []
    check = ledger._check_signature
    monkeypatch.setattr(
        ledger, "_check_signature", lambda entry, *known: proven.append(entry.seq) or check(entry, *known)
    )
    assert (verify_ledger(tmp_path), verify_ledger(tmp_path)) == (5, 5)
    record(LedgerBook(tmp_path, SIGNER), NOW, "prueba", data={})
    assert verify_ledger(tmp_path) == 6
    assert proven == [1, 2, 3, 4, 5, 6]
    whole = path.read_bytes()
    for at in range(0, len(whole), 5):
        assert told(tmp_path, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]), at
    path.write_bytes(whole)
    assert verify_ledger(tmp_path) == 6


@pytest.mark.parametrize("added", [b"\n", b"x", b"{}", b"{}\n", b"\x00", b"\r\n"])
def test_whatever_is_put_at_the_end_is_found(tmp_path: Path, lines: list[bytes], added: bytes) -> None:
    assert told(tmp_path, b"".join(lines) + added)


def test_every_order_of_the_lines_but_their_own_is_found_at_its_first_place(
    tmp_path: Path, lines: list[bytes]
) -> None:
    numbers = range(len(lines))
    for order in itertools.permutations(numbers):
        place = told(tmp_path, b"".join(lines[at] for at in order))
        moved = next((at + 1 for at in numbers if order[at] != at), None)
        assert place == (f"asiento {moved}" if moved else "")


def test_every_line_taken_out_but_the_last_is_found_at_its_place(tmp_path: Path, lines: list[bytes]) -> None:
    for at in range(len(lines) - 1):
        assert told(tmp_path, b"".join(lines[:at] + lines[at + 1 :])) == f"asiento {at + 1}"


def test_every_line_repeated_anywhere_is_found_at_its_place(tmp_path: Path, lines: list[bytes]) -> None:
    for source, at in itertools.product(range(len(lines)), range(len(lines) + 1)):
        place = told(tmp_path, b"".join([*lines[:at], lines[source], *lines[at:]]))
        # The same line before itself looks as if it stood after itself.
        assert place == f"asiento {at + 1 if source != at else at + 2}"


def rechained(lines: list[bytes], at: int, signer: Signer | None) -> Iterator[bytes]:
    """A ledger in which one entry says something else, and all that follow were made again after it."""
    last = None
    for number, line in enumerate(lines):
        entry = from_line(line.decode())
        if number >= at:
            data = {"n": 99} if number == at else entry.data
            entry = append(last, entry.moment, entry.kind, data=data, signer=signer)
        yield to_line(entry).encode() + b"\n"
        last = entry


@pytest.mark.parametrize("signer", [None, OTHER], ids=["unsigned", "other key"])
def test_entries_made_again_without_the_key_are_found_at_the_first(
    tmp_path: Path, lines: list[bytes], signer: Signer | None
) -> None:
    for at in range(1, len(lines)):
        assert told(tmp_path, b"".join(rechained(lines, at, signer))) == f"asiento {at + 1}"


def test_a_whole_ledger_made_again_with_another_key_is_found(tmp_path: Path, lines: list[bytes]) -> None:
    entries = [begin(None, NOW.isoformat(), OTHER)]
    for line in lines[1:]:
        old = from_line(line.decode())
        entries.append(append(entries[-1], old.moment, old.kind, data=old.data, signer=OTHER))
    assert told(tmp_path, b"".join(to_line(one).encode() + b"\n" for one in entries)) == "asiento 1"


def test_a_whole_ledger_made_again_without_signatures_is_found(tmp_path: Path) -> None:
    written(tmp_path / "other", 4, signer=None)
    written(tmp_path, 4)
    assert told(tmp_path, (tmp_path / "other" / FILE).read_bytes()) == "asiento 4"


def test_signing_does_not_begin_twice(tmp_path: Path, lines: list[bytes]) -> None:
    last = from_line(lines[-1].decode())
    again = to_line(begin(last, NOW.isoformat(), SIGNER)).encode() + b"\n"
    assert told(tmp_path, b"".join([*lines, again])) == "asiento 6"


def test_a_torn_last_line_is_still_mended_and_told(tmp_path: Path) -> None:
    path = written(tmp_path, 3)
    path.write_bytes(path.read_bytes()[:-40])
    assert [entry.data["n"] for entry in read_entries(tmp_path) if entry.kind == "prueba"] == [0, 1]
    with pytest.raises(LedgerError, match="cortada"):
        verify_ledger(tmp_path)
    record(LedgerBook(tmp_path, SIGNER), NOW, "prueba", data={})
    kinds = [entry.kind for entry in read_entries(tmp_path)]
    assert kinds == [BEGIN, "prueba", "prueba", "reparacion", "prueba"]
    assert verify_ledger(tmp_path) == 5


def test_an_entry_longer_than_what_is_read_at_once_is_followed_all_the_same(tmp_path: Path) -> None:
    book = LedgerBook(tmp_path, SIGNER)
    record(book, NOW, "prueba", data={"lista": ["x" * 1000] * 200})
    record(book, NOW, "prueba", data={})
    newest = last_entry(tmp_path)
    assert newest is not None
    assert (newest.seq, verify_ledger(tmp_path)) == (3, 3)

"""Sealed copies: what goes in comes out, and any cut, swap or change is found."""

import hashlib
import io
from pathlib import Path

import pytest

from assets.raw.archive import CHUNK, MAGIC, seal, unseal
from snis.errors import StoreError

KEY, OTHER = b"k" * 32, b"o" * 32
SEALED_CHUNK = 12 + CHUNK + 16
START = len(MAGIC) + 16


def sealed(folder: Path, content: bytes, name: str = "a") -> Path:
    target = folder / f"{name}.sealed"
    assert seal(io.BytesIO(content), target, KEY) == hashlib.sha256(content).hexdigest()
    return target


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_what_was_sealed_comes_out(tmp_path: Path, size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    assert b"".join(unseal(sealed(tmp_path, content[:size]), KEY)) == content[:size]


def test_nothing_of_the_content_can_be_read_without_the_key(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"9123456780101;Juana" * 10)
    assert b"Juana" not in path.read_bytes()
    with pytest.raises(StoreError):
        list(unseal(path, OTHER))


def test_any_cut_is_found(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"x" * (2 * CHUNK + 5))
    whole = path.read_bytes()
    for size in (0, 4, START, START + 20, START + SEALED_CHUNK, START + 2 * SEALED_CHUNK, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(StoreError):
            list(unseal(path, KEY))


def test_chunks_cannot_be_moved_dropped_or_taken_from_another_file(tmp_path: Path) -> None:
    path, other = sealed(tmp_path, b"x" * (3 * CHUNK)), sealed(tmp_path, b"y" * (3 * CHUNK), "b")
    whole, foreign = path.read_bytes(), other.read_bytes()
    head = whole[:START]
    first, second, third = (
        whole[START + n * SEALED_CHUNK : START + (n + 1) * SEALED_CHUNK] for n in range(3)
    )
    stolen = foreign[START : START + SEALED_CHUNK]
    for forged in (second + first + third, first + third, first + second, stolen + second + third):
        path.write_bytes(head + forged)
        with pytest.raises(StoreError):
            list(unseal(path, KEY))


def test_any_changed_byte_is_found(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"x" * 100)
    whole = path.read_bytes()
    for position in range(0, len(whole), 7):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        with pytest.raises(StoreError):
            list(unseal(path, KEY))


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"falta\.sealed"):
        list(unseal(tmp_path / "falta.sealed", KEY))

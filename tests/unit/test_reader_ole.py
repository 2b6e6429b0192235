"""Compound files whose chains run in a circle or name what is not there: refused, with no more memory than the file."""

import struct
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from assets.reading.ole import CompoundFile
from snis.errors import TransferError
from tests.unit.xls_writer import END, compound

SECTOR = 512
SECTORS = 2_000
# Where the header says these; where its first entries of the two tables are.
COUNT, DIRECTORY, LIMIT, MINI, MORE, MORE_COUNT, FIRST = 44, 48, 56, 60, 68, 72, 76
LARGEST = 0xFFFFFFF0


def changed(content: bytes, numbers: dict[int, int]) -> bytes:
    """A file with other numbers at some places."""
    data = bytearray(content)
    for place, number in numbers.items():
        struct.pack_into("<I", data, place, number)
    return bytes(data)


SOUND = compound({"Workbook": bytes(SECTOR * SECTORS)})
TABLE = struct.unpack_from("<I", SOUND, FIRST)[0]
FOLDER = struct.unpack_from("<I", SOUND, DIRECTORY)[0]
AT_TABLE, AT_FOLDER = (TABLE + 1) * SECTOR, (FOLDER + 1) * SECTOR
# A sector full of a sector's number: a table each of whose entries leads to itself, and goes on in itself.
CIRCLE = SECTOR + 7 * SECTOR
CIRCLES = changed(SOUND, {CIRCLE + at: 7 for at in range(0, SECTOR, 4)})


def test_a_sound_file_gives_its_streams() -> None:
    assert len(CompoundFile(SOUND).stream("Workbook")) == SECTOR * SECTORS


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param({DIRECTORY: 7, AT_TABLE + 4 * 7: 7}, id="directorio en círculo"),
        pytest.param({MINI: 7, AT_TABLE + 4 * 7: 7}, id="tabla pequeña en círculo"),
        pytest.param({AT_TABLE + 4 * 7: 3}, id="contenido en círculo"),
        pytest.param({AT_FOLDER + 128 + 120: LARGEST}, id="más contenido que archivo"),
        pytest.param({LIMIT: LARGEST, MINI: 0, AT_FOLDER + 116: 7}, id="contenido pequeño en círculo"),
        pytest.param({FIRST: LARGEST}, id="tabla de sectores fuera del archivo"),
        pytest.param({DIRECTORY: SECTORS * 2}, id="directorio fuera del archivo"),
        pytest.param({DIRECTORY: END}, id="sin directorio"),
    ],
)
def test_what_leads_nowhere_is_refused_with_little_memory(numbers: dict[int, int]) -> None:
    content = changed(CIRCLES, numbers)
    with at_most(10 * len(content)), pytest.raises(TransferError) as caught:
        CompoundFile(content).stream("Workbook")
    assert caught.value.rule == "ARC-02"


def test_a_list_of_tables_in_a_circle_is_followed_no_further_than_the_file_has_sectors() -> None:
    content = changed(CIRCLES, {COUNT: LARGEST, MORE: 7, MORE_COUNT: LARGEST}) + bytes(8 << 20)
    with at_most(10 * len(content)):
        assert len(CompoundFile(content).stream("Workbook")) == SECTOR * SECTORS


@contextmanager
def at_most(memory: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < memory
    finally:
        tracemalloc.stop()

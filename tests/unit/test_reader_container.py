"""Zip containers: exactly the one file that the contract means, or a refusal that names the cause."""

import io
import zipfile

import pytest

from tests.unit.reader_case import HEADER, contract, read, reading, refused

UNDER = contract(container="zip")
CSV = (";".join(HEADER) + "\n1;a;x;n\n").encode()


def zipped(members: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


@pytest.mark.parametrize(
    "others", [{}, {"leame.pdf": b"x"}, {"__MACOSX/._datos.csv": b"x"}, {"carpeta/.oculto.csv": b"x"}]
)
def test_the_one_file_of_the_kind_is_read(others: dict[str, bytes]) -> None:
    content = zipped({"carpeta/datos.CSV": CSV, **others})
    assert read(content, UNDER) == [("", 2, ["1", "a", "x", "n"])]
    assert reading(content, UNDER).findings["contenedor"] == "zip"


def with_flag(content: bytes, *, at: int) -> bytes:
    """Set the bit that says that a member is encrypted, in both of its headers."""
    changed = bytearray(content)
    changed[6] |= at
    central = changed.index(b"PK\x01\x02")
    changed[central + 8] |= at
    return bytes(changed)


@pytest.mark.parametrize(
    ("content", "rule", "cause"),
    [
        (b"", "ARC-01", ""),
        (CSV, "ARC-02", "No es un zip"),
        (zipped({}), "ARC-02", "un zip vacío"),
        (zipped({"leame.txt.pdf": b"x"}), "ARC-02", "0 archivos"),
        (zipped({"a.csv": CSV, "b.csv": CSV}), "ARC-02", "2 archivos"),
        (zipped({"a.csv": CSV, "otro.zip": b"PK"}), "ARC-02", "otro contenedor"),
        (zipped({"../a.csv": CSV}), "ARC-02", "sale de su carpeta"),
        (zipped({"/etc/a.csv": CSV}), "ARC-02", "sale de su carpeta"),
        (zipped({"C:\\a.csv": CSV}), "ARC-02", "sale de su carpeta"),
        (with_flag(zipped({"a.csv": CSV}), at=1), "ARC-02", "contraseña"),
        (zipped({"a.csv": CSV + b"0" * 5_000_000}), "ARC-02", "más de lo admitido"),
        (zipped({"a.csv": CSV})[:-30], "ARC-02", "dañado o cortado"),
        (zipped({"a.csv": b""}), "ARC-01", ""),
    ],
)
def test_each_refusal_names_its_cause(content: bytes, rule: str, cause: str) -> None:
    error = refused(content, UNDER)
    assert error.rule == rule
    assert cause in error.message


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_changed_bytes_inside_are_found(compression: int) -> None:
    content = bytearray(zipped({"a.csv": CSV}, compression=compression))
    content[content.index(b"a.csv") + 15] ^= 0xFF
    assert refused(bytes(content), UNDER).rule == "ARC-02"

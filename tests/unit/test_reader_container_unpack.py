"""Taking the one data file out of a zip or gzip that no contract describes."""

import gzip
import io
import zipfile

import pytest

from assets.reading.container import unpack
from snis.errors import TransferError
from tests.unit.reader_case import rows_at, xlsx

CSV = b"CUI;Nombre\n1;a\n"
BOOK = xlsx(rows_at(1, ("CUI", "Nombre"), ("1", "a")))


def zipped(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def with_link(name: str) -> bytes:
    content = io.BytesIO()
    link = zipfile.ZipInfo(name)
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return content.getvalue()


def refused(content: bytes) -> TransferError:
    with pytest.raises(TransferError) as caught:
        unpack(content)
    return caught.value


@pytest.mark.parametrize(
    ("content", "containers", "inner"),
    [
        (CSV, (), CSV),
        (BOOK, (), BOOK),
        (gzip.compress(CSV, mtime=0), ("gz",), CSV),
        (gzip.compress(CSV[:5], mtime=0) + gzip.compress(CSV[5:], mtime=0), ("gz",), CSV),
        (gzip.compress(CSV, mtime=0) + bytes(512), ("gz",), CSV),
        (gzip.compress(BOOK, mtime=0), ("gz",), BOOK),
        (zipped({"carpeta/datos.csv": CSV}), ("zip",), CSV),
        (zipped({"libro.xlsx": BOOK}), ("zip",), BOOK),
        (zipped({"sin_extension": CSV}), ("zip",), CSV),
        (
            zipped({"d.csv": CSV, "__MACOSX/._d.csv": b"x", "Thumbs.db": b"x", "~$d.xlsx": b"x"}),
            ("zip",),
            CSV,
        ),
        (zipped({"d.csv": CSV, "LEAME.txt": b"x", "oficio.pdf": b"x"}), ("zip",), CSV),
    ],
)
def test_the_one_data_file_comes_out(content: bytes, containers: tuple[str, ...], inner: bytes) -> None:
    found = unpack(content)
    assert (found.containers, found.content) == (containers, inner)


def test_what_lies_beside_the_data_is_noted() -> None:
    found = unpack(zipped({"d.csv": CSV, "leame.txt": b"x", "oficio.pdf": b"x"}))
    assert found.name == "d.csv"
    assert [item.hallazgo for item in found.findings] == ["otros_archivos_en_zip"]
    assert "2 archivos" in found.findings[0].texto


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (zipped({"a.csv": CSV, "b.csv": CSV}), "2 archivos de datos"),
        (zipped({"oficio.pdf": CSV, "foto.png": CSV}), "0 archivos de datos"),
        (zipped({"a.zip": zipped({"b.csv": CSV})}), "otro contenedor"),
        (zipped({"a.csv": zipped({"b.csv": CSV})}), "otro contenedor"),
        (zipped({"a.csv": gzip.compress(CSV, mtime=0)}), "otro contenedor"),
        (gzip.compress(zipped({"a.csv": CSV}), mtime=0), "otro contenedor"),
        (gzip.compress(gzip.compress(CSV, mtime=0), mtime=0), "otro contenedor"),
        (zipped({"../a.csv": CSV}), "sale de su carpeta"),
        (zipped({"..\\a.csv": CSV}), "sale de su carpeta"),
        (zipped({"C:/a.csv": CSV}), "sale de su carpeta"),
        (with_link("a.csv"), "un enlace"),
        (gzip.compress(bytes(50_000_000), mtime=0), "más de lo admitido"),
        (zipped({"a.csv": bytes(50_000_000)}), "más de lo admitido"),
        (gzip.compress(CSV, mtime=0) + b"basura", "bytes de más"),
        (zipped({}), "un zip vacío"),
    ],
)
def test_each_refusal_names_its_cause(content: bytes, cause: str) -> None:
    assert cause in refused(content).message


def test_nothing_inside_is_an_empty_file() -> None:
    assert refused(gzip.compress(b"", mtime=0)).rule == "ARC-01"
    assert refused(zipped({".oculto": b""})).rule == "ARC-01"


@pytest.mark.parametrize("content", [gzip.compress(CSV * 50, mtime=0), zipped({"a.csv": CSV * 50})])
def test_cut_or_changed_bytes_are_found(content: bytes) -> None:
    for size in range(4, len(content) - 1, 3):
        assert refused(content[:size]).rule == "ARC-02"
    changed = bytearray(content)
    changed[len(changed) // 3] ^= 0xFF
    assert refused(bytes(changed)).rule == "ARC-02"

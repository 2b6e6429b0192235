"""A CUI or a restricted programme in disguise is found; what only looks like one is not."""

import base64
import gzip
import hashlib
import io
import struct
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.publish.gate_release import A_CUI, rules_broken, write_release


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return write_release(tmp_path / "release")


FULL_WIDTH = "".join(chr(0xFEE0 + ord(digit)) for digit in A_CUI)
MATHEMATICAL = "".join(chr(0x1D7CE + int(digit)) for digit in A_CUI)


@pytest.mark.parametrize(
    "text",
    [
        FULL_WIDTH,
        MATHEMATICAL,
        "\u200b".join(A_CUI),
        "\u2060".join(A_CUI),
        "9765\u20684321\u20694l6Ol",
        "9765432l4I6O1",
        A_CUI[::-1],
        "9 7 6 5 4 3 2 1 4 1 6 0 1",
        "9,7,6,5,4,3,2,1,4,1,6,0,1",
        "97 65 43 21 41 60 1",
        "976/543/214/160/1",
        hex(int(A_CUI)),
        A_CUI.encode().hex(),
        A_CUI.encode().hex(" "),
        base64.b64encode(A_CUI.encode()).decode(),
        base64.urlsafe_b64encode(f"cui={A_CUI}".encode()).decode().rstrip("="),
        base64.b64encode(base64.b64encode(A_CUI.encode())).decode(),
        quote(quote("".join(f"%{ord(digit):02x}" for digit in A_CUI))),
        "".join(f"\\u{ord(digit):04x}" for digit in A_CUI),
        "".join(f"\\x{ord(digit):02x}" for digit in A_CUI),
    ],
)
def test_a_number_in_disguise_is_found(release: Path, text: str) -> None:
    (release / "nota.md").write_text(f"Véase {text} y siga.", "utf-8")
    assert "G-CUI-01" in rules_broken(release)


@pytest.mark.parametrize(
    "text",
    [
        "2024-2028",
        "Versión 2.10.3 del 4 de mayo",
        "Q40,000.00 en 80 entregas",
        "#1B2A49 #E7EDF4",
        "datos-abiertos/2026-04",
    ],
)
def test_ordinary_texts_are_no_disguise(release: Path, text: str) -> None:
    (release / "nota.md").write_text(text, "utf-8")
    assert rules_broken(release) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Programa V\u0456da",  # a Ukrainian i
        "Pro\u200bgrama Vida",
        "\uff30rograma Vida",
        base64.b64encode(b"monto del Programa Vida").decode(),
        "Programa%2520Vida",
    ],
)
def test_a_restricted_programme_in_disguise_is_found(release: Path, text: str) -> None:
    (release / "nota.md").write_text(text, "utf-8")
    assert "G-UNI-01" in rules_broken(release)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        *((name, "hex") for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")),
        *((name, "base64") for name in ("md5", "sha1", "sha256")),
    ],
)
def test_an_unkeyed_digest_of_a_cui_is_found(release: Path, name: str, shown: str) -> None:
    """Whoever has a list of CUIs reverses it in hours; the gate lets no digest pass but those of its files."""
    digest = hashlib.new(name, A_CUI.encode())
    word = digest.hexdigest() if shown == "hex" else base64.b64encode(digest.digest()).decode()
    (release / "nota.md").write_text(f"id {word}", "utf-8")
    assert rules_broken(release) & {"G-SEU-01", "G-SEU-02"}


def test_a_cui_split_over_cells_is_found(release: Path) -> None:
    (release / "tabla.html").write_text(
        "<table><tr><td>9765</td><td>43214</td><td>1601</td></tr><tr><td>x</td><td>12</td></tr></table>",
        "utf-8",
    )
    # Numbers under no heading are figures of no table, too.
    assert rules_broken(release) == {"G-CUI-02", "G-CIF-01"}


def test_figures_side_by_side_are_no_cui(release: Path) -> None:
    rows = "".join(f"<tr><td>{n * 5:05}</td><td>{n * 35:08}</td></tr>" for n in range(2000))
    head = "<tr><th>Código</th><th>Bytes</th></tr>"
    (release / "tabla.html").write_text(f"<table>{head}{rows}</table>", "utf-8")
    assert rules_broken(release) == set()


class TestContainers:
    def test_a_gzip_is_opened(self, release: Path) -> None:
        (release / "nota.txt.gz").write_bytes(gzip.compress(A_CUI.encode(), mtime=0))
        assert rules_broken(release) == {"G-CUI-01"}

    @pytest.mark.parametrize(
        "content", [gzip.compress(b"x", mtime=0)[:-3], gzip.compress(b"x", mtime=0) + b"y", b"x"]
    )
    def test_a_gzip_that_is_not_whole_is_refused(self, release: Path, content: bytes) -> None:
        (release / "nota.txt.gz").write_bytes(content)
        assert "G-ARC-02" in rules_broken(release)

    def test_a_picture_carries_nothing_but_the_picture(self, release: Path) -> None:
        (release / "mapa.png").write_bytes(png())
        assert rules_broken(release) == set()

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            (b"tEXt", b"Comment\x00" + A_CUI.encode()),
            (b"zTXt", b"Comment\x00\x00" + zlib.compress(A_CUI.encode())),
            (b"iTXt", b"Comment\x00\x00\x00\x00\x00" + A_CUI.encode()),
            (b"eXIf", A_CUI.encode()),
        ],
    )
    def test_a_note_in_a_picture_is_read(self, release: Path, kind: bytes, body: bytes) -> None:
        (release / "mapa.png").write_bytes(png((kind, body)))
        assert rules_broken(release) == {"G-CUI-01", "G-MET-01"}

    def test_what_follows_a_picture_is_found(self, release: Path) -> None:
        (release / "mapa.png").write_bytes(png() + b"PK")
        assert rules_broken(release) == {"G-MET-04"}

    @pytest.mark.parametrize("place", ["before", "after"])
    def test_what_lies_around_a_zip_is_found(self, release: Path, place: str) -> None:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("a.txt", "hola")
        content = target.getvalue()
        (release / "todo.zip").write_bytes(content)
        assert rules_broken(release) == set()
        note = A_CUI.encode()
        (release / "todo.zip").write_bytes(note + content if place == "before" else content + note)
        assert "G-MET-04" in rules_broken(release)

    def test_bytes_between_the_pages_of_a_parquet_file_are_found(self, release: Path) -> None:
        target = io.BytesIO()
        pq.write_table(pa.table({"x": ["a"]}), target, store_schema=False, write_statistics=False)
        content = target.getvalue()
        footer = int.from_bytes(content[-8:-4], "little") + 8
        (release / "suelta.parquet").write_bytes(content[:-footer] + b"secreto" + content[-footer:])
        assert "G-MET-04" in rules_broken(release)

    def test_words_that_only_the_dictionary_still_has_are_found(self, release: Path) -> None:
        words = pa.DictionaryArray.from_arrays(pa.array([0, 0]), pa.array(["a", "Juana"]))
        target = io.BytesIO()
        pq.write_table(pa.table({"x": words}), target, store_schema=False)
        (release / "suelta.parquet").write_bytes(target.getvalue())
        assert "G-MET-03" in rules_broken(release)


def png(*notes: tuple[bytes, bytes]) -> bytes:
    """A picture of one grey point, with notes before its data."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pieces = [(b"IHDR", head), *notes, (b"IDAT", zlib.compress(b"\x00\x80")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in pieces
    )

"""What a file really is, whatever its name says."""

import gzip
import io
import zipfile

import pytest

from assets.reading.kinds import kind_of, name_finding
from snis.errors import TransferError
from tests.unit.reader_case import ods, rows_at, xlsx


def zipped(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


WORKBOOK_XML = (
    b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
)
FLAT = b'<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"></office:document>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"CUI;Nombre\n1;a\n", "texto"),
        (b"BZh;MZ;ORC\n1;a;b\n", "texto"),
        ("\ufeffCUI;Año\n".encode("utf-16-le"), "texto"),
        (b"PAR1" + bytes(20), "parquet"),
        (gzip.compress(b"x", mtime=0), "gz"),
        (zipped("a.csv"), "zip"),
        (zipped("xl/workbook.bin"), "xlsb"),
        (xlsx(rows_at(1, ("a",))), "xlsx"),
        (ods([["a"]]), "ods"),
        (b"\xef\xbb\xbf <!-- x --><HTML><body>", "html"),
        (b"<table border=1><tr><td>a", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        ("\ufeff<html><table>".encode("utf-16-le"), "html"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", "mhtml"),
        (WORKBOOK_XML, "xml_2003"),
        ("\ufeff".encode("utf-16-le") + WORKBOOK_XML.decode().encode("utf-16-le"), "xml_2003"),
        (FLAT, "fods"),
        (b"<?xml version='1.0'?><filas><fila><a>1</a></fila></filas>", "xml"),
    ],
)
def test_kind_is_what_the_content_says(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "un PDF"),
        (b"\x89PNG\r\n", "una imagen"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x00\x01\x00\x00Standard ACE DB\x00", "Access"),
        (b"SQLite format 3\x00", "SQLite"),
        (b'[{"cui": "1"}]', "JSON"),
        (b"{\\rtf1", "texto con formato"),
        (bytes(257) + b"ustar\x00", "tar"),
        (zipped("word/document.xml"), "Word"),
        (zipped("ppt/presentation.xml"), "presentación"),
        (zipped("[Content_Types].xml"), "dañado"),
    ],
)
def test_what_is_not_read_is_refused_by_its_name(content: bytes, words: str) -> None:
    with pytest.raises(TransferError) as caught:
        kind_of(content)
    assert caught.value.rule == "ARC-02"
    assert words in caught.value.message


def test_nothing_is_an_empty_file() -> None:
    with pytest.raises(TransferError) as caught:
        kind_of(b"")
    assert caught.value.rule == "ARC-01"


@pytest.mark.parametrize(
    ("kind", "name", "remark"),
    [
        ("html", "Planilla.XLS", "una página HTML"),
        ("texto", "datos.xlsx", "un texto"),
        ("xlsx", "datos.csv", "un libro XLSX"),
        ("xlsx", "datos.xlsm", None),
        ("texto", "datos.txt", None),
        ("texto", "sin_extension", None),
        ("texto", "datos.v2", None),
    ],
)
def test_a_name_that_promises_another_kind_is_remarked(kind: str, name: str, remark: str | None) -> None:
    found = name_finding(kind, name)
    assert (found is None) == (remark is None)
    if found is not None and remark is not None:
        assert found.hallazgo == "tipo_distinto_del_nombre"
        assert remark in found.texto

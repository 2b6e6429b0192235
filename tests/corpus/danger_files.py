"""Files that nobody should open as they come: cut, damaged, locked, bombs, of another type, or leaving their folder.

Belongs here: cases whose truth is a refusal whatever the layout. Does not belong here: readable oddities.
"""
# ruff: noqa: E501 (a file and its truth stand on one line)

import gzip
import io
import json
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests.corpus.case import Case, reads, refuses
from tests.corpus.excel_xml_files import sheet, workbook
from tests.corpus.markup_files import page, rows
from tests.corpus.packed_files import packed, parquet, texts
from tests.corpus.people import FOOD, PEOPLE
from tests.corpus.write_book import book, cells, inline, raw_book, zipped
from tests.corpus.write_text import csv, delimited
from tests.corpus.write_xls import Sheet, xls

_LIMIT = "(?i)admit|límite|expand|grande"


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _cut()
    yield from _locked_and_leaving()
    yield from _bombs()
    yield from _wrong_types()
    yield from _right_type_under_wrong_name()


def _cut() -> Iterator[Case]:
    whole = book(cells(PEOPLE.lines * 20))
    for share in (10, 50, 90, 99):
        yield refuses(
            f"XLSX cortado al {share} %", "libro.xlsx", whole[: len(whole) * share // 100], "ARC-02"
        )
    yield refuses("XLSX sin su principio", "libro.xlsx", whole[100:], "ARC-02 ARC-09")
    middle = len(whole) // 2
    yield refuses(
        "XLSX con un trozo en ceros",
        "libro.xlsx",
        whole[:middle] + b"\0" * 400 + whole[middle + 400 :],
        "ARC-02",
    )
    yield refuses("XLSX cuya hoja termina a la mitad", "libro.xlsx", _half_sheet(), "ARC-02")
    yield refuses("XLSX sin la hoja que nombra", "libro.xlsx", _without_sheet(), "ARC-02")
    yield refuses("XLSX con un bit cambiado en sus textos", "libro.xlsx", _flipped(whole), "ARC-02")
    broken = parquet(texts(FOOD), compression="none").replace("Sololá".encode(), b"Solol\xff\xff")
    yield refuses("Parquet cuyo texto no es texto", "pagos.parquet", broken, "ARC-02")
    packed_csv = packed({"pagos.csv": csv(PEOPLE) * 50})
    yield refuses("zip cortado", "pagos.zip", packed_csv[: len(packed_csv) // 2], "ARC-02")
    wrong = bytearray(packed({"pagos.csv": csv(PEOPLE)}, zipfile.ZIP_STORED))
    wrong[80] ^= 0xFF
    yield refuses("zip cuya suma no cuadra", "pagos.zip", bytes(wrong), "ARC-02")
    squeezed = gzip.compress(csv(PEOPLE) * 50, mtime=0)
    yield refuses("gz cortado", "pagos.csv.gz", squeezed[: len(squeezed) // 2], "ARC-02")
    yield refuses("gz sin su suma", "pagos.csv.gz", squeezed[:-8], "ARC-02")
    yield refuses(
        "gz cuya suma no cuadra", "pagos.csv.gz", squeezed[:-8] + b"\1\2\3\4" + squeezed[-4:], "ARC-02"
    )
    yield refuses("gz con basura al final", "pagos.csv.gz", squeezed + b"basura", "ARC-02")


def _flipped(whole: bytes) -> bytes:
    """A bit changed inside the shared strings, stored without compression, their checksum as it was."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    stored = packed(parts, zipfile.ZIP_STORED)
    return stored.replace(b"<t>Apellidos</t>", b"<t>Apelmidos</t>")


def _half_sheet() -> bytes:
    data = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{inline(PEOPLE.lines)}</sheetData></worksheet>'
    return raw_book({"Hoja1": data[: len(data) // 2]})


def _without_sheet() -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw_book({"Hoja1": inline(FOOD.lines)}))) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist() if "sheet1" not in name})


def _locked_and_leaving() -> Iterator[Case]:
    locked = bytearray(packed({"pagos.csv": csv(PEOPLE)}))
    locked[6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    yield refuses("zip con contraseña", "pagos.zip", bytes(locked), "ARC-02", "(?i)contraseña|protegid")
    for name in ("../pagos.csv", "/etc/pagos.csv", "C:\\pagos.csv", "a/../../pagos.csv", "..\\pagos.csv"):
        yield refuses(
            f"zip con ruta {name}", "pagos.zip", packed({name: csv(PEOPLE)}), "ARC-02", "(?i)ruta|carpeta"
        )
    link = io.BytesIO()
    with zipfile.ZipFile(link, "w") as archive:
        info = zipfile.ZipInfo("pagos.csv")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    yield refuses("zip con un enlace", "pagos.zip", link.getvalue(), "ARC-02", "(?i)enlace")
    yield refuses(
        "zip dentro de zip", "pagos.zip", packed({"dentro.zip": packed({"pagos.csv": csv(PEOPLE)})}), "ARC-02"
    )
    yield refuses(
        "zip dentro de gz dentro de zip",
        "pagos.zip",
        packed({"a.gz": gzip.compress(packed({"pagos.csv": csv(PEOPLE)}), mtime=0)}),
        "ARC-02",
    )
    double = io.BytesIO()
    with zipfile.ZipFile(double, "w") as archive:
        archive.writestr("pagos.csv", csv(PEOPLE))
        archive.writestr("pagos.csv", csv(FOOD))
    yield refuses("zip con dos archivos del mismo nombre", "pagos.zip", double.getvalue(), "ARC-02 ARC-10")


def _bombs() -> Iterator[Case]:
    yield refuses(
        "bomba de zip", "pagos.zip", lambda: packed({"pagos.csv": b"0" * 60_000_000}), "ARC-02 ARC-11", _LIMIT
    )
    yield refuses(
        "bomba de gz",
        "pagos.csv.gz",
        lambda: gzip.compress(b"0" * 60_000_000, mtime=0),
        "ARC-02 ARC-11",
        _LIMIT,
    )
    yield refuses(
        "bomba de gz que declara poco",
        "pagos.csv.gz",
        lambda: gzip.compress(b"0" * 60_000_000, mtime=0)[:-4] + struct.pack("<I", 100),
        "ARC-02 ARC-11",
    )
    blank = inline(FOOD.lines) + " " * 60_000_000
    yield refuses(
        "bomba en la hoja de un XLSX",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": blank}),
        "ARC-02 ARC-11",
        _LIMIT,
    )
    lie = bytearray(packed({"pagos.csv": b"0" * 3_000_000}))
    for position in (22, lie.rindex(b"PK\x01\x02") + 24):
        lie[position : position + 4] = struct.pack("<I", 1000)
    yield refuses("zip que miente sobre su tamaño", "pagos.zip", bytes(lie), "ARC-02 ARC-11")
    laughs = (
        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
        + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
        + "]>"
    )
    book_xml = workbook(sheet([["Folio", "Nombre"], ["1", "@"], ["2", "Eva"]])).decode()
    first, rest = book_xml.split("?>", 1)
    yield refuses(
        "mil millones de risas en XML de Excel",
        "reporte.xls",
        f"{first}?>{laughs}{rest}".replace("@", "&j;").encode(),
        "ARC-02 ARC-11",
    )
    outside = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    yield refuses(
        "entidad que lee un archivo de la máquina",
        "reporte.xls",
        f"{first}?>{outside}{rest}".replace("@", "&a;").encode(),
        "ARC-02 ARC-11",
    )
    shared = f"<?xml version='1.0'?>{laughs}<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>&j;</t></si></sst>"
    data = inline([["Folio", "Nombre"], ["1", '<c r="B2" t="s"><v>0</v></c>'], ["2", "Eva"]])
    yield refuses(
        "mil millones de risas en XLSX",
        "libro.xlsx",
        raw_book({"Hoja1": data}, parts={"xl/sharedStrings.xml": shared}),
        "ARC-02 ARC-11",
    )
    deep = page("<table><tr><td>" * 50_000)
    yield refuses(
        "HTML con cincuenta mil tablas anidadas", "reporte.xls", deep, "ARC-02 ARC-11 ARC-01 ARC-10"
    )
    nested = workbook("<Worksheet>" * 100_000)
    yield refuses("XML con cien mil niveles", "reporte.xls", nested, "ARC-02 ARC-11")
    many = packed({f"{number}.csv": b"a;b\n1;2\n" for number in range(12_000)}, zipfile.ZIP_STORED)
    yield refuses("zip con doce mil archivos", "pagos.zip", many, "ARC-02 ARC-11 ARC-10")


def _wrong_types() -> Iterator[Case]:
    word = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": "<Relationships/>",
        "word/document.xml": "<w:document/>",
    }
    slides = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": "<Relationships/>",
        "ppt/presentation.xml": "<p:presentation/>",
    }
    pdf = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    png = (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0)
        + b"\0\0\0\0"
        + zlib.compress(b"\0" * 300)
    )
    letter = "Guatemala, 5 de enero de 2026\n\nLicenciada\nMaría Peña\nPresente\n\nEstimada licenciada:\n\nPor este medio le envío, adjunta, la planilla de enero; favor de confirmar, por correo, su recepción.\n\nAtentamente,\n\nJuan Caal\n"
    wrong = {
        "PDF con nombre de csv": ("pagos.csv", pdf),
        "PNG con nombre de xlsx": ("libro.xlsx", png),
        "foto JPG con nombre de csv": ("pagos.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 9),
        "DOCX con nombre de xlsx": ("libro.xlsx", zipped(word)),
        "PPTX con nombre de xlsx": ("libro.xlsx", zipped(slides)),
        "RTF con nombre de xls": ("libro.xls", b"{\\rtf1\\ansi\\deff0 {\\fonttbl {\\f0 Arial;}}\\f0 Planilla de pagos, enero; febrero\\par\n}"),
        "SQLite con nombre de csv": ("pagos.csv", b"SQLite format 3\0" + b"\0" * 600),
        "7z con nombre de zip": ("pagos.zip", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(range(200))),
        "RAR con nombre de zip": ("pagos.zip", b"Rar!\x1a\x07\x01\0" + bytes(range(200))),
        "tar con nombre de csv": ("pagos.csv", b"pagos.csv".ljust(257, b"\0") + b"ustar\x0000" + b"\0" * 800),
        "Access con nombre de xls": ("libro.xls", b"\0\1\0\0Standard Jet DB\0" + b"\0" * 800),
        "programa de Windows con nombre de xlsx": ("libro.xlsx", b"MZ\x90\0\3" + b"\0" * 900),
        "JSON con nombre de csv": ("pagos.csv", json.dumps([{"cui": "1", "monto": 5}, {"cui": "2", "monto": 6}], indent=1).encode()),
        "JSON por líneas con nombre de csv": ("pagos.csv", b'{"cui": "1", "monto": 5}\n{"cui": "2", "monto": 6}\n{"cui": "3", "monto": 7}\n'),
        "carta con nombre de csv": ("pagos.csv", letter.encode()),
        "carta en cp1252 con nombre de txt": ("nota.txt", letter.encode("cp1252")),
        "correo con nombre de csv": ("pagos.csv", b"From: juan@maga.gob.gt\nTo: snis@mides.gob.gt\nSubject: Planilla; enero, 2026\nDate: Mon, 5 Jan 2026 10:00:00\n\nVa adjunta.\n"),
        "volcado de SQL con nombre de csv": ("pagos.csv", b"INSERT INTO pagos (cui, monto) VALUES ('1', 5);\nINSERT INTO pagos (cui, monto) VALUES ('2', 6);\nINSERT INTO pagos (cui, monto) VALUES ('3', 7);\n"),
        "XLSB con nombre de xlsx": ("libro.xlsx", zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\1\0", "xl/worksheets/sheet1.bin": b"\x81\1\0"})),
    }  # fmt: skip
    for name, (file, content) in wrong.items():
        yield refuses(name, file, content, "ARC-02 ARC-10 ARC-01")


def _right_type_under_wrong_name() -> Iterator[Case]:
    yield reads("CSV con nombre de xlsx", "libro.xlsx", csv(PEOPLE), PEOPLE, or_refused="ARC-02")
    yield reads(
        "CSV con nombre de xls", "libro.xls", csv(PEOPLE, "\t", "utf-16"), PEOPLE, or_refused="ARC-02"
    )
    yield reads("XLSX con nombre de csv", "pagos.csv", book(cells(PEOPLE.lines)), PEOPLE, or_refused="ARC-02")
    yield reads("XLSX con nombre de xls", "libro.xls", book(cells(PEOPLE.lines)), PEOPLE, or_refused="ARC-02")
    yield reads(
        "XLS con nombre de xlsx", "libro.xlsx", xls(Sheet("Hoja1", PEOPLE.lines)), PEOPLE, or_refused="ARC-02"
    )
    yield reads(
        "HTML con nombre de csv",
        "pagos.csv",
        page(f"<table>{rows(FOOD.lines)}</table>"),
        FOOD,
        or_refused="ARC-02",
    )
    yield reads("nombre sin extensión", "pagos", csv(PEOPLE), PEOPLE)
    yield reads("nombre en mayúsculas y con espacios", "PAGOS ENERO (2) final.CSV", csv(PEOPLE), PEOPLE)
    yield reads(
        "texto separado por tabulador con nombre de xls",
        "pagos.xls",
        delimited(PEOPLE.lines, "\t").encode("utf-8"),
        PEOPLE,
        or_refused="ARC-02",
    )

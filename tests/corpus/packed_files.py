"""Files inside zip and gz, and Parquet.

Belongs here: containers with one honest file, and the columnar format. Does not belong here: dangerous or damaged
containers (danger_files.py).
"""

import gzip
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.corpus.case import Case, reads, reads_either, refuses, table, tables_of
from tests.corpus.markup_files import page, rows
from tests.corpus.ods_files import ods, sheet
from tests.corpus.people import FOOD, PEOPLE, PLAIN, SHORT
from tests.corpus.write_book import book, cells
from tests.corpus.write_text import csv
from tests.corpus.write_xls import Sheet, xls


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def parquet(made: pa.Table, **options: Any) -> bytes:
    """A table as Parquet."""
    content = io.BytesIO()
    pq.write_table(made, content, **options)
    return content.getvalue()


def texts(what: Any) -> pa.Table:
    """A table of texts."""
    return pa.table(
        [pa.array(column, pa.string()) for column in zip(*what.rows, strict=True)], list(what.header)
    )


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _zip()
    yield from _gzip()
    yield from _parquet()


def _zip() -> Iterator[Case]:
    plain = csv(PEOPLE)
    yield reads("CSV en zip", "pagos.zip", packed({"pagos.csv": plain}), PEOPLE)
    yield reads(
        "CSV cp1252 en zip, sin comprimir",
        "pagos.zip",
        packed({"pagos.csv": csv(PLAIN, codec="cp1252")}, zipfile.ZIP_STORED),
        PLAIN,
    )
    yield reads(
        "CSV en zip bzip2",
        "pagos.zip",
        packed({"pagos.csv": plain}, zipfile.ZIP_BZIP2),
        PEOPLE,
        or_refused="ARC-02",
    )
    yield reads(
        "CSV en zip lzma",
        "pagos.zip",
        packed({"pagos.csv": plain}, zipfile.ZIP_LZMA),
        PEOPLE,
        or_refused="ARC-02",
    )
    yield reads("XLSX en zip", "pagos.zip", packed({"pagos.xlsx": book(cells(PEOPLE.lines))}), PEOPLE)
    yield reads("XLS en zip", "pagos.zip", packed({"pagos.xls": xls(Sheet("Hoja1", PEOPLE.lines))}), PEOPLE)
    yield reads("ODS en zip", "pagos.zip", packed({"pagos.ods": ods(sheet(PEOPLE.lines))}), PEOPLE)
    yield reads(
        "HTML en zip",
        "pagos.zip",
        packed({"pagos.xls": page(f"<table>{rows(PEOPLE.lines)}</table>")}),
        PEOPLE,
    )
    yield reads("Parquet en zip", "pagos.zip", packed({"pagos.parquet": parquet(texts(PEOPLE))}), PEOPLE)
    yield reads(
        "CSV en carpeta dentro del zip, con nombre con ñ",
        "pagos.zip",
        packed({"Envío año 2026/Región Petén/pagos ñ.csv": plain}),
        PEOPLE,
    )
    litter = {
        "__MACOSX/._pagos.csv": b"\0\5\x16\7",
        "pagos.csv": plain,
        ".DS_Store": b"\0\0\0\1Bud1",
        "Thumbs.db": b"\xd0\xcf\x11\xe0",
    }
    yield reads("zip con basura de Mac y Windows", "pagos.zip", packed(litter), PEOPLE)
    yield reads(
        "zip con LEAME.txt",
        "pagos.zip",
        packed({"LEAME.txt": b"Estimados: adjunto la planilla.\n", "pagos.csv": plain}),
        PEOPLE,
    )
    yield reads(
        "zip con nota en PDF al lado",
        "pagos.zip",
        packed({"oficio.pdf": b"%PDF-1.4 x", "pagos.csv": plain}),
        PEOPLE,
        or_refused="ARC-02 ARC-10",
    )
    yield reads(
        "zip con nombre de csv", "pagos.csv", packed({"pagos.csv": plain}), PEOPLE, or_refused="ARC-02"
    )
    yield reads("zip con un miembro sin extensión", "pagos.zip", packed({"pagos": plain}), PEOPLE)
    yield refuses(
        "zip con dos tablas",
        "pagos.zip",
        packed({"enero.csv": plain, "febrero.csv": csv(FOOD)}),
        "ARC-02 ARC-10",
    )
    yield refuses(
        "zip con dos tablas iguales",
        "pagos.zip",
        packed({"a.csv": plain, "copia de a.csv": plain}),
        "ARC-02 ARC-10",
    )
    yield refuses("zip vacío", "pagos.zip", packed({}), "ARC-01 ARC-02")
    yield refuses("zip con solo carpetas", "pagos.zip", packed({"carpeta/": b""}), "ARC-01 ARC-02")
    yield refuses("zip con CSV vacío", "pagos.zip", packed({"pagos.csv": b""}), "ARC-01")
    yield refuses(
        "zip con solo un PDF",
        "pagos.zip",
        packed({"oficio.pdf": b"%PDF-1.4\n" + b"x" * 500}),
        "ARC-02 ARC-01",
    )
    streamed = io.BytesIO()
    with (
        zipfile.ZipFile(_Unseekable(streamed), "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("pagos.csv", "w") as member,
    ):
        member.write(plain)
    yield reads("zip escrito de corrido, con tamaños al final", "pagos.zip", streamed.getvalue(), PEOPLE)


class _Unseekable(io.RawIOBase):
    """A stream that cannot go back, as a web server's."""

    def __init__(self, target: io.BytesIO) -> None:
        self._target = target

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._target.write(data)


def _gzip() -> Iterator[Case]:
    plain = csv(PEOPLE)
    yield reads("CSV en gz", "pagos.csv.gz", gzip.compress(plain, mtime=0), PEOPLE)
    yield reads(
        "CSV en gz con nombre de csv", "pagos.csv", gzip.compress(plain, mtime=0), PEOPLE, or_refused="ARC-02"
    )
    yield reads(
        "gz en dos partes pegadas",
        "pagos.csv.gz",
        gzip.compress(plain[:200], mtime=0) + gzip.compress(plain[200:], mtime=0),
        PEOPLE,
    )
    yield reads("gz con ceros al final", "pagos.csv.gz", gzip.compress(plain, mtime=0) + b"\0" * 512, PEOPLE)
    yield reads("XLSX en gz", "pagos.xlsx.gz", gzip.compress(book(cells(PEOPLE.lines)), mtime=0), PEOPLE)
    yield reads("UTF-16 en gz", "pagos.txt.gz", gzip.compress(csv(PEOPLE, "\t", "utf-16"), mtime=0), PEOPLE)
    yield refuses("gz de nada", "pagos.csv.gz", gzip.compress(b"", mtime=0), "ARC-01")


def _parquet() -> Iterator[Case]:
    yield reads("Parquet de textos", "pagos.parquet", parquet(texts(PEOPLE)), PEOPLE)
    yield reads(
        "Parquet con brotli y varios grupos",
        "pagos.parquet",
        parquet(texts(PEOPLE), compression="brotli", row_group_size=2),
        PEOPLE,
        or_refused="ARC-02",
    )
    yield reads("Parquet con nombre de csv", "pagos.csv", parquet(texts(PEOPLE)), PEOPLE, or_refused="ARC-02")
    typed = pa.table(
        {
            "cui": pa.array([9120000011601, 9120000191601], pa.int64()),
            "monto": pa.array([Decimal("1250.50"), Decimal("500.00")], pa.decimal128(12, 2)),
            "peso": pa.array([12.5, 3.0], pa.float64()),
            "fecha": pa.array([date(2026, 1, 5), date(1996, 2, 29)], pa.date32()),
            "momento": pa.array([1767623400000000, 1767686400000000], pa.timestamp("us")),
            "pagado": pa.array([True, False]),
            "lugar": pa.array(["Sololá", None]).dictionary_encode(),
        }
    )
    right = table(
        "cui|monto|peso|fecha|momento|pagado|lugar",
        "9120000011601|1250.50|12.5|2026-01-05|2026-01-05 14:30:00|true|Sololá",
        "9120000191601|500.00|3|1996-02-29|2026-01-06 08:00:00|false|",
    )
    plain = table(
        "cui|monto|peso|fecha|momento|pagado|lugar",
        "9120000011601|1250.5|12.5|2026-01-05|2026-01-05 14:30:00|true|Sololá",
        "9120000191601|500|3|1996-02-29|2026-01-06 08:00:00|false|",
    )
    yield reads_either("Parquet con todos los tipos", "pagos.parquet", parquet(typed), (right,), (plain,))
    totals = table("nombre|monto", "TOTAL|5", "Nota: x|6", "nombre|monto")
    yield reads(
        "Parquet no tiene títulos ni totales: todo es dato",
        "pagos.parquet",
        parquet(texts(totals)),
        totals,
        or_refused="ARC-10",
    )
    numbers = tables_of(["1", "2"], [["3", "4"], ["5", "6"]])
    yield reads(
        "Parquet con nombres de columna que parecen datos", "pagos.parquet", parquet(texts(numbers)), numbers
    )
    twice = pa.table([pa.array(["1", "2"]), pa.array(["3", "4"])], ["monto", "monto"])
    yield reads(
        "Parquet con columnas del mismo nombre",
        "pagos.parquet",
        parquet(twice),
        table("monto|monto", "1|3", "2|4"),
        or_refused="ARC-02 ARC-10",
    )
    nested = pa.table({"cui": ["1", "2"], "hijos": [["Ana"], ["Luis", "Eva"]]})
    yield refuses("Parquet con listas dentro", "pagos.parquet", parquet(nested), "ARC-02 ARC-10")
    yield reads(
        "Parquet sin filas",
        "pagos.parquet",
        parquet(texts(SHORT).slice(0, 0)),
        tables_of(SHORT.header, []),
        or_refused="ARC-01",
    )
    whole = parquet(texts(PEOPLE))
    yield refuses("Parquet cortado", "pagos.parquet", whole[:-50], "ARC-02")
    yield refuses("Parquet sin principio", "pagos.parquet", whole[20:], "ARC-02 ARC-09")
    yield refuses(
        "Parquet del que se perdió el medio",
        "pagos.parquet",
        whole[:60] + b"\0" * (len(whole) - 160) + whole[-100:],
        "ARC-02",
    )

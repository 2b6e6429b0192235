"""A file as an institution would send it to `padron check`, and a workbook of returned rows typed over."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from assets.core.checking import check_outputs
from assets.core.earlier import NOTHING_EARLIER, Earlier
from tests.sql.core_case import CUI_B, GOOD, Bench, contract, deployment

NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HEADER = [item.header[0] for item in contract().columns]
PRODUCED = ["recibo.html", "recibo.json", "recibo.txt"]


def row(**cells: str) -> list[str]:
    return list({**GOOD, **cells}.values())


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def check(
    bench: Bench,
    content: bytes,
    *,
    name: str = "pagos.csv",
    institution: str = "mides",
    earlier: Earlier = NOTHING_EARLIER,
    out: str | None = "out",
    **changes: Any,
) -> dict[str, Any]:
    file = bench.folder / name
    file.write_bytes(content)
    place = replace(deployment(), contracts=(contract(**changes),))
    return check_outputs(
        file,
        institution,
        deployment=place,
        engine=bench.engine,
        moment=NOW,
        out=bench.folder / out if out else None,
        earlier=earlier,
    )


def mended(workbook: Path, cells: Mapping[str, str], sheet: str = "xl/worksheets/sheet2.xml") -> bytes:
    """The workbook as a program saves it after some cells were typed over; everything else stays as it was."""
    content = io.BytesIO()
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(content, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, _typed_over(part, cells) if name == sheet else part)
    return content.getvalue()


def _typed_over(part: bytes, cells: Mapping[str, str]) -> bytes:
    tree = ElementTree.fromstring(part)
    for cell in tree.iter(f"{MAIN}c"):
        if (text := cells.get(cell.attrib["r"])) is not None:
            for child in list(cell):
                cell.remove(child)
            cell.set("t", "inlineStr")
            ElementTree.SubElement(ElementTree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t").text = text
    return ElementTree.tostring(tree)


def text_of(*rows: Sequence[str]) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in (HEADER, *rows)).encode()


BAD = (row(Sexo="x"), row(CUI=CUI_B, Fecha="ayer", Folio="F2"), row(Folio="F3", Monto="mucho"))


def returned_workbook(bench: Bench) -> Path:
    check(bench, text_of(row(Folio="F0"), *BAD))
    return bench.folder / "out" / "filas_devueltas.xlsx"

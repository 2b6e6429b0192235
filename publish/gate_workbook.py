"""A workbook as the gate sees it: every cell of every sheet, and everything a workbook can hide.

Belongs here: reading XLSX cell by cell, and naming what is no plain cell (formulas, comments, hidden sheets, rows and
columns, macros, links, objects, custom properties). Does not belong here: other archives (gate_archive.py), judging
what the cells say (gate_tables.py, gate_text.py).

A sheet is a table whose first row names its columns; text and numbers alike are shown as written.
"""

import posixpath
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

import pyarrow as pa

from publish.gate_archive import member_bytes, unpacked, wrapping
from publish.gate_exhibit import (
    VALUES,
    Exhibit,
    Text,
    UnreadableFileError,
    decoded,
    distinct_values,
    not_finite,
    renderings,
)

SHEET = "hoja"
# A sheet that explains and is no table.
COVER = "portada"
_BOOK = "xl/workbook.xml"
_STRINGS = "xl/sharedStrings.xml"
_ALLOWED_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/_rels/workbook\.xml\.rels|xl/workbook\.xml"
    r"|xl/styles\.xml|xl/sharedStrings\.xml|xl/theme/theme\d+\.xml|xl/metadata\.xml|xl/worksheets/sheet\d+\.xml"
)
_CELL = re.compile(r"([A-Z]{1,3})[0-9]+")
_WIDEST = 16_384
_HIDDEN = {"1", "true"}
_FILTER = "_xlnm._FilterDatabase"
# Where a cell stands: column P, row 11 reads like the code of a modality.
_REFERENCE = re.compile(r' (?:r|ref|sqref|activeCell|topLeftCell)="[A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?"')
Oddity = tuple[str, str, int, str]


def read_workbook(path: str, data: bytes) -> Iterator[Exhibit]:
    """A workbook: its parts as texts, and each sheet as a table `libro.xlsx!hoja.hoja`.

    Raises:
        UnreadableFileError: it cannot be read whole.
    """
    archive, members = unpacked(data)
    parts = {member.filename: member_bytes(archive, member) for member in members if not member.is_dir()}
    if _BOOK not in parts or len(parts) < len(members):
        raise UnreadableFileError("el libro no tiene hojas, o tiene partes repetidas")
    yield wrapping(path, "xlsx", data, archive)
    foreign = sum(1 for name in parts if not _ALLOWED_PARTS.fullmatch(name))
    if foreign:
        yield _remark(
            path, data, ("G-ARC-05", "partes", foreign, "el libro lleva partes que no son hojas simples")
        )
    for name, content in parts.items():
        yield _part(f"{path}!{name}", content)
    strings = _shared_strings(parts)
    book = _tree(parts[_BOOK])
    odd_names = [node for node in book.iter() if _tag(node) == "definedName" and node.get("name") != _FILTER]
    if odd_names:
        yield _remark(path, data, ("G-ARC-05", "nombres", len(odd_names), "el libro define nombres"))
    for title, state, part in _sheets(book, parts):
        yield _sheet(f"{path}!{title}.{SHEET}", title, state, parts[part], strings)


def _remark(path: str, data: bytes, oddity: Oddity) -> Exhibit:
    return Exhibit(path, "xlsx", data, oddities=(oddity,))


def _part(path: str, content: bytes) -> Exhibit:
    """A part of the book as text. Cells are not glued together: that is done row by row, knowingly."""
    text = _REFERENCE.sub("", decoded(content))
    return Exhibit(path, "part", content, texts=renderings("texto", text)[:1])


def _tree(content: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableFileError("el libro define entidades")
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - entities are refused above
    except ElementTree.ParseError:
        raise UnreadableFileError("una parte del libro no se puede leer") from None


def _tag(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _text_of(node: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in node.iter() if _tag(part) == "t")


def _shared_strings(parts: dict[str, bytes]) -> list[str]:
    if _STRINGS not in parts:
        return []
    return [_text_of(node) for node in _tree(parts[_STRINGS]) if _tag(node) == "si"]


def _sheets(book: ElementTree.Element, parts: dict[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Title, state and part of each sheet.

    Raises:
        UnreadableFileError: a sheet points nowhere, or a sheet is in no list.
    """
    links = _tree(parts.get("xl/_rels/workbook.xml.rels", b""))
    targets = {node.get("Id"): str(node.get("Target")) for node in links}
    listed: set[str] = set()
    for node in book.iter():
        if _tag(node) != "sheet":
            continue
        link = next((value for name, value in node.attrib.items() if name.endswith("}id")), "")
        part = posixpath.normpath(posixpath.join("/xl", targets.get(link, "")))[1:]
        if part not in parts:
            raise UnreadableFileError("una hoja del libro no está")
        listed.add(part)
        yield str(node.get("name", "")), str(node.get("state", "visible")), part
    if {name for name in parts if name.startswith("xl/worksheets/sheet")} - listed:
        raise UnreadableFileError("el libro tiene una hoja que no está en su lista")


def _sheet(path: str, title: str, state: str, content: bytes, strings: list[str]) -> Exhibit:
    tree = _tree(content)
    rows, formulas = _rows(tree, strings)
    hidden = sum(1 for node in tree.iter() if _tag(node) in {"row", "col"} and node.get("hidden") in _HIDDEN)
    hidden += state != "visible"
    remarks = sum(
        len((node.text or "").strip()) > 0
        for node in tree.iter()
        if _tag(node) in {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}
    )
    oddities: list[Oddity] = [
        ("G-ARC-05", f"{SHEET} {title}", count, message)
        for count, message in (
            (formulas, "la hoja lleva fórmulas"),
            (hidden, "la hoja, o filas o columnas de ella, están ocultas"),
            (remarks, "la hoja lleva encabezado o pie de página"),
        )
        if count
    ]
    if title.casefold() == COVER or not rows:
        words = tuple(cell for row in rows for cell in row if cell)
        texts = tuple(text for word in words for text in renderings("texto", word))
        return Exhibit(
            path,
            SHEET,
            content,
            texts=texts,
            values=words,
            rows=tuple(tuple(cell or "" for cell in row) for row in rows),
            oddities=tuple(oddities),
        )
    table = _table(rows)
    values = [value for name in table.column_names for value in distinct_values(table.column(name))]
    return Exhibit(
        path,
        SHEET,
        content,
        texts=(Text("hoja", title), *renderings(VALUES, "\n".join(values))),
        labels=tuple(table.column_names),
        values=tuple(values),
        table=table,
        oddities=(*oddities, *not_finite(table)),
    )


def _rows(tree: ElementTree.Element, strings: list[str]) -> tuple[list[list[str | None]], int]:
    """Cells of each row in their columns, and how many formulas there are."""
    rows: list[list[str | None]] = []
    formulas = 0
    for node in tree.iter():
        if _tag(node) != "row":
            continue
        cells: dict[int, str | None] = {}
        for cell in node:
            if _tag(cell) != "c":
                continue
            formulas += any(_tag(part) == "f" for part in cell)
            cells[_column(cell.get("r", ""))] = _cell(cell, strings)
        rows.append([cells.get(place) for place in range(max(cells, default=-1) + 1)])
    return rows, formulas


def _column(reference: str) -> int:
    match = _CELL.fullmatch(reference)
    number = 0
    for letter in match.group(1) if match else "":
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= _WIDEST:
        raise UnreadableFileError("una celda del libro no dice dónde está")
    return number - 1


def _cell(cell: ElementTree.Element, strings: list[str]) -> str | None:
    """What a cell shows; a number as the shortest decimal that is the same number."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text_of(cell)
    value = next((part.text for part in cell if _tag(part) == "v"), None)
    if value is None:
        return None
    try:
        if kind == "s":
            return strings[int(value)]
        if kind == "b":
            return {"1": "true", "0": "false"}[value]
        return format(Decimal(value).normalize(), "f") if kind == "n" else value
    except (ValueError, IndexError, KeyError, InvalidOperation):
        raise UnreadableFileError("una celda del libro no se puede leer") from None


def _table(rows: list[list[str | None]]) -> pa.Table:
    names = rows[0]
    if not all(names) or len(set(names)) < len(names) or any(len(row) > len(names) for row in rows):
        raise UnreadableFileError("una hoja del libro no tiene encabezado, o repite una columna")
    columns = [
        pa.chunked_array(
            [pa.array([row[place] if place < len(row) else None for row in rows[1:]], pa.string())]
        )
        for place in range(len(names))
    ]
    return pa.table(columns, names=[str(name) for name in names])

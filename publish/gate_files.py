"""Files of a release as the gate sees them: every text in them, and their table where they are one.

Belongs here: which reader a file has, and the readers of text formats. Does not belong here: judging what was read,
or binary formats (gate_parquet.py, gate_workbook.py, gate_png.py, gate_archive.py). A file that cannot be read whole
and as declared is refused (UnreadableFileError): the gate fails closed.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from publish.gate_archive import read_gzip, read_zip
from publish.gate_exhibit import (
    TAG,
    VALUES,
    Exhibit,
    Reader,
    Text,
    UnreadableFileError,
    decoded,
    distinct_values,
    kind_of,
    not_finite,
    renderings,
)
from publish.gate_parquet import read_parquet
from publish.gate_png import read_png
from publish.gate_workbook import read_workbook

_HEADING = re.compile(r"<th\b[^<>]*>(.*?)</th>", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r"<tr\b[^<>]*>(.*?)</tr>", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<t[dh]\b[^<>]*>(.*?)</t[dh]>", re.IGNORECASE | re.DOTALL)


def read_file(path: str, data: bytes, *, depth: int = 0) -> Iterator[Exhibit]:
    """A file and, when it is an archive, its members.

    Raises:
        UnreadableFileError: unknown type, wrong encoding, damaged, or nested too deep.
    """
    kind = kind_of(path)
    reader = _READERS.get(kind)
    if reader is not None:
        yield reader(path, data)
    elif kind == "xlsx" and depth == 0:
        yield from read_workbook(path, data)
    elif kind in {"zip", "gz"} and depth == 0:
        yield from (read_zip if kind == "zip" else read_gzip)(path, data, _member)
    else:
        raise UnreadableFileError("tipo de archivo que la compuerta no sabe leer")


def _member(path: str, data: bytes) -> Iterator[Exhibit]:
    yield from read_file(path, data, depth=1)


def _plain(path: str, data: bytes) -> Exhibit:
    return Exhibit(path, kind_of(path), data, texts=renderings("texto", decoded(data)))


def _markup(path: str, data: bytes) -> Exhibit:
    text = decoded(data)
    headings = (TAG.sub("", unescape(heading)).strip() for heading in _HEADING.findall(text))
    pieces = (unescape(piece).strip() for piece in TAG.split(text))
    rows = (
        tuple(TAG.sub("", unescape(cell)).strip() for cell in _CELL.findall(row))
        for row in _ROW.findall(text)
    )
    return Exhibit(
        path,
        kind_of(path),
        data,
        texts=renderings("texto", text),
        labels=tuple(headings),
        values=tuple({piece for piece in pieces if piece}),
        rows=tuple(rows),
    )


def _json(path: str, data: bytes) -> Exhibit:
    text = decoded(data)
    infinite: list[str] = []

    def note(name: str) -> float:
        infinite.append(name)
        return 0.0

    try:
        document = json.loads(text, parse_constant=note)
    except (json.JSONDecodeError, RecursionError):
        raise UnreadableFileError("el JSON no se puede leer") from None
    labels, values = _walk(document)
    oddities = (("G-NUM-01", "JSON", len(infinite), "hay números que no son finitos"),) if infinite else ()
    # Undoing the JSON escapes: a digit may be written \u0039.
    joined = Text(VALUES, "\n".join([*labels, *values]))
    return Exhibit(
        path,
        kind_of(path),
        data,
        texts=(*renderings("texto", text), joined),
        labels=tuple(labels),
        values=tuple(values),
        document=document,
        oddities=oddities,
    )


def _walk(node: Any) -> tuple[list[str], list[str]]:
    """Keys and values of a JSON document, as text; `name` of a schema field counts as a key."""
    labels: list[str] = []
    values: list[str] = []
    pending = [node]
    while pending:
        here = pending.pop()
        if isinstance(here, dict):
            labels.extend(str(key) for key in here)
            if "type" in here and isinstance(here.get("name"), str):
                labels.append(here["name"])
            pending.extend(here.values())
        elif isinstance(here, list):
            pending.extend(here)
        elif here is not None and not isinstance(here, bool):
            values.append(str(here))
    return labels, values


def _csv(path: str, data: bytes) -> Exhibit:
    text = decoded(data)
    names = next(csv.reader(io.StringIO(text)), [])
    if not any(names) or len(set(names)) < len(names):
        raise UnreadableFileError("el CSV no tiene encabezado, o repite una columna")
    try:
        table = pa_csv.read_csv(
            io.BytesIO(data),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
                null_values=[""],
            ),
        )
    except (pa.ArrowException, ValueError):
        raise UnreadableFileError("el CSV no se puede leer como tabla") from None
    values = tuple(cell for name in table.column_names for cell in distinct_values(table.column(name)))
    return Exhibit(
        path,
        "csv",
        data,
        # Equal lines say the same; a file of persons has each of them at least five times.
        texts=(
            Text("texto", "\n".join(dict.fromkeys(text.split("\n")))),
            *renderings(VALUES, "\n".join(values)),
        ),
        labels=tuple(table.column_names),
        values=values,
        table=table,
        oddities=tuple(not_finite(table)),
    )


_READERS: dict[str, Reader] = {
    "csv": _csv,
    "parquet": read_parquet,
    "png": read_png,
    "json": _json,
    "jsonld": _json,
    "geojson": _json,
    **dict.fromkeys(("html", "svg", "xml", "rdf", "atom"), _markup),
    **dict.fromkeys(("md", "txt", "css", "js", "ttl", "cff", "bib", "yaml", "ics", "pem"), _plain),
}

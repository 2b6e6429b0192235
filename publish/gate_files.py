"""Files of a release as the gate sees them: every text in them, and their table where they are one.

Belongs here: decoding, one function for each file type. Does not belong here: judging what was read. A file
that cannot be read whole and as declared is refused (UnreadableFile): the gate fails closed.
"""

import csv
import io
import json
import math
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

# Place of a rendering of raw bytes: random ones, in which only long patterns mean anything.
RAW = "bytes"
MAX_MEMBERS = 1_000
MAX_UNPACKED = 1 << 30
_TAG = re.compile(r"<[^<>]*>")
_HEADING = re.compile(r"<th\b[^<>]*>(.*?)</th>", re.IGNORECASE | re.DOTALL)
_ALLOWED_PARQUET_METADATA = frozenset({b"ARROW:schema"})


class UnreadableFileError(Exception):
    """A file that the gate cannot read; `reason` is in Spanish and holds no value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Text:
    """A text found in a file and the part of the file in which it stands."""

    place: str
    content: str


@dataclass(frozen=True)
class Exhibit:
    """One file as evidence.

    Attributes:
        path: inside the release; members of an archive are `archive.zip!member`.
        kind: suffix without the dot.
        data: its bytes.
        texts: every rendering of its text: as it stands, unescaped, without tags, unquoted.
        labels: names of columns, keys and headings.
        values: whole strings that stand alone: cells of JSON, texts of elements.
        table: rows, where the file is a table.
        document: the parsed JSON, where it is one.
        oddities: what it holds that it should not: (rule, place, count, message).
    """

    path: str
    kind: str
    data: bytes
    texts: tuple[Text, ...] = ()
    labels: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    table: pa.Table | None = None
    document: Any = None
    oddities: tuple[tuple[str, str, int, str], ...] = ()


def read_file(path: str, data: bytes, *, depth: int = 0) -> Iterator[Exhibit]:
    """A file and, when it is an archive, its members.

    Raises:
        UnreadableFileError: unknown type, wrong encoding, damaged, or nested too deep.
    """
    kind = PurePosixPath(path).suffix.lower().removeprefix(".")
    reader = _READERS.get(kind)
    if reader is not None:
        yield reader(path, data)
    elif kind in {"zip", "xlsx"} and depth == 0:
        yield from _archive(path, data, kind)
    else:
        raise UnreadableFileError("tipo de archivo que la compuerta no sabe leer")


def distinct_texts(column: pa.ChunkedArray) -> list[tuple[str, int]]:
    """Each value of a column as text, once, with how often it stands there; nulls left out."""
    encoded = pc.value_counts(column)
    values = pc.struct_field(encoded, "values").cast(pa.string())
    counts = pc.struct_field(encoded, "counts")
    return [
        (text, count)
        for text, count in zip(values.to_pylist(), counts.to_pylist(), strict=True)
        if text is not None
    ]


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError("el texto no está en UTF-8") from None
    if "\x00" in text:
        raise UnreadableFileError("el texto lleva bytes nulos")
    return text


def _renderings(place: str, text: str) -> tuple[Text, ...]:
    """A text as it stands, and again each time that undoing an escape changes it."""
    forms = [text]
    for undo in (unescape, unquote, lambda form: _TAG.sub("", form)):
        forms.append(undo(forms[-1]))
    return tuple(Text(place, form) for form in dict.fromkeys(forms))


def _plain(path: str, data: bytes) -> Exhibit:
    kind = PurePosixPath(path).suffix.lower().removeprefix(".")
    return Exhibit(path, kind, data, texts=_renderings("texto", _decode(data)))


def _markup(path: str, data: bytes) -> Exhibit:
    kind = PurePosixPath(path).suffix.lower().removeprefix(".")
    text = _decode(data)
    headings = (_TAG.sub("", unescape(heading)).strip() for heading in _HEADING.findall(text))
    pieces = (unescape(piece).strip() for piece in _TAG.split(text))
    return Exhibit(
        path,
        kind,
        data,
        texts=_renderings("texto", text),
        labels=tuple(headings),
        values=tuple({piece for piece in pieces if piece}),
    )


def _json(path: str, data: bytes) -> Exhibit:
    kind = PurePosixPath(path).suffix.lower().removeprefix(".")
    text = _decode(data)
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
    joined = Text("valores", "\n".join([*labels, *values]))
    return Exhibit(
        path,
        kind,
        data,
        texts=(*_renderings("texto", text), joined),
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
    text = _decode(data)
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
    return Exhibit(
        path,
        "csv",
        data,
        texts=_renderings("texto", text),
        labels=tuple(table.column_names),
        values=tuple(cell for name in table.column_names for cell in _texts_of(table.column(name))),
        table=table,
        oddities=tuple(_not_finite(table)),
    )


def _parquet(path: str, data: bytes) -> Exhibit:
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        table = file.read()
    except (pa.ArrowException, OSError, ValueError):
        raise UnreadableFileError("el Parquet no se puede leer") from None
    cells = {name: _texts_of(table.column(name)) for name in table.column_names}
    texts = [Text(f"columna {name}", "\n".join(column)) for name, column in cells.items()]
    metadata = dict(file.metadata.metadata or {}) | dict(table.schema.metadata or {})
    for field in table.schema:
        metadata |= {
            b"%s:%s" % (field.name.encode(), key): value for key, value in (field.metadata or {}).items()
        }
    texts.append(Text("metadatos", "\n".join(_latin(part) for pair in metadata.items() for part in pair)))
    texts.append(Text("metadatos", str(file.metadata.created_by)))
    texts.append(Text(RAW, _latin(data)))
    unknown = [
        key for key in metadata if key not in _ALLOWED_PARQUET_METADATA and not key.endswith(b"field_id")
    ]
    oddities = list(_not_finite(table))
    if unknown:
        oddities.append(
            ("G-MET-01", "metadatos", len(unknown), "el Parquet lleva metadatos que nadie declaró")
        )
    stale = _stale_statistics(file.metadata, table)
    if stale:
        oddities.append(("G-MET-02", "estadísticas", stale, "una estadística guarda un valor que ya no está"))
    return Exhibit(
        path,
        "parquet",
        data,
        texts=tuple(texts),
        labels=tuple(table.column_names),
        values=tuple(cell for column in cells.values() for cell in column),
        table=table,
        oddities=tuple(oddities),
    )


def _texts_of(column: pa.ChunkedArray) -> list[str]:
    try:
        return [text for text, _ in distinct_texts(column)]
    except pa.ArrowException:
        raise UnreadableFileError("una columna del Parquet no se puede leer como texto") from None


def _stale_statistics(metadata: pq.FileMetaData, table: pa.Table) -> int:
    """Numeric limits of row groups that no row of the file has any more."""
    stale = 0
    for number in range(metadata.num_columns):
        column = table.column(number) if number < table.num_columns else None
        if column is None or not pa.types.is_integer(column.type):
            continue
        present = set(column.to_pylist())
        for group in range(metadata.num_row_groups):
            statistics = metadata.row_group(group).column(number).statistics
            if statistics is not None and statistics.has_min_max:
                stale += (statistics.min not in present) + (statistics.max not in present)
    return stale


def _not_finite(table: pa.Table) -> Iterator[tuple[str, str, int, str]]:
    words = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity"}
    for name in table.column_names:
        column = table.column(name)
        count = 0
        if pa.types.is_floating(column.type):
            count = sum(1 for value in column.to_pylist() if value is not None and not math.isfinite(value))
        elif pa.types.is_string(column.type):
            count = sum(times for text, times in distinct_texts(column) if text.strip().lower() in words)
        if count:
            yield "G-NUM-01", f"columna {name}", count, "hay números que no son finitos"


def _archive(path: str, data: bytes, kind: str) -> Iterator[Exhibit]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise UnreadableFileError("el archivo comprimido es demasiado grande para revisarlo")
            names = "\n".join([member.filename for member in members])
            remarks = _latin(archive.comment + b"".join(member.comment + member.extra for member in members))
            yield Exhibit(path, kind, data, texts=(Text("nombres", names), Text("comentarios", remarks)))
            for member in members:
                if not member.is_dir():
                    yield from _member(f"{path}!{member.filename}", archive.read(member), kind)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
        raise UnreadableFileError("el archivo comprimido no se puede abrir") from None


def _member(path: str, data: bytes, kind: str) -> Iterator[Exhibit]:
    # A workbook is made of XML parts, with or without that suffix.
    if kind == "xlsx" and path.endswith((".xml", ".rels", ".vml")):
        yield _markup(path, data)
    else:
        yield from read_file(path, data, depth=1)


def _latin(data: bytes) -> str:
    return data.decode("latin-1")


_READERS: dict[str, Callable[[str, bytes], Exhibit]] = {
    "csv": _csv,
    "parquet": _parquet,
    "json": _json,
    "jsonld": _json,
    "html": _markup,
    "svg": _markup,
    "xml": _markup,
    "md": _plain,
    "txt": _plain,
    "css": _plain,
    "js": _plain,
}

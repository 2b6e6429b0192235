"""A file as grids: out of its container, told apart by its content, opened by the module of its format.

Belongs here: which module opens what. Does not belong here: the formats, or where the tables are (layout.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from assets.reading.container import unpack
from assets.reading.grid import Finding, Grid, Numbered
from assets.reading.kinds import MARKUP, PARQUET_KIND, TEXT, WORKBOOKS, kind_of, name_finding
from assets.reading.markup import open_markup
from assets.reading.parquet import open_parquet, parquet_rows
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.streams import blocks_of
from assets.reading.text_grid import open_text
from assets.reading.workbook import open_book


@dataclass(frozen=True)
class Opened:
    """A file as grids.

    Attributes:
        form: csv, fijo, xlsx, xls, ods, parquet, html or xml.
        containers: what it came in, outermost first.
        grids: its sheets, tables or text.
        encoding: of a text; None otherwise.
        has_bom: whether a text begins with a mark.
        dialect: separator, quotes, escape, line end and comment of a text; None otherwise.
        findings: what was found out about the whole file.
    """

    form: str
    containers: tuple[str, ...]
    grids: tuple[Grid, ...]
    encoding: str | None = None
    has_bom: bool = False
    dialect: dict[str, Any] | None = None
    findings: tuple[Finding, ...] = field(default=())


def open_file(content: bytes, name: str) -> Opened:
    """Open a file of any kind that is read.

    Args:
        content: its bytes.
        name: its name, which counts for nothing but a remark.

    Raises:
        TransferError: it is refused.
    """
    unpacked = unpack(content)
    kind = kind_of(unpacked.content)
    remark = name_finding(kind, unpacked.name or name if not unpacked.containers or unpacked.name else "")
    findings = (*unpacked.findings, *((remark,) if remark else ()))
    opened = _open(unpacked.content, kind)
    return Opened(
        opened.form,
        unpacked.containers,
        opened.grids,
        opened.encoding,
        opened.has_bom,
        opened.dialect,
        (*findings, *opened.findings),
    )


def _open(content: bytes, kind: str) -> Opened:
    if kind == TEXT:
        return _open_text(content)
    if kind == PARQUET_KIND:
        return _open_parquet(content)
    if kind in WORKBOOKS:
        return _open_workbook(content, kind)
    if kind in MARKUP:
        markup = open_markup(content, kind)
        return Opened(
            markup.form,
            (),
            tuple(markup.grids),
            markup.encoding or None,
            markup.has_bom,
            findings=tuple(markup.findings),
        )
    raise refusal(UNREADABLE)


def _open_text(content: bytes) -> Opened:
    file = open_text(lambda: blocks_of(content))
    encoding = file.encoding
    return Opened(file.form, (), (file.grid,), encoding.name, encoding.bom > 0, file.dialect, file.findings)


def _open_parquet(content: bytes) -> Opened:
    file = open_parquet(content)

    def rows() -> Iterator[Numbered]:
        yield 0, list(file.schema_arrow.names)
        for part in parquet_rows(open_parquet(content)):
            yield from zip(part.lines.to_pylist(), _lists(part.cells), strict=True)

    return Opened("parquet", (), (Grid("", True, rows, declared_header=True),))


def _lists(cells: pa.ListArray) -> list[list[str]]:
    return list(cells.to_pylist())


def _open_workbook(content: bytes, kind: str) -> Opened:
    grids, findings = open_book(content, kind)
    return Opened(kind, (), tuple(grids), findings=tuple(findings))

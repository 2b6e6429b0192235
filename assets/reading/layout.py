"""From a grid to its tables: header, columns, rows, and the rows that are no data.

Belongs here: the order of decisions, and the tables that follow from them. Does not belong here: the evidence for each
(layout_header.py, layout_body.py, layout_bands.py), or writing tables down (lectura.py).

Every row with text is in a table, or set aside with its reason, or the file is refused.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assets.reading.blanks import is_blank
from assets.reading.columns import Line
from assets.reading.grid import Finding, Grid, Merge, Numbered
from assets.reading.layout_bands import Band, bands_of, on_band
from assets.reading.layout_body import read_body
from assets.reading.layout_checks import (
    check_above,
    check_first_row,
    check_headerless,
    check_merges,
    check_second_header,
    check_shifted,
    check_transposed,
    check_uncomputed,
    header_findings,
)
from assets.reading.layout_fragments import check_fragments, check_split_name
from assets.reading.layout_header import Header, find_header
from assets.reading.layout_lines import lines_of
from assets.reading.layout_rows import TITLE, UNITS, Aside, Body, Item
from assets.reading.merged_cells import fill_down
from assets.reading.totals import is_comment


@dataclass(frozen=True)
class Table:
    """One table of a grid.

    Attributes:
        grid: where it stands.
        header_rows: physical rows of its header.
        header: text of each column.
        columns: the columns of the grid that it takes, in their order.
        first: physical row of its first data.
        last: physical row of its last data.
        asides: rows of its part of the sheet that are no data.
        fills: merged cells whose text goes for each of their rows.
        keeps_extra: whether cells beyond its columns are kept; a table beside another takes only its own.
    """

    grid: Grid
    header_rows: tuple[int, ...]
    header: tuple[str, ...]
    columns: tuple[int, ...]
    first: int
    last: int
    asides: tuple[Aside, ...]
    fills: tuple[Merge, ...] = ()
    keeps_extra: bool = True

    def rows(self) -> Iterator[Numbered]:
        """Its data, row by row, as sent: padded to its width, with cells beyond it when they have text."""
        return ((number, row) for number, row in self.rows_and_gaps() if row is not None)

    def rows_and_gaps(self) -> Iterator[tuple[int, list[str] | None]]:
        """Its data, and None for each row without any text among them."""
        left_out = {aside.row for aside in self.asides}
        width = len(self.columns)
        is_plain = self.columns == tuple(range(width))
        for number, cells in fill_down(self.grid.rows(), self.fills) if self.fills else self.grid.rows():
            if number < self.first or number in left_out:
                continue
            if number > self.last:
                return
            row = cells if is_plain else self._own(cells)
            if len(row) != width:
                row = self._fitted(row, width)
            yield number, None if not (row and row[0]) and is_blank(row) else row

    def _fitted(self, row: list[str], width: int) -> list[str]:
        if len(row) < width:
            return row + [""] * (width - len(row))
        return row[:width] if not self.keeps_extra or is_blank(row[width:]) else row

    def _own(self, cells: Sequence[str]) -> list[str]:
        own = [cells[column] if column < len(cells) else "" for column in self.columns]
        return [*own, *cells[self.columns[-1] + 1 :]] if self.keeps_extra else own


@dataclass(frozen=True)
class Layout:
    """What stands on a grid; without tables, why not."""

    tables: tuple[Table, ...]
    reason: str = ""
    findings: tuple[Finding, ...] = ()


def lay_out(grid: Grid) -> Layout:
    """The tables of a grid.

    Raises:
        TransferError: ARC-02, a formula of a data row has no value; ARC-10, it can be read in more than one way, or
            rows stand without a header.
    """
    if grid.declared_header:
        return _declared(grid)
    items = lines_of(grid)
    if not items:
        return Layout((), "vacía")
    lines = [item for item in items if isinstance(item, Line)]
    check_transposed(lines, place=grid.name)
    tables: list[Table] = []
    findings: list[Finding] = []
    bands = bands_of(items, grid.merges, place=grid.name)
    for band in bands:
        found, more = _on_band(grid, items, band, is_alone=len(bands) == 1)
        tables += found
        findings += more
    if len(bands) > 1:
        findings.append(
            Finding("tablas_lado_a_lado", f"Hay {len(bands)} tablas una al lado de otra.", grid.name)
        )
    if not tables:
        check_headerless(lines, place=grid.name)
        return Layout((), "solo texto, ninguna tabla")
    check_uncomputed(grid, {aside.row: aside.kind for table in tables for aside in table.asides})
    return Layout(tuple(tables), "", tuple(findings))


def _on_band(
    grid: Grid, items: Sequence[Item], band: Band, *, is_alone: bool
) -> tuple[list[Table], list[Finding]]:
    """The tables of one band of columns, one below another."""
    own = items if is_alone else on_band(items, band)
    merges = [merge for merge in grid.merges if band.left <= merge.left <= band.right]
    tables: list[Table] = []
    findings: list[Finding] = []
    start = 0
    while start < len(own):
        lines = [item for item in own[start : start + 400] if isinstance(item, Line)]
        header = find_header(lines, merges)
        if header is None:
            if tables:
                _append_loose(tables, lines)
            break
        band_lines = lines[header.start : header.body - len(header.units)]
        body = read_body(own[start:], header, band_lines, merges)
        if not body.data and tables:
            _append_loose(tables, lines)
            break
        check_above(lines[: header.start], header, body, place=grid.name)
        if is_alone:
            below_header = own[start + header.body : start + body.end]
            rows = [item for item in below_header if isinstance(item, Line)]
            check_split_name(lines[header.start], rows)
            check_fragments(rows, body, max(header.names) + 1, place=grid.name)
        check_first_row(header, body, place=grid.name)
        below = body.data[0] if body.data else None
        if not header.is_strong and isinstance(below, Line):
            check_second_header(header.names, below, place=grid.name)
        table, more = _table(grid, lines, header, body, merges, keeps_extra=is_alone)
        tables.append(table)
        findings += more
        start += body.end
    return tables, findings


def _append_loose(tables: list[Table], lines: Sequence[Line]) -> None:
    """Lines below the last table in which nothing is a table: notes of that table."""
    last = tables[-1]
    known = {aside.row for aside in last.asides}
    more = tuple(
        Aside(line.number, "nota", "texto debajo de la última tabla")
        for line in lines
        if line.number not in known
    )
    fields = {**vars(last), "asides": (*last.asides, *more)}
    tables[-1] = Table(**fields)


def _declared(grid: Grid) -> Layout:
    """A grid whose format says what its columns are: everything below is data."""
    first = next(grid.rows(), None)
    if first is None:
        return Layout((), "vacía")
    number, names = first
    table = Table(grid, (number,), tuple(names), tuple(range(len(names))), number + 1, sys.maxsize, ())
    return Layout((table,), "", tuple(header_findings(names, grid.name)))


def _table(
    grid: Grid,
    lines: Sequence[Line],
    header: Header,
    body: Body,
    merges: Sequence[Merge],
    *,
    keeps_extra: bool,
) -> tuple[Table, list[Finding]]:
    header_width = max(len(line.cells) for line in lines[header.start : header.start + len(header.rows)])
    check_shifted(header_width, body, place=_place(grid.name, header.rows[-1]))
    filled = _filled_columns(body)
    end = max(header.names)
    columns = tuple(
        column
        for column in sorted(filled | set(header.names))
        if column in header.names or column <= end or column < header_width
    )
    rows = [
        (item.number, item.number) if isinstance(item, Line) else (item.first, item.last)
        for item in body.data
    ]
    first, last = (min(row[0] for row in rows), max(row[1] for row in rows)) if rows else (0, -1)
    fills, findings = check_merges(merges, header, body, place=grid.name)
    asides = [
        Aside(line.number, "comentario" if is_comment(line) else TITLE, "está encima del encabezado")
        for line in lines[: header.start]
    ]
    asides += [Aside(row, UNITS, "unidades o numeración de las columnas") for row in header.units]
    asides += body.asides.values()
    table = Table(
        grid,
        header.rows,
        tuple(header.names.get(column, "") for column in columns),
        columns,
        first,
        last,
        tuple(sorted(asides, key=lambda aside: aside.row)),
        fills,
        keeps_extra,
    )
    return table, [*header_findings(table.header, grid.name), *findings, *_placed(body.findings, grid.name)]


def _place(sheet: str, row: int) -> str:
    return f"{sheet}, fila {row}" if sheet else f"fila {row}"


def _placed(findings: Sequence[Finding], sheet: str) -> list[Finding]:
    if not sheet:
        return list(findings)
    return [Finding(item.hallazgo, item.texto, f"{sheet}, {item.lugar}") for item in findings]


def _filled_columns(body: Body) -> set[int]:
    filled: set[int] = set()
    for item in body.data:
        filled.update(item.filled)
    return filled

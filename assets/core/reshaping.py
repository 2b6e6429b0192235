"""Cells that come apart or together, put as the judgement reads them: one column a field, one row a delivery.

Belongs here: dates in three columns, two places or a whole name in one cell, and months in columns. Does not belong
here: which column is which field (cells.py), or what a text means (core_valor_*.sql).

A file with months in columns brings one row for each month that a row fills. Each month stands as a sheet of its own,
named after the sheet and the month, so that sheet and line go on being the address of a row; a row that fills no month
stands once, under the sheet's own name. Rows of files that need none of this pass as they are.
"""

import calendar
from collections.abc import Callable, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from assets.core.cells import Place, field_cells
from snis.contracts.column import Split
from snis.contracts.formats import SURNAMES_FIRST
from snis.contracts.input_fields import INPUT_FIELDS
from snis.contracts.layout import InstitutionContract, Months
from snis.periods import MONTHS

# What a month's cell holds when nothing was delivered: nothing, a dash or a zero.
_UNFILLED = r"^(?:GTQ|Q)?[.]? *[-–—]*0*(?:[.,]0+)?$"
_ORDERS = MONTHS + 1


def judged_cells(
    rows: pa.RecordBatchReader, contract: InstitutionContract, places: Sequence[Place]
) -> pa.Table:
    """The rows of a file as the judgement reads them: one column for each field, one row for each delivery.

    Args:
        rows: rows as sent, in lists or in columns.
        contract: what stands apart and what together.
        places: the sheets of the file.
    """
    return reshape(field_cells(rows, places, [*sorted(INPUT_FIELDS), *extra_cells(contract)]), contract)


def extra_cells(contract: InstitutionContract) -> tuple[str, ...]:
    """Names of the cells that the judgement does not read as they stand: parts of dates, and months."""
    return tuple(
        column.position_name
        for column in contract.columns
        if column.part is not None or column.month is not None
    )


def judged_names(contract: InstitutionContract, sheet: str) -> tuple[str, ...]:
    """Names under which the rows of a sheet stand: with months in columns its own, and one for each month."""
    if contract.months is None:
        return (sheet,)
    return tuple(_month_name(sheet, month) for month in range(_ORDERS))


def reshape(cells: pa.Table, contract: InstitutionContract) -> pa.Table:
    """The same rows with one column for each field, and one row for each delivery.

    Args:
        cells: rows under the names of the fields and of `extra_cells`; texts trimmed, null where the file has no such
            column.
        contract: what stands apart and what together.
    """
    for field in _dates_in_parts(contract):
        cells = _put(cells, field, _joined(cells, field))
    for column in contract.columns:
        if column.split is not None:
            cells = _parted(cells, column.split)
        elif column.format == SURNAMES_FIRST:
            cells = _named(cells)
    if contract.months is not None:
        cells = _by_month(cells, contract, contract.months)
    return cells.drop_columns([name for name in extra_cells(contract) if name in cells.column_names])


def _dates_in_parts(contract: InstitutionContract) -> list[str]:
    """Dates whose day stands in a column of its own; with months in columns only the year does."""
    return [str(column.field) for column in contract.columns if column.part == "dia"]


def _joined(cells: pa.Table, field: str) -> pa.ChunkedArray:
    """Day, month and year with slashes between; empty when all three are."""
    parts = [_texts(cells, f"{field}.{part}") for part in ("dia", "mes", "anio")]
    joined = pc.binary_join_element_wise(*parts, "/")
    return pc.if_else(pc.equal(joined, "//"), "", joined)


def _parted(cells: pa.Table, split: Split) -> pa.Table:
    """Two places out of one cell. A cell that has more parts stays whole for both, and is found in no list."""

    def part(place: int) -> Callable[[str], str]:
        def one(text: str) -> str:
            parts = [item.strip() for item in text.split(split.by)]
            if len(parts) > len(split.into):
                return text
            return parts[place] if place < len(parts) else ""

        return one

    whole = _texts(cells, split.into[0])
    for place, field in enumerate(split.into):
        cells = _put(cells, field, _mapped(whole, part(place)))
    return cells


def _named(cells: pa.Table) -> pa.Table:
    """Surnames before the comma and names after it; a name without just one comma is not taken apart."""

    def side(place: int) -> Callable[[str], str]:
        def one(text: str) -> str:
            parts = [item.strip() for item in text.split(",")]
            return parts[place] if len(parts) == 2 and all(parts) else ""

        return one

    whole = _texts(cells, "nombre_completo")
    cells = _put(cells, "apellidos", _mapped(whole, side(0)))
    return _put(cells, "nombres", _mapped(whole, side(1)))


def _by_month(cells: pa.Table, contract: InstitutionContract, months: Months) -> pa.Table:
    columns = {column.month: column for column in contract.columns if column.month is not None}
    field = str(next(iter(columns.values())).field)
    anywhere = pa.array([False] * cells.num_rows, pa.bool_())
    found = []
    for month in sorted(columns):
        amounts = _texts(cells, columns[month].position_name)
        filled = pc.invert(pc.match_substring_regex(pc.utf8_upper(pc.fill_null(amounts, "")), _UNFILLED))
        anywhere = pc.or_(anywhere, filled)
        rows = _put(cells.filter(filled), field, amounts.filter(filled))
        found.append(_in_month(rows, month, months))
    empty = cells.filter(pc.invert(anywhere))
    nothing = pa.nulls(empty.num_rows, pa.string())
    empty = _in_month(_put(empty, field, nothing), 0, months)
    return pa.concat_tables([_plain(part) for part in (empty, *found)])


def _in_month(rows: pa.Table, month: int, months: Months) -> pa.Table:
    """Rows of one month: under its own sheet, and dated in it. Month 0 is none."""
    orders = pc.add(pc.multiply(pc.subtract(rows.column("hoja_orden"), 1), _ORDERS), month + 1)
    rows = _put(rows, "hoja_orden", orders.cast(pa.int32()))
    rows = _put(rows, "hoja", _mapped(_texts(rows, "hoja"), lambda name: _month_name(name, month)))
    if not month:
        return _put(rows, "entrega_fecha", pa.nulls(rows.num_rows, pa.string()))
    if months.year is not None:
        day = _day(str(months.year), month, months)
        return _put(rows, "entrega_fecha", pa.repeat(pa.scalar(day, pa.string()), rows.num_rows))
    years = pc.fill_null(_texts(rows, "entrega_fecha.anio"), "")
    return _put(rows, "entrega_fecha", _mapped(years, lambda year: _day(year, month, months)))


def _day(year: str, month: int, months: Months) -> str:
    """The day of delivery; a year that is none leaves a text that is no date."""
    if not (len(year) == 4 and year.isdecimal() and year.isascii() and int(year)):
        return f"{year}-{month:02d}"
    number = calendar.monthrange(int(year), month)[1] if months.day == "last" else 1
    return date(int(year), month, number).isoformat()


def _month_name(sheet: str, month: int) -> str:
    return f"{sheet} [{month:02d}]".strip() if month else sheet


def _texts(cells: pa.Table, name: str) -> pa.ChunkedArray:
    """A column as plain texts."""
    return cells.column(name).cast(pa.string())


def _put(cells: pa.Table, name: str, column: pa.ChunkedArray | pa.Array) -> pa.Table:
    place = cells.column_names.index(name)
    return cells.set_column(place, name, column)


def _plain(cells: pa.Table) -> pa.Table:
    """Every column decoded, so that parts of a table agree."""
    kinds = [
        pa.field(item.name, item.type.value_type if pa.types.is_dictionary(item.type) else item.type)
        for item in cells.schema
    ]
    return cells.cast(pa.schema(kinds))


def _mapped(column: pa.ChunkedArray, function: Callable[[str], str]) -> pa.Array:
    """A function of each text; the same text is worked out once. Nulls stay null."""
    coded = column.combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    values = pa.array([function(text) for text in coded.dictionary.to_pylist()], pa.string())
    return values.take(coded.indices)

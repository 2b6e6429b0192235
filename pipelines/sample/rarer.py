"""Mistakes that came to the catalogue later than those of defects.py, with a chance of their own.

Belongs here: quantities of nothing, lost letters, dates too old, closed periods, headers in the body. Does not belong
here: how a mistake is put in a row (defects.py).
"""

from datetime import date, timedelta
from random import Random

from pipelines.sample.defects import Maker, break_some, clean_spots, columns_of, day_of, is_typed, with_cell
from pipelines.sample.model import DISCARDED, Layout, Row
from pipelines.sample.plan import Batch
from snis.nation.model import Delivery

# A day after which the sample's deployment has a month that it closed (padron.yaml, closed_through).
_CLOSED = date(2025, 12, 1)


def plant_rarer(batch: Batch, *, seed: int) -> None:
    """Mistakes that came to the catalogue later, with a chance of their own."""
    layout = batch.writer.layout
    rng = Random(f"{seed}:rarer:{layout.contract}")  # noqa: S311 - a repeatable stream is wanted
    spots = clean_spots(batch)
    rng.shuffle(spots)
    break_some(spots[: max(len(spots) // 20, 3)], layout, rng, makers=RARER, count=1)
    _repeat_header(batch, rng)


def _nothing_given(row: Row, layout: Layout, _rng: Random) -> Row | None:
    if "cantidad" not in layout.fields or layout.format == "parquet":
        return None
    position = layout.position("cantidad")
    return row.broken("NUM-03", "cantidad", with_cell(row, position, 0 if is_typed(row, position) else "0"))


def _lost_letter(row: Row, layout: Layout, _rng: Random) -> Row | None:
    """A letter with an accent, as a program wrote it that did not know it."""
    spots = [
        index
        for index in columns_of(layout, lambda column: column.field.startswith(("nombre", "apellido")))
        if len(str(row.cells[index])) > 4
    ]
    if not spots:
        return None
    position = spots[0]
    text = str(row.cells[position])
    field = "apellidos" if layout.columns[position].field.startswith("apellido") else "nombres"
    return row.broken("NOM-01", field, with_cell(row, position, f"{text[:2]}?{text[3:]}"))


def _long_ago(row: Row, layout: Layout, rng: Random) -> Row | None:
    if not isinstance(row.subject, Delivery) or "nacimiento_fecha" not in layout.fields:
        return None
    position = layout.position("nacimiento_fecha")
    if layout.columns[position].format in {"dd/mm/aa", "excel"}:
        return None
    day = date(1901 + rng.randrange(4), 1, 1)  # a workbook knows no day before 1900
    cell = day_of(layout, "nacimiento_fecha", day, row.cells[position])
    return row.broken("FEC-04", "nacimiento_fecha", with_cell(row, position, cell))


def _closed_period(row: Row, layout: Layout, rng: Random) -> Row | None:
    """A delivery of the year before; somebody who was not born then would break another rule."""
    if not isinstance(row.subject, Delivery) or row.owner is None or row.owner.born >= _CLOSED:
        return None
    position = layout.position("entrega_fecha")
    day = _CLOSED + timedelta(days=rng.randrange(28))
    cell = day_of(layout, "entrega_fecha", day, row.cells[position])
    return row.broken("PER-01", "entrega_fecha", with_cell(row, position, cell))


RARER: tuple[Maker, ...] = (_nothing_given, _lost_letter, _long_ago, _closed_period)


def _repeat_header(batch: Batch, rng: Random) -> None:
    """The header again in the middle of a table, as the pages of a printed list have it."""
    for file, sheet in list(batch.sheets())[:1]:
        if batch.writer.layout.format != "parquet" and sheet.rows:
            again = Row(tuple(file.headers), None, state=DISCARDED, rule="DES-03")
            sheet.rows.insert(rng.randrange(1, len(sheet.rows) + 1), again)

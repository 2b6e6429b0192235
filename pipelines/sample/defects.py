"""Mistakes, planted one to a row, each with the rule that has to find it.

Belongs here: for each row rule, which rows can break it and how. Does not belong here: mistakes of whole files
(refused.py), or of rows that no rule finds (told.py, wrong_numbers.py).

A row gets one mistake only, so that the first failing rule is known.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from pipelines.sample.model import DISCARDED, Cell, Column, Layout, Row, Sheet
from pipelines.sample.plan import Batch
from pipelines.sample.wording import write_date
from snis.nation.model import CommunityDelivery, Delivery
from snis.nation.naming import check_digit

Maker = Callable[[Row, Layout, Random], "Row | None"]

_FILLER = "1234567890101"
_FAR_YEAR = 2062
_LAST_UNBORN = date(2026, 4, 10)
_PER_RULE = 3
# Small and delicate: one mistake is enough.
_SPARED = frozenset({"mides-vida", "fodigua-proyectos", "maga-huertos"})
_DUPLICATES = 6


def plant(batch: Batch, *, seed: int, before_repeats: Callable[[Batch], None]) -> None:
    """Break rows of a contract's files, and repeat some of those that are left."""
    layout = batch.writer.layout
    rng = Random(f"{seed}:defects:{layout.contract}")  # noqa: S311 - a repeatable stream is wanted
    spots = clean_spots(batch)
    rng.shuffle(spots)
    count = 1 if layout.contract in _SPARED else _PER_RULE
    if layout.kind == "registry":
        break_some(spots, layout, rng, makers=(_check_digit,), count=2)
        return
    # A tenth of the rows at most, so that a small nation keeps good ones.
    room = max(len(spots) // 10, 3)
    break_some(spots[:room], layout, rng, makers=MAKERS, count=count)
    if layout.kind == "deliveries" and layout.contract not in _SPARED:
        before_repeats(batch)
        _repeat_in_file(batch, rng)
        _repeat_in_next_file(batch, rng)


Spot = tuple[Sheet, int]


def clean_spots(batch: Batch) -> list[Spot]:
    """Where the rows stand that a mistake may be put in."""
    return [
        (sheet, index)
        for _, sheet in batch.sheets()
        for index, row in enumerate(sheet.rows)
        if row.is_clean or isinstance(row.subject, CommunityDelivery)
    ]


def break_some(
    spots: list[Spot], layout: Layout, rng: Random, *, makers: tuple[Maker, ...], count: int
) -> None:
    """Let each maker break so many rows."""
    waiting = list(spots)
    for maker in makers:
        done = 0
        for spot in list(waiting):
            if done == count:
                break
            sheet, index = spot
            broken = maker(sheet.rows[index], layout, rng)
            if broken is not None:
                sheet.rows[index] = broken
                waiting.remove(spot)
                done += 1


def with_cell(row: Row, position: int, cell: Cell) -> tuple[Cell, ...]:
    """The cells of a row with another one in one place."""
    return (*row.cells[:position], cell, *row.cells[position + 1 :])


def columns_of(layout: Layout, choose: Callable[[Column], bool]) -> list[int]:
    """Places of the columns that fill a field and are of a kind."""
    return [index for index, column in enumerate(layout.columns) if column.field and choose(column)]


def is_typed(row: Row, position: int) -> bool:
    """Whether the cell is more than text, so that text cannot take its place in a typed file."""
    return not isinstance(row.cells[position], str)


def _empty(row: Row, layout: Layout, rng: Random) -> Row | None:
    spots = columns_of(layout, lambda column: column.required)
    if not spots:
        return None
    position = rng.choice(spots)
    return row.broken("OBL-01", layout.columns[position].field, with_cell(row, position, ""))


def _cui(rule: str, change: Callable[[str, Random], str]) -> Maker:
    def make(row: Row, layout: Layout, rng: Random) -> Row | None:
        if row.owner is None or "cui" not in layout.fields:
            return None
        return row.broken(rule, "cui", with_cell(row, layout.position("cui"), change(row.owner.cui, rng)))

    return make


def _letter(cui: str, _rng: Random) -> str:
    return cui.replace("0", "O", 1) if "0" in cui[:11] else f"{cui[:6]}B{cui[7:]}"


def _drop(cui: str, rng: Random) -> str:
    """A digit less; not one that a zero in front makes up for, since that can be mended."""
    first = rng.randrange(9)
    shorter = (cui[:n] + cui[n + 1 :] for n in (*range(first, 9), *range(first)))
    return next(number for number in shorter if check_digit(f"0{number[:7]}") != int(number[7]))


def _other_department(cui: str, rng: Random) -> str:
    return f"{cui[:9]}{rng.randrange(23, 60)}{cui[11:]}"


def _other_check(cui: str, rng: Random) -> str:
    return f"{cui[:8]}{(int(cui[8]) + rng.randrange(1, 10)) % 10}{cui[9:]}"


_check_digit = _cui("CUI-05", _other_check)


def _nobody(row: Row, layout: Layout, rng: Random) -> Row | None:
    """Neither number nor birth date: nobody."""
    columns = {column.field: column for column in layout.columns if column.field}
    birth = columns.get("nacimiento_fecha")
    if (
        layout.grain == "racion"
        or "cui" not in columns
        or columns["cui"].required
        or (birth and birth.required)
    ):
        return None
    cells = with_cell(row, layout.position("cui"), rng.choice(("", "SIN DPI")))
    changed = replace(row, cells=cells)
    if birth:
        cells = with_cell(changed, layout.position("nacimiento_fecha"), "")
    return row.broken("IDE-01", "cui", cells)


def day_of(layout: Layout, field: str, day: date, old: Cell) -> Cell:
    """A day as the cell that it takes the place of was written."""
    return day if isinstance(old, date) else write_date(day, layout.columns[layout.position(field)].format)


def _unreadable_day(row: Row, layout: Layout, rng: Random) -> Row | None:
    position = layout.position("entrega_fecha")
    if layout.format == "parquet":
        return None
    wrong = rng.choice(("31 de febrero", "pendiente", "00/00/2026", "45/13/2026", "s/f"))
    return row.broken("FEC-01", "entrega_fecha", with_cell(row, position, wrong))


def _future_day(row: Row, layout: Layout, _rng: Random) -> Row | None:
    subject, position = row.subject, layout.position("entrega_fecha")
    if not isinstance(subject, Delivery | CommunityDelivery):
        return None
    day = subject.day.replace(year=_FAR_YEAR, day=min(subject.day.day, 28))
    return row.broken(
        "FEC-02",
        "entrega_fecha",
        with_cell(row, position, day_of(layout, "entrega_fecha", day, row.cells[position])),
    )


def _unborn(row: Row, layout: Layout, rng: Random) -> Row | None:
    if not isinstance(row.subject, Delivery) or "nacimiento_fecha" not in layout.fields:
        return None
    if row.subject.day > _LAST_UNBORN:  # later, and the birth could also be after the reception
        return None
    position = layout.position("nacimiento_fecha")
    day = row.subject.day + timedelta(days=rng.randrange(3, 15))
    cell = day_of(layout, "nacimiento_fecha", day, row.cells[position])
    return row.broken("FEC-03", "nacimiento_fecha", with_cell(row, position, cell))


def _unknown_code(row: Row, layout: Layout, rng: Random) -> Row | None:
    spots = columns_of(layout, lambda column: bool(column.codes))
    if not spots:
        return None
    position = rng.choice(spots)
    wrong: Cell = 88 if is_typed(row, position) else rng.choice(("X", "88", "OTRO", "?"))
    return row.broken("COD-01", layout.columns[position].field, with_cell(row, position, wrong))


def _unknown_place(rule: str, level: str) -> Maker:
    texts = {
        "nombre": ("Boca Costa", "Costa Sur", "Tapachula", "San Nadie"),
        "codigo4": ("9907", "0199", "2299"),
        "codigo2": ("77", "45"),
        "codigo": ("45", "99"),
        "indice0": ("45", "60"),
    }

    def make(row: Row, layout: Layout, rng: Random) -> Row | None:
        spots = columns_of(layout, lambda column: column.field.endswith(f"_{level}_codigo"))
        if not spots:
            return None
        position = rng.choice(spots)
        wrong: Cell = rng.choice(texts[layout.columns[position].format])
        if is_typed(row, position):
            wrong = int(str(wrong))
        return row.broken(rule, layout.columns[position].field, with_cell(row, position, wrong))

    return make


def _amount(rule: str, texts: tuple[str, ...]) -> Maker:
    def make(row: Row, layout: Layout, rng: Random) -> Row | None:
        names = [name for name in ("monto_gtq", "cantidad", "familias_atendidas") if name in layout.fields]
        if not names or layout.format == "parquet":
            return None
        wrong: Cell = rng.choice(texts)
        position = layout.position(names[0])
        if rule == "NUM-02" and isinstance(row.cells[position], float):
            wrong = -float(str(row.cells[position]))
        return row.broken(rule, names[0], with_cell(row, position, wrong))

    return make


def _torn(row: Row, layout: Layout, rng: Random) -> Row | None:
    """A cell too many, as an unquoted comma makes it, or the end of the line lost."""
    if layout.format != "csv":
        return None
    middle = rng.randrange(2, len(row.cells) - 1)
    if rng.random() < 0.6 and row.cells[-1] != "":
        cells: tuple[Cell, ...] = (*row.cells[:middle], "zona 1", *row.cells[middle:])
    else:
        cells = row.cells[:middle]
    return row.broken("EST-01", "", cells)


MAKERS: tuple[Maker, ...] = (
    _torn,
    _empty,
    _cui("CUI-01", _letter),
    _cui("CUI-02", _drop),
    _cui("CUI-03", _other_department),
    _check_digit,
    _cui("CUI-06", lambda _cui, _rng: _FILLER),
    _nobody,
    _unreadable_day,
    _future_day,
    _unborn,
    _unknown_code,
    _unknown_place("TER-01", "departamento"),
    _unknown_place("TER-02", "municipio"),
    _amount("NUM-01", ("quinientos", "5OO.OO", "Q.", "veinte")),
    _amount("NUM-02", ("-500", "-1")),
)


def _repeat_in_file(batch: Batch, rng: Random) -> None:
    """The same delivery again, further down the same table."""
    for _, sheet in list(batch.sheets())[:1]:
        good = [index for index, row in enumerate(sheet.rows) if row.is_clean]
        for index in sorted(rng.sample(good, min(_DUPLICATES // 2, len(good) // 20)), reverse=True):
            again = replace(sheet.rows[index], state=DISCARDED, rule="DUP-01")
            sheet.rows.insert(rng.randrange(index + 1, len(sheet.rows) + 1), again)


def _repeat_in_next_file(batch: Batch, rng: Random) -> None:
    """Deliveries of one file again in the next, which is received later."""
    for earlier, later in list(_neighbours(batch))[:1]:
        good = [row for row in earlier.rows if row.is_clean]
        for row in rng.sample(good, min(_DUPLICATES, len(good) // 20)):
            again = replace(row, state=DISCARDED, rule="DUP-02")
            later.rows.insert(rng.randrange(len(later.rows) + 1), again)


def _neighbours(batch: Batch) -> Iterator[tuple[Sheet, Sheet]]:
    for first, second in zip(batch.files, batch.files[1:], strict=False):
        yield first.sheets[0], second.sheets[0]

"""What a receipt tells beyond counts: places, repairs, control totals, the calendar, and what went back.

Belongs here: the shape of each, and their form in recibo.json. Does not belong here: finding them out (assets/core and
the calendar), or how people read them (receipt.py, receipt_page.py). No value of a row: addresses, names and sums.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What is done to a cell that can be read in one way only (core_reparacion.sql), in words.
REPAIR_WORDS: Mapping[str, str] = {
    "cero_inicial": "cero inicial perdido",
    "separadores": "espacios o separadores de más",
    "caracteres": "caracteres invisibles o de otra escritura",
    "letras": "letras dañadas en el traslado",
    "escritura": "código escrito de otra manera",
    "ceros": "ceros del código",
    "alias": "otro nombre del lugar",
}


@dataclass(frozen=True)
class RulePlaces:
    """Where a rule was met: the first rows of each sheet, and how many there are in all.

    Attributes:
        rule, field, state: the group of rows, as the judgement counted it.
        sheet: name of the sheet; empty when the file has none.
        lines: the first row numbers, in order.
        rows: all of them.
    """

    state: str
    rule: str
    field: str
    sheet: str
    lines: tuple[int, ...]
    rows: int


@dataclass(frozen=True)
class Repair:
    """Cells that could be read in one way only and were mended, by kind and field."""

    kind: str
    field: str
    rows: int


@dataclass(frozen=True)
class ControlTotal:
    """A sum that the sender declared, and what the file holds. Sums of a whole file, as plain text."""

    name: str
    declared: str
    found: str
    holds: bool


@dataclass(frozen=True)
class CalendarPlace:
    """The place of a file in its institution's calendar; days are aaaa-mm-dd, empty when nobody set them.

    Attributes:
        period: the period that the file covers.
        due: the last day on which it was in time, days of grace included.
        late_days: days from the day agreed until it came; 0 when it came in time.
        next_period, next_due: the file that comes next.
        correct_until: the last day on which a correction of this period is sure to count; empty when none does.
    """

    period: str
    due: str = ""
    late_days: int = 0
    next_period: str = ""
    next_due: str = ""
    correct_until: str = ""


@dataclass(frozen=True)
class Notice:
    """A notice of the catalogue, with its cause when it has one beyond the rule's own text."""

    rule: str
    cause: str = ""


@dataclass(frozen=True)
class RowNotice:
    """Accepted rows that carry a notice. A row may carry several, so they add up to nothing."""

    rule: str
    field: str
    rows: int


@dataclass(frozen=True)
class Particulars:
    """Everything of this module for one file; what nobody found out stays empty.

    Attributes:
        corrected: rows that answer a quarantined row of an earlier transfer; 0 when the file is no correction.
        corrects: that transfer.
        workbook_rows: rows in the workbook of returned rows.
        files: names of what lies in the outbox beside the receipt.
        is_rehearsal: nothing was stored (`padron check`).
        unfolds: one row of the file may bring several deliveries (months in columns); rows are then deliveries.
    """

    places: Sequence[RulePlaces] = ()
    repairs: Sequence[Repair] = ()
    row_notices: Sequence[RowNotice] = ()
    notices: Sequence[Notice] = ()
    calendar: CalendarPlace | None = None
    corrects: str = ""
    corrected: int = 0
    workbook_rows: int = 0
    files: Sequence[str] = ()
    is_rehearsal: bool = False
    unfolds: bool = False

    def places_of(self, state: str, rule: str, field: str) -> list[dict[str, Any]]:
        """The places of one group of rows as recibo.json lists them."""
        return [
            {"hoja": item.sheet, "filas": list(item.lines), "en_total": item.rows}
            for item in self.places
            if (item.state, item.rule, item.field) == (state, rule, field)
        ]

    def repairs_as_json(self) -> list[dict[str, Any]]:
        """Repairs, the commonest first."""
        ordered = sorted(self.repairs, key=lambda item: (-item.rows, item.kind, item.field))
        return [
            {
                "reparacion": item.kind,
                "texto": REPAIR_WORDS.get(item.kind, item.kind),
                "campo": item.field,
                "filas": item.rows,
            }
            for item in ordered
        ]

    def calendar_as_json(self) -> dict[str, Any] | None:
        """The calendar place; None when nobody knows it."""
        place = self.calendar
        if place is None:
            return None
        return {
            "periodo": place.period,
            "se_esperaba": place.due,
            "dias_de_atraso": place.late_days,
            "sigue_periodo": place.next_period,
            "sigue_fecha": place.next_due,
            "corregir_hasta": place.correct_until,
        }


def with_control_totals(
    reading: Mapping[str, Any] | None, totals: Sequence[ControlTotal]
) -> Mapping[str, Any]:
    """What is known of how a file was read, with its control totals, declared against found."""
    listed = [
        {"total": item.name, "declarado": item.declared, "hallado": item.found, "coincide": item.holds}
        for item in totals
    ]
    return {**(reading or {}), "totales_de_control": listed}

"""The calendar of the institutions as the register of transfers fills it.

Belongs here: the period of a transfer, arrivals, calendario.csv, the place of one file in its calendar. Does not belong
here: due days and states (snis/calendar.py), names of files (snis/delivery_period.py), or drawing (pipelines).
"""

import csv
import io
from collections.abc import Sequence
from datetime import date

from assets.raw.particulars import CalendarPlace
from assets.raw.transfers import RECEIVED, Transfer
from assets.store import Store, replacing
from snis.calendar import (
    Arrival,
    Entry,
    Service,
    State,
    calendar_of,
    due_day,
    following,
    last_day_of_grace,
    preceding,
    service_levels,
    span_of,
    span_with_code,
)
from snis.contracts.layout import BY_DATES, InstitutionContract
from snis.contracts.period_names import period_of_name
from snis.delivery_period import period_in_name
from snis.deployment import Deployment

CALENDAR = "calendario.csv"
COLUMNS = ("institucion", "contrato", "periodo", "vence", "recibido", "estado", "dias")
# Periods named in one line of the terminal; the file has them all.
_NAMED = 3


def named_period(contract: InstitutionContract, filename: str) -> str:
    """Code of the period that a file's name says; empty when it says none, or the contract goes by the dates."""
    every = contract.cadence.every
    if contract.period == BY_DATES:
        return ""
    if contract.period is None:
        span = period_in_name(filename, every)
        return span.code if span else ""
    said = period_of_name(contract, filename)
    return span_of(every, said.first).code if said else ""


def period_of(transfer: Transfer, contract: InstitutionContract) -> str:
    """Code of the period of a transfer; the last one that was over when it came, when nothing else says so."""
    known = transfer.periodo or named_period(contract, transfer.archivo)
    return known or preceding(contract.cadence.every, transfer.moment.date()).code


def calendar_entries(register: Sequence[Transfer], deployment: Deployment, today: date) -> list[Entry]:
    """The calendar of all institutions on a day. Nobody owes corrections."""
    owed = [item for item in deployment.contracts if item.mode != "correction"]
    contracts = {(item.contract, item.version): item for item in owed}
    arrivals = [
        Arrival(
            institution=transfer.institucion,
            contract=transfer.contrato,
            day=transfer.moment.date(),
            period=period_of(transfer, contract),
            replaces=bool(transfer.reemplaza),
            repeats=len(transfer.repeticiones),
            transfer=transfer.transferencia_id,
        )
        for transfer in register
        if transfer.estado == RECEIVED
        and (contract := contracts.get((transfer.contrato, transfer.version))) is not None
    ]
    return calendar_of(owed, deployment.institutions, arrivals, today)


def write_calendar(store: Store, entries: Sequence[Entry]) -> None:
    """Write quality/calendario.csv, one line for each entry; left alone when it would be the same."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in entries:
        received = item.received.isoformat() if item.received else ""
        writer.writerow(
            (item.institution, item.contract, item.period, item.due, received, item.state.value, item.days)
        )
    path = store.quality / CALENDAR
    if not path.exists() or path.read_text(encoding="utf-8") != text.getvalue():
        with replacing(path) as aside:
            aside.write_text(text.getvalue(), encoding="utf-8")


def calendar_place(transfer: Transfer, contract: InstitutionContract) -> CalendarPlace:
    """Where a file stands in its calendar, for its receipt.

    What is corrected counts for its period until the next file is due, so that it is there when both are looked at
    together; for a period that was closed when the file came, no correction counts any more.
    """
    every, day = contract.cadence.every, transfer.moment.date()
    span = span_with_code(every, period_of(transfer, contract), near=day)
    grace, after = last_day_of_grace(contract, span), following(every, span)
    late = (day - due_day(contract, span)).days if day > grace else 0
    next_due = last_day_of_grace(contract, after).isoformat()
    is_closed = transfer.closed_through is not None and span.last <= transfer.closed_through
    return CalendarPlace(
        period=span.code,
        due=grace.isoformat(),
        late_days=late,
        next_period=after.code,
        next_due=next_due,
        correct_until="" if is_closed else next_due,
    )


def calendar_as_dict(entries: Sequence[Entry]) -> dict[str, object]:
    """The service levels for machines: by institution, and over all of them."""
    levels = service_levels(entries)
    expected, on_time = sum(item.expected for item in levels), sum(item.on_time for item in levels)
    return {
        "esperadas": expected,
        "recibidas": sum(item.received for item in levels),
        "a_tiempo": on_time,
        "tarde": sum(item.late for item in levels),
        "faltan": sum(item.missing for item in levels),
        "a_tiempo_pct": round(100 * on_time / expected, 1) if expected else None,
        "instituciones": [_level_as_dict(item) for item in levels],
    }


def calendar_line(entries: Sequence[Entry]) -> str:
    """The calendar in one line."""
    levels = service_levels(entries)
    counts = [
        sum(getattr(item, name) for item in levels) for name in ("expected", "on_time", "late", "missing")
    ]
    share = f" ({100 * counts[1] / counts[0]:.0f} % a tiempo)" if counts[0] else ""
    return f"{counts[0]} esperadas = {counts[1]} a tiempo + {counts[2]} tarde + {counts[3]} faltan{share}"


def calendar_table(entries: Sequence[Entry]) -> list[str]:
    """One line for each institution: expected, received, late, missing, share on time, next due day."""
    lines = [
        f"{'institución':<12}{'esperadas':>10}{'recibidas':>10}{'tarde':>7}{'faltan':>7}{'a tiempo':>10}  próxima"
    ]
    for item in service_levels(entries):
        share = "" if item.on_time_pct is None else f"{item.on_time_pct:.0f} %"
        due = item.next_due.isoformat() if item.next_due else ""
        lines.append(
            f"{item.institution:<12}{item.expected:>10}{item.received:>10}{item.late:>7}{item.missing:>7}{share:>10}"
            f"  {due}".rstrip()
        )
    return lines


def overdue(entries: Sequence[Entry]) -> list[str]:
    """What is missing after its days of grace: one line for each contract, however many periods it owes."""
    owed: dict[tuple[str, str], list[Entry]] = {}
    for item in entries:
        if item.state is State.MISSING:
            owed.setdefault((item.institution, item.contract), []).append(item)
    return [_overdue_line(institution, contract, items) for (institution, contract), items in owed.items()]


def _overdue_line(institution: str, contract: str, items: Sequence[Entry]) -> str:
    named = ", ".join(item.period for item in items[:_NAMED])
    more = f" y {len(items) - _NAMED} más" if len(items) > _NAMED else ""
    verb, which = ("falta", "venció") if len(items) == 1 else ("faltan", "la más antigua venció")
    return f"{institution}: {verb} {contract} {named}{more}; {which} hace {items[0].days} días"


def _level_as_dict(item: Service) -> dict[str, object]:
    return {
        "institucion": item.institution,
        "esperadas": item.expected,
        "recibidas": item.received,
        "a_tiempo": item.on_time,
        "tarde": item.late,
        "faltan": item.missing,
        "a_tiempo_pct": item.on_time_pct,
        "proxima": item.next_due.isoformat() if item.next_due else None,
    }

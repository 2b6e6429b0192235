"""What the calendar of the institutions binds to out_transferencia: every file that was owed or that came.

Belongs here: the lines of the calendar as bound values. Does not belong here: due days and states
(snis/calendar.py), or counting rows (out_transferencia.sql).
"""

from assets.raw.calendar import calendar_entries
from assets.raw.transfers import read_register
from assets.resources import Bench
from snis.calendar import State

TRANSFERS = "out_transferencia"
# What is not due yet says nothing of anybody, and the same bytes again bring no rows.
_LEFT_OUT = frozenset({State.PENDING, State.REPEATED})


def transfer_values(bench: Bench) -> dict[str, object]:
    """What the statement has bound, by name: one list for each column of the calendar."""
    entries = [
        entry
        for entry in calendar_entries(read_register(bench.store), bench.deployment, bench.now.date())
        if entry.state not in _LEFT_OUT
    ]
    return {
        "calendario_institucion": [entry.institution for entry in entries],
        "calendario_contrato": [entry.contract for entry in entries],
        "calendario_periodo": [entry.period for entry in entries],
        "calendario_vence": [entry.due.isoformat() for entry in entries],
        "calendario_recibido": [entry.received.isoformat() if entry.received else None for entry in entries],
        "calendario_transferencia": [entry.transfer or None for entry in entries],
        "calendario_estado": [entry.state.value for entry in entries],
        "calendario_debida": [entry.owed for entry in entries],
    }

"""How findings stand: the table of states, and counts for the terminal and `padron status`.

Belongs here: writing the one and counting the other, both from the journal. Does not belong here: what a state is
(snis/finding_life.py), or drawing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from assets.findings.journal import Journal
from assets.resources import Bench
from assets.row_tables import write_rows
from assets.store import Store
from snis.errors import FindingError
from snis.finding_events import ANSWERED, CLOSED, DETECTED, NOTIFIED, RESOLVED
from snis.finding_life import Life

TABLE = "link_hallazgo_estado"


@dataclass(frozen=True)
class Standing:
    """Findings by what they wait for.

    Attributes:
        unsent: detected, and not yet in a workbook.
        sent: told to their institution, without an answer or still studied by it.
        answered: answered, for the ministry to resolve.
        resolved, closed: at an end.
        oldest: days that the oldest open one has waited.
    """

    unsent: int
    sent: int
    answered: int
    resolved: int
    closed: int
    oldest: int

    @property
    def open(self) -> int:
        """Findings on which somebody still has to do something."""
        return self.unsent + self.sent + self.answered

    def line(self) -> str:
        """The figures in one line."""
        if not (self.open or self.resolved or self.closed):
            return "ninguno"
        waiting = [f"{self.sent} esperan a su institución", f"{self.answered} al ministerio"]
        unsent = [f"{self.unsent} sin notificar"] if self.unsent else []
        oldest = [f"el más antiguo, {self.oldest} días"] if self.open else []
        told = "; ".join([*unsent, *waiting, *oldest])
        return f"{self.open} abiertos ({told}) · {self.resolved} resueltos · {self.closed} cerrados"

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "abiertos": self.open,
            "sin_notificar": self.unsent,
            "esperan_institucion": self.sent,
            "esperan_ministerio": self.answered,
            "resueltos": self.resolved,
            "cerrados": self.closed,
            "edad_mayor_dias": self.oldest,
        }


def standing_of(store: Store, today: date) -> Standing:
    """How the findings of a work folder stand. Writes nothing.

    Raises:
        FindingError: the journal does not hold.
    """
    return standing_among(Journal(store).lives.values(), today)


def standing_or_problem(store: Store, today: date) -> tuple[Standing | None, tuple[str, ...]]:
    """The same, or why nobody can say; a journal that does not hold must not keep the night from being told."""
    try:
        return standing_of(store, today), ()
    except FindingError as error:
        return None, (f"hallazgos, {error}",)


def standing_among(lives: Iterable[Life], today: date) -> Standing:
    """The same for some of them."""
    listed = list(lives)
    states = Counter(life.state for life in listed)
    studied = sum(life.state == ANSWERED and life.waits_for_owner for life in listed)
    return Standing(
        unsent=states[DETECTED],
        sent=states[NOTIFIED] + studied,
        answered=states[ANSWERED] - studied,
        resolved=states[RESOLVED],
        closed=states[CLOSED],
        oldest=max((life.age(today) for life in listed if life.is_open), default=0),
    )


def write_states(journal: Journal, bench: Bench) -> int:
    """Write the table of states, the same bytes from the same events; returns its rows."""
    day = journal.events[-1].day if journal.events else bench.now.date()
    return write_rows(TABLE, [_row(life, day) for life in journal.lives.values()], bench)


def _row(life: Life, day: date) -> dict[str, Any]:
    return {
        "hallazgo_id": life.finding,
        "regla_id": life.facts.rule,
        "clase_codigo": life.facts.timing,
        "institucion_codigo": life.facts.owner,
        "estado_hallazgo_codigo": life.state,
        "detectado_fecha": life.detected,
        "desde_fecha": life.since,
        "edad_dias": life.age(day),
        "al_dia_fecha": day,
        "respuesta_codigo": life.answer or None,
        "resolucion_codigo": life.resolution or None,
        "motivo_cierre_codigo": life.closing or None,
        "eventos": life.events,
    }

"""Events in the life of findings: what one is, and its signed line.

Belongs here: what is particular to findings. Does not belong here: the form of an event (signed_events.py), which event
may follow which (finding_life.py), or where the file lies (assets/findings/journal.py).

A line names findings, persons and files by their keyed names and holds codes and counts, never a value of a row; what
an institution comments stays in its sealed workbook. Nothing is erased.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from snis import signed_events
from snis.errors import FindingError
from snis.signed_events import EventForm
from snis.signed_lines import SignedForm

DETECTED, NOTIFIED, ANSWERED, RESOLVED, CLOSED = (
    "detectado",
    "notificado",
    "respondido",
    "resuelto",
    "cerrado",
)
KINDS = (DETECTED, NOTIFIED, ANSWERED, RESOLVED, CLOSED)


class Draft(signed_events.Draft):
    """An event that has not been signed; its subject is a finding."""

    @property
    def finding(self) -> str:
        """hallazgo_id."""
        return self.subject


class Event(signed_events.Event):
    """One thing that happened to one finding; detectado, notificado, respondido, resuelto or cerrado."""

    @property
    def finding(self) -> str:
        """hallazgo_id."""
        return self.subject


FORM = SignedForm(
    purpose="hallazgos",
    names=("numero", "momento", "quien", "evento", "hallazgo_id", "codigo", "datos", "anterior"),
    file="eventos.jsonl",
    what="eventos",
    while_broken="ningún hallazgo cambia de estado",
    error=FindingError,
)
EVENTS = EventForm(
    lines=FORM,
    made=Event,
    kinds=KINDS,
    subject=re.compile(r"[0-9a-f]{32}"),
    says="un evento nombra un hallazgo y lo que le pasó",
)


def signing_key(record_key: bytes) -> bytes:
    """The key that signs events, from the key of records."""
    return FORM.key(record_key)


def sign_next(last: Event | None, draft: Draft, *, moment: datetime, who: str, key: bytes) -> Event:
    """The next event of a file, signed.

    Raises:
        FindingError: as EventForm.sign_next.
    """
    return EVENTS.sign_next(last, draft, moment=moment, who=who, key=key)


def to_line(event: Event) -> str:
    """An event as one line of canonical JSON, without its line end."""
    return EVENTS.to_line(event)


def read_events(lines: Iterable[str], key: bytes) -> tuple[Event, ...]:
    """All events of a file, each proven to be signed with the key and to follow the one before.

    Raises:
        FindingError: names the first line that does not hold; none of the file may then be used.
    """
    return EVENTS.read(lines, key)

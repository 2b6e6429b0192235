"""Events in the life of findings: what one is, and its signed line.

Belongs here: the form of an event. Does not belong here: the chain of signatures (signed_lines.py), which event may
follow which (finding_life.py), or where the file lies (assets/findings/journal.py).

A line names findings, persons and files by their keyed names and holds codes and counts, never a value of a row; what
an institution comments stays in its sealed workbook. Nothing is erased.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from snis.errors import FindingError
from snis.signed_lines import SignedForm, next_place
from snis.written_reason import refuse_numbers

DETECTED, NOTIFIED, ANSWERED, RESOLVED, CLOSED = (
    "detectado",
    "notificado",
    "respondido",
    "resuelto",
    "cerrado",
)
KINDS = (DETECTED, NOTIFIED, ANSWERED, RESOLVED, CLOSED)
# Who does what nobody is asked about.
SYSTEM = "padron"
_FINDING = re.compile(r"[0-9a-f]{32}")
FORM = SignedForm(
    purpose="hallazgos",
    names=("numero", "momento", "quien", "evento", "hallazgo_id", "codigo", "datos", "anterior"),
    file="eventos.jsonl",
    what="eventos",
    while_broken="ningún hallazgo cambia de estado",
    error=FindingError,
)


@dataclass(frozen=True)
class Draft:
    """An event that has not been signed: what happens to which finding, its code, and what belongs to it."""

    kind: str
    finding: str
    code: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Event:
    """One thing that happened to one finding.

    Attributes:
        number: place in the file, from 1.
        moment: when, ISO 8601 with offset.
        who: the account, the institution, or padron.
        kind: detectado, notificado, respondido, resuelto or cerrado.
        finding: hallazgo_id.
        code: why or with what answer; each kind has its own codes.
        data: keyed names, codes, days and counts that belong to it.
        previous: signature of the line before, or 64 zeros.
        signature: HMAC-SHA256 over all of the above.
    """

    number: int
    moment: str
    who: str
    kind: str
    finding: str
    code: str
    data: Mapping[str, Any]
    previous: str
    signature: str

    @property
    def day(self) -> date:
        """The day on which it happened."""
        return datetime.fromisoformat(self.moment).date()


def signing_key(record_key: bytes) -> bytes:
    """The key that signs events, from the key of records."""
    return FORM.key(record_key)


def sign_next(last: Event | None, draft: Draft, *, moment: datetime, who: str, key: bytes) -> Event:
    """The next event of a file, signed.

    Raises:
        FindingError: it names no finding, nobody or somebody's number, no known kind, or a moment without its offset.
    """
    if draft.kind not in KINDS or not _FINDING.fullmatch(draft.finding):
        raise FindingError("un evento nombra un hallazgo y lo que le pasó")
    if not who.strip() or moment.tzinfo is None:
        raise FindingError("un evento lleva quién y un momento con su diferencia con UTC")
    refuse_numbers(who, what="la cuenta", place="--by", error=FindingError)
    number, previous = next_place(last)
    event = Event(
        number, moment.isoformat(), who, draft.kind, draft.finding, draft.code, draft.data, previous, ""
    )
    return replace(event, signature=FORM.sign(_values(event), key))


def to_line(event: Event) -> str:
    """An event as one line of canonical JSON, without its line end."""
    return FORM.to_line(_values(event), event.signature)


def read_events(lines: Iterable[str], key: bytes) -> tuple[Event, ...]:
    """All events of a file, each proven to be signed with the key and to follow the one before.

    Raises:
        FindingError: names the first line that does not hold; none of the file may then be used.
    """
    return tuple(Event(*values) for values in FORM.read(lines, key))


def _values(event: Event) -> tuple[object, ...]:
    return (
        event.number, event.moment, event.who, event.kind, event.finding, event.code, dict(event.data), event.previous,
    )  # fmt: skip

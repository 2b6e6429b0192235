"""Events in the life of findings: what one is, and its signed line.

Belongs here: the form of an event and the chain of signatures. Does not belong here: which event may follow which
(finding_life.py), or where the file lies (assets/findings/journal.py).

A line names findings, persons and files by their keyed names and holds codes and counts, never a value of a row; what
an institution comments stays in its sealed workbook. The signature covers that of the line before, so that a line that
is changed, moved, taken out or slipped in shows. Nothing is erased.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from snis.errors import FindingError

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
_GENESIS = "0" * 64
_FINDING = re.compile(r"[0-9a-f]{32}")
_NAMES = ("numero", "momento", "quien", "evento", "hallazgo_id", "codigo", "datos", "anterior")


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
    """The key that signs events, from the key of records: whoever has one deployment's keys has both."""
    return hmac.new(record_key, b"padron|hallazgos", hashlib.sha256).digest()


def sign_next(last: Event | None, draft: Draft, *, moment: datetime, who: str, key: bytes) -> Event:
    """The next event of a file, signed.

    Raises:
        FindingError: it names no finding, nobody, no known kind, or a moment without its offset.
    """
    if draft.kind not in KINDS or not _FINDING.fullmatch(draft.finding):
        raise FindingError("un evento nombra un hallazgo y lo que le pasó")
    if not who.strip() or moment.tzinfo is None:
        raise FindingError("un evento lleva quién y un momento con su diferencia con UTC")
    number, previous = (last.number + 1, last.signature) if last else (1, _GENESIS)
    event = Event(
        number, moment.isoformat(), who, draft.kind, draft.finding, draft.code, draft.data, previous, ""
    )
    return Event(**{**event.__dict__, "signature": _sign(event, key)})


def to_line(event: Event) -> str:
    """An event as one line of canonical JSON, without its line end."""
    return _canonical({**_content(event), "firma": event.signature})


def read_events(lines: Iterable[str], key: bytes) -> tuple[Event, ...]:
    """All events of a file, each proven to be signed with the key and to follow the one before.

    Raises:
        FindingError: names the first line that does not hold; none of the file may then be used.
    """
    found: list[Event] = []
    previous = _GENESIS
    for number, line in enumerate(lines, start=1):
        event = _from_line(line, number)
        whole = event.number == number and event.previous == previous
        if not (whole and hmac.compare_digest(event.signature, _signature(_signed_text(line, event), key))):
            raise FindingError(
                "la firma no corresponde: la línea fue cambiada, movida o escrita con otra clave",
                place=f"eventos.jsonl, línea {number}",
                remedy="Restaure el archivo de su respaldo; ningún hallazgo cambia de estado mientras tanto.",
            )
        found.append(event)
        previous = event.signature
    return tuple(found)


def _from_line(line: str, number: int) -> Event:
    try:
        content = json.loads(line)
        number_said, moment, who, kind, finding, code, data, previous = (content[name] for name in _NAMES)
        return Event(number_said, moment, who, kind, finding, code, data, previous, str(content["firma"]))
    except (ValueError, TypeError, KeyError):
        raise FindingError("la línea no es un evento", place=f"eventos.jsonl, línea {number}") from None


def _signed_text(line: str, event: Event) -> str:
    """What the signature of a line covers: the line without it. Any other form of the same content does not hold."""
    return line.replace(f'"firma":"{event.signature}",', "", 1)


def _content(event: Event) -> dict[str, object]:
    values = (
        event.number, event.moment, event.who, event.kind, event.finding, event.code, dict(event.data), event.previous,
    )  # fmt: skip
    return dict(zip(_NAMES, values, strict=True))


def _sign(event: Event, key: bytes) -> str:
    return _signature(_canonical(_content(event)), key)


def _signature(text: str, key: bytes) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()


def _canonical(content: Mapping[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

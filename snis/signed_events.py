"""What happens to things that have a life (findings, items of a plan), as signed lines of one file.

Belongs here: the form of an event and its signature, whatever it is about. Does not belong here: the chain of
signatures (signed_lines.py), what may happen to what (finding_life.py, sfi_item.py), or where a file lies
(assets/event_journal.py).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from snis.signed_lines import SignedForm, next_place
from snis.written_reason import refuse_numbers

# Who does what nobody is asked about.
SYSTEM = "padron"


@dataclass(frozen=True)
class Draft:
    """An event that has not been signed: what happens to which thing, its code, and what belongs to it."""

    kind: str
    subject: str
    code: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    Attributes:
        number: place in the file, from 1.
        moment: when, ISO 8601 with offset.
        who: the account, the institution, or padron.
        kind: one of the kinds of its file.
        subject: what it happened to.
        code: why or with what answer; each kind has its own codes.
        data: names, codes, days and counts that belong to it.
        previous: signature of the line before, or 64 zeros.
        signature: HMAC-SHA256 over all of the above.
    """

    number: int
    moment: str
    who: str
    kind: str
    subject: str
    code: str
    data: Mapping[str, Any]
    previous: str
    signature: str

    @property
    def day(self) -> date:
        """The day on which it happened."""
        return datetime.fromisoformat(self.moment).date()


E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class EventForm(Generic[E]):
    """The events of one file.

    Attributes:
        lines: the form of its lines; they hold what an event has, in its order.
        made: the class of its events.
        kinds: what may happen.
        subject: how a thing is named.
        says: what every event says, in words.
    """

    lines: SignedForm
    made: type[E]
    kinds: Sequence[str]
    subject: re.Pattern[str]
    says: str

    def sign_next(self, last: Event | None, draft: Draft, *, moment: datetime, who: str, key: bytes) -> E:
        """The next event of a file, signed.

        Raises:
            PadronError: of the file's own type; it names no thing, nobody or somebody's number, no known kind, or a
                moment without its offset.
        """
        if draft.kind not in self.kinds or not self.subject.fullmatch(draft.subject):
            raise self.lines.error(self.says)
        if not who.strip() or moment.tzinfo is None:
            raise self.lines.error("un evento lleva quién y un momento con su diferencia con UTC")
        refuse_numbers(who, what="la cuenta", place="--by", error=self.lines.error)
        number, previous = next_place(last)
        event = self.made(
            number, moment.isoformat(), who, draft.kind, draft.subject, draft.code, draft.data, previous, ""
        )
        return replace(event, signature=self.lines.sign(_values(event), key))

    def to_line(self, event: E) -> str:
        """An event as one line of canonical JSON, without its line end."""
        return self.lines.to_line(_values(event), event.signature)

    def read(self, lines: Iterable[str], key: bytes) -> tuple[E, ...]:
        """All events of a file, each proven to be signed with the key and to follow the one before.

        Raises:
            PadronError: of the file's own type; names the first line that does not hold; none may then be used.
        """
        return tuple(self.made(*values) for values in self.lines.read(lines, key))


def _values(event: Event) -> tuple[object, ...]:
    return (
        event.number, event.moment, event.who, event.kind, event.subject, event.code, dict(event.data), event.previous,
    )  # fmt: skip

"""A file of signed events on the disk, and what they add up to.

Belongs here: its events, adding more, and telling the ledger of them, whatever they are about. Does not belong here:
what an event is (snis/signed_events.py), which may follow which, or writing lines (signed_file.py).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from assets.raw.ledger import record
from assets.signed_file import SignedFile, check_against_ledger
from assets.store import Store
from snis.signed_events import SYSTEM, Draft, Event, EventForm

E = TypeVar("E", bound=Event)
L = TypeVar("L")
# Name of the datum of a ledger entry that says how many events there were.
_COUNTED = "eventos"


class EventJournal(Generic[E, L]):
    """All events of one file, and the lives that they add up to. Whoever adds holds the night's lock.

    Args:
        store: the work folder and its keys.
        folder: where the file lies.
        form: its events.
        follow: a life (None: of nothing that is known) after one more event.
        entry: kind of the ledger's entries about it.

    Raises:
        PadronError: of the file's own type; a line does not hold.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        form: EventForm[E],
        *,
        follow: Callable[[L | None, E], L],
        entry: str,
    ) -> None:
        self._store = store
        self._form = form
        self._follow = follow
        self._entry = entry
        self.path = folder / form.lines.file
        self._file = SignedFile(self.path)
        self._key = form.lines.key(store.keys.record)
        self.events = list(form.read(self._file.lines, self._key))
        self.lives: dict[str, L] = {}
        for event in self.events:
            self.lives[event.subject] = follow(self.lives.get(event.subject), event)
        self._told = len(self.events)

    def add(self, drafts: Iterable[Draft], *, moment: datetime, who: str = SYSTEM) -> list[E]:
        """Add events; they are on the disk when this returns.

        Raises:
            PadronError: of the file's own type; one may not follow what its thing is; none of them was added.
        """
        lives, added = dict(self.lives), []
        last = self.events[-1] if self.events else None
        for draft in drafts:
            last = self._form.sign_next(last, draft, moment=moment, who=who, key=self._key)
            lives[draft.subject] = self._follow(lives.get(draft.subject), last)
            added.append(last)
        if added:
            self._file.append(self._form.to_line(event) for event in added)
            self.events += added
            self.lives = lives
        return added

    def of(self, subject: str) -> list[E]:
        """The events of one thing."""
        return [event for event in self.events if event.subject == subject]

    def enter(self, moment: datetime) -> Mapping[str, int]:
        """Tell the ledger what was added since the journal was opened, and where it ends now; counts by kind."""
        added = self.events[self._told :]
        counts = {
            kind: count for kind in self._form.kinds if (count := sum(event.kind == kind for event in added))
        }
        if added:
            end = {_COUNTED: added[-1].number, "firma": added[-1].signature}
            record(self._store, moment, self._entry, data={**counts, **end})
            self._told = len(self.events)
        return counts

    def check_end(self) -> None:
        """Refuse a journal from whose end events were taken: the ledger remembers where it was.

        Raises:
            PadronError: of the file's own type; the event that the ledger names is not there.
        """
        # What a kill kept from being entered is entered with what comes next.
        self._told = check_against_ledger(
            self._form.lines, self.events, self._store.ledger, kind=self._entry, counted=_COUNTED
        )

"""The file of events: work/findings/eventos.jsonl, one signed line each.

Belongs here: its events, adding more, and telling the ledger of them. Does not belong here: what an event is
(snis/finding_events.py), which come about (snis/finding_life.py), or writing lines (assets/signed_file.py).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from assets.raw.ledger import record
from assets.signed_file import SignedFile, check_against_ledger
from assets.store import Store
from snis.finding_events import (
    FORM,
    KINDS,
    SYSTEM,
    Draft,
    Event,
    read_events,
    sign_next,
    signing_key,
    to_line,
)
from snis.finding_life import Life, follow, lives_of

FOLDER = "findings"
ENTRY = "hallazgos"


class Journal:
    """All events of a work folder, and what they add up to. Whoever adds holds the night's lock.

    Raises:
        FindingError: a line does not hold.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._file = SignedFile(store.work / FOLDER / FORM.file)
        self._key = signing_key(store.keys.record)
        self.events = list(read_events(self._file.lines, self._key))
        self.lives: dict[str, Life] = lives_of(self.events)
        self._told = len(self.events)

    def add(self, drafts: Iterable[Draft], *, moment: datetime, who: str = SYSTEM) -> list[Event]:
        """Add events; they are on the disk when this returns.

        Raises:
            FindingError: one may not follow what its finding is; none of them was added.
        """
        lives, added = dict(self.lives), []
        last = self.events[-1] if self.events else None
        for draft in drafts:
            last = sign_next(last, draft, moment=moment, who=who, key=self._key)
            lives[draft.finding] = follow(lives.get(draft.finding), last)
            added.append(last)
        if added:
            self._file.append(to_line(event) for event in added)
            self.events += added
            self.lives = lives
        return added

    def of(self, finding: str) -> list[Event]:
        """The events of one finding."""
        return [event for event in self.events if event.finding == finding]

    def enter(self, moment: datetime) -> Mapping[str, int]:
        """Tell the ledger what was added since the journal was opened, and where it ends now; counts by kind."""
        added = self.events[self._told :]
        counts = {kind: count for kind in KINDS if (count := sum(event.kind == kind for event in added))}
        if added:
            end = {"eventos": added[-1].number, "firma": added[-1].signature}
            record(self._store, moment, ENTRY, data={**counts, **end})
            self._told = len(self.events)
        return counts

    def check_end(self) -> None:
        """Refuse a journal from whose end events were taken: the ledger remembers where it was.

        Raises:
            FindingError: the event that the ledger names is not there.
        """
        # What a kill kept from being entered is entered with what comes next.
        self._told = check_against_ledger(
            FORM, self.events, self._store.ledger, kind=ENTRY, counted="eventos"
        )


def findings_folder(store: Store) -> Path:
    """Where everything about findings lies that is not a table."""
    return store.work / FOLDER

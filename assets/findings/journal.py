"""The file of events: work/findings/eventos.jsonl, one signed line each.

Belongs here: reading it whole, adding lines, and holding its end against the ledger. Does not belong here: what an
event is (snis/finding_events.py), or which come about (snis/finding_life.py).
"""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from assets.raw.ledger import read_entries, record
from assets.store import Store, sync_folder
from snis.errors import FindingError
from snis.finding_events import KINDS, SYSTEM, Draft, Event, read_events, sign_next, signing_key, to_line
from snis.finding_life import Life, follow, lives_of

FOLDER, FILE = "findings", "eventos.jsonl"
ENTRY = "hallazgos"


class Journal:
    """All events of a work folder, and what they add up to. Whoever adds holds the night's lock.

    Raises:
        FindingError: a line does not hold.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._path = store.work / FOLDER / FILE
        self._key = signing_key(store.keys.record)
        content = self._path.read_bytes() if self._path.exists() else b""
        # A line that a kill cut short never was an event: the file counts up to its last line end.
        self._whole = content.rfind(b"\n") + 1
        lines = content[: self._whole].decode("utf-8", errors="replace").split("\n")[:-1]
        self.events = list(read_events(lines, self._key))
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
            self._write("".join(f"{to_line(event)}\n" for event in added).encode())
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
            record(self._store.ledger, moment, ENTRY, data={**counts, **end})
            self._told = len(self.events)
        return counts

    def check_end(self) -> None:
        """Refuse a journal from whose end events were taken: the ledger remembers where it was.

        Raises:
            FindingError: the event that the ledger names is not there.
        """
        ends = [entry.data for entry in read_entries(self._store.ledger) if entry.kind == ENTRY]
        if not ends:
            self._told = 0
            return
        number, signature = int(ends[-1]["eventos"]), ends[-1]["firma"]
        if len(self.events) < number or self.events[number - 1].signature != signature:
            raise FindingError(
                f"la bitácora recuerda {number} eventos y el archivo no los tiene",
                place=FILE,
                remedy="Restaure el archivo de su respaldo.",
            )
        # What a kill kept from being entered is entered with what comes next.
        self._told = number

    def _write(self, content: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("r+b" if self._path.exists() else "w+b") as stream:
            stream.truncate(self._whole)
            stream.seek(self._whole)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        self._whole += len(content)
        sync_folder(self._path.parent)


def findings_folder(store: Store) -> Path:
    """Where everything about findings lies that is not a table."""
    return store.work / FOLDER

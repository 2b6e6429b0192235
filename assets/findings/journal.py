"""The file of events: work/findings/eventos.jsonl, one signed line each.

Belongs here: where it lies and what its events add up to. Does not belong here: what an event is
(snis/finding_events.py), which come about (snis/finding_life.py), or adding events (assets/event_journal.py).
"""

from pathlib import Path

from assets.event_journal import EventJournal
from assets.store import Store
from snis.finding_events import EVENTS, Event
from snis.finding_life import Life, follow

FOLDER = "findings"
ENTRY = "hallazgos"


class Journal(EventJournal[Event, Life]):
    """All events of a work folder, and what they add up to. Whoever adds holds the night's lock.

    Raises:
        FindingError: a line does not hold.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store, findings_folder(store), EVENTS, follow=follow, entry=ENTRY)


def findings_folder(store: Store) -> Path:
    """Where everything about findings lies that is not a table."""
    return store.work / FOLDER

"""The file of the plans: work/ledger/plan.jsonl, one signed line for each thing that happened to an item.

Belongs here: where it lies and what its events add up to. Does not belong here: what an event is (snis/sfi_events.py),
which come about (snis/sfi_night.py, snis/sfi_item.py), or adding events (assets/event_journal.py).
"""

from assets.event_journal import EventJournal
from assets.store import Store
from snis.sfi_events import EVENTS
from snis.sfi_item import Item, follow
from snis.signed_events import Event

ENTRY = "plan"


class PlanJournal(EventJournal[Event, Item]):
    """All events of the plans of a work folder. Whoever adds holds the night's lock.

    Raises:
        SfiError: a line does not hold.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store, store.ledger, EVENTS, follow=follow, entry=ENTRY)

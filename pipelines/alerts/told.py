"""What every channel is given beside the messages: who speaks, when, and a place for what is worth a note.

Belongs here: that. Does not belong here: sending.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Told:
    """One round of telling.

    Attributes:
        deployment: its name.
        now: the moment of the round.
        notes: what went otherwise than asked, without keeping anything from being told.
    """

    deployment: str
    now: datetime
    notes: list[str] = field(default_factory=list)

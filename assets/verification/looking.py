"""One look at part of a work folder: what it asks, how much there is, and what it finds.

Belongs here: these two forms. Does not belong here: any look (log.py, files.py, outside.py), or what follows from one
(account.py).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Something that does not hold.

    Attributes:
        place: file or number.
        message, remedy: in words.
        is_notice: whether it holds, and a person should look all the same.
        stops: whether nothing after it could be looked at.
    """

    place: str
    message: str
    remedy: str = ""
    is_notice: bool = False
    stops: bool = False


@dataclass(frozen=True)
class Look:
    """What is asked of some things: each is found well (None) or not.

    Attributes:
        code: name for machines.
        title: what is asked, for people.
        total: about how many things there are, for whoever waits.
        found: looks at them, one after the other; a PadronError ends it.
    """

    code: str
    title: str
    total: int
    found: Callable[[], Iterator[Fault | None]]

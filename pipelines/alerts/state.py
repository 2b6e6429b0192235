"""What is remembered of alerts on the disk: work/service/avisos.json, one writer at a time.

Belongs here: reading, writing and locking the file, and lines of the ledger that wait for the night to end. Does not
belong here: what is remembered (snis/alert_memory.py), or deciding (snis/alerts.py).
"""

import fcntl
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from assets.lock import night_lock
from assets.raw.ledger import record
from assets.service.nights import FOLDER
from assets.store import Store, write_json
from snis.alert_memory import Memory, memory_as_dict, memory_from_dict
from snis.errors import AlertError, LedgerError, NightLockedError

FILE, LOCK = "avisos.json", ".avisos.lock"
ENTRY = "aviso"
_PATIENCE_SECONDS = 10.0


@dataclass
class State:
    """The memory, and what the ledger has still to be told: moment and data of each line."""

    memory: Memory = field(default_factory=Memory)
    unentered: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)


def read_state(work: Path) -> State:
    """As it lies on the disk. A damaged file is as good as none: what is amiss is told again rather than never."""
    try:
        content = json.loads((work / FOLDER / FILE).read_text(encoding="utf-8"))
        waiting: list[tuple[str, Mapping[str, Any]]] = [
            (str(item["momento"]), dict(item["datos"])) for item in content["por_asentar"]
        ]
        return State(memory_from_dict(content), waiting)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return State()


def write_state(work: Path, state: State) -> None:
    """Write it, atomically."""
    waiting = [{"momento": moment, "datos": data} for moment, data in state.unentered]
    write_json(work / FOLDER / FILE, {**memory_as_dict(state.memory), "por_asentar": waiting})


@contextmanager
def only_one(work: Path, patience: float = _PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the alerts of a work folder: two rounds at once would tell everything twice.

    Raises:
        AlertError: another round is under way.
    """
    path = work / FOLDER / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience
    with path.open("a", encoding="utf-8") as stream:
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() >= until:
                    raise AlertError(
                        "otro envío de avisos está en curso",
                        place=FILE,
                        remedy="Espere a que termine; lo que falte sale en el siguiente.",
                    ) from None
                time.sleep(0.05)
        yield


def enter_in_ledger(store: Store, state: State) -> None:
    """Tell the ledger what left; while a night writes there, or the ledger is broken, it waits for another round."""
    if not state.unentered:
        return
    try:
        with night_lock(store.work):
            while state.unentered:
                moment, data = state.unentered[0]
                record(store, datetime.fromisoformat(moment), ENTRY, data=data)
                state.unentered.pop(0)
    except (NightLockedError, LedgerError, OSError):
        return

"""One night at a time in a work folder.

Belongs here: the lock file and its message. Does not belong here: anything that a night does. The lock is the
operating system's, so a killed night leaves none behind; it counts its holders inside a process, because the
command line holds it around several Dagster runs of its own.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from snis.errors import NightLockedError

LOCK = ".noche.lock"
_HELD: dict[Path, tuple[IO[str], int]] = {}


@contextmanager
def night_lock(work: Path) -> Iterator[None]:
    """Hold the night of a work folder.

    Raises:
        NightLockedError: another process holds it.
    """
    path = work.resolve() / LOCK
    stream, holders = _HELD.get(path) or (_acquire(path), 0)
    _HELD[path] = (stream, holders + 1)
    try:
        yield
    finally:
        stream, holders = _HELD.pop(path)
        if holders > 1:
            _HELD[path] = (stream, holders - 1)
        else:
            stream.close()


def is_night_at_work(work: Path) -> bool:
    """Whether somebody holds the night of a work folder; looking makes no lock file and holds nothing."""
    path = work.resolve() / LOCK
    if path in _HELD:
        return True
    try:
        with path.open("r", encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _acquire(path: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stream.seek(0)
        holder = stream.read().strip() or "desconocido"
        stream.close()
        raise NightLockedError(
            f"otra noche trabaja en esta carpeta (proceso {holder})",
            place=path.parent.name,
            remedy="Espere a que termine, o use otra carpeta de trabajo con --work.",
        ) from None
    stream.truncate(0)
    stream.write(str(os.getpid()))
    stream.flush()
    return stream

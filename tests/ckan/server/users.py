"""Who uses a server's folder, so that the last one stops it and nobody stops it under another.

Belongs here: one file for each process, which counts while that process lives. Does not belong here: starting or
stopping (portal.py).
"""

import contextlib
import os
from pathlib import Path

from tests.ckan.server.processes import began


class Users:
    """The processes that use a folder."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "users"
        self._own = self._folder / str(os.getpid())

    def enter(self) -> None:
        """Count this process."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._own.write_text(str(began(os.getpid())), encoding="utf-8")

    def leave(self) -> bool:
        """Count this process no more; returns whether nobody is left. One that was killed does not count."""
        self._own.unlink(missing_ok=True)
        return not any(self._lives(path) for path in self._folder.iterdir())

    def _lives(self, path: Path) -> bool:
        with contextlib.suppress(FileNotFoundError):
            if path.read_text(encoding="utf-8") == began(int(path.name)):
                return True
            path.unlink(missing_ok=True)
        return False

"""What waits in the inbox.

Belongs here: which files are ready to be taken, their bytes, and letting them go. Does not belong here: what is done
with them (reception.py).
"""

import hashlib
import io
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assets.store import sync_folder

_UNFINISHED = {".tmp", ".part", ".crdownload", ".filepart"}
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Dropped:
    """A file in the inbox.

    Attributes:
        path: where it lies.
        institution: the folder it lies in; empty when it lies in none.
        is_link: a symbolic link, which is never followed; its own content is the path that it names.
    """

    path: Path
    institution: str
    is_link: bool = False

    @property
    def name(self) -> str:
        """Its name as text that any file can hold: composed letters, no stray bytes."""
        text = self.path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return unicodedata.normalize("NFC", text)

    def mark(self) -> str:
        """What tells this file from a later one with the same name or content.

        The time of the inode's last change is in it, since nobody can set it: a copy that keeps the time of
        modification, on an inode that is used again, is still another file.
        """
        facts = self.path.lstat()
        identity = f"{self.institution}/{self.name}|{facts.st_ino}|{facts.st_ctime_ns}|{facts.st_size}"
        return hashlib.sha256(identity.encode()).hexdigest()[:16]

    def open(self) -> BinaryIO:
        """Its bytes."""
        if self.is_link:
            return io.BytesIO(str(self.path.readlink()).encode("utf-8", "surrogateescape"))
        return self.path.open("rb")

    def digest(self) -> tuple[str, int]:
        """SHA-256 and size of its bytes."""
        digest, size = hashlib.sha256(), 0
        with self.open() as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
        return digest.hexdigest(), size

    def leave(self) -> None:
        """Remove it from the inbox."""
        self.path.unlink()
        sync_folder(self.path.parent)


def scan_inbox(inbox: Path, *, settle_seconds: int) -> list[Dropped]:
    """Files of the inbox that have stopped changing, in name order. Hidden and unfinished ones wait."""
    found = []
    for path in sorted(inbox.rglob("*")) if inbox.is_dir() else []:
        relative = path.relative_to(inbox)
        if _is_waiting(path, relative, settle_seconds):
            continue
        institution = relative.parts[0] if len(relative.parts) > 1 else ""
        found.append(Dropped(path, institution, path.is_symlink()))
    return found


def _is_waiting(path: Path, relative: Path, settle_seconds: int) -> bool:
    if not (path.is_symlink() or path.is_file()):
        return True
    if any(part.startswith(".") for part in relative.parts) or path.suffix.lower() in _UNFINISHED:
        return True
    # A sender's clock may run ahead; a time to come says as little as one long past.
    return abs(time.time() - path.lstat().st_mtime) < settle_seconds

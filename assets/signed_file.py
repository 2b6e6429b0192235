"""A file of signed lines on the disk, which only ever grows.

Belongs here: reading it up to its last whole line, adding lines that are on the disk at once, and holding its end
against the ledger. Does not belong here: what a line is (snis/signed_lines.py), or who writes which.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from assets.raw.ledger import read_entries
from assets.store import sync_folder
from snis.signed_lines import Signed, SignedForm


class SignedFile:
    """The lines of one file. Whoever adds holds the night's lock, so that no two write at once.

    A line that a kill cut short was never written: the file counts up to its last line end.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        content = path.read_bytes() if path.exists() else b""
        self._whole = content.rfind(b"\n") + 1
        # Whether a kill, or somebody, left bytes behind the last line end: whoever verifies tells it.
        self.is_whole = self._whole == len(content)
        # Bytes that are no text break the signature of their line, which says so in words.
        self.lines = content[: self._whole].decode("utf-8", errors="replace").split("\n")[:-1]

    def append(self, lines: Iterable[str]) -> None:
        """Add lines; they are on the disk when this returns."""
        added = list(lines)
        content = "".join(f"{line}\n" for line in added).encode()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("r+b" if self._path.exists() else "w+b") as stream:
            stream.truncate(self._whole)
            stream.seek(self._whole)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        self._whole += len(content)
        self.lines += added
        sync_folder(self._path.parent)


def check_against_ledger(
    form: SignedForm, read: Sequence[Signed], ledger: Path, *, kind: str, counted: str
) -> int:
    """Hold the end of a file against the last entry of a kind, whose datum `counted` is the number of a line.

    Returns:
        That number; 0 when nothing was entered yet.

    Raises:
        PadronError: of the form's own type; the line is not there.
    """
    known = [entry.data for entry in read_entries(ledger) if entry.kind == kind]
    if not known:
        return 0
    number = int(known[-1][counted])
    form.check_end(read, number, known[-1].get("firma"))
    return number

"""The journal of nights: work/service/noches.jsonl, one line when a night begins and one when it ends.

Belongs here: adding and reading its lines. Does not belong here: their form (snis/service_nights.py), or when they are
added (pipelines). The journal says how long nights took and is published nowhere, so that the same night twice still
gives the same bytes. Lines are added without the night's lock: one that could not begin is told too.
"""

import os
from datetime import datetime
from pathlib import Path

from snis.service_nights import Night, Run, begin_line, end_line, read_nights

FOLDER, FILE = "service", "noches.jsonl"


def begin_night(work: Path, run: str, *, origin: str, moment: datetime) -> None:
    """Note that a night begins."""
    _append(work, begin_line(run, origin, moment))


def end_night(work: Path, run: Run) -> None:
    """Note how it ended."""
    _append(work, end_line(run))


def nights_of(work: Path) -> tuple[Night, ...]:
    """All nights of a work folder, by date."""
    try:
        text = (work / FOLDER / FILE).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ()
    return read_nights(text.splitlines())


def _append(work: Path, line: str) -> None:
    """One write of one line; what a kill tore before it stays a line of its own, which says nothing."""
    path = work / FOLDER / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        size = stream.seek(0, os.SEEK_END)
        torn = False
        if size:
            stream.seek(size - 1)
            torn = stream.read(1) != b"\n"
        stream.write((b"\n" if torn else b"") + line.encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())

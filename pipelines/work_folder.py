"""The work folder of a command: opened once, with its tools, and the night's lock when something is written.

Belongs here: that. Does not belong here: which folder (demonstration.py), or what a command does with it. What a night
needs is loaded when a folder is opened and not before, so that `padron --help` stays quick.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.demonstration import settings_of

if TYPE_CHECKING:
    from assets.resources import Bench, Workshop


@contextmanager
def open_folder(
    deployment: Path | None, work: Path | None, *, locked: bool = False
) -> Iterator[tuple["Workshop", "Bench"]]:
    """The workshop of a folder and its bench, as the command line names them.

    Raises:
        NightLockedError: it is to be locked, and a night is at work in it.
    """
    from assets.lock import night_lock
    from pipelines.definitions import standard_resources

    settings = settings_of(deployment, work)
    workshop: Workshop = standard_resources(settings)["workshop"]
    with night_lock(settings.work) if locked else nullcontext(), workshop.bench() as bench:
        yield workshop, bench

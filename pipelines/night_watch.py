"""What is noted of a night while it runs: when it began, how long it took, how it ended.

Belongs here: one entry for a night on the command line, and one for a run that Dagster started. Does not belong here:
the journal (assets/service/nights.py), or telling anybody (pipelines/alerts).
"""

import resource
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import dagster as dg

from assets.resources import Workshop, moment_in
from assets.service.nights import begin_night, end_night, nights_of
from snis.errors import NightLockedError, PadronError
from snis.service_nights import Outcome, Run


@dataclass
class Watch:
    """A night that is being watched; what it came to is said before it ends."""

    work: Path
    run: Run

    def begins(self) -> None:
        """It holds the lock, and begins."""
        with suppress(OSError):
            begin_night(self.work, self.run.run, origin=self.run.origin, moment=self.run.began)

    def came_to(self, *, failed: int, needs_person: bool) -> None:
        """How it went."""
        outcome: Outcome = "fallo" if failed else "atencion" if needs_person else "bien"
        self.run = replace(self.run, outcome=outcome, failed=failed)


@contextmanager
def watched_night(workshop: Workshop) -> Iterator[Watch]:
    """Note the beginning and the end of a night; one that ends before it says what it came to has failed.

    A night that found another one at work was none. A journal that cannot be written keeps no night from its work.
    """
    work, started = Path(workshop.work), time.monotonic()
    watch = Watch(work, Run(uuid.uuid4().hex[:12], "orden", local_moment(workshop), outcome="fallo"))
    is_night = True
    try:
        yield watch
    except NightLockedError:
        is_night = False
        raise
    finally:
        if is_night:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            with suppress(OSError):
                end_night(work, replace(watch.run, seconds=time.monotonic() - started, peak_mb=peak))


def note_dagster_run(workshop: Workshop, record: dg.RunRecord, *, failed: int = 0) -> bool:
    """Note a run that Dagster started and that is over; False when it was noted before, or never began."""
    run, work = record.dagster_run, Path(workshop.work)
    known = {item.run for night in nights_of(work) for item in night.runs}
    if run.run_id in known or record.start_time is None:
        return False
    zone = local_moment(workshop).tzinfo
    outcome: Outcome = "bien" if run.is_success and not failed else "fallo"
    seconds = max(0.0, (record.end_time or record.start_time) - record.start_time)
    began = datetime.fromtimestamp(record.start_time, zone)
    end_night(work, Run(run.run_id, "dagster", began, seconds=seconds, outcome=outcome, failed=failed))
    return True


def local_moment(workshop: Workshop) -> datetime:
    """The moment of a workshop; in UTC where its deployment cannot be read, which is when somebody must be told."""
    try:
        return workshop.moment()
    except (PadronError, OSError):
        return moment_in("UTC", workshop.now)

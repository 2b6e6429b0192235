"""What a night does with findings: answers in, detected, closed, told, and the table of states.

Belongs here: the order. Does not belong here: any of the steps. Interrupted anywhere, it is simply done again: answers
and workbooks are in their place before an event or the ledger says so, and an event that is there is not added twice.
"""

from collections.abc import Callable
from dataclasses import dataclass

from assets.findings.answers import Answer, take_answers
from assets.findings.journal import Journal
from assets.findings.notifying import Edition, notify
from assets.findings.seen import see
from assets.findings.standing import Standing, standing_among, write_states
from assets.resources import Bench
from snis.finding_events import CLOSED, DETECTED
from snis.finding_night import closings, detections
from snis.finding_succession import succession


@dataclass(frozen=True)
class Outcome:
    """What was done.

    Attributes:
        answers: workbooks that came back.
        detected, closed: findings.
        editions: workbooks that lie in an outbox.
        standing: how findings stand afterwards.
    """

    answers: tuple[Answer, ...]
    detected: int
    closed: int
    editions: tuple[Edition, ...]
    standing: Standing

    @property
    def is_fresh(self) -> bool:
        """Whether anything was done at all."""
        return bool(
            self.answers or self.detected or self.closed or any(item.is_new for item in self.editions)
        )


def follow_findings(
    bench: Bench, *, settle_seconds: int, only: str = "", step: Callable[[str], None] = lambda _: None
) -> Outcome:
    """Bring the life of all findings up to date. Whoever calls holds the night's lock.

    Args:
        bench: store, engine, clock.
        settle_seconds: how long a returned workbook must have been at rest.
        only: write the workbook of this institution alone.
        step: told after each step; tests stop there.

    Raises:
        FindingError: the journal does not hold, or no night has looked for findings yet.
    """
    journal = Journal(bench.store)
    journal.check_end()
    seen = see(bench)
    answers = take_answers(journal, bench, settle_seconds=settle_seconds, step=step)
    heirs = succession(journal.lives, seen.found, seen.moves)
    drafts = [
        *detections(journal.lives, seen.found, handed_on=heirs.opened),
        *closings(
            journal.lives,
            seen.found,
            rules=seen.rules,
            moved=seen.moved,
            handed_on=heirs.closed,
            today=bench.now.date(),
        ),
    ]
    journal.add(drafts, moment=bench.now)
    step("detectados")
    editions = notify(journal, bench, only=only, step=step)
    step("notificados")
    journal.enter(bench.now)
    step("asentados")
    write_states(journal, bench)
    return Outcome(
        answers=tuple(answers),
        detected=sum(draft.kind == DETECTED for draft in drafts),
        closed=sum(draft.kind == CLOSED for draft in drafts),
        editions=tuple(editions),
        standing=standing_among(journal.lives.values(), bench.now.date()),
    )

"""What a night does with the plans: what opens, what is mended, the table, and each institution's page.

Belongs here: the order. Does not belong here: any of the steps. Interrupted anywhere, it is simply done again: an event
that is there is not added twice, and table and pages follow from the events.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assets.resources import Bench
from assets.sfi.diagnosis import sides_of
from assets.sfi.journal import PlanJournal
from assets.sfi.measuring import layouts_of, rule_facts
from assets.sfi.page import write_plans
from assets.sfi.standing import PlanStanding, standing_among, write_plan
from snis.quality_policy import load_quality_policy
from snis.sfi_night import plan_of_night


@dataclass(frozen=True)
class Outcome:
    """What was done: events by kind, institutions whose page changed, and how the plans stand afterwards."""

    events: Mapping[str, int]
    pages: tuple[str, ...]
    standing: PlanStanding

    @property
    def is_fresh(self) -> bool:
        """Whether anything was done at all."""
        return bool(self.events or self.pages)


def follow_plans(bench: Bench, *, step: Callable[[str], None] = lambda _: None) -> Outcome:
    """Bring the plans up to date. Whoever calls holds the night's lock.

    Args:
        bench: store, engine, clock.
        step: told after each step; tests stop there.

    Raises:
        SfiError: the journal does not hold, or its end is missing.
        QualityError: quality.yaml is broken.
    """
    today = bench.now.date()
    policy = load_quality_policy(bench.deployment.folder)
    journal = PlanJournal(bench.store)
    journal.check_end()
    layouts = layouts_of(bench, policy)
    drafts = list(plan_of_night(journal.lives, layouts, rule_facts(), policy, today))
    journal.add(drafts, moment=bench.now)
    step("eventos")
    journal.enter(bench.now)
    step("asentados")
    write_plan(journal, bench)
    step("tabla")
    standing = standing_among(journal.lives.values(), today)
    sides = {
        code: sides_of(code, bench.deployment, layouts, policy) for code in bench.deployment.institution_codes
    }
    pages = write_plans(standing, sides, bench)
    step("paginas")
    return Outcome(Counter(draft.kind for draft in drafts), tuple(pages), standing)

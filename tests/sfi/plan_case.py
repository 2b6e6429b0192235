"""One institution whose monthly files are judged, and what each night makes of its plan."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from assets.build import build_table
from assets.engine import DuckDBEngine
from assets.out.scorecard_values import COLUMNS, scorecard_values
from assets.resources import Bench
from assets.sfi.journal import PlanJournal
from assets.sfi.night import Outcome, follow_plans
from snis.sfi_item import Item
from tests.pipeline.delivery_case import HEADER, PEOPLE, Office
from tests.support.deployment import PROGRAMMES

# Every person of the small country may be in the programme, so that nothing is noticed but what a test plants.
PERSONS = PROGRAMMES.replace("transferencia,hogar,6,14,,02|03,,500", "transferencia,persona,,,,,,100")
BAD_CUI = "9765432151601"
PAYMENTS = "mides:mides-pagos"


def month(number: int, *, rows: int = 20, bad: int = 0, cui: str = BAD_CUI, amount: str = "100") -> list[str]:
    """A file of one month: so many rows, of which the first few have a CUI (or an amount) that does not hold."""
    people = list(PEOPLE.values())
    made = []
    for place in range(rows):
        good, name, born = people[place % len(people)]
        number_written = cui if place < bad else good
        paid = amount if place < bad else "100"
        day = f"{place // len(people) + 1:02d}/{number:02d}/2026"
        made.append(f"{number_written};{name};{born};{day};{paid};F{number}{place}")
    return made


@dataclass
class PlanCase:
    """A ministry with one institution that sends each month."""

    folder: Path
    mode: str = "full"
    policy: str = ""
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        self.office = Office(self.folder, mode=self.mode)
        self.ask(self.policy)

    def ask(self, policy: str) -> None:
        """Write quality.yaml, or do without it."""
        files = {"programmes.csv": PERSONS}
        self.office.files = {**files, "quality.yaml": policy} if policy else files

    def send(self, name: str, rows: list[str], *, header: str = HEADER) -> None:
        """Drop a file; the next night takes it."""
        self.drop(name, "\n".join((header, *rows, "")).encode())

    def drop(self, name: str, content: bytes) -> None:
        path = self.office.store.inbox / "mides" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def night(self, day: str, *, step: Callable[[str], None] = lambda _: None) -> Outcome:
        """What a night does with files and plans."""
        self.office.work(day)
        store = self.office.store
        with DuckDBEngine(temp=store.scratch) as engine:
            moment = datetime.fromisoformat(f"{day}T01:00:00-06:00")
            bench = Bench(self.office.deployment, store, engine, moment)
            build_table(COLUMNS, engine=engine, store=store, params=scorecard_values(bench))
            return follow_plans(bench, step=step)

    @property
    def journal(self) -> PlanJournal:
        return PlanJournal(self.office.store)

    @property
    def items(self) -> dict[str, Item]:
        """Items by their rule; there is one of each in these tests."""
        return {item.rule: item for item in self.journal.lives.values()}

    def states(self) -> dict[str, str]:
        """State of each rule, with why it is closed or what is held against its evidence."""
        return {
            rule: " ".join(filter(None, (item.state, item.closing, item.objection[0])))
            for rule, item in sorted(self.items.items())
        }

    def plan(self) -> dict[str, Any]:
        """plan.json as its institution finds it."""
        path = self.office.store.outbox / "mides" / "plan.json"
        return dict(json.loads(path.read_text(encoding="utf-8")))

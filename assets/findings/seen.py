"""What tonight's data show: findings with what an event keeps of them, rules in force, persons that moved.

Belongs here: running the three statements and nothing more. Does not belong here: what follows from it
(snis/finding_life.py).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from assets.engine import DuckDBEngine
from assets.resources import Bench
from assets.statements import statement, tables_read
from assets.store import Store
from snis.contracts.loader import load_tables
from snis.errors import FindingError
from snis.finding_life import Facts
from snis.finding_succession import Move

FOUND, ASKED = "link_hallazgo", "hallazgo_pedido"
_FACTS, _RULES, _MOVED = "hallazgo_hecho", "hallazgo_regla", "hallazgo_movida"


@dataclass(frozen=True)
class Seen:
    """What a night sees.

    Attributes:
        found: findings.
        rules: digest of each rule in force, by rule and sides.
        moves: where records of persons went.
    """

    found: Mapping[str, Facts]
    rules: Mapping[tuple[str, str], str]
    moves: Sequence[Move]

    @property
    def moved(self) -> Mapping[str, date]:
        """The last day on which a person was merged, split or reassigned."""
        last: dict[str, date] = {}
        for move in self.moves:
            for person in (move.source, move.target):
                last[person] = max(move.day, last.get(person, date.min))
        return last


def attach_all(name: str, store: Store, engine: DuckDBEngine) -> None:
    """Make the stored tables that a statement reads readable; one that nobody wrote yet has no rows."""
    for table in tables_read(name):
        if table != ASKED:
            engine.attach(table, store.files(table) or [store.empty_part(load_tables()[table])])


def see(bench: Bench) -> Seen:
    """Look at the tables of the night.

    Raises:
        FindingError: no night has looked for findings yet; nothing may be closed for want of them.
    """
    if not bench.store.files(FOUND):
        raise FindingError(
            "ninguna noche ha buscado hallazgos todavía", place=FOUND, remedy="Ejecute antes `padron run`."
        )
    for name in (_FACTS, _RULES, _MOVED):
        attach_all(name, bench.store, bench.engine)
    rows = bench.engine.rows(statement(_RULES))
    rules: dict[tuple[str, str], tuple[str, str]] = {}
    for key, periods in groupby(rows, key=lambda row: (str(row[0]), str(row[1]))):
        listed = list(periods)
        text = "\n".join(str(row[2]) for row in listed)
        ends = [str(row[3]) for row in listed]
        mark = hashlib.sha256(text.encode()).hexdigest()[:16]
        rules[key] = (mark, max(ends) if all(ends) else "")
    found = {}
    for finding, rule, timing, subject, sides, year, owner, deliveries in bench.engine.rows(
        statement(_FACTS)
    ):
        mark, ends_on = rules.get((rule, sides), ("", ""))
        found[finding] = Facts(
            rule=rule, rule_mark=mark, rule_ends=ends_on, timing=timing, subject=subject or "", sides=sides, year=year,
            owner=owner, deliveries=deliveries,
        )  # fmt: skip
    moves = [
        Move(source, target or "", kind, day)
        for source, target, kind, day in bench.engine.rows(statement(_MOVED))
    ]
    return Seen(found, {key: mark for key, (mark, _) in rules.items()}, moves)

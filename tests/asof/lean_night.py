"""Nights without what leaves the house: reception, judgement, linkage, and every table of link and out.

What is printed, published and exported follows from these tables; to see what was known on a day, they are enough.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assets.asof.past import can_be_remade, measurable
from assets.build import build_table, table_digest
from assets.core.graph import judge_transfer
from assets.core.judgement import is_judged
from assets.engine import DuckDBEngine
from assets.exchange.identities import update_identities
from assets.indicators.parts import refresh
from assets.indicators.sources import TABLE, readable_tables, sources_of
from assets.link.deliveries import write_deliveries
from assets.link.features import open_linker
from assets.link.persons import link_persons
from assets.link.records import write_records
from assets.parameters import bound_values
from assets.raw.reception import take_in
from assets.raw.rows import read_and_store
from assets.raw.transfers import RECEIVED, read_register
from assets.ref.tables import write_reference_tables
from assets.resources import Bench
from assets.sql_graph import tables_of
from assets.statements import tables_read
from assets.store import Store
from snis.deployment import Deployment
from snis.keys import Keys

KEYS = Keys(*(bytes([number]) * 32 for number in range(1, 6)))


@dataclass(frozen=True)
class House:
    """A work folder under a deployment."""

    work: Path
    deployment: Deployment

    @property
    def store(self) -> Store:
        return Store(self.work, KEYS)

    @contextmanager
    def bench(self, day: str, hour: str = "01:00:00") -> Iterator[Bench]:
        """The tools at a moment."""
        moment = datetime.fromisoformat(f"{day}T{hour}-06:00")
        with DuckDBEngine(temp=self.store.scratch) as engine:
            yield Bench(self.deployment, self.store, engine, moment)

    def drop(self, name: str, content: bytes) -> None:
        """A file arrives: institution/name."""
        path = self.store.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def night(self, day: str) -> None:
        """Receive, judge, link, and make every table."""
        with self.bench(day) as bench:
            store = bench.store
            write_reference_tables(bench.deployment, store)
            take_in(store, bench.deployment, moment=bench.now, settle_seconds=0, progress=lambda *_: None)
            for item in read_register(store):
                if item.estado == RECEIVED and not is_judged(store, item.transferencia_id):
                    read_and_store(item.transferencia_id, bench.deployment, store, moment=bench.now)
                    judge_transfer(item.transferencia_id, bench)
            write_records(store, bench.engine)
            settings = bench.deployment.linkage
            link_persons(store, bench.engine, open_linker(bench.engine, settings.population), settings)
            write_deliveries(store, bench.engine)
            update_identities(bench)
            for name in made_tables():
                if name == TABLE:
                    refresh(measurable(sources_of(bench.deployment)), bench)
                    continue
                build_table(name, engine=bench.engine, store=store, params=bound_values(bench, name))

    def digests(self) -> dict[str, str]:
        """Digest of every table that a statement makes whole, and of the deliveries with their persons."""
        return digests_of(self.store)


def made_tables() -> list[str]:
    """Tables that statements make whole out of what was received, and the indicators, those that are read first.

    How findings stand is kept by a journal, so that what reads it (the scorecards) is a thing of the night itself.
    """
    names = [name for layer in ("link", "out") for name in tables_of(layer) if can_be_remade([name])]
    reads = {name: set(tables_read(name)) for name in names}
    reads[TABLE] = set(readable_tables()) & set(reads)
    ordered: list[str] = []
    while waiting := set(reads) - set(ordered):
        ordered += sorted(name for name in waiting if not waiting & (reads[name] - {name}))
    return ordered


def digests_of(store: Store) -> dict[str, str]:
    """Digests of those tables in a folder."""
    return {name: table_digest(name, store) for name in ("link_entrega", *made_tables())}

"""A past day as a work folder: what was known by its end, and any table that the night would have made of it.

Belongs here: opening it, and making tables over it on demand with the statements of the night. Does not belong here:
what was known (facts.py, identity.py), where it lies (folder.py), or comparing two days (changes.py).

What is configuration (programmes, rules, reference tables) is today's: a day of the past says what was known of the
facts, not what the rules were.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from assets.asof.facts import restore_facts, write_events
from assets.asof.folder import known_on, open_drawer
from assets.asof.identity import Identity, identity_between, restore_persons
from assets.build import build_table
from assets.exchange.expiry import write_cut_of
from assets.exchange.identities import update_identities
from assets.indicators.answers import open_figures
from assets.indicators.parts import refresh
from assets.indicators.sources import TABLE, IndicatorSource, sources_of
from assets.link.features import open_linker
from assets.link.records import linkable
from assets.link.timeline import PERSONS
from assets.parameters import bound_values
from assets.raw.transfers import Transfer, read_register
from assets.resources import Bench
from assets.sql_graph import tables_of
from assets.statements import IN_PARTS, tables_read
from assets.store import Store
from snis.contracts.loader import load_tables
from snis.errors import StoreError

_MADE_LAYERS = ("link", "out")


@dataclass(frozen=True)
class Past:
    """A past day.

    Attributes:
        day: the day; everything that was known by its end.
        bench: the tools, over the folder of the day; its clock stands at its end.
        transfers: those that had come by then, in order.
        identity: how its persons were found.
    """

    day: date
    bench: Bench
    transfers: tuple[Transfer, ...]
    identity: Identity

    def build(self, *names: str) -> None:
        """Make tables as the night of the day made them, and those that they read; what is there stays.

        Raises:
            StoreError: no statement of the night makes one of them.
            IndicatorError: out_indicador is one of them, and an indicator cannot be measured.
        """
        sources = measurable(sources_of(self.bench.deployment))
        for name in _in_order(names, sources):
            if name == TABLE:
                refresh(sources, self.bench)
                continue
            build_table(
                name,
                engine=self.bench.engine,
                store=self.bench.store,
                params=bound_values(self.bench, name),
            )

    def measure(self, source: IndicatorSource) -> None:
        """Measure an indicator as the night of the day did.

        Raises:
            StoreError: it reads a table that cannot be made again.
            IndicatorError: its statement does not run.
        """
        self.build(*source.tables)
        refresh((source,), self.bench)


@contextmanager
def open_past(bench: Bench, day: date) -> Iterator[Past]:
    """What was known by the end of a day.

    Raises:
        StoreError: the day lies ahead, or nothing had come by then.
        NightLockedError: a night is at work in the folder.
    """
    transfers = tuple(known_on(read_register(bench.store), day))
    _check(day, bench, transfers)
    with open_drawer(bench.store, day) as drawer:
        then = replace(
            bench, store=drawer.store, now=datetime.combine(day, time(23, 59, 59), bench.now.tzinfo)
        )
        end = then.now.astimezone(UTC)
        if drawer.is_new:
            _restore(bench.store, then, end, transfers)
            drawer.close()
        identity = identity_between(
            bench.store, bench.engine, since=end, until=datetime.max.replace(tzinfo=UTC)
        )
        yield Past(day, then, transfers, identity)


@contextmanager
def figures_of(bench: Bench, source: IndicatorSource, day: date | None) -> Iterator[Past | None]:
    """Make the figures of an indicator readable as they were known on a day, or as the last night left them (None).

    Raises:
        IndicatorError: no night has measured it yet.
        StoreError: the day lies ahead, or nothing had come by then.
    """
    if day is None:
        open_figures(bench, source)
        yield None
        return
    with open_past(bench, day) as past:
        past.measure(source)
        open_figures(past.bench, source)
        yield past


def _restore(today: Store, then: Bench, end: datetime, transfers: tuple[Transfer, ...]) -> None:
    past, engine = then.store, then.engine
    judged = {item.transferencia_id for item in linkable(today)}
    known = [item for item in transfers if item.transferencia_id in judged]
    restore_facts(then.now.date(), transfers, today=today, past=past, engine=engine)
    if today.part(PERSONS).exists():
        linker = open_linker(engine, then.deployment.linkage.population)
        restore_persons(then.now.date(), end, known, today=today, past=past, engine=engine, linker=linker)
    write_events(end.replace(tzinfo=None), today=today, past=past, engine=engine)
    update_identities(then)
    write_cut_of(then.now.date(), store=past, engine=engine)


def _check(day: date, bench: Bench, transfers: tuple[Transfer, ...]) -> None:
    if day > bench.now.date():
        raise StoreError(
            "el día no ha llegado", place=day.isoformat(), remedy="Pida un día que ya terminó, o el de hoy."
        )
    if not transfers:
        raise StoreError(
            "ese día no se había recibido nada todavía",
            place=day.isoformat(),
            remedy="Pida un día a partir de la primera recepción (`padron status`).",
        )


def measurable(sources: Sequence[IndicatorSource]) -> tuple[IndicatorSource, ...]:
    """The indicators that a past day can have: those that read nothing but what statements make again."""
    return tuple(source for source in sources if can_be_remade(source.tables))


def can_be_remade(tables: Iterable[str]) -> bool:
    """Whether statements make these tables again for a past day, out of what was received until then."""
    try:
        _in_order(tables, ())
    except StoreError:
        return False
    return True


def _in_order(names: Iterable[str], sources: Sequence[IndicatorSource]) -> list[str]:
    """Tables that statements make, those that are read first; what was received, or is reference, is there."""
    ordered: list[str] = []
    made = {name for layer in _MADE_LAYERS for name in tables_of(layer)}
    reads = {name: tables_read(name) for name in made}
    reads[TABLE] = tuple(table for source in sources for table in source.tables)

    def add(name: str) -> None:
        if name in ordered:
            return
        if name not in reads:
            _check_there(name)
            return
        for table in reads[name]:
            add(table)
        ordered.append(name)

    for name in names:
        add(name)
    return ordered


def _check_there(name: str) -> None:
    contract = load_tables().get(name)
    is_there = contract is not None and (contract.layer in ("core", "ref") or name in IN_PARTS)
    if not is_there:
        raise StoreError(
            "la tabla no se puede rehacer a un día pasado",
            place=name,
            remedy="Consulte otra; las que se publican se guardan por edición en public/.",
        )

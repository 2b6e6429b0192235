"""Linkage as Dagster sees it: records of identity, persons, and deliveries with their persons.

Belongs here: which assets there are, and what Dagster is told: counts alone. Does not belong here: the work
(records.py, persons.py, deliveries.py), or the tables that one statement makes whole (sql_graph.py).
"""

from collections.abc import Iterator, Mapping

import dagster as dg

from assets.build import table_digest
from assets.link.deliveries import write_deliveries
from assets.link.features import open_linker
from assets.link.persons import DELIVERIES, EVENTS, link_persons
from assets.link.records import ADDRESSES, RECORDS, write_records
from assets.link.ties import TIES
from assets.link.timeline import PERSONS
from assets.progress import report
from assets.resources import Bench, Workshop
from assets.sql_graph import RETRY, table_spec
from assets.statements import stored_tables_read


@dg.multi_asset(
    name="registros",
    specs=[table_spec(name, deps=list(stored_tables_read(name))) for name in (RECORDS, ADDRESSES)],
    retry_policy=RETRY,
)
def identity_tables(workshop: Workshop) -> Iterator[dg.MaterializeResult]:
    """What each accepted row says of a person; each combination once, in the vault."""
    with workshop.bench() as bench:
        written = write_records(bench.store, bench.engine)
        report("registros de identidad", 1, 1)
        # Encrypted parts have no digest of their own: what is new in them shows in the addresses.
        yield _told(RECORDS, written.transfers, bench, {"registros": written.rows}, digest=ADDRESSES)
        yield _told(ADDRESSES, written.transfers, bench)


@dg.multi_asset(
    name="personas",
    specs=[
        table_spec(TIES, deps=[RECORDS]),
        table_spec(PERSONS, deps=list(stored_tables_read(PERSONS))),
        table_spec(EVENTS, deps=list(stored_tables_read(EVENTS))),
    ],
    retry_policy=RETRY,
)
def person_tables(workshop: Workshop) -> Iterator[dg.MaterializeResult]:
    """Which records are one person, from what is new and from what people decided."""
    with workshop.bench() as bench:
        settings = bench.deployment.linkage
        linker = open_linker(bench.engine, settings.population)
        linked = link_persons(bench.store, bench.engine, linker, settings)
        report("personas", 1, 1)
        counts = {
            "registros": linked.records,
            "personas": linked.persons,
            "pasos": linked.steps,
            "cui_de_multitud": linked.crowds,
            "decisiones_contradichas": linked.contradictions,
        }
        yield _told(TIES, linked.steps, bench)
        yield _told(PERSONS, linked.steps, bench, counts)
        yield _told(EVENTS, linked.steps, bench)


@dg.multi_asset(
    name="entregas_de_personas",
    specs=[table_spec(DELIVERIES, deps=list(stored_tables_read(DELIVERIES)))],
    retry_policy=RETRY,
)
def persons_deliveries(workshop: Workshop) -> dg.MaterializeResult:
    """Each accepted delivery with its person; parts that nothing changed are left alone."""
    with workshop.bench() as bench:
        written = write_deliveries(bench.store, bench.engine)
        report("entregas de personas", 1, 1)
        return _told(DELIVERIES, written, bench)


def _told(
    table: str, changed: int, bench: Bench, counts: Mapping[str, int] | None = None, *, digest: str = ""
) -> dg.MaterializeResult:
    return dg.MaterializeResult(
        asset_key=table,
        metadata={"recalculada": bool(changed), **(counts or {})},
        data_version=dg.DataVersion(table_digest(digest or table, bench.store)),
    )

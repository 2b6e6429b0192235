"""Gathering what service levels are made of, from what each part of the work folder remembers anyway.

Belongs here: reading the journals, the register, the ledger and two tables, as counts and days. Does not belong here:
the levels (snis/service_levels.py), or any value of a row.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from assets.exchange.failures import exchange_failures
from assets.findings.journal import Journal
from assets.open.portal_standing import PUBLISHED, standing_on_portal
from assets.open.release import read_release
from assets.raw.calendar import calendar_entries
from assets.raw.ledger import read_entries
from assets.raw.transfers import RECEIVED, REFUSED, Transfer, mended_by, read_register
from assets.resources import Bench
from assets.schema import arrow_schema
from assets.service.nights import nights_of
from assets.statements import statement
from assets.store import Store
from snis.calendar import State
from snis.contracts.loader import load_tables
from snis.finding_events import CLOSED, DETECTED, NOTIFIED, RESOLVED
from snis.finding_life import DATA_CORRECTED
from snis.service_facts import Correction, Facts, Fresh, allowed_days, dates_between
from snis.service_nights import Night

_CORRECTED = "servicio_correccion"
_ROWS, _MENDED = "core_fila", "core_correccion"
_JUDGED = frozenset({State.ON_TIME, State.LATE, State.MISSING})


def gather(bench: Bench) -> Facts:
    """Everything, as of the moment of the bench. Writes nothing."""
    store, today = bench.store, bench.now.date()
    register = read_register(store)
    nights, expected = _nights(store, bench.now)
    ready, waiting = _publication(store)
    entries = calendar_entries(register, bench.deployment, today)
    return Facts(
        nights=nights,
        expected_nights=expected,
        owed=tuple(entry for entry in entries if entry.owed and entry.state in _JUDGED),
        fresh=tuple(_fresh(bench, register)),
        corrections=(*_rows(bench, register), *_files(register), *_findings(store)),
        failures=exchange_failures(store, today),
        verdicts=tuple(_verdicts(store)),
        releases_ready=ready,
        releases_waiting=waiting,
    )


def _nights(store: Store, now: datetime) -> tuple[tuple[Night, ...], tuple[date, ...]]:
    """Nights that are over, and the dates on which one was expected: each since the first.

    Tonight counts once it has ended; a night of today that did not end yet may be at work.
    """
    today = now.date()
    known = [night for night in nights_of(store.work) if night.date <= today]
    over = tuple(night for night in known if night.date < today or night.last.outcome != "sin_fin")
    if not over:
        return (), ()
    last = today if over[-1].date == today else today - timedelta(days=1)
    return over, tuple(dates_between(over[0].date, last))


def _fresh(bench: Bench, register: Sequence[Transfer]) -> Iterator[Fresh]:
    came: dict[str, list[date]] = {}
    for transfer in register:
        if transfer.estado == RECEIVED:
            came.setdefault(transfer.contrato, []).append(transfer.moment.date())
    versions: dict[str, list[int]] = {}
    owing = [contract for contract in bench.deployment.contracts if contract.mode != "correction"]
    for contract in owing:
        versions.setdefault(contract.contract, []).append(contract.version)
    for contract in owing:
        if contract.version != max(versions[contract.contract]):
            continue
        first = min(item.valid_from for item in owing if item.contract == contract.contract)
        yield Fresh(
            institution=contract.institution,
            contract=contract.contract,
            since=first,
            until=contract.valid_to,
            received=tuple(came.get(contract.contract, ())),
            allowed=allowed_days(contract),
        )


def _rows(bench: Bench, register: Sequence[Transfer]) -> Iterator[Correction]:
    """Rows in quarantine; those of a file that was replaced whole are nobody's task, unless they were mended before."""
    engine, store = bench.engine, bench.store
    if not store.files(_ROWS):
        return
    transfers = {item.transferencia_id: item for item in register}
    try:
        engine.attach(_ROWS, store.files(_ROWS))
        if mended := store.files(_MENDED):
            engine.attach(_MENDED, mended)
        else:
            engine.register(_MENDED, arrow_schema(load_tables()[_MENDED]).empty_table())
        found = engine.rows(statement(_CORRECTED))
    finally:
        engine.forget(_ROWS)
        engine.forget(_MENDED)
    for name, day, count in found:
        transfer = transfers.get(name)
        if transfer is not None and (day is not None or not transfer.reemplazada_por):
            yield Correction("filas", transfer.institucion, transfer.moment.date(), day, int(count))


def _files(register: Sequence[Transfer]) -> Iterator[Correction]:
    """Refused files; mended by the next good file of the same name from the same institution."""
    mended = mended_by(register)
    for transfer in register:
        if transfer.estado == REFUSED:
            good = mended.get(transfer.transferencia_id)
            day = good.moment.date() if good else None
            yield Correction("archivos", transfer.institucion, transfer.moment.date(), day)


def _findings(store: Store) -> Iterator[Correction]:
    """Findings that an institution was told of, until the ministry resolved them or the data were corrected.

    One that ended for another reason (its rule changed, it goes on under another name) was not corrected by anybody,
    and is not measured.
    """
    told: dict[str, tuple[str, date]] = {}
    owners: dict[str, str] = {}
    counted: dict[tuple[str, date, date | None], int] = {}
    for event in Journal(store).events:
        if event.kind == DETECTED:
            owners[event.finding] = str(event.data["institucion"])
        elif event.kind == NOTIFIED:
            told.setdefault(event.finding, (owners.get(event.finding, ""), event.day))
        elif event.kind in {RESOLVED, CLOSED} and event.finding in told:
            owner, day = told.pop(event.finding)
            if event.kind == RESOLVED or event.code == DATA_CORRECTED:
                key = owner, day, event.day
                counted[key] = counted.get(key, 0) + 1
    for owner, day in told.values():
        counted[owner, day, None] = counted.get((owner, day, None), 0) + 1
    for (owner, day, ended), count in counted.items():
        yield Correction("hallazgos", owner, day, ended, count)


def _verdicts(store: Store) -> Iterator[tuple[date, bool]]:
    for entry in read_entries(store.ledger):
        if entry.kind == "compuerta":
            yield datetime.fromisoformat(entry.moment).date(), entry.data.get("veredicto") == "pass"


def _publication(store: Store) -> tuple[int | None, int]:
    """Releases that are ready, and how many of them are not published.

    Without a portal the local catalogue is where a release is published. What the gate refused last waits too.
    """
    verdicts = [passed for _, passed in _verdicts(store)]
    release: Mapping[str, object] | None = read_release(store)
    if release is None and not verdicts:
        return None, 0
    portal = standing_on_portal(store)
    on_portal = portal is None or portal.state == PUBLISHED
    refused = bool(verdicts) and not verdicts[-1]
    return int(release is not None) + int(refused), int(not on_portal) + int(refused)

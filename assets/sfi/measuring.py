"""What deliveries say of rules, as counts: each layout with its deliveries, refused files and calendar.

Belongs here: gathering counts from the row ledger, the register and the calendar. Does not belong here: what they mean
for a plan (snis/sfi_evidence.py, snis/sfi_night.py). No value of any row is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assets.core.history import CORRECTIONS
from assets.core.judgement import LEDGER
from assets.raw.calendar import calendar_entries, named_period, period_of
from assets.raw.transfers import RECEIVED, REFUSED, Transfer, read_register
from assets.resources import Bench
from assets.sfi.columns import added, cells_of
from assets.statements import statement, tables_read
from quality.catalogue import load_catalogue
from snis.calendar import State, span_with_code
from snis.contracts.layout import InstitutionContract
from snis.contracts.loader import load_tables
from snis.deployment import Deployment
from snis.quality_policy import QualityPolicy
from snis.sfi_evidence import Delivery, Due, Failure, Layout, RefusedFile, SentFile
from snis.sfi_item import Cells
from snis.sfi_night import RuleFacts

MEASURED = "plan_medida"
# Who mends at first, until somebody assigns it.
_FIRST_UNIT = {"institucion": "enlace", "equipo": "equipo_datos"}


@dataclass(frozen=True)
class _Sent:
    """A file that counts: its period, the first day of it, and its counts."""

    transfer: Transfer
    period: str
    starts: date
    file: SentFile


def rule_facts() -> dict[str, RuleFacts]:
    """What a plan takes from the catalogue, by rule."""
    return {
        rule.id: RuleFacts(rule.dimension, rule.effect, _FIRST_UNIT[rule.owner])
        for rule in load_catalogue().rules
    }


def layouts_of(bench: Bench, policy: QualityPolicy) -> list[Layout]:
    """The last deliveries that count now, by institution and contract: as many as the policy takes for a past."""
    known = bench.deployment.institution_codes
    register = [item for item in read_register(bench.store) if item.institucion in known]
    sent = list(_sent(register, bench, policy))
    owed = _owed(register, bench)
    found = {(item.transfer.institucion, item.transfer.contrato) for item in sent} | owed.keys()
    found |= {(item.institucion, item.contrato) for item in register if item.estado == REFUSED}
    return [
        _layout(
            key, register, [item for item in sent if _is_of(item.transfer, key)], owed.get(key, ()), bench
        )
        for key in sorted(found)
    ]


def _layout(
    key: tuple[str, str],
    register: Sequence[Transfer],
    sent: Sequence[_Sent],
    owed: Sequence[Due],
    bench: Bench,
) -> Layout:
    institution, contract = key
    periods: dict[tuple[date, str], list[SentFile]] = {}
    for item in sent:
        if not contract or item.transfer.contrato == contract:
            periods.setdefault((item.starts, item.period), []).append(item.file)
    deliveries = tuple(
        Delivery(period, starts, tuple(files)) for (starts, period), files in sorted(periods.items())
    )
    refused = tuple(
        RefusedFile(
            item.transferencia_id,
            item.regla,
            item.periodo,
            _mended_by(item, sent, deliveries, bench.deployment),
        )
        for item in register
        if item.estado == REFUSED and (item.institucion, item.contrato) == key
    )
    # Files that fell under no contract have deliveries of others after them, and none of their own.
    return Layout(institution, contract, deliveries if contract else (), refused, tuple(owed))


def _is_of(transfer: Transfer, key: tuple[str, str]) -> bool:
    institution, contract = key
    return transfer.institucion == institution and contract in {"", transfer.contrato}


def _mended_by(
    refused: Transfer, sent: Sequence[_Sent], deliveries: Sequence[Delivery], deployment: Deployment
) -> Delivery | None:
    """The last delivery that came after a refused file and is not about an earlier period; None while none did."""
    own = [item for item in deployment.contracts if item.contract == refused.contrato]
    period = refused.periodo or (named_period(own[-1], refused.archivo) if own else "")
    starts = _starts(period, own[-1], refused) if period and own else date.min
    after = {
        (item.starts, item.period)
        for item in sent
        if item.transfer.secuencia > refused.secuencia
        and (refused.contrato or item.transfer.recibida > refused.recibida)
        and item.starts >= starts
    }
    good = [item for item in deliveries if (item.starts, item.period) in after]
    return good[-1] if good else None


def _sent(register: Sequence[Transfer], bench: Bench, policy: QualityPolicy) -> Iterator[_Sent]:
    """Files that count of the last deliveries of each layout: what is its past, and what stands against it."""
    effects = {rule.id: rule.effect for rule in load_catalogue().rules}
    contracts = {(item.contract, item.version): item for item in bench.deployment.contracts}
    periods: dict[str, list[tuple[date, str, Transfer]]] = {}
    for item in register:
        contract = contracts.get((item.contrato, item.version))
        is_delivery = item.estado == RECEIVED and not item.reemplazada_por and not item.devuelta_de
        if is_delivery and contract and bench.store.part(LEDGER, item.transferencia_id).exists():
            period = period_of(item, contract)
            periods.setdefault(contract.contract, []).append((_starts(period, contract, item), period, item))
    kept = [file for files in periods.values() for file in _last(files, policy.watch.deliveries + 1)]
    counted = _counted([item for _, _, item in kept], bench)
    cells = _cells([item.transferencia_id for _, _, item in kept], register, bench)
    for starts, period, item in kept:
        contract = contracts[item.contrato, item.version]
        rows = counted.get(item.transferencia_id)
        if rows:
            yield _Sent(item, period, starts, _file(item, contract, rows, effects, cells))


def _cells(
    transfers: Sequence[str], register: Sequence[Transfer], bench: Bench
) -> dict[str, tuple[Cells, ...]]:
    """What the columns of each file hold, with those of its rows that came back mended."""
    back = {item.transferencia_id: item.devuelta_de for item in register if item.devuelta_de in transfers}
    held = cells_of((*transfers, *back), bench)
    found = {transfer: held.get(transfer, ()) for transfer in transfers}
    for transfer, first in back.items():
        found[first] = added(found[first], held.get(transfer, ()))
    return found


def _last(files: Sequence[tuple[date, str, Transfer]], deliveries: int) -> list[tuple[date, str, Transfer]]:
    """Files of the last so many periods: a night costs what is looked at, however long the past is."""
    wanted = sorted({(starts, period) for starts, period, _ in files})[-deliveries:]
    return [file for file in files if file[:2] in wanted]


def _counted(transfers: Sequence[Transfer], bench: Bench) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of the statement by transfer: rule, field, rows, discarded, mended."""
    store = bench.store
    for table in tables_read(MEASURED):
        parts = [store.part(table, item.transferencia_id) for item in transfers]
        found = store.files(table) if table == CORRECTIONS else [part for part in parts if part.exists()]
        bench.engine.attach(table, found or [store.empty_part(load_tables()[table])])
    counted: dict[str, list[tuple[Any, ...]]] = {}
    for transfer, *counts in bench.engine.rows(statement(MEASURED)):
        counted.setdefault(transfer, []).append(tuple(counts))
    return counted


def _starts(period: str, contract: InstitutionContract, transfer: Transfer) -> date:
    return span_with_code(contract.cadence.every, period, near=transfer.moment.date()).first


def _file(
    transfer: Transfer,
    contract: InstitutionContract,
    counts: Sequence[tuple[Any, ...]],
    effects: Mapping[str, str],
    cells: Mapping[str, tuple[Cells, ...]],
) -> SentFile:
    """The counts of one file by rule; notices of the file as a whole are one of one."""
    rows, discarded = next((rows, gone) for rule, _, rows, gone, _ in counts if rule is None)
    failures: dict[str, Failure] = {}
    held_back = []
    for rule, field, failing, _, mended in counts:
        if rule is not None:
            known = failures.get(rule, Failure(0, 0))
            checked = rows if effects.get(rule) == "descarte" else rows - discarded
            fields = (*known.fields, field) if field else known.fields
            failures[rule] = Failure(checked, known.failing + failing, known.mended + mended, fields)
            if field and effects.get(rule) == "cuarentena":
                held_back.append((rule, field, failing - mended))
    for rule in transfer.noticed:
        failures[rule] = Failure(1, 1)
    tables = (transfer.lectura or {}).get("tablas") or ()
    columns = {name for table in tables for name in table.get("posiciones", {})}
    sent = frozenset({*columns, *contract.constants})
    return SentFile(
        transfer.transferencia_id,
        rows,
        discarded,
        sent,
        failures,
        cells[transfer.transferencia_id],
        tuple(held_back),
    )


def _owed(register: Sequence[Transfer], bench: Bench) -> dict[tuple[str, str], list[Due]]:
    """Deliveries whose day is past, by institution and contract, in the order of their due days."""
    owed: dict[tuple[str, str], list[Due]] = {}
    for entry in calendar_entries(register, bench.deployment, bench.now.date()):
        if entry.owed and entry.state is not State.PENDING:
            due = Due(entry.period, entry.state.value, entry.transfer)
            owed.setdefault((entry.institution, entry.contract), []).append(due)
    return owed

"""What deliveries say of rules, as counts: each layout with its deliveries, refused files and calendar.

Belongs here: gathering counts from the row ledger, the register and the calendar. Does not belong here: what they mean
for a plan (snis/sfi_evidence.py, snis/sfi_night.py). No value of any row is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assets.findings.seen import attach_all
from assets.raw.calendar import calendar_entries, named_period, period_of
from assets.raw.transfers import RECEIVED, REFUSED, Transfer, read_register
from assets.resources import Bench
from assets.statements import statement
from quality.catalogue import load_catalogue
from snis.calendar import State, span_with_code
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment
from snis.sfi_evidence import Delivery, Due, Failure, Layout, RefusedFile, SentFile
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


def layouts_of(bench: Bench) -> list[Layout]:
    """Everything that counts now, by institution and contract."""
    known = bench.deployment.institution_codes
    register = [item for item in read_register(bench.store) if item.institucion in known]
    sent = list(_sent(register, bench))
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


def _sent(register: Sequence[Transfer], bench: Bench) -> Iterator[_Sent]:
    """Files that count: not refused, not replaced, no returned rows."""
    contracts = {(item.contract, item.version): item for item in bench.deployment.contracts}
    effects = {rule.id: rule.effect for rule in load_catalogue().rules}
    attach_all(MEASURED, bench.store, bench.engine)
    counted: dict[str, list[tuple[Any, ...]]] = {}
    for transfer, *counts in bench.engine.rows(statement(MEASURED)):
        counted.setdefault(transfer, []).append(tuple(counts))
    for item in register:
        contract = contracts.get((item.contrato, item.version))
        rows = counted.get(item.transferencia_id)
        if item.estado != RECEIVED or item.reemplazada_por or item.devuelta_de or not contract or not rows:
            continue
        period = period_of(item, contract)
        yield _Sent(item, period, _starts(period, contract, item), _file(item, contract, rows, effects))


def _starts(period: str, contract: InstitutionContract, transfer: Transfer) -> date:
    return span_with_code(contract.cadence.every, period, near=transfer.moment.date()).first


def _file(
    transfer: Transfer,
    contract: InstitutionContract,
    counts: Sequence[tuple[Any, ...]],
    effects: Mapping[str, str],
) -> SentFile:
    """The counts of one file by rule; notices of the file as a whole are one of one."""
    rows, discarded = next((rows, gone) for rule, _, rows, gone, _ in counts if rule is None)
    failures: dict[str, Failure] = {}
    for rule, field, failing, _, mended in counts:
        if rule is not None:
            known = failures.get(rule, Failure(0, 0))
            checked = rows if effects.get(rule) == "descarte" else rows - discarded
            fields = (*known.fields, field) if field else known.fields
            failures[rule] = Failure(checked, known.failing + failing, known.mended + mended, fields)
    for rule in (*transfer.avisos, *(rule for rule, _ in transfer.notas)):
        failures[rule] = Failure(1, 1)
    tables = (transfer.lectura or {}).get("tablas") or ()
    columns = {name for table in tables for name in table.get("posiciones", {})}
    return SentFile(
        transfer.transferencia_id, rows, discarded, frozenset({*columns, *contract.constants}), failures
    )


def _owed(register: Sequence[Transfer], bench: Bench) -> dict[tuple[str, str], list[Due]]:
    """Deliveries whose day is past, by institution and contract, in the order of their due days."""
    owed: dict[tuple[str, str], list[Due]] = {}
    for entry in calendar_entries(register, bench.deployment, bench.now.date()):
        if entry.owed and entry.state is not State.PENDING:
            due = Due(entry.period, entry.state.value, entry.transfer)
            owed.setdefault((entry.institution, entry.contract), []).append(due)
    return owed

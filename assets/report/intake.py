"""What came from each institution about a period: owed and received files, rows, identities.

Belongs here: counting the calendar, the register of transfers, and two statements. Does not belong here: due days
(snis/calendar.py), words (publish/report/integration.py), or the name of any file: a transfer is told by its id.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assets.raw.calendar import calendar_entries, period_of
from assets.raw.receipt import rows_read
from assets.raw.transfers import RECEIVED, Transfer, read_register
from assets.report.reading import rows_of_statement
from assets.resources import Bench
from publish.report.facts import Intake
from snis.calendar import Entry, State, span_with_code
from snis.contracts.layout import InstitutionContract
from snis.periods import Period


@dataclass(frozen=True)
class Received:
    """The transfers about a period, and what is told of each institution."""

    intake: tuple[Intake, ...]
    transfers: tuple[Transfer, ...]


def received_about(period: Period, bench: Bench) -> Received:
    """What each institution owed and sent about a period."""
    register = read_register(bench.store)
    contracts = {(item.contract, item.version): item for item in bench.deployment.contracts}
    about = tuple(item for item in register if _is_about(item, contracts, period))
    entries = [
        item
        for item in calendar_entries(register, bench.deployment, bench.now.date())
        if item.owed and _ends_in(item.contract, item.period, item, contracts, period)
    ]
    rows: Counter[tuple[str, str]] = Counter()
    for transfer, state, count in rows_of_statement("informe_fila", {}, bench):
        rows[transfer, state] = count
    identities = {
        str(institution): counts
        for institution, *counts in rows_of_statement(
            "informe_identidad", {"desde": period.first_day, "hasta": period.last_day}, bench
        )
    }
    codes = sorted(
        {*(item.institution for item in entries), *(item.institucion for item in about), *identities}
    )
    intake = tuple(_intake_of(code, entries, about, rows, identities.get(code, ())) for code in codes if code)
    return Received(intake, about)


def _intake_of(
    code: str,
    entries: Sequence[Entry],
    about: Sequence[Transfer],
    rows: Mapping[tuple[str, str], int],
    identities: Sequence[int],
) -> Intake:
    states = Counter(item.state for item in entries if item.institution == code)
    own = [item for item in about if item.institucion == code]
    deliveries, with_cui, valid, validated = identities or (0, 0, 0, 0)
    return Intake(
        institution=code,
        due=states[State.ON_TIME] + states[State.LATE] + states[State.MISSING],
        on_time=states[State.ON_TIME],
        late=states[State.LATE],
        missing=states[State.MISSING],
        received=sum(rows_read(item) or 0 for item in own),
        accepted=_rows(own, rows, "aceptada"),
        quarantined=_rows(own, rows, "cuarentena"),
        rejected=_rows(own, rows, "descartada"),
        deliveries=deliveries,
        with_cui=with_cui,
        valid_cui=valid,
        validated=validated,
    )


def _rows(own: Iterable[Transfer], rows: Mapping[tuple[str, str], int], state: str) -> int:
    return sum(rows.get((item.transferencia_id, state), 0) for item in own)


Contracts = Mapping[tuple[str, int], InstitutionContract]


def _is_about(transfer: Transfer, contracts: Contracts, period: Period) -> bool:
    contract = contracts.get((transfer.contrato, transfer.version))
    if transfer.estado != RECEIVED or contract is None:
        return False
    span = span_with_code(contract.cadence.every, period_of(transfer, contract), near=transfer.moment.date())
    return span.last in period


def _ends_in(name: str, code: str, entry: Entry, contracts: Contracts, period: Period) -> bool:
    versions = [contract for (known, _), contract in contracts.items() if known == name]
    return any(
        span_with_code(contract.cadence.every, code, near=entry.due).last in period for contract in versions
    )

"""What came from each institution about a period: owed and received files, rows, identities.

Belongs here: which files are about a period, and adding them up by institution. Does not belong here: due days and
states (snis/calendar.py, out_transferencia), words (publish/report/integration.py), or the name of any file: a
transfer is told by its id.

A file is about a period when the period that it covers ends in it, whenever it came.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assets.raw.transfers import read_register
from assets.report.reading import rows_of_statement
from assets.resources import Bench
from publish.report.facts import Intake
from snis.calendar import State, span_with_code
from snis.contracts.layout import InstitutionContract
from snis.periods import Period

_CAME = (State.ON_TIME, State.LATE)


@dataclass(frozen=True)
class Sent:
    """One file that was owed or sent: a row of informe_envio."""

    institution: str
    contract: str
    period: str
    due: date
    transfer: str | None
    state: str
    is_owed: bool
    received: int | None
    accepted: int | None
    quarantined: int | None
    rejected: int | None


@dataclass(frozen=True)
class Received:
    """What is told of each institution, and the SHA-256 of each file behind it, by transfer."""

    intake: tuple[Intake, ...]
    transfers: dict[str, str]


def received_about(period: Period, bench: Bench) -> Received:
    """What each institution owed and sent about a period."""
    every = (Sent(*row) for row in rows_of_statement("informe_envio", {}, bench))
    about = [item for item in every if _is_about(item, bench.deployment.contracts, period)]
    identities = {
        str(institution): counts
        for institution, *counts in rows_of_statement(
            "informe_identidad", {"desde": period.first_day, "hasta": period.last_day}, bench
        )
    }
    codes = sorted({*(item.institution for item in about), *identities})
    behind = {item.transfer for item in about if item.transfer}
    return Received(
        tuple(_intake_of(code, about, identities.get(code, ())) for code in codes),
        {
            item.transferencia_id: item.sha256
            for item in read_register(bench.store)
            if item.transferencia_id in behind
        },
    )


def _intake_of(code: str, about: Sequence[Sent], identities: Sequence[int]) -> Intake:
    own = [item for item in about if item.institution == code]
    states = Counter(item.state for item in own if item.is_owed)
    deliveries, with_cui, valid, validated = identities or (0, 0, 0, 0)
    return Intake(
        institution=code,
        due=sum(states[state] for state in (*_CAME, State.MISSING)),
        on_time=states[State.ON_TIME],
        late=states[State.LATE],
        missing=states[State.MISSING],
        received=sum(item.received or 0 for item in own),
        accepted=sum(item.accepted or 0 for item in own),
        quarantined=sum(item.quarantined or 0 for item in own),
        rejected=sum(item.rejected or 0 for item in own),
        deliveries=deliveries,
        with_cui=with_cui,
        valid_cui=valid,
        validated=validated,
    )


def _is_about(item: Sent, contracts: Sequence[InstitutionContract], period: Period) -> bool:
    """Whether the period that a file covers ends in that of the report, by any version of its contract."""
    return any(
        span_with_code(contract.cadence.every, item.period, near=item.due).last in period
        for contract in contracts
        if contract.contract == item.contract
    )

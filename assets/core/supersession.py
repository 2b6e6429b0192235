"""Which transfers a file that holds a whole period takes the place of.

Belongs here: the decision, from the register and from what the new file holds. Does not belong here: moving rows
(history.py), corrections of single rows (row_corrections.py), or the order of the work (transfer.py).

A decision looks only at transfers received before, and at them as they stood then: a night that is run again, and a
rebuild from the archive, decide the same.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assets.raw.calendar import period_of
from assets.raw.transfers import RECEIVED, Transfer
from assets.reading.refusals import TOO_SMALL, refusal
from snis.calendar import span_of
from snis.contracts.layout import InstitutionContract
from snis.delivery_period import extract_mark
from snis.deployment import Deployment

REPLACES, REPLACED, OLDER = "ARC-18", "ARC-19", "ARC-20"
# A file that brings at most this part of what it would replace was hardly meant to replace it.
SMALL_PART = 10
_OWN_NOTES = frozenset({REPLACES, OLDER})


@dataclass(frozen=True)
class Survey:
    """What a file holds, before anything is decided: rows that no rule stops, and those of each delivery day."""

    good: int
    days: tuple[tuple[date, int], ...]


@dataclass(frozen=True)
class Decision:
    """The transfer with what was decided of it, and the transfers that it takes the place of."""

    transfer: Transfer
    replaced: tuple[Transfer, ...] = ()


def rivals_of(
    transfer: Transfer, contract: InstitutionContract, register: Sequence[Transfer]
) -> list[Transfer]:
    """Earlier transfers that a file could take the place of: same sender and contract, current when it came."""
    if contract.mode != "full" or transfer.devuelta_de:
        return []
    return [
        item
        for item in earlier_of(transfer, register)
        if item.contrato == contract.contract
        and not item.devuelta_de
        and was_current(item, transfer, register)
    ]


def earlier_of(transfer: Transfer, register: Sequence[Transfer]) -> list[Transfer]:
    """Transfers of the same sender that were received before and could be read."""
    return [
        item
        for item in register
        if item.secuencia < transfer.secuencia
        and item.estado == RECEIVED
        and item.institucion == transfer.institucion
    ]


def was_current(item: Transfer, at: Transfer, register: Sequence[Transfer]) -> bool:
    """Whether nothing that came before a transfer had taken the place of another one."""
    if not item.reemplazada_por:
        return True
    places = {known.transferencia_id: known.secuencia for known in register}
    return places.get(item.reemplazada_por, 0) >= at.secuencia


def undecided(transfer: Transfer, register: Sequence[Transfer]) -> Transfer:
    """The transfer as it was before it was decided upon; what came later and took its place still does."""
    places = {item.transferencia_id: item.secuencia for item in register}
    is_later = places.get(transfer.reemplazada_por, 0) > transfer.secuencia
    return replace(
        transfer,
        reemplaza=(),
        reemplazada_por=transfer.reemplazada_por if is_later else "",
        notas=tuple(note for note in transfer.notas if note[0] not in _OWN_NOTES),
    )


def period_by_days(contract: InstitutionContract, survey: Survey) -> str:
    """Code of the period in which most rows deliver; empty when none says a day."""
    periods: Counter[str] = Counter()
    for day, rows in survey.days:
        periods[span_of(contract.cadence.every, day).code] += rows
    return min(periods, key=lambda code: (-periods[code], code)) if periods else ""


def decide(
    transfer: Transfer,
    contract: InstitutionContract,
    rivals: Sequence[Transfer],
    *,
    survey: Survey,
    accepted: int,
    deployment: Deployment,
) -> Decision:
    """What a file that holds a whole period takes the place of.

    Args:
        transfer: the file.
        contract: its contract, of mode full.
        rivals: the transfers of its period that count.
        survey: what it holds.
        accepted: rows accepted from the rivals.
        deployment: the transfers that somebody accepted by name.

    Raises:
        TransferError: ARC-14, it would replace far more than it brings.
    """
    if not rivals:
        return Decision(transfer)
    newer = _newer_rival(transfer, contract, rivals)
    if newer is not None:
        cause = f"{newer.archivo} dice ser posterior y ya se recibió; sigue en pie."
        return Decision(
            replace(
                transfer,
                reemplazada_por=newer.transferencia_id,
                notas=(*transfer.notas, (OLDER, cause)),
            )
        )
    is_accepted = transfer.transferencia_id in deployment.accepted_transfers
    if survey.good * SMALL_PART <= accepted and not is_accepted:
        cause = f"Trae {survey.good} filas que se aceptarían y reemplazaría {accepted} ya aceptadas."
        raise refusal(TOO_SMALL, cause, place=transfer.archivo)
    names = ", ".join(sorted({item.archivo for item in rivals}))
    return Decision(
        replace(
            transfer,
            reemplaza=tuple(item.transferencia_id for item in rivals),
            notas=(*transfer.notas, (REPLACES, f"Ocupa el lugar de {names} ({accepted} filas aceptadas).")),
        ),
        tuple(rivals),
    )


def of_period(rivals: Sequence[Transfer], contract: InstitutionContract, period: str) -> list[Transfer]:
    """Those of the rivals that are about a period."""
    return [item for item in rivals if period and period_of(item, contract) == period]


def _newer_rival(
    transfer: Transfer, contract: InstitutionContract, rivals: Sequence[Transfer]
) -> Transfer | None:
    """A rival whose name says that it was extracted after this one; None when nothing says so."""
    own = extract_mark(transfer.archivo, contract.cadence.every)
    if own is None:
        return None
    marked = [(extract_mark(item.archivo, contract.cadence.every), item) for item in rivals]
    newer = [(mark, item) for mark, item in marked if mark is not None and mark[0] == own[0] and mark > own]
    return max(newer, key=lambda pair: pair[0])[1] if newer else None

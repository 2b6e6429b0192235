"""Transfers that came between two days, and in what way: new, late, a correction, in place of another.

Belongs here: what a transfer was, for whoever asks why a figure changed. Does not belong here: which deliveries it
brought into which figure (changes.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assets.raw.calendar import calendar_entries, period_of
from assets.raw.transfers import Transfer
from assets.reading.refusals import CHANGED
from assets.resources import Bench

NEW, LATE, CORRECTION, REPLACEMENT = "nueva", "tardía", "corrección", "reemplazo"


@dataclass(frozen=True)
class Arrival:
    """A transfer as an answer names it.

    Attributes:
        transfer, institution, contract, file: which.
        period: code of the period that it is about; empty when nothing says so.
        received: the day it came.
        kind: nueva, tardía, corrección (rows sent before, or a file under the name of a former one) or reemplazo (of a
            whole period).
    """

    transfer: str
    institution: str
    contract: str
    file: str
    period: str
    received: date
    kind: str


def arrivals(bench: Bench, transfers: Sequence[Transfer]) -> Mapping[str, Arrival]:
    """Transfers by id, each with the way in which it came."""
    known = {(item.institution, item.contract, item.version): item for item in bench.deployment.contracts}
    entries = calendar_entries(transfers, bench.deployment, bench.now.date())
    late = {entry.transfer for entry in entries if entry.received is not None and entry.days > 0}
    found = {}
    for item in transfers:
        contract = known.get((item.institucion, item.contrato, item.version))
        if item.devuelta_de or CHANGED in item.avisos or (contract and contract.mode == "correction"):
            kind = CORRECTION
        elif item.reemplaza:
            kind = REPLACEMENT
        else:
            kind = LATE if item.transferencia_id in late else NEW
        found[item.transferencia_id] = Arrival(
            item.transferencia_id,
            item.institucion,
            item.contrato,
            item.archivo,
            period_of(item, contract) if contract is not None else item.periodo,
            item.moment.date(),
            kind,
        )
    return found

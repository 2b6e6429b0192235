"""What was received before, as far as it bears on one more file that is only checked.

Belongs here: look-ups in a work folder that change nothing in it. Does not belong here: receiving (assets/raw), the
decisions themselves (supersession.py, assets/raw/drift.py), or judging (judgement.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from assets.core.history import KNOWN, known_still
from assets.core.judgement import ACCEPTED_TABLE, LEDGER
from assets.core.supersession import Survey, decide, of_period, period_by_days, rivals_of
from assets.engine import DuckDBEngine
from assets.raw.drift import unlike_former
from assets.raw.particulars import Notice
from assets.raw.transfers import RECEIVED, Transfer, read_register
from assets.reading.refusals import CHANGED, REPEATED
from assets.statements import statement
from assets.store import Store
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment
from snis.keys import Keys


@dataclass(frozen=True)
class Standing:
    """Where a file would stand among those before it.

    Attributes:
        notices: what a night would remark because of them.
        parts: accepted rows that would still count, and may hold the same deliveries.
        known: deliveries that were corrected, and would be repeated all the same.
        replaces: transfers that it would take the place of.
    """

    notices: tuple[Notice, ...] = ()
    parts: tuple[Path, ...] = ()
    known: pa.Table = field(default_factory=KNOWN.empty_table)
    replaces: tuple[str, ...] = ()


NO_STANDING = Standing()


class Earlier:
    """The transfers of a work folder; without one, nothing was ever received.

    Args:
        store: the work folder, or None.
    """

    def __init__(self, store: Store | None) -> None:
        self._store = store

    @property
    def is_known(self) -> bool:
        """Whether there is a work folder to look into."""
        return self._store is not None

    @property
    def keys(self) -> Keys | None:
        """The keys under which its persons are known; None without a folder."""
        return self._store.keys if self._store else None

    @cached_property
    def transfers(self) -> Sequence[Transfer]:
        """All transfers, in the order of their reception."""
        return read_register(self._store) if self._store else ()

    @property
    def next_place(self) -> int:
        """The place that one more transfer would have in that order."""
        return max((item.secuencia for item in self.transfers), default=0) + 1

    def received(self, transfer_id: str) -> Transfer | None:
        """A transfer that came and could be read."""
        for transfer in self.transfers:
            if transfer.transferencia_id == transfer_id and transfer.estado == RECEIVED:
                return transfer
        return None

    def standing(
        self,
        transfer: Transfer,
        contract: InstitutionContract,
        survey: Survey,
        *,
        deployment: Deployment,
        engine: DuckDBEngine,
    ) -> Standing:
        """Where a file would stand, once it is known what it holds.

        Raises:
            TransferError: ARC-14, it would replace far more than it brings.
        """
        if self._store is None:
            return NO_STANDING
        if self.received(transfer.transferencia_id) is not None:
            # It would not be taken in again, so nothing follows from what it holds.
            return Standing((Notice(REPEATED),))
        notes = unlike_former(transfer, self.transfers)
        period = transfer.periodo or period_by_days(contract, survey)
        rivals = of_period(rivals_of(transfer, contract, self.transfers), contract, period)
        accepted = sum(self._accepted(item, engine) for item in rivals)
        decision = decide(transfer, contract, rivals, survey=survey, accepted=accepted, deployment=deployment)
        replaced = {item.transferencia_id for item in decision.replaced}
        return Standing(
            notices=(
                *self._same_name(transfer),
                *(Notice(rule, cause) for rule, cause in (*notes, *decision.transfer.notas)),
            ),
            parts=tuple(self._parts(transfer, contract, replaced)),
            known=known_still(
                decision.transfer,
                contract,
                ACCEPTED_TABLE[contract.kind],
                register=self.transfers,
                store=self._store,
            ),
            replaces=tuple(sorted(replaced)),
        )

    def _same_name(self, transfer: Transfer) -> tuple[Notice, ...]:
        own = (item for item in self.transfers if item.institucion == transfer.institucion)
        return (Notice(CHANGED),) if any(item.archivo == transfer.archivo for item in own) else ()

    def _parts(self, transfer: Transfer, contract: InstitutionContract, replaced: set[str]) -> list[Path]:
        """Registers are statements, not deliveries; a correction takes the place of the rows that it names."""
        table = ACCEPTED_TABLE[contract.kind]
        if self._store is None or table == ACCEPTED_TABLE["registry"] or contract.mode == "correction":
            return []
        others = (item for item in self.transfers if item.transferencia_id not in replaced)
        parts = (self._store.part(table, item.transferencia_id) for item in others)
        return [part for part in parts if part.exists()]

    def _accepted(self, transfer: Transfer, engine: DuckDBEngine) -> int:
        """Rows accepted from a transfer; the engine's own ledger is not touched."""
        part = self._store.part(LEDGER, transfer.transferencia_id) if self._store else None
        if part is None or not part.exists():
            return 0
        engine.attach(LEDGER, [part])
        try:
            counted = engine.rows(statement("core_recuento"))
        finally:
            engine.forget(LEDGER)
        return sum(rows for state, _, _, rows in counted if state == "aceptada")


NOTHING_EARLIER = Earlier(None)

"""What was received before, as far as it bears on one more file that is only checked.

Belongs here: look-ups in a work folder that change nothing in it. Does not belong here: receiving (assets/raw), the
calendar (snis/calendar.py), or judging (judgement.py).
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from assets.core.judgement import ACCEPTED_TABLE
from assets.raw.particulars import Notice
from assets.raw.transfers import RECEIVED, Transfer, read_register
from assets.reading.refusals import CHANGED, REPEATED
from assets.store import Store
from snis.contracts.layout import InstitutionContract
from snis.keys import Keys


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

    def owner(self, transfer_id: str) -> str | None:
        """The institution that sent a transfer; None when nobody did, or it was refused."""
        for transfer in self.transfers:
            if transfer.transferencia_id == transfer_id and transfer.estado == RECEIVED:
                return transfer.institucion
        return None

    def notices(self, transfer: Transfer) -> tuple[Notice, ...]:
        """What a night would remark on a file because of those before it."""
        received = [item for item in self.transfers if item.estado == RECEIVED]
        if any(item.sha256 == transfer.sha256 for item in received):
            return (Notice(REPEATED),)
        own = [item for item in self.transfers if item.institucion == transfer.institucion]
        return (Notice(CHANGED),) if any(item.archivo == transfer.archivo for item in own) else ()

    def accepted(self, transfer: Transfer, contract: InstitutionContract) -> list[Path]:
        """Parts that may hold the same deliveries; registers are statements, not deliveries."""
        table = ACCEPTED_TABLE[contract.kind]
        if self._store is None or table == ACCEPTED_TABLE["registry"]:
            return []
        others = (item for item in self.transfers if item.sha256 != transfer.sha256)
        parts = (self._store.part(table, item.transferencia_id) for item in others)
        return [part for part in parts if part.exists()]


NOTHING_EARLIER = Earlier(None)

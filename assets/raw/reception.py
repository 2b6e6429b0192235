"""Taking files in: digest, sealed copy, register; only then does a file leave the inbox.

Belongs here: the steps of reception. Does not belong here: what lies in the inbox (inbox.py), reading a file
(under_contract.py), the form of its receipt (receipt.py), or when reception runs (pipelines).

The order of the steps makes a kill harmless at any moment: the sealed copy is complete before the register names it,
the register is complete before the ledger tells of it, and both are before the file leaves. A file that a kill left
behind is known by its mark in the register: what was not yet done is done, and nothing is done twice.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from assets.findings.mark import is_answer
from assets.raw.archive import seal
from assets.raw.calendar import named_period
from assets.raw.choosing import check_agreed, check_institution, closed_through, contract_by_name
from assets.raw.inbox import Dropped, scan_inbox
from assets.raw.ledger import read_entries, record
from assets.raw.receipt import note_repeat, outbox_of, receipt_of, write_receipt
from assets.raw.rows import contract_of
from assets.raw.transfers import (
    RECEIVED,
    REFUSED,
    Transfer,
    read_register,
    sealed_path,
    transfer_id,
    write_transfer,
)
from assets.reading.refusals import CHANGED, REPEATED, TOO_SMALL, UNREADABLE, refusal
from assets.reading.returned import check_sender, returned_in
from assets.store import Store, replacing
from snis.deployment import Deployment
from snis.errors import TransferError

Progress = Callable[[int, int], None]
Step = Callable[[str], None]
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """What reception made of a dropped file: its transfer, and whether its content had been received before."""

    transfer: Transfer
    repeated: bool


class _StillChangingError(Exception):
    """The file was written to while it was read; it is taken another night."""


def take_in(
    store: Store,
    deployment: Deployment,
    *,
    moment: datetime,
    settle_seconds: int,
    progress: Progress,
    step: Step = lambda _: None,
) -> list[Taken]:
    """Take in every file that waits in the inbox, in name order.

    A file that cannot be read from the inbox, or is still being written, stays there for the next night.

    Args:
        store: the work folder.
        deployment: institutions and contracts.
        moment: now; the night's one clock.
        settle_seconds: how long a file must have been at rest.
        progress: told after each file: done, of how many.
        step: told after each step of each file (sellado, recibo, registro, bitacora, salida); tests stop there.

    Returns:
        What became of each file taken.
    """
    for torn in store.archive.glob("*/.*.tmp"):  # sealed copies that a kill cut short
        torn.unlink()
    waiting = scan_inbox(store.inbox, settle_seconds=settle_seconds)
    dropped = [item for item in waiting if not _is_answer(item, deployment)]
    reception = _Reception(store, deployment, moment, step)
    reception.reinstate()
    taken = []
    for number, item in enumerate(dropped, start=1):
        try:
            taken.append(reception.receive(item))
        except _StillChangingError:
            _LOG.warning("archivo %d del buzón: cambió mientras se leía; se toma otra noche", number)
        except PermissionError:
            _LOG.warning("archivo %d del buzón: faltan permisos para leerlo o retirarlo", number)
        except FileNotFoundError:
            if item.path.exists():
                raise
            _LOG.warning("archivo %d del buzón: quien lo depositó lo retiró antes de leerse", number)
        progress(number, len(dropped))
    return taken


def _is_answer(dropped: Dropped, deployment: Deployment) -> bool:
    """Whether a file answers what a verifier or an institution was asked: no transfer; whoever asked takes it."""
    validation = deployment.validation
    if validation is not None and validation.claims(dropped.institution, dropped.name):
        return True
    return is_answer(dropped)


class _Reception:
    """The register as it grows over the files of one night."""

    def __init__(self, store: Store, deployment: Deployment, moment: datetime, step: Step) -> None:
        self._store, self._deployment, self._moment, self._step = store, deployment, moment, step
        self._register = {transfer.transferencia_id: transfer for transfer in read_register(store)}

    def reinstate(self) -> None:
        """Take back what was refused for replacing too much, once somebody accepted it by name."""
        for item in list(self._register.values()):
            is_accepted = item.transferencia_id in self._deployment.accepted_transfers
            if item.estado == REFUSED and item.regla == TOO_SMALL and is_accepted:
                data = {"transferencia": item.transferencia_id, "regla": item.regla}
                record(self._store, self._moment, "aceptacion", data=data)
                self._write(
                    replace(
                        item,
                        estado=RECEIVED,
                        regla="",
                        motivo="",
                        remedio="",
                        secuencia=self._next_place(),
                        recibida=self._moment.isoformat(),
                    )
                )

    def _next_place(self) -> int:
        return max((item.secuencia for item in self._register.values()), default=0) + 1

    def receive(self, dropped: Dropped) -> Taken:
        """Take one file, step by step."""
        mark = dropped.mark()
        sha256, size = dropped.digest()
        known = self._register.get(transfer_id(sha256))
        if known is not None and mark in known.marcas:
            transfer = self._finish_killed(known)
        elif known is not None and known.estado == RECEIVED:
            transfer = self._repeat(known, dropped, mark)
        else:
            self._seal(dropped, sha256)
            transfer = self._register_new(self._examined(dropped, sha256, size, mark=mark, known=known))
        # A file that was replaced meanwhile is another one, and waits for its own turn.
        if dropped.mark() == mark:
            dropped.leave()
        self._step("salida")
        return Taken(transfer, repeated=bool(transfer.repeticiones))

    def _seal(self, dropped: Dropped, sha256: str) -> None:
        target = sealed_path(self._store, sha256)
        if not target.exists():
            with replacing(target) as aside, dropped.open() as stream:
                if seal(stream, aside, self._store.keys.vault) != sha256:
                    raise _StillChangingError
        self._step("sellado")

    def _examined(
        self, dropped: Dropped, sha256: str, size: int, *, mark: str, known: Transfer | None
    ) -> Transfer:
        """The transfer as it enters the register. One that was refused before takes its place in line anew."""
        transfer = Transfer(
            transferencia_id=transfer_id(sha256),
            sha256=sha256,
            institucion=dropped.institution,
            archivo=dropped.name,
            bytes=size,
            recibida=self._moment.isoformat(),
            secuencia=self._next_place(),
            avisos=self._notices(dropped, sha256),
            marcas=(*(known.marcas if known else ()), mark),
        )
        return self._under_contract(transfer, dropped)

    def _under_contract(self, transfer: Transfer, dropped: Dropped) -> Transfer:
        """The transfer under its contract, or refused because there is none that lets it in."""
        day = transfer.moment.date()
        try:
            check_institution(transfer.institucion, self._deployment)
            if dropped.is_link:
                raise refusal(UNREADABLE, "Es un enlace simbólico; deposite el archivo mismo.")
            mended = self._mended(transfer, dropped)
            if mended is not None:
                contract = contract_of(mended, self._deployment)
                transfer = replace(transfer, devuelta_de=mended.transferencia_id, periodo=mended.periodo)
            else:
                contract = contract_by_name(transfer.institucion, transfer.archivo, day, self._deployment)
                transfer = replace(transfer, periodo=named_period(contract, transfer.archivo))
            closed = closed_through(contract, self._deployment)
            transfer = replace(transfer, cerrado_hasta=closed.isoformat() if closed else "")
            check_agreed(contract, day)
        except TransferError as error:
            return transfer.refused(error.rule, error.message, remedy=error.remedy)
        return replace(transfer, contrato=contract.contract, version=contract.version)

    def _mended(self, transfer: Transfer, dropped: Dropped) -> Transfer | None:
        """The transfer whose returned rows the file brings back; None when it is a file like any other."""
        with dropped.open() as stream:
            returned = returned_in(stream)
        if returned is None:
            return None
        known = self._register.get(returned.transfer_id)
        owner = known.institucion if known is not None and known.estado == RECEIVED else None
        check_sender(returned, sender=transfer.institucion, owner=owner)
        return known

    def _register_new(self, transfer: Transfer) -> Transfer:
        if transfer.estado == REFUSED:
            write_receipt(self._outbox(transfer), receipt_of(transfer, ()))
            self._step("recibo")
        self._write(transfer)
        self._enter(transfer)
        return transfer

    def _repeat(self, known: Transfer, dropped: Dropped, mark: str) -> Transfer:
        arrivals = (*known.repeticiones, f"{dropped.institution}/{dropped.name}")
        transfer = replace(known, repeticiones=arrivals, marcas=(*known.marcas, mark))
        self._write(transfer)
        note_repeat(transfer, self._outbox(transfer))
        self._step("recibo")
        self._enter(transfer)
        return transfer

    def _finish_killed(self, transfer: Transfer) -> Transfer:
        """A night was killed between the register and the inbox: the ledger may lack its entry."""
        if transfer.repeticiones:
            note_repeat(transfer, self._outbox(transfer))
        kind, data = self._entry(transfer)
        if not any(
            entry.kind == kind and dict(entry.data) == data for entry in read_entries(self._store.ledger)
        ):
            self._enter(transfer)
        return transfer

    def _write(self, transfer: Transfer) -> None:
        write_transfer(self._store, transfer)
        self._register[transfer.transferencia_id] = transfer
        self._step("registro")

    def _enter(self, transfer: Transfer) -> None:
        kind, data = self._entry(transfer)
        record(self._store, self._moment, kind, data=data)
        self._step("bitacora")

    def _entry(self, transfer: Transfer) -> tuple[str, dict[str, Any]]:
        """The ledger's entry for the last arrival of a content. A folder of no institution may be named anything."""
        if transfer.repeticiones:
            times = len(transfer.repeticiones)
            return "repeticion", {
                "transferencia": transfer.transferencia_id,
                "secuencia": transfer.secuencia,
                "regla": REPEATED,
                "vez": times,
            }
        is_known = transfer.institucion in self._deployment.institution_codes
        return "recepcion", {
            "transferencia": transfer.transferencia_id,
            "secuencia": transfer.secuencia,
            "sha256": transfer.sha256,
            "institucion": transfer.institucion if is_known else "",
            "bytes": transfer.bytes,
            "estado": transfer.estado,
            "regla": transfer.regla,
        }

    def _notices(self, dropped: Dropped, sha256: str) -> tuple[str, ...]:
        changed = any(
            (item.archivo, item.institucion) == (dropped.name, dropped.institution) and item.sha256 != sha256
            for item in self._register.values()
        )
        return (CHANGED,) if changed else ()

    def _outbox(self, transfer: Transfer) -> Path:
        return outbox_of(transfer, self._store, self._deployment.institution_codes)

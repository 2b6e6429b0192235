"""Taking files in: digest, sealed copy, register; only then does a file leave the inbox.

Belongs here: what lies in the inbox, and the steps of reception. Does not belong here: reading a file (reading.py), its
receipt (receipt.py), or when reception runs (pipelines).

The order of the steps makes a kill harmless at any moment: the sealed copy is complete before the register names it,
and the register is complete before the file leaves. What is repeated after a kill gives the same result.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assets.engine import digest_file
from assets.raw.archive import seal
from assets.raw.ledger import record
from assets.raw.refusals import CHANGED, NO_CONTRACT, NO_INSTITUTION, REPEATED, refusal
from assets.raw.transfers import (
    RECEIVED,
    Transfer,
    read_register,
    sealed_path,
    transfer_id,
    write_transfer,
)
from assets.store import Store, replacing, sync_folder
from snis.deployment import Deployment
from snis.errors import TransferError

_UNFINISHED = {".tmp", ".part", ".crdownload", ".filepart"}
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Dropped:
    """A file in the inbox and the folder it lies in; empty when it lies in none."""

    path: Path
    institution: str


@dataclass(frozen=True)
class Taken:
    """What reception made of a dropped file: its transfer, and whether its content had been received before."""

    transfer: Transfer
    repeated: bool


def scan_inbox(inbox: Path, *, settle_seconds: int) -> list[Dropped]:
    """Files of the inbox that have stopped changing, in name order. Hidden and unfinished ones wait."""
    found = []
    for path in sorted(inbox.rglob("*")) if inbox.is_dir() else []:
        if _is_waiting(path, settle_seconds):
            continue
        relative = path.relative_to(inbox)
        found.append(Dropped(path, relative.parts[0] if len(relative.parts) > 1 else ""))
    return found


def take_in(
    store: Store, deployment: Deployment, *, moment: datetime, settle_seconds: int, progress: Progress
) -> list[Taken]:
    """Take in every file that waits in the inbox, in name order."""
    dropped = scan_inbox(store.inbox, settle_seconds=settle_seconds)
    taken = []
    for number, item in enumerate(dropped, start=1):
        taken.append(_receive(item, store, deployment, moment=moment))
        progress(number, len(dropped))
    return taken


def _receive(dropped: Dropped, store: Store, deployment: Deployment, *, moment: datetime) -> Taken:
    register = read_register(store)
    sha256 = digest_file(dropped.path)
    identity = transfer_id(sha256)
    known = next((transfer for transfer in register if transfer.transferencia_id == identity), None)
    if known is not None and known.estado == RECEIVED:
        record(store.ledger, moment, "repeticion", data={"transferencia": identity, "regla": REPEATED})
        repeats = (*known.repeticiones, f"{dropped.institution}/{dropped.path.name}")
        known = replace(known, repeticiones=repeats)
        write_transfer(store, known)
        _leave_inbox(dropped.path)
        return Taken(known, repeated=True)
    target = sealed_path(store, sha256)
    if not target.exists():
        with replacing(target) as aside:
            seal(dropped.path, aside, store.keys.vault)
    transfer = Transfer(
        transferencia_id=identity,
        sha256=sha256,
        institucion=dropped.institution,
        archivo=dropped.path.name,
        bytes=dropped.path.stat().st_size,
        recibida=moment.isoformat(),
        secuencia=known.secuencia if known else max((item.secuencia for item in register), default=0) + 1,
        avisos=_notices(dropped, register, identity),
    )
    transfer = _under_contract(transfer, deployment)
    record(
        store.ledger,
        moment,
        "recepcion",
        data={
            "transferencia": identity,
            "sha256": sha256,
            "institucion": transfer.institucion
            if transfer.institucion in deployment.institution_codes
            else "",
            "bytes": transfer.bytes,
            "estado": transfer.estado,
            "regla": transfer.regla,
        },
    )
    write_transfer(store, transfer)
    _leave_inbox(dropped.path)
    return Taken(transfer, repeated=False)


def _under_contract(transfer: Transfer, deployment: Deployment) -> Transfer:
    """The transfer under its contract, or refused because there is none."""
    try:
        if transfer.institucion not in deployment.institution_codes:
            raise refusal(NO_INSTITUTION, place=transfer.institucion)
        contract = deployment.contract_for(transfer.institucion, transfer.archivo, on=transfer.moment.date())
        if contract is None:
            raise refusal(NO_CONTRACT, place=transfer.archivo)
    except TransferError as error:
        return transfer.refused(error.rule, error.message, remedy=error.remedy)
    return replace(transfer, contrato=contract.contract, version=contract.version)


def _notices(dropped: Dropped, register: list[Transfer], identity: str) -> tuple[str, ...]:
    changed = any(
        item.archivo == dropped.path.name
        and item.institucion == dropped.institution
        and item.transferencia_id != identity
        for item in register
    )
    return (CHANGED,) if changed else ()


def _leave_inbox(path: Path) -> None:
    path.unlink()
    sync_folder(path.parent)


def _is_waiting(path: Path, settle_seconds: int) -> bool:
    if path.is_symlink() or not path.is_file():
        return True
    if any(part.startswith(".") for part in path.parts[-2:]) or path.suffix.lower() in _UNFINISHED:
        return True
    return time.time() - path.stat().st_mtime < settle_seconds

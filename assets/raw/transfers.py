"""The register of transfers: one small file for each file ever received.

Belongs here: what is known of a transfer, and reading and writing it. Does not belong here: receiving (reception.py),
reading the rows (under_contract.py), or judging them (assets/core).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assets.store import Store, write_json
from snis.errors import StoreError

RECEIVED, REFUSED = "recibida", "rechazada"
_LISTS = ("reemplaza", "avisos", "repeticiones", "marcas")


@dataclass(frozen=True)
class Transfer:
    """One file received.

    Attributes:
        transferencia_id: T and the first 16 hex digits of its SHA-256.
        sha256: digest of the bytes as sent.
        institucion: folder in which it lay; empty when it lay in none.
        archivo: its name.
        bytes: its size.
        recibida: when, ISO 8601 with offset.
        secuencia: its place in the order of reception; a rebuild follows it.
        estado: recibida or rechazada.
        contrato, version: the contract it falls under; empty and 0 when none.
        regla, motivo, remedio: why it was refused; empty otherwise.
        periodo: code of the period that it is about; empty until that is known.
        cerrado_hasta: last day of the periods that were closed when it came, aaaa-mm-dd; empty when none was.
        reemplaza: transfers whose rows it took the place of: all of them (full), or some (correction).
        reemplazada_por: the transfer that took its place whole; empty while it counts.
        devuelta_de: the transfer whose returned rows it brings back mended; empty for every other file.
        avisos: notices of the catalogue that it carries (ARC-08).
        notas: notices that have a cause of their own: rule and cause (ARC-12, ARC-13).
        repeticiones: folder/name under which the same content came again (ARC-07).
        marcas: one mark for each time the content came, taken from the file in the inbox: a file whose mark is here was
            taken in, and a kill only kept it from leaving the inbox.
        lectura: what the reader found out; counts and structure, no value.
    """

    transferencia_id: str
    sha256: str
    institucion: str
    archivo: str
    bytes: int
    recibida: str
    secuencia: int
    estado: str = RECEIVED
    contrato: str = ""
    version: int = 0
    regla: str = ""
    motivo: str = ""
    remedio: str = ""
    periodo: str = ""
    cerrado_hasta: str = ""
    reemplaza: tuple[str, ...] = ()
    reemplazada_por: str = ""
    devuelta_de: str = ""
    avisos: tuple[str, ...] = ()
    notas: tuple[tuple[str, str], ...] = ()
    repeticiones: tuple[str, ...] = ()
    marcas: tuple[str, ...] = ()
    lectura: Mapping[str, Any] | None = None

    @property
    def moment(self) -> datetime:
        """When it was received."""
        return datetime.fromisoformat(self.recibida)

    @property
    def closed_through(self) -> date | None:
        """Last day of the periods that were closed when it came; closing one later changes nothing about it."""
        return date.fromisoformat(self.cerrado_hasta) if self.cerrado_hasta else None

    @property
    def noticed(self) -> tuple[str, ...]:
        """Rules of the notices that it carries, with and without a cause."""
        return (*self.avisos, *(rule for rule, _ in self.notas))

    def refused(self, rule: str, reason: str, *, remedy: str) -> "Transfer":
        """The same transfer, refused."""
        return replace(self, estado=REFUSED, regla=rule, motivo=reason, remedio=remedy)


def transfer_id(sha256: str) -> str:
    """The id of a file's content."""
    return f"T{sha256[:16]}"


def sealed_path(store: Store, sha256: str) -> Path:
    """Where the sealed copy of a content lies."""
    return store.archive / sha256[:2] / f"{sha256}.sealed"


def read_register(store: Store) -> list[Transfer]:
    """All transfers, in the order of their reception."""
    found = [_read(path) for path in _folder(store).glob("T*.json")]
    return sorted(found, key=lambda transfer: transfer.secuencia)


def mended_by(register: Sequence[Transfer]) -> dict[str, Transfer]:
    """Refused transfers by id, each with the next good one of the same name from the same institution.

    Args:
        register: in the order of reception.
    """
    found: dict[str, Transfer] = {}
    good: dict[tuple[str, str], Transfer] = {}
    for transfer in reversed(register):
        name = (transfer.institucion, transfer.archivo)
        if transfer.estado != REFUSED:
            good[name] = transfer
        elif name in good:
            found[transfer.transferencia_id] = good[name]
    return found


def in_order(ids: Iterable[str], store: Store) -> list[str]:
    """Transfers in the order of their reception; those that the register does not know come last."""
    places = {item.transferencia_id: item.secuencia for item in read_register(store)}
    return sorted(ids, key=lambda item: (places.get(item, len(places) + 1), item))


def read_transfer_record(store: Store, transferencia_id: str) -> Transfer | None:
    """One transfer, or None when it was never received."""
    path = _folder(store) / f"{transferencia_id}.json"
    return _read(path) if path.exists() else None


def write_transfer(store: Store, transfer: Transfer) -> None:
    """Write one transfer, atomically."""
    write_json(_folder(store) / f"{transfer.transferencia_id}.json", asdict(transfer))


def _folder(store: Store) -> Path:
    return store.ledger / "transferencias"


def _read(path: Path) -> Transfer:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        lists = {name: tuple(content.get(name, ())) for name in _LISTS}
        notes = tuple((rule, cause) for rule, cause in content.get("notas", ()))
        return Transfer(**{**content, **lists, "notas": notes})
    except (ValueError, TypeError, KeyError):
        raise StoreError(
            "una ficha del registro de transferencias está dañada",
            place=path.name,
            remedy="Restáurela del respaldo; el archivo sellado sigue en archive/.",
        ) from None

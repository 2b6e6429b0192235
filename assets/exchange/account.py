"""What is told of an exchange: the ledger's entries, and what a verifier is like just now.

Belongs here: who, when, for what, on what basis, how many rows, and the digest of what left or came; and the state of
the service that is remembered from run to run. Does not belong here: any value of a row, or the chain
(assets/raw/ledger.py).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from assets.exchange.lots import Answer, Lot
from assets.raw.ledger import read_entries, record
from assets.store import Store, write_json
from snis.exchange.patience import Circuit

KIND = "intercambio"
ASKED, ANSWERED, STOPPED = "pregunta", "respuesta", "detenido"
# What happened to a lot beside that: it waits for a person, was given up, was put back in line, was let be.
SET_ASIDE, GIVEN_UP, PUT_BACK, WAIVED = "apartado", "retirado", "reintento", "dispensado"


class Account:
    """The entries of exchanges in the ledger of a work folder."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def _entered(self) -> set[tuple[str, str, int]]:
        """Direction, digest and time of each entry; read once, for a kill may have fallen before an entry."""
        return {
            (str(entry.data.get("sentido")), str(entry.data.get("sha256")), int(entry.data.get("vez", 0)))
            for entry in read_entries(self._store.ledger)
            if entry.kind == KIND
        }

    def question(self, lot: Lot, moment: datetime) -> None:
        """Enter that a lot is about to leave. It is entered first: no identity leaves unseen, whatever happens next."""
        mark = (ASKED, lot.sha256, lot.intentos)
        data = {
            **_whom(lot),
            "sentido": ASKED,
            "vez": lot.intentos,
            "filas": lot.filas,
            "columnas": list(lot.columnas),
            "sha256": lot.sha256,
        }
        self._enter(mark, data, moment)

    def answer(self, answer: Answer, lots: Mapping[str, Lot], moment: datetime) -> None:
        """Enter an answer that was taken, repeated or turned away."""
        known = [lots[name] for name in answer.lotes if name in lots]
        whom = _whom(known[0]) if known else {"institucion": answer.verificador, "medio": answer.medio}
        times = max(len(answer.marcas), 1)
        data = {
            **whom,
            "lote": list(answer.lotes),
            "sentido": ANSWERED,
            "vez": times,
            "respuesta": answer.respuesta_id,
            "filas": sum(answer.cuentas.values()),
            "cuentas": dict(answer.cuentas),
            "rechazada": bool(answer.rechazada),
            "sha256": answer.sha256,
        }
        self._enter((ANSWERED, answer.sha256, times), data, moment)

    def lot_event(self, event: str, lot: Lot, moment: datetime, more: Mapping[str, str]) -> None:
        """Enter what happened to a lot that did not go its usual way: the reason, or who decided."""
        data = {
            **_whom(lot),
            "sentido": event,
            "vez": lot.intentos,
            "filas": lot.filas,
            "sha256": lot.sha256,
            **more,
        }
        self._enter((event, lot.sha256, lot.intentos), data, moment)

    def answer_waived(self, answer: Answer, moment: datetime, more: Mapping[str, str]) -> None:
        """Enter that a person let the refusal of an answer be."""
        data = {
            "institucion": answer.verificador,
            "medio": answer.medio,
            "lote": list(answer.lotes),
            "sentido": WAIVED,
            "respuesta": answer.respuesta_id,
            "sha256": answer.sha256,
            **more,
        }
        self._enter((WAIVED, answer.sha256, 0), data, moment)

    def stop(self, *, verifier: str, convenio: str, moment: datetime) -> None:
        """Enter that exchanges were stopped for want of a convenio."""
        data = {"institucion": verifier, "convenio": convenio, "sentido": STOPPED}
        record(self._store, moment, KIND, data=data)

    def _enter(self, mark: tuple[str, str, int], data: Mapping[str, Any], moment: datetime) -> None:
        if mark not in self._entered:
            record(self._store, moment, KIND, data=data)
            self._entered.add(mark)


def read_circuit(store: Store, verifier: str) -> Circuit:
    """What is remembered of a verifier's service."""
    return Circuit.from_dict(_standing(store, verifier))


def write_circuit(store: Store, verifier: str, circuit: Circuit) -> None:
    """Remember it."""
    _write(store, verifier, circuit.as_dict())


def read_stop(store: Store, verifier: str) -> str:
    """Why exchanges with a verifier stand still, as it was last told; empty when they do not."""
    return str(_standing(store, verifier).get("detenido", ""))


def write_stop(store: Store, verifier: str, reason: str) -> None:
    """Remember why."""
    if read_stop(store, verifier) != reason:
        _write(store, verifier, {"detenido": reason})


def read_troubles(store: Store, verifier: str) -> tuple[str, ...]:
    """What went wrong with single lots and answers in the last session, as texts without values."""
    return tuple(_standing(store, verifier).get("problemas", ()))


def write_troubles(store: Store, verifier: str, troubles: Sequence[str]) -> None:
    """Remember it."""
    if read_troubles(store, verifier) != tuple(troubles):
        _write(store, verifier, {"problemas": list(troubles)})


def _standing(store: Store, verifier: str) -> dict[str, Any]:
    path = store.ledger / "verificadores" / f"{verifier}.json"
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        # It only spares calls and repeated words: damaged, it is as good as none, and is written anew.
        return {}


def _write(store: Store, verifier: str, changes: Mapping[str, Any]) -> None:
    path = store.ledger / "verificadores" / f"{verifier}.json"
    write_json(path, {**_standing(store, verifier), **changes})


def _whom(lot: Lot) -> dict[str, Any]:
    return {
        "institucion": lot.verificador,
        "medio": lot.medio,
        "lote": [lot.lote_id],
        "convenio": lot.convenio,
        "finalidad": lot.finalidad,
        "base_legal": list(lot.base_legal),
    }

"""Lots of questions: which identities have to be asked, and the sealed request of each lot.

Belongs here: choosing, cutting into lots, and what link_consulta keeps of a lot that was sent. Does not belong here:
sending (by_file.py, by_service.py), or when questions are asked (session.py).

A lot is sealed before the register names it, and named there before it leaves, so that a kill leaves at most a sealed
copy that nobody names. The next lot is only made when the one before was handed over.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assets.exchange.aside import register_set_aside
from assets.exchange.desk import Desk
from assets.exchange.identities import register_identities
from assets.exchange.lots import SENT, Lot
from assets.exchange.parts import ANSWERS, IDENTITIES, QUESTIONS, VAULT, attach, person_pads, write_part
from assets.exchange.questions import as_bytes, asked_in
from assets.raw.sealed_copies import keep_copy
from assets.raw.transfers import read_register
from assets.statements import statement, values_for
from snis.exchange.convenios import Convenio
from snis.exchange.protocol import IDENTITY

_PENDING, _QUEUE = "consulta_pendiente", "consulta_cola"
_NAMED = "select distinct transferencia_id from consulta_pendiente order by transferencia_id"
_SLICE = """
select
    orden - $start as numero, cui, coalesce(nombres, '') as nombres, coalesce(apellidos, '') as apellidos,
    coalesce(cast(nacimiento_fecha as varchar), '') as nacimiento_fecha
from consulta_cola
where orden > $start and orden <= $start + $size
order by orden
"""


@dataclass(frozen=True)
class Scope:
    """Deliveries that are meant: of which days, of which institution; empty for all."""

    since: date | None = None
    until: date | None = None
    institution: str = ""


def queue_up(scope: Scope, desk: Desk) -> int:
    """Gather the identities that have to be asked in the engine's memory; returns how many.

    Raises:
        StoreError: nothing tells what a lot asks that was set aside.
    """
    engine = desk.engine
    register_set_aside(desk)
    for table in (IDENTITIES, QUESTIONS, ANSWERS):
        attach(table, desk.store, engine)
    values = {
        "hoy": desk.today,
        "desde": scope.since,
        "hasta": scope.until,
        "transferencias": _transfers_of(scope.institution, desk),
    }
    if not engine.materialise(_PENDING, statement(_PENDING), values_for(_PENDING, values)):
        return 0
    transfers = [name for (name,) in engine.rows(_NAMED)]
    register_identities(transfers, desk.bench)
    waiting = engine.materialise(_QUEUE, statement(_QUEUE), values_for(_QUEUE, person_pads(desk.store.keys)))
    engine.forget(VAULT)
    return waiting


def make_lots(waiting: int, scope: Scope, convenio: Convenio, desk: Desk) -> Iterator[Lot]:
    """Lots over what was queued up, each made when it is asked for: sealed, and in the register."""
    size, verifier = desk.validation.rows_in_a_batch, desk.validation.verifier
    for start in range(0, waiting, size):
        rows = desk.engine.table(_SLICE, {"start": start, "size": size}).to_pylist()
        lote = desk.register.next_lot_id(verifier, desk.today)
        content = as_bytes(lote, rows, by=desk.validation.by, convenio=convenio.id)
        sha256 = hashlib.sha256(content).hexdigest()
        keep_copy(content, sha256, desk.store)
        yield desk.register.put_lot(
            Lot(
                lote_id=lote,
                verificador=verifier,
                convenio=convenio.id,
                finalidad=convenio.purpose,
                base_legal=convenio.legal_basis,
                medio=desk.validation.by,
                columnas=IDENTITY,
                filas=len(rows),
                sha256=sha256,
                creado=desk.now.isoformat(),
                desde=scope.since.isoformat() if scope.since else "",
                hasta=scope.until.isoformat() if scope.until else "",
            )
        )


def note_sent(lot: Lot, desk: Desk) -> Lot:
    """Keep that the verifier has a lot: from now on its identities count as asked."""
    limit = desk.today + timedelta(days=desk.validation.answer_days)
    sent = replace(lot, estado=SENT, enviado=desk.today.isoformat(), plazo=limit.isoformat(), motivo="")
    write_questions(sent, desk)
    return desk.register.put_lot(sent)


def write_questions(lot: Lot, desk: Desk) -> None:
    """Write what link_consulta keeps of a lot, from its sealed request."""
    desk.engine.register("consulta_enviada", asked_in(lot, desk.store))
    values = {
        "lote": lot.lote_id,
        "verificador": lot.verificador,
        "convenio": lot.convenio,
        "consultado": lot.enviado,
        "plazo": lot.plazo,
        **person_pads(desk.store.keys),
    }
    write_part(QUESTIONS, lot.lote_id, values, engine=desk.engine, store=desk.store)
    desk.engine.forget("consulta_enviada")


def _transfers_of(institution: str, desk: Desk) -> list[str] | None:
    if not institution:
        return None
    register = read_register(desk.store)
    return [item.transferencia_id for item in register if item.institucion == institution]

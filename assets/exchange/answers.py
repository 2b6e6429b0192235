"""One answer of a verifier taken in: sealed, judged row by row, kept as a part, entered.

Belongs here: the steps, in an order in which a kill does no harm, and counting what was made of the rows. Does not
belong here: how an answer came (by_file.py, by_service.py), or the judgement (respuesta_juicio.sql).

The order: the sealed copy, the answer's record with its place, the part, the lots, the ledger; then what brought it is
let go. Each step gives the same when it is done again, so an answer that a kill left behind is simply taken again.
An answer to a lot of which nothing tells any more what it asked is not touched: it waits until the lot was restored.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from assets.exchange.adapter import ROWS, Arrived
from assets.exchange.aside import is_lost
from assets.exchange.asking import note_sent
from assets.exchange.desk import Desk
from assets.exchange.lots import CLOSED, PREPARED, SET_ASIDE, Answer, Lot, answer_id
from assets.exchange.parts import ANSWERS, QUESTIONS, attach, write_part
from assets.raw.sealed_copies import keep_copy
from assets.statements import statement, values_for
from snis.errors import StoreError

_VERDICT = "respuesta_juicio"
FATES = ("aceptada", "repetida", "contradictoria", "ajena", "ilegible")


@dataclass(frozen=True)
class Taken:
    """What became of an answer: its record, and the lots that it closed."""

    answer: Answer
    closed: tuple[Lot, ...]


def take_answer(arrived: Arrived, desk: Desk) -> Taken:
    """Take one answer in; an answer whose content came before changes nothing, and is entered as repeated.

    Raises:
        StoreError: nothing tells what a lot that it answers had asked; the answer stays where it is.
    """
    if arrived.rows is not None:
        # Before anything is kept: an answer that cannot be judged yet is taken another night.
        _bring_questions(_named(arrived.rows, desk.validation.verifier, desk), desk)
    sha256 = arrived.oversized[0] if arrived.oversized else hashlib.sha256(arrived.content).hexdigest()
    known = desk.register.answer(answer_id(sha256))
    if not arrived.oversized:
        keep_copy(arrived.content, sha256, desk.store)
    answer = replace(known, marcas=_marks(known, arrived)) if known else _new(arrived, sha256, desk)
    taken = finish(desk.register.put_answer(answer), arrived, desk)
    arrived.leave()
    return taken


def finish(answer: Answer, arrived: Arrived, desk: Desk) -> Taken:
    """Everything after an answer is in the register; what a kill cut short is done to its end."""
    answer = desk.register.put_answer(_judge(answer, arrived, desk))
    closed = _update_lots(answer, desk)
    desk.account.answer(answer, {lot.lote_id: lot for lot in desk.register.lots()}, desk.now)
    return Taken(answer, closed)


def _bring_questions(lots: Iterable[str], desk: Desk) -> None:
    """See that what was asked in some lots is known. One that began to leave was in the verifier's hands after all."""
    for lot in filter(None, map(desk.register.lot, lots)):
        if lot.estado == SET_ASIDE or is_lost(lot, desk):
            raise StoreError(
                "llegó su respuesta, y no se sabe qué preguntaba; la respuesta espera",
                place=lot.lote_id,
                remedy="Restaure archive/ del respaldo y envíe el lote otra vez, o retírelo con `padron validate`.",
            )
        if lot.estado == PREPARED and lot.intentos:
            note_sent(lot, desk)


def _judge(answer: Answer, arrived: Arrived, desk: Desk) -> Answer:
    """Judge the rows of an answer against what was asked and answered before it, and keep those that tell something."""
    if answer.rechazada or arrived.rows is None:
        return answer
    engine = desk.engine
    lots = _named(arrived.rows, answer.verificador, desk)
    _bring_questions(lots, desk)
    engine.register("respuesta_fila", arrived.rows)
    attach(QUESTIONS, desk.store, engine, lots)
    attach(ANSWERS, desk.store, engine, _parts_about(lots, desk, before=answer.orden))
    engine.materialise("respuesta_anterior", f"select * from {ANSWERS}")  # noqa: S608 our own name
    values = {"hoy": answer.moment.date()}
    engine.materialise(_VERDICT, statement(_VERDICT), values_for(_VERDICT, values))
    counted = dict(engine.rows(f"select destino, count(*) from {_VERDICT} group by destino"))  # noqa: S608
    values_of_part = {
        "respuesta": answer.respuesta_id,
        "respuesta_orden": answer.orden,
        "respondio": answer.verificador,
        "recibido": answer.moment.date(),
        "vale_dias": answer.vale_dias,
    }
    write_part(ANSWERS, answer.respuesta_id, values_of_part, engine=engine, store=desk.store)
    engine.forget("respuesta_fila")
    counts = {fate: int(counted.get(fate, 0)) for fate in FATES}
    counts["ilegible"] += arrived.ragged
    return replace(answer, cuentas=counts, lotes=tuple(lots))


def rows_as_table(rows: Sequence[Sequence[str]]) -> pa.Table:
    """Answers as texts, numbered in their order."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * (len(ROWS) - 1)
    cells = zip([range(1, len(rows) + 1), *columns], ROWS.types, strict=True)
    return pa.Table.from_arrays([pa.array(column, kind) for column, kind in cells], schema=ROWS)


def _named(rows: pa.Table, verifier: str, desk: Desk) -> list[str]:
    """Lots that an answer names, of those that its verifier was asked; others are not its to answer."""
    names = {str(name).strip() for name in pc.unique(rows["lote"]).to_pylist()}
    return sorted(names & {lot.lote_id for lot in desk.register.lots(verifier)})


def _parts_about(lots: Iterable[str], desk: Desk, *, before: int | None = None) -> list[str]:
    """Answers that told something of some lots, all or those before a place."""
    wanted = set(lots)
    return [
        item.respuesta_id
        for item in desk.register.answers()
        if wanted & set(item.lotes) and (before is None or item.orden < before)
    ]


def _update_lots(answer: Answer, desk: Desk) -> tuple[Lot, ...]:
    """Bring the lots that an answer is about up to date; returns those that it closed."""
    if not answer.lotes:
        return ()
    attach(ANSWERS, desk.store, desk.engine, _parts_about(answer.lotes, desk))
    counted = f"select lote_id, count(distinct numero) from {ANSWERS} group by lote_id"  # noqa: S608 our own name
    answered = dict(desk.engine.rows(counted))
    closed = []
    for lot in filter(None, map(desk.register.lot, answer.lotes)):
        done = answered.get(lot.lote_id, 0)
        state = CLOSED if done >= lot.filas and lot.estado != PREPARED else lot.estado
        if (done, state) != (lot.respondidas, lot.estado):
            desk.register.put_lot(replace(lot, respondidas=done, estado=state, motivo=""))
        if state == CLOSED:
            closed.append(lot)
    return tuple(closed)


def _new(arrived: Arrived, sha256: str, desk: Desk) -> Answer:
    return Answer(
        respuesta_id=answer_id(sha256),
        orden=desk.register.next_place(),
        verificador=desk.validation.verifier,
        medio=desk.validation.by,
        sha256=sha256,
        bytes=arrived.oversized[1] if arrived.oversized else len(arrived.content),
        recibida=desk.now.isoformat(),
        vale_dias=desk.validation.valid_days,
        rechazada=arrived.problem,
        marcas=(arrived.mark,) if arrived.mark else (),
    )


def _marks(known: Answer, arrived: Arrived) -> tuple[str, ...]:
    is_new = bool(arrived.mark) and arrived.mark not in known.marcas
    return (*known.marcas, arrived.mark) if is_new else known.marcas

"""One transfer judged, with everything that it changes in others: what it replaces, corrects, or answers.

Belongs here: the order of these steps for one transfer. Does not belong here: the steps themselves (judgement.py,
supersession.py, row_corrections.py, corrections.py, history.py), or the loop over transfers (graph.py).

The order makes a kill harmless at any moment. What a transfer replaces is written down before anything moves; what is
touched by it is judged anew, and for as long as that is not finished it is not judged, and neither is the transfer
itself. Every step writes the same again when it is done again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from assets.core.binding import bound_values, received_of, sheets_of
from assets.core.control_totals import control_totals
from assets.core.corrections import answering, reconcile
from assets.core.history import known_still, retire
from assets.core.judgement import ACCEPTED_TABLE, LEDGER, Judgement, is_judged, judge, judging
from assets.core.parts import discard_part
from assets.core.row_corrections import find_corrected
from assets.core.supersession import (
    Survey,
    decide,
    earlier_of,
    of_period,
    period_by_days,
    rivals_of,
    undecided,
)
from assets.core.telling import answer
from assets.raw.particulars import with_control_totals
from assets.raw.rows import RAW, contract_of, refuse
from assets.raw.transfers import REFUSED, Transfer, read_register, write_transfer
from assets.resources import Bench
from assets.statements import statement
from snis.contracts.layout import InstitutionContract
from snis.errors import TransferError

# Modes in which a file takes the place of rows that came before it.
_REPLACING = frozenset({"full", "correction"})


def judge_transfer(transfer_id: str, bench: Bench) -> Judgement | None:
    """Judge one transfer, and write its receipt and the rows that go back; None when the file was refused."""
    transfer = _known(transfer_id, bench)
    if transfer.estado == REFUSED:
        answer(transfer, None, bench=bench)
        return None
    try:
        contract = contract_of(transfer, bench.deployment)
        replaces = contract.mode in _REPLACING
        if replaces and contract.control is not None:
            # A file that differs from its totals replaces nothing, so they are looked at before anything moves.
            with _surveying(transfer, bench):
                transfer = _with_control(transfer, contract, bench)
        touched = _replace(transfer, contract, bench)
    except TransferError as error:
        _refuse(transfer, error, bench)
        return None
    for item in touched:
        _judge_alone(_known(item.transferencia_id, bench), bench)
    try:
        return _judge_alone(_known(transfer_id, bench), bench, with_control=not replaces)
    except TransferError as error:
        _refuse(transfer, error, bench)
        return None


def _refuse(transfer: Transfer, error: TransferError, bench: Bench) -> None:
    refuse(transfer, error, bench.store, moment=bench.now, known=bench.deployment.institution_codes)
    answer(_known(transfer.transferencia_id, bench), None, bench=bench)


def _with_control(transfer: Transfer, contract: InstitutionContract, bench: Bench) -> Transfer:
    """The transfer, whose rows the engine has just judged, with the totals that its sender wrote in it."""
    if contract.control is None:
        return transfer
    totals = control_totals(
        lambda: bench.store.read_columns(RAW, transfer.transferencia_id),
        contract,
        sheets_of(transfer),
        bench.engine,
    )
    held = replace(transfer, lectura=with_control_totals(transfer.lectura, totals))
    write_transfer(bench.store, held)
    return held


def _replace(transfer: Transfer, contract: InstitutionContract, bench: Bench) -> list[Transfer]:
    """Write down what a transfer takes the place of; returns what has to be judged anew, in order of reception."""
    register = read_register(bench.store)
    if contract.mode == "full":
        moved = _replace_whole(transfer, contract, register, bench)
    elif contract.mode == "correction":
        # From now on the transfer is not judged, so that a night killed in between comes back to it.
        discard_part(LEDGER, transfer.transferencia_id, bench.store)
        moved = find_corrected(
            transfer,
            contract,
            ACCEPTED_TABLE[contract.kind],
            register=register,
            surveying=lambda item: _surveying(item, bench),
            engine=bench.engine,
            store=bench.store,
        )
    else:
        return []
    return _touched(transfer, moved, register, bench) if moved else []


def _replace_whole(
    transfer: Transfer, contract: InstitutionContract, register: Sequence[Transfer], bench: Bench
) -> list[str]:
    rivals = rivals_of(transfer, contract, register)
    if not rivals:
        return []
    discard_part(LEDGER, transfer.transferencia_id, bench.store)
    survey = _survey(transfer, bench)
    named = replace(
        undecided(transfer, register), periodo=transfer.periodo or period_by_days(contract, survey)
    )
    rivals = of_period(rivals, contract, named.periodo)
    accepted = sum(_accepted(item, bench) for item in rivals)
    decision = decide(named, contract, rivals, survey=survey, accepted=accepted, deployment=bench.deployment)
    write_transfer(bench.store, decision.transfer)
    for item in decision.replaced:
        write_transfer(bench.store, replace(item, reemplazada_por=transfer.transferencia_id))
    return [item.transferencia_id for item in decision.replaced]


def _touched(
    transfer: Transfer, moved: Sequence[str], register: Sequence[Transfer], bench: Bench
) -> list[Transfer]:
    """Transfers whose rows move, those that answered them, and those that were stopped by a row that moves."""
    places = {item.transferencia_id: item.secuencia for item in register}
    first = min(places[item] for item in moved)
    later = [
        item
        for item in earlier_of(transfer, register)
        if item.secuencia > first and is_judged(bench.store, item.transferencia_id)
    ]
    concerned = {*moved, *_doubtful(later, bench), *answering(moved, later, bench.store)}
    return [item for item in register if item.transferencia_id in concerned]


def _doubtful(later: Sequence[Transfer], bench: Bench) -> set[str]:
    """Those of the transfers in which some row was discarded as brought before."""
    parts = [bench.store.part(LEDGER, item.transferencia_id) for item in later]
    if not parts:
        return set()
    try:
        bench.engine.attach(LEDGER, parts)
        return {row[0] for row in bench.engine.rows(statement("core_dudosa"))}
    finally:
        bench.engine.forget(LEDGER)


def _judge_alone(transfer: Transfer, bench: Bench, *, with_control: bool = False) -> Judgement:
    """Judge a transfer whose place among the others is settled.

    Args:
        transfer: the transfer.
        bench: where it is judged.
        with_control: hold the totals that its sender wrote in it against what is judged, before anything is written.
    """
    register = read_register(bench.store)
    contract = contract_of(transfer, bench.deployment)
    table = ACCEPTED_TABLE[contract.kind]
    tools = {"register": register, "engine": bench.engine, "store": bench.store}

    def before_parts(values: Mapping[str, object]) -> None:
        held = _with_control(transfer, contract, bench) if with_control else transfer
        if not held.periodo:
            _note_period(held, contract, bench)
        reconcile(transfer, values, **tools)  # type: ignore[arg-type]

    def before_ledger(values: Mapping[str, object]) -> None:
        retire(table, values, **tools)  # type: ignore[arg-type]

    judgement = judge(
        received_of(transfer),
        contract,
        sheets_of(transfer),
        bench.store.read_columns(RAW, transfer.transferencia_id),
        earlier=[item.transferencia_id for item in register if item.secuencia < transfer.secuencia],
        deployment=bench.deployment,
        engine=bench.engine,
        store=bench.store,
        keys=bench.store.keys,
        closed_through=transfer.closed_through,
        known=known_still(transfer, contract, table, register=register, store=bench.store),
        before_parts=before_parts,
        before_ledger=before_ledger,
    )
    answer(_known(transfer.transferencia_id, bench), judgement, bench=bench)
    return judgement


def _note_period(transfer: Transfer, contract: InstitutionContract, bench: Bench) -> None:
    """Write the period down that the rows are about, once they are read."""
    if period := period_by_days(contract, _counted(bench)):
        write_transfer(bench.store, replace(transfer, periodo=period))


@contextmanager
def _surveying(transfer: Transfer, bench: Bench) -> Iterator[Mapping[str, object]]:
    """The judgement of a transfer in the engine's memory, before anything is decided of it."""
    contract, sheets = contract_of(transfer, bench.deployment), sheets_of(transfer)
    bound = bound_values(received_of(transfer), contract, sheets, keys=bench.store.keys)
    values = {**bound, "cerrado_hasta": transfer.closed_through}
    rows = bench.store.read_columns(RAW, transfer.transferencia_id)
    with judging(contract, sheets, rows, values, engine=bench.engine, deployment=bench.deployment):
        yield values


def _survey(transfer: Transfer, bench: Bench) -> Survey:
    with _surveying(transfer, bench):
        return _counted(bench)


def _counted(bench: Bench) -> Survey:
    days = bench.engine.rows(statement("core_dia"))
    return Survey(sum(rows for _, rows in days), tuple((day, rows) for day, rows in days if day is not None))


def _accepted(transfer: Transfer, bench: Bench) -> int:
    """Rows accepted from a transfer, whether they count still or are history."""
    part = bench.store.part(LEDGER, transfer.transferencia_id)
    if not part.exists():
        return 0
    try:
        bench.engine.attach(LEDGER, [part])
        counted = bench.engine.rows(statement("core_recuento"))
        return sum(rows for state, _, _, rows in counted if state == "aceptada")
    finally:
        bench.engine.forget(LEDGER)


def _known(transfer_id: str, bench: Bench) -> Transfer:
    return next(item for item in read_register(bench.store) if item.transferencia_id == transfer_id)

"""What a night would say of a file, without keeping anything: `padron check`.

Belongs here: reading, judging and answering for one file outside the work folder. Does not belong here: the command
line (pipelines), reading (assets/reading), the judgement (judgement.py), or what earlier files say of it (earlier.py).

The file is read from its place, a block at a time, and once more for the rows that would go back. Without a work folder
the pseudonyms are made with keys that are thrown away.
"""

import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from assets.core.binding import bound_values, received_of, sheets_of
from assets.core.control_totals import control_totals
from assets.core.counting import RuleCount, count_rules
from assets.core.earlier import NO_STANDING, NOTHING_EARLIER, Earlier, Standing
from assets.core.judgement import LEDGER, judging
from assets.core.parts import TEXTS
from assets.core.rejections import NOTHING_RETURNED, STATES, Returned, return_rows, rule_places, write_csv
from assets.core.remarks import NO_REMARKS, Remarks, remarking, states_of
from assets.core.supersession import Survey
from assets.engine import DuckDBEngine, digest_file
from assets.progress import report
from assets.raw.calendar import calendar_place, named_period
from assets.raw.choosing import (
    check_agreed,
    check_institution,
    closed_through,
    contract_by_name,
    contract_by_version,
)
from assets.raw.next_steps import WORKBOOK
from assets.raw.particulars import ControlTotal, Particulars, with_control_totals
from assets.raw.receipt import receipt_of, write_receipt
from assets.raw.rows import describe
from assets.raw.transfers import Transfer, transfer_id
from assets.reading.refusals import EMPTY, UNREADABLE, refusal
from assets.reading.returned import Returned as ReturnedBook
from assets.reading.returned import check_sender, returned_in
from assets.reading.returned_rows import read_returned
from assets.reading.under_contract import Reading, read_file
from assets.statements import statement, statement_over, values_for, values_over
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment
from snis.errors import TransferError
from snis.keys import KEY_BYTES, Keys

ACCEPTED, REPEATS = "aceptadas.csv", "core_repetida"
_BLOCK = 1 << 20
_STEP, _STEPS = "revisión", 4


@dataclass(frozen=True)
class _Judged:
    """What became of the rows of a file."""

    counts: tuple[RuleCount, ...] = ()
    returned: Returned = NOTHING_RETURNED
    standing: Standing = NO_STANDING
    remarks: Remarks = NO_REMARKS
    totals: tuple[ControlTotal, ...] = ()


def check_outputs(
    file: Path,
    institution: str,
    *,
    deployment: Deployment,
    engine: DuckDBEngine,
    moment: datetime,
    out: Path | None = None,
    earlier: Earlier = NOTHING_EARLIER,
) -> dict[str, Any]:
    """The receipt that a night would give for a file; with `out`, also its rows by what becomes of them.

    Args:
        file: the file that would be sent.
        institution: code of its sender.
        deployment: contracts, code lists and territory.
        engine: where the judgement runs.
        moment: when it would be received.
        out: folder for the receipt, aceptadas.csv, cuarentena.csv, descartadas.csv and the workbook of rows that would
            go back; nothing is written without.
        earlier: what was received before.
    """
    if out is not None:
        for name in (ACCEPTED, WORKBOOK, *STATES.values()):
            (out / name).unlink(missing_ok=True)
    report(_STEP, 0, _STEPS)
    transfer = _transfer(file, institution, moment)
    report(_STEP, 1, _STEPS)
    judged, particulars = _Judged(), Particulars(is_rehearsal=True)
    try:
        book = _book_of(file)
        contract, owner = _contract(transfer, book, deployment, earlier)
        transfer = replace(
            transfer,
            contrato=contract.contract,
            version=contract.version,
            periodo=owner.periodo if owner else named_period(contract, transfer.archivo),
            devuelta_de=book.transfer_id if book else "",
            cerrado_hasta=closed.isoformat() if (closed := closed_through(contract, deployment)) else "",
            secuencia=earlier.next_place,
        )
        particulars = replace(
            particulars, calendar=calendar_place(transfer, contract), corrects=transfer.devuelta_de
        )
        reading = _read(file, contract, book)
        transfer = replace(transfer, lectura=describe(reading))
        judged = _judge(
            transfer,
            contract,
            reading,
            lambda: _read(file, contract, book),
            deployment=deployment,
            engine=engine,
            earlier=earlier,
            out=out,
        )
        particulars = judged.remarks.told(replace(particulars, notices=judged.standing.notices))
        # Once more: rows are counted as they pass.
        transfer = replace(transfer, lectura=with_control_totals(describe(reading), judged.totals))
    except TransferError as error:
        place = f" ({error.place})" if error.place else ""
        transfer = transfer.refused(error.rule, f"{error.message}{place}", remedy=error.remedy)
    receipt = receipt_of(transfer, states_of(judged.counts), judged.returned.told(particulars))
    if out is not None:
        write_receipt(out, receipt)
    report(_STEP, 4, _STEPS)
    return receipt


def _transfer(file: Path, institution: str, moment: datetime) -> Transfer:
    sha256 = digest_file(file)
    return Transfer(
        transferencia_id=transfer_id(sha256),
        sha256=sha256,
        institucion=institution,
        archivo=file.name,
        bytes=file.stat().st_size,
        recibida=moment.isoformat(),
        secuencia=0,
    )


def _book_of(file: Path) -> ReturnedBook | None:
    """What the file says of itself, when it is a workbook of returned rows."""
    with file.open("rb") as stream:
        return returned_in(stream)


def _contract(
    transfer: Transfer, book: ReturnedBook | None, deployment: Deployment, earlier: Earlier
) -> tuple[InstitutionContract, Transfer | None]:
    """The contract of the file; for a mended workbook that of the rows it answers, and their transfer when known."""
    institution, day = transfer.institucion, transfer.moment.date()
    check_institution(institution, deployment)
    sent = None
    if book is None:
        contract = contract_by_name(institution, transfer.archivo, day, deployment)
    else:
        contract = contract_by_version(book.contract, book.version, deployment)
        sent = earlier.received(book.transfer_id)
        # Without a work folder nobody can say whether the transfer came; the contract says at least whose it is.
        owner = contract.institution if sent or not earlier.is_known else None
        check_sender(book, sender=institution, owner=owner)
    check_agreed(contract, day)
    return contract, sent


def _read(file: Path, contract: InstitutionContract, book: ReturnedBook | None) -> Reading:
    try:
        if book is not None:
            return read_returned(file.read_bytes(), book, contract).reading
        return read_file(lambda: _blocks(file), contract)
    except OSError:
        raise refusal(UNREADABLE, place=file.name) from None


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _judge(
    transfer: Transfer,
    contract: InstitutionContract,
    reading: Reading,
    again: Callable[[], Reading],
    *,
    deployment: Deployment,
    engine: DuckDBEngine,
    earlier: Earlier,
    out: Path | None,
) -> _Judged:
    """The judgement of a file; with `out`, its rows by what becomes of them."""
    sheets = sheets_of(transfer)
    keys = earlier.keys or Keys(*(secrets.token_bytes(KEY_BYTES) for _ in range(5)))
    values: dict[str, object] = {
        **bound_values(received_of(transfer), contract, sheets, keys=keys),
        "archivo": transfer.archivo,
        "cerrado_hasta": transfer.closed_through,
    }

    def rows() -> pa.RecordBatchReader:
        return again().columns()

    with judging(contract, sheets, reading.columns(), values, engine=engine, deployment=deployment):
        totals = control_totals(rows, contract, sheets, engine)
        standing = earlier.standing(transfer, contract, _survey(engine), deployment=deployment, engine=engine)
        _compare(standing, values, engine)
        if not engine.materialise(LEDGER, statement(LEDGER), values_for(LEDGER, values)):
            raise refusal(EMPTY, place=transfer.archivo)
        report(_STEP, 2, _STEPS)
        with remarking(values, engine) as remarks:
            returned = _returned(transfer, contract, rows, values, engine=engine, out=out)
            return _Judged(count_rules(engine), returned, standing, remarks, totals)


def _returned(
    transfer: Transfer,
    contract: InstitutionContract,
    rows: Callable[[], pa.RecordBatchReader],
    values: Mapping[str, object],
    *,
    engine: DuckDBEngine,
    out: Path | None,
) -> Returned:
    """Where the rules were met; with `out`, also the rows by what became of them."""
    if out is None:
        return replace(NOTHING_RETURNED, places=rule_places(engine), unfolds=contract.months is not None)
    out.mkdir(parents=True, exist_ok=True)
    bound = values_over("core_aceptada", TEXTS, values)
    write_csv(engine.reader(statement_over("core_aceptada", TEXTS), bound), out / ACCEPTED)
    report(_STEP, 3, _STEPS)
    with tempfile.TemporaryDirectory(dir=out, prefix=".") as scratch:
        return return_rows(
            rows,
            transfer,
            contract,
            values,
            folder=out,
            scratch=Path(scratch),
            engine=engine,
            always=True,
        )


def _survey(engine: DuckDBEngine) -> Survey:
    """What the file holds, before anything else is known of it."""
    days = engine.rows(statement("core_dia"))
    return Survey(sum(rows for _, rows in days), tuple((day, rows) for day, rows in days if day is not None))


def _compare(standing: Standing, values: Mapping[str, object], engine: DuckDBEngine) -> None:
    """Look once more for deliveries that were sent before, now that it is known which of those still count."""
    if standing.parts:
        engine.forget("core_anterior")
        engine.attach("core_anterior", standing.parts)
    if standing.parts or standing.known.num_rows:
        engine.register("core_conocida", standing.known)
        engine.materialise(REPEATS, statement(REPEATS), values_for(REPEATS, values))

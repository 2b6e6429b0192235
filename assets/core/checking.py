"""What a night would say of a file, without keeping anything: `padron check`.

Belongs here: reading, judging and answering for one file outside the work folder. Does not belong here: the command
line (pipelines), reading (assets/reading), the judgement (judgement.py), or what earlier files say of it (earlier.py).

The file is read from its place, a block at a time, and once more for the rows that would go back. Without a work folder
the pseudonyms are made with keys that are thrown away.
"""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from assets.core.binding import bound_values, received_of, sheets_of
from assets.core.earlier import NOTHING_EARLIER, Earlier
from assets.core.judgement import LEDGER, TEXTS, RuleCount, count_rules, judging
from assets.core.rejections import NOTHING_RETURNED, STATES, Returned, return_rows, rule_places, write_csv
from assets.engine import DuckDBEngine, digest_file
from assets.progress import report
from assets.raw.calendar import calendar_place, named_period
from assets.raw.next_steps import WORKBOOK
from assets.raw.particulars import Particulars
from assets.raw.receipt import receipt_of, write_receipt
from assets.raw.rows import describe
from assets.raw.transfers import Transfer, transfer_id
from assets.reading.refusals import EMPTY, NO_CONTRACT, NO_INSTITUTION, UNREADABLE, refusal
from assets.reading.returned import Returned as ReturnedBook
from assets.reading.returned import check_sender, returned_in
from assets.reading.returned_rows import read_returned
from assets.reading.under_contract import Reading, read_file
from assets.statements import statement, statement_over, values_for, values_over
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment
from snis.errors import TransferError
from snis.keys import KEY_BYTES, Keys

ACCEPTED = "aceptadas.csv"
_BLOCK = 1 << 20
_STEP, _STEPS = "revisión", 4


@dataclass(frozen=True)
class _Judged:
    """What became of the rows of a file."""

    counts: tuple[RuleCount, ...] = ()
    returned: Returned = NOTHING_RETURNED


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
        contract = _contract(transfer, book, deployment, earlier)
        transfer = replace(
            transfer,
            contrato=contract.contract,
            version=contract.version,
            periodo=named_period(contract, transfer.archivo),
        )
        particulars = replace(
            particulars,
            calendar=calendar_place(transfer, contract),
            notices=earlier.notices(transfer),
            corrects=book.transfer_id if book else "",
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
        # Once more: rows are counted as they pass.
        transfer = replace(transfer, lectura=describe(reading))
    except TransferError as error:
        place = f" ({error.place})" if error.place else ""
        transfer = transfer.refused(error.rule, f"{error.message}{place}", remedy=error.remedy)
    counts = [(item.state, item.rule, item.field, item.rows) for item in judged.counts]
    receipt = receipt_of(transfer, counts, judged.returned.told(particulars))
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
) -> InstitutionContract:
    institution, day = transfer.institucion, transfer.moment.date()
    if institution not in deployment.institution_codes:
        near = get_close_matches(institution.lower(), sorted(deployment.institution_codes), n=3, cutoff=0.5)
        cause = f"¿Quiso decir {' o '.join(near)}?" if near else ""
        raise refusal(NO_INSTITUTION, cause, place=institution)
    if book is not None:
        return _contract_of_book(book, institution, deployment, earlier)
    contract = deployment.contract_for(institution, transfer.archivo, on=day)
    if contract is None:
        patterns = sorted(
            item.file.pattern
            for item in deployment.contracts
            if item.institution == institution and item.is_valid_on(day)
        )
        cause = f"Los vigentes esperan: {', '.join(patterns)}." if patterns else "No hay ninguno vigente."
        raise refusal(NO_CONTRACT, cause, place=transfer.archivo)
    return contract


def _contract_of_book(
    book: ReturnedBook, institution: str, deployment: Deployment, earlier: Earlier
) -> InstitutionContract:
    """The contract of the rows that a mended workbook answers."""
    found = [
        item
        for item in deployment.contracts
        if (item.contract, item.version) == (book.contract, book.version)
    ]
    if not found:
        raise refusal(NO_CONTRACT, f"Ya no existe {book.contract} versión {book.version}.")
    # Without a work folder nobody can say whether the transfer is known; the contract says at least whose it is.
    owner = earlier.owner(book.transfer_id) if earlier.is_known else found[0].institution
    check_sender(book, sender=institution, owner=owner)
    return found[0]


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
    values = {
        **bound_values(received_of(transfer), contract, sheets, keys=keys),
        "archivo": transfer.archivo,
    }
    before = earlier.accepted(transfer, contract)
    with judging(
        contract, sheets, reading.columns(), values, engine=engine, deployment=deployment, before=before
    ):
        if not engine.materialise(LEDGER, statement(LEDGER), values_for(LEDGER, values)):
            raise refusal(EMPTY, place=transfer.archivo)
        report(_STEP, 2, _STEPS)
        counts = count_rules(engine)
        if out is None:
            return _Judged(counts, replace(NOTHING_RETURNED, places=rule_places(engine)))
        out.mkdir(parents=True, exist_ok=True)
        bound = values_over("core_aceptada", TEXTS, values)
        write_csv(engine.reader(statement_over("core_aceptada", TEXTS), bound), out / ACCEPTED)
        report(_STEP, 3, _STEPS)
        with tempfile.TemporaryDirectory(dir=out, prefix=".") as scratch:
            returned = return_rows(
                lambda: again().columns(),
                transfer,
                contract,
                values,
                folder=out,
                scratch=Path(scratch),
                engine=engine,
                always=True,
            )
        return _Judged(counts, returned)

"""What a night would say of a file, without keeping anything: `padron check`.

Belongs here: reading, judging and answering for one file outside the work folder. Does not belong here: the command
line (pipelines), reading (assets/raw), or the judgement (judgement.py).

Nothing is compared with earlier transfers (DUP-02 needs them), and the pseudonyms are made with keys that are
thrown away.
"""

import secrets
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from assets.core.binding import bound_values, received_of, sheets_of
from assets.core.judgement import LEDGER, RuleCount, count_rules, judging
from assets.core.rejections import STATES, write_csv, write_states
from assets.engine import DuckDBEngine, digest_file
from assets.raw.receipt import receipt_of
from assets.raw.rows import describe
from assets.raw.transfers import Transfer, transfer_id
from assets.reading.refusals import EMPTY, NO_CONTRACT, NO_INSTITUTION, UNREADABLE, refusal
from assets.reading.under_contract import Reading, read_file
from assets.statements import statement, values_for
from assets.store import write_json
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment
from snis.errors import TransferError
from snis.keys import KEY_BYTES, Keys

RECEIPT, ACCEPTED = "recibo.json", "aceptadas.csv"
_BLOCK = 1 << 20


def check_outputs(
    file: Path,
    institution: str,
    *,
    deployment: Deployment,
    engine: DuckDBEngine,
    moment: datetime,
    out: Path | None = None,
) -> dict[str, Any]:
    """The receipt that a night would give for a file; with `out`, also its rows by what becomes of them.

    Args:
        file: the file that would be sent.
        institution: code of its sender.
        deployment: contracts, code lists and territory.
        engine: where the judgement runs.
        moment: when it would be received.
        out: folder for recibo.json, aceptadas.csv, cuarentena.csv and descartadas.csv; nothing is written without.
    """
    if out is not None:
        for name in (ACCEPTED, *STATES.values()):
            (out / name).unlink(missing_ok=True)
    transfer = _transfer(file, institution, moment)
    counts: tuple[RuleCount, ...] = ()
    try:
        contract = _contract(transfer, deployment)
        transfer = replace(transfer, contrato=contract.contract, version=contract.version)
        reading = _read(file, contract)
        transfer = replace(transfer, lectura=describe(reading))
        counts = _judge(transfer, contract, reading, deployment=deployment, engine=engine, out=out)
        # Once more: rows are counted as they pass.
        transfer = replace(transfer, lectura=describe(reading))
    except TransferError as error:
        place = f" ({error.place})" if error.place else ""
        transfer = transfer.refused(error.rule, f"{error.message}{place}", remedy=error.remedy)
    receipt = receipt_of(transfer, [(item.state, item.rule, item.field, item.rows) for item in counts])
    if out is not None:
        write_json(out / RECEIPT, receipt)
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


def _contract(transfer: Transfer, deployment: Deployment) -> InstitutionContract:
    if transfer.institucion not in deployment.institution_codes:
        raise refusal(NO_INSTITUTION, place=transfer.institucion)
    contract = deployment.contract_for(transfer.institucion, transfer.archivo, on=transfer.moment.date())
    if contract is None:
        raise refusal(NO_CONTRACT, place=transfer.archivo)
    return contract


def _read(file: Path, contract: InstitutionContract) -> Reading:
    try:
        content = file.read_bytes()
    except OSError:
        raise refusal(UNREADABLE, place=file.name) from None
    blocks = [content[start : start + _BLOCK] for start in range(0, len(content), _BLOCK)]
    return read_file(lambda: blocks, contract)


def _judge(
    transfer: Transfer,
    contract: InstitutionContract,
    reading: Reading,
    *,
    deployment: Deployment,
    engine: DuckDBEngine,
    out: Path | None,
) -> tuple[RuleCount, ...]:
    keys = Keys(*(secrets.token_bytes(KEY_BYTES) for _ in range(5)))
    values = {
        **bound_values(received_of(transfer), contract, sheets_of(transfer), keys=keys),
        "archivo": transfer.archivo,
    }
    with judging(contract, reading.reader(), values, engine=engine, deployment=deployment):
        if not engine.materialise(LEDGER, statement(LEDGER), values_for(LEDGER, values)):
            raise refusal(EMPTY, place=transfer.archivo)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            accepted = engine.reader(statement("core_aceptada"), values_for("core_aceptada", values))
            write_csv(accepted, out / ACCEPTED)
            list(write_states(engine, filename=transfer.archivo, folder=out))
        return count_rules(engine)

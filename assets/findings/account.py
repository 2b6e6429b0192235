"""One finding for whoever resolves it: the rows it is about, and what its institution commented.

Belongs here: addresses of its own institution's rows, and the comment from the sealed workbook. Does not belong here:
showing them (pipelines/findings_command.py). Nothing of it is written anywhere but that somebody looked.
"""

from typing import Any

from assets.findings.answers import answers_of, content_of
from assets.findings.concerned import ask_for, concerned_rows
from assets.findings.returned_rows import read_answers
from assets.raw.ledger import record
from assets.raw.transfers import read_transfer_record
from assets.resources import Bench
from snis.errors import FindingError
from snis.finding_answers import reference_of
from snis.finding_events import signing_key
from snis.finding_life import Life
from snis.written_reason import refuse_numbers

OPENED = "hallazgos_abierto"


def account_of(life: Life, bench: Bench) -> list[dict[str, Any]]:
    """Where the rows of a finding stand, without anything that identifies; none when it is over."""
    ask_for([life.finding], bench)
    rows = concerned_rows(life.facts.owner, bench)
    names = {row.transfer: read_transfer_record(bench.store, row.transfer) for row in rows}
    return [
        {
            "transferencia": row.transfer,
            "archivo": transfer.archivo if (transfer := names[row.transfer]) else "",
            "hoja": row.sheet,
            "fila": row.line,
            "modalidad": row.modality,
            "entrega_fecha": row.day.isoformat(),
            "monto_gtq": str(row.amount),
        }
        for row in rows
    ]


def comment_of(life: Life, bench: Bench, *, who: str) -> str:
    """What the institution commented with its last answer; the ledger is told first who looks.

    Raises:
        FindingError: who looks is named by a number that could be somebody's.
    """
    refuse_numbers(who, what="la cuenta", place="--by", error=FindingError)
    record(
        bench.store,
        bench.now,
        OPENED,
        data={"hallazgo": reference_of(life.finding), "quien": who},
    )
    name, digest = life.answered_in
    answer = next((item for item in answers_of(bench.store) if item.respuesta_id == name), None)
    if answer is None or not digest:
        return ""
    key = signing_key(bench.store.keys.record)
    rows = read_answers(content_of(answer, bench.store), key)
    # The digest tells the comment, whatever the finding was called when it was answered.
    return next((item.comment for item in rows if item.row.comment == digest), "")

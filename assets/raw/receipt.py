"""The receipt of a file: what became of it, for the institution that sent it.

Belongs here: its content as data, and writing it to the outbox. Does not belong here: counting rows (assets/core),
returning rows (assets/core/rejections.py), what it tells beyond counts (particulars.py), what the sender does next
(next_steps.py), or its form for people (receipt_text.py, receipt_page.py).
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assets.raw.next_steps import next_steps
from assets.raw.particulars import Notice, Particulars
from assets.raw.receipt_page import render_receipt
from assets.raw.receipt_text import as_text
from assets.raw.transfers import REFUSED, Transfer
from assets.store import Store, replacing, write_json
from quality.catalogue import load_catalogue

WITHOUT_INSTITUTION = "_sin_institucion"
RECEIPT, RECEIPT_TEXT, RECEIPT_PAGE = "recibo.json", "recibo.txt", "recibo.html"
RuleRows = Iterable[tuple[str, str, str, int]]
_STATES = ("aceptada", "cuarentena", "descartada")
_NOTHING_MORE = Particulars()


def outbox_of(transfer: Transfer, store: Store, known: frozenset[str]) -> Path:
    """The folder of a transfer in its institution's outbox; one of its own for files of no institution."""
    institution = transfer.institucion if transfer.institucion in known else WITHOUT_INSTITUTION
    return store.outbox / institution / transfer.transferencia_id


def receipt_of(
    transfer: Transfer, counts: RuleRows, particulars: Particulars = _NOTHING_MORE
) -> dict[str, Any]:
    """The receipt as data.

    Args:
        transfer: the file.
        counts: state, rule, field and rows of every group of rows, as the judgement counted them.
        particulars: places, repairs, control totals, calendar: what is known beyond counts.
    """
    groups = list(counts)
    noticed = [("aceptada", item.rule, item.field, item.rows) for item in particulars.row_notices]
    totals = {state: sum(rows for s, _, _, rows in groups if s == state) for state in _STATES}
    judged = sum(totals.values())
    read = rows_read(transfer)
    received = judged if read is None or particulars.unfolds else read
    notices = [*(Notice(rule) for rule in transfer.avisos), *particulars.notices]
    receipt: dict[str, Any] = {
        "transferencia": transfer.transferencia_id,
        "institucion": transfer.institucion,
        "archivo": transfer.archivo,
        "sha256": transfer.sha256,
        "bytes": transfer.bytes,
        "recibido": transfer.recibida,
        "contrato": transfer.contrato,
        "version": transfer.version,
        "es_revision": particulars.is_rehearsal,
        "estado": transfer.estado,
        "motivo": _refused(transfer) if transfer.estado == REFUSED else None,
        "avisos": [{**_rule_text(notice.rule), "causa": notice.cause} for notice in notices],
        "repeticiones": list(transfer.repeticiones),
        "corrige": _corrects(particulars),
        "filas": {
            "recibidas": received,
            "aceptadas": totals["aceptada"],
            "cuarentena": totals["cuarentena"],
            "descartadas": totals["descartada"],
        },
        "filas_del_archivo": received if read is None else read,
        "cuadra": received == judged,
        "totales_de_control": (transfer.lectura or {}).get("totales_de_control", []),
        "reparaciones": particulars.repairs_as_json(),
        "reglas": [
            {
                **_rule_text(rule),
                "campo": field,
                "estado": state,
                "filas": rows,
                "lugares": particulars.places_of(state, rule, field),
            }
            for state, rule, field, rows in (*groups, *noticed)
            if rule
        ],
        "calendario": particulars.calendar_as_json(),
        "filas_en_libro": particulars.workbook_rows,
        "archivos": list(particulars.files),
        "lectura": transfer.lectura,
    }
    return {**receipt, "que_sigue": next_steps(receipt)}


def write_receipt(folder: Path, receipt: Mapping[str, Any]) -> None:
    """Write the receipt as a page and as text for people, and as recibo.json for machines; that one last."""
    for name, text in ((RECEIPT_PAGE, render_receipt(receipt)), (RECEIPT_TEXT, as_text(receipt))):
        with replacing(folder / name) as aside:
            aside.write_text(text, encoding="utf-8")
    write_json(folder / RECEIPT, receipt)


def rows_read(transfer: Transfer) -> int | None:
    """Rows that the reader found in a file, counted apart from what the judgement made of them; None before it did."""
    if transfer.estado == REFUSED:
        return 0
    return (transfer.lectura or {}).get("filas_leidas")


def has_receipt(folder: Path) -> bool:
    """Whether the receipt of a transfer was written; it is the last thing that is."""
    return (folder / RECEIPT).exists()


def note_repeat(transfer: Transfer, folder: Path) -> None:
    """Add a repeated arrival to the receipt, when there is one; a later judgement writes it anyway."""
    path = folder / RECEIPT
    if path.exists():
        receipt = json.loads(path.read_text(encoding="utf-8"))
        write_receipt(folder, {**receipt, "repeticiones": list(transfer.repeticiones)})


def _refused(transfer: Transfer) -> dict[str, str]:
    known = _rule_text(transfer.regla)
    return {
        "regla": transfer.regla,
        "titulo": known["titulo"],
        "texto": transfer.motivo,
        "remedio": transfer.remedio,
        "guia": known["guia"],
    }


def _corrects(particulars: Particulars) -> dict[str, Any] | None:
    if not particulars.corrects:
        return None
    return {"transferencia": particulars.corrects, "filas": particulars.corrected}


def _rule_text(rule_id: str) -> dict[str, str]:
    rule = load_catalogue()[rule_id]
    return {"regla": rule.id, "titulo": rule.title, "remedio": rule.remedy, "guia": f"docs/guia/{rule.id}.md"}

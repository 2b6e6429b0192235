"""The receipt of a file: what became of it, for the institution that sent it.

Belongs here: its content as data, and writing it to the outbox. Does not belong here: counting rows (assets/core) or
returning rows (assets/core/rejections.py).
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assets.raw.transfers import REFUSED, Transfer
from assets.reading.refusals import REPEATED
from assets.store import Store, replacing, write_json
from quality.catalogue import load_catalogue

WITHOUT_INSTITUTION = "_sin_institucion"
RuleRows = Iterable[tuple[str, str, str, int]]


def outbox_of(transfer: Transfer, store: Store, known: frozenset[str]) -> Path:
    """The folder of a transfer in its institution's outbox; one of its own for files of no institution."""
    institution = transfer.institucion if transfer.institucion in known else WITHOUT_INSTITUTION
    return store.outbox / institution / transfer.transferencia_id


def receipt_of(transfer: Transfer, counts: RuleRows) -> dict[str, Any]:
    """The receipt as data.

    Args:
        transfer: the file.
        counts: state, rule, field and rows of every group of rows, as the judgement counted them.
    """
    groups = list(counts)
    totals = {state: sum(rows for s, _, _, rows in groups if s == state) for state in _STATES}
    return {
        "transferencia": transfer.transferencia_id,
        "institucion": transfer.institucion,
        "archivo": transfer.archivo,
        "sha256": transfer.sha256,
        "bytes": transfer.bytes,
        "recibido": transfer.recibida,
        "contrato": transfer.contrato,
        "version": transfer.version,
        "estado": transfer.estado,
        "motivo": _refused(transfer) if transfer.estado == REFUSED else None,
        "avisos": [_rule_text(rule) for rule in transfer.avisos],
        "repeticiones": list(transfer.repeticiones),
        "filas": {
            "recibidas": sum(totals.values()) if (read := rows_read(transfer)) is None else read,
            "aceptadas": totals["aceptada"],
            "cuarentena": totals["cuarentena"],
            "descartadas": totals["descartada"],
        },
        "reglas": [
            {**_rule_text(rule), "campo": field, "estado": state, "filas": rows}
            for state, rule, field, rows in groups
            if rule
        ],
        "lectura": transfer.lectura,
    }


def write_receipt(folder: Path, receipt: Mapping[str, Any]) -> None:
    """Write the receipt as recibo.json for machines and recibo.txt for people."""
    write_json(folder / "recibo.json", receipt)
    with replacing(folder / "recibo.txt") as aside:
        aside.write_text(as_text(receipt), encoding="utf-8")


def rows_read(transfer: Transfer) -> int | None:
    """Rows that the reader found in a file, counted apart from what the judgement made of them; None before it did."""
    if transfer.estado == REFUSED:
        return 0
    return (transfer.lectura or {}).get("filas_leidas")


def has_receipt(folder: Path) -> bool:
    """Whether the receipt of a transfer was written; it is the last thing that is."""
    return (folder / "recibo.json").exists()


def note_repeat(transfer: Transfer, folder: Path) -> None:
    """Add a repeated arrival to the receipt, when there is one; a later judgement writes it anyway."""
    path = folder / "recibo.json"
    if path.exists():
        receipt = json.loads(path.read_text(encoding="utf-8"))
        write_receipt(folder, {**receipt, "repeticiones": list(transfer.repeticiones)})


def as_text(receipt: Mapping[str, Any]) -> str:
    """The receipt as a person reads it."""
    rows = receipt["filas"]
    lines = [
        f"Recibo de {receipt['archivo']}",
        f"Institución: {receipt['institucion'] or '(ninguna)'}",
        f"Transferencia: {receipt['transferencia']}   SHA-256: {receipt['sha256']}",
        f"Recibido: {receipt['recibido']}   Estado: {receipt['estado']}",
    ]
    if receipt["motivo"]:
        reason = receipt["motivo"]
        lines += [f"Rechazado por {reason['regla']}: {reason['texto']}", f"Qué hacer: {reason['remedio']}"]
    else:
        lines.append(
            f"Filas: {rows['recibidas']} recibidas = {rows['aceptadas']} aceptadas + {rows['cuarentena']} en "
            f"cuarentena + {rows['descartadas']} descartadas"
        )
    for notice in receipt["avisos"]:
        lines.append(f"Aviso {notice['regla']}: {notice['titulo']}. {notice['remedio']}")
    if receipt["repeticiones"]:
        times = len(receipt["repeticiones"])
        again = "una vez más" if times == 1 else f"{times} veces más"
        lines.append(f"Aviso {REPEATED}: el mismo contenido llegó {again}; no se cuenta dos veces.")
    for item in receipt["reglas"]:
        field = f" ({item['campo']})" if item["campo"] else ""
        lines.append(f"  {item['regla']}{field}: {item['filas']} filas. {item['titulo']}. {item['remedio']}")
    return "\n".join(lines) + "\n"


_STATES = ("aceptada", "cuarentena", "descartada")


def _refused(transfer: Transfer) -> dict[str, str]:
    return {"regla": transfer.regla, "texto": transfer.motivo, "remedio": transfer.remedio}


def _rule_text(rule_id: str) -> dict[str, str]:
    rule = load_catalogue()[rule_id]
    return {"regla": rule.id, "titulo": rule.title, "remedio": rule.remedy, "guia": f"docs/guia/{rule.id}.md"}

"""Plans in words, for the institution that mends.

Belongs here: Spanish texts of states, reasons and counts. Does not belong here: the page that they stand in
(plan.html), or the words of a rule, which the catalogue has.
"""

from collections.abc import Mapping
from typing import Any

from assets.raw.next_steps import count_of, day_in_words
from snis.sfi_events import DELIVERY, DISCARDED, EMPTIED, FILLED, NO_COLUMN, ROWS, SHRUNK, WAIVED
from snis.sfi_evidence import FILE_RULES
from snis.sfi_item import Item, Measure

SEVERITIES: Mapping[str, str] = {
    "bloquea": "Grave: el archivo se rechaza entero",
    "avisa": "Media: filas en cuarentena",
    "informa": "Leve: filas descartadas y avisos",
}
STATES: Mapping[str, str] = {
    "abierta": "Abierta",
    "asignada": "Asignada",
    "en_curso": "En curso",
    "corregida": "Corregida",
    "cerrada": "Cerrada",
    "reabierta": "Abierta otra vez",
}
OBJECTIONS: Mapping[str, str] = {
    SHRUNK: "La última entrega cumple la regla, pero trae muchas menos filas que las anteriores; no es evidencia.",
    NO_COLUMN: "La última entrega cumple la regla porque ya no trae la columna; no es evidencia.",
    DISCARDED: "La última entrega cumple la regla, pero muchas más filas que antes se descartan; no es evidencia.",
    EMPTIED: "La última entrega cumple la regla, pero la columna viene más vacía o con otra falla; no es evidencia.",
    FILLED: "La última entrega cumple la regla, pero un mismo valor llena lo que fallaba; no es evidencia.",
}
CONTRASTS: Mapping[str, str] = {
    "concuerda": "Concuerda",
    "difiere": "Difiere: declara más de lo que se mide",
    "mejor_que_lo_declarado": "Se mide mejor de lo que declara",
    "sin_medida": "Sin medida en los datos",
}


def measure_in_words(rule: str, measure: Measure) -> str:
    """What the data of a delivery say of a rule."""
    if rule.startswith(FILE_RULES):
        return count_of(measure.failing, "archivo", "archivos")
    failing = measure.failing - measure.mended
    share = f"{100 * measure.share:.1f}".replace(".", ",")
    return f"{failing} de {count_of(measure.checked, 'fila', 'filas')} ({share} %)"


def standing_in_words(item: Item) -> str:
    """What mended an item, or why what passes is no evidence; empty while there is nothing to say."""
    if item.closing == WAIVED:
        return f"Dispensada: {item.reason}"
    if item.objection[0]:
        return OBJECTIONS[item.objection[0]]
    if item.evidence is None or item.is_open:
        return ""
    period = f" del período {item.evidence.period}" if item.evidence.period else ""
    if item.evidence_code == ROWS and not item.closing:
        return f"Las filas{period} regresaron corregidas; se cierra cuando una entrega nueva cumpla."
    if item.evidence_code in {ROWS, DELIVERY}:
        return f"La entrega{period} cumple: {measure_in_words(item.rule, item.evidence)} sin cumplir."
    return ""


def due_in_words(item: dict[str, Any]) -> str:
    """By when an item is due, for readers."""
    day = day_in_words(item["vence"])
    return f"venció el {day}" if item["vencida"] else f"vence el {day}"

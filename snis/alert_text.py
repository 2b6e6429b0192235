"""The words of alerts: a subject, a text to read, and the same for machines.

Belongs here: putting conditions into words. Does not belong here: which leave (alerts.py), or how (pipelines/alerts).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from snis.alert_memory import ALERT, PASSED, RECOVERY, REMINDER, Batch, Condition, Message
from snis.service_policy import SEVERITIES

_KINDS = {
    ALERT: "Aviso",
    REMINDER: "Recordatorio",
    RECOVERY: "Resuelto",
    PASSED: "Ocurrió y ya se resolvió",
}
_SEVERITIES = {"critica": "crítica", "alta": "alta", "media": "media", "baja": "baja"}


def subject_of(batch: Batch, deployment: str) -> str:
    """A line for the subject of a mail."""
    first = _ordered(batch.messages)[0]
    more = len(batch.messages) - 1
    rest = f" (y {more} más)" if more else ""
    return f"[{deployment}] {_KINDS[first.kind]}, {_SEVERITIES[first.condition.severity]}: {first.condition.text}{rest}"


def text_of(batch: Batch, deployment: str, now: datetime) -> str:
    """The whole text, the gravest first."""
    lines = [f"{deployment}, {now:%Y-%m-%d %H:%M}", ""]
    for message in _ordered(batch.messages):
        lines += [*_lines(message), ""]
    lines.append("Enviado por Padrón. `padron alerts show` dice qué sigue abierto.")
    return "\n".join(lines) + "\n"


def content_of(batch: Batch, deployment: str, now: datetime) -> dict[str, Any]:
    """The same for machines."""
    return {
        "id": batch.identity,
        "despliegue": deployment,
        "momento": now.isoformat(),
        "avisos": [
            {
                "id": message.identity,
                "tipo": message.kind,
                "clave": message.condition.key,
                "clase": message.condition.kind,
                "gravedad": message.condition.severity,
                "texto": message.condition.text,
                "lugar": message.condition.place,
                "cuenta": message.condition.count,
                "remedio": message.condition.remedy,
                "desde": message.since.isoformat(),
            }
            for message in _ordered(batch.messages)
        ],
    }


def line_of(condition: Condition) -> str:
    """A condition in one line."""
    place = f"{condition.place}: " if condition.place else ""
    return f"{_SEVERITIES[condition.severity]}, {place}{condition.text}"


def _lines(message: Message) -> Iterator[str]:
    yield f"{_KINDS[message.kind]}: {line_of(message.condition)}."
    yield f"Desde: {message.since:%Y-%m-%d %H:%M}. Cuenta: {message.condition.count}."
    if message.condition.remedy and message.kind in {ALERT, REMINDER}:
        yield f"Remedio: {message.condition.remedy}"


def _ordered(messages: Sequence[Message]) -> list[Message]:
    order: dict[str, int] = {severity: place for place, severity in enumerate(SEVERITIES)}
    return sorted(messages, key=lambda item: (order[item.condition.severity], item.condition.key))

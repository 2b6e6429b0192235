"""What is remembered of alerts from one look to the next.

Belongs here: conditions, what was told of them, what waits, and their form on the disk. Does not belong here: deciding
(alerts.py), or the file (pipelines/alerts/state.py). A condition says rule, place and count, and never a value.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

ALERT, REMINDER, RECOVERY, PASSED = "aviso", "recordatorio", "recuperacion", "pasado"


@dataclass(frozen=True)
class Condition:
    """Something that somebody must know.

    Attributes:
        key: tells it from everything else; the same thing has the same key while it lasts.
        kind: what sort of thing it is.
        severity: critica, alta, media or baja.
        text: what is amiss, in one Spanish sentence without its full stop.
        place: institution, contract, table or rule.
        count: how many.
        remedy: what to do about it.
    """

    key: str
    kind: str
    severity: str
    text: str
    place: str = ""
    count: int = 1
    remedy: str = ""


@dataclass(frozen=True)
class Known:
    """A condition that was seen, and when each channel was last told of it."""

    condition: Condition
    since: datetime
    told: Mapping[str, datetime] = field(default_factory=dict)
    resolved: datetime | None = None


@dataclass(frozen=True)
class Message:
    """Something that waits to be told in one channel."""

    kind: str
    channel: str
    condition: Condition
    since: datetime
    made: datetime
    not_before: datetime
    attempts: int = 0

    @property
    def identity(self) -> str:
        """The same for each attempt, so that who gets it twice can tell."""
        text = "\0".join((self.condition.key, self.channel, self.made.isoformat()))
        return hashlib.sha256(text.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Batch:
    """Messages that leave together in one channel."""

    channel: str
    messages: tuple[Message, ...]

    @property
    def identity(self) -> str:
        """The same while the same messages leave."""
        text = "\0".join(f"{message.kind} {message.identity}" for message in self.messages)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Memory:
    """Everything that is remembered.

    Attributes:
        known: conditions that last, or of whose end somebody is still to be told, by key.
        queue: what waits.
        sent: moments of the last hour in which something left, by channel.
    """

    known: Mapping[str, Known] = field(default_factory=dict)
    queue: tuple[Message, ...] = ()
    sent: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)


def memory_as_dict(memory: Memory) -> dict[str, Any]:
    """For the disk."""
    return {
        "avisos": [
            {
                **_condition_as_dict(item.condition),
                "desde": item.since.isoformat(),
                "dicho": {channel: moment.isoformat() for channel, moment in sorted(item.told.items())},
                "resuelto": item.resolved.isoformat() if item.resolved else None,
            }
            for _, item in sorted(memory.known.items())
        ],
        "espera": [
            {
                **_condition_as_dict(message.condition),
                "tipo": message.kind,
                "canal": message.channel,
                "desde": message.since.isoformat(),
                "hecho": message.made.isoformat(),
                "no_antes": message.not_before.isoformat(),
                "intentos": message.attempts,
            }
            for message in memory.queue
        ],
        "enviado": {
            channel: [moment.isoformat() for moment in moments]
            for channel, moments in sorted(memory.sent.items())
        },
    }


def memory_from_dict(content: Mapping[str, Any]) -> Memory:
    """From the disk.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    moment = datetime.fromisoformat
    known = {
        item["clave"]: Known(
            _condition_from(item),
            since=moment(item["desde"]),
            told={channel: moment(text) for channel, text in item["dicho"].items()},
            resolved=moment(item["resuelto"]) if item["resuelto"] else None,
        )
        for item in content["avisos"]
    }
    queue = tuple(
        Message(
            str(item["tipo"]),
            str(item["canal"]),
            _condition_from(item),
            since=moment(item["desde"]),
            made=moment(item["hecho"]),
            not_before=moment(item["no_antes"]),
            attempts=int(item["intentos"]),
        )
        for item in content["espera"]
    )
    sent = {
        channel: tuple(moment(text) for text in moments) for channel, moments in content["enviado"].items()
    }
    return Memory(known, queue, sent)


def _condition_as_dict(condition: Condition) -> dict[str, Any]:
    return {
        "clave": condition.key,
        "clase": condition.kind,
        "gravedad": condition.severity,
        "texto": condition.text,
        "lugar": condition.place,
        "cuenta": condition.count,
        "remedio": condition.remedy,
    }


def _condition_from(content: Mapping[str, Any]) -> Condition:
    return Condition(
        key=str(content["clave"]),
        kind=str(content["clase"]),
        severity=str(content["gravedad"]),
        text=str(content["texto"]),
        place=str(content["lugar"]),
        count=int(content["cuenta"]),
        remedy=str(content["remedio"]),
    )

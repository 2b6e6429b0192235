"""Patience with a service that is slow, busy or down: pauses that grow, and a circuit that opens.

Belongs here: how long to wait, and when to stop asking, as pure functions of what happened. Does not belong here:
clocks, sleeping, or requests (assets/exchange/by_service.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

FIRST_SECONDS, LONGEST_SECONDS = 1.0, 60.0
# The longest rest that may be configured. An end further away was written by a clock that ran ahead, and says nothing.
_LONGEST_REST = timedelta(days=1)


def pause(failures: int, draw: float, *, asked: float | None = None) -> float:
    """Seconds to wait after some failures in a row.

    Args:
        failures: how many, at least one.
        draw: a number from 0 to 1; it spreads the callers, so that they do not all come back at once.
        asked: what the service asked for (Retry-After); never less than that is waited.
    """
    ceiling = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** (failures - 1))
    if asked is not None:
        return asked + draw * FIRST_SECONDS
    return ceiling * (0.5 + draw / 2)


@dataclass(frozen=True)
class Circuit:
    """What is remembered of a service from run to run.

    Attributes:
        failures: failures since the last answer.
        open_until: until when nobody calls; None while the circuit is closed.
        down_since: moment of the first of these failures.
        last_answer: moment of the last answer.
        reason: kind of the last failure, in words without values.
    """

    failures: int = 0
    open_until: datetime | None = None
    down_since: datetime | None = None
    last_answer: datetime | None = None
    reason: str = ""

    def is_open(self, now: datetime) -> bool:
        """Whether to leave the service alone."""
        return self.open_until is not None and now < self.open_until <= now + _LONGEST_REST

    def answered(self, now: datetime) -> "Circuit":
        """After an answer of any kind."""
        return Circuit(last_answer=now)

    def failed(self, now: datetime, reason: str, *, attempts: int, rest_minutes: int) -> "Circuit":
        """After a failure; after as many as are allowed in a row, the circuit opens.

        A circuit that was open before is tried once: it opens again with the first failure.
        """
        failures = self.failures + 1
        rest = timedelta(minutes=rest_minutes)
        return replace(
            self,
            failures=failures,
            open_until=now + rest if failures >= attempts else None,
            down_since=self.down_since or now,
            reason=reason,
        )

    def as_dict(self) -> dict[str, Any]:
        """For the disk."""
        return {
            "fallos_seguidos": self.failures,
            "abierto_hasta": _text(self.open_until),
            "caido_desde": _text(self.down_since),
            "ultima_respuesta": _text(self.last_answer),
            "motivo": self.reason,
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> "Circuit":
        """From the disk; a circuit without failures when there is nothing."""
        return cls(
            failures=int(content.get("fallos_seguidos", 0)),
            open_until=_moment(content.get("abierto_hasta")),
            down_since=_moment(content.get("caido_desde")),
            last_answer=_moment(content.get("ultima_respuesta")),
            reason=str(content.get("motivo", "")),
        )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

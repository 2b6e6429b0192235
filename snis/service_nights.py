"""Nights as they are remembered: when each began, how long it took, and how it ended.

Belongs here: the form of a line of the journal of nights, and what its lines add up to for each date. Does not belong
here: the file (assets/service/nights.py), or targets (service_policy.py).

A beginning without an end is a night that was killed, or one that is at work now. A date may have several runs: the
night of a date was done when the first of them ended well.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

Outcome = Literal["bien", "atencion", "fallo", "sin_fin"]
DONE: frozenset[str] = frozenset({"bien", "atencion"})
_OUTCOMES: Mapping[str, Outcome] = {"bien": "bien", "atencion": "atencion", "fallo": "fallo"}
BEGUN, ENDED = "inicio", "fin"


@dataclass(frozen=True)
class Run:
    """One run of a night.

    Attributes:
        run: its id.
        origin: orden (the command line) or dagster.
        began: its moment.
        seconds: how long it took; None while it has no end.
        peak_mb: most memory that it held; None when that is not known.
        outcome: bien, atencion (done, and somebody has to look), fallo, or sin_fin.
        failed: steps that failed.
    """

    run: str
    origin: str
    began: datetime
    seconds: float | None = None
    peak_mb: int | None = None
    outcome: Outcome = "sin_fin"
    failed: int = 0

    @property
    def ended(self) -> datetime | None:
        """When it ended; None while it did not."""
        return None if self.seconds is None else self.began + timedelta(seconds=self.seconds)

    @property
    def is_done(self) -> bool:
        """Whether the night was done by it."""
        return self.outcome in DONE


@dataclass(frozen=True)
class Night:
    """The night of a date: its runs, the earliest first."""

    date: date
    runs: tuple[Run, ...]

    @property
    def done(self) -> Run | None:
        """The run that did it; None when none did."""
        return next((run for run in self.runs if run.is_done), None)

    @property
    def last(self) -> Run:
        """Its last run."""
        return self.runs[-1]


def begin_line(run: str, origin: str, moment: datetime) -> str:
    """The line of a beginning."""
    return _line({"hecho": BEGUN, "corrida": run, "origen": origin, "momento": moment.isoformat()})


def end_line(run: Run) -> str:
    """The line of an end; it says the beginning too, so that it stands alone."""
    return _line(
        {
            "hecho": ENDED,
            "corrida": run.run,
            "origen": run.origin,
            "momento": run.began.isoformat(),
            "segundos": None if run.seconds is None else round(run.seconds, 1),
            "pico_mb": run.peak_mb,
            "resultado": run.outcome,
            "fallos": run.failed,
        }
    )


def read_nights(lines: Iterable[str]) -> tuple[Night, ...]:
    """The nights that lines tell of, by date; a line that a kill tore says nothing. The first end counts."""
    runs: dict[str, Run] = {}
    for line in lines:
        run = _run(line)
        if run is None:
            continue
        known = runs.get(run.run)
        if known is None or (known.seconds is None and run.seconds is not None):
            runs[run.run] = run
    by_date: dict[date, list[Run]] = {}
    for run in sorted(runs.values(), key=lambda run: (run.began.timestamp(), run.run)):
        by_date.setdefault(run.began.date(), []).append(run)
    return tuple(Night(day, tuple(by_date[day])) for day in sorted(by_date))


def _line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _run(line: str) -> Run | None:
    try:
        told = json.loads(line)
        begun = Run(str(told["corrida"]), str(told["origen"]), datetime.fromisoformat(told["momento"]))
        if told["hecho"] != ENDED or told["segundos"] is None:
            return begun
        return Run(
            begun.run,
            begun.origin,
            begun.began,
            seconds=float(told["segundos"]),
            peak_mb=told["pico_mb"],
            outcome=_OUTCOMES[told["resultado"]],
            failed=int(told["fallos"]),
        )
    except (ValueError, TypeError, KeyError):
        return None

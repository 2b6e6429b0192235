"""How expectations came out, night by night: one file for each night; never a value.

Belongs here: the files of quality/historia and reading them. Does not belong here: the results of the last run
(results.py), or what is made of their trend.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from quality.results import Result
from snis.errors import QualityError


@dataclass(frozen=True)
class Outcome:
    """One expectation of one night.

    Attributes:
        suite: the table or layout.
        expectation: its name in the suite; of a rule of the catalogue, the rule's id.
        dimension, severity: what it speaks of, and how grave it is.
        checked, failing: rows looked at, and rows that fail.
        passed: whether it holds, its tolerance counted in.
    """

    suite: str
    expectation: str
    dimension: str
    severity: str
    checked: int
    failing: int
    passed: bool


@dataclass(frozen=True)
class NightResults:
    """All expectations of one night, by suite and name."""

    night: date
    outcomes: tuple[Outcome, ...]

    def of_suite(self, suite: str) -> tuple[Outcome, ...]:
        """Those of one table or layout."""
        return tuple(outcome for outcome in self.outcomes if outcome.suite == suite)


def save_night(folder: Path, night: date, results: Sequence[Result]) -> Path:
    """Write the results of a night; the same night again takes the place of the earlier one, byte by byte.

    Returns:
        The file of the night.
    """
    outcomes = sorted(
        (
            Outcome(
                result.table,
                result.name,
                result.dimension,
                result.severity,
                result.checked,
                result.failing,
                result.passed,
            )
            for result in results
        ),
        key=lambda outcome: (outcome.suite, outcome.expectation),
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{night.isoformat()}.json"
    content = {"noche": night.isoformat(), "resultados": [asdict(outcome) for outcome in outcomes]}
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    # Aside first: a night that is killed leaves the earlier file whole.
    aside = path.with_suffix(".tmp")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
    return path


def load_history(folder: Path) -> list[NightResults]:
    """All nights kept, oldest first; none where the folder is missing.

    Raises:
        QualityError: a file is damaged; the message names it.
    """
    return [_read(path) for path in sorted(folder.glob("*.json"))]


def _read(path: Path) -> NightResults:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        outcomes = tuple(Outcome(**entry) for entry in content["resultados"])
        return NightResults(date.fromisoformat(content["noche"]), outcomes)
    except (ValueError, TypeError, KeyError):
        raise QualityError(
            "los resultados de una noche están dañados",
            place=f"historia/{path.name}",
            remedy="Restáurelos del respaldo, o bórrelos: esa noche faltará en la tendencia.",
        ) from None

"""How expectations came out: rows looked at, rows that fail, where; never a value.

Belongs here: the shape of a result, and keeping results with what they were computed from. Does not belong here:
computing them (validation.py), or results by night (history.py).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Result:
    """How one expectation came out.

    Attributes:
        table: the table or layout that it concerns.
        name, title, severity, dimension: of the expectation.
        passed: whether it holds, its tolerance counted in.
        checked: rows looked at.
        failing: rows that fail.
        places: transfers with rows that fail, and how many, the worst first.
    """

    table: str
    name: str
    title: str
    severity: str
    dimension: str
    passed: bool
    checked: int
    failing: int
    places: tuple[tuple[str, int], ...] = ()


def save_results(path: Path, results: Sequence[Result], fingerprint: str) -> None:
    """Keep results with the fingerprint of what they were computed from."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"huella": fingerprint, "resultados": [asdict(result) for result in results]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def load_results(path: Path, fingerprint: str | None = None) -> tuple[Result, ...] | None:
    """Results kept for the same fingerprint (any, when none is given), or None."""
    if not path.exists():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    if fingerprint is not None and content["huella"] != fingerprint:
        return None
    try:
        return tuple(_result(entry) for entry in content["resultados"])
    except TypeError:  # kept by a version whose results said something else
        return None


def _result(entry: dict[str, Any]) -> Result:
    places = tuple((place, rows) for place, rows in entry.pop("places", ()))
    return Result(**entry, places=places)

"""The rules of coincidences.yaml, read for the answer key.

Belongs here: one rule for each modality and other side. Does not belong here: what rules find (findings.py), or
anything that the system itself reads rules with.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_ASKING = frozenset({"incompatible", "consultar"})


@dataclass(frozen=True)
class Rule:
    """A rule for one modality and another one, or a register or control."""

    id: str
    a: str
    b: str
    verdict: str
    by_household: bool
    before: int
    after: int
    amount: str


def read_rules(deployment: Path, programmes: dict[str, str]) -> list[Rule]:
    """Rules that ask somebody, one for each modality and other side.

    Args:
        deployment: folder with coincidences.yaml.
        programmes: programme of each modality.
    """
    content = yaml.safe_load((deployment / "coincidences.yaml").read_text(encoding="utf-8"))
    return [
        Rule(
            id=item["id"],
            a=a,
            b=b,
            verdict=item["verdict"],
            by_household=item.get("grain") == "hogar",
            before=item.get("window", {}).get("before", 0),
            after=item.get("window", {}).get("after", 0),
            amount=item.get("amount", "menor"),
        )
        for item in content["rules"]
        if item["verdict"] in _ASKING
        for a in _named(item["a"], programmes)
        for b in _named(item["b"], programmes)
    ]


def _named(words: Any, programmes: dict[str, str]) -> list[str]:
    found: list[str] = []
    for word in words if isinstance(words, list) else [words]:
        if word == "*":
            found.extend(programmes)
        elif word in programmes.values():
            found.extend(code for code, programme in programmes.items() if programme == word)
        else:
            found.append(word)
    return found

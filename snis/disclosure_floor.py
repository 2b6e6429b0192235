"""The legal floor: what no deployment may set lower, higher or more often.

Belongs here: the limits of the numbers of disclosure.yaml. Does not belong here: their models, or rules that are not
about one number (disclosure_policy.py).

Source: shared design privacy.md, sections 1 to 4. A policy may be stricter, never weaker.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any

from pydantic import BaseModel

# Path of a decision, least value, greatest value.
LIMITS: Sequence[tuple[str, int, int | None]] = (
    ("thresholds.publica", 10, None),
    ("thresholds.sensible", 20, None),
    ("thresholds.restringida", 30, None),
    ("thresholds.familias", 10, None),
    ("rounding.base", 5, None),
    ("rounding.restringida_nearest", 10, None),
    ("amounts.p_percent", 10, 100),
    ("amounts.mean_digits", 1, 3),
    ("coverage_rate_cap_pct", 1, 95),
    ("hold.persons", 10, None),
    ("bounds.fewest_values", 4, None),
    ("bounds.most_rounds", 1, 1000),
    ("measurement.cells_pct", 0, 10),
    ("measurement.persons_per_mille", 0, 5),
    ("small_municipalities.inhabitants", 5000, None),
    ("quality_report.base", 5, None),
    ("quality_report.threshold", 10, None),
    ("quality_report.rate_from", 1000, None),
    ("microdata.fraction_pct", 1, 20),
    ("microdata.k", 10, None),
    ("microdata.k_row", 5, None),
    ("microdata.l", 2, None),
    ("microdata.random_rollup_pct", 5, 100),
    ("microdata.editions_per_year", 1, 2),
)
# A count that is printed as a multiple of a base has a threshold that is one.
_MULTIPLES: Sequence[tuple[str, str]] = (
    ("thresholds.publica", "rounding.base"),
    ("thresholds.sensible", "rounding.base"),
    ("thresholds.familias", "rounding.base"),
    ("thresholds.restringida", "rounding.restringida_nearest"),
    ("quality_report.threshold", "quality_report.base"),
)
# How often at most, from the rarest.
_RARITY = ("yearly", "monthly", "nightly")
_AT_MOST: Sequence[tuple[str, str]] = (
    ("releases.country_and_departments", "nightly"),
    ("releases.municipalities", "monthly"),
    ("releases.matrices", "yearly"),
    ("releases.microdata", "yearly"),
)


def problems_of(policy: BaseModel) -> list[str]:
    """Numbers and cadences of a policy that are weaker than allowed, one sentence each."""
    problems = []
    for path, least, greatest in LIMITS:
        value = _value(policy, path)
        if value < least:
            problems.append(f"{path} es {value} y el mínimo es {least}")
        if greatest is not None and value > greatest:
            problems.append(f"{path} es {value} y el máximo es {greatest}")
    for path, base_path in _MULTIPLES:
        base = _value(policy, base_path)
        # A threshold between two multiples would let a figure be printed below it.
        if base > 0 and _value(policy, path) % base:
            problems.append(f"{path} no es múltiplo de la base {base}")
    for path, most in _AT_MOST:
        if _RARITY.index(_value(policy, path)) > _RARITY.index(most):
            problems.append(f"{path} no puede ser más frecuente que {most}")
    return problems


def _value(policy: BaseModel, path: str) -> Any:
    return reduce(getattr, (*path.split("."), "value"), policy)

"""riesgo.json of every dataset of a release.

Belongs here: which report goes into which package. Does not belong here: the measures (snis/risk.py), or the counting
(microdata_risk.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from assets.open.microdata import TABLE as MICRODATA
from assets.open.microdata import standing_edition
from assets.resources import Bench
from publish.datasets import DatasetSpec


def risk_reports(specs: Sequence[DatasetSpec], bench: Bench) -> Mapping[str, Mapping[str, Any]]:
    """Reports by dataset; a dataset without one is not in it."""
    reports = {}
    for spec in specs:
        tables = dict(_tables(spec, bench))
        if tables:
            reports[spec.name] = {"conjunto": spec.name, "tablas": tables}
    return reports


def _tables(spec: DatasetSpec, bench: Bench) -> Mapping[str, Mapping[str, Any]]:
    standing = standing_edition(bench.store)
    return {name: standing.risk for name in spec.tables if name == MICRODATA and standing is not None}

"""riesgo.json of every dataset of a release.

Belongs here: which report goes into which package. Does not belong here: the measures (snis/risk.py and table_risk.py),
or the counting (microdata_risk.py, table_risk.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from assets.open.microdata import TABLE as MICRODATA
from assets.open.microdata import standing_edition
from assets.open.table_risk import cells_of_tables
from assets.parameters import policy_tonight
from assets.resources import Bench
from publish.datasets import DatasetSpec
from snis.table_risk import table_risk


def risk_reports(specs: Sequence[DatasetSpec], bench: Bench) -> Mapping[str, Mapping[str, Any]]:
    """Reports by dataset: of every table, its rules and what they took."""
    policy, cells = policy_tonight(bench), cells_of_tables(bench)
    standing = standing_edition(bench.store)

    def report(table: str) -> Mapping[str, Any]:
        if table == MICRODATA and standing is not None:
            return standing.risk
        return table_risk(table, cells.get(table), policy)

    return {
        spec.name: {"conjunto": spec.name, "tablas": {table: report(table) for table in spec.tables}}
        for spec in specs
    }

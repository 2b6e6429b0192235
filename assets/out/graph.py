"""The analysts' warehouse as an asset.

Belongs here: when it is exported, and what Dagster is told. Does not belong here: the export (warehouse.py).
"""

import hashlib

import dagster as dg

from assets.build import table_digest
from assets.findings.standing import TABLE as STATES
from assets.indicators.sources import TABLE as INDICATORS
from assets.indicators.sources import sources_of
from assets.out.marts import DESCRIPTOR, marts_folder, write_marts
from assets.out.warehouse import export_warehouse
from assets.out.warehouse_views import all_views
from assets.progress import report
from assets.resources import Bench, Workshop
from assets.service.levels import TABLE as LEVELS
from assets.sfi.standing import TABLE as PLANS
from assets.sql_graph import OWNERS, RETRY, tables_of
from assets.store import write_json
from snis.contracts.loader import load_tables

_MANIFEST = "warehouse.json"
# Raised when the same tables make another file.
_FORM = 2
# What verifiers say of single persons is for findings; analysts get what follows from it.
_KEPT_BACK = {"link_verificacion"}


def warehouse_tables() -> list[str]:
    """Tables of the warehouse: facts, marts and dimensions, how findings and plans stand, the code lists."""
    references = sorted(name for name, contract in load_tables().items() if contract.layer == "ref")
    linked = [name for name in tables_of("link") if name not in _KEPT_BACK]
    return [*linked, STATES, PLANS, INDICATORS, LEVELS, *tables_of("out"), *references]


@dg.asset(
    name="warehouse",
    group_name="out",
    deps=warehouse_tables(),
    description="warehouse.duckdb: el esquema en estrella documentado, hecho aparte y renombrado.",
    owners=OWNERS,
    kinds={"duckdb"},
    retry_policy=RETRY,
)
def warehouse(workshop: Workshop) -> dg.MaterializeResult:
    """Export the warehouse when any of its tables changed."""
    with workshop.bench() as bench:
        fresh, tables = _export(bench)
    report("warehouse", 1, 1)
    return dg.MaterializeResult(metadata={"tablas": tables, "recalculada": fresh})


def _export(bench: Bench) -> tuple[bool, int]:
    tables = warehouse_tables()
    digest = hashlib.sha256()
    for table in tables:
        digest.update(f"{table}:{table_digest(table, bench.store)}".encode())
    contracts = load_tables()
    indicators = [source.indicator for source in sources_of(bench.deployment)]
    digest.update(repr([contracts[table] for table in tables]).encode())
    digest.update(repr([_FORM, all_views(), indicators]).encode())
    marker = bench.store.work / "store" / _MANIFEST
    stands = bench.store.warehouse.exists() and (marts_folder(bench.store) / DESCRIPTOR).exists()
    if stands and marker.exists() and digest.hexdigest() in marker.read_text("utf-8"):
        return False, len(tables)
    export_warehouse(bench.store, tables, contracts, bench.store.warehouse, indicators)
    write_marts(bench.store, tables, contracts)
    write_json(marker, {"huella": digest.hexdigest()})
    return True, len(tables)

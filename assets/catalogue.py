"""The whole asset graph, put together.

Belongs here: the list. Does not belong here: any asset or check itself.
"""

from functools import cache

import dagster as dg

from assets.checks import GROUPS, layout_check, quality_check
from assets.core.graph import core_tables
from assets.exchange.graph import validation_tables
from assets.findings.graph import findings_states
from assets.indicators.graph import indicators
from assets.link.graph import identity_tables, person_tables, persons_deliveries
from assets.open.finding_graph import printed_findings
from assets.open.graph import publicacion
from assets.open.microdata_graph import microdata
from assets.open.portal_graph import ckan
from assets.open.printing_graph import printed_cells
from assets.out.certificate_graph import certificates
from assets.out.graph import warehouse
from assets.raw.graph import raw_fila
from assets.ref.graph import ref_tables
from assets.service.graph import service_level_table
from assets.sfi.graph import strengthening_plans
from assets.sql_graph import sql_asset, tables_of


@cache
def all_assets() -> tuple[dg.AssetsDefinition, ...]:
    """Every asset: reference tables, the two partitioned layers, one for each SQL file, and the exports."""
    from_sql = [sql_asset(name) for layer in ("link", "out", "open") for name in tables_of(layer)]
    received = (ref_tables, raw_fila, core_tables, validation_tables)
    linked = (identity_tables, person_tables, persons_deliveries)
    return (
        *received,
        *linked,
        *from_sql,
        indicators,
        printed_cells,
        microdata,
        printed_findings,
        findings_states,
        strengthening_plans,
        service_level_table,
        warehouse,
        certificates,
        publicacion,
        ckan,
    )


@cache
def all_checks() -> tuple[dg.AssetChecksDefinition, ...]:
    """Every check."""
    return (*(quality_check(group) for group in GROUPS), layout_check())

"""Assets made of one SQL file each: what Dagster knows about a table comes from its contract.

Belongs here: the mapping from a table contract and its statement to an asset. Does not belong here: statements,
contracts, or anything about one table in particular.
"""

import hashlib

import dagster as dg

from assets.build import build_table
from assets.lineage import column_sources, columns_behind
from assets.parameters import bound_values
from assets.progress import report
from assets.resources import Workshop
from assets.statements import IN_PARTS, statement, statement_files, tables_read
from snis.contracts.loader import load_tables
from snis.contracts.model import TableContract

OWNERS = ["team:datos"]
# Sources named in the description of a column; all of them are in its lineage.
_SHOWN_SOURCES = 8
RETRY = dg.RetryPolicy(max_retries=2, delay=5, backoff=dg.Backoff.EXPONENTIAL)


def tables_of(layer: str) -> list[str]:
    """Tables of a layer that one statement makes whole, in name order."""
    return sorted(
        name
        for name in statement_files()
        if name.startswith(f"{layer}_") and name in load_tables() and name not in IN_PARTS
    )


def column_schema(contract: TableContract) -> dg.TableSchema:
    """A contract's fields as Dagster column metadata: type, Spanish description, sources, privacy class.

    The open-source interface of Dagster shows descriptions and not `dagster/column_lineage`, so that the nearest
    sources of a column stand in both.
    """
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=field.name,
                type=field.type,
                description=f"{field.title}. {field.description}{_origin(contract.name, field.name)}",
                constraints=dg.TableColumnConstraints(nullable=not field.required),
                tags={"privacidad": field.privacy},
            )
            for field in contract.fields
        ]
    )


def column_lineage(table: str) -> dg.TableColumnLineage:
    """Columns of other assets that each column of a table is made of."""
    return dg.TableColumnLineage(
        {
            column: [
                dg.TableColumnDep(asset_key=origin, column_name=name)
                for origin, name in columns_behind(table, column)
            ]
            for column in column_sources(table)
        }
    )


def _origin(table: str, column: str) -> str:
    behind = [".".join(source) for source in columns_behind(table, column)]
    if not behind:
        return ""
    more = f" y {len(behind) - _SHOWN_SOURCES} más" if len(behind) > _SHOWN_SOURCES else ""
    return f" Viene de {', '.join(behind[:_SHOWN_SOURCES])}{more}."


def table_spec(name: str, *, deps: list[str], code_version: str | None = None) -> dg.AssetSpec:
    """The asset of a table, described by its contract."""
    contract = load_tables()[name]
    return dg.AssetSpec(
        key=name,
        deps=deps,
        group_name=contract.layer,
        description=f"{contract.title}\n\n{contract.description}\n\nGrano: {contract.grain}",
        owners=OWNERS,
        kinds={"duckdb", "parquet"},
        code_version=code_version,
        tags={"capa": contract.layer},
        metadata={
            "dagster/column_schema": column_schema(contract),
            "dagster/column_lineage": column_lineage(name),
            "dagster/table_name": name,
        },
    )


def sql_asset(name: str) -> dg.AssetsDefinition:
    """The asset that runs assets/<layer>/<name>.sql when something that it depends on has changed."""
    spec = table_spec(name, deps=list(tables_read(name)), code_version=_version(name))

    @dg.multi_asset(name=name, specs=[spec], retry_policy=RETRY)
    def build(workshop: Workshop) -> dg.MaterializeResult:
        with workshop.bench() as bench:
            built = build_table(
                name, engine=bench.engine, store=bench.store, params=bound_values(bench, name)
            )
        report(name, 1, 1)
        return dg.MaterializeResult(
            asset_key=name,
            metadata={"dagster/row_count": built.rows, "sha256": built.sha256, "recalculada": built.fresh},
            data_version=dg.DataVersion(built.sha256),
        )

    return build


def _version(name: str) -> str:
    return hashlib.sha256(statement(name).encode()).hexdigest()[:12]

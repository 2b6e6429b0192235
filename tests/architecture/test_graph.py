"""The asset graph and what it is made of say the same: SQL, contracts, assets."""

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from assets.catalogue import all_assets, all_checks
from assets.sql_graph import tables_of
from assets.statements import statement, tables_read
from snis.contracts.loader import load_tables

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("link", "out", "open")
SQL_TABLES = [name for layer in LAYERS for name in tables_of(layer)]

# The subset of linkage.md, section 4.2: these differ silently between engines, or exist in DuckDB alone.
FORBIDDEN_FUNCTIONS = {
    "strip_accents", "nfc_normalize", "try_strptime", "regexp_full_match", "hash", "damerau_levenshtein",
    "jaro_winkler_similarity", "list_has_any", "list_aggregate", "quantile_cont", "epoch_ms", "age",
}  # fmt: skip


def specs() -> dict[str, object]:
    return {spec.key.to_user_string(): spec for definition in all_assets() for spec in definition.specs}


@pytest.mark.parametrize("name", SQL_TABLES)
def test_an_asset_depends_on_exactly_the_tables_its_statement_reads(name: str) -> None:
    declared = {dep.asset_key.to_user_string() for dep in specs()[name].deps}
    assert declared == set(tables_read(name))


@pytest.mark.parametrize("name", SQL_TABLES)
def test_a_statement_yields_the_columns_of_its_contract_in_order(name: str) -> None:
    tree = sqlglot.parse_one(statement(name), read="duckdb")
    assert [column.alias_or_name for column in tree.selects] == [f.name for f in load_tables()[name].fields]


@pytest.mark.parametrize("name", SQL_TABLES)
def test_a_statement_is_one_ordered_select(name: str) -> None:
    statements = [part for part in sqlglot.parse(statement(name), read="duckdb") if part is not None]
    assert len(statements) == 1
    assert isinstance(statements[0], exp.Select | exp.SetOperation)
    assert statements[0].args.get("order") is not None


def test_statements_keep_to_the_tested_subset() -> None:
    used = {}
    for path in sorted((ROOT / "assets").rglob("*.sql")):
        if path.name == "macros.sql":
            continue
        tree = sqlglot.parse_one(path.read_text(encoding="utf-8"), read="duckdb")
        names = {
            (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
            for node in tree.find_all(exp.Func)
        }
        if wrong := names & FORBIDDEN_FUNCTIONS:
            used[path.name] = wrong
    assert used == {}


def test_every_table_asset_has_a_contract_and_every_contract_an_asset() -> None:
    layers = {"ref", "raw", "core", "vault", *LAYERS}
    tables = {name for name in specs() if name.partition("_")[0] in layers}
    assert tables == set(load_tables())


def test_every_check_concerns_an_asset_of_the_graph() -> None:
    checked = {spec.asset_key.to_user_string() for check in all_checks() for spec in check.check_specs}
    assert checked
    assert checked <= set(specs())


def test_assets_carry_description_group_and_columns() -> None:
    bare = [
        name
        for name, spec in specs().items()
        if not spec.description or not spec.group_name or (name in SQL_TABLES and not spec.metadata)
    ]
    assert bare == []

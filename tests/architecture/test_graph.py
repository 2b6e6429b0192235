"""The asset graph and what it is made of say the same: SQL, contracts, assets."""

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from assets.catalogue import all_assets, all_checks
from assets.core.binding import bound_tables, reference_tables
from assets.out.graph import warehouse_tables
from assets.out.warehouse_catalogue import CATALOGUE
from assets.statements import IN_PARTS, statement, statement_files, stored_tables_read, tables_read
from quality.expectations import Expectation, sql_expectations
from snis.contracts.loader import LAYERS, load_tables
from tests.architecture.graph_snapshot import GRAPH, UPDATE, drawn
from tests.sql.core_case import contract, deployment

ROOT = Path(__file__).resolve().parents[2]
TABLES = load_tables()
STATEMENTS = sorted(statement_files())
# Tables of the store that a statement makes, whether an asset runs it whole (link, out, open) or by parts (core, some
# of link).
STORED = [name for name in STATEMENTS if name in TABLES]
WHOLE = [name for name in STORED if TABLES[name].layer in {"link", "out", "open"} and name not in IN_PARTS]
# What the judgement is handed besides: deliveries of earlier transfers, the rows of one file as they were sent, the
# distinct texts that they hold, and the rows whose keys begin alike.
HANDED = {
    "core_anterior", "core_celda", "core_conocida", "core_dicho", "core_dicho_lugar", "core_hoja", "core_parecida",
}  # fmt: skip
# What corrections and replacements are handed: addresses, keys, and the transfers that were replaced whole.
HANDED |= {
    "core_aceptada_de", "core_clave_nueva", "core_clave_vieja", "core_pedida", "core_respuesta", "core_sustituida",
}  # fmt: skip
# What crossing again is handed: the crossings as of a day of the past.
HANDED |= {"cruce_de_entonces"}
# What a comparison of two days is handed: the facts of both, and the figures that changed.
HANDED |= {"cifra_cambiada", "hecho_antes", "hecho_despues", "obra_antes", "obra_despues"}
# What the exchange with a verifier is handed: a lot as it was sent, an answer as it came, and the answers before it.
HANDED |= {"consulta_enviada", "respuesta_fila", "respuesta_anterior"}
# What the life of findings is handed: those that an institution is told of.
HANDED |= {"hallazgo_pedido"}
# What a trace is handed: the cells of one table of figures, and the deliveries of one transfer.
HANDED |= {"celda", "entrega_rastreada"}
# What the review queue is handed: the last word on each pair of records.
HANDED |= {"revision_decidida"}
# What linkage is handed: the former table of persons, groups and ties from the linker, what stands by decision, the
# order of transfers, what was known before, and how far it has reached.
HANDED |= {
    "link_alcanzado", "link_anterior", "link_conocido", "link_decidido", "link_decision", "link_enlace_guardado",
    "link_frontera", "link_grupo", "link_orden", "link_par_pesado", "link_persona_guardada", "link_rasgo_conocido",
    "link_rasgo_nuevo",
}  # fmt: skip
# What a printing is handed: crosses, the parts of its ledger, what the last printing saw and what waited since, and its
# own steps, which live in the engine's memory.
HANDED |= {
    "coincidencia_impresa", "espera_anterior", "hecho_impreso", "impresion_alcance", "impresion_cruce", "obra_impresa",
    "impresion_parte_guardada", "impresion_protegida",
}  # fmt: skip
# What the microdata are handed: what each level tells of a code, and the steps of the roll-up in the engine's memory.
HANDED |= {
    "microdato_cercana", "microdato_colocada", "microdato_edad", "microdato_lugar", "microdato_parecida",
    "microdato_pueblo", "microdato_tramo",
}  # fmt: skip

# What figures are handed: the rows that the statement of one indicator gives, before and after they have their types.
HANDED |= {"medida", "medida_dada"}

# The subset of linkage.md, section 4.2: these differ silently between engines, or exist in DuckDB alone.
FORBIDDEN_FUNCTIONS = {
    "strip_accents", "nfc_normalize", "try_strptime", "regexp_full_match", "hash", "damerau_levenshtein",
    "jaro_winkler_similarity", "list_has_any", "list_aggregate", "quantile_cont", "epoch_ms", "age",
}  # fmt: skip


def read_by(text: str) -> set[str]:
    tree = sqlglot.parse_one(text, read="duckdb")
    ctes = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    return {table.name for table in tree.find_all(exp.Table)} - ctes - {""}


def specs() -> dict[str, object]:
    return {spec.key.to_user_string(): spec for definition in all_assets() for spec in definition.specs}


@pytest.mark.parametrize("name", STORED)
def test_an_asset_depends_on_exactly_the_tables_its_statement_reads(name: str) -> None:
    declared = {dep.asset_key.to_user_string() for dep in specs()[name].deps}
    assert declared == set(stored_tables_read(name))
    assert declared <= set(TABLES)


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_table_is_made_of_stored_tables_alone(name: str) -> None:
    assert set(tables_read(name)) <= set(TABLES)


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_reads_tables_that_somebody_declares(name: str) -> None:
    declared = set(TABLES) | set(STATEMENTS) | set(bound_tables(contract())) | HANDED
    assert set(tables_read(name)) <= declared


def test_no_statement_reads_its_own_table_or_one_that_reads_it() -> None:
    def reached(name: str, seen: frozenset[str] = frozenset()) -> set[str]:
        assert name not in seen, f"{name} reads itself"
        below = [table for table in tables_read(name) if table in STATEMENTS]
        return {name}.union(*(reached(table, seen | {name}) for table in below))

    assert {name for start in STATEMENTS for name in reached(start)} == set(STATEMENTS)


def test_what_the_judgement_looks_up_is_part_of_the_reference_tables() -> None:
    """The judgement is handed the columns that it needs, under the names and in the types of the contracts."""
    for name, table in reference_tables(deployment()).items():
        assert set(table.column_names) <= {field.name for field in TABLES[name].fields}, name
        read = {base for start in STATEMENTS for base in stored_tables_read(start)}
        assert name in read


@pytest.mark.parametrize("expectation", sql_expectations(), ids=lambda item: item.name)
def test_a_rule_in_sql_reads_tables_that_are_there_when_it_runs(expectation: Expectation) -> None:
    text = (ROOT / "quality" / "sql" / f"{expectation.table}.sql").read_text(encoding="utf-8")
    layer = TABLES[expectation.subject].layer
    there = {"core"} if layer == "core" else {"core", "link", "out"}
    read = read_by(text)
    assert expectation.subject in read
    assert {TABLES[name].layer for name in read} <= there | {"ref"}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "assets" / "out" / "vistas").glob("*.sql")), ids=lambda p: p.stem
)
def test_a_view_of_the_warehouse_reads_tables_of_the_warehouse(path: Path) -> None:
    assert read_by(path.read_text(encoding="utf-8")) <= {*warehouse_tables(), *CATALOGUE}


@pytest.mark.parametrize("name", STORED)
def test_a_statement_yields_the_columns_of_its_contract_in_order(name: str) -> None:
    tree = sqlglot.parse_one(statement(name), read="duckdb")
    assert [column.alias_or_name for column in tree.selects] == [f.name for f in TABLES[name].fields]


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_is_one_select_with_a_header_and_named_columns(name: str) -> None:
    parsed = [part for part in sqlglot.parse(statement(name), read="duckdb") if part is not None]
    assert len(parsed) == 1
    assert isinstance(parsed[0], exp.Select | exp.SetOperation)
    assert not any(isinstance(column, exp.Star) for column in parsed[0].selects)
    header = [line for line in statement(name).splitlines() if line.startswith("--")]
    assert header[0].startswith(f"-- {name}: ")
    assert "one row per " in header[0]
    assert any("Inputs" in line for line in header), "the header names no inputs"


@pytest.mark.parametrize("name", STORED)
def test_a_stored_table_is_written_in_order(name: str) -> None:
    assert sqlglot.parse_one(statement(name), read="duckdb").args.get("order") is not None


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
    assert {name for name in specs() if name.partition("_")[0] in LAYERS} == set(TABLES)


def test_every_check_concerns_an_asset_of_the_graph() -> None:
    checked = {spec.asset_key.to_user_string() for check in all_checks() for spec in check.check_specs}
    assert checked
    assert checked <= set(specs())


def test_assets_carry_description_group_and_columns() -> None:
    bare = [
        name
        for name, spec in specs().items()
        if not spec.description or not spec.group_name or (name in TABLES and not spec.metadata)
    ]
    assert bare == []


def test_the_graph_is_the_one_that_was_agreed() -> None:
    agreed = GRAPH.read_text(encoding="utf-8")
    assert drawn() == agreed, (
        f"The asset graph changed. If that was meant, run `{UPDATE}` and commit graph.json."
    )

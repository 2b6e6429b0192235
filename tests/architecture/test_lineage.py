"""Every column of a mart says where it comes from, and the way down ends in a file or in a reference table."""

import dagster as dg
import pytest

from assets.catalogue import all_assets
from assets.lineage import (
    all_columns_behind,
    bound_behind,
    column_sources,
    columns_behind,
    sources_in,
    tables_behind,
)
from assets.statements import statement_files, stored_tables_read
from snis.contracts.loader import load_tables

TABLES = load_tables()
OUT = sorted(name for name, contract in TABLES.items() if contract.layer == "out")
# Columns of marts that say the same in every row, or in every row of one branch of a union.
CONSTANT = {
    ("out_tarjeta_castigo", "castigo_codigo"),
    ("out_alcance", "periodo_tipo_codigo"),
    ("out_alcance", "periodo_numero"),
    ("out_alcance", "nivel"),
}


@pytest.mark.parametrize("table", OUT)
def test_every_column_of_a_mart_has_sources_or_is_a_constant(table: str) -> None:
    bare = {(table, column) for column, sources in column_sources(table).items() if not sources}
    assert bare <= CONSTANT


@pytest.mark.parametrize("table", sorted(set(statement_files()) & set(TABLES)))
def test_a_source_is_a_column_of_a_table_that_the_statement_reaches(table: str) -> None:
    reached = set(tables_behind(table))
    assert set(stored_tables_read(table)) <= reached
    for field in TABLES[table].fields:
        for origin, column in columns_behind(table, field.name):
            assert origin in reached
            assert column in {known.name for known in TABLES[origin].fields}


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("out_hecho_entrega.monto_gtq", ["link_entrega.monto_gtq"]),
        ("out_hecho_entrega.anio", ["link_entrega.entrega_fecha"]),
        ("out_cobertura.personas", ["out_hecho_entrega.persona_id"]),
        ("out_cobertura.entregas", ["out_hecho_entrega.entrega_id"]),
        ("out_cobertura.monto_gtq", ["out_hecho_entrega.monto_gtq"]),
        ("out_dim_municipio.departamento", ["ref_departamento.departamento"]),
        ("out_hallazgo_impreso.anio", ["out_hallazgo_celda.anio"]),
        ("out_calidad.anio", []),
        ("open_cobertura.personas", ["out_celda_impresa.personas"]),
        ("core_entrega.monto_gtq", ["raw_fila.valores"]),
        ("out_beneficio.monto_gtq", ["out_hecho_entrega.monto_gtq"]),
    ],
)
def test_the_nearest_columns_behind_a_column(column: str, expected: list[str]) -> None:
    table, _, name = column.partition(".")
    assert [".".join(source) for source in columns_behind(table, name)] == expected


def test_what_the_night_binds_is_told_apart_from_columns() -> None:
    assert bound_behind("out_calidad", "anio") == ["abiertas_anio"]
    assert bound_behind("out_hecho_entrega", "anio") == []


def test_a_published_number_leads_down_to_the_rows_as_sent() -> None:
    behind = all_columns_behind("open_cobertura", "personas")
    for step in (
        ("out_celda_impresa", "personas"),
        ("out_cobertura", "personas"),
        ("out_hecho_entrega", "persona_id"),
        ("link_entrega", "persona_id"),
        ("vault_identidad", "cui"),
        ("raw_fila", "valores"),
    ):
        assert step in behind
    assert {"link_entrega", "core_entrega", "raw_fila"} <= set(tables_behind("open_cobertura"))


def test_a_figure_comes_from_what_the_indicators_of_the_catalogue_read() -> None:
    behind = columns_behind("out_indicador", "numerador")
    for source in (
        ("out_alcance", "personas"),
        ("out_alcance", "monto_gtq"),
        ("out_transferencia", "transferencia_id"),
    ):
        assert source in behind
    assert bound_behind("out_indicador", "indicador_codigo") == ["indicador_codigo"]


def test_a_statement_that_makes_no_table_can_be_asked_too() -> None:
    sources = sources_in("select anio, count(*) as numerador from out_hecho_entrega group by anio")
    assert sources == {
        "anio": {("out_hecho_entrega", "anio"): "identity"},
        "numerador": {("out_hecho_entrega", "entrega_id"): "aggregation"},
    }


def test_dagster_is_told_of_every_column() -> None:
    specs = {spec.key.to_user_string(): spec for asset in all_assets() for spec in asset.specs}
    for table in TABLES:
        lineage = specs[table].metadata["dagster/column_lineage"]
        assert isinstance(lineage, dg.TableColumnLineage)
        told = {
            column: [(dep.asset_key.to_user_string(), dep.column_name) for dep in deps]
            for column, deps in lineage.deps_by_column.items()
        }
        assert told == {column: columns_behind(table, column) for column in told}
    columns = {c.name: c for c in specs["out_hecho_entrega"].metadata["dagster/column_schema"].columns}
    assert columns["monto_gtq"].description.endswith(" Viene de link_entrega.monto_gtq.")

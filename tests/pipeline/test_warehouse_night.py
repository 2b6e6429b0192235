"""The warehouse of the sample night: keys that hold, words on everything, views that answer, Parquet beside it."""

import json
from collections.abc import Iterator

import duckdb
import pyarrow.parquet as pq
import pytest

from assets.out.graph import warehouse_tables
from assets.out.warehouse_views import all_views
from snis.contracts.loader import load_tables
from tests.pipeline.conftest import Night


@pytest.fixture(scope="module")
def warehouse(night: Night) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(night.work / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def test_every_fact_has_keys_and_references_that_were_checked(warehouse: duckdb.DuckDBPyConnection) -> None:
    keys = warehouse.execute("select tabla from meta_llave where clase = 'clave'").fetchall()
    assert sorted(name for (name,) in keys) == sorted(warehouse_tables())
    facts = "select tabla_referida from meta_llave where tabla = 'out_hecho_entrega' and tabla_referida is not null"
    assert {
        "out_dim_persona",
        "out_dim_modalidad",
        "out_dim_institucion",
        "out_dim_municipio",
        "out_dim_tiempo",
    } <= {table for (table,) in warehouse.execute(facts).fetchall()}
    declared = "select table_name from duckdb_constraints() where constraint_type = 'PRIMARY KEY'"
    assert "out_dim_modalidad" in {table for (table,) in warehouse.execute(declared).fetchall()}


def test_nothing_in_it_is_without_words_or_identifies_anybody(warehouse: duckdb.DuckDBPyConnection) -> None:
    bare = warehouse.execute(
        "select table_name, column_name from duckdb_columns() where comment is null and not internal"
    ).fetchall()
    assert bare == []
    classes = warehouse.execute("select distinct privacidad from meta_columna").fetchall()
    assert ("direct",) not in classes


@pytest.mark.parametrize("name", [view.name for view in all_views()])
def test_a_view_answers(warehouse: duckdb.DuckDBPyConnection, name: str) -> None:
    rows = warehouse.execute(f"select count(*) from {name}").fetchall()[0][0]
    # No month of the sample is over for every institution.
    assert rows > 0 or name == "v_calidad_institucion"


def test_programmes_of_a_year_never_reach_fewer_people_than_its_total(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    ((total, greatest, together),) = warehouse.execute(
        "select (select count(distinct persona_id) from out_hecho_entrega where visibilidad_codigo = 'publica'), "
        "max(personas), sum(personas) from v_personas_por_programa where visibilidad_codigo = 'publica'"
    ).fetchall()
    assert greatest <= total <= together


def test_the_parquet_of_every_table_lies_in_marts(night: Night) -> None:
    descriptor = json.loads((night.work / "marts" / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in descriptor["resources"]] == warehouse_tables()
    for table in ("out_hecho_entrega", "out_alcance", "ref_codigo"):
        names = pq.read_schema(night.work / "marts" / f"{table}.parquet").names
        assert names == [field.name for field in load_tables()[table].fields]

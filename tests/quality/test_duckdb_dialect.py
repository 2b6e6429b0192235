"""The dialect reads DuckDB as Great Expectations wants it: read only, reflected, results whole."""

from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from quality.duckdb_dialect import URL_SCHEME


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    path = tmp_path / "prueba.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table medida (a bigint not null, b varchar, c decimal(18, 2), d date, e hugeint)"
        )
        connection.execute(
            "insert into medida values (1, 'x', 1.5, date '2026-01-31', 2), (2, null, 2, null, 3)"
        )
        connection.execute("create view vista as select a, b from medida")
    return sa.create_engine(f"{URL_SCHEME}:///{path}")


def test_tables_views_and_columns_are_reflected_in_their_order(engine: sa.Engine) -> None:
    look = sa.inspect(engine)
    assert (look.get_table_names(), look.get_view_names(), look.get_schema_names()) == (
        ["medida"],
        ["vista"],
        ["main"],
    )
    assert [(item["name"], str(item["type"])) for item in look.get_columns("medida")] == [
        ("a", "BIGINT"), ("b", "VARCHAR"), ("c", "NUMERIC"), ("d", "DATE"), ("e", "NUMERIC"),
    ]  # fmt: skip
    assert look.has_table("vista")
    assert not look.has_table("otra")
    with pytest.raises(sa.exc.NoSuchTableError):
        look.get_columns("otra")


def test_a_whole_table_is_reflected_without_keys_and_indexes(engine: sa.Engine) -> None:
    table = sa.Table("medida", sa.MetaData(), autoload_with=engine)
    assert [column.name for column in table.columns] == ["a", "b", "c", "d", "e"]
    assert not table.primary_key.columns
    assert not table.indexes


def test_a_result_can_be_fetched_after_its_connection_is_back_in_the_pool(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        result = connection.execute(sa.text("select a from medida order by a"))
    with engine.connect() as connection:
        assert connection.execute(sa.text("select count(*) from vista")).scalar() == 2
    assert result.fetchone() == (1,)
    assert result.fetchmany(5) == [(2,)]
    assert result.fetchall() == []


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        (sa.column("b").regexp_match("^[a-z]$"), 1),
        (sa.column("b").is_(None), 1),
        (sa.column("c").between(1.75, 3), 1),
        (sa.column("b").not_like("%x%"), 0),
        (sa.column("a").in_([1, 2]), 2),
    ],
)
def test_conditions_of_postgresql_mean_the_same(
    engine: sa.Engine, condition: sa.ColumnElement[bool], rows: int
) -> None:
    statement = sa.select(sa.func.count()).select_from(sa.table("medida")).where(condition)
    with engine.connect() as connection:
        assert connection.execute(statement).scalar() == rows


def test_the_file_is_opened_read_only(engine: sa.Engine) -> None:
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="read-only"):
        connection.exec_driver_sql("insert into medida (a) values (3)")

"""Which columns a column of a statement is made of: small statements in, sources out."""

import pytest
import sqlglot

from assets.column_sources import Known, sources_by_column
from assets.source_kinds import Sources
from snis.errors import StoreError

TABLES = {"entrega": ("entrega_id", "persona_id", "monto", "anio"), "persona": ("persona_id", "sexo")}
KEYS = {"entrega": ("entrega_id",), "persona": ("persona_id",)}
A_COUNT = "select count(*) as x from"
JOINED = "entrega as e {} join persona as p on p.persona_id = e.persona_id"
KNOWN = Known(columns=lambda name: TABLES.get(name, ()), key=lambda name: KEYS.get(name, ()))


def found(sql: str) -> dict[str, Sources]:
    return sources_by_column(sqlglot.parse_one(sql, read="duckdb"), KNOWN)


def behind(sql: str, column: str = "x") -> set[str]:
    return {".".join(source) for source in found(sql)[column]}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select monto as x from entrega", {"entrega.monto"}),
        ("select 1 as x from entrega", set()),
        ("select $al_dia as x from entrega", {"$.al_dia"}),
        ("select e.monto + anio as x from entrega as e where persona_id > 0", {"entrega.monto", "entrega.anio"}),
        (f"select sexo as x from {JOINED.format('inner')}", {"persona.sexo"}),
        ("with a as (select monto as m from entrega), b as (select m as x from a) select x from b", {"entrega.monto"}),
        ("with a as (select *, monto as m from entrega) select m as x from a", {"entrega.monto"}),
        ("with a as (select * from entrega) select anio as x from a", {"entrega.anio"}),
        ("select s.x from (select monto as x from entrega) as s", {"entrega.monto"}),
        ("select monto as x from entrega union all select sexo from persona", {"entrega.monto", "persona.sexo"}),
        ("with a(x) as (select monto from entrega) select x from a", {"entrega.monto"}),
        ("select (select max(sexo) from persona) as x from entrega", {"persona.sexo"}),
        ("select monto as m, m + 1 as x from entrega", {"entrega.monto"}),
        ("select row_number() over (order by anio, monto) as x from entrega", {"entrega.anio", "entrega.monto"}),
        ("select unnest([monto, anio]) as x from entrega", {"entrega.monto", "entrega.anio"}),
        ("with a as (select {'uno': monto} as s from entrega) select s.uno as x from a", {"entrega.monto"}),
        ("select d.x from desconocida as d", {"desconocida.x"}),
        ("with a as (select * from desconocida) select x from a", {"desconocida.x"}),
        ("select v.x from (values (1, 2)) as v(x, y)", set()),
    ],
)  # fmt: skip
def test_a_column_is_made_of_what_its_expression_reads(sql: str, expected: set[str]) -> None:
    assert behind(sql) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (f"{A_COUNT} entrega", {"entrega.entrega_id"}),
        (
            f"with a as (select persona_id from entrega group by persona_id) {A_COUNT} a",
            {"entrega.persona_id"},
        ),
        (f"with a as (select distinct anio from entrega) {A_COUNT} a", {"entrega.anio"}),
        (f"{A_COUNT} {JOINED.format('left')}", {"entrega.entrega_id"}),
        (f"{A_COUNT} {JOINED.format('inner')}", {"entrega.entrega_id", "persona.persona_id"}),
    ],
)
def test_a_count_of_rows_is_made_of_what_tells_them_apart(sql: str, expected: set[str]) -> None:
    assert behind(sql) == expected


def test_how_a_value_gets_there_is_told_by_its_hardest_step() -> None:
    sources = found(
        "with a as (select anio, monto * 100 as c from entrega) "
        "select anio, cast(anio as varchar) as texto, sum(c) as total from a group by anio"
    )
    assert {column: list(how.values()) for column, how in sources.items()} == {
        "anio": ["identity"],
        "texto": ["transformation"],
        "total": ["aggregation"],
    }


def test_a_recursive_term_ends() -> None:
    sql = (
        "with recursive a as (select monto as n from entrega), "
        "b as (select n as x from a union all select b.x + a.n from b inner join a on a.n = b.x) select x from b"
    )
    assert behind(sql) == {"entrega.monto"}


def test_a_column_from_nowhere_is_refused_with_its_name() -> None:
    with pytest.raises(StoreError, match="no sale de ninguna parte") as refused:
        found("select p.edad as x from (select sexo from persona) as p")
    assert refused.value.place == "edad"

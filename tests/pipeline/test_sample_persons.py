"""Who is who in the sample night, against the true persons of the answer key."""

import duckdb
import pytest

from pipelines.settings import SAMPLE
from tests.pipeline.conftest import Night

KEY = SAMPLE / "expected"


@pytest.fixture(scope="module")
def rows(night: Night) -> duckdb.DuckDBPyConnection:
    """Deliveries and rows of registers with the person that linkage gave them and the one they are about."""
    connection = duckdb.connect()
    connection.execute(
        "create table transferencia as select * from "
        f"read_json('{night.work}/ledger/transferencias/*.json', union_by_name = true)"
    )
    connection.execute(
        "create table hallada as select t.institucion, t.archivo, r.hoja, r.fila, p.persona_id, "
        "r.persona_enviada_id, r.registro_id "
        f"from '{night.work}/store/link/link_registro/*.parquet' r "
        f"join '{night.work}/store/link/link_registro_persona/*.parquet' p using (registro_id) "
        "join transferencia t on t.transferencia_id = r.transferencia_id"
    )
    for name in ("personas", "personas_registro"):
        connection.execute(
            f"create table {name} as select k.*, h.persona_id, h.persona_enviada_id, h.registro_id "
            f"from '{KEY}/{name}.parquet' k left join hallada h on h.institucion = k.institucion "
            "and h.archivo = k.archivo and h.hoja = coalesce(k.hoja, '') and h.fila = k.fila"
        )
    return connection


def pairwise(rows: duckdb.DuckDBPyConnection, source: str) -> tuple[float, float]:
    """Precision and recall over the pairs of rows that belong to one person."""
    found = rows.execute(
        f"with celda as (select persona, persona_id, count(*) as n from {source} group by all), "
        "pares as (select sum(n * (n - 1) / 2) as ambos from celda), "
        "hallados as (select sum(n * (n - 1) / 2) as pares from (select sum(n) as n from celda group by persona_id)), "
        "ciertos as (select sum(n * (n - 1) / 2) as pares from (select sum(n) as n from celda group by persona)) "
        "select ambos / hallados.pares, ambos / ciertos.pares from pares, hallados, ciertos"
    ).fetchall()[0]
    return float(found[0]), float(found[1])


def test_every_accepted_row_that_names_somebody_has_a_person(rows: duckdb.DuckDBPyConnection) -> None:
    assert rows.execute("select count(*) from personas where persona_id is null").fetchall() == [(0,)]


def test_deliveries_of_one_person_are_found_together_and_no_others(rows: duckdb.DuckDBPyConnection) -> None:
    precision, recall = pairwise(rows, "personas")
    assert precision >= 0.999
    assert recall >= 0.98


def test_linkage_finds_more_than_the_identities_as_sent(rows: duckdb.DuckDBPyConnection) -> None:
    as_sent = pairwise(rows, "(select persona, persona_enviada_id as persona_id from personas)")
    linked = pairwise(rows, "personas")
    assert linked > as_sent
    assert linked[1] > as_sent[1]


def test_what_registers_say_reaches_the_person_they_speak_of(rows: duckdb.DuckDBPyConnection) -> None:
    """A row of a register is with the deliveries of its person, and with nobody else's."""
    both = "(select persona, persona_id from personas union all select persona, persona_id from personas_registro)"
    precision, recall = pairwise(rows, both)
    assert precision >= 0.999
    assert recall >= 0.98


def test_a_mothers_cui_on_her_childs_row_does_not_make_the_delivery_hers(
    rows: duckdb.DuckDBPyConnection,
) -> None:
    taken = rows.execute(
        "select count(*), count(*) filter (where exists (select 1 from personas o "
        "where o.persona_id = c.persona_id and o.persona <> c.persona)) "
        "from personas c where contains(c.dificultad, 'cui_madre')"
    ).fetchall()[0]
    assert taken[0] > 0
    assert taken[1] == 0

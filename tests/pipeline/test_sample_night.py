"""The whole sample night against its answer key."""

import json
from pathlib import Path

import duckdb
import frictionless
import pytest

from pipelines.settings import SAMPLE
from snis.contracts.loader import load_tables
from tests.pipeline.conftest import Night

KEY = SAMPLE / "expected"


@pytest.fixture(scope="module")
def joined(night: Night) -> duckdb.DuckDBPyConnection:
    """The row ledger of the night beside the answer key, joined by the address of each row."""
    connection = duckdb.connect()
    connection.execute(
        "create table transferencia as select * from "
        f"read_json('{night.work}/ledger/transferencias/*.json', union_by_name = true)"
    )
    connection.execute(
        "create table clave as select institucion, archivo, coalesce(hoja, '') as hoja, fila::bigint as fila, estado, "
        "coalesce(regla, '') as regla, coalesce(campo, '') as campo "
        f"from read_csv('{KEY}/filas.csv.gz', all_varchar = true)"
    )
    connection.execute(
        "create table visto as select t.institucion, t.archivo, f.hoja, f.fila, f.estado, "
        "coalesce(f.regla, '') as regla, coalesce(f.campo, '') as campo, f.transferencia_id "
        f"from '{night.work}/store/core/core_fila/*.parquet' f join transferencia t using (transferencia_id)"
    )
    for table in (
        "link/link_persona",
        "link/link_coincidencia",
        "out/out_cobertura",
        "out/out_hecho_entrega",
        "out/out_cobertura_comunitaria",
    ):
        name = table.split("/")[1]
        connection.execute(f"create view {name} as select * from '{night.work}/store/{table}/*.parquet'")
    connection.execute(
        f"create table entregada as select e.persona_id, p.persona, p.identidad_codigo "
        f"from '{night.work}/store/link/link_entrega/*.parquet' e join transferencia t using (transferencia_id) "
        f"join '{KEY}/personas.parquet' p on p.institucion = t.institucion "
        "and p.archivo = t.archivo and coalesce(p.hoja, '') = e.hoja and p.fila = e.fila"
    )
    # Persons of whom linkage found every delivery and no other; test_sample_persons.py counts the others.
    connection.execute(
        "create table hallada as select min(persona_id) as persona_id, persona from entregada group by persona "
        "having count(distinct persona_id) = 1 and min(persona_id) not in "
        "(select persona_id from entregada group by persona_id having count(distinct persona) > 1)"
    )
    return connection


def test_the_night_ends_and_names_what_needs_a_person(night: Night) -> None:
    assert night.report.failed == ()
    assert night.report.exit_code == 1
    assert night.report.changed


def test_every_row_is_what_the_answer_key_says(joined: duckdb.DuckDBPyConnection) -> None:
    verdicts = dict(
        joined.execute(
            "select case when v.fila is null then 'perdida' when c.fila is null then 'sobra' "
            "when (c.estado, c.regla, c.campo) = (v.estado, v.regla, v.campo) then 'bien' else 'mal' end, count(*) "
            "from clave c full join visto v using (institucion, archivo, hoja, fila) group by 1"
        ).fetchall()
    )
    assert set(verdicts) == {"bien"}
    assert verdicts["bien"] > 20_000


def test_every_file_is_what_the_answer_key_says(joined: duckdb.DuckDBPyConnection) -> None:
    wrong = joined.execute(
        f"select k.institucion, k.archivo, k.estado, t.estado from read_csv('{KEY}/archivos.csv') k "
        "full join transferencia t on t.institucion = k.institucion and t.archivo = k.archivo "
        "where k.estado <> 'repetida' and (k.estado is distinct from t.estado "
        "or coalesce(k.regla, '') <> coalesce(t.regla, ''))"
    ).fetchall()
    assert wrong == []


def test_a_content_that_came_twice_is_kept_once_and_noted(joined: duckdb.DuckDBPyConnection) -> None:
    repeated = joined.execute(
        f"select count(*) from read_csv('{KEY}/archivos.csv') where estado = 'repetida'"
    ).fetchall()[0][0]
    noted = joined.execute("select sum(len(repeticiones)) from transferencia").fetchall()[0][0]
    assert noted == repeated > 0


def test_nearly_each_person_of_the_key_is_one_person(joined: duckdb.DuckDBPyConnection) -> None:
    persons, found, stored = joined.execute(
        "select count(distinct persona), (select count(*) from hallada), (select count(*) from link_persona) "
        "from entregada"
    ).fetchall()[0]
    assert found >= 0.995 * persons
    assert stored == joined.execute("select count(distinct persona_id) from entregada").fetchall()[0][0]


def test_a_person_is_known_by_cui_when_any_delivery_carries_one(joined: duckdb.DuckDBPyConnection) -> None:
    wrong = joined.execute(
        "select count(*) from (select persona_id, min(identidad_codigo) as identidad_codigo from entregada "
        "group by persona_id) e join link_persona l using (persona_id) where e.identidad_codigo <> l.identidad_codigo"
    ).fetchall()
    assert wrong == [(0,)]


def test_coincidences_of_persons_are_those_of_the_key(joined: duckdb.DuckDBPyConnection) -> None:
    pair = "persona, modalidad_a_codigo, modalidad_b_codigo"
    found = f"select {pair}, mes_inicio_fecha, traslape_dias from link_coincidencia join hallada using (persona_id)"
    expected = (
        f"select {pair}, mes, traslape_dias from '{KEY}/coincidencias_personas.parquet' "
        "semi join hallada using (persona)"
    )
    assert joined.execute(f"({found}) except all ({expected})").fetchall() == []
    assert joined.execute(f"({expected}) except all ({found})").fetchall() == []
    assert joined.execute(f"select count(*) from ({expected})").fetchall()[0][0] > 1_000


def test_coverage_by_department_and_modality_is_that_of_the_key(joined: duckdb.DuckDBPyConnection) -> None:
    """A person whose deliveries linkage left in two counts twice; nothing else may differ."""
    apart = joined.execute(
        "select (select count(distinct persona_id) + count(distinct persona) from entregada) - 2 * count(*) "
        "from hallada"
    ).fetchall()[0][0]
    differing = joined.execute(
        "with visto as (select anio, departamento_codigo, modalidad_codigo, count(distinct persona_id) as personas, "
        "count(*) as entregas, cast(sum(monto_gtq) as decimal(18, 2)) as monto_gtq "
        "from out_hecho_entrega group by all) select count(*) from visto v full join "
        f"read_csv('{KEY}/cobertura_personas.csv', types = {{'departamento_codigo': 'VARCHAR', "
        "'monto_gtq': 'DECIMAL(18,2)'}) k using (anio, departamento_codigo, modalidad_codigo) "
        "where (v.personas, v.entregas, v.monto_gtq) is distinct from (k.personas, k.entregas, k.monto_gtq)"
    ).fetchall()[0][0]
    assert differing <= apart


def test_families_by_department_and_modality_are_those_of_the_key(joined: duckdb.DuckDBPyConnection) -> None:
    cell = "anio, departamento_codigo, modalidad_codigo, entregas, familias_atendidas, monto_gtq"
    found = (
        f"select {cell} from out_cobertura_comunitaria "
        "where cruce_codigo in ('departamento_modalidad', 'sensible_departamento_modalidad')"
    )
    expected = (
        f"select {cell} from read_csv('{KEY}/cobertura_comunitaria.csv', "
        "types = {'departamento_codigo': 'VARCHAR', 'monto_gtq': 'DECIMAL(18,2)'})"
    )
    assert joined.execute(f"({found}) except all ({expected})").fetchall() == []
    assert joined.execute(f"({expected}) except all ({found})").fetchall() == []
    assert joined.execute(f"select count(*) from ({expected})").fetchall()[0][0] > 10


def test_rows_received_are_accepted_quarantined_or_rejected(night: Night) -> None:
    rows = night.report.summary.rows
    assert rows["recibidas"] == rows["aceptada"] + rows["cuarentena"] + rows["descartada"]
    for receipt in (night.work / "outbox").rglob("recibo.json"):
        counts = json.loads(receipt.read_text(encoding="utf-8"))["filas"]
        assert counts["recibidas"] == counts["aceptadas"] + counts["cuarentena"] + counts["descartadas"]


def test_every_file_has_a_receipt(night: Night) -> None:
    transfers = {path.stem for path in (night.work / "ledger" / "transferencias").glob("*.json")}
    assert {path.parent.name for path in (night.work / "outbox").rglob("recibo.json")} == transfers


def test_packages_are_valid_for_frictionless(night: Night) -> None:
    descriptors = sorted((night.work / "public").rglob("2026-04/datapackage.json"))
    assert len(descriptors) == night.report.summary.packages == 8
    for descriptor in descriptors:
        package = frictionless.Package(str(descriptor))
        assert package.validate(limit_rows=1_000).valid, descriptor.parent.parent.name


def test_the_warehouse_can_be_read_and_says_what_its_tables_are(night: Night) -> None:
    with duckdb.connect(str(night.work / "warehouse.duckdb"), read_only=True) as connection:
        bare = connection.execute(
            "select table_name from duckdb_tables() where comment is null union all "
            "select table_name || '.' || column_name from duckdb_columns() c where comment is null "
            "and table_name in (select table_name from duckdb_tables())"
        ).fetchall()
        persons = connection.execute("select count(*) from link_persona").fetchall()[0][0]
    assert bare == []
    assert persons == night.report.summary.persons


def test_data_docs_are_written(night: Night) -> None:
    for group in ("core", "out"):
        assert (night.work / "quality" / "data_docs" / group / "index.html").exists()


def test_the_catalogue_links_resolve(night: Night) -> None:
    import re

    public = night.work / "public"
    for page in public.rglob("*.html"):
        for link in re.findall(r'href="([^"#:]+)"', page.read_text(encoding="utf-8")):
            assert (page.parent / link).resolve().exists(), f"{page.name}: {link}"


def test_the_ledger_holds(night: Night) -> None:
    from assets.raw.ledger import verify_ledger

    assert verify_ledger(night.work / "ledger") > 40


def test_progress_was_told(night: Night) -> None:
    assert {"recepción", "lectura", "revisión de filas", "personas", "link_persona", "publicación"} <= set(
        night.steps
    )


def test_the_sample_has_no_machine_path(night: Night) -> None:
    assert str(Path.home()) not in (night.work / "public" / "catalog.json").read_text(encoding="utf-8")


def test_the_lineage_of_the_night_is_in_the_ledger_once_for_each_table(night: Night) -> None:
    lines = (night.work / "ledger" / "openlineage.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    done = [event for event in events if event["eventType"] == "COMPLETE"]
    names = [event["outputs"][0]["name"] for event in done]
    assert len(names) == len(set(names)) == len(events) / 2
    assert set(names) <= set(load_tables())
    rows = {event["outputs"][0]["name"]: event["outputs"][0].get("outputFacets") for event in done}
    (expected,) = night.sql("select count(*) from out_hecho_entrega")[0]
    assert rows["out_hecho_entrega"]["outputStatistics"]["rowCount"] == expected
    assert rows["raw_fila"] is None

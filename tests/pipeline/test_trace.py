"""From a figure down to its deliveries and up again, over the whole sample: what is traced is what was counted."""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from assets.raw.ledger import read_entries
from assets.raw.transfers import read_register
from assets.resources import Bench
from assets.trace.behind import behind
from assets.trace.figure import Figure, find_figure
from assets.trace.indicators import kind_of_tables
from assets.trace.kinds import Kind, kind_of, traced_tables
from assets.trace.touched import find_transfer, reach_of
from pipelines.cli import main
from pipelines.definitions import standard_resources
from pipelines.trace_command import table_graph
from snis.errors import TraceError
from tests.pipeline.conftest import Night

# Column of a table that says how many deliveries, persons or rows stand behind its figures.
COUNTED = {
    "out_alcance": ("entregas", "personas"),
    "out_cobertura": ("entregas", "personas"),
    "out_cobertura_comunitaria": ("entregas", None),
    "out_coincidencia": ("entregas", "personas"),
    "out_efectividad_entrega": ("programadas", "personas_programadas"),
    "out_hallazgo_celda": (None, "personas"),
    "out_razon_cobertura": (None, "personas"),
}
EVERY = 40  # of the rows of a table, so that the test stays short


@pytest.fixture(scope="module")
def bench(night: Night) -> Iterator[Bench]:
    """The folder of the sample night, opened."""
    with standard_resources(night.settings)["workshop"].bench() as opened:
        yield opened


def kind(table: str) -> Kind:
    found = kind_of(table)
    assert found is not None
    return found


def rows_of(table: str, night: Night) -> list[dict[str, Any]]:
    return [row for part in night.store.files(table) for row in pq.ParquetFile(part).read().to_pylist()]


@pytest.mark.parametrize("table", sorted(COUNTED))
def test_behind_a_figure_lie_as_many_deliveries_and_persons_as_it_says(
    table: str, night: Night, bench: Bench
) -> None:
    deliveries, persons = COUNTED[table]
    rows = rows_of(table, night)
    step = max(1, len(rows) // EVERY)
    checked = [row for row in rows if row.get("visibilidad_codigo") != "todas"][::step]
    assert checked
    for row in checked:
        found = behind(Figure(table, row), kind(table), bench)
        if deliveries:
            assert found.rows == row[deliveries]
        if persons:
            assert found.persons == row[persons]
        assert sum(share.rows for share in found.shares) == found.rows


def test_a_file_touched_the_figures_behind_which_it_stands_and_no_other(night: Night, bench: Bench) -> None:
    chosen = ("mides/bolsa_social_2026_C1.xlsx", "fodigua/proyectos_2026_C1.xlsx", "mintrab/pam_2026_01.csv")
    for place in chosen:
        institution, name = place.split("/")
        transfer = next(
            t for t in read_register(bench.store) if (t.institucion, t.archivo) == (institution, name)
        )
        reach = reach_of(find_transfer(transfer.transferencia_id, bench), bench, upstream=table_graph())
        touched = {
            item.table: {tuple(row.values()) for row in item.keys.to_pylist()} for item in reach.tables
        }
        assert any(item.figures for item in reach.tables)
        for table in ("out_cobertura", "out_cobertura_comunitaria", "out_coincidencia", "open_cobertura"):
            rows = rows_of(table, night)
            for row in rows[:: max(1, len(rows) // EVERY)]:
                figure = Figure(table, row)
                stands = transfer.transferencia_id in {
                    s.transfer for s in behind(figure, kind(table), bench).shares
                }
                key = tuple(row[name] for name in figure.contract.key)
                assert stands == (key in touched[table]), (place, table)


def test_every_table_of_figures_can_be_traced(night: Night, bench: Bench) -> None:
    for table in traced_tables():
        if night.store.files(table) and (rows := rows_of(table, night)):
            behind(Figure(table, rows[0]), kind(table), bench)


def test_a_dimension_that_is_not_named_is_the_total_over_it(night: Night, bench: Bench) -> None:
    figure = find_figure(
        "out_cobertura",
        {"anio": "2026", "visibilidad_codigo": "publica"},
        engine=bench.engine,
        store=bench.store,
    )
    assert figure.key == {"cruce_codigo": "pais", "anio": 2026}


@pytest.mark.parametrize(
    ("table", "where", "said"),
    [
        ("out_cobertur", {}, "out_cobertura"),
        ("out_cobertura", {"ano": "2025"}, "cruce_codigo"),
        ("out_cobertura", {"anio": "1999"}, "retenida"),
        ("out_cobertura", {}, "cruce_codigo"),
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be_found_is_told_with_what_would_name_it(
    table: str, where: dict[str, str], said: str, night: Night, bench: Bench
) -> None:
    with pytest.raises(TraceError) as caught:
        find_figure(table, where, engine=bench.engine, store=bench.store)
    assert said in str(caught.value)


def test_a_value_that_is_typed_is_never_read_as_sql(night: Night, bench: Bench) -> None:
    with pytest.raises(TraceError):
        find_figure("out_cobertura", {"anio": "2025' or '1'='1"}, engine=bench.engine, store=bench.store)


def test_a_file_that_nobody_sent_is_told(bench: Bench) -> None:
    with pytest.raises(TraceError):
        find_transfer("no_existe.csv", bench)


def test_the_command_tells_meaning_release_way_and_files(
    night: Night, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "work"
    shutil.copytree(night.work, work)
    lines = tmp_path / "lineas.csv"
    row = next(r for r in rows_of("open_cobertura", night) if r["cruce_codigo"] == "departamento")
    named = [f"{name}={row[name]}" for name in ("anio", "departamento_codigo")]
    with pytest.raises(SystemExit) as ended:
        main(["trace", "figure", "open_cobertura", *named, "--work", str(work), "--json",
              "--lines", str(lines), "--by", "auditoria"])  # fmt: skip
    assert ended.value.code == 0
    told = json.loads(capsys.readouterr().out)
    (edition,) = told["ediciones"]
    assert (edition["conjunto"], edition["cifras"]["personas"]) == ("cobertura", row["personas"])
    way = {step["tabla"]: step["sql"] for step in told["camino"]}
    assert way["out_cobertura"] == "assets/out/out_cobertura.sql"
    assert {"link_entrega", "core_entrega"} <= set(way)
    with lines.open(encoding="utf-8") as stream:
        assert len(list(csv.DictReader(stream))) == told["detras"]["filas"]
    last = list(read_entries(work / "ledger"))[-1]
    assert (last.kind, last.data["quien"]) == ("rastreo_lineas", "auditoria")


def test_nothing_that_is_told_names_a_person(night: Night, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(
            [
                "trace",
                "figure",
                "out_cobertura",
                "anio=2026",
                "visibilidad_codigo=publica",
                "--work",
                str(night.work),
            ]
        )
    said = capsys.readouterr().out
    assert "persona_id" not in said
    persons = {row["persona_id"] for row in rows_of("out_dim_persona", night)}
    assert not any(word.strip(",.") in persons for word in said.split())


def test_an_indicator_is_traced_with_its_own_words_and_statement(
    night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["trace", "figure", "out_indicador", "indicador_codigo=usuarios_atendidos", "periodo_codigo=2026-S1",
              "visibilidad_codigo=publica", "nivel=pais", "--work", str(night.work), "--json"])  # fmt: skip
    assert ended.value.code == 0
    told = json.loads(capsys.readouterr().out)
    assert told["indicador"]["sql"].endswith("usuarios_atendidos.sql")
    assert told["indicador"]["base"]
    value = {item["columna"]: item["valor"] for item in told["cifras"]}
    assert told["detras"]["personas"] == value["valor"] > 0
    assert "out_alcance" in {step["tabla"] for step in told["camino"]}


def test_a_figure_behind_which_no_delivery_stands_says_so(night: Night) -> None:
    upstream = table_graph()
    assert kind_of_tables(["out_denominador"], upstream) is None
    assert kind_of_tables(["out_alcance"], upstream) is Kind.PERSONS
    assert kind_of_tables(["out_cobertura_comunitaria"], upstream) is Kind.COMMUNITIES

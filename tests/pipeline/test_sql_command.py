"""`padron sql`: a small warehouse in, answers in words, tables and files out; nothing is ever written to it."""

import io
import json
import os
import pty
import secrets
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.out.marts import write_marts
from assets.out.warehouse import export_warehouse
from assets.store import Store
from pipelines.cli import main
from snis.contracts.model import Field, TableContract
from snis.keys import Keys

Ask = Callable[..., tuple[int, str, str]]
CONTRACT = TableContract(
    name="ref_prueba",
    layer="ref",
    title="Montos de prueba",
    description="Tres montos.",
    grain="Una fila por código.",
    key=("codigo",),
    fields=(
        Field("codigo", "string", "Código", "Nombra el monto."),
        Field("monto", "decimal(18,2)", "Monto", "Cuánto.", unit="quetzales", required=False),
    ),
    usage_warnings=("Los montos no suman.",),
)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    store = Store(tmp_path / "work", Keys(*[secrets.token_bytes(32) for _ in range(5)]))
    store.folder("ref_prueba").mkdir(parents=True)
    amounts = pa.array([Decimal("150.00"), None, Decimal("25050.00")], pa.decimal128(18, 2))
    table = pa.table({"codigo": ["a", "b", "c"], "monto": amounts})
    pq.write_table(table, store.part("ref_prueba"))
    export_warehouse(store, ["ref_prueba"], {"ref_prueba": CONTRACT}, store.warehouse)
    write_marts(store, ["ref_prueba"], {"ref_prueba": CONTRACT})
    return store.work


@pytest.fixture
def ask(work: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["sql", "--work", str(work), *map(str, arguments)])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, " ".join(told.err.split())

    return run


def test_an_answer_for_people_says_how_many_rows_there_are(ask: Ask) -> None:
    code, out, _ = ask("select codigo, monto from ref_prueba order by codigo", "--limit", 2)
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert ["codigo", "monto"] in lines
    assert ["a", "150.00"] in lines
    assert not [line for line in lines if line[:1] == ["c"]]
    assert "3 filas; se muestran 2 (--limit 0 las muestra todas)" in out


def test_an_answer_for_machines(ask: Ask, tmp_path: Path) -> None:
    query = "select codigo, monto, monto > 200 as es_alto from ref_prueba order by codigo"
    assert json.loads(ask(query, "--json")[1]) == [
        {"codigo": "a", "monto": 150, "es_alto": False},
        {"codigo": "b", "monto": None, "es_alto": None},
        {"codigo": "c", "monto": 25050, "es_alto": True},
    ]
    assert ask(query, "--csv")[1] == "codigo,monto,es_alto\na,150.00,false\nb,,\nc,25050.00,true\n"
    target = tmp_path / "salida.parquet"
    assert ask(query, "--parquet", target)[:2] == (0, f"3 filas en {target}.\n")
    assert pq.read_table(target).column("codigo").to_pylist() == ["a", "b", "c"]


def test_a_query_comes_from_a_file_or_the_standard_input(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "q.sql").write_text("select count(*) as n from ref_prueba;\n", encoding="utf-8")
    assert json.loads(ask("-f", tmp_path / "q.sql", "--json")[1]) == [{"n": 3}]
    monkeypatch.setattr(sys, "stdin", io.StringIO("select 7 as n"))
    assert json.loads(ask("--json")[1]) == [{"n": 7}]
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert ask()[0] == 2


def test_what_is_there_and_what_it_means(ask: Ask) -> None:
    assert "Montos de prueba" in ask("--tables")[1]
    described = " ".join(ask("--describe", "ref_prueba")[1].split())
    for words in (
        "Advertencia: Los montos no suman.",
        "Grano: Una fila por código.",
        "Unidad: quetzales.",
        "clave: codigo; 3 filas comprobadas",
    ):
        assert words in described


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("select * from ref_pruebas",),
            "no hay ninguna tabla ni vista ref_pruebas; ¿quiso decir «ref_prueba»?",
        ),
        (("--describe", "ref_pueba"), "¿quiso decir «ref_prueba»?"),
        (
            ("select mont from ref_prueba",),
            "no hay ninguna columna mont en esas tablas; estas se parecen: monto",
        ),
        (("selec 1",), "la consulta no se entiende cerca de «selec»"),
        (("drop table ref_prueba",), "el almacén es de solo lectura"),
        (("insert into ref_prueba values ('d', 1)",), "el almacén es de solo lectura"),
        (("select sum(codigo) from ref_prueba",), "DuckDB no pudo responder: No function matches"),
        (("select 1 / 0 as x, cast('x' as integer)",), "DuckDB no pudo responder"),
        (("select 1", "-f", "no_existe.sql"), "hay dos consultas"),
        (("-f", "no_existe.sql"), "no se puede leer la consulta"),
        (("--ui",), "la interfaz de DuckDB no está en esta máquina"),
    ],
)
def test_what_cannot_be_answered_is_said_in_words(
    ask: Ask, work: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = (work / "warehouse.duckdb").read_bytes()
    code, _, err = ask(*arguments)
    assert code == 2
    assert said in err
    assert "Traceback" not in err
    assert (work / "warehouse.duckdb").read_bytes() == before


def test_the_parquet_of_every_table_goes_to_a_new_folder(ask: Ask, tmp_path: Path) -> None:
    target = tmp_path / "mesa"
    assert ask("--export", target)[0] == 0
    assert pq.read_table(target / "ref_prueba.parquet").num_rows == 3
    assert (target / "LEAME.md").is_file()
    assert ask("--export", target)[0] == 2


def test_without_a_query_a_person_gets_a_console(work: Path) -> None:
    """A terminal of its own, as a person has one."""
    terminal, theirs = pty.openpty()
    command = [sys.executable, "-m", "pipelines", "sql", "--work", str(work)]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        os.close(theirs)
        os.write(terminal, b".tablas\nselect nada\nfrom ref_prueba;\nselect 40 + 2 as n;\n.salir\n")
        told, _ = process.communicate(timeout=120)
    os.close(terminal)
    text = told.decode()
    assert process.returncode == 0
    assert "Montos de prueba" in text
    assert "no hay ninguna columna nada" in text
    assert "42" in text

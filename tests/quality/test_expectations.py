"""What must hold is derived from the contract, and each kind of expectation can fail."""

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from quality.duckdb_dialect import BufferedCursor
from quality.expectations import BLOCKS, Expectation, derive, of_statement, sql_expectations
from quality.results import Result, load_results, save_results
from quality.runner import run_expectations
from snis.contracts.loader import load_tables
from snis.contracts.model import Field, TableContract
from snis.errors import QualityError

SECRET = "9765432141601"
CONTRACT = TableContract(
    name="core_prueba",
    layer="core",
    title="Prueba",
    description="",
    grain="",
    key=("codigo", "fila"),
    fields=(
        Field("codigo", "string", "Código", "", pattern="^[A-Z]{2}$"),
        Field("fila", "integer", "Fila", "", minimum=1),
        Field("sexo", "string", "Sexo", "", enum=("F", "M"), required=False),
    ),
)
GOOD: Mapping[str, Sequence[Any]] = {"codigo": ["AA", "BB"], "fila": [1, 2], "sexo": ["F", None]}


def run(tmp_path: Path, table: Mapping[str, Sequence[Any]]) -> dict[str, Result]:
    path = tmp_path / "core_prueba.parquet"
    pq.write_table(pa.table(dict(table)), path)
    results = run_expectations(
        derive(CONTRACT, {}),
        {"core_prueba": [path]},
        docs=tmp_path / "docs",
        scratch=tmp_path / "tmp",
        project=tmp_path / "gx",
    )
    return {result.name: result for result in results}


def test_a_contract_gives_its_expectations() -> None:
    names = [expectation.name for expectation in derive(CONTRACT, {})]
    assert names == [
        "columnas", "clave", "codigo_presente", "codigo_forma", "fila_presente", "fila_minimo", "sexo_en_lista",
    ]  # fmt: skip


def test_a_project_that_a_run_has_just_written_is_not_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import great_expectations as gx

    def looked_at(_: object) -> None:
        raise AssertionError

    for kind in (gx.ExpectationSuite, gx.ValidationDefinition, gx.Checkpoint):
        monkeypatch.setattr(kind, "is_fresh", looked_at)
    assert all(result.passed for result in run(tmp_path, GOOD).values())


def test_the_id_of_arguments_is_that_of_great_expectations() -> None:
    from quality.counting import IDDict

    plain = IDDict.to_id.__wrapped__
    asked = [
        {}, {"column": "sexo"}, {"column": None}, {"a": 1, "b": True}, {"b": True, "a": 1}, {"a": 1, "b": 1},
        {"a": "1", "b": 1}, {"a": ["F", "M"], "b": None}, {"a": 1.0, "b": 1},
    ]  # fmt: skip
    for _ in range(2):
        assert [IDDict(each).to_id() for each in asked] == [plain(IDDict(each)) for each in asked]


def test_a_table_that_keeps_its_contract_passes(tmp_path: Path) -> None:
    assert all(result.passed for result in run(tmp_path, GOOD).values())


@pytest.mark.parametrize(
    ("change", "failing", "rows"),
    [
        ({"codigo": ["AA", None]}, "codigo_presente", 1),
        ({"codigo": ["AA", SECRET]}, "codigo_forma", 1),
        ({"fila": [0, 2]}, "fila_minimo", 1),
        ({"sexo": ["F", SECRET]}, "sexo_en_lista", 1),
        ({"codigo": ["AA", "AA"], "fila": [1, 1]}, "clave", 2),
    ],
)
def test_each_kind_of_expectation_can_fail(
    tmp_path: Path, change: Mapping[str, Sequence[Any]], failing: str, rows: int
) -> None:
    results = run(tmp_path, {**GOOD, **change})
    assert [name for name, result in results.items() if not result.passed] == [failing]
    assert results[failing].failing == rows
    assert results[failing].severity == BLOCKS


def test_another_order_of_columns_fails(tmp_path: Path) -> None:
    results = run(tmp_path, {"fila": [1, 2], "codigo": ["AA", "BB"], "sexo": ["F", "M"]})
    assert not results["columnas"].passed


def test_data_docs_hold_counts_and_no_value_and_need_no_network(tmp_path: Path) -> None:
    run(tmp_path, {**GOOD, "codigo": ["AA", SECRET]})
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "docs").rglob("*.html")]
    assert pages
    assert not any(SECRET in page for page in pages)
    assert not any('src="http' in page or 'href="http' in page for page in pages)
    assert any("Código: con la forma acordada" in page for page in pages)


def test_the_project_that_is_kept_opens_with_great_expectations_alone_and_holds_no_value(
    tmp_path: Path,
) -> None:
    run(tmp_path, {**GOOD, "codigo": ["AA", SECRET]})
    project = tmp_path / "gx"
    assert not [path for path in tmp_path.rglob("*") if path.suffix != ".parquet" and _holds(path, SECRET)]
    code = (
        "import sys, great_expectations as gx\n"
        "context = gx.get_context(mode='file', project_root_dir=sys.argv[1])\n"
        "print(len(context.suites.get('core_prueba').expectations), *(c.name for c in context.checkpoints.all()))\n"
        "assert not [name for name in sys.modules if name.startswith('quality')]\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(project)], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert said.stdout.splitlines()[-1:] == ["7 noche"], said.stderr


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and text.encode() in path.read_bytes()


def test_no_statement_asks_for_a_value_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even one that nobody would be shown: a value that was never fetched is in no log and no memory."""
    asked: list[str] = []
    execute = BufferedCursor.execute
    monkeypatch.setattr(
        BufferedCursor,
        "execute",
        lambda self, sql, params=None: asked.append(sql) or execute(self, sql, params),
    )
    run(tmp_path, {**GOOD, "codigo": ["AA", SECRET]})
    assert asked
    assert not [
        sql for sql in asked if "core_prueba" in sql and not re.search(r"(?i)count\(|sum\(|limit", sql)
    ]


@pytest.mark.parametrize(
    "first", ["-- core_fila | bloquea | Título", "-- core_fila | grave | validez | Título", ""]
)
def test_a_rule_in_sql_says_in_its_first_line_what_it_is(first: str) -> None:
    with pytest.raises(QualityError, match="primera línea"):
        of_statement("expect_core_prueba.sql", f"{first}\nselect 1")


def test_results_are_kept_for_the_same_inputs_only(tmp_path: Path) -> None:
    result = Result(
        "core_prueba", "clave", "La clave no se repite", BLOCKS, "unicidad", passed=True, checked=2, failing=0
    )
    save_results(tmp_path / "r.json", [result], "huella")
    assert load_results(tmp_path / "r.json", "huella") == (result,)
    assert load_results(tmp_path / "r.json", "otra") is None
    assert load_results(tmp_path / "nada.json") is None


@pytest.mark.parametrize("expectation", sql_expectations(), ids=lambda e: e.name)
def test_every_rule_in_sql_speaks_of_a_known_table_and_runs_on_empty_ones(expectation: Expectation) -> None:
    from assets.schema import arrow_schema

    contracts = load_tables()
    assert expectation.subject in contracts
    sql = (Path(__file__).parents[2] / "quality" / "sql" / f"{expectation.table}.sql").read_text(
        encoding="utf-8"
    )
    with duckdb.connect() as connection:
        for name, contract in contracts.items():
            connection.register(name, arrow_schema(contract).empty_table())
        assert connection.execute(sql).fetchall() == []


@pytest.mark.parametrize(
    ("rule", "tables"),
    [
        ("core_filas_cuadran", {"core_fila": [{"transferencia_id": "T1", "estado": "aceptada"}]}),
        ("core_entregas_sin_repetir", {"core_entrega": [{"entrega_id": "e"}, {"entrega_id": "e"}]}),
        (
            "core_fechas_en_orden",
            {"core_entrega": [{"entrega_fecha": "2026-02-01", "conocido_fecha": "2026-01-01"}]},
        ),
        (
            "core_municipio_en_su_departamento",
            {
                "core_entrega": [
                    {"residencia_municipio_codigo": "0101", "residencia_departamento_codigo": "02"}
                ]
            },
        ),
        ("core_edad_creible", {"core_entrega": [{"edad_entrega_anios": 121}]}),
        ("out_coincidencia_personas_conocidas", {"link_coincidencia": [{"persona_id": "p"}]}),
        ("out_cruce_personas_conocidas", {"link_cruce": [{"persona_id": "p"}]}),
        ("out_traslape_dentro_del_mes", {"link_coincidencia": [{"traslape_dias": 32}]}),
        ("out_entregas_completas", {"core_entrega": [{"entrega_id": "e"}]}),
        (
            "out_restringida_solo_nacional",
            {"out_cobertura": [{"visibilidad_codigo": "restringida", "departamento_codigo": "01"}]},
        ),
        ("out_personas_no_superan_entregas", {"out_cobertura": [{"personas": 2, "entregas": 1}]}),
        ("out_personas_no_superan_poblacion", {"out_razon_cobertura": [{"personas": 2, "poblacion": 1}]}),
        (
            "out_hechos_en_dimensiones",
            {"out_hecho_entrega": [{"entrega_id": "e", "modalidad_codigo": "P99"}]},
        ),
        (
            "out_transferencia_cuadra",
            {
                "out_transferencia": [
                    {
                        "transferencia_id": "T1",
                        "recibido_fecha": "2026-01-01",
                        "filas_recibidas": 2,
                        "filas_aceptadas": 1,
                        "filas_cuarentena": 0,
                        "filas_descartadas": 0,
                    }
                ]
            },
        ),
        ("out_calidad_cuadra", {"out_calidad": [{"registros_revisados": 1, "registros_con_falla": 2}]}),
        (
            "out_efectividad_cuadra",
            {
                "out_efectividad_entrega": [
                    {"programadas": 3, "entregadas": 1, "no_cobradas": 1, "devueltas": 0, "sin_estado": 0}
                ]
            },
        ),
        ("out_personas_con_sus_entregas", {"out_dim_persona": [{"persona_id": "p", "entregas": 1}]}),
        ("out_alcance_suma", {"out_hecho_entrega": [{"visibilidad_codigo": "publica", "anio": 2026}]}),
        (
            "out_alcance_no_baja",
            {
                "out_alcance": [
                    {"periodo_tipo_codigo": "acumulado", "anio": 2025, "personas": 2, "entregas": 2},
                    {"periodo_tipo_codigo": "acumulado", "anio": 2026, "personas": 1, "entregas": 2},
                ]
            },
        ),
        (
            "out_entregas_como_antes",
            {
                "out_hecho_entrega": [
                    {"modalidad_codigo": "P41", "anio": 2026, "mes": month}
                    for month in (*(1, 2, 3), *[4] * 11)
                ]
            },
        ),
        (
            "core_verificacion_en_orden",
            {"core_verificacion": [{"ocurrio_fecha": "2026-02-01", "fin_fecha": "2026-01-01"}]},
        ),
        ("out_indicador_sin_hallazgos", {"out_indicador_aviso": [{"aviso_clase_codigo": "hallazgo"}]}),
    ],
)
def test_every_rule_in_sql_can_fail(rule: str, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    from assets.schema import arrow_schema

    sql = (Path(__file__).parents[2] / "quality" / "sql" / f"expect_{rule}.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        for name, contract in load_tables().items():
            empty = arrow_schema(contract).empty_table()
            connection.register("vacia", empty)
            connection.execute(f"create table {name} as select * from vacia")
            for row in tables.get(name, ()):
                marks = ", ".join("?" for _ in row)
                connection.execute(
                    f"insert into {name} ({', '.join(row)}) values ({marks})", list(row.values())
                )
        assert len(connection.execute(sql).fetchall()) == 1

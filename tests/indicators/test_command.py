"""`padron indicators` over figures written by hand in a work folder."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assets.engine import DuckDBEngine
from assets.indicators.parts import TABLE
from assets.keyfile import read_keys, write_new_keys
from assets.store import Store
from pipelines.cli import app
from pipelines.settings import SAMPLE
from snis.errors import IndicatorError
from snis.indicators.loader import shipped_indicators
from tests.indicators.measuring import Table, figures_on, shipped
from tests.indicators.test_parts import PEOPLE, REACH, written_part


@pytest.fixture
def work(tmp_path: Path, engine: DuckDBEngine) -> Path:
    """2025: 30 persons, 20 and 15 by programme, 18 and 12 by sex; 25 in January; 20 inhabitants, and 60 in 08."""
    write_new_keys(tmp_path / "keys.json")
    store = Store(tmp_path, read_keys(tmp_path / "keys.json"))
    rows: Table = [
        REACH,
        REACH | {"programa_codigo": "bolsa", "personas": 20},
        REACH | {"programa_codigo": "beca", "personas": 15},
        REACH | {"sexo_codigo": "F", "personas": 18},
        REACH | {"sexo_codigo": "M", "personas": 12},
        REACH | {"periodo_tipo_codigo": "mes", "periodo_numero": 1, "personas": 25},
        REACH | {"periodo_tipo_codigo": "acumulado", "personas": 30},
        REACH | {"nivel": "departamento", "departamento_codigo": "08"},
    ]
    people: Table = [PEOPLE, PEOPLE | {"nivel": "departamento", "departamento_codigo": "08", "valor": 60}]
    for code in ("usuarios_atendidos", "tasa_cobertura"):
        found = figures_on(engine, shipped(code), {"out_alcance": rows, "out_denominador": people})
        written_part(store, TABLE, found, code)
    return tmp_path


def asked(work: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        app,
        ["indicators", "query", *arguments, "--deployment", str(SAMPLE), "--work", str(work)],
        env={"COLUMNS": "200"},
    )


def as_json(work: Path, *arguments: str) -> Any:
    return json.loads(asked(work, *arguments, "--json").stdout)


def values(answer: Any) -> list[Any]:
    return [row["valor"] for row in answer["cifras"]]


def test_a_total_with_everything_that_it_needs(work: Path) -> None:
    found = asked(work, "usuarios_atendidos", "--year", "2025")
    assert found.exit_code == 0
    for said in ("Unidad: personas; cada persona una sola vez", "modalidades públicas", "2025", "30"):
        assert said in found.stdout


def test_parts_that_overlap_say_so(work: Path) -> None:
    answer = as_json(work, "usuarios_atendidos", "--by", "programa")
    assert sorted(values(answer)) == [15.0, 20.0]
    (total,) = answer["conciliacion"]
    assert (total["total"], total["suma_de_partes"], total["diferencia"], total["cuadra"]) == (
        30.0,
        35.0,
        5.0,
        True,
    )
    assert "una misma persona puede estar en varios programas" in total["explicacion"]
    assert "suma de las partes 35" in asked(work, "usuarios_atendidos", "--by", "programa").stdout


def test_parts_that_add_up_say_so(work: Path) -> None:
    answer = as_json(work, "usuarios_atendidos", "--by", "sexo")
    assert [row["nombres"]["sexo"] for row in answer["cifras"]] == ["Mujer", "Hombre"]
    assert answer["conciliacion"][0]["explicacion"] == "Las partes suman el total."


def test_by_month_the_total_is_the_year(work: Path) -> None:
    answer = as_json(work, "usuarios_atendidos", "--year", "2025", "--by", "mes")
    assert values(answer) == [25.0]
    assert answer["conciliacion"][0]["total"] == 30.0


def test_what_accumulates_has_a_code_of_two_years(work: Path) -> None:
    assert values(as_json(work, "usuarios_atendidos", "--period", "2025-2025")) == [30.0]
    assert values(as_json(work, "usuarios_atendidos", "--by", "acumulado", "--year", "2025")) == [30.0]


def test_a_figure_above_its_denominator_is_not_given(work: Path) -> None:
    found = asked(work, "tasa_cobertura", "--year", "2025")
    assert found.exit_code == 1
    assert "hallazgo: supera su denominador" in found.stdout
    assert values(as_json(work, "tasa_cobertura", "--year", "2025")) == [None]


def test_a_ratio_says_over_what(work: Path) -> None:
    found = asked(work, "tasa_cobertura", "--department", "08")
    assert found.exit_code == 0
    assert "Totonicapán" in found.stdout
    assert "poblacion 2025, observado" in found.stdout
    assert "Fuente de poblacion: INE" in found.stdout
    assert "50" in found.stdout


def test_only_a_denominator_that_the_indicator_has(work: Path) -> None:
    same = as_json(work, "tasa_cobertura", "--department", "08", "--denominator", "poblacion")
    assert values(same) == values(as_json(work, "tasa_cobertura", "--department", "08")) == [50.0]
    refused = asked(work, "tasa_cobertura", "--denominator", "censo")
    assert refused.exit_code == 2 or "no se divide entre censo" in str(refused.exception)


def test_csv_has_the_columns_of_the_table(work: Path) -> None:
    lines = asked(work, "usuarios_atendidos", "--year", "2025", "--csv").stdout.splitlines()
    assert lines[0].startswith("indicador_codigo,version,periodo_tipo_codigo")
    assert len(lines) == 2


def test_an_indicator_of_all_universes_needs_no_option(work: Path, engine: DuckDBEngine) -> None:
    found = figures_on(
        engine, shipped("entregas_realizadas"), {"out_alcance": [REACH | {"visibilidad_codigo": "todas"}]}
    )
    written_part(Store(work, read_keys(work / "keys.json")), TABLE, found, "entregas_realizadas")
    assert values(as_json(work, "entregas_realizadas")) == [60.0]


def test_where_there_is_nothing_it_says_what_there_is(work: Path) -> None:
    found = asked(work, "usuarios_atendidos", "--by", "pueblo")
    assert found.exit_code == 1
    assert "No hay cifras así" in found.stdout
    assert "publica, anio: programa" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["usuarios_atendidas"], "¿quiso decir «usuarios_atendidos»?"),
        (["usuarios_atendidos", "--department", "99"], "no es un código de departamento"),
        (["usuarios_atendidos", "--json", "--csv"], "--json o --csv"),
        (["entregas_realizadas"], "ninguna noche lo ha medido"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(work: Path, arguments: list[str], says: str) -> None:
    error = asked(work, *arguments).exception
    assert isinstance(error, IndicatorError)
    assert says in error.message


def test_the_catalogue_and_a_sheet() -> None:
    run = CliRunner().invoke(app, ["indicators", "list", "--deployment", str(SAMPLE), "--json"])
    assert {entry["codigo"] for entry in json.loads(run.stdout)} >= {
        item.codigo for item in shipped_indicators()
    }
    sheet = CliRunner().invoke(app, ["indicators", "show", "tasa_cobertura", "--deployment", str(SAMPLE)])
    assert "# Cobertura sobre la población" in sheet.stdout
    assert "¿Se puede sumar?" in sheet.stdout

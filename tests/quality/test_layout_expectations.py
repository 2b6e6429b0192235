"""What institutions send: each rule of the catalogue is an expectation, and a defect moves its own only."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from quality.catalogue import DIMENSIONS, load_catalogue
from quality.layout_expectations import Layout, applies, derive_layout
from quality.layout_tables import ReceivedFile
from quality.runner import run_expectations
from snis.contracts.layout import InstitutionContract
from tests.quality.layout_case import CONTRACT, LAYOUT, READ, Case, expectations, good_case

CATALOGUE = load_catalogue()
MANY = 10  # of 200 rows; one per cent may fail
ROW_RULES = [rule for rule in CATALOGUE.of_level("row") if rule.effect != "aviso" and rule.id != "OBL-01"]
NOTICES = [rule for rule in CATALOGUE.of_level("row", "notice") if rule.effect == "aviso"]
FILE_RULES = [rule for rule in CATALOGUE.of_level("file") if rule.id not in {"ARC-03", "ARC-04", "ARC-21"}]
TOKEN = "9765432141601"


def contract(**changes: Any) -> InstitutionContract:
    return InstitutionContract.model_validate({**CONTRACT.model_dump(exclude_unset=True), **changes})


def set_aside(case: Case, rule: str, field: str = "cui", state: str = "cuarentena", rows: int = MANY) -> None:
    where = f"where transferencia_id = 'T3' and fila <= {rows}"
    case.change(f"update core_fila set estado = '{state}', regla = '{rule}', campo = '{field}' {where}")
    case.change(f"delete from core_entrega {where}")


def spoil(case: Case, change: str, rows: int = MANY) -> None:
    case.change(f"update core_entrega set {change} where transferencia_id = 'T3' and fila <= {rows}")


def test_a_delivery_without_a_mistake_moves_nothing() -> None:
    assert good_case().moved() == {}


@pytest.mark.parametrize("rule", ROW_RULES, ids=lambda rule: rule.id)
def test_a_rule_of_a_row_moves_its_own_expectation(rule: Any) -> None:
    case = good_case()
    set_aside(case, rule.id, state=rule.state)
    assert case.moved() == {rule.id: MANY}


def test_an_empty_required_column_moves_its_rule_and_its_column() -> None:
    case = good_case()
    set_aside(case, "OBL-01", "monto_gtq")
    assert case.moved() == {"OBL-01": MANY, "OBL-01.monto_gtq": MANY}


@pytest.mark.parametrize("rule", NOTICES, ids=lambda rule: rule.id)
def test_a_notice_moves_its_own_expectation(rule: Any) -> None:
    case = good_case()
    case.add(
        "core_aviso",
        [{"transferencia_id": "T3", "hoja": "", "fila": row, "regla": rule.id} for row in range(1, MANY + 1)],
    )
    assert case.moved() == {rule.id: MANY}


@pytest.mark.parametrize("rule", FILE_RULES, ids=lambda rule: rule.id)
def test_a_rule_of_a_file_moves_its_own_expectation(rule: Any) -> None:
    case = good_case()
    refused = rule.effect == "rechazo"
    said = {"refused_by": rule.id} if refused else {"notices": (rule.id,)}
    case.files["T9"] = ReceivedFile("T9", LAYOUT.table, 9, counts=False, **said)  # type: ignore[arg-type]
    assert case.moved() == {rule.id: 1}


@pytest.mark.parametrize(("state", "name"), [("tardia", "ARC-21"), ("faltante", "plazo.falta")])
def test_what_is_late_or_missing_moves_its_own_expectation(state: str, name: str) -> None:
    case = good_case()
    case.change(f"update out_transferencia set calendario_estado_codigo = '{state}' where periodo = 'T3'")
    assert case.moved() == {name: 1}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("entrega_fecha = date '2026-06-01'", "aceptada.futura"),
        ("nacimiento_anio = 2030", "aceptada.nacimiento"),
        ("edad_entrega_anios = 140", "aceptada.edad"),
        ("monto_gtq = -1", "aceptada.negativo"),
        ("persona_id = null", "aceptada.persona"),
        ("modalidad_codigo = 'P99'", "aceptada.modalidad"),
        ("entrega_departamento_codigo = '01'", "aceptada.lugar"),
        ("entrega_municipio_codigo = '0199'", "aceptada.lugar"),
    ],
)
def test_what_an_accepted_row_may_not_be_moves_from_one_row_on_and_blocks(change: str, name: str) -> None:
    case = good_case()
    spoil(case, change, rows=1)
    assert case.moved() == {name: 1}
    assert {item.severity for item in expectations() if item.name == name} == {"bloquea"}


def test_an_optional_column_that_most_rows_leave_empty_is_told() -> None:
    case = good_case()
    case.change("update core_entrega set sexo_codigo = null where fila <= 150")
    assert case.moved() == {"lleno.sexo_codigo": 450}


@pytest.mark.parametrize("state", ["discrepancia", "no_encontrado", "fallecido"])
def test_what_the_verifier_says_moves_its_own_expectation(state: str) -> None:
    case = good_case()
    case.change(
        "insert into link_validacion by name select 'e' || fila as persona_enviada_id, "
        f"case when fila <= {MANY} then '{state}' else 'validado' end as estado_identidad_codigo "
        "from range(1, 201) as r (fila)"
    )
    assert case.moved() == {f"identidad.{state}": 3 * MANY}


@pytest.mark.parametrize(
    ("rule", "name"), [("CRU-01", "muerte"), ("CRU-02", "registro"), ("CTL-03", "control")]
)
def test_what_a_register_contradicts_moves_its_own_expectation(rule: str, name: str) -> None:
    case = good_case()
    case.add(
        "link_cruce",
        [{"regla_id": rule, "transferencia_id": "T3", "hoja": "", "fila": row} for row in range(1, MANY + 1)],
    )
    assert case.moved() == {f"cruce.{name}": MANY}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("delete from core_fila where transferencia_id = 'T3' and fila > 15", "pasado.filas"),
        ("update core_entrega set monto_gtq = 6000 where transferencia_id = 'T3'", "pasado.monto"),
    ],
)
def test_ten_times_or_a_tenth_of_its_own_past_moves_its_own_expectation(change: str, name: str) -> None:
    case = good_case()
    case.change(change)
    assert case.moved() == {name: 1}


def test_far_more_in_quarantine_than_usual_moves_its_own_expectation_beside_the_rule() -> None:
    case = good_case()
    set_aside(case, "CUI-05", rows=30)
    assert case.moved() == {"CUI-05": 30, "pasado.cuarentena": 1}


def test_a_first_delivery_has_no_past_to_be_held_against() -> None:
    case = good_case(transfers=("T1",))
    case.change("update core_entrega set monto_gtq = 6000")
    assert case.moved() == {}


def test_fewer_than_the_tolerance_move_nothing_and_the_share_is_of_the_rows_checked() -> None:
    case = good_case()
    set_aside(case, "CUI-05", rows=6)  # one per cent of the 600 rows of the layout
    assert case.moved() == {}
    case = good_case()
    set_aside(case, "CUI-05", rows=7)
    assert case.moved() == {"CUI-05": 7}


def test_a_row_that_was_mended_moves_its_expectation_back() -> None:
    case = good_case()
    set_aside(case, "CUI-05")
    case.add(
        "core_correccion", [{"transferencia_id": "T3", "hoja": "", "fila": row} for row in range(1, MANY + 1)]
    )
    assert case.moved() == {}


def test_a_file_that_was_replaced_counts_no_more() -> None:
    case = good_case()
    set_aside(case, "CUI-05")
    case.files["T3"] = replace(case.files["T3"], counts=False)
    assert case.moved() == {}


def test_every_rule_that_can_apply_is_an_expectation_under_its_own_name() -> None:
    names = [item.name for item in expectations()]
    assert {rule.id for rule in CATALOGUE.rules} - set(names) == {"ARC-03", "ARC-04"}
    assert len(names) == len(set(names))
    assert {item.dimension for item in expectations()} == set(DIMENSIONS)


@pytest.mark.parametrize(
    ("changes", "rule", "can"),
    [
        ({}, "CUI-05", True),
        ({"columns": [{"header": "Fecha", "field": "entrega_fecha"}]}, "CUI-05", False),
        ({"columns": [{"header": "Fecha", "field": "entrega_fecha"}]}, "NUM-01", False),
        ({"columns": [{"header": "Fecha", "field": "entrega_fecha"}]}, "TER-02", False),
        ({"mode": "increment"}, "ARC-14", False),
        ({"control": None}, "ARC-16", False),
        ({"file": {"pattern": "a.xlsx", "format": "xlsx"}}, "ARC-09", False),
    ],
)
def test_a_layout_is_not_asked_for_what_it_cannot_break(
    changes: dict[str, Any], rule: str, can: bool
) -> None:
    assert applies(CATALOGUE[rule], contract(**changes)) is can


def test_the_deployment_says_what_may_fail() -> None:
    strict = derive_layout(
        Layout(CONTRACT), CATALOGUE, lambda rule, dimension: 0.25 if rule == "CUI-05" else 0
    )
    shares = {item.name: item.arguments["mostly"] for item in strict if item.name in {"CUI-04", "CUI-05"}}
    assert shares == {"CUI-04": 1, "CUI-05": 0.75}


def test_great_expectations_says_the_same_and_tells_where_and_keeps_no_value(tmp_path: Path) -> None:
    case = good_case()
    set_aside(case, "CUI-05")
    set_aside(case, "OBL-01", "monto_gtq", rows=7)
    spoil(case, "modalidad_codigo = 'P99', persona_id = 'p', entrega_id = '" + TOKEN + "'", rows=20)
    parts = _parts(case, tmp_path)
    results = run_expectations(
        expectations(),
        parts,
        docs=tmp_path / "docs",
        scratch=tmp_path / "tmp",
        project=tmp_path / "gx",
        prepare=lambda connection: case.prepare(connection),
        by="transferencia_id",
    )
    moved = {result.name: result.failing for result in results if not result.passed}
    assert moved == case.moved()
    assert set(moved) == {"OBL-01", "OBL-01.monto_gtq", "aceptada.modalidad"}
    assert {result.places for result in results if not result.passed} == {(("T3", 7),), (("T3", 10),)}
    assert not [path for path in tmp_path.rglob("*") if path.suffix != ".parquet" and _holds(path, TOKEN)]


def _parts(case: Case, folder: Path) -> dict[str, list[Path]]:
    found = {}
    for name in READ:
        pq.write_table(
            case.connection.sql(f"select * from {name}").to_arrow_table(), folder / f"{name}.parquet"
        )
        found[name] = [folder / f"{name}.parquet"]
    return found


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and text.encode() in path.read_bytes()

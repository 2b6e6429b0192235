"""Crosswalks that contracts name: their codes take the place of the name, and each mistake has its message."""

from pathlib import Path

import pytest

from snis.deployment import load_deployment
from snis.errors import ContractError
from tests.support.deployment import CONTRACT, CONTRACT_PATH, edited, make_deployment

CROSSWALK = """\
crosswalk: sexo-hm
version: 1
field: sexo_codigo
valid_from: 2026-01-01
valid_to: null
source: Diccionario de datos, 2025
codes: {H: M, M: F, S/D: null}
"""
NAMED = edited(CONTRACT, "codes: {H: M, M: F, S/D: null}", "codes: {crosswalk: sexo-hm, version: 1}")
PATH = "crosswalks/sexo-hm.yaml"


def test_the_codes_of_a_named_crosswalk_are_those_of_its_file(tmp_path: Path) -> None:
    files = {CONTRACT_PATH: NAMED, PATH: CROSSWALK}
    column = load_deployment(make_deployment(tmp_path, files=files)).contracts[0].column_of("sexo_codigo")
    assert column is not None
    assert column.codes == {"H": "M", "M": "F", "S/D": ""}
    assert column.crosswalk is not None
    assert (column.crosswalk.name, column.crosswalk.version) == ("sexo-hm", "1")


def test_a_new_version_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    second = edited(edited(CROSSWALK, "version: 1", "version: 2"), "H: M", "V: M")
    files = {CONTRACT_PATH: NAMED, PATH: CROSSWALK, "crosswalks/sexo-hm-2.yaml": second}
    column = load_deployment(make_deployment(tmp_path, files=files)).contracts[0].column_of("sexo_codigo")
    assert column is not None
    assert column.codes == {"H": "M", "M": "F", "S/D": ""}


def test_a_changed_crosswalk_is_another_deployment(tmp_path: Path) -> None:
    files = {CONTRACT_PATH: NAMED, PATH: CROSSWALK}
    before = load_deployment(make_deployment(tmp_path, files=files)).digest
    (tmp_path / PATH).write_text(edited(CROSSWALK, "H: M", "V: M"), encoding="utf-8")
    assert load_deployment(tmp_path).digest != before


MISTAKES = {
    "unknown": (CONTRACT_PATH, "crosswalk: sexo-hm, version: 1", "crosswalk: sexo-mf, version: 1",
                "no existe el cruce sexo-mf versión 1"),
    "no_version": (CONTRACT_PATH, "crosswalk: sexo-hm, version: 1", "crosswalk: sexo-hm", "falta la versión del cruce"),
    "both": (CONTRACT_PATH, "crosswalk: sexo-hm, version: 1", "crosswalk: sexo-hm, version: 1, H: M",
             "nombra un cruce y además escribe códigos: H"),
    "late": (PATH, "valid_from: 2026-01-01", "valid_from: 2026-02-01", "y el contrato, en otros días"),
    "ends": (PATH, "valid_to: null", "valid_to: 2026-12-31", "el cruce vale de 2026-01-01 a 2026-12-31"),
    "other_field": (PATH, "field: sexo_codigo", "field: tiene_discapacidad", "y la columna llena sexo_codigo"),
    "no_field": (PATH, "field: sexo_codigo", "field: sexo", "¿quiso decir «sexo_codigo»?"),
    "code": (PATH, "M: F", "M: X", "el código «X» no está en la lista sexo"),
    "text_twice": (PATH, "S/D: null", "h: null", "son el mismo texto"),
    "no_source": (PATH, "source: Diccionario de datos, 2025\n", "", "falta esta clave"),
    "backwards": (PATH, "valid_to: null", "valid_to: 2025-12-31", "termina antes de empezar"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "says"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_has_file_line_and_remedy(tmp_path: Path, path: str, old: str, new: str, says: str) -> None:
    files = {CONTRACT_PATH: NAMED, PATH: CROSSWALK}
    with pytest.raises(ContractError) as caught:
        load_deployment(make_deployment(tmp_path, files={**files, path: edited(files[path], old, new)}))
    assert any(says in problem and "Remedio: " in problem for problem in caught.value.problems)
    assert all(problem.split(":")[1].isdigit() for problem in caught.value.problems)


def test_a_name_and_version_stand_once(tmp_path: Path) -> None:
    files = {CONTRACT_PATH: NAMED, PATH: CROSSWALK, "crosswalks/otro.yaml": CROSSWALK}
    with pytest.raises(ContractError) as caught:
        load_deployment(make_deployment(tmp_path, files=files))
    (problem,) = caught.value.problems
    assert problem.startswith(
        "crosswalks/sexo-hm.yaml:2: version: otro archivo trae ya este cruce y versión. Remedio: "
    )

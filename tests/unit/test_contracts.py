"""Each mistake that a contract can hold has a message of its own: file, line, key, rule, remedy."""

from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.statements import parameters
from snis.contracts.layout import KEY_COLUMNS, KEY_SYNONYMS, InstitutionContract
from snis.contracts.layouts import globs_meet
from snis.deployment import load_deployment
from snis.errors import ContractError
from tests.support.deployment import CONTRACT, CONTRACT_PATH, edited, make_deployment


def problems_of(folder: Path, files: dict[str, str | None]) -> tuple[str, ...]:
    with pytest.raises(ContractError) as caught:
        load_deployment(make_deployment(folder, files=files))
    return caught.value.problems


def the_contract(folder: Path, text: str = CONTRACT) -> InstitutionContract:
    return load_deployment(make_deployment(folder, files={CONTRACT_PATH: text})).contracts[0]


# old text -> new text in the usual contract, the line and key that the message names, and what it says.
MISTAKES = {
    "yaml_syntax": ("version: 1", "version: [1", 3, "", "no es YAML válido"),
    "key_twice": ("version: 1", "version: 1\nversion: 2", 3, "", "la clave version está dos veces"),
    "alias": ("title: Pagos del Bono Social", "title: &t [x]\nvalid_to: *t", 4, "", "anclas"),
    "unknown_key": ("cadence:", "cadencia:", 8, "cadencia", "clave desconocida; ¿quiso decir «cadence»?"),
    "unknown_key_inside": ("encoding: utf-8", "encodin: utf-8", 14, "file.encodin", "¿quiso decir «encoding»?"),
    "unknown_column_key": (
        "field: nombres}", "field: nombres, requird: true}", 19, "columns.2.requird", "¿quiso decir «required»?",
    ),
    "missing_key": ("title: Pagos del Bono Social\n", "", 1, "title", "falta esta clave"),
    "number_type": ("version: 1", "version: uno", 2, "version", "se esperaba un número entero"),
    "list_type": ("totals: [TOTAL, SUBTOTAL]", "totals: {a: b}", 26, "totals", "se esperaba una lista"),
    "mapping_type": ("{every: month, due_day: 10, tolerance_days: 5}", "mensual", 8, "cadence", "claves y valores"),
    "text_type": ("title: Pagos del Bono Social", "title: [a, b]", 4, "title", "se esperaba un texto"),
    "truth_type": ("ignore: true", "ignore: talvez", 24, "columns.7.ignore", "se esperaba true o false"),
    "date_type": ("valid_from: 2026-01-01", "valid_from: 01/01/2026", 5, "valid_from", "se esperaba una fecha"),
    "date_digits": ("valid_from: 2026-01-01", "valid_from: 20260101", 5, "valid_from", "se esperaba una fecha"),
    "no_such_day": ("valid_from: 2026-01-01", "valid_from: 2026-02-30", 5, "valid_from", "se esperaba una fecha"),
    "contract_id": ("contract: mides-bono-social", "contract: Bono Social", 1, "contract", "minúsculas"),
    "empty_title": ("title: Pagos del Bono Social", 'title: ""', 4, "title", "está vacío"),
    "kind_value": ("kind: deliveries", "kind: entregas", 9, "kind", "'deliveries', 'community', 'registry'"),
    "delimiter_value": ('delimiter: ";"', "delimiter: coma", 15, "file.delimiter", "valor no admitido"),
    "no_legal_basis": ("[decreto-57-2008]", "[]", 7, "legal_basis", "la lista está vacía"),
    "legal_basis_missing": ("legal_basis: [decreto-57-2008]\n", "", 1, "legal_basis", "falta esta clave"),
    "validity_backwards": ("valid_to: null", "valid_to: 2025-12-31", 6, "valid_to", "termina antes de empezar"),
    "cadence_value": ("every: month", "every: mes", 8, "cadence.every", "'fortnight', 'month'"),
    "due_day_low": ("due_day: 10", "due_day: 0", 8, "cadence.due_day", "el menor que se admite es 1"),
    "due_day_high": ("due_day: 10", "due_day: 32", 8, "cadence.due_day", "el mayor que se admite es 31"),
    "due_day_of_week": ("every: month, due_day: 10", "every: week, due_day: 8", 8, "cadence.due_day", "de 1 a 7"),
    "tolerance": ("tolerance_days: 5", "tolerance_days: 91", 8, "cadence.tolerance_days", "90"),
    "pattern_folder": ("bono_social_*.csv", "mides/*.csv", 12, "file.pattern", "carpetas o corchetes"),
    "csv_encoding": ("  encoding: utf-8\n", "", 11, "file.encoding", "que un CSV necesita"),
    "xlsx_delimiter": ("format: csv", "format: xlsx", 14, "file.encoding", "es solo para CSV"),
    "csv_sheets": ('delimiter: ";"', 'delimiter: ";"\n  sheets: "P*"', 16, "file.sheets", "es solo para libros"),
    "no_grain": ("grain: hogar\n", "", 1, "grain", "que kind: deliveries necesita"),
    "grain_in_registry": ("kind: deliveries", "kind: registry", 10, "grain", "es solo para kind: deliveries"),
    "no_registry": ("kind: deliveries\ngrain: hogar", "kind: registry", 1, "registry", "kind: registry necesita"),
    "registry_in_deliveries": (
        "grain: hogar", "grain: hogar\nregistry: renap_persona", 11, "registry", "es solo para kind: registry",
    ),
    "death_without_day": (
        "kind: deliveries\ngrain: hogar", "kind: registry\nregistry: renap_defuncion", 17, "columns",
        "el día de la defunción",
    ),
    "no_delivery_date": (
        "field: entrega_fecha, required: true, format: dd/mm/aaaa", "ignore: true", 17, "columns",
        "nada llena entrega_fecha",
    ),
    "no_modality": ("modalidad_codigo: P02, ", "", 17, "columns", "nada llena modalidad_codigo"),
    "no_person": ("field: cui, required: true", "ignore: true", 17, "columns", "necesitan nacimiento_fecha"),
    "field_of_another_kind": (
        "{header: Nombres, field: nombres}", "{header: Nombres, field: comunidad}", 19, "columns.2.field",
        "kind: deliveries no lleva comunidad",
    ),
    "institution_and_folder": ("institution: mides", "institution: renap", 3, "institution", "en la carpeta mides"),
    "institution_unknown": ("institution: mides", "institution: midess", 3, "institution", "¿quiso decir «mides»?"),
    "unknown_field": ("field: sexo_codigo", "field: sexo", 21, "columns.4.field", "¿quiso decir «sexo_codigo»?"),
    "field_twice": (
        "{header: Nombres, field: nombres}", "{header: Nombres, field: cui}", 19, "columns.2.field",
        "ya sale de la columna 1",
    ),
    "header_twice": ("header: Nombres", "header: no dpi", 19, "columns.2.header", "ya está en la columna 1"),
    "header_without_letters": ("header: Nombres", 'header: "#"', 19, "columns.2.header", "no tiene letras"),
    "column_for_nothing": (
        "{header: Nombres, field: nombres}", "{header: Nombres}", 19, "columns.2", "no dice qué campo llena",
    ),
    "ignored_with_field": ("ignore: true", "ignore: true, field: folio", 24, "columns.7.field", "ignorada"),
    "codes_of_text": ("field: nombres", "field: nombres, codes: {a: b}", 19, "columns.2.codes", "con códigos"),
    "date_without_format": (", format: dd/mm/aaaa", "", 20, "columns.3.format", "entrega_fecha es una fecha"),
    "date_format": ("dd/mm/aaaa", "dd.mm.aaaa", 20, "columns.3.format", "formato no admitido para entrega_fecha"),
    "format_of_text": ("field: nombres", "field: nombres, format: nombre", 19, "columns.2.format", "no lleva formato"),
    "number_format": ('"1.234,56"', '"1 234,56"', 23, "columns.6.format", '1234.56, 1,234.56'),
    "place_format": ("format: nombre", "format: codigo", 22, "columns.5.format", "codigo4, codigo2, nombre, indice0"),
    "municipality_alone": (
        "format: nombre", "format: codigo2", 22, "columns.5.format", "nada llena residencia_departamento_codigo",
    ),
    "code_not_in_list": ("M: F", "M: X", 21, "columns.4.codes.M", "el código «X» no está en la lista sexo"),
    "code_sent_twice": ("S/D: null", "' h': F", 21, "columns.4.codes", "son el mismo texto"),
    "unknown_modality": ("modalidad_codigo: P02", "modalidad_codigo: P03", 16, "constants.modalidad_codigo",
                         "modalidad desconocida: «P03»"),
    "constant_unknown": ("modalidad_codigo: P02", "modalidad: P02", 16, "constants.modalidad", "campo desconocido"),
    "constant_and_column": (
        "modalidad_codigo: P02", "modalidad_codigo: P02, sexo_codigo: F", 16, "constants.sexo_codigo", "una columna",
    ),
    "constant_person": ("modalidad_codigo: P02", "modalidad_codigo: P02, telefono: 1", 16, "constants.telefono",
                        "no puede valer lo mismo"),
    "constant_place": ("entrega_departamento_codigo: 01", "entrega_departamento_codigo: 23", 16,
                       "constants.entrega_departamento_codigo", "«23» no es un código de departamento"),
    "constant_number": ("modalidad_codigo: P02", "modalidad_codigo: P02, cantidad: dos", 16, "constants.cantidad",
                        "se esperaba un número"),
    "key_unmapped": ("[cui, modalidad_codigo", "[folio, modalidad_codigo", 25, "delivery_key.1", "nada llena folio"),
    "key_field": ("[cui, modalidad_codigo", "[nombres, modalidad_codigo", 25, "delivery_key.1",
                  "nombres no puede ser parte de la clave"),
    "key_empty": ("[cui, modalidad_codigo, entrega_fecha, monto_gtq]", "[]", 25, "delivery_key", "la clave está vacía"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "key", "says"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_with_its_place_and_remedy(
    tmp_path: Path, old: str, new: str, line: int, key: str, says: str
) -> None:
    problems = problems_of(tmp_path, {CONTRACT_PATH: edited(CONTRACT, old, new)})
    place = f"{CONTRACT_PATH}:{line}: {key}"
    about = [text for text in problems if text.startswith(place) and says in text]
    assert about, problems
    assert all("Remedio: " in text for text in problems)


def test_all_mistakes_of_a_deployment_are_reported_together(tmp_path: Path) -> None:
    problems = problems_of(
        tmp_path,
        {
            CONTRACT_PATH: edited(edited(CONTRACT, "M: F", "M: X"), "dd/mm/aaaa", "fecha"),
            "contracts/renap/vivos.yaml": "contract: renap-vivos\n",
            "codes.csv": "lista,codigo,nombre\nsexo,M,Hombre\nsexo,M,Varón\n",
        },
    )
    assert {problem.partition(":")[0] for problem in problems} == {
        CONTRACT_PATH, "contracts/renap/vivos.yaml", "codes.csv", "programmes.csv",
    }  # fmt: skip


def test_two_contracts_for_one_file_name_are_refused(tmp_path: Path) -> None:
    other = edited(
        edited(CONTRACT, "mides-bono-social", "mides-otro"), "bono_social_*.csv", "BONO_*_2026.csv"
    )
    (problem,) = problems_of(tmp_path, {"contracts/mides/otro.yaml": other})
    assert problem.startswith("contracts/mides/otro.yaml:12: file.pattern: un mismo archivo")
    assert CONTRACT_PATH in problem


def test_a_layout_may_change_when_the_old_contract_ends(tmp_path: Path) -> None:
    old = edited(CONTRACT, "valid_to: null", "valid_to: 2026-06-30")
    new = edited(edited(CONTRACT, "version: 1", "version: 2"), "2026-01-01", "2026-07-01")
    deployment = load_deployment(
        make_deployment(tmp_path, files={CONTRACT_PATH: old, "contracts/mides/bono-2.yaml": new})
    )
    versions = [
        found.version if (found := deployment.contract_for("mides", "bono_social_1.csv", day)) else None
        for day in (date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert versions == [None, 1, 2]


def test_the_same_id_and_version_twice_is_refused(tmp_path: Path) -> None:
    twin = edited(CONTRACT, "bono_social_*.csv", "otro_*.csv")
    (problem,) = problems_of(tmp_path, {"contracts/mides/otro.yaml": twin})
    assert "contract: mides-bono-social versión 1 ya está en" in problem


@pytest.mark.parametrize(
    "name", ["contracts/suelto.yaml", "contracts/mides/a/b.yaml", "contracts/mides/x.yml"]
)
def test_a_contract_where_nobody_looks_is_reported(tmp_path: Path, name: str) -> None:
    (problem,) = problems_of(tmp_path, {name: CONTRACT})
    assert problem.startswith(f"{name}: un contrato va en contracts/<institución>/<nombre>.yaml")


def test_an_empty_contract_is_reported(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, {CONTRACT_PATH: "# nada\n"})
    assert "está vacío" in problem


def test_a_contract_in_another_encoding_is_reported(tmp_path: Path) -> None:
    folder = make_deployment(tmp_path)
    (folder / CONTRACT_PATH).write_bytes(edited(CONTRACT, "Pagos", "Acreditación").encode("cp1252"))
    with pytest.raises(ContractError) as caught:
        load_deployment(folder)
    assert "no está en UTF-8" in caught.value.problems[0]


def test_rations_need_nobody(tmp_path: Path) -> None:
    text = edited(
        edited(CONTRACT, "grain: hogar", "grain: racion"), "field: cui, required: true", "ignore: true"
    )
    text = edited(
        edited(text, "field: nombres", "ignore: true"), "[cui, modalidad_codigo", "[modalidad_codigo"
    )
    assert the_contract(tmp_path, text).grain == "racion"


def test_values_arrive_as_they_are_written(tmp_path: Path) -> None:
    text = edited(CONTRACT, "{H: M, M: F, S/D: null}", "{01: M, 02: F, No: null}")
    contract = the_contract(tmp_path, text)
    column = contract.column_of("sexo_codigo")
    assert column is not None
    assert column.codes == {"01": "M", "02": "F", "No": ""}
    assert contract.constants["entrega_departamento_codigo"] == "01"
    assert contract.column_of("cui").header == ("CUI", "No. DPI")  # type: ignore[union-attr]


def test_truth_values_need_no_quotes(tmp_path: Path) -> None:
    text = edited(
        CONTRACT, "{header: Nombres, field: nombres}",
        "{header: Discapacidad, field: tiene_discapacidad, codes: {Sí: true, No: false}}",
    )  # fmt: skip
    column = the_contract(tmp_path, text).column_of("tiene_discapacidad")
    assert column is not None
    assert column.codes == {"Sí": "true", "No": "false"}


def test_a_tab_may_be_written_by_its_name(tmp_path: Path) -> None:
    assert the_contract(tmp_path, edited(CONTRACT, '";"', "tab")).file.delimiter == "\t"


def test_what_a_kind_cannot_be_without_is_required_unsaid(tmp_path: Path) -> None:
    text = edited(CONTRACT, "required: true, format", "required: false, format")
    assert the_contract(tmp_path, text).required_fields == {"cui", "entrega_fecha", "modalidad_codigo"}


def test_every_field_of_a_key_is_known_to_the_judgement() -> None:
    switches = {name.removeprefix("c_") for name in parameters("core_juicio") if name.startswith("c_")}
    assert switches == KEY_COLUMNS
    assert set(KEY_SYNONYMS.values()) <= KEY_COLUMNS


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("deliveries", {"cui", "modalidad_codigo", "entrega_fecha", "monto_gtq", "folio"}),
        ("registry", {"cui", "modalidad_codigo", "ocurrio_fecha", "registro_fecha", "fin_fecha"}),
    ],
)
def test_a_key_that_is_not_said_is_the_one_of_its_kind(tmp_path: Path, kind: str, key: set[str]) -> None:
    text = edited(CONTRACT, "delivery_key: [cui, modalidad_codigo, entrega_fecha, monto_gtq]\n", "")
    assert the_contract(tmp_path, text).model_copy(update={"kind": kind}).key == key


def test_the_person_of_a_key_may_be_called_by_either_name(tmp_path: Path) -> None:
    text = edited(CONTRACT, "delivery_key: [cui,", "delivery_key: [persona_id,")
    assert the_contract(tmp_path, text).key == the_contract(tmp_path, CONTRACT).key


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("bono_*.csv", "BONO_SOCIAL_*.csv", True),
        ("a*b", "*c", False),
        ("*_a.csv", "b_*.csv", True),
        ("pago?.xlsx", "pago1.xlsx", True),
        ("pago?.xlsx", "pago.xlsx", False),
        ("*.csv", "*.xlsx", False),
        ("*", "cualquiera", True),
    ],
)
def test_patterns_meet_when_some_name_fits_both(first: str, second: str, expected: bool) -> None:
    assert globs_meet(first, second) is expected
    assert globs_meet(second, first) is expected


GLOBS = st.text("ab*?", max_size=6)


@settings(max_examples=300, deadline=None)
@given(name=st.text("ab", max_size=8), first=GLOBS, second=GLOBS)
def test_a_name_that_fits_two_patterns_makes_them_meet(name: str, first: str, second: str) -> None:
    if fnmatchcase(name, first) and fnmatchcase(name, second):
        assert globs_meet(first, second)

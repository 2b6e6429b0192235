"""Tables are declared from fields that are defined once; a contract that breaks the rules is refused, all at once."""

from pathlib import Path

import pytest
import yaml

from snis.contracts.layout import INPUT_FIELDS
from snis.contracts.loader import load_fields, load_tables, read_tables
from snis.contracts.model import TableContract
from snis.errors import ContractError

TABLES = load_tables()
# Whole numbers that count nothing: positions, parts of a date, marks.
WITHOUT_UNIT = {
    "fila", "origen_fila", "corregida_por_fila", "reemplazada_por_fila", "mes", "meses", "mosaico_fila",
    "mosaico_columna", "clave_personas", "clave_entregas", "clave_familias", "clave_revisados", "clave_fallas",
    "impresion_numero",
}  # fmt: skip
# What may be known of a person without helping to recognise anybody: the kind of recipient, the day a file came.
HARMLESS = {"grano_codigo", "conocido_fecha"}

FIELDS = """\
fila: {type: integer, title: Fila, description: Fila del archivo., privacy: quasi}
monto_gtq: {type: "decimal(18,2)", title: Monto, description: Monto., privacy: quasi, unit: quetzales}
cui: {type: string, title: CUI, description: Identifica., privacy: direct}
persona_id: {type: string, title: Persona, description: Seudónimo., privacy: quasi}
"""
TABLE = """\
table: core_pago
title: Pagos
description: Lo pagado.
grain: Una fila por pago.
key: [fila]
fields: [fila, {name: monto_gtq, required: false}]
usage_warnings: [No sumar.]
"""


def written(
    folder: Path, fields: str = FIELDS, *, table: str = TABLE, path: str = "core/core_pago.yaml"
) -> Path:
    (folder / "fields").mkdir(parents=True)
    (folder / "fields" / "prueba.yaml").write_text(fields, encoding="utf-8")
    target = folder / "tables" / path
    target.parent.mkdir(parents=True)
    target.write_text(table, encoding="utf-8")
    return folder


def test_a_table_takes_its_columns_from_the_fields(tmp_path: Path) -> None:
    table = read_tables(written(tmp_path))["core_pago"]
    assert (table.layer, table.key, table.usage_warnings) == ("core", ("fila",), ("No sumar.",))
    assert [(f.name, f.type, f.required, f.unit) for f in table.fields] == [
        ("fila", "integer", True, None),
        ("monto_gtq", "decimal(18,2)", False, "quetzales"),
    ]
    assert table.field("fila").title == "Fila"
    with pytest.raises(KeyError):
        table.field("otra")


MISTAKES = {
    "syntax": ("table: core_pago", "table: [", "tables/core/core_pago.yaml: no es YAML válido"),
    "unknown_key": ("grain: ", "grano: ", "claves desconocidas: grano"),
    "missing_key": ("key: [fila]\n", "", "faltan claves: key"),
    "name": ("table: core_pago", "table: core_otro", "no corresponde al archivo o a la capa"),
    "undefined": ("[fila, {", "[hoja, fila, {", "el campo hoja no está definido en fields/"),
    "override": ("required: false", "unit: cabezas", "monto_gtq: aquí no se puede cambiar unit"),
    "override_type": (
        "required: false",
        "type: string",
        "monto_gtq: aquí no se puede cambiar type",
    ),
    "override_list": ("required: false", "enum: [a]", "monto_gtq: aquí no se puede cambiar enum"),
    "key": ("key: [fila]", "key: [hoja]", "la clave nombra una columna ajena: hoja"),
    "twice": ("[fila, {", "[fila, fila, {", "columna repetida: fila"),
    "direct": ("[fila, {", "[fila, cui, {", "cui identifica a personas"),
}


@pytest.mark.parametrize(("old", "new", "says"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_broken_table_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(ContractError) as caught:
        read_tables(written(tmp_path, table=TABLE.replace(old, new)))
    assert any(says in problem for problem in caught.value.problems), caught.value.problems


def test_a_table_may_narrow_or_widen_the_codes_and_the_decimals_of_a_field(tmp_path: Path) -> None:
    fields = FIELDS + "sexo: {type: string, title: Sexo, description: Sexo., privacy: quasi, enum: [F, M]}\n"
    given = "[fila, {name: sexo, enum: [F, M, T]}, {name: monto_gtq, type: number, required: false}]"
    table = TABLE.replace("[fila, {name: monto_gtq, required: false}]", given)
    read = read_tables(written(tmp_path, fields, table=table))["core_pago"]
    assert (read.field("sexo").enum, read.field("monto_gtq").type) == (("F", "M", "T"), "number")


@pytest.mark.parametrize("change", ["{name: fila, enum: [1]}", "{name: fila, type: number}"])
def test_a_table_may_not_make_another_field_of_one(tmp_path: Path, change: str) -> None:
    with pytest.raises(ContractError) as caught:
        read_tables(written(tmp_path, table=TABLE.replace("[fila, {", f"[{change}, {{")))
    assert any("fila: aquí no se puede cambiar" in problem for problem in caught.value.problems)


FIELD_MISTAKES = {
    "syntax": ("fila: {", "fila: [{", "fields/prueba.yaml: no es YAML válido"),
    "attribute": ("unit: quetzales", "unidad: quetzales", "monto_gtq: atributos desconocidos: unidad"),
    "missing": ("title: Fila, ", "", "fila: faltan atributos: title"),
    "type": ("type: integer", "type: int", "fila: tipo desconocido: int"),
    "unclassified": (
        "Fila del archivo., privacy: quasi",
        "Fila del archivo.",
        "fila: faltan atributos: privacy",
    ),
    "privacy": ("privacy: direct", "privacy: secret", "cui: clase de privacidad desconocida"),
    "no_attributes": (
        "fila: {type: integer, title: Fila, description: Fila del archivo., privacy: quasi}",
        "fila: x",
        "se esperaban",
    ),
}


@pytest.mark.parametrize(("old", "new", "says"), FIELD_MISTAKES.values(), ids=FIELD_MISTAKES.keys())
def test_a_broken_field_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(ContractError) as caught:
        read_tables(written(tmp_path, FIELDS.replace(old, new)))
    assert any(says in problem for problem in caught.value.problems), caught.value.problems


def test_a_field_is_defined_in_one_file_only(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "fields" / "segunda.yaml").write_text(FIELDS, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        read_tables(folder)
    assert "fields/segunda.yaml: fila: el campo ya está definido en otro archivo" in caught.value.problems


def test_a_table_that_leaves_has_no_person_for_a_row(tmp_path: Path) -> None:
    table = TABLE.replace("core_pago", "open_pago").replace("[fila, {", "[fila, persona_id, {")
    with pytest.raises(ContractError) as caught:
        read_tables(written(tmp_path, table=table, path="open/open_pago.yaml"))
    assert any("una persona por fila" in problem for problem in caught.value.problems)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_every_table_says_what_it_is(table: TableContract) -> None:
    assert table.title
    assert table.description.endswith(".")
    assert table.grain.startswith("Una fila por ")
    # Records that nothing identifies have no key, and say so.
    assert table.key or "hay filas iguales" in table.grain


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_every_number_has_a_unit(table: TableContract) -> None:
    numbers = {
        field.name for field in table.fields if field.type.startswith(("integer", "number", "decimal"))
    }
    bare = {field.name for field in table.fields if field.unit is None} & numbers
    assert bare - WITHOUT_UNIT == set()


def test_what_identifies_stands_in_the_vault_and_in_the_rows_as_sent_alone() -> None:
    holders = {
        table.name for table in TABLES.values() if any(field.privacy == "direct" for field in table.fields)
    }
    assert holders == {"raw_fila", "vault_cuarentena", "vault_identidad", "vault_registro"}


def test_what_stands_beside_a_person_is_harmless_only_by_decision() -> None:
    beside = {
        field.name
        for table in TABLES.values()
        if "persona_id" in {field.name for field in table.fields}
        for field in table.fields
        if field.privacy == "none"
    }
    assert beside == HARMLESS


def test_every_field_is_a_column_of_some_table_or_comes_in_some_file() -> None:
    used = {field.name for table in TABLES.values() for field in table.fields}
    assert set(load_fields()) - used - INPUT_FIELDS == set()


def test_every_field_that_may_come_in_a_file_is_defined() -> None:
    assert set(load_fields()) >= INPUT_FIELDS


def test_texts_are_quoted_where_yaml_would_cut_them() -> None:
    """A description with a colon or a comma inside braces loses its end when it is not quoted."""
    folder = Path(__file__).resolve().parents[2] / "snis" / "contracts" / "fields"
    for path in sorted(folder.glob("*.yaml")):
        for name, attributes in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            assert attributes["description"].endswith("."), f"{path.name}: {name}"

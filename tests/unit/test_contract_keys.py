"""What the keys of a contract beyond its columns have to keep, each mistake with its message; and what they mean."""

from datetime import date
from pathlib import Path

import pytest

from snis.contracts.layout import InstitutionContract
from snis.deployment import load_deployment
from snis.errors import ContractError
from tests.support.deployment import CONTRACT, CONTRACT_PATH, edited, make_deployment

MONTH = '{header: Monto, field: monto_gtq, format: "1.234,56"}'
DATE = "{header: Fecha de pago, field: entrega_fecha, required: true, format: dd/mm/aaaa}"
PLACE = "{header: Municipio, field: residencia_municipio_codigo, format: nombre}"
FORM = 'format: csv\n  encoding: utf-8\n  delimiter: ";"'


def load(folder: Path, text: str) -> InstitutionContract:
    return load_deployment(make_deployment(folder, files={CONTRACT_PATH: text})).contracts[0]


def problems_of(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ContractError) as caught:
        load(folder, text)
    return caught.value.problems


# old text -> new text in the usual contract, the key that the message names, and what it says.
MISTAKES = {
    "grain_row": ("grain: hogar", "grain: fila", "grain", "nada llena folio"),
    "grain_payment": ("field: monto_gtq", "field: cantidad", "delivery_key.4", "nada llena monto_gtq"),
    "grain_community": ("grain: hogar", "grain: comunidad", "grain", "use kind: community"),
    "mode_value": ("kind: deliveries", "kind: deliveries\nmode: todo", "mode", "'full', 'increment', 'correction'"),
    "period_mark": (
        "kind: deliveries", 'kind: deliveries\nperiod: "b_{aaaa}_{mes}.csv"', "period", "marca desconocida: {mes}",
    ),
    "period_twice": (
        "kind: deliveries", 'kind: deliveries\nperiod: "b_{aaaa}_{aaaa}.csv"', "period", "una marca está dos veces",
    ),
    "period_too_little": (
        "kind: deliveries", 'kind: deliveries\nperiod: "b_{aaaa}.csv"', "period", "{aaaa} y {mm} o {aaaa} y {mmm}",
    ),
    "agreement_end": (
        "kind: deliveries", "kind: deliveries\nagreement: {id: c-1, expires: 2025-01-01}", "agreement.expires",
        "vence antes",
    ),
    "agreement_name": (
        "kind: deliveries", "kind: deliveries\nagreement: {expires: 2027-01-01}", "agreement.id", "falta esta clave",
    ),
    "correction_key": (
        "kind: deliveries", "kind: deliveries\ncorrection_key: [folio]", "correction_key.1", "nada llena folio",
    ),
    "correction_key_empty": (
        "kind: deliveries", "kind: deliveries\ncorrection_key: []", "correction_key", "la clave está vacía",
    ),
    "control_of_nothing": ("kind: deliveries", "kind: deliveries\ncontrol: {}", "control", "no dice qué total"),
    "control_action": (
        "kind: deliveries", "kind: deliveries\ncontrol: {filas: T, on_mismatch: no}", "control.on_mismatch",
        "'refuse', 'notice'",
    ),
    "widths_of_csv": (FORM, f"{FORM}\n  widths: [3, 4]", "file.widths", "es solo para texto de ancho fijo"),
    "widths_and_starts": (
        FORM, "format: fwf\n  encoding: null\n  widths: [3]\n  starts: [1]", "file.starts", "lo mismo que widths",
    ),
    "starts_order": (FORM, "format: fwf\n  encoding: null\n  starts: [5, 1]", "file.starts", "no van en orden"),
    "fwf_encoding": (FORM, "format: fwf", "file.encoding", "que un texto de ancho fijo necesita"),
    "encoding_value": ("encoding: utf-8", "encoding: latin", "file.encoding", "'iso-8859-1', 'cp850'"),
    "header_rows": (FORM, f"{FORM}\n  header_rows: 4", "file.header_rows", "el mayor que se admite es 3"),
    "currency_elsewhere": ("field: nombres", "field: nombres, currency: GTQ", "columns.2.currency", "de monto_gtq"),
    "currency_other": ("field: monto_gtq", "field: monto_gtq, currency: USD", "columns.6.currency", "'GTQ'"),
    "privacy_value": ("field: nombres", "field: nombres, privacy: secreto", "columns.2.privacy", "'direct'"),
    "privacy_lowered": ("field: nombres", "field: nombres, privacy: none", "columns.2.privacy", "no puede bajarla"),
    "part_of_no_date": ("field: nombres", "field: nombres, part: dia", "columns.2.part", "nombres no es una fecha"),
    "part_alone": (
        DATE, "{header: Día, field: entrega_fecha, part: dia}", "columns.3.part", "le falta mes, anio",
    ),
    "part_with_format": (
        DATE, "{header: Día, field: entrega_fecha, part: dia, format: excel}", "columns.3.format", "no lleva formato",
    ),
    "month_without_year": (MONTH, "{header: Enero, field: monto_gtq, month: 1}", "columns.6.month", "de qué año son"),
    "months_without_columns": (
        "kind: deliveries", "kind: deliveries\nmonths: {year: 2026}", "months", "ninguna columna dice de qué mes es",
    ),
    "month_number": ("field: monto_gtq", "field: monto_gtq, month: 13", "columns.6.month", "que se admite es 12"),
    "split_fields": (
        PLACE, '{header: Lugar, split: {by: ",", into: [residencia_municipio_codigo, entrega_departamento_codigo]}}',
        "columns.5.split.into", "no son el municipio y el departamento de un mismo lugar",
    ),
    "split_and_field": (
        PLACE, '{header: L, field: folio, split: {by: ",", into: [entrega_municipio_codigo, folio]}}',
        "columns.5.split", "dice field y split",
    ),
    "name_format": ("{header: Nombres, field: nombres}", "{header: Nombre, field: nombre_completo, format: todo}",
                    "columns.2.format", "nombres_apellidos, apellidos_nombres"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "says"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_with_its_key_and_remedy(
    tmp_path: Path, old: str, new: str, key: str, says: str
) -> None:
    problems = problems_of(tmp_path, edited(CONTRACT, old, new))
    assert [text for text in problems if f": {key}: " in text and says in text], problems
    assert all("Remedio: " in text for text in problems)


def test_a_date_in_two_columns_and_whole_is_said_once(tmp_path: Path) -> None:
    text = edited(
        CONTRACT, f"  - {DATE}", f"  - {DATE}\n  - {{header: Día, field: entrega_fecha, part: dia}}"
    )
    assert any(
        "el campo entrega_fecha ya sale de la columna 3" in item for item in problems_of(tmp_path, text)
    )


def with_months(months: str, *columns: str) -> str:
    text = edited(CONTRACT, "kind: deliveries", f"kind: deliveries\nmonths: {months}")
    text = edited(text, f"  - {DATE}\n", "")
    return edited(text, f"  - {MONTH}", "\n".join(f"  - {column}" for column in columns))


JANUARY = "{header: [Enero, Ene], field: monto_gtq, month: 1}"
FEBRUARY = "{header: Febrero, field: monto_gtq, month: 2}"


def test_months_in_columns_give_the_date_of_delivery(tmp_path: Path) -> None:
    contract = load(tmp_path, with_months("{year: 2026}", JANUARY, FEBRUARY))
    assert "entrega_fecha" in contract.fields
    assert [column.position_name for column in contract.columns if column.month] == [
        "monto_gtq.01",
        "monto_gtq.02",
    ]


@pytest.mark.parametrize(
    ("months", "columns", "says"),
    [
        ("{}", [JANUARY], "falta el año de los meses"),
        ("{year: 2026}", [JANUARY, "{header: Año, field: entrega_fecha, part: anio}"], "también de una columna"),
        ("{year: 2026}", [JANUARY, DATE], "la fecha de entrega sale de ellas"),
        ("{year: 2026}", [JANUARY, "{header: Feb, field: cantidad, month: 2}"], "llenan campos distintos"),
        ("{year: 2026}", [JANUARY, "{header: Feb, field: folio, month: 2}"], "solo trae montos o cantidades"),
        ("{year: 2026}", [JANUARY, "{header: E, field: monto_gtq, month: 1}"], "ya sale de la columna"),
        ("{year: 2026}", [JANUARY, '{header: F, field: monto_gtq, month: 2, format: "1,234.56"}'], "distinta manera"),
        ("{year: 1}", [JANUARY], "el número es demasiado pequeño"),
    ],
)  # fmt: skip
def test_months_in_columns_agree_with_each_other(
    tmp_path: Path, months: str, columns: list[str], says: str
) -> None:
    assert any(says in text for text in problems_of(tmp_path, with_months(months, *columns)))


def test_the_year_of_the_months_may_stand_in_a_column(tmp_path: Path) -> None:
    year = "{header: Año, field: entrega_fecha, part: anio}"
    assert load(tmp_path, with_months("{day: first}", JANUARY, year)).months is not None


def test_what_is_not_said_is_an_increment_without_an_agreement(tmp_path: Path) -> None:
    contract = load(tmp_path, CONTRACT)
    assert (contract.mode, contract.period, contract.control) == ("increment", None, None)
    assert contract.is_agreed_on(date(2100, 1, 1))


def test_an_agreement_holds_to_its_last_day(tmp_path: Path) -> None:
    text = edited(CONTRACT, "grain:", "agreement: {id: convenio-1, expires: 2026-06-30}\ngrain:")
    contract = load(tmp_path, text)
    assert [contract.is_agreed_on(date(2026, 6, day)) for day in (29, 30)] == [True, True]
    assert not contract.is_agreed_on(date(2026, 7, 1))


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        ("", {"cui", "modalidad_codigo", "entrega_fecha"}),
        ("\nmode: correction\ncorrection_key: [persona_id, entrega_fecha]", {"cui", "entrega_fecha"}),
    ],
)
def test_a_correction_is_about_the_row_of_its_key(tmp_path: Path, new: str, fields: set[str]) -> None:
    text = edited(CONTRACT, "kind: deliveries", f"kind: deliveries{new}")
    assert load(tmp_path, text).correction_fields == fields


def test_a_correction_is_known_by_its_number_when_there_is_one(tmp_path: Path) -> None:
    text = edited(CONTRACT, "field: nombres", "field: folio")
    assert load(tmp_path, text).correction_fields == {"folio"}


def test_what_a_column_says_of_privacy_counts_and_silence_is_the_gravest(tmp_path: Path) -> None:
    text = edited(CONTRACT, "field: monto_gtq", "field: monto_gtq, privacy: sensitive")
    classes = {column.header[0]: column.privacy_class for column in load(tmp_path, text).columns}
    assert classes == {
        "CUI": "direct", "Nombres": "direct", "Fecha de pago": "quasi", "Sexo": "quasi", "Municipio": "quasi",
        "Monto": "sensitive", "Observaciones": "direct",
    }  # fmt: skip


@pytest.mark.parametrize(
    "form",
    [
        "format: csv\n  encoding: null\n  delimiter: null",
        "format: csv\n  container: gz\n  encoding: cp850\n  delimiter: tab\n  header_rows: 2",
        "format: fwf\n  encoding: iso-8859-1\n  widths: [13, 40, 10]",
        "format: xls\n  sheets: Planilla*",
        "format: html\n  encoding: utf-16",
        "format: xml",
    ],
)
def test_a_file_may_come_in_every_form(tmp_path: Path, form: str) -> None:
    load(tmp_path, edited(CONTRACT, FORM, form))


def test_two_places_may_come_in_one_cell(tmp_path: Path) -> None:
    split = (
        '{header: Lugar, split: {by: ",", into: [residencia_municipio_codigo, residencia_departamento_codigo]}, '
        "format: nombre}"
    )
    contract = load(tmp_path, edited(CONTRACT, PLACE, split))
    assert {"residencia_municipio_codigo", "residencia_departamento_codigo"} <= contract.fields
    assert contract.column_of("residencia_departamento_codigo") is contract.column_of(
        "residencia_municipio_codigo"
    )

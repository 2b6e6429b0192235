"""Files of every form and kind on their way through reception, reading and judgement."""

import gzip
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.delivery_case import CONTRACT, HEADER, PEOPLE, Office, paid
from tests.support.deployment import edited
from tests.unit.reader_case import rows_at, xlsx
from tests.unit.xls_writer import XlsSheet, xls

FILE = '{pattern: "pagos*.csv", format: csv, encoding: utf-8, delimiter: ";"}'
ANA, EVA = PEOPLE["ana"][0], PEOPLE["eva"][0]


def under(folder: Path, file: str, more: str = "", **changes: str) -> Office:
    """An office whose contract has another form of file."""
    text = edited(CONTRACT, FILE, file) + more
    for old, new in changes.items():
        text = text.replace(old, new)
    return Office(folder, contract=text)


def reading(office: Office, sent: Any) -> Mapping[str, Any]:
    """How the receipt says that a file was read."""
    return dict(office.receipt(sent)["lectura"])


# ---- forms -----------------------------------------------------------------------------------------------

CELLS = [HEADER.split(";"), paid("ana").split(";"), paid("eva", amount="150").split(";")]
TEXT = "\n".join(";".join(row) for row in CELLS) + "\n"
PAGE = (
    "<html><body><table>"
    + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in CELLS)
    + "</table></body></html>"
)
GROUPS = ("Persona", "", "", "Pago", "", "")
FIXED = "".join(
    "".join(cell.ljust(width) for cell, width in zip(row, (15, 10, 12, 12, 8, 6), strict=True)).rstrip()
    + "\n"
    for row in CELLS
)
FORMS: dict[str, tuple[str, str, bytes]] = {
    "text in an encoding that is found out": (
        '{pattern: "pagos*", format: csv, encoding: null, delimiter: ";"}',
        "pagos_2026_01.txt",
        TEXT.replace("Ana", "José Muñoz Peña").encode("cp1252"),
    ),
    "text whose delimiter is found out": (
        '{pattern: "pagos*", format: csv, encoding: utf-8, delimiter: null}',
        "pagos_2026_01.csv",
        TEXT.replace(";", "|").encode(),
    ),
    "text of which nothing is said": (
        '{pattern: "pagos*", format: csv, encoding: null, delimiter: null}',
        "pagos_2026_01.csv",
        TEXT.replace(";", "\t").encode("utf-16"),
    ),
    "compressed text": (
        '{pattern: "pagos*", format: csv, encoding: utf-8, delimiter: ";", container: gz}',
        "pagos_2026_01.csv.gz",
        gzip.compress(TEXT.encode(), mtime=0),
    ),
    "columns of fixed width": (
        '{pattern: "pagos*", format: fwf, encoding: utf-8, widths: [15, 10, 12, 12, 8, 6]}',
        "pagos_2026_01.txt",
        FIXED.encode(),
    ),
    "columns that begin where they begin": (
        '{pattern: "pagos*", format: fwf, encoding: utf-8, starts: [1, 16, 26, 38, 50, 58]}',
        "pagos_2026_01.txt",
        FIXED.encode(),
    ),
    "old workbook": (
        '{pattern: "pagos*", format: xls}',
        "pagos_2026_01.xls",
        xls(XlsSheet("Enero", CELLS)),
    ),
    "page that calls itself a workbook": (
        '{pattern: "pagos*", format: html}',
        "pagos_2026_01.xls",
        PAGE.encode(),
    ),
    "header of one row where the contract says so": (
        '{pattern: "pagos*", format: xlsx, header_rows: 1}',
        "pagos_2026_01.xlsx",
        xlsx(rows_at(3, *CELLS)),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_of_this_form_is_received_read_and_accepted(tmp_path: Path, form: str) -> None:
    file, name, content = FORMS[form]
    office = under(tmp_path, file)
    sent = office.drop("2026-02-05", name, content)
    assert office.receipt(sent)["motivo"] is None
    assert office.counted() == [("2026-01-15", 100), ("2026-01-15", 150)]
    assert office.receipt(sent)["cuadra"]


def test_what_was_found_out_of_a_text_stands_on_the_receipt(tmp_path: Path) -> None:
    office = under(tmp_path, '{pattern: "pagos*", format: csv, encoding: null, delimiter: null}')
    sent = office.drop(
        "2026-02-05", "pagos_2026_01.csv", TEXT.replace("Ana", "José Muñoz Peña").encode("cp1252")
    )
    found = reading(office, sent)
    assert (found["codificacion"], found["separador"]) == ("cp1252", ";")


@pytest.mark.parametrize("rows", ["", ", header_rows: 2"])
def test_a_workbook_whose_header_has_two_rows(tmp_path: Path, rows: str) -> None:
    file = f'{{pattern: "pagos*", format: xlsx{rows}}}'
    office = under(
        tmp_path,
        file,
        **{"header: Fecha": "header: Pago / Fecha", "header: Monto": "header: Pago / Monto"},
    )
    heads = (GROUPS, CELLS[0])
    sent = office.drop("2026-02-05", "pagos_2026_01.xlsx", xlsx(rows_at(2, *heads, *CELLS[1:])))
    assert office.receipt(sent)["motivo"] is None
    assert office.counted() == [("2026-01-15", 100), ("2026-01-15", 150)]
    assert office.states(sent) == [(4, "aceptada", ""), (5, "aceptada", "")]


# ---- control totals --------------------------------------------------------------------------------------

CONTROL = 'control: {filas: Registros, monto_gtq: "Suma"}\n'


def with_totals(rows: int, amount: int) -> bytes:
    return f"{TEXT}Registros: {rows};;;;;\nSuma;;;;{amount};\n".encode()


def test_control_totals_that_match_let_the_file_in(tmp_path: Path) -> None:
    office = under(tmp_path, FILE, CONTROL)
    receipt = office.receipt(office.drop("2026-02-05", "pagos_2026_01.csv", with_totals(2, 250)))
    assert [(item["total"], item["coincide"]) for item in receipt["totales_de_control"]] == [
        ("filas", True),
        ("monto_gtq", True),
    ]
    assert len(office.counted()) == 2


@pytest.mark.parametrize(
    ("rows", "amount", "cause"),
    [(3, 250, "filas: declara 3 y trae 2."), (2, 251, "monto_gtq: declara 251 y trae 250.")],
)
def test_control_totals_that_do_not_match_refuse_the_file_and_replace_nothing(
    tmp_path: Path, rows: int, amount: int, cause: str
) -> None:
    office = under(tmp_path, FILE, CONTROL, MODE="full")
    office.send("2026-02-04", "pagos_2026_01.csv", paid("luz", amount="7"))
    wrong = office.drop("2026-02-05", "pagos_2026_01_b.csv", with_totals(rows, amount))
    assert (office.known(wrong).estado, office.known(wrong).regla) == ("rechazada", "ARC-16")
    assert cause in office.receipt(wrong)["motivo"]["texto"]
    assert office.counted() == [("2026-01-15", 7)]


def test_control_totals_that_need_not_match_are_told(tmp_path: Path) -> None:
    office = under(tmp_path, FILE, CONTROL.replace("}", ", on_mismatch: notice}"))
    receipt = office.receipt(office.drop("2026-02-05", "pagos_2026_01.csv", with_totals(3, 250)))
    assert [(item["total"], item["coincide"]) for item in receipt["totales_de_control"]] == [
        ("filas", False),
        ("monto_gtq", True),
    ]
    assert len(office.counted()) == 2


# ---- months in columns -----------------------------------------------------------------------------------

MONTHS = """\
months: {year: 2026}
columns:
  - {header: CUI, field: cui, required: true}
  - {header: Enero, field: monto_gtq, month: 1}
  - {header: Febrero, field: monto_gtq, month: 2}
"""


def test_months_in_columns_are_a_delivery_each(tmp_path: Path) -> None:
    office = Office(tmp_path, contract=CONTRACT[: CONTRACT.index("columns:")] + MONTHS)
    rows = (f"{ANA};100;150", f"{EVA};;mil")
    sent = office.send("2026-03-05", "pagos_2026_02.csv", *rows, header="CUI;Enero;Febrero")
    receipt = office.receipt(sent)
    assert office.counted() == [("2026-01-31", 100), ("2026-02-28", 150)]
    assert receipt["filas"] == {"recibidas": 3, "aceptadas": 2, "cuarentena": 1, "descartadas": 0}
    assert (receipt["filas_del_archivo"], receipt["cuadra"]) == (2, True)
    assert [
        (item["regla"], item["campo"]) for item in receipt["reglas"] if item["estado"] == "cuarentena"
    ] == [("NUM-01", "monto_gtq")]


# ---- communities and registers ---------------------------------------------------------------------------

WORKS = """\
contract: mides-obras
version: 1
institution: mides
title: Obras de prueba
valid_from: 2026-01-01
legal_basis: [decreto-57-2008]
cadence: {every: month, due_day: 10}
kind: community
mode: MODE
file: {pattern: "obras*.csv", format: csv, encoding: utf-8, delimiter: ";"}
constants: {modalidad_codigo: P02}
columns:
  - {header: Folio, field: folio}
  - {header: Comunidad, field: comunidad, required: true}
  - {header: Municipio, field: entrega_municipio_codigo, format: codigo4}
  - {header: Fecha, field: entrega_fecha, required: true, format: dd/mm/aaaa}
  - {header: Costo, field: monto_gtq}
"""
DEATHS = """\
contract: renap-defunciones
version: 1
institution: renap
title: Defunciones de prueba
valid_from: 2026-01-01
legal_basis: [decreto-90-2005]
cadence: {every: month, due_day: 10}
kind: registry
registry: renap_defuncion
mode: MODE
file: {pattern: "defunciones*.csv", format: csv, encoding: utf-8, delimiter: ";"}
columns:
  - {header: CUI, field: cui, required: true}
  - {header: Murio, field: ocurrio_fecha, required: true, format: dd/mm/aaaa}
  - {header: Inscrito, field: registro_fecha, required: true, format: dd/mm/aaaa}
"""
WORKS_HEADER, DEATHS_HEADER = "Folio;Comunidad;Municipio;Fecha;Costo", "CUI;Murio;Inscrito"


def corrections_of(text: str, name: str, pattern: str) -> str:
    """The contract of corrections of a contract."""
    contract, files = (text.splitlines()[0].split(": ")[1], text.split('pattern: "')[1].split('"')[0])
    return text.replace(contract, name).replace(files, pattern).replace("MODE", "correction")


@pytest.fixture
def works(tmp_path: Path) -> Office:
    """An office that receives works in communities, whole periods and corrections."""
    files = {
        "contracts/mides/obras.yaml": WORKS.replace("MODE", "full"),
        "contracts/mides/obras-arreglos.yaml": corrections_of(WORKS, "mides-obras-arreglos", "cambios*.csv"),
    }
    return Office(tmp_path, files=files)


def built(office: Office, table: str = "core_entrega_comunitaria") -> list[tuple[str, Decimal]]:
    return office.rows(table, "comunidad, monto_gtq")


def test_a_correction_of_a_work_in_a_community_takes_its_place(works: Office) -> None:
    rows = ("F1;Chajul;1405;15/01/2026;1000", "F2;Nebaj;1413;15/01/2026;2000")
    works.send("2026-02-05", "obras_2026_01.csv", *rows, header=WORKS_HEADER)
    works.send("2026-02-20", "cambios_1.csv", "F1;Chajul;1405;15/01/2026;1500", header=WORKS_HEADER)
    assert built(works) == [("Chajul", 1500), ("Nebaj", 2000)]
    assert built(works, "core_entrega_comunitaria_historica") == [("Chajul", 1000)]


def test_a_period_of_works_sent_again_replaces_the_former_and_its_corrections(works: Office) -> None:
    works.send("2026-02-05", "obras_2026_01.csv", "F1;Chajul;1405;15/01/2026;1000", header=WORKS_HEADER)
    works.send("2026-02-20", "cambios_1.csv", "F1;Chajul;1405;15/01/2026;1500", header=WORKS_HEADER)
    works.send("2026-03-02", "obras_2026_01_b.csv", "F1;Chajul;1405;15/01/2026;1700", header=WORKS_HEADER)
    assert built(works) == [("Chajul", 1700)]
    assert built(works, "core_entrega_comunitaria_historica") == [("Chajul", 1000), ("Chajul", 1500)]


@pytest.fixture
def deaths(tmp_path: Path) -> Office:
    """An office that receives what a register verified, whole periods and corrections."""
    files = {
        "contracts/renap/defunciones.yaml": DEATHS.replace("MODE", "full"),
        "contracts/renap/cambios.yaml": corrections_of(DEATHS, "renap-cambios", "cambios*.csv")
        + "correction_key: [cui]\n",
    }
    return Office(tmp_path, files=files)


def died(office: Office, table: str = "core_verificacion") -> list[date]:
    return [day for (day,) in office.rows(table, "ocurrio_fecha")]


def test_a_correction_of_a_register_takes_the_place_of_what_it_said(deaths: Office) -> None:
    rows = (f"{ANA};10/01/2026;12/01/2026", f"{EVA};11/01/2026;12/01/2026")
    tell = {"header": DEATHS_HEADER, "institution": "renap"}
    deaths.send("2026-02-05", "defunciones_2026_01.csv", *rows, **tell)
    deaths.send("2026-02-20", "cambios_1.csv", f"{ANA};09/01/2026;12/01/2026", **tell)
    assert died(deaths) == [date(2026, 1, 9), date(2026, 1, 11)]
    assert died(deaths, "core_verificacion_historica") == [date(2026, 1, 10)]


def test_a_period_of_a_register_sent_again_replaces_the_former(deaths: Office) -> None:
    tell = {"header": DEATHS_HEADER, "institution": "renap"}
    deaths.send("2026-02-05", "defunciones_2026_01.csv", f"{ANA};10/01/2026;12/01/2026", **tell)
    deaths.send("2026-02-20", "cambios_1.csv", f"{ANA};09/01/2026;12/01/2026", **tell)
    deaths.send("2026-03-02", "defunciones_2026_01_b.csv", f"{ANA};08/01/2026;12/01/2026", **tell)
    assert died(deaths) == [date(2026, 1, 8)]
    assert died(deaths, "core_verificacion_historica") == [date(2026, 1, 9), date(2026, 1, 10)]

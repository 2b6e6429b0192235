"""`padron check`: what a night would say of a file, and of a workbook of returned rows that was mended."""

import zipfile
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from assets.core.checking import check_outputs
from assets.raw.transfers import transfer_id
from tests.sql.checking_case import (
    BAD,
    HEADER,
    MAIN,
    NOW,
    PRODUCED,
    check,
    mended,
    read_csv,
    returned_workbook,
    row,
    text_of,
)
from tests.sql.core_case import CUI, CUI_B, Bench, contract, deployment


def test_check_sorts_rows_and_gives_canonical_values(bench: Bench) -> None:
    receipt = check(
        bench, text_of(row(), row(), row(Fecha="32/01/2026"), row(Folio="F2", CUI="9765 43214 1601"))
    )
    out = bench.folder / "out"
    assert receipt["filas"] == {"recibidas": 4, "aceptadas": 2, "cuarentena": 1, "descartadas": 1}
    accepted = read_csv(out / "aceptadas.csv")
    assert [(line["fila"], line["cui"], line["entrega_fecha"]) for line in accepted] == [
        ("2", CUI, "2026-02-28"),
        ("5", CUI, "2026-02-28"),
    ]
    assert accepted[0]["monto_gtq"] == "1500.00"
    assert accepted[0]["residencia_municipio_codigo"] == "1601"
    assert [(line["fila"], line["regla"]) for line in read_csv(out / "cuarentena.csv")] == [("4", "FEC-01")]
    assert [(line["fila"], line["regla"]) for line in read_csv(out / "descartadas.csv")] == [("3", "DUP-01")]
    assert sorted(path.name for path in bench.folder.iterdir()) == ["out", "pagos.csv"]
    assert sorted(path.name for path in out.iterdir()) == sorted(
        ["aceptadas.csv", "cuarentena.csv", "descartadas.csv", "filas_devueltas.xlsx", *PRODUCED]
    )
    assert receipt["archivos"] == ["cuarentena.csv", "descartadas.csv", "filas_devueltas.xlsx"]


@pytest.mark.parametrize(
    ("content", "name", "institution", "rule"),
    [
        (b"", "pagos.csv", "mides", "ARC-01"),
        (text_of(), "pagos.csv", "mides", "ARC-01"),
        (text_of(row()), "pagos.csv", "otra", "ARC-03"),
        (text_of(row()), "pagos.txt", "mides", "ARC-04"),
        (text_of(row()).replace(b"Folio", b"Numero"), "pagos.csv", "mides", "ARC-05"),
        (text_of(row()).replace(b"Fecha", b""), "pagos.csv", "mides", "ARC-06"),
        (text_of(row(Nombres="Mar\xeda")).decode().encode("latin-1"), "pagos.csv", "mides", "ARC-09"),
    ],
)
def test_check_refuses_a_file_as_a_night_would(
    bench: Bench, content: bytes, name: str, institution: str, rule: str
) -> None:
    receipt = check(bench, content, name=name, institution=institution)
    assert (receipt["estado"], receipt["motivo"]["regla"]) == ("rechazada", rule)
    assert receipt["filas"]["recibidas"] == 0
    assert sorted(path.name for path in (bench.folder / "out").iterdir()) == PRODUCED


def test_check_without_a_folder_writes_nothing(bench: Bench) -> None:
    receipt = check(bench, text_of(row(Fecha="ayer")), out=None)
    assert receipt["reglas"][0]["lugares"] == [{"hoja": "", "filas": [2], "en_total": 1}]
    assert [path.name for path in bench.folder.iterdir()] == ["pagos.csv"]


def test_check_of_a_clean_file_writes_empty_lists_and_no_workbook(bench: Bench) -> None:
    check(bench, text_of(row(Fecha="ayer")))
    check(bench, text_of(row()))
    out = bench.folder / "out"
    assert read_csv(out / "cuarentena.csv") == []
    assert read_csv(out / "descartadas.csv") == []
    assert not (out / "filas_devueltas.xlsx").exists()


def test_a_name_that_no_contract_knows_is_told_what_is_expected(bench: Bench) -> None:
    reason = check(bench, text_of(row()), name="pagos.txt")["motivo"]
    assert "Los vigentes esperan un nombre como *.csv." in reason["texto"]


def test_an_institution_that_is_nearly_named_is_suggested(bench: Bench) -> None:
    reason = check(bench, text_of(row()), institution="Midess")["motivo"]
    assert "¿Quiso decir mides?" in reason["texto"]


def test_check_says_that_it_was_a_rehearsal_and_where_the_file_stands(bench: Bench) -> None:
    receipt = check(bench, text_of(row()))
    assert receipt["es_revision"]
    assert receipt["calendario"]["periodo"] == "2026-04"
    assert receipt["que_sigue"][0] == "Esto fue una revisión: nada se guardó y nada se envió."


@pytest.mark.parametrize(
    ("closed", "until"), [(None, "2026-06-10"), ("2026-03-31", "2026-06-10"), ("2026-04-30", "")]
)
def test_a_receipt_tells_until_when_corrections_count(bench: Bench, closed: str | None, until: str) -> None:
    file = bench.folder / "pagos.csv"
    file.write_bytes(text_of(row(Fecha="ayer")))
    place = replace(
        deployment(),
        contracts=(contract(),),
        closed_through=date.fromisoformat(closed) if closed else None,
    )
    receipt = check_outputs(file, "mides", deployment=place, engine=bench.engine, moment=NOW)
    assert receipt["calendario"]["corregir_hasta"] == until
    said = "Lo corregido cuenta para 2026-04 si llega a más tardar el 10 de junio de 2026."
    assert (said in receipt["que_sigue"]) is bool(until)


def test_no_value_of_a_row_stands_on_the_receipt(bench: Bench) -> None:
    check(bench, text_of(row(Fecha="ayer"), row(CUI="12345")))
    for name in PRODUCED:
        text = (bench.folder / "out" / name).read_text(encoding="utf-8")
        assert not [value for value in (CUI, "12345", "Marta", "Caal", "ayer") if value in text]


def test_mended_rows_come_back_and_are_accepted(bench: Bench) -> None:
    content = mended(returned_workbook(bench), {"E2": "M", "H3": "28/02/2026", "I4": "1,500.00"})
    receipt = check(bench, content, name="corregido por Ana.xlsx", out="again")
    assert receipt["filas"] == {"recibidas": 3, "aceptadas": 3, "cuarentena": 0, "descartadas": 0}
    assert (receipt["contrato"], receipt["corrige"]["transferencia"]) == (
        "mides-prueba",
        transfer_id(receipt_sha(bench)),
    )
    accepted = read_csv(bench.folder / "again" / "aceptadas.csv")
    assert [(line["hoja"], line["fila"], line["entrega_fecha"], line["monto_gtq"]) for line in accepted] == [
        ("Filas devueltas", "2", "2026-02-28", "1500.00"),
        ("Filas devueltas", "3", "2026-02-28", "1500.00"),
        ("Filas devueltas", "4", "2026-02-28", "1500.00"),
    ]


def receipt_sha(bench: Bench) -> str:
    return str(check(bench, text_of(row(Folio="F0"), *BAD), out=None)["sha256"])


def test_rows_that_were_not_mended_wait_again_for_the_same_reason(bench: Bench) -> None:
    content = mended(returned_workbook(bench), {"E2": "M"})
    receipt = check(bench, content, name="otra.xlsx", out="again")
    assert receipt["filas"] == {"recibidas": 3, "aceptadas": 1, "cuarentena": 2, "descartadas": 0}
    assert [(item["regla"], item["lugares"][0]["filas"]) for item in receipt["reglas"]] == [
        ("FEC-01", [3]),
        ("NUM-01", [4]),
    ]


def test_a_short_row_that_was_not_mended_waits_again(bench: Bench) -> None:
    check(bench, b"\n".join([",".join(HEADER).encode(), b"9765432141601,Marta,Caal,29/02/1996,M"]))
    workbook = (bench.folder / "out" / "filas_devueltas.xlsx").read_bytes()
    receipt = check(bench, workbook, name="igual.xlsx", out="again")
    assert [item["regla"] for item in receipt["reglas"]] == ["EST-01"]


def test_another_institution_cannot_send_the_workbook(bench: Bench) -> None:
    content = returned_workbook(bench).read_bytes()
    file = bench.folder / "robado.xlsx"
    file.write_bytes(content)
    place = replace(
        deployment(),
        contracts=(contract(),),
        institutions=({"institucion_codigo": "mides"}, {"institucion_codigo": "mineduc"}),
    )
    receipt = check_outputs(file, "mineduc", deployment=place, engine=bench.engine, moment=NOW)
    assert receipt["motivo"]["regla"] == "ARC-17"


def test_an_agreement_that_ended_refuses_the_file(bench: Bench) -> None:
    ended = {"id": "convenio-1", "expires": "2026-04-30"}
    reason = check(bench, text_of(row()), agreement=ended)["motivo"]
    assert (reason["regla"], "2026-04-30" in reason["texto"]) == ("ARC-15", True)


ELDERS: dict[str, Any] = {"constants": {"modalidad_codigo": "P41"}}


def test_all_that_is_odd_or_was_mended_in_accepted_rows_is_told(bench: Bench) -> None:
    rows = [
        row(CUI="9765432140199", Nacimiento="01/03/2001", Monto="500.00"),
        row(CUI="9554 94109 0101", Nacimiento="29/02/1960", Monto="500.00", Folio="F2"),
        row(CUI="9554 94109 0101", Nacimiento="ayer", Folio="F3"),
    ]
    receipt = check(bench, text_of(*rows), **ELDERS)
    assert receipt["filas"] == {"recibidas": 3, "aceptadas": 2, "cuarentena": 1, "descartadas": 0}
    assert [
        (item["regla"], item["campo"], item["estado"], item["filas"], item["lugares"][0]["filas"])
        for item in receipt["reglas"]
    ] == [
        ("FEC-01", "nacimiento_fecha", "cuarentena", 1, [4]),
        ("CUI-04", "cui", "aceptada", 1, [2]),
        ("ELE-01", "nacimiento_fecha", "aceptada", 1, [2]),
    ]
    assert receipt["reparaciones"] == [
        {"reparacion": "separadores", "texto": "espacios o separadores de más", "campo": "cui", "filas": 1}
    ]
    for name in ("recibo.txt", "recibo.html"):
        text = (bench.folder / "out" / name).read_text(encoding="utf-8")
        assert "ELE-01" in text
        assert "espacios o separadores de más (cui): 1 fila" in text


MONTHS: dict[str, Any] = {
    "months": {"year": 2026},
    "columns": [
        {"header": "CUI", "field": "cui", "required": True},
        {"header": "Enero", "field": "monto_gtq", "month": 1},
        {"header": "Febrero", "field": "monto_gtq", "month": 2},
    ],
}


def test_months_in_columns_go_back_as_the_row_that_was_sent(bench: Bench) -> None:
    lines = ["CUI,Enero,Febrero", f"{CUI},500,quinientos", f"{CUI_B},500,500"]
    receipt = check(bench, "\n".join(lines).encode(), **MONTHS)
    assert receipt["filas"] == {"recibidas": 4, "aceptadas": 3, "cuarentena": 1, "descartadas": 0}
    assert (receipt["filas_del_archivo"], receipt["cuadra"]) == (2, True)
    with zipfile.ZipFile(bench.folder / "out" / "filas_devueltas.xlsx") as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet2.xml"))
        notes = ElementTree.fromstring(archive.read("xl/comments1.xml"))
    cells = {cell.attrib["r"]: "".join(cell.itertext()) for cell in sheet.iter(f"{MAIN}c")}
    assert [cells[place] for place in ("A2", "B2", "C2")] == [CUI, "500", "quinientos"]
    assert cells["F2"] == f"{receipt['transferencia']}::2"
    assert [note.attrib["ref"] for note in notes.iter(f"{MAIN}comment")] == ["C2"]


CONTROL: dict[str, Any] = {"filas": "Registros", "monto_gtq": "TOTAL"}
GOOD_TOTALS = (["Registros: 2", *[""] * 9], ["TOTAL", *[""] * 7, "3,000.00", ""])


def test_control_totals_that_hold_are_on_the_receipt(bench: Bench) -> None:
    receipt = check(bench, text_of(row(), row(Folio="F2"), *GOOD_TOTALS), control=CONTROL)
    assert receipt["estado"] == "recibida"
    assert receipt["totales_de_control"] == [
        {"total": "filas", "declarado": "2", "hallado": "2", "coincide": True},
        {"total": "monto_gtq", "declarado": "3000", "hallado": "3000", "coincide": True},
    ]


def test_control_totals_that_differ_refuse_the_file(bench: Bench) -> None:
    receipt = check(bench, text_of(row(), *GOOD_TOTALS), control=CONTROL)
    assert receipt["motivo"]["regla"] == "ARC-16"
    assert "filas: declara 2 y trae 1; monto_gtq: declara 3000 y trae 1500." in receipt["motivo"]["texto"]


def test_an_amount_that_nobody_can_read_waits_and_refuses_nothing(bench: Bench) -> None:
    receipt = check(bench, text_of(row(), row(Monto="mil", Folio="F2"), *GOOD_TOTALS), control=CONTROL)
    assert receipt["filas"]["cuarentena"] == 1
    assert [item["coincide"] for item in receipt["totales_de_control"]] == [True, False]

"""The receipt: rows in = accepted + quarantined + rejected, each rule with its remedy, in words."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assets.raw.particulars import (
    CalendarPlace,
    ControlTotal,
    Particulars,
    Repair,
    RowNotice,
    RulePlaces,
    with_control_totals,
)
from assets.raw.receipt import note_repeat, receipt_of, write_receipt
from assets.raw.receipt_page import render_receipt
from assets.raw.receipt_text import as_text, places_in_words
from assets.raw.transfers import Transfer

TRANSFER = Transfer(
    transferencia_id="T0123456789abcdef",
    sha256="0123456789abcdef" * 4,
    institucion="mides",
    archivo="pagos.csv",
    bytes=10,
    recibida="2026-05-01T02:00:00-06:00",
    secuencia=1,
)
COUNTS = [
    ("aceptada", "", "", 90),
    ("aceptada", "CUI-04", "cui", 2),
    ("cuarentena", "FEC-01", "entrega_fecha", 5),
    ("descartada", "DES-01", "", 3),
]


def test_rows_received_are_the_sum_of_what_became_of_them() -> None:
    rows = receipt_of(TRANSFER, COUNTS)["filas"]
    assert rows == {"recibidas": 100, "aceptadas": 92, "cuarentena": 5, "descartadas": 3}


def test_each_rule_has_its_rows_title_and_remedy() -> None:
    rules = receipt_of(TRANSFER, COUNTS)["reglas"]
    assert [(item["regla"], item["campo"], item["filas"]) for item in rules] == [
        ("CUI-04", "cui", 2),
        ("FEC-01", "entrega_fecha", 5),
        ("DES-01", "", 3),
    ]
    assert all(item["titulo"] and item["remedio"] for item in rules)


def test_text_for_people_says_the_same() -> None:
    text = as_text(receipt_of(TRANSFER, COUNTS))
    assert "100 recibidas = 92 aceptadas + 5 en cuarentena + 3 descartadas" in text
    assert "FEC-01 (entrega_fecha): 5 filas" in text


def test_refused_file_says_why_and_what_to_do() -> None:
    text = as_text(receipt_of(TRANSFER.refused("ARC-02", "No abre.", remedy="Guárdelo de nuevo."), ()))
    assert "Rechazado por ARC-02: No abre." in text
    assert "Qué hacer: Guárdelo de nuevo." in text


def test_repeated_content_is_added_to_the_receipt_that_stands(tmp_path: Path) -> None:
    again = replace(TRANSFER, repeticiones=("mides/otra_vez.csv",))
    note_repeat(again, tmp_path)
    assert not (tmp_path / "recibo.json").exists()
    write_receipt(tmp_path, receipt_of(TRANSFER, COUNTS))
    note_repeat(again, tmp_path)
    receipt = json.loads((tmp_path / "recibo.json").read_text(encoding="utf-8"))
    assert receipt["repeticiones"] == ["mides/otra_vez.csv"]
    assert receipt["filas"]["recibidas"] == 100
    assert "ARC-07" in (tmp_path / "recibo.txt").read_text(encoding="utf-8")


PARTICULARS = Particulars(
    places=[
        RulePlaces("cuarentena", "FEC-01", "entrega_fecha", "Enero", (3, 8), 2),
        RulePlaces("cuarentena", "FEC-01", "entrega_fecha", "Febrero", (5, 6, 7), 3),
    ],
    repairs=[Repair("espacios", "cui", 2), Repair("cero perdido", "cui", 7)],
    calendar=CalendarPlace("2026-04", "2026-05-15", 0, "2026-05", "2026-06-15", "2026-05-31"),
    workbook_rows=5,
    files=("filas_devueltas.xlsx",),
)
TOTALS = with_control_totals(None, [ControlTotal("filas", "100", "100", holds=True)])
FULL = receipt_of(replace(TRANSFER, lectura=TOTALS), COUNTS, PARTICULARS)


def test_a_rule_says_where_it_was_met() -> None:
    (late,) = [item for item in FULL["reglas"] if item["regla"] == "FEC-01"]
    assert late["lugares"] == [
        {"hoja": "Enero", "filas": [3, 8], "en_total": 2},
        {"hoja": "Febrero", "filas": [5, 6, 7], "en_total": 3},
    ]
    assert "En hoja Enero, filas 3 y 8; hoja Febrero, filas 5, 6 y 7." in as_text(FULL)


def test_more_places_than_are_listed_are_counted() -> None:
    assert places_in_words([{"hoja": "", "filas": [2, 3], "en_total": 1500}]) == "filas 2, 3 y 1\u202f498 más"
    assert places_in_words([{"hoja": "", "filas": [2], "en_total": 1}]) == "fila 2"


def test_repairs_totals_and_calendar_stand_on_the_receipt() -> None:
    assert [(item["reparacion"], item["filas"]) for item in FULL["reparaciones"]] == [
        ("cero perdido", 7),
        ("espacios", 2),
    ]
    assert FULL["totales_de_control"] == [
        {"total": "filas", "declarado": "100", "hallado": "100", "coincide": True}
    ]
    text = as_text(FULL)
    assert "Total de control filas: declarado 100, hallado 100; coincide." in text
    assert "Período: 2026-04. Se esperaba a más tardar el 15 de mayo de 2026; llegó a tiempo." in text


@pytest.mark.parametrize(
    ("late", "said"), [(1, "tarde, 1 día después"), (12, "tarde, 12 días después"), (0, "llegó a tiempo")]
)
def test_days_late_are_said(late: int, said: str) -> None:
    place = CalendarPlace("2026-04", "2026-05-15", late)
    assert said in as_text(receipt_of(TRANSFER, COUNTS, Particulars(calendar=place)))


def test_notices_of_accepted_rows_are_told_and_add_up_to_nothing() -> None:
    particulars = Particulars(row_notices=[RowNotice("CUI-04", "cui", 7), RowNotice("CUI-05", "cui", 90)])
    receipt = receipt_of(TRANSFER, [("aceptada", "", "", 92)], particulars)
    assert receipt["filas"]["aceptadas"] == 92
    assert [(item["regla"], item["filas"], item["estado"]) for item in receipt["reglas"]] == [
        ("CUI-04", 7, "aceptada"),
        ("CUI-05", 90, "aceptada"),
    ]


def test_the_equation_is_checked_against_what_the_reader_counted() -> None:
    read = replace(TRANSFER, lectura={"filas_leidas": 100})
    lost = replace(TRANSFER, lectura={"filas_leidas": 101})
    assert receipt_of(read, COUNTS)["cuadra"]
    assert not receipt_of(lost, COUNTS)["cuadra"]
    assert "NO cuadra" in as_text(receipt_of(lost, COUNTS))


def test_what_comes_next_is_said_with_its_day() -> None:
    steps = FULL["que_sigue"]
    assert "filas_devueltas.xlsx: trae 5 filas" in steps[0]
    assert "inbox/mides/" in steps[1]
    assert "Lo corregido cuenta para 2026-04 si llega a más tardar el 31 de mayo de 2026." in steps
    assert steps[-1].endswith("se espera a más tardar el 15 de junio de 2026.")


def test_a_clean_file_asks_for_nothing() -> None:
    (only,) = receipt_of(TRANSFER, [("aceptada", "", "", 9)])["que_sigue"]
    assert only == "9 filas aceptadas ya cuentan; no hace falta enviarlas otra vez."


def test_rows_that_the_workbook_does_not_hold_are_sent_anew() -> None:
    counts = [("cuarentena", "CUI-05", "cui", 9000)]
    steps = receipt_of(TRANSFER, counts, Particulars(workbook_rows=5000))["que_sigue"]
    assert any("Las demás (4\u202f000) están en cuarentena.csv" in step for step in steps)


def test_the_page_needs_nothing_from_elsewhere_and_says_the_same() -> None:
    page = render_receipt(FULL)
    assert "src=" not in page
    assert "http" not in page
    assert "100 recibidas = 92 aceptadas + 5 en cuarentena + 3 descartadas" in page
    assert 'aria-label="Aceptadas: 92, 92,0 %; En cuarentena: 5, 5,0 %; Descartadas: 3, 3,0 %"' in page
    assert page.count("<h1") == 1
    assert 'lang="es"' in page


def test_each_rule_of_the_page_leads_to_its_guide_in_the_page() -> None:
    page = render_receipt(FULL)
    for rule in ("CUI-04", "FEC-01", "DES-01"):
        assert f'href="#guia-{rule}"' in page
        assert f'id="guia-{rule}"' in page
    assert page.index('"#guia-FEC-01"') < page.index('"#guia-CUI-04"'), "what waits comes first"


def test_a_part_with_one_row_in_a_million_is_still_seen() -> None:
    page = render_receipt(
        receipt_of(TRANSFER, [("aceptada", "", "", 999_999), ("cuarentena", "FEC-01", "", 1)])
    )
    assert "En cuarentena: 1, 0,1 %" in page
    assert "Aceptadas: 999\u202f999, 99,9 %" in page


def test_names_of_files_and_sheets_cannot_write_html() -> None:
    evil = replace(TRANSFER, archivo="<script>alert(1)</script>.csv")
    place = RulePlaces("cuarentena", "FEC-01", "entrega_fecha", "<b>Hoja</b>", (3,), 1)
    page = render_receipt(receipt_of(evil, COUNTS, Particulars(places=[place])))
    assert "<script" not in page
    assert "<b>Hoja" not in page


def test_the_page_of_a_refused_file_says_why_and_has_no_rows() -> None:
    page = render_receipt(
        receipt_of(TRANSFER.refused("ARC-02", "Pide contraseña.", remedy="Quite la contraseña."), ())
    )
    assert "Archivo rechazado" in page
    assert "Pide contraseña." in page
    assert "<svg" not in page


def test_page_text_and_data_are_written_together(tmp_path: Path) -> None:
    write_receipt(tmp_path, FULL)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["recibo.html", "recibo.json", "recibo.txt"]
    assert json.loads((tmp_path / "recibo.json").read_text(encoding="utf-8")) == FULL


def test_a_rehearsal_says_that_nothing_was_stored() -> None:
    rehearsal = receipt_of(TRANSFER, COUNTS, Particulars(is_rehearsal=True))
    assert as_text(rehearsal).startswith("Revisión de pagos.csv")
    assert rehearsal["que_sigue"][0] == "Esto fue una revisión: nada se guardó y nada se envió."

"""The receipt: rows in = accepted + quarantined + rejected, each rule with its remedy, in words."""

import json
from dataclasses import replace
from pathlib import Path

from assets.raw.receipt import as_text, note_repeat, receipt_of, write_receipt
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

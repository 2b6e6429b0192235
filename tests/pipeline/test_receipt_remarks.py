"""What a night tells the sender of rows that it accepted: every notice, and everything that was mended."""

from pathlib import Path

import pytest

from tests.pipeline.delivery_case import Office, paid

NOWHERE = "9765432140199"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_notices_and_repairs_of_accepted_rows_stand_on_the_receipt(office: Office) -> None:
    sent = office.send(
        "2026-02-05",
        "pagos_2026_01.csv",
        paid(NOWHERE),
        paid("9554 94109 0101"),
        paid("9554-94109-0101", "x"),
    )
    receipt = office.receipt(sent)
    assert receipt["filas"] == {"recibidas": 3, "aceptadas": 2, "cuarentena": 1, "descartadas": 0}
    assert [
        (item["regla"], item["estado"], item["filas"], item["lugares"][0]["filas"])
        for item in receipt["reglas"]
    ] == [("FEC-01", "cuarentena", 1, [4]), ("CUI-04", "aceptada", 1, [2]), ("ELE-04", "aceptada", 2, [2, 3])]
    assert [(item["reparacion"], item["campo"], item["filas"]) for item in receipt["reparaciones"]] == [
        ("separadores", "cui", 1)
    ]
    folder = office.store.outbox / "mides" / sent.transferencia_id
    for name in ("recibo.txt", "recibo.html"):
        assert "espacios o separadores de más (cui): 1 fila" in (folder / name).read_text(encoding="utf-8")


def test_what_repeats_a_delivery_is_not_remarked(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid(NOWHERE))
    again = office.receipt(office.send("2026-02-06", "pagos_2026_01_b.csv", paid(NOWHERE), paid("ana")))
    assert [(item["regla"], item["filas"]) for item in again["reglas"]] == [("DUP-02", 1), ("ELE-04", 1)]

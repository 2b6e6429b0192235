"""Rows that were quarantined, mended and sent again: each is reconciled to its first line and counts once."""

import io
import zipfile
from pathlib import Path

from tests.pipeline.delivery_case import Office, paid

BAD_CUI = "9765432151601"


def mended(office: Office, *rows: str, name: str = "pagos_2026_02.csv") -> list[tuple[object, ...]]:
    """What was reconciled when rows came in a later file."""
    office.send("2026-03-05", name, *rows)
    return office.rows("core_correccion", "fila, corregida_por_fila, coincidencia_codigo")


def test_a_mended_row_is_accepted_once_and_known_by_its_folio(office: Office) -> None:
    first = office.send("2026-02-05", "pagos_2026_01.csv", paid("eva", folio="F1"), paid(BAD_CUI, folio="F2"))
    assert office.open_rows() == 1
    found = mended(office, paid("ana", amount="120", folio="F2"), paid("luz", folio="F3"))
    assert found == [(3, 2, "folio")]
    assert office.open_rows() == 0
    assert office.states(first)[1] == (3, "cuarentena", "CUI-05")
    assert len(office.counted()) == 3


def test_a_mended_row_is_known_by_every_field_but_the_one_that_failed(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana", "99/01/2026"), paid("eva", "98/01/2026"))
    assert mended(office, paid("luz"), paid("eva", "16/01/2026")) == [(3, 3, "campos")]
    assert office.open_rows() == 1


def test_a_row_that_two_could_answer_stays_open(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana", "99/01/2026"))
    assert mended(office, paid("ana", "15/01/2026"), paid("ana", "16/01/2026")) == []
    assert office.open_rows() == 1


def test_a_row_mended_twice_counts_once_and_answers_once(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana", "99/01/2026"))
    mended(office, paid("ana"))
    assert mended(office, paid("ana"), paid("luz"), name="pagos_2026_03.csv") == [(2, 2, "campos")]
    assert len(office.counted()) == 2


def test_the_quarantine_of_a_replaced_file_is_nobodys_task_any_more(full: Office) -> None:
    full.send("2026-02-05", "pagos_2026_01.csv", paid("ana"), paid("eva", "99/01/2026"))
    assert full.open_rows() == 1
    second = full.send("2026-02-06", "pagos_2026_01_b.csv", paid("ana"), paid("eva"))
    assert full.open_rows() == 0
    assert full.receipt(second)["corrige"]["filas"] == 1


def test_the_returned_workbook_dropped_back_answers_the_rows_it_names(office: Office) -> None:
    first = office.send("2026-02-05", "pagos_2026_01.csv", paid("eva"), paid("ana", "99/01/2026"))
    book = office.store.outbox / "mides" / first.transferencia_id / "filas_devueltas.xlsx"
    back = office.drop("2026-02-06", "lo que nos devolvieron.xlsx", filled(book, "99/01/2026", "15/01/2026"))
    assert (back.estado, back.devuelta_de) == ("recibida", first.transferencia_id)
    assert office.rows("core_correccion", "fila, coincidencia_codigo") == [(3, "referencia")]
    assert office.counted() == [("2026-01-15", 100)] * 2
    assert office.open_rows() == 0
    assert office.receipt(back)["corrige"] == {"transferencia": first.transferencia_id, "filas": 1}


def test_a_mended_workbook_replaces_no_whole_period(full: Office) -> None:
    first = full.send("2026-02-05", "pagos_2026_01.csv", paid("eva"), paid("ana", "99/01/2026"))
    book = full.store.outbox / "mides" / first.transferencia_id / "filas_devueltas.xlsx"
    full.drop("2026-02-06", "pagos_2026_01.xlsx", filled(book, "99/01/2026", "15/01/2026"))
    assert full.counted() == [("2026-01-15", 100)] * 2
    full.send("2026-02-07", "pagos_2026_01_b.csv", paid("eva", amount="1"), paid("ana", amount="2"))
    assert full.counted() == [("2026-01-15", 1), ("2026-01-15", 2)]


def filled(book: Path, old: str, new: str) -> bytes:
    """The workbook with one text typed over, as a person does in a spreadsheet program."""
    content = io.BytesIO()
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(content, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old.encode(), new.encode()))
    return content.getvalue()

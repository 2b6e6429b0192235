"""What goes back to the sender: the workbook of returned rows and the CSV files."""

import csv
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from assets.core import rejections, returned_book
from assets.core.rejections import NOTHING_RETURNED, Returned, write_returned_rows
from assets.engine import digest_file
from assets.raw.transfers import Transfer
from assets.reading.returned import EXPLANATION, returned_of
from assets.reading.returned import Returned as ReturnedBook
from quality.catalogue import load_catalogue
from tests.sql.core_case import CUI, GOOD, RECEIVED, Bench, contract, raw_table, sheet_of

SENT = "T0123456789abcdef"
NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HEADER = [item.header[0] for item in contract().columns]


def judge_and_return(bench: Bench, rows: Sequence[Sequence[str | None]], name: str = "") -> Returned:
    """Judge rows of one table and write what goes back to outbox/."""
    layout = contract()
    sheet = sheet_of(layout, name)
    raw = raw_table([(name, line, row) for line, row in enumerate(rows, start=2)])
    bench.store.write_encrypted("raw_fila", SENT, raw.to_reader())
    bench.judge_raw(raw, layout, [sheet], transfer_id=SENT)
    transfer = Transfer(
        transferencia_id=SENT,
        sha256="",
        institucion="mides",
        archivo="pagos.csv",
        bytes=0,
        recibida=datetime.combine(RECEIVED, NOW.time(), UTC).isoformat(),
        secuencia=1,
        lectura={"tablas": [{"hoja": name, "encabezado": sheet.header, "posiciones": dict(sheet.positions)}]},
    )
    return write_returned_rows(
        transfer, layout, bench.folder / "outbox", engine=bench.engine, store=bench.store
    )


def row(**cells: str) -> list[str]:
    return list({**GOOD, **cells}.values())


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def xml_of(bench: Bench, part: str) -> Any:
    with zipfile.ZipFile(bench.folder / "outbox" / "filas_devueltas.xlsx") as archive:
        return ElementTree.fromstring(archive.read(part))


def cells_of(bench: Bench) -> list[Any]:
    """Cells of the rows, the header left out."""
    return [
        c
        for c in xml_of(bench, "xl/worksheets/sheet2.xml").iter(f"{MAIN}c")
        if not c.attrib["r"].endswith("1")
    ]


def pages(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_returned_rows_keep_layout_values_and_address(bench: Bench) -> None:
    sent = row(Sexo=" x ", Monto="=1+1")
    returned = judge_and_return(bench, [row(), sent, ["TOTAL", *[""] * 9]], "Planilla 1")
    book = pages(bench.folder / "outbox" / "filas_devueltas.xlsx")
    assert (returned.rows, returned.workbook_rows) == (2, 1), "a total is not mended"
    assert list(book) == ["Instrucciones", "Planilla 1"]
    header, first = book["Planilla 1"]
    assert header == [*HEADER, *EXPLANATION]
    assert first == [
        *sent,
        "COD-01. Un código no está en la lista acordada. Campo: sexo_codigo.",
        load_catalogue()["COD-01"].remedy,
        f"{SENT}:Planilla 1:3",
    ]
    assert ["COD-01", "Código fuera de la lista", "1"] in [line[:3] for line in book["Instrucciones"]]


def test_the_failing_cell_is_in_colour_and_says_why(bench: Bench) -> None:
    judge_and_return(bench, [row(Sexo="x"), row(Fecha="ayer"), row(Folio="F9", Fecha="")])
    notes = [
        (cell.attrib["ref"], "".join(cell.itertext()).split(".")[0])
        for cell in xml_of(bench, "xl/comments1.xml").iter(f"{MAIN}comment")
    ]
    assert notes == [("E2", "COD-01"), ("H3", "FEC-01"), ("H4", "OBL-01")]
    styles = {cell.attrib["r"]: cell.attrib["s"] for cell in cells_of(bench)}
    assert styles["E2"] == styles["H3"] == styles["H4"] != styles["E3"]


def test_every_cell_is_text_and_typed_over_stays_text(bench: Bench) -> None:
    judge_and_return(bench, [row(Sexo="x")])
    assert {cell.attrib["t"] for cell in cells_of(bench)} == {"inlineStr"}
    formats = [item.attrib["numFmtId"] for item in xml_of(bench, "xl/styles.xml").find(f"{MAIN}cellXfs")]
    own = [item.attrib["style"] for item in xml_of(bench, "xl/worksheets/sheet2.xml").iter(f"{MAIN}col")]
    assert {formats[int(style)] for style in own} == {"49"}, "49 is the number format of text"


def test_the_header_stays_in_sight_and_can_filter(bench: Bench) -> None:
    judge_and_return(bench, [row(Sexo="x"), row(Sexo="y")])
    sheet = xml_of(bench, "xl/worksheets/sheet2.xml")
    assert sheet.find(f".//{MAIN}pane").attrib["topLeftCell"] == "A2"
    assert sheet.find(f"{MAIN}autoFilter").attrib["ref"] == "A1:M3"


def test_agreed_codes_are_offered_as_choices(bench: Bench) -> None:
    judge_and_return(bench, [row(Sexo="x")])
    (choices,) = xml_of(bench, "xl/worksheets/sheet2.xml").iter(f"{MAIN}dataValidation")
    assert (choices.attrib["sqref"], choices.attrib["errorStyle"]) == ("E2", "warning")
    assert choices.find(f"{MAIN}formula1").text == '"H,M"'


def test_the_workbook_says_which_transfer_and_contract_it_is_of(bench: Bench) -> None:
    judge_and_return(bench, [row(Sexo="x")])
    content = (bench.folder / "outbox" / "filas_devueltas.xlsx").read_bytes()
    assert returned_of(content) == ReturnedBook(SENT, "mides-prueba", 1, "xlsx")


def test_a_row_with_too_many_cells_keeps_them_before_the_explanation(bench: Bench) -> None:
    long = [*row(), "", "sobra"]
    judge_and_return(bench, [long])
    header, line = pages(bench.folder / "outbox" / "filas_devueltas.xlsx")["Filas devueltas"]
    assert header == [*HEADER, "", "", *EXPLANATION]
    assert line[:12] == long
    assert line[12].startswith("EST-01.")


def test_a_row_with_too_few_cells_says_how_many_it_had(bench: Bench) -> None:
    judge_and_return(bench, [row()[:7]])
    (_, line) = pages(bench.folder / "outbox" / "filas_devueltas.xlsx")["Filas devueltas"]
    assert line[-1] == f"{SENT}::2#7"


def test_rows_beyond_what_a_person_mends_are_in_the_csv_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rejections, "WORKBOOK_ROWS", 2)
    monkeypatch.setattr(returned_book, "WORKBOOK_ROWS", 2)
    returned = judge_and_return(bench, [row(Sexo="x", Folio=f"F{number}") for number in range(5)])
    assert (returned.rows, returned.workbook_rows) == (5, 2)
    book = pages(bench.folder / "outbox" / "filas_devueltas.xlsx")
    assert len(book["Filas devueltas"]) == 3
    assert any(
        "Hay 5 filas en cuarentena y aquí solo las primeras 2" in str(line) for line in book["Instrucciones"]
    )
    assert len(read_csv(bench.folder / "outbox" / "cuarentena.csv")) == 5


def test_places_of_each_rule_are_told(bench: Bench) -> None:
    rows = [row(Sexo="x", Folio=f"F{number}") for number in range(12)]
    (place,) = judge_and_return(bench, [*rows, row()]).places
    assert (place.state, place.rule, place.field) == ("cuarentena", "COD-01", "sexo_codigo")
    assert (place.lines, place.rows) == (tuple(range(2, 10)), 12)


def test_only_discarded_rows_need_no_workbook(bench: Bench) -> None:
    returned = judge_and_return(bench, [row(), row()])
    assert [path.name for path in returned.files] == ["cuarentena.csv", "descartadas.csv"]
    assert not (bench.folder / "outbox" / "filas_devueltas.xlsx").exists()


def test_no_cell_of_the_workbook_can_run(bench: Bench) -> None:
    judge_and_return(bench, [row(Sexo="x", Monto="=cmd|'/c calc'!A1", Folio="http://a.gt")])
    with zipfile.ZipFile(bench.folder / "outbox" / "filas_devueltas.xlsx") as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name]
    assert not any("<f>" in sheet or "hyperlink" in sheet for sheet in sheets)


def test_returned_rows_as_csv_under_canonical_names(bench: Bench) -> None:
    judge_and_return(bench, [row(CUI="97654321A1601"), row(), row()])
    (held,) = read_csv(bench.folder / "outbox" / "cuarentena.csv")
    (thrown,) = read_csv(bench.folder / "outbox" / "descartadas.csv")
    assert list(held)[:4] == ["archivo", "hoja", "fila", "cui"]
    assert list(held)[-3:] == ["regla", "campo", "motivo"]
    assert (held["fila"], held["cui"], held["entrega_fecha"]) == ("2", "97654321A1601", "28/02/2026")
    assert (held["regla"], held["campo"]) == ("CUI-01", "cui")
    assert (thrown["fila"], thrown["regla"], thrown["cui"]) == ("4", "DUP-01", CUI)


def test_every_row_goes_back_however_the_states_alternate(bench: Bench) -> None:
    rows = [row(Folio=f"F{n}", Sexo="x") if n % 3 else row() for n in range(40)]
    returned = judge_and_return(bench, rows)
    held = read_csv(bench.folder / "outbox" / "cuarentena.csv")
    thrown = read_csv(bench.folder / "outbox" / "descartadas.csv")
    assert [line["fila"] for line in held] == [str(n + 2) for n in range(40) if n % 3]
    assert [line["fila"] for line in thrown] == [str(n + 2) for n in range(3, 40) if not n % 3]
    assert returned.rows == len(held) + len(thrown)


def test_returning_again_gives_the_same_bytes(bench: Bench) -> None:
    rows = [row(Sexo="x", Folio=f"F{number}") for number in range(30)]
    first = [digest_file(path) for path in judge_and_return(bench, rows).files]
    bench.judged.clear()
    assert [digest_file(path) for path in judge_and_return(bench, rows).files] == first


def test_a_clean_file_returns_nothing_and_takes_old_returns_away(bench: Bench) -> None:
    judge_and_return(bench, [row(Sexo="x")])
    bench.judged.clear()
    assert judge_and_return(bench, [row()]) == NOTHING_RETURNED
    assert list((bench.folder / "outbox").iterdir()) == []

"""What goes back to the sender: the workbook of returned rows, the CSV files, and `padron check`."""

import csv
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from assets.core.checking import check_outputs
from assets.core.rejections import EXPLANATION, Returned, write_returned_rows
from assets.engine import digest_file
from assets.raw.transfers import Transfer
from tests.sql.core_case import CUI, GOOD, RECEIVED, Bench, contract, deployment, raw_table, sheet_of

NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
HEADER = [item.header[0] for item in contract().columns]


def judge_and_return(bench: Bench, rows: Sequence[Sequence[str | None]], name: str = "") -> Returned:
    """Judge rows of one table and write what goes back to outbox/."""
    layout = contract()
    sheet = sheet_of(layout, name)
    raw = raw_table([(name, line, row) for line, row in enumerate(rows, start=2)])
    bench.store.write_encrypted("raw_fila", "T1", raw.to_reader())
    bench.judge_raw(raw, layout, [sheet])
    transfer = Transfer(
        transferencia_id="T1",
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


def pages(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_returned_rows_keep_layout_values_and_address(bench: Bench) -> None:
    sent = row(Sexo=" x ", Monto="=1+1")
    returned = judge_and_return(bench, [row(), sent, ["TOTAL", *[""] * 9]], "Planilla 1")
    book = pages(bench.folder / "outbox" / "filas_devueltas.xlsx")
    assert (returned.rows, returned.workbook_rows) == (2, 2)
    assert list(book) == ["Resumen", "Planilla 1"]
    header, first, second = book["Planilla 1"]
    assert header == [*EXPLANATION, *HEADER]
    assert first[:5] == ["pagos.csv", "Planilla 1", "3", "cuarentena", "COD-01"]
    assert first[5] == "Un código no está en la lista acordada. Campo: sexo_codigo."
    assert first[7:] == sent
    assert second[2:5] == ["4", "descartada", "DES-01"]
    assert [line[0] for line in book["Resumen"]] == ["regla", "COD-01", "DES-01"]


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


def test_returning_again_gives_the_same_bytes(bench: Bench) -> None:
    rows = [row(Sexo="x", Folio=f"F{number}") for number in range(30)]
    first = [digest_file(path) for path in judge_and_return(bench, rows).files]
    bench.judged.clear()
    assert [digest_file(path) for path in judge_and_return(bench, rows).files] == first


def test_a_clean_file_returns_nothing_and_takes_old_returns_away(bench: Bench) -> None:
    judge_and_return(bench, [row(Sexo="x")])
    bench.judged.clear()
    assert judge_and_return(bench, [row()]) == Returned(0, 0, ())
    assert list((bench.folder / "outbox").iterdir()) == []


def check(
    bench: Bench, content: bytes, *, name: str = "pagos.csv", institution: str = "mides"
) -> dict[str, Any]:
    file = bench.folder / name
    file.write_bytes(content)
    place = replace(deployment(), contracts=(contract(),))
    return check_outputs(
        file, institution, deployment=place, engine=bench.engine, moment=NOW, out=bench.folder / "out"
    )


def text_of(*rows: Sequence[str]) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in (HEADER, *rows)).encode()


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
    assert [path.name for path in (bench.folder / "out").iterdir()] == ["recibo.json"]

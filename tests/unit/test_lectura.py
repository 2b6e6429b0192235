"""A file read without a contract, from its bytes to tabla-N.csv and lectura.json."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from assets.reading.lectura import read_unknown
from pipelines.cli import app
from tests.unit.reader_case import rows_at, xlsx

CSV = "Padrón de enero;;\n\nCUI;Nombre;Monto\n1;José Muñoz;5\n2;Eva;6\nTotal;;11\n"


def account(tmp_path: Path, content: bytes, name: str = "pagos.csv") -> dict[str, Any]:
    """lectura.json of a file."""
    path = tmp_path / name
    path.write_bytes(content)
    read_unknown(path, out=tmp_path / "salida")
    return dict(json.loads((tmp_path / "salida" / "lectura.json").read_text(encoding="utf-8")))


def written(tmp_path: Path) -> list[str]:
    """Names of everything written."""
    return sorted(path.name for path in (tmp_path / "salida").iterdir())


def test_the_account_of_a_csv(tmp_path: Path) -> None:
    found = account(tmp_path, CSV.encode())
    assert (found["estado"], found["motivo"], found["formato"]) == ("leida", None, "csv")
    assert (found["codificacion"], found["marca_bom"], found["dialecto"]["separador"]) == (
        "utf-8",
        False,
        ";",
    )
    assert found["hojas"] == [{"hoja": "", "visible": True, "tablas": [1], "motivo": ""}]
    (table,) = found["tablas"]
    assert table == {
        "archivo": "tabla-1.csv",
        "hoja": "",
        "filas_encabezado": [3],
        "encabezado": ["CUI", "Nombre", "Monto"],
        "columnas": 3,
        "filas": 2,
        "rangos": [[4, 5]],
        "apartadas": [
            {"fila": 1, "tipo": "titulo", "motivo": "está encima del encabezado"},
            {"fila": 6, "tipo": "total", "motivo": "dice total y no identifica a nadie"},
        ],
        "en_blanco": 0,
    }


def test_the_table_has_the_text_as_sent_and_nothing_else(tmp_path: Path) -> None:
    account(tmp_path, b'CUI;Nombre;Nota\n1; Ana ;"dos\nl\xc3\xadneas"\n2;"a,b";\n')
    assert (tmp_path / "salida" / "tabla-1.csv").read_bytes().decode() == (
        'CUI,Nombre,Nota\n1, Ana ,"dos\nlíneas"\n2,"a,b",\n'
    )


def test_nothing_of_an_earlier_run_is_left_and_nothing_else_is_touched(tmp_path: Path) -> None:
    out = tmp_path / "salida"
    out.mkdir()
    for name in ("tabla-1.csv", "tabla-7.csv", "tabla-mía.csv", "otro.txt"):
        (out / name).write_text("viejo")
    account(tmp_path, b"no es una tabla\n")
    assert written(tmp_path) == ["lectura.json", "otro.txt", "tabla-mía.csv"]


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    account(tmp_path, CSV.encode())
    first = [(tmp_path / "salida" / name).read_bytes() for name in written(tmp_path)]
    account(tmp_path, CSV.encode())
    assert [(tmp_path / "salida" / name).read_bytes() for name in written(tmp_path)] == first


def test_a_refused_file_leaves_only_the_reason(tmp_path: Path) -> None:
    found = account(tmp_path, b"1;Ana;5\n2;Eva;6\n3;Luz;7\n")
    assert found["estado"] == "rechazada"
    assert found["motivo"]["regla"] == "ARC-10"
    assert "encabezado" in found["motivo"]["texto"] and found["motivo"]["remedio"]
    assert (found["tablas"], written(tmp_path)) == ([], ["lectura.json"])


@pytest.mark.parametrize("content", [b"", b"\n\n", b";;;\n", b"CUI;Nombre;Monto\n"])
def test_a_file_without_rows_is_refused_as_empty(tmp_path: Path, content: bytes) -> None:
    assert account(tmp_path, content)["motivo"]["regla"] in {"ARC-01", "ARC-10"}


def test_ranges_follow_the_rows_across_line_ends_in_cells(tmp_path: Path) -> None:
    content = b'CUI;Nota\n1;"a\nb"\n2;c\n\n3;d\n'
    (table,) = account(tmp_path, content)["tablas"]
    assert (table["rangos"], table["en_blanco"]) == ([[2, 4], [6, 6]], 1)


def test_rows_with_more_cells_than_the_header_are_told_with_their_place(tmp_path: Path) -> None:
    found = account(tmp_path, b"CUI;Nombre;Monto\n1;Ana;5\n2;Eva;6;x\n3;Luz;7\n4;Sol;8\n")
    assert [item for item in found["hallazgos"] if item["hallazgo"] == "filas_irregulares"] == [
        {
            "hallazgo": "filas_irregulares",
            "texto": "1 filas traen más celdas que el encabezado; las primeras: 3.",
            "lugar": "",
        }
    ]


# ---- workbooks ----------------------------------------------------------------------------------------

TABLE = rows_at(1, ("CUI", "Nombre", "Monto"), ("1", "Ana", 5), ("2", "Eva", 6))


def hidden(sheet: Any, book: Any) -> None:
    """A sheet with a table that nobody sees."""
    TABLE(sheet, book)
    sheet.hide()


def test_sheets_with_and_without_a_table(tmp_path: Path) -> None:
    prose = rows_at(1, ("Este libro trae los pagos de enero.",), ("Lo hizo la unidad de planillas.",))
    content = xlsx(
        prose, TABLE, hidden, lambda *_: None, TABLE, names=("Texto", "Uno", "Vieja", "Nada", "Dos")
    )
    found = account(tmp_path, content, "libro.xlsx")
    assert [(sheet["hoja"], sheet["tablas"], sheet["motivo"]) for sheet in found["hojas"]] == [
        ("Texto", [], "solo texto, ninguna tabla"),
        ("Uno", [1], ""),
        ("Vieja", [], "oculta"),
        ("Nada", [], "vacía"),
        ("Dos", [2], ""),
    ]
    assert [item["lugar"] for item in found["hallazgos"] if item["hallazgo"] == "hoja_oculta"] == ["Vieja"]


def test_an_index_of_the_other_sheets_is_no_table(tmp_path: Path) -> None:
    index = rows_at(1, ("Hoja", "Descripción"), ("Uno", "Pagos de enero"), ("Dos", "Pagos de febrero"))
    found = account(tmp_path, xlsx(index, TABLE, TABLE, names=("Índice", "Uno", "Dos")), "libro.xlsx")
    assert [sheet["tablas"] for sheet in found["hojas"]] == [[], [1], [2]]
    assert "índice" in found["hojas"][0]["motivo"]


def test_a_book_whose_only_rows_are_hidden_is_refused(tmp_path: Path) -> None:
    content = xlsx(rows_at(1, ("Portada",)), hidden, names=("Portada", "Datos"))
    reason = account(tmp_path, content, "libro.xlsx")["motivo"]
    assert (reason["regla"], reason["lugar"]) == ("ARC-02", "Datos")
    assert "hojas ocultas" in reason["texto"]


def test_parquet_says_itself_what_its_columns_are(tmp_path: Path) -> None:
    path = tmp_path / "pagos.parquet"
    pq.write_table(pa.table({"1": ["TOTAL", "Nota: x"], "b": [5, 6]}), path)
    (table,) = account(tmp_path, path.read_bytes(), "pagos.parquet")["tablas"]
    assert (table["encabezado"], table["filas"], table["apartadas"], table["rangos"]) == (
        ["1", "b"],
        2,
        [],
        [[1, 2]],
    )


# ---- the command --------------------------------------------------------------------------------------


def run(path: Path, *options: str) -> Any:
    """The command on a file."""
    return CliRunner().invoke(app, ["read", str(path), *options])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"CUI;Nombre;Monto\n1;Ana;5\n2;Eva;6\n", 0),
        (b"CUI;Nombre;Monto\n1;Ana;5\n2;Eva;6;x\n3;Luz;7\n", 1),
        (b"1;Ana;5\n2;Eva;6\n", 2),
    ],
)
def test_exit_code(tmp_path: Path, content: bytes, code: int) -> None:
    path = tmp_path / "pagos.csv"
    path.write_bytes(content)
    assert run(path).exit_code == code
    assert list(tmp_path.iterdir()) == [path]


def test_json_is_the_account(tmp_path: Path) -> None:
    path = tmp_path / "pagos.csv"
    path.write_bytes(CSV.encode())
    result = run(path, "--json", "--out", str(tmp_path / "salida"))
    assert json.loads(result.stdout) == json.loads((tmp_path / "salida" / "lectura.json").read_text("utf-8"))


def test_the_summary_names_columns_and_no_value(tmp_path: Path) -> None:
    path = tmp_path / "pagos.csv"
    path.write_bytes(CSV.encode())
    shown = run(path).output
    assert "2 filas, 3 columnas, encabezado en la fila 3" in shown
    assert "columnas: CUI, Nombre, Monto" in shown
    assert "José" not in shown


def test_a_refusal_says_what_where_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "libro.xlsx"
    path.write_bytes(b"PK\x03\x04 cortado")
    shown = " ".join(run(path).output.split())
    assert "Rechazado por ARC-02" in shown and "Qué hacer:" in shown


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no existe el archivo"):
        CliRunner().invoke(app, ["read", str(tmp_path / "nada.csv")], catch_exceptions=False)

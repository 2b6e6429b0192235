"""A workbook is judged cell by cell, and whatever is no plain cell keeps it from leaving."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.publish.gate_books import Spoil, workbook
from tests.publish.gate_release import A_CUI, ROWS, rules_broken, seal, write_release


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return write_release(tmp_path / "release")


def with_book(release: Path, content: bytes) -> set[str]:
    """The rules that the release breaks with a workbook among the declared files of its package."""
    (release / "cobertura" / "datos" / "libro.xlsx").write_bytes(content)
    seal(release / "cobertura")
    return rules_broken(release)


def test_a_workbook_with_the_rows_of_the_other_renditions_passes(release: Path) -> None:
    assert with_book(release, workbook()) == set()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"personas": 7}, "G-CEL-01"),
        ({"personas": 41}, "G-CEL-02"),
        ({"personas": 12.5}, "G-CEL-03"),
        ({"modalidad_codigo": "P11"}, "G-UNI-01"),
        ({"modalidad_codigo": "P01"}, "G-UNI-02"),
        ({"monto_gtq": "40123.00"}, "G-MON-01"),
        ({"departamento_codigo": 8}, "G-COH-01"),
        ({"personas": 45}, "G-COH-01"),
        ({"departamento_codigo": A_CUI}, "G-CUI-01"),
    ],
)
def test_every_cell_is_judged(release: Path, change: dict[str, object], rule: str) -> None:
    assert rule in with_book(release, workbook([{**ROWS[0], **change}, *ROWS[1:]]))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _, sheet: sheet.write_formula(1, 1, "=2025+1"),
        lambda _, sheet: sheet.write_comment(0, 0, "visto"),
        lambda _, sheet: sheet.hide(),
        lambda _, sheet: sheet.set_row(2, None, None, {"hidden": True}),
        lambda _, sheet: sheet.set_column(2, 2, None, None, {"hidden": True}),
        lambda _, sheet: sheet.set_footer("&Lde prueba"),
        lambda book, _: book.define_name("persona", "=open_cobertura!$A$1"),
        lambda book, _: book.set_custom_property("autor", "x"),
        lambda book, _: book.add_worksheet("otra").very_hidden(),
    ],
)
def test_what_a_workbook_can_hide_is_found(release: Path, spoil: Spoil) -> None:
    assert "G-ARC-05" in with_book(release, workbook(spoil=spoil))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda book, _: book.set_properties({"author": A_CUI}),
        lambda book, _: book.add_worksheet(A_CUI),
        lambda _, sheet: sheet.write_comment(0, 0, A_CUI),
        lambda book, _: book.get_worksheet_by_name("Portada").write_string(9, 3, A_CUI),
        lambda book, _: book.get_worksheet_by_name("Portada").write_number(9, 3, int(A_CUI)),
    ],
)
def test_a_cui_is_found_in_every_part_of_it(release: Path, spoil: Spoil) -> None:
    assert "G-CUI-01" in with_book(release, workbook(spoil=spoil))


def test_a_sheet_without_contract_is_refused(release: Path) -> None:
    assert "G-CAM-02" in with_book(release, workbook(spoil=lambda book, _: further_sheet(book, "personas")))


def test_a_sheet_of_another_datasets_table_is_refused(release: Path) -> None:
    content = workbook(spoil=lambda book, _: further_sheet(book, "open_coincidencia"))
    assert "G-UNI-03" in with_book(release, content)


@pytest.mark.parametrize(
    "part",
    [
        ("xl/workbook.xml", b"<workbook>"),
        ("xl/workbook.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><workbook/>"),
        ("xl/worksheets/sheet9.xml", b"<worksheet/>"),
    ],
)
def test_a_damaged_workbook_is_refused(release: Path, part: tuple[str, bytes]) -> None:
    assert "G-ARC-02" in with_book(release, repacked(workbook(), *part))


def further_sheet(book: xlsxwriter.Workbook, title: str) -> None:
    """A sheet with a header and nothing else."""
    book.add_worksheet(title).write_row(0, 0, ["anio"])


def repacked(content: bytes, name: str, data: bytes) -> bytes:
    """A workbook with a part put in or replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for member in source.infolist():
            if member.filename != name:
                archive.writestr(member, source.read(member))
        archive.writestr(name, data)
    return target.getvalue()

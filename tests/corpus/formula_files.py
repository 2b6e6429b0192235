"""Formulas and texts of workbooks.

Belongs here: cases about formulas, error cells and shared or inline texts of XLSX. Does not belong here: numbers and days
(cell_files.py), sheets (book_files.py).
"""

# ruff: noqa: E501 (a file and its truth stand on one line)

from collections.abc import Iterator
from typing import Any

from tests.corpus.case import Case, reads, refuses, table, tables_of
from tests.corpus.people import FOOD
from tests.corpus.write_book import book, cells, inline, raw_book

_HEAD = ("CUI", "Nombre", "Monto")


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _formulas()
    yield from _texts()


def _formulas() -> Iterator[Case]:
    def cached(sheet: Any, made: Any) -> None:
        sheet.write_row(0, 0, ["Folio", "A", "B", "Suma", "Texto"])
        for row in (1, 2, 3):
            sheet.write_row(row, 0, [row, 10 * row, 5])
            sheet.write_formula(row, 3, f"=B{row + 1}+C{row + 1}", None, 10 * row + 5)
            sheet.write_formula(row, 4, f'="Folio "&A{row + 1}', None, f"Folio {row}")

    yield reads(
        "fórmulas con su valor",
        "libro.xlsx",
        lambda: book(cached),
        table("Folio|A|B|Suma|Texto", "1|10|5|15|Folio 1", "2|20|5|25|Folio 2", "3|30|5|35|Folio 3"),
    )
    missing = inline(
        [
            ["Folio", "Nombre", "Monto"],
            ["1", "Ana", '<c r="C2"><f>1+1</f></c>'],
            ["2", "Luis", '<c r="C3"><f>2+2</f></c>'],
        ]
    )
    yield refuses(
        "fórmulas sin su valor",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": missing}),
        "ARC-02 ARC-10",
        "(?i)fórmula",
    )
    total = inline([*FOOD.lines, ["TOTAL", "", '<c r="C5"><f>SUM(C2:C4)</f></c>']])
    yield reads(
        "fórmula sin valor solo en el total",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": total}),
        FOOD,
        or_refused="ARC-02 ARC-10",
    )
    text = inline(
        [
            ["Folio", "Nombre"],
            ["1", '<c r="B2" t="str"><f>"A"&amp;"na"</f><v>Ana</v></c>'],
            ["2", '<c r="B3" t="str"><f>""</f><v></v></c>'],
        ]
    )
    yield reads(
        "fórmula que da texto vacío",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": text}),
        table("Folio|Nombre", "1|Ana", "2|"),
    )
    errors = inline(
        [
            ["Folio", "Monto"],
            ["1", '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'],
            ["2", '<c r="B3" t="e"><v>#N/A</v></c>'],
            ["3", '<c r="B4"><v>5</v></c>'],
            ["4", '<c r="B5" t="e"><f>X</f><v>#REF!</v></c>'],
        ]
    )
    yield reads(
        "celdas con error",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": errors}),
        table("Folio|Monto", "1|#DIV/0!", "2|#N/A", "3|5", "4|#REF!"),
    )
    shared = inline(
        [
            ["Folio", "Doble"],
            ["1", '<c r="B2"><f t="shared" ref="B2:B3" si="0">A2*2</f><v>2</v></c>'],
            ["2", '<c r="B3"><f t="shared" si="0"/><v>4</v></c>'],
        ]
    )
    yield reads(
        "fórmula compartida con valores",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": shared}),
        table("Folio|Doble", "1|2", "2|4"),
    )
    linked = raw_book(
        {
            "Hoja1": inline(
                [
                    ["Folio", "Monto"],
                    ["1", '<c r="B2"><f>[1]Hoja1!A1</f><v>77</v></c>'],
                    ["2", '<c r="B3"><f>[1]Hoja1!A2</f><v>78</v></c>'],
                ]
            )
        },
        parts={
            "xl/externalLinks/externalLink1.xml": "<externalLink/>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": "<Relationships/>",
        },
    )
    yield reads(
        "vínculos a otro libro, con valor", "libro.xlsx", linked, table("Folio|Monto", "1|77", "2|78")
    )
    attack = [
        ["Folio", "Nombre"],
        ["1", "=cmd|' /C calc'!A0"],
        ["2", "+1+2"],
        ["3", "@SUM(A1)"],
        ["4", "-2+3"],
    ]
    yield reads(
        "fórmulas escritas como texto",
        "libro.xlsx",
        lambda: book(cells(attack)),
        tables_of(attack[0], attack[1:]),
    )


def _texts() -> Iterator[Case]:
    pieces = [
        "<r><t>Mar</t></r><r><rPr><b/></rPr><t>ía</t></r>",
        "<t>Folio</t>",
        "<t>Nombre</t>",
        '<t xml:space="preserve"> con espacios </t>',
        "<t>漢字</t><rPh sb='0' eb='2'><t>kanji</t></rPh>",
        "<t>línea_x000D_\nuno</t>",
        "<t>_x005F_x0041_</t>",
    ]
    data = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>2</v></c></row>'
    data += "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="s"><v>{index}</v></c></row>'
        for n, index in enumerate((0, 3, 4), start=2)
    )
    yield reads(
        "texto con formato, espacios y lectura fonética",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": data}, shared=pieces),
        table("Folio|Nombre", "2|María", "3| con espacios ", "4|漢字"),
    )
    escaped = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>2</v></c></row>'
    escaped += '<row r="2"><c r="A2"><v>2</v></c><c r="B2" t="s"><v>5</v></c></row><row r="3"><c r="A3"><v>3</v></c><c r="B3" t="s"><v>6</v></c></row>'
    yield reads(
        "caracteres escapados _x000D_",
        "libro.xlsx",
        lambda: raw_book({"Hoja1": escaped}, shared=pieces),
        table("Folio|Nombre", "2|línea\r\nuno", "3|_x0041_"),
    )
    lines = [["Folio", "Dirección"], ["1", "4a. calle\n5-20\nzona 1"], ["2", "x" * 32_000]]
    yield reads(
        "celdas de varias líneas y muy largas",
        "libro.xlsx",
        lambda: book(cells(lines)),
        tables_of(lines[0], lines[1:]),
    )
    maya = [
        ["Folio", "Idioma", "Nombre"],
        ["1", "Q'eqchi'", "Ch'ab'aj"],
        ["2", "K'iche'", "Güitz Ñan"],
        ["3", "Ixil", 'Ana "la Mayor"'],
    ]
    yield reads(
        "apóstrofos, diéresis y comillas en libro",
        "libro.xlsx",
        lambda: book(cells(maya)),
        tables_of(maya[0], maya[1:]),
    )

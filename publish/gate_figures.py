"""Figures that stand outside tables: in pages, drawings and prose. Each must be one that a table of the place prints.

Belongs here: finding numbers that read as counts of people, and comparing them with the tables beside them. Does not
belong here: tables (gate_tables.py), documents of JSON (gate_documents.py), lists and dictionaries (gate_lists.py).

A number reads as a count where it stands beside a word of people, alone in a cell whose heading is none of the known
others, or alone in a drawing. What the policy promises ("menos de 10 personas") may be said.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from pathlib import PurePosixPath

import pyarrow as pa

from publish.gate_exhibit import RAW, TAG, Exhibit, decoded, without_tags
from publish.gate_findings import Finding
from publish.gate_rules import COUNT_UNITS, GateRules, TableRule
from publish.gate_tables import whole_numbers

_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+|\d+"
_PEOPLE = (
    r"(?:personas|familias|entregas|hogares|comunidades|beneficiari[oa]s|usuari[oa]s|titulares|niñ[oa]s|mujeres|hombres"
    r"|adolescentes|jóvenes|ancian[oa]s|alumn[oa]s|estudiantes|madres)\b"
)
_BEFORE = re.compile(
    rf"(?<![\w.,/-])({_NUMBER})[ \t\u00a0]*\n?[ \t]*(?:de[ ])?(?:l[ao]s[ ])?{_PEOPLE}", re.IGNORECASE
)
_AFTER = re.compile(
    rf"\b{_PEOPLE}[ \t\u00a0\n:=\"']{{1,3}}({_NUMBER})(?![\d.,]*[ \u00a0]?%|[\d.,/-]*\d)", re.IGNORECASE
)
_ALONE = re.compile(_NUMBER)
_TABLE = re.compile(r"<table\b.*?</table>", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r"<tr\b[^<>]*>(.*?)</tr>", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<(t[dh])\b[^<>]*>(.*?)</t[dh]>", re.IGNORECASE | re.DOTALL)
_DRAWN = re.compile(r"<(?:text|tspan)\b[^<>]*>([^<>]*)</(?:text|tspan)>", re.IGNORECASE)
_MARKED = re.compile(r"^ {0,3}\|(.*)\|[ \t]*$", re.MULTILINE)
_PAGES = frozenset({"html", "svg", "xml", "atom", "rdf"})
# Headings of columns of numbers that count no people: dates and codes, files, and rows or columns of tables.
_OTHERS = frozenset(
    {
        *("ancla", "asientos"),
        *("año", "mes", "código", "año de la población", "columnas", "puntos", "descargas", "tamaño"),
        *(
            "aparecen",
            "desaparecen",
            "cambian",
            "iguales",
            "filas",
            "bytes",
            "estructurados",
            "verídicos",
            "último período",
        ),
    }
)
_SHEET_PART = "!xl/worksheets/"
_YEAR = re.compile(r"20\d\d")
# What the tables under a folder print.
Figures = Callable[[str], frozenset[int]]


def find_figures(
    exhibit: Exhibit, rules: GateRules, printed: frozenset[int], *, shown_path: str
) -> Iterator[Finding]:
    """Figures of one file that no table of its place prints."""
    # The bytes of a sheet are read again cell by cell, as a table or as prose.
    if exhibit.table is not None or _SHEET_PART in exhibit.path:
        return
    numbers = [*_said(exhibit), *_listed(exhibit, _other_headings(rules))]
    drawn = list(_drawn(exhibit))
    if not numbers and not drawn:
        return
    promised = _promises(rules)
    foreign = sum(1 for number in numbers if number not in printed and number not in promised)
    foreign += sum(1 for number in drawn if number not in printed)
    if foreign:
        yield Finding(
            shown_path, "G-CIF-01", "texto", foreign, "hay cifras de personas que ninguna tabla imprime"
        )


def figures_of(exhibits: Iterable[tuple[str, pa.Table, TableRule]]) -> Figures:
    """What the tables under a folder print; a file is compared with those of its own package or folder."""
    by_path: list[tuple[str, frozenset[int]]] = [
        (path, frozenset(_counts(table, rule))) for path, table, rule in exhibits
    ]
    known: dict[str, frozenset[int]] = {}

    def printed(folder: str) -> frozenset[int]:
        if folder not in known:
            inside = (figures for path, figures in by_path if not folder or path.startswith(f"{folder}/"))
            known[folder] = frozenset().union(*inside)
        return known[folder]

    return printed


def folder_of(path: str) -> str:
    """The folder in which a file lies, "" for the release itself."""
    parent = str(PurePosixPath(path.partition("!")[0]).parent)
    return "" if parent == "." else parent


def _counts(table: pa.Table, rule: TableRule) -> Iterator[int]:
    for column in rule.columns:
        if column.is_count and column.name in table.column_names:
            numbers = whole_numbers(table, column) or []
            yield from {number for number in numbers if number is not None}


def _promises(rules: GateRules) -> frozenset[int]:
    """Numbers of the policy that texts repeat."""
    policy = rules.policy
    thresholds = policy.thresholds
    return frozenset(
        number.value
        for number in (
            thresholds.publica,
            thresholds.sensible,
            thresholds.restringida,
            thresholds.familias,
            policy.hold.persons,
            policy.small_municipalities.inhabitants,
        )
    )


def _said(exhibit: Exhibit) -> Iterator[int]:
    """Numbers beside a word of people, once for each; the rendering that says most counts."""
    contents = (
        exhibit.values
        if exhibit.document is not None
        else [t.content for t in exhibit.texts if t.place != RAW]
    )
    most: list[int] = []
    for content in [*contents, *(without_tags(text) for text in contents if "<" in text)]:
        found = [
            int(re.sub(r"\D", "", match.group(1)))
            for pattern in (_BEFORE, _AFTER)
            for match in pattern.finditer(content)
        ]
        if exhibit.document is not None:
            most += found
        elif len(found) > len(most):
            most = found
    yield from most


def _other_headings(rules: GateRules) -> frozenset[str]:
    """Headings of columns that count no people: those of files and rows, and of contracts' other columns."""
    counts = {word["titulo"].casefold() for word in rules.words if word["unidad"] in COUNT_UNITS}
    return (_OTHERS | {word["titulo"].casefold() for word in rules.words}) - counts


def _listed(exhibit: Exhibit, others: frozenset[str]) -> Iterator[int]:
    """Numbers alone in a cell of a page's table, or of a table written with bars."""
    if exhibit.kind in _PAGES:
        text = decoded(exhibit.data)
        for table in _TABLE.findall(text):
            yield from _cells([_CELL.findall(row) for row in _ROW.findall(table)], others)
    elif exhibit.kind == "md":
        rows = [[("td", cell) for cell in line.split("|")] for line in _MARKED.findall(decoded(exhibit.data))]
        head: list[str] = []
        none: list[tuple[str, str]] = []
        for row, after in zip_longest(rows, rows[1:], fillvalue=none):
            if after and all(re.fullmatch(r"\s*:?-+:?\s*", cell) for _, cell in after):
                head = [_bare(cell) for _, cell in row]
            else:
                yield from _numbers(head, [cell for _, cell in row], others)


def _cells(rows: list[list[tuple[str, str]]], others: frozenset[str]) -> Iterator[int]:
    head: list[str] = []
    for row in rows:
        cells = [cell for _, cell in row]
        if row and all(kind.lower() == "th" for kind, _ in row):
            head = [_bare(cell) for cell in cells]
        else:
            yield from _numbers(head, cells, others)


def _numbers(head: list[str], cells: list[str], others: frozenset[str]) -> Iterator[int]:
    """Numbers alone in a cell, under no heading or one that is not known to count something else."""
    for place, cell in enumerate(cells):
        heading = head[place] if len(head) == len(cells) else ""
        text = without_tags(cell).strip()
        if heading not in others and _ALONE.fullmatch(text):
            yield int(re.sub(r"\D", "", text))


def _bare(cell: str) -> str:
    return TAG.sub("", cell).strip().casefold()


def _drawn(exhibit: Exhibit) -> Iterator[int]:
    """Numbers alone in a drawing; a year stands at its axis."""
    if exhibit.kind in _PAGES:
        for text in _DRAWN.findall(decoded(exhibit.data)):
            if _ALONE.fullmatch(text.strip()) and not _YEAR.fullmatch(text.strip()):
                yield int(re.sub(r"\D", "", text))

"""What the gate asks of a public report: its own checks, over the very bytes that would leave.

Belongs here: which of the gate's checks meet a report, and the comparison of its data with the released tables. Does
not belong here: any check of its own on texts or codes (gate_*.py), or what follows from the verdict.

Not covered, because a report is no package: contracts of columns, order of rows, the attack on tables and the ledger
of printings. They met the released tables themselves, and every count of a report must stand in those under the same
name of column.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from publish.gate_exhibit import Exhibit, UnreadableFileError
from publish.gate_figures import find_figures
from publish.gate_files import read_file
from publish.gate_findings import Finding, Verdict, verdict_of
from publish.gate_rules import GateRules
from publish.gate_text import TextJudge, find_glued
from publish.report.pages import INTERNAL_MARK

# Columns of data files by the column of a released table whose figures they repeat.
_REPEATS = {"tasa_pct": "tasa_cobertura_pct"}
_COUNTS = frozenset(
    {"personas", "entregas", "monto_gtq", "registros_revisados", "registros_con_falla", "tasa_pct"}
)
# Numbers of data files that count nobody.
_OTHERS = frozenset({"denominador_anio"})
_CAPS = "tasa_cobertura_estado_codigo"


def inspect_report(
    found: Mapping[str, bytes], rules: GateRules, released: Mapping[str, pa.Table], *, digests: frozenset[str]
) -> Verdict:
    """What the gate says of a public report.

    Args:
        found: every file of it, the manifest too.
        rules: of the gate tonight.
        released: the tables that it was made from, by name, as they were released.
        digests: of released files, which the manifest names.
    """
    printed = printed_by(released)
    own = frozenset(hashlib.sha256(data).hexdigest() for data in found.values()) | digests
    # An erratum names the report that it corrects.
    own |= rules.reports.keys()
    texts = TextJudge(rules, digests=own)
    findings = [
        finding for path, data in found.items() for finding in _of_file(path, data, rules, printed, texts)
    ]
    return verdict_of(findings, files=len(found), size=sum(map(len, found.values())))


def _of_file(
    path: str, data: bytes, rules: GateRules, printed: Mapping[str, frozenset[float]], texts: TextJudge
) -> Iterator[Finding]:
    try:
        exhibits = list(read_file(path, data))
    except UnreadableFileError as error:
        yield Finding(path, "G-ARC-02", "", 1, error.reason)
        return
    for exhibit in exhibits:
        yield from _of_exhibit(exhibit, rules, printed, texts)
    if path.startswith("figuras/") and path.endswith(".json"):
        yield from find_in_rows(path, json.loads(data), printed)


def _of_exhibit(
    exhibit: Exhibit, rules: GateRules, printed: Mapping[str, frozenset[float]], texts: TextJudge
) -> Iterator[Finding]:
    path = exhibit.path
    yield from texts.find_in_texts(exhibit, shown_path=path)
    yield from texts.find_restricted(exhibit, shown_path=path)
    if exhibit.table is None:
        yield from find_glued(exhibit, rules, shown_path=path)
        counts = frozenset(int(number) for column in printed.values() for number in column)
        yield from find_figures(exhibit, rules, counts, shown_path=path)
    forbidden = sum(1 for label in exhibit.labels if label.strip().lower() in rules.forbidden_fields)
    if forbidden:
        yield Finding(path, "G-CAM-01", "campos", forbidden, "hay campos que no pueden salir")
    yield from find_internal_mark(exhibit)
    for rule, place, count, message in exhibit.oddities:
        yield Finding(path, rule, place, count, message)


def find_internal_mark(exhibit: Exhibit) -> Iterator[Finding]:
    """Whether a file says of itself that it stays inside."""
    internal = sum(INTERNAL_MARK in text.content for text in exhibit.texts)
    if internal:
        yield Finding(exhibit.path, "G-CAM-01", "texto", internal, "lleva la marca de uso interno")


def find_in_rows(
    path: str, document: Mapping[str, Any], printed: Mapping[str, frozenset[float]]
) -> Iterator[Finding]:
    """Numbers of the data of a figure that no released table prints under that name."""
    for place, column in enumerate(document["columnas"]):
        name = column["nombre"]
        numbers = [row[place] for row in document["filas"] if isinstance(row[place], int | float)]
        if not numbers or name in _OTHERS:
            continue
        if name not in _COUNTS:
            yield Finding(
                path, "G-CAM-02", name, len(numbers), "una columna de números no es de una tabla publicada"
            )
            continue
        known = printed.get(_REPEATS.get(name, name), frozenset())
        foreign = sum(1 for number in numbers if float(number) not in known)
        if foreign:
            yield Finding(path, "G-CIF-01", name, foreign, "hay cifras que ninguna tabla publicada imprime")


def printed_by(released: Mapping[str, pa.Table]) -> dict[str, frozenset[float]]:
    """What the released tables print, by name of column; a rate above the cap is printed as its floor."""
    found: dict[str, set[float]] = {}
    for table in released.values():
        for name in table.column_names:
            if name in _COUNTS or name in _REPEATS.values():
                found.setdefault(name, set()).update(_numbers(table.column(name).to_pylist()))
            if name == _CAPS:
                caps = [
                    str(value)[2:] for value in table.column(name).to_pylist() if str(value).startswith(">=")
                ]
                found.setdefault("tasa_cobertura_pct", set()).update(map(float, caps))
    return {name: frozenset(numbers) for name, numbers in found.items()}


def _numbers(values: Sequence[Any]) -> list[float]:
    return [float(value) for value in values if value is not None]

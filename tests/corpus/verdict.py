"""Trying the reader on a case, and judging what comes out.

Belongs here: the one way in which the corpus meets the product (what `padron read --out` writes), and when an outcome
is right. Does not belong here: the cases, or printing (score.py).
"""

import csv
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from assets.reading.lectura import read_unknown
from tests.corpus.case import Case, Table, Tables

READ, REFUSED = "leído bien", "rechazado bien"
REFUSED_WRONGLY, SILENT, CRASH = "rechazado mal", "ERROR CALLADO", "caída"
OTHER_REASON = "rechazado por otra causa"
GOOD = frozenset({READ, REFUSED})
csv.field_size_limit(sys.maxsize)


@dataclass(frozen=True)
class Outcome:
    """What the reader made of a file: tables, or the reason for refusing it."""

    tables: Tables = ()
    rule: str = ""
    cause: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Verdict:
    """How an outcome compares with the truth."""

    kind: str
    detail: str = ""


def read_bytes(content: bytes, name: str) -> Outcome:
    """What `padron read FILE --out DIR` makes of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / name, Path(folder) / "salida"
        path.write_bytes(content)
        lectura = read_unknown(path, out=out)
        if lectura.is_refused:
            reason = lectura.account["motivo"]
            return Outcome((), reason["regla"], f"{reason['texto']} {reason['lugar']}", reason["remedio"])
        return Outcome(tuple(_written(out / item["archivo"]) for item in lectura.account["tablas"]))


def _written(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return Table(tuple(header), tuple(tuple(row) for row in rows))


def judge(case: Case) -> Verdict:
    """Try a case."""
    try:
        outcome = read_bytes(case.content(), case.file)
    except Exception as error:  # Whatever escapes is a crash; that is what is asked here.
        return Verdict(CRASH, f"{type(error).__name__}: {error}")
    if outcome.rule:
        return _judge_refusal(case, outcome)
    got = tuple(_normal(table, padded=case.padded) for table in outcome.tables)
    for right in case.right:
        if got == tuple(_normal(table, padded=case.padded) for table in right):
            return Verdict(READ)
    return Verdict(SILENT, _difference(got, case))


def _judge_refusal(case: Case, outcome: Outcome) -> Verdict:
    said = f"{outcome.rule}: {outcome.cause}"
    if not outcome.remedy or not outcome.cause.strip():
        return Verdict(OTHER_REASON, f"sin causa o sin remedio: {said}")
    if outcome.rule in case.rules and re.search(case.cause, outcome.cause):
        return Verdict(REFUSED, said)
    return Verdict(OTHER_REASON if case.rules and not case.right else REFUSED_WRONGLY, said)


def _normal(table: Table, *, padded: bool) -> Table:
    """A table without what nobody sent: padding, columns in which there is nothing at all, empty cells at the ends."""
    lines = [[cell.strip() if padded else cell for cell in line] for line in table.lines]
    width = max(len(line) for line in lines)
    full = [line + [""] * (width - len(line)) for line in lines]
    kept = [column for column in range(width) if any(line[column].strip() for line in full)]
    header, *rows = ([line[column] for column in kept] for line in full)
    return Table(tuple(header), tuple(tuple(row) for row in rows))


def _difference(got: Tables, case: Case) -> str:
    """Where a reading leaves the truth first."""
    if not case.right:
        return f"debía rechazarse; se leyeron {len(got)} tablas, la primera {_brief(got[0].header)}"
    right = tuple(_normal(table, padded=case.padded) for table in case.right[0])
    if len(got) != len(right):
        return f"{len(got)} tablas en vez de {len(right)}: {[_brief(table.header) for table in got]}"
    for number, (one, other) in enumerate(zip(got, right, strict=True), start=1):
        if one.header != other.header:
            return f"tabla {number}: encabezado {_brief(one.header)} en vez de {_brief(other.header)}"
        for line, (mine, true) in enumerate(zip(one.rows, other.rows, strict=False), start=1):
            if mine != true:
                return f"tabla {number}, fila {line}: {_brief(mine)} en vez de {_brief(true)}"
        if len(one.rows) != len(other.rows):
            extra = one.rows[len(other.rows)] if len(one.rows) > len(other.rows) else ()
            return f"tabla {number}: {len(one.rows)} filas en vez de {len(other.rows)} {_brief(extra)}"
    return ""


def _brief(line: tuple[str, ...]) -> str:
    text = " | ".join(line[:9]).encode("unicode_escape").decode("ascii")
    return f"«{text[:160]}»"

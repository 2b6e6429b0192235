"""Exact figures that others publish, against which printed ones could be held.

Belongs here: the form of a deployment's external_figures.csv. Does not belong here: what they give away
(gate_attack.py, gate_restricted.py).

One row for each figure: fuente, medida (personas, entregas, monto, or familias in community benefits), cifra, and the
columns of codes that it is about (anio, departamento_codigo, ...), empty where it totals over them.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from snis.errors import DisclosureError

MEASURES = ("personas", "entregas", "monto", "familias")
_OWN = ("fuente", "medida", "cifra")


@dataclass(frozen=True)
class ExactFigure:
    """One exact figure.

    Attributes:
        source: who publishes it.
        measure: one of MEASURES.
        figure: exactly.
        codes: what it is about, by column; a column that it totals over is not there.
    """

    source: str
    measure: str
    figure: Decimal
    codes: Mapping[str, str]


def load_external(path: Path) -> tuple[ExactFigure, ...]:
    """The exact figures of a deployment; none when it has no such file.

    Raises:
        DisclosureError: a column is missing, a measure is unknown, or a figure is no number; names the line.
    """
    if not path.exists():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return tuple(_figure(row, f"{path.name}, línea {line}") for line, row in enumerate(rows, start=2))


def _figure(row: Mapping[str, str], place: str) -> ExactFigure:
    if not all(row.get(name) for name in _OWN) or not row.get("anio"):
        raise DisclosureError("falta fuente, medida, cifra o anio", place=place)
    if row["medida"] not in MEASURES:
        raise DisclosureError(f"la medida debe ser una de {', '.join(MEASURES)}", place=place)
    try:
        figure = Decimal(row["cifra"])
    except InvalidOperation:
        raise DisclosureError("la cifra no es un número", place=place) from None
    if not figure.is_finite() or figure < 0:
        raise DisclosureError("la cifra no es un número", place=place)
    codes = {name: value for name, value in row.items() if name not in _OWN and value}
    return ExactFigure(row["fuente"], row["medida"], figure, codes)

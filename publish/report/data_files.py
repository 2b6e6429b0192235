"""Every figure as data: a CSV file and a JSON file with the definition, the same rows in both.

Belongs here: those bytes. Does not belong here: which figures there are (composing.py), where files lie (binding.py).
CSV as in a package: UTF-8, commas, line feeds, empty is nothing. JSON says what the empty cells mean.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from publish.report.model import Cell, Definition, Figure


def csv_bytes(figure: Figure) -> bytes:
    """The rows of a figure."""
    return csv_text([(column.name, column.kind) for column in figure.columns], figure.rows).encode()


def csv_text(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Cell]]) -> str:
    """Rows under their columns, each with its name and what it holds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([name for name, _ in columns])
    writer.writerows(
        [_plain(cell, kind) for cell, (_, kind) in zip(row, columns, strict=True)] for row in rows
    )
    return text.getvalue()


def json_bytes(figure: Figure) -> bytes:
    """The figure with everything that has to be said with it."""
    return as_json(
        {
            "id": figure.id,
            "titulo": figure.title,
            "definicion": definition_as_dict(figure.definition),
            "columnas": [
                {"nombre": column.name, "titulo": column.title, "tipo": column.kind}
                for column in figure.columns
            ],
            "vacio": figure.absent,
            "notas": list(figure.notes),
            "filas": [[None if cell == "" else cell for cell in row] for row in figure.rows],
        }
    )


def definition_as_dict(definition: Definition) -> dict[str, str]:
    """A definition under the names of the catalogue."""
    return {
        "codigo": definition.code,
        "nombre": definition.name,
        "unidad": definition.unit,
        "base": definition.base,
        "denominador": definition.denominator,
        "periodo": definition.period,
        "fuente": definition.source,
        "metodo": definition.method,
    }


def as_json(content: Mapping[str, Any]) -> bytes:
    """A document, the same bytes for the same content."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(cell: Cell, kind: str) -> str:
    if cell is None:
        return ""
    if kind == "quetzales":
        return f"{float(cell):.2f}"
    return repr(cell) if isinstance(cell, float) else str(cell)

"""Tables of the answer key as text.

Belongs here: CSV the same on every machine, and amounts. Does not belong here: what stands in the tables (answers.py,
findings_key.py).
"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path


def quetzales(cents: int) -> Decimal:
    """An amount in cents as quetzales."""
    return Decimal(cents).scaleb(-2)


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table with its header; what is None stays empty."""
    path.write_text(csv_text(columns, rows), encoding="utf-8", newline="")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with its header as CSV."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return stream.getvalue()

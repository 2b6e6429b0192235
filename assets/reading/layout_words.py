"""Words that headers, titles and index sheets use, from layout_words.csv.

Belongs here: loading them. Does not belong here: what follows from a word (columns.py, layout_header.py).
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

HEADER, NAMING, MONTH, TITLE, INDEX = "encabezado", "nombra", "mes", "titulo", "hoja_indice"
DEPARTMENT = "departamento"


def words(use: str) -> frozenset[str]:
    """The words of a use, in the normal form of names."""
    return _all().get(use, frozenset())


@cache
def _all() -> Mapping[str, frozenset[str]]:
    text = (files("assets") / "reading" / "layout_words.csv").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["uso"], set()).add(row["palabra"])
    return {use: frozenset(texts) for use, texts in found.items()}

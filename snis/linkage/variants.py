"""Spellings and familiar forms of given names that stand for one name: Chepe is José, Ysabel is Isabel.

Belongs here: the table and its look-up. Does not belong here: how much an agreement by variant is worth (the model
learns that), or sound-alikes (sound.py). The table is variants.csv: provenance in each row.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def variants() -> Mapping[str, str]:
    """The name that each variant stands for, both in normal form."""
    text = (files("snis.linkage") / "variants.csv").read_text(encoding="utf-8")
    return {row["variante"]: row["nombre"] for row in csv.DictReader(text.splitlines())}


def base_name(word: str) -> str:
    """The name that a word in normal form stands for: itself, unless the table knows better."""
    return variants().get(word, word)

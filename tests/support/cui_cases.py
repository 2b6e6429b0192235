"""The 276 public and invented CUI cases of tests/unit/data/cui_cases.csv, and CUIs made to hold."""

import csv
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from snis.cui import check_digit
from snis.territory import load_territory

FILE = Path(__file__).parents[1] / "unit" / "data" / "cui_cases.csv"
GUATEMALA = load_territory()


@dataclass(frozen=True)
class Case:
    """A number as sent, and what is expected of it."""

    name: str
    category: str
    text: str
    verdict: str
    number: str
    hint: str


def read_cases() -> list[Case]:
    """All cases, in the order of the file."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [
        Case(
            row["case_id"],
            row["category"],
            row["value_escaped"].encode("ascii").decode("unicode_escape"),
            row["expected"],
            row["normalised"],
            row["repair_hint"],
        )
        for row in csv.DictReader(lines)
    ]


def complete(serial: str, place: str) -> str | None:
    """The CUI of a serial and a municipality, or None when no check digit fits the serial."""
    digit = check_digit(serial)
    return None if digit is None else f"{serial}{digit}{place}"


# Serials of invented numbers start with 9; properties of the arithmetic need all of them.
SERIALS = st.integers(0, 99_999_999).map(lambda number: f"{number:08d}")
PLACES = st.sampled_from(sorted(GUATEMALA.municipality_codes))
CUIS = (
    st.builds(complete, SERIALS, PLACES)
    .filter(lambda number: number is not None)
    .map(lambda number: str(number))
)

"""A small country with planted victims, what is true of it, and how it is published: well, or as portals often do.

Three departments, six municipalities and three public modalities with hundreds of persons; the victims are the two
persons of modality P04 in municipality 1601, and the one girl in the restricted programme.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from publish.gate_attack import find_by_attack
from publish.gate_rules import GateRules
from publish.gate_spaces import Printed, board_of, space_of
from snis.bounds import ABSENT, Margins
from snis.cell_space import CellSpace, Integers
from snis.coverage_space import cells_given_once
from snis.disclosure import draw, round_by_key
from snis.flips import flip
from snis.relations import one_delivery_each, relations_of
from tests.publish.gate_release import SAMPLE, sample_rules, small_policy, write_release

CROSSES: Mapping[str, tuple[str, ...]] = {
    "departamento": ("departamento_codigo",),
    "departamento_modalidad": ("departamento_codigo", "modalidad_codigo"),
    "modalidad": ("modalidad_codigo",),
    "municipio": ("departamento_codigo", "municipio_codigo"),
    "municipio_modalidad": ("departamento_codigo", "municipio_codigo", "modalidad_codigo"),
    "pais": (),
}
PLACES = {"0101": "01", "0102": "01", "0801": "08", "0802": "08", "1601": "16", "1602": "16"}
MODALITIES = ("P02", "P04", "P05")
VICTIMS_CELL = ("municipio_modalidad", "16", "1601", "P04")
VICTIMS = 2
Cell = tuple[str, ...]
Row = dict[str, Any]
KEY = bytes(range(32))


@dataclass(frozen=True)
class Delivery:
    """Something that a person received."""

    person: int
    municipality: str
    modality: str


@dataclass(frozen=True)
class Exact:
    """What is true of a cell: who is in it, and how many deliveries."""

    persons: frozenset[int]
    deliveries: int


def country(seed: int = 1) -> list[Delivery]:
    """Everybody who received something in the year; the victims stand at the end."""
    chance = np.random.default_rng(seed)
    found: list[Delivery] = []
    person = 0
    for municipality in PLACES:
        for modality in MODALITIES:
            if (municipality, modality) == ("1601", "P04"):
                continue
            for _ in range(int(chance.integers(23, 140))):
                person += 1
                found += [Delivery(person, municipality, modality)] * int(chance.integers(1, 4))
    return found + [Delivery(10_000 + victim, "1601", "P04") for victim in range(VICTIMS)]


def counted(deliveries: Iterable[Delivery]) -> dict[Cell, Exact]:
    """Every cell with something in it."""
    persons: dict[Cell, set[int]] = {}
    times: dict[Cell, int] = {}
    for one in deliveries:
        codes = {
            "departamento_codigo": PLACES[one.municipality],
            "municipio_codigo": one.municipality,
            "modalidad_codigo": one.modality,
        }
        for cross, columns in CROSSES.items():
            cell = (cross, *(codes[column] for column in columns))
            persons.setdefault(cell, set()).add(one.person)
            times[cell] = times.get(cell, 0) + 1
    return {cell: Exact(frozenset(found), times[cell]) for cell, found in sorted(persons.items())}


Printer = Callable[[Cell, str, int, int], int]


def by_key(cell: Cell, measure: str, count: int, key: int) -> int:
    """Keyed rounding: the same records, the same figure."""
    return round_by_key(count, 5, drawn=draw(KEY, measure, key))


def exactly(cell: Cell, measure: str, count: int, key: int) -> int:
    """No rounding: what most portals do."""
    return count


def rows_of(cells: Mapping[Cell, Exact], *, printer: Printer = by_key, threshold: int = 10) -> list[Row]:
    """The rows of the coverage table in key order; a cell below the threshold has none."""
    rows = []
    for cell, exact in cells.items():
        if len(exact.persons) < threshold:
            continue
        key = sum(person * 0x9E3779B97F4A7C15 for person in exact.persons) % 2**64
        rows.append(
            {
                "cruce_codigo": cell[0],
                "anio": 2026,
                **dict(zip(CROSSES[cell[0]], cell[1:], strict=True)),
                "personas": printer(cell, "personas", len(exact.persons), key),
                "entregas": printer(cell, "entregas", exact.deliveries, key),
            }
        )
    return sorted(rows, key=lambda row: [str(row.get(name) or "") for name in ("cruce_codigo", *_KEY)])


_KEY = ("departamento_codigo", "municipio_codigo", "modalidad_codigo")


def protected_rows(cells: Mapping[Cell, Exact], *, once: str = "") -> list[Row]:
    """The rows as Padrón prints them: keyed rounding, and the publisher's own attack with its flips.

    With `once` it reckons with readers who know that a modality is given once.
    """
    rows = rows_of(cells)
    space, seen = board(rows)
    true = np.zeros((2, space.cells), dtype=np.int64)
    for cell, exact in cells.items():
        true[:, number(space, cell)] = len(exact.persons), exact.deliveries
    everywhere = np.ones((2, space.cells), dtype=bool)
    relations = relations_of(space)
    if once:
        same = [cell for cell in cells_given_once(space, {once}, {once}) if len(cell)]
        relations = relations.with_more(one_delivery_each(space, np.concatenate(same)))
    protection = flip(
        seen.printing(lagging=~everywhere, withdrawn=np.zeros(space.cells, dtype=bool)),
        true,
        relations,
        size=space.size,
        margins=Margins(10, 5, 9),
        movable=everywhere,
    )
    if protection.narrow_left:
        raise ValueError("the country cannot be protected")
    figures = protection.printing.figures
    kept = []
    for row in rows:
        at = number(space, (row["cruce_codigo"], *(row[name] for name in CROSSES[row["cruce_codigo"]])))
        if figures[0, at] != ABSENT:
            kept.append({**row, "personas": int(figures[0, at]), "entregas": int(figures[1, at])})
    return kept


def number(space: CellSpace, cell: Cell) -> int:
    """The number of a cell in its space."""
    codes = dict(zip(CROSSES[cell[0]], cell[1:], strict=True))
    found: Integers = space.locate({"anio": [2026], **{name: [code] for name, code in codes.items()}})
    return int(found[0])


def board(rows: list[Row]) -> Any:
    """The space of the country and its figures, as a reader lays them out."""
    names = ("cruce_codigo", "anio", "mes", *_KEY, "personas", "entregas")
    columns = {name: [row.get(name) for row in rows] for name in names}
    printed = Printed("open_cobertura", 2026, "2026-04", "cobertura.csv", columns)
    space = space_of([printed], rules())
    return space, board_of(printed, space, rules())


def attacked(rows: list[Row], known: GateRules | None = None) -> set[str]:
    """The rules that the gate's own attack finds broken, without the bytes around."""
    names = ("cruce_codigo", "anio", "mes", *_KEY, "personas", "entregas")
    columns = {name: [row.get(name) for row in rows] for name in names}
    printed = Printed("open_cobertura", 2026, "2026-04", "cobertura.csv", columns)
    return {finding.rule for finding in find_by_attack([printed], known or rules())}


@cache
def rules() -> GateRules:
    """The gate's rules for this country."""
    with (SAMPLE / "programmes.csv").open(encoding="utf-8", newline="") as stream:
        programmes = [
            row
            for row in csv.DictReader(stream)
            if row["modalidad_codigo"] in MODALITIES or row["visibilidad_codigo"] == "restringida"
        ]
    return sample_rules(programmes=programmes, municipalities=PLACES, policy=small_policy(*CROSSES))


def released(folder: Path, rows: list[Row]) -> Path:
    """A release with these rows as its coverage table, in bytes."""
    return write_release(folder, rows)

"""CUIs that hold and are on the wrong row.

Belongs here: a mother's number on her child's row, somebody else's number, and one number for many. Does not belong
here: numbers that do not hold (defects.py), or rows without number (told.py).

No rule finds these rows: they are accepted, and count for whoever the number belongs to until one looks at the names.
"""

from collections import defaultdict
from dataclasses import replace
from random import Random

from pipelines.sample.model import ACCEPTED, Row, Sheet
from pipelines.sample.plan import Batch
from snis.nation.model import Delivery, Person

MOTHERS, OTHERS, COMMON = "cui_madre", "cui_ajeno", "cui_comun"
# What a clerk types to get past a form: its check digit holds, and no invented number can be it.
EVERYBODY = "9999999900101"
_MOTHERS, _OTHERS, _COMMON = 14, 6, 18
# A tenth of the rows at most, so that a small nation keeps good ones.
_ROOM = 10
_CHILD_CONTRACTS = frozenset({"mspas-sigsa", "mineduc-alimentacion-escolar", "sosep-atencion"})
_CARELESS = frozenset(
    {
        "mides-becas", "mides-bono-social", "mineduc-alimentacion-escolar", "mintrab-adulto-mayor", "mintrab-empleo",
        "conalfa-alfabetizacion", "intecap-eventos", "maga-fertilizante",
    }
)  # fmt: skip
# The offices of one department that know one number.
_HURRIED = frozenset({"maga-fertilizante", "maga-visan", "conalfa-alfabetizacion", "sosep-apoyos"})
_HURRIED_DEPARTMENT = "13"
Spot = tuple[Sheet, int]


def plant_wrong_numbers(batch: Batch, *, seed: int) -> None:
    """Put numbers that hold on the wrong rows of a contract's files."""
    contract = batch.writer.layout.contract
    rng = Random(f"{seed}:numbers:{contract}")  # noqa: S311 - a repeatable stream is wanted
    if contract in _CHILD_CONTRACTS:
        _send_mothers(batch, rng)
    if contract in _CARELESS:
        _send_others(batch, rng)
    if contract in _HURRIED:
        _send_everybodys(batch, rng)


def _spots(batch: Batch) -> list[Spot]:
    return [(sheet, index) for _, sheet in batch.sheets() for index in range(len(sheet.rows))]


def _person(row: Row) -> Person | None:
    """Whose row it is, when that can be seen and nothing is wrong with it yet."""
    if row.state != ACCEPTED or row.rule or row.difficulty or not isinstance(row.subject, Delivery):
        return None
    return row.subject.person


def _put(batch: Batch, spot: Spot, number: str, *, owner: Person | None, difficulty: str) -> None:
    sheet, index = spot
    row, position = sheet.rows[index], batch.writer.layout.position("cui")
    cells = (*row.cells[:position], batch.writer.number(number), *row.cells[position + 1 :])
    stray = "" if owner else number
    sheet.rows[index] = replace(row, cells=cells, owner=owner, stray=stray, difficulty=(difficulty,))


def _send_mothers(batch: Batch, rng: Random) -> None:
    """The mother's number on her child's row, once for each mother; children without a number come first."""
    used: set[int] = set()
    spots = _spots(batch)
    wanted = min(_MOTHERS, len(spots) // 40 + 1)
    drawn = rng.sample(spots, len(spots))
    for spot in sorted(drawn, key=lambda spot: spot[0].rows[spot[1]].owner is not None):
        child = _person(spot[0].rows[spot[1]])
        mother = batch.writer.mothers.get(child.household) if child and child.role == "child" else None
        if mother is None or mother.number in used or len(used) >= wanted:
            continue
        used.add(mother.number)
        _put(batch, spot, mother.cui, owner=mother, difficulty=MOTHERS)


def _send_others(batch: Batch, rng: Random) -> None:
    """A number so mistyped that it is somebody else's of the department, on all rows of a few people of a contract."""
    rows: dict[int, list[Spot]] = defaultdict(list)
    here: set[int] = set()
    for spot in _spots(batch):
        row = spot[0].rows[spot[1]]
        if isinstance(row.subject, Delivery) and row.subject.person:
            rows[row.subject.person.number].append(spot)
            here |= {row.subject.person.number} | ({row.owner.number} if row.owner else set())
    changed = 0
    for number in rng.sample(sorted(rows), len(rows)):
        if changed == min(_OTHERS, len(rows) // _ROOM):
            break
        spots = rows[number]
        if not all(spot[0].rows[spot[1]].is_clean for spot in spots):
            continue
        person = _person(spots[0][0].rows[spots[0][1]])
        other = batch.writer.stranger_to(person, besides=here, rng=rng) if person else None
        if other is None:
            continue
        here.add(other.number)
        changed += 1
        for spot in spots:
            _put(batch, spot, other.cui, owner=other, difficulty=OTHERS)


def _send_everybodys(batch: Batch, rng: Random) -> None:
    """One number on the rows of many people of a department, each a delivery that no other of them has."""
    spots = _spots(batch)
    told: set[tuple[object, ...]] = set()
    for spot in rng.sample(spots, len(spots)):
        row = spot[0].rows[spot[1]]
        person = _person(row)
        if person is None or not isinstance(row.subject, Delivery) or person.place[:2] != _HURRIED_DEPARTMENT:
            continue
        delivery = (row.subject.modality, row.subject.day)
        if delivery in told or len(told) >= min(_COMMON, len(spots) // _ROOM):
            continue
        told.add(delivery)
        _put(batch, spot, EVERYBODY, owner=None, difficulty=COMMON)

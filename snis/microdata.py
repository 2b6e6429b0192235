"""Record-level files that point to nobody: the readable reference of assets/open/microdato_*.sql.

Belongs here: the sample, the roll-up until k and l hold, the blanking of rare attributes, and the order of rows, each
as a small pure function, and the file as a whole. Does not belong here: the numbers (snis/disclosure_microdata.py), the
bulk computation and its keys (assets/open/microdata.py), the measured risk (snis/risk.py), the check of files about to
leave (publish/gate.py). Property tests prove that this module and the SQL give equal rows.

What is not told is None. Place, age and people have nested columns, from coarse to fine, so that a row that tells less
is a row whose finer columns are empty.

Source: shared design privacy.md, section 3.
"""

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from snis.disclosure_groupings import AGE, PEOPLE, Hierarchies
from snis.disclosure_microdata import Level, Microdata

COLUMNS = (
    "anio", "region", "departamento_codigo", "municipio_codigo", "sexo_codigo", "edad_grupo3_codigo",
    "edad_grupo_codigo", "pueblo2_codigo", "pueblo_codigo", "institucion_codigo", "programa_codigo",
    "modalidad_codigo", "entregas_tramo", "monto_tramo",
)  # fmt: skip
# Of these, what an outsider may know of a person: all but the attributes; and without the programme.
CLASS = COLUMNS[:11]
PROFILE = COLUMNS[:9]
# Groupings that the file has columns for.
AGE_GROUPS, PEOPLE_GROUPS = "edad_grupo3", "pueblo2"
DRAW_DIGITS = 13
DRAW_RANGE = 16**DRAW_DIGITS
_LEVEL_DIGITS = 6
PLACES = ("municipio", "departamento", "region", "pais")
Row = tuple[int | str | None, ...]


@dataclass(frozen=True, kw_only=True)
class Record:
    """A person in a programme of the year, with the attributes of the person.

    Attributes:
        entregas: deliveries of the programme in the year. centavos: what they were worth.
        modalidad_codigo, institucion_codigo: of the modality with most deliveries.
    """

    persona_id: str
    municipio_codigo: str
    sexo_codigo: str
    edad_grupo_codigo: str
    pueblo_codigo: str
    institucion_codigo: str
    programa_codigo: str
    modalidad_codigo: str
    entregas: int
    centavos: int


@dataclass(frozen=True)
class Protected:
    """A file: its rows in order, rows by level, and rows that no level could hold."""

    rows: list[Row]
    by_level: Mapping[str, int]
    suppressed: int


@dataclass(frozen=True)
class Draw:
    """What chance decides of a record: whether it is in the sample, and at which level it starts."""

    sampled: bool
    start: int


def draw_record(key: bytes, edition: str, record: Record, *, policy: Microdata) -> Draw:
    """The keyed draw of a record: digits of HMAC-SHA256(K_sample, edition|person|programme).

    13 hex digits for the sample, 13 for the random roll-up, 6 for its level. Compared as whole numbers, so that no
    machine draws otherwise.
    """
    message = f"{edition}|{record.persona_id}|{record.programa_codigo}"
    digits = hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
    sample, rollup = int(digits[:DRAW_DIGITS], 16), int(digits[DRAW_DIGITS : 2 * DRAW_DIGITS], 16)
    level = int(digits[2 * DRAW_DIGITS : 2 * DRAW_DIGITS + _LEVEL_DIGITS], 16)
    coarser = len(policy.levels.value) - 1
    starts_coarser = rollup * 100 < policy.random_rollup_pct.value * DRAW_RANGE and coarser > 0
    return Draw(
        sampled=sample * 100 < policy.fraction_pct.value * DRAW_RANGE,
        start=1 + level % coarser if starts_coarser else 0,
    )


def protect_records(
    records: Iterable[Record],
    *,
    year: int,
    edition: str,
    key: bytes,
    policy: Microdata,
    hierarchies: Hierarchies,
    regions: Mapping[str, str],
) -> Protected:
    """The file of an edition.

    Args:
        records: persons in public programmes of the year.
        year: the closed year.
        edition: its name; another edition of the same year is another sample.
        key: K_sample.
        policy: section `microdata` of the policy.
        hierarchies: groupings of ages and peoples.
        regions: region of each department.
    """
    draws = [(record, draw_record(key, edition, record, policy=policy)) for record in records]
    pending = [(record, draw.start) for record, draw in draws if draw.sampled]
    placed: list[Row] = []
    by_level: dict[str, int] = {}
    for number, level in enumerate(policy.levels.value):
        told = [
            (record, start, profile_of(record, level, hierarchies=hierarchies, regions=regions))
            for record, start in pending
        ]
        fits = _fitting(((r, p) for r, start, p in told if start <= number), policy)
        pending, before = [], len(placed)
        for record, start, profile in told:
            if start <= number and (profile, _programme(record)) in fits:
                placed.append((year, *profile, *_programme(record), *attributes_of(record, policy)))
            else:
                pending.append((record, start))
        by_level[level.name] = len(placed) - before
    return Protected(in_order(blank_rare(placed, policy.k_row.value)), by_level, len(pending))


def profile_of(
    record: Record, level: Level, *, hierarchies: Hierarchies, regions: Mapping[str, str]
) -> tuple[str | None, ...]:
    """What a level tells of a record's person: region, department, municipality, sex, age twice, people twice."""
    finest_place = PLACES.index(level.place)
    department = record.municipio_codigo[:2]
    place = (
        regions[department] if finest_place <= PLACES.index("region") else None,
        department if finest_place <= PLACES.index("departamento") else None,
        record.municipio_codigo if finest_place == 0 else None,
    )
    known = hierarchies.by_dimension()
    age = _told(record.edad_grupo_codigo, level.age, known[AGE].grouping(AGE_GROUPS), AGE_GROUPS)
    people = _told(record.pueblo_codigo, level.people, known[PEOPLE].grouping(PEOPLE_GROUPS), PEOPLE_GROUPS)
    return (*place, record.sexo_codigo, *age, *people)


def attributes_of(record: Record, policy: Microdata) -> tuple[str, str, str]:
    """Modality, and bands of deliveries and quetzales; parts of a quetzal count as a whole one."""
    quetzales = -(-record.centavos // 100)
    return (
        record.modalidad_codigo,
        band_of(record.entregas, policy.delivery_bands.value),
        band_of(quetzales, policy.amount_bands.value),
    )


def bands(edges: Sequence[int]) -> list[tuple[int, int | None, str]]:
    """Lower edge, upper edge and label of each band.

    "2001 a 5000", never "2001-5000": with a dash, two numbers of four digits are a telephone number.
    """
    closed = [
        (low, above - 1, str(low) if above - 1 == low else f"{low} a {above - 1}")
        for low, above in pairwise(edges)
    ]
    return [*closed, (edges[-1], None, f"{edges[-1]} o más")]


def band_of(value: int, edges: Sequence[int]) -> str:
    """The label of the band that a value falls in."""
    return next(label for low, _, label in reversed(bands(edges)) if value >= low)


def blank_rare(rows: Sequence[Row], fewest: int) -> list[Row]:
    """Rows whose rare attributes are left out.

    Within a class, combinations of fewer than `fewest` rows are blanked; when the blanks themselves would be fewer, the
    smallest of the other combinations is blanked with them.
    """
    classes: dict[Row, Counter[Row]] = defaultdict(Counter)
    for row in rows:
        classes[row[: len(CLASS)]][row[len(CLASS) :]] += 1
    blanked = {name: _rare(counted, fewest) for name, counted in classes.items()}
    empty = (None,) * (len(COLUMNS) - len(CLASS))
    return [
        (*row[: len(CLASS)], *empty) if row[len(CLASS) :] in blanked[row[: len(CLASS)]] else row
        for row in rows
    ]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows ordered by all their columns, what is not told first: the order says nothing more than the rows."""
    return sorted(rows, key=lambda row: [(value is not None, value or 0) for value in row])


def _fitting(
    told: Iterable[tuple[Record, tuple[str | None, ...]]], policy: Microdata
) -> set[tuple[tuple[str | None, ...], tuple[str, str]]]:
    """Classes that are large enough, and not of one programme alone unless that one tells nothing."""
    counted = Counter((profile, _programme(record)) for record, profile in told)
    large = {name for name, count in counted.items() if count >= policy.k.value}
    programmes: dict[tuple[str | None, ...], set[str]] = defaultdict(set)
    for profile, (_, programme) in large:
        programmes[profile].add(programme)
    universal = set(policy.universal_programmes.value)
    return {
        (profile, name)
        for profile, name in large
        if len(programmes[profile]) >= policy.l.value or name[1] in universal
    }


def _programme(record: Record) -> tuple[str, str]:
    return record.institucion_codigo, record.programa_codigo


def _told(code: str, detail: str, groups: Mapping[str, str], grouping: str) -> tuple[str | None, str | None]:
    """Group and code, as far as a level tells them."""
    if detail == grouping:
        return groups[code], None
    return (None, None) if detail == "ninguno" else (groups[code], code)


def _rare(counted: Counter[Row], fewest: int) -> set[Row]:
    rare = {name for name, count in counted.items() if count < fewest}
    blanks = sum(counted[name] for name in rare)
    if 0 < blanks < fewest:
        others = [(count, name) for name, count in counted.items() if name not in rare]
        rare |= {name for _, name in sorted(others)[:1]}
    return rare

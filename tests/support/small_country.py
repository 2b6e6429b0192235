"""A small country of made-up deliveries, its exact cells counted one by one, and what reckless portals would print.

Deterministic: the same seed gives the same country. Small groups are planted on purpose: municipalities with a
handful of persons of a modality beside big ones, so that withheld cells sit beside printed ones everywhere.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from snis.bounds import ABSENT, Margins, Printing
from snis.cell_space import CellSpace, Dimension, Integers

DEPARTMENTS = ("01", "02", "03")
MUNICIPALITIES = tuple(f"{department}0{number}" for department in DEPARTMENTS for number in range(1, 6))
MODALITIES = ("P1", "P2", "P3", "P4", "P5")
DIMENSIONS = (
    Dimension("mes", (1, 2, 3), adds_persons=False),
    Dimension("departamento_codigo", DEPARTMENTS, adds_persons=True),
    Dimension(
        "municipio_codigo", MUNICIPALITIES, True, {"departamento_codigo": {m: m[:2] for m in MUNICIPALITIES}}
    ),
    Dimension("programa_codigo", ("A", "B", "C"), adds_persons=False),
    Dimension(
        "modalidad_codigo",
        MODALITIES,
        False,
        {"programa_codigo": {"P1": "A", "P2": "A", "P3": "B", "P4": "B", "P5": "C"}},
    ),
    Dimension("sexo_codigo", ("F", "M"), adds_persons=True),
)
CROSSES: dict[str, Sequence[str]] = {
    "pais": (),
    "departamento": ("departamento_codigo",),
    "municipio": ("departamento_codigo", "municipio_codigo"),
    "programa": ("programa_codigo",),
    "modalidad": ("modalidad_codigo",),
    "mes": ("mes",),
    "sexo": ("sexo_codigo",),
    "departamento_modalidad": ("departamento_codigo", "modalidad_codigo"),
    "municipio_modalidad": ("departamento_codigo", "municipio_codigo", "modalidad_codigo"),
    "departamento_modalidad_mes": ("departamento_codigo", "modalidad_codigo", "mes"),
    "municipio_modalidad_sexo": (
        "departamento_codigo",
        "municipio_codigo",
        "modalidad_codigo",
        "sexo_codigo",
    ),
}
MARGINS = Margins(threshold=10, base=5, lag=9)


def small_space() -> CellSpace:
    """Every cell that the small country could print."""
    return CellSpace.of(DIMENSIONS, CROSSES)


def deliveries(seed: int, *, persons: int = 1500) -> dict[str, Integers]:
    """One number per delivery for each finest dimension (the position of its code), and the person.

    Municipalities and modalities are uneven, so that some combinations have nobody and some a handful.
    """
    draws = np.random.default_rng(seed)
    places = draws.dirichlet(np.full(len(MUNICIPALITIES), 0.7))
    place = draws.choice(len(MUNICIPALITIES), size=persons, p=places)
    sex = draws.integers(0, 2, size=persons)
    likely = draws.dirichlet(np.full(len(MODALITIES), 0.5), size=len(MUNICIPALITIES))
    count = draws.integers(1, 5, size=persons)
    person = np.repeat(np.arange(persons), count)
    steps = draws.random(len(person))[:, None] > likely[place[person]].cumsum(axis=1)
    return {
        "persona": person,
        "municipio_codigo": place[person],
        "sexo_codigo": sex[person],
        "modalidad_codigo": np.minimum(steps.sum(axis=1), len(MODALITIES) - 1),
        "mes": draws.integers(0, 3, size=len(person)),
    }


def counted(space: CellSpace, facts: Mapping[str, Integers]) -> Integers:
    """Exact persons and deliveries of every cell, hidden margins too: by measure and cell.

    Args:
        space: any country.
        facts: per delivery the position of its code in each finest dimension, and the number of its "persona".
    """
    positions = dict(facts)
    for fine, dimension in space.dimensions.items():
        for coarse, parents in dimension.parents.items():
            order = {code: at for at, code in enumerate(space.dimensions[coarse].codes)}
            positions[coarse] = np.array([order[parents[code]] for code in dimension.codes])[facts[fine]]
    first_of_person: dict[tuple[str, ...], Integers] = {}
    found = np.zeros((2, space.size), dtype=np.int64)
    for margin in space.margins:
        cell = np.zeros(len(facts["persona"]), dtype=np.int64)
        for column, length in zip(margin.free, margin.shape, strict=True):
            cell = cell * length + positions[column]
        # A person is in one place and group, so in one cell for each code of what does not add persons.
        several = tuple(column for column in margin.free if not space.dimensions[column].adds_persons)
        if several not in first_of_person:
            key = facts["persona"]
            for column in several:
                key = key * len(space.dimensions[column].codes) + positions[column]
            first_of_person[several] = np.unique(key, return_index=True)[1]
        end = margin.start + margin.count
        found[0, margin.start : end] = np.bincount(cell[first_of_person[several]], minlength=margin.count)
        found[1, margin.start : end] = np.bincount(cell, minlength=margin.count)
    return found


def print_exactly(true: Integers, cells: int) -> Printing:
    """Withhold below ten, print the rest as it is: what most portals do."""
    return first_printing(np.where(true[0, :cells] >= 10, true[:, :cells], ABSENT))


def print_nearest(true: Integers, cells: int) -> Printing:
    """Withhold below ten, round everything else to the nearest five."""
    return first_printing(np.where(true[0, :cells] >= 10, (true[:, :cells] + 2) // 5 * 5, ABSENT))


def print_by_draw(true: Integers, cells: int, seed: int) -> Printing:
    """Withhold below ten, round to one of the two multiples of five at random, unbiased."""
    rest = true[:, :cells] % 5
    up = np.random.default_rng(seed).random(rest.shape) * 5 < rest
    return first_printing(np.where(true[0, :cells] >= 10, true[:, :cells] - rest + 5 * up, ABSENT))


def first_printing(figures: Integers) -> Printing:
    """Figures that nobody has seen before."""
    return Printing(
        figures,
        lagging=np.zeros(figures.shape, dtype=bool),
        withdrawn=np.zeros(figures.shape[1], dtype=bool),
    )

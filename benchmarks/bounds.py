"""How long the attack on the own release takes: cells, relations, rounds, flips, seconds and peak memory.

Belongs here: an invented country of 340 municipalities and 33 modalities, its exact cells counted with numpy, and the
measurement of propagation, flips and linear programming on them. Does not belong here: how real cells are counted
(assets/out/out_cobertura.sql), whether the results are right (tests/unit/test_flips.py and its neighbours).

    python -m benchmarks.bounds [--persons 1000000] [--finer]

Without --finer: the crosses of the coverage table in data/sample/disclosure.yaml. With it: two more, by municipality.
"""

import argparse
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np

from snis.bounds import Margins, Printing, intervals, narrow, propagate, unprinted
from snis.bounds_lp import lp_bounds
from snis.cell_space import CellSpace, Integers
from snis.coverage_space import coverage_dimensions
from snis.disclosure import Modality
from snis.disclosure_policy import COVERAGE, load_policy
from snis.flips import flip
from snis.relations import relations_of
from tests.support.small_country import counted, print_by_draw

T = TypeVar("T")
POLICY = Path(__file__).parents[1] / "data" / "sample" / "disclosure.yaml"
MARGINS = Margins(threshold=10, base=5, lag=9)
DEPARTMENTS, MUNICIPALITIES, MODALITIES, PROGRAMMES, INSTITUTIONS = 22, 340, 33, 25, 9
AGES = ("0-4", "5-9", "10-14", "15-17", "18-29", "30-44", "45-59", "60-74", "75+")
PEOPLES, PEOPLE_SHARES = ("1", "2", "3", "4", "5", "6", "9"), (0.42, 0.002, 0.02, 0.002, 0.5, 0.001, 0.055)
# Beyond this, linear programming on a whole release takes minutes for each figure.
MOST_FIGURES_WHOLE = 100_000
_PLACE = ("anio", "departamento_codigo", "municipio_codigo")
FINER: Mapping[str, Sequence[str]] = {
    "municipio_modalidad_sexo": (*_PLACE, "modalidad_codigo", "sexo_codigo"),
    "municipio_modalidad_mes": (*_PLACE, "modalidad_codigo", "mes"),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--finer", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    crosses = {
        cross.name: cross.dimensions for cross in load_policy(POLICY).crosses if cross.table == COVERAGE
    }
    space = measured("space", lambda: country_space({**crosses, **(FINER if options.finer else {})}))
    # In a process of its own, so that the memory below is that of the attack.
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as other:
        true = other.submit(country, space, options.persons, options.seed).result()
    printing = print_by_draw(true, space.cells, options.seed)
    rows = np.arange(space.cells)
    measured("locate", lambda: space.locate(space.rows(rows)))
    relations = measured("relations", lambda: relations_of(space))
    full = np.count_nonzero(true[0, : space.cells])
    withheld = full - np.count_nonzero(printing.printed)
    print(f"cells {space.cells}, non-empty {full}, withheld {withheld} ({100 * withheld / full:.1f} %)")
    print(
        f"figures {relations.variable_count}, relations {relations.count}, entries {len(relations.variables)}"
    )

    bounds = measured("propagate", lambda: propagate(intervals(printing, MARGINS, space.size), relations))
    exposed = narrow(bounds, printing, MARGINS, space.size)
    print(f"narrow {len(exposed)}, exact {np.count_nonzero(bounds.values[exposed] == 1)}")
    done = measured(
        "flip",
        lambda: flip(
            printing,
            true[:, : space.cells],
            relations,
            size=space.size,
            margins=MARGINS,
            movable=np.ones((2, space.cells), dtype=bool),
        ),
    )
    print(f"rounds {done.rounds}, flips {done.flipped.sum()}, withdrawn {done.withdrawn.sum()}, ", end="")
    print(f"left {done.narrow_left}, narrowest {done.narrowest}")
    attack(space, done.printing)


def attack(space: CellSpace, printing: Printing) -> None:
    """Linear programming on the ten narrowest figures of a protected release."""
    relations = relations_of(space)
    bounds = propagate(intervals(printing, MARGINS, space.size), relations)
    hidden = np.flatnonzero(unprinted(printing, space.size))
    targets = hidden[np.argsort(bounds.values[hidden], kind="stable")][:10]
    near = measured("lp, 10 figures, 2 hops", lambda: lp_bounds(bounds, relations, targets, hops=2))
    print(f"values by propagation {bounds.values[targets].tolist()}, by lp {near.values.tolist()}")
    if relations.variable_count < MOST_FIGURES_WHOLE:
        whole = measured("lp, 1 figure, whole release", lambda: lp_bounds(bounds, relations, targets[:1]))
        print(f"values by lp on the whole release {whole.values.tolist()}")


def country_space(crosses: Mapping[str, Sequence[str]]) -> CellSpace:
    """The cells of an invented country."""
    places = [
        f"{place % DEPARTMENTS + 1:02d}{place // DEPARTMENTS + 1:02d}" for place in range(MUNICIPALITIES)
    ]
    modalities = [
        Modality(f"P{m:02d}", f"programa{m % PROGRAMMES:02d}", f"i{m % PROGRAMMES % INSTITUTIONS}", "publica")
        for m in range(MODALITIES)
    ]
    dimensions = coverage_dimensions(
        year=2026,
        months=range(1, 13),
        municipalities={place: place[:2] for place in places},
        modalities=modalities,
        sexes=("F", "M"),
        age_groups=AGES,
        peoples=PEOPLES,
    )
    return CellSpace.of(dimensions, crosses)


def country(space: CellSpace, persons: int, seed: int) -> Integers:
    """Exact counts of an invented country."""
    return counted(space, deliveries(space, persons, seed))


def deliveries(space: CellSpace, persons: int, seed: int) -> dict[str, Integers]:
    """For each delivery the position of its code in every dimension, and its person.

    A few big modalities and many small ones, each offered in some of the municipalities; a person has one to
    three of them, a few times a year.
    """
    draws = np.random.default_rng(seed)
    places = space.dimensions["municipio_codigo"].codes
    real = np.array([at for at, place in enumerate(places) if not str(place).endswith("00")])
    place = real[draws.choice(len(real), size=persons, p=draws.dirichlet(np.full(len(real), 1.5)))]
    sizes = np.arange(1, MODALITIES + 1) ** -1.6
    offered = draws.random((len(places), MODALITIES)) < np.linspace(0.95, 0.25, MODALITIES)
    offered[:, 0] = True
    likely = (offered * sizes / (offered * sizes).sum(axis=1, keepdims=True)).cumsum(axis=1)
    person = np.repeat(np.arange(persons), draws.choice(3, size=persons, p=(0.7, 0.2, 0.1)) + 1)
    modality = np.empty(len(person), dtype=np.int64)
    for start in range(0, len(person), 200_000):
        part = slice(start, start + 200_000)
        steps = draws.random(len(person[part]))[:, None] > likely[place[person[part]]]
        modality[part] = np.minimum(steps.sum(axis=1), MODALITIES - 1)
    times = draws.integers(1, 7, size=len(person))
    of_person = {
        "municipio_codigo": place,
        "sexo_codigo": draws.choice(2, size=persons, p=(0.6, 0.4)),
        "edad_grupo_codigo": draws.integers(0, len(AGES), size=persons),
        "pueblo_codigo": draws.choice(len(PEOPLES), size=persons, p=PEOPLE_SHARES),
        "anio": np.zeros(persons, dtype=np.int64),
    }
    facts = {name: np.repeat(codes[person], times) for name, codes in of_person.items()}
    facts |= {"persona": np.repeat(person, times), "modalidad_codigo": np.repeat(modality, times)}
    return facts | {"mes": draws.integers(0, 12, size=int(times.sum()))}


def measured(name: str, work: Callable[[], T]) -> T:
    """Do the work; print its processor seconds, and the peak of memory until then."""
    start = time.process_time()
    done = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name}: {time.process_time() - start:.2f} s, peak {peak:.0f} MiB", flush=True)
    return done


if __name__ == "__main__":
    main()

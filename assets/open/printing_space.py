"""The space of cells that the deployment's tables could print in a year, and what everybody knows of it.

Belongs here: code lists, territory and policy as dimensions and crosses; cells that are never printed, and those with
one delivery for each person. Does not belong here: numbering and relations (snis/cell_space.py, snis/relations.py), or
what is printed (printing_bounds.py).
"""

from collections.abc import Iterable

import numpy as np

from snis.cell_space import CellSpace, Integers, Mask
from snis.coverage_space import (
    PAIR_CROSSES,
    cells_given_once,
    coverage_dimensions,
    never_printed,
    pair_dimensions,
)
from snis.deployment import Deployment
from snis.disclosure import COMMUNAL, ONCE_A_MONTH, ONCE_A_YEAR, PUBLIC, Modality
from snis.disclosure_policy import COMMUNITY, COVERAGE, DisclosurePolicy

_LISTS = ("sexo", "edad_grupo", "pueblo")


def coverage_space(
    year: int,
    months: Iterable[int | None],
    deployment: Deployment,
    policy: DisclosurePolicy,
    *,
    table: str = COVERAGE,
) -> CellSpace:
    """The cells of open_cobertura, or of another table by place and programme.

    The months are those up to the last with anything in it.
    """
    last = max((month for month in months if month is not None), default=0)
    sexes, ages, peoples = (
        [row["codigo"] for row in deployment.codes if row["lista"] == name] for name in _LISTS
    )
    dimensions = coverage_dimensions(
        year=year,
        months=range(1, last + 1),
        municipalities={place.code: place.department for place in deployment.territory.municipalities},
        modalities=_public(deployment, communal=table == COMMUNITY),
        sexes=sexes,
        age_groups=ages,
        peoples=peoples,
    )
    crosses = {cross.name: cross.dimensions for cross in policy.crosses if cross.table == table}
    return CellSpace.of(dimensions, crosses)


def pair_space(year: int, deployment: Deployment) -> CellSpace:
    """The cells of open_coincidencia."""
    dimensions = pair_dimensions(
        year=year,
        departments=[department.code for department in deployment.territory.departments],
        modalities=[modality.modalidad_codigo for modality in _public(deployment)],
    )
    return CellSpace.of(dimensions, PAIR_CROSSES)


def never_printed_by(space: CellSpace, deployment: Deployment, policy: DisclosurePolicy) -> Mask:
    """Cells that the policy prints for no municipality so small, however many persons are in them."""
    rule = policy.small_municipalities
    small = {
        p.code for p in deployment.territory.municipalities if p.population_2018 < rule.inhabitants.value
    }
    return never_printed(space, small, rule.crosses)


def given_once(
    space: CellSpace, deployment: Deployment, counted: Iterable[tuple[str, bool | None, bool | None]]
) -> Integers:
    """Cells of which readers believe that there are as many deliveries as persons.

    Args:
        space: cells of the coverage table.
        deployment: how often each modality is paid.
        counted: modality, and whether the figures of the year, and those of the months, agree with it.
    """
    paid = {row["modalidad_codigo"]: row["periodicidad_codigo"] for row in deployment.programmes}
    by_year, by_month = set(), set()
    for modality, in_year, in_month in counted:
        if in_year and paid.get(modality) in ONCE_A_YEAR:
            by_year.add(modality)
        if in_month and paid.get(modality) in ONCE_A_MONTH:
            by_month.add(modality)
    return np.concatenate([np.zeros(0, dtype=np.int64), *cells_given_once(space, by_year, by_month)])


def _public(deployment: Deployment, *, communal: bool = False) -> list[Modality]:
    """Public modalities; with `communal` those alone that reach communities, as everybody can read in the list."""
    return [
        Modality(
            row["modalidad_codigo"],
            row["programa_codigo"],
            row["institucion_codigo"],
            row["visibilidad_codigo"],
        )
        for row in deployment.programmes
        if row["visibilidad_codigo"] == PUBLIC and (not communal or row["unidad_entrega"] == COMMUNAL)
    ]

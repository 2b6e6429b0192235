"""The cells that the coverage tables could print, from code lists and territory.

Belongs here: the dimensions of open_cobertura and its like, with their hierarchies and their "not informed" codes,
those of pairs of modalities and of findings, and which cells are of small places. Does not belong here: numbering
(snis/cell_space.py), the crosses (the deployment's disclosure.yaml).

One space per table, universe and year. The months are those that the release covers: a month that has not come is
no secret.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from snis.cell_space import CellSpace, Code, Dimension, Integers, Margin, Mask
from snis.disclosure import Modality

PAIR_COLUMN = "par_codigo"
PAIR_CROSSES: Mapping[str, tuple[str, ...]] = {
    "par": ("anio", PAIR_COLUMN),
    "departamento_par": ("anio", "departamento_codigo", PAIR_COLUMN),
}
# A finding is a rule and a class; the table is printed by department too, or for the country alone.
FINDING_COUNTRY, FINDING_DEPARTMENTS = "hallazgo", "departamento_hallazgo"
FINDING_CROSSES: Mapping[str, tuple[str, ...]] = {
    FINDING_COUNTRY: ("anio", PAIR_COLUMN),
    FINDING_DEPARTMENTS: ("anio", "departamento_codigo", PAIR_COLUMN),
}
_PAIR_MARK = "|"
# How a fact says that nobody informed it (assets/out/out_hecho_entrega.sql).
_NO_DEPARTMENT, _NO_MUNICIPALITY = "00", "00"
_NO_SEX, _NO_AGE, _NO_PEOPLE = "N", "N", "9"


def coverage_dimensions(
    *,
    year: int,
    months: Iterable[int],
    municipalities: Mapping[str, str],
    modalities: Sequence[Modality],
    sexes: Iterable[str],
    age_groups: Iterable[str],
    peoples: Iterable[str],
) -> tuple[Dimension, ...]:
    """The dimensions of a coverage table.

    Args:
        year: the one that the space is about.
        months: those that the release covers.
        municipalities: the department of each.
        modalities: those of the table's universe, and no other.
        sexes: codes of the list; "not informed" is added, as to the next two.
        age_groups: bands that nest.
        peoples: codes of the list.
    """
    places = _places(municipalities)
    return (
        Dimension("anio", (year,), adds_persons=True),
        Dimension("mes", tuple(sorted(months)), adds_persons=False),
        Dimension("departamento_codigo", _ordered(places.values()), adds_persons=True),
        Dimension("municipio_codigo", _ordered(places), True, {"departamento_codigo": places}),
        Dimension(
            "institucion_codigo", _ordered(m.institucion_codigo for m in modalities), adds_persons=False
        ),
        Dimension("programa_codigo", _ordered(m.programa_codigo for m in modalities), adds_persons=False),
        Dimension(
            "modalidad_codigo",
            _ordered(m.modalidad_codigo for m in modalities),
            False,
            {
                "institucion_codigo": {m.modalidad_codigo: m.institucion_codigo for m in modalities},
                "programa_codigo": {m.modalidad_codigo: m.programa_codigo for m in modalities},
            },
        ),
        Dimension("sexo_codigo", _ordered((*sexes, _NO_SEX)), adds_persons=True),
        Dimension("edad_grupo_codigo", _ordered((*age_groups, _NO_AGE)), adds_persons=True),
        Dimension("pueblo_codigo", _ordered((*peoples, _NO_PEOPLE)), adds_persons=True),
    )


def pair_dimensions(
    *, year: int, departments: Iterable[str], modalities: Iterable[str]
) -> tuple[Dimension, ...]:
    """The dimensions of a table of pairs of modalities; its rows get their column from `pair_codes`."""
    pairs = tuple(_PAIR_MARK.join(pair) for pair in combinations(sorted(set(modalities)), 2))
    return _by_department(year, departments, pairs)


def finding_dimensions(
    *, year: int, departments: Iterable[str], rules: Iterable[str], classes: Sequence[str]
) -> tuple[Dimension, ...]:
    """The dimensions of a table of findings by rule and class; its rows get their column from `pair_codes`."""
    findings = tuple(_PAIR_MARK.join((rule, kind)) for rule in sorted(set(rules)) for kind in classes)
    return _by_department(year, departments, findings)


def _by_department(year: int, departments: Iterable[str], pairs: tuple[Code, ...]) -> tuple[Dimension, ...]:
    """A year by department, where persons add up, and by pairs of codes, where they do not."""
    return (
        Dimension("anio", (year,), adds_persons=True),
        Dimension("departamento_codigo", _ordered((*departments, _NO_DEPARTMENT)), adds_persons=True),
        Dimension(PAIR_COLUMN, pairs, adds_persons=False),
    )


def pair_codes(first: Iterable[str], second: Iterable[str]) -> list[str]:
    """The pair of each row, from its two modalities in code order."""
    return [_PAIR_MARK.join(pair) for pair in zip(first, second, strict=True)]


def _places(municipalities: Mapping[str, str]) -> dict[Code, Code]:
    """The department of each municipality, with the codes for what was not informed."""
    departments = {*municipalities.values(), _NO_DEPARTMENT}
    places: dict[Code, Code] = {department + _NO_MUNICIPALITY: department for department in departments}
    places.update(municipalities)
    return places


def _ordered(codes: Iterable[Code]) -> tuple[Code, ...]:
    return tuple(sorted(set(codes), key=str))


def cells_with(space: CellSpace, margin: Margin, column: str, wanted: Callable[[str], bool]) -> Integers:
    """Cells of a margin whose code in a column is a wanted one; none where it has no such column."""
    if column not in margin.free:
        return np.zeros(0, dtype=np.int64)
    positions = np.indices(margin.shape)[margin.free.index(column)].ravel()
    codes = np.array([wanted(str(code)) for code in space.dimensions[column].codes])
    return np.flatnonzero(codes[positions]) + margin.start


def cells_given_once(
    space: CellSpace, by_year: Collection[str], by_month: Collection[str]
) -> Iterator[Integers]:
    """Cells of modalities that nobody gets twice, cross by cross: over the year, or in each month."""
    for margin in space.margins:
        once = by_month if "mes" in margin.free else by_year
        if margin.name and once:
            yield cells_with(space, margin, "modalidad_codigo", once.__contains__)


def never_printed(space: CellSpace, small: Collection[str], crosses: Collection[str]) -> Mask:
    """Cells that are printed for no municipality so small, whoever is in them: their absence says nothing.

    Args:
        space: the cells.
        small: municipalities below the number of inhabitants from which every cross is printed.
        crosses: those that are printed for small ones too.
    """
    found: Mask = np.zeros(space.cells, dtype=bool)
    for margin in space.margins:
        if margin.name and margin.name not in crosses:
            found[cells_with(space, margin, "municipio_codigo", small.__contains__)] = True
    return found

"""The cells that a printed table could have, as a reader finds them out: from its rows, code lists and the policy.

Belongs here: one space and one printing for each table, year and release. Does not belong here: attacking them
(gate_attack.py), numbering and relations (snis).

Nothing private is needed: crosses, code lists and territory are public, the figures are the printed ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from publish.gate_rules import GateRules
from snis.anchors import begun
from snis.bounds import ABSENT, Printing
from snis.cell_space import CellSpace, Code, Dimension, Integers, Mask
from snis.coverage_space import (
    FINDING_COUNTRY,
    FINDING_CROSSES,
    FINDING_DEPARTMENTS,
    PAIR_COLUMN,
    PAIR_CROSSES,
    coverage_dimensions,
    finding_dimensions,
    never_printed,
    pair_codes,
    pair_dimensions,
)
from snis.disclosure import COMMUNAL, PUBLIC, Modality
from snis.disclosure_policy import COMMUNITY, COVERAGE, MATRIX
from snis.disclosure_sections import Cross
from snis.relations import Measure
from snis.table_risk import FINDINGS

Rows = dict[str, list[Code | None]]
_CROSS = "cruce_codigo"
# What a table counts, persons first; in community benefits families stand where persons do.
_FIGURES = {
    COVERAGE: ("personas", "entregas"),
    MATRIX: ("personas",),
    FINDINGS: ("personas",),
    COMMUNITY: ("familias_atendidas",),
}
# The two columns whose codes make one, in tables of pairs.
_PAIRED = {MATRIX: ("modalidad_a_codigo", "modalidad_b_codigo"), FINDINGS: ("regla_codigo", "clase_codigo")}
ATTACKED = tuple(_FIGURES)


@dataclass(frozen=True)
class Printed:
    """The rows of one table and year in one release.

    Attributes:
        table, year, release: of what.
        path: where they were read.
        rows: columns by name, codes as text, figures and months as numbers.
    """

    table: str
    year: int
    release: str
    path: str
    rows: Rows


def printed_years(table: str, release: str, path: str, content: pa.Table) -> list[Printed]:
    """A printed table by year, from whatever types its rendition has."""
    whole = ("anio", "mes", *_FIGURES[table])
    columns: Rows = {
        name: content.column(name).cast(pa.int64() if name in whole else pa.string()).to_pylist()
        for name in content.column_names
        if name in whole or name.endswith("_codigo")
    }
    years = sorted({int(year) for year in columns["anio"] if year is not None})
    found = []
    for year in years:
        at = [place for place, value in enumerate(columns["anio"]) if value == year]
        rows = {name: [values[place] for place in at] for name, values in columns.items()}
        found.append(Printed(table, year, release, path, rows))
    return found


@dataclass(frozen=True)
class Board:
    """A printing in the numbers of its space.

    Attributes:
        space: cells.
        figures: by measure and cell, ABSENT without row.
        begun: cells of crosses and months of which something is printed.
    """

    space: CellSpace
    figures: Integers
    begun: Mask

    def printing(self, *, lagging: Mask, withdrawn: Mask) -> Printing:
        """What a reader knows of it."""
        return Printing(self.figures, lagging, withdrawn)


def space_of(versions: Sequence[Printed], rules: GateRules) -> CellSpace:
    """The space of all versions of a table and year: months up to the last, and crosses, that any of them has.

    Raises:
        DisclosureError: crosses that overlap, or codes in no list.
    """
    last = versions[-1]
    if last.table == FINDINGS:
        return _finding_space(versions, rules)
    modalities = [
        Modality(m.modalidad_codigo, m.programa_codigo, m.institucion_codigo, m.visibilidad_codigo)
        for m in rules.modalities.values()
        # Everybody can read in the list which modalities reach communities.
        if m.visibilidad_codigo == PUBLIC and (last.table != COMMUNITY or m.unidad_entrega == COMMUNAL)
    ]
    if last.table == MATRIX:
        dimensions = pair_dimensions(
            year=last.year,
            departments=set(rules.departments.values()),
            modalities=[m.modalidad_codigo for m in modalities],
        )
        return CellSpace.of(dimensions, PAIR_CROSSES)
    months = [
        int(month) for version in versions for month in version.rows.get("mes", ()) if month is not None
    ]
    ages, peoples = rules.policy.hierarchies.edad_grupo_codigo, rules.policy.hierarchies.pueblo_codigo
    dimensions = coverage_dimensions(
        year=last.year,
        months=range(1, max(months, default=0) + 1),
        municipalities=rules.departments,
        modalities=modalities,
        sexes=sorted(rules.lists.get("sexo", frozenset()) - {"N"}),
        age_groups=ages.codes,
        peoples=peoples.codes,
    )
    printed = {str(cross) for version in versions for cross in version.rows[_CROSS]}
    crosses = [c for c in rules.policy.crosses if c.table == last.table and c.name in printed]
    return CellSpace.of(
        _with_groupings(dimensions, crosses, rules), {cross.name: _columns(cross) for cross in crosses}
    )


def board_of(version: Printed, space: CellSpace, rules: GateRules) -> Board:
    """A version in the numbers of a space.

    Raises:
        DisclosureError: a row has a code that is in no list, or makes no cross.
    """
    at = space.locate(_located(version, rules))
    figures = np.full((len(_FIGURES[version.table]), space.cells), ABSENT, dtype=np.int64)
    for measure, name in enumerate(_FIGURES[version.table]):
        figures[measure, at] = [ABSENT if value is None else int(value) for value in version.rows[name]]
    return Board(space, figures, begun(space, figures[Measure.PERSONS]))


def never_printed_by(space: CellSpace, rules: GateRules) -> Mask:
    """Cells that the policy prints for no municipality so small: their absence says nothing."""
    return never_printed(space, rules.small_places, rules.policy.small_municipalities.crosses)


def of_known_crosses(version: Printed, rules: GateRules) -> Printed:
    """A version without the rows of crosses that the policy no longer has: they were judged when it had them."""
    if _CROSS not in version.rows:
        return version
    known = {cross.name for cross in rules.policy.crosses if cross.table == version.table}
    at = [place for place, cross in enumerate(version.rows[_CROSS]) if cross in known]
    return replace(version, rows={name: [values[p] for p in at] for name, values in version.rows.items()})


def measures_of(table: str) -> tuple[Measure, ...]:
    """What a table counts."""
    return tuple(Measure)[: len(_FIGURES[table])]


def located_rows(rows: Rows, table: str, rules: GateRules) -> Rows:
    """The columns of rows as the space of a table names them."""
    columns = dict(rows)
    if table in _PAIRED:
        first, second = ([str(code) for code in rows[name]] for name in _PAIRED[table])
        columns[PAIR_COLUMN] = list(pair_codes(first, second))
        return columns
    grouped = {cross.name: cross.grouped for cross in rules.policy.crosses if cross.table == table}
    for place, cross in enumerate(rows.get(_CROSS, [])):
        for column, grouping in grouped.get(str(cross), {}).items():
            coarse = columns.setdefault(grouping, [None] * len(rows[_CROSS]))
            if columns[column] is rows[column]:
                columns[column] = list(rows[column])
            coarse[place], columns[column][place] = columns[column][place], None
    return columns


def _located(version: Printed, rules: GateRules) -> Rows:
    return located_rows(version.rows, version.table, rules)


def _finding_space(versions: Sequence[Printed], rules: GateRules) -> CellSpace:
    """The cells of findings. A rule or class that no row names adds up to nothing that is printed.

    A year without any department prints the country alone: there a missing row says nothing.
    """
    named: dict[str, set[str]] = {
        name: {str(code) for version in versions for code in version.rows[name]} for name in _PAIRED[FINDINGS]
    }
    dimensions = finding_dimensions(
        year=versions[-1].year,
        departments=set(rules.departments.values()),
        rules=named["regla_codigo"],
        classes=sorted(named["clase_codigo"]),
    )
    local = any(code is not None for version in versions for code in version.rows["departamento_codigo"])
    printed = [FINDING_COUNTRY, *([FINDING_DEPARTMENTS] if local else [])]
    return CellSpace.of(dimensions, {name: FINDING_CROSSES[name] for name in printed})


def _columns(cross: Cross) -> list[str]:
    """The columns of a cross; a dimension in coarser groups goes by the name of its grouping."""
    return [cross.grouped.get(column, column) for column in cross.dimensions]


def _with_groupings(
    dimensions: Sequence[Dimension], crosses: Sequence[Cross], rules: GateRules
) -> list[Dimension]:
    """The dimensions with the groupings that some cross uses: each is a union of finer codes."""
    used = {(column, name) for cross in crosses for column, name in cross.grouped.items()}
    hierarchies = rules.policy.hierarchies.by_dimension()
    found = []
    for dimension in dimensions:
        parents: dict[str, Mapping[Code, Code]] = dict(dimension.parents)
        for column, name in sorted(used):
            if column == dimension.name:
                groups: dict[Code, Code] = dict(hierarchies[column].grouping(name).items())
                parents[name] = groups
                codes = tuple(sorted(set(groups.values()), key=str))
                found.append(Dimension(name, codes, dimension.adds_persons))
        found.append(replace(dimension, parents=parents))
    return found

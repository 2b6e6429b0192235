"""The test of the relations on a printing: what it turns or takes back so that no sum gives a withheld cell away.

Belongs here: handing the decided cells to snis/flips.py, table by table and year by year, and its answer back. Does not
belong here: relations, bounds or the choice of what to turn (snis), or the hold rule (snis/printing.py).

Tables of one cross have no relations: the sensible and the restricted ones are printed as they are. In community
benefits families stand where persons do: a community has those of its greatest work, so they add up over places, and
over modalities, programmes and institutions each part is at most the total, and all of them at least.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.engine import DuckDBEngine
from assets.open.printing_changes import COINCIDENCES
from assets.open.printing_memory import Memory
from assets.open.printing_space import coverage_space, given_once, never_printed_by, pair_space
from assets.statements import statement
from publish.gate_memory import margins_of
from publish.gate_spaces import Rows
from snis.anchors import Anchors, attacked
from snis.bounds import ABSENT, Printing
from snis.cell_space import Integers, Mask
from snis.coverage_space import PAIR_COLUMN, pair_codes
from snis.deployment import Deployment
from snis.disclosure_policy import COMMUNITY, COVERAGE, DisclosurePolicy
from snis.errors import PrintingError
from snis.flips import Protection, flip
from snis.printing import FLIPPED, WITHDRAWN
from snis.relations import Measure, one_delivery_each, relations_of

UNPROTECTED = pa.schema(
    [
        ("celda", pa.string()),
        ("personas", pa.int64()),
        ("entregas", pa.int64()),
        ("impresion_codigo", pa.string()),
    ]
).empty_table()
_SEEN = "impresion_visible"
# Modalities of a year of which a reader of rounded figures may believe that every cell has as many deliveries as
# persons, over the year and in each month: two figures that far apart at most can be printed two roundings apart.
_ONCE = """
select modalidad_codigo, max(entregas - personas) filter (where mes is null) <= $redondeos,
    max(entregas - personas) filter (where mes is not null) <= $redondeos
from out_cobertura
where anio = $anio and visibilidad_codigo = 'publica' and modalidad_codigo is not null
group by modalidad_codigo
"""


@dataclass(frozen=True)
class Attack:
    """What the test found in one table and year, and what it took to close it.

    Attributes:
        table, year: of what.
        relations: how many there are between its cells.
        rounds: how often it was attacked.
        narrow: figures of withheld cells that were too narrow at first.
        flipped, withdrawn: figures turned, and rows taken out.
        narrowest: fewest values that a figure of a withheld cell may have at the end.
    """

    table: str
    year: int
    relations: int
    rounds: int
    narrow: int
    flipped: int
    withdrawn: int
    narrowest: int


def protect(
    engine: DuckDBEngine,
    deployment: Deployment,
    policy: DisclosurePolicy,
    *,
    paused: Collection[str],
    memory: Memory,
) -> tuple[pa.Table, list[Attack]]:
    """Cells of `impresion_decidida` that are printed otherwise than the hold rule alone would have it.

    A table and year in which nothing is printed anew is as it was, and was tested then. Figures of a cross that waits
    for its day (`paused`: table|cross) may be behind by any number of persons, so they say nothing of today. What
    readers of all printings before remember (`memory`) is reckoned with.

    Raises:
        PrintingError: a withheld cell stays too narrow whatever is done; nothing may be printed.
        DisclosureError: figures that contradict each other, or a code that is in no list.
    """
    engine.materialise(_SEEN, statement(_SEEN))
    changed, attacks = [UNPROTECTED], []
    try:
        todo = engine.rows(
            f"select tabla_codigo, anio from {_SEEN} "  # noqa: S608
            f"where tabla_codigo in ('{COVERAGE}', '{COINCIDENCES}', '{COMMUNITY}') "
            "group by all having bool_or(mueve_personas or mueve_entregas) order by all"
        )
        for table, year in todo:
            rows = engine.table(
                f"select * from {_SEEN} where tabla_codigo = $tabla and anio = $anio order by celda",  # noqa: S608
                {"tabla": table, "anio": year},
            )
            cells = _Cells(table, int(year), rows, deployment, policy)
            if table == COVERAGE:
                apart = 4 * (policy.rounding.base.value - 1)
                cells.know(engine.rows(_ONCE, {"anio": year, "redondeos": apart}))
            protection, attack = cells.protected(paused, memory.get((table, int(year))))
            attacks.append(attack)
            changed.append(cells.changed(protection))
    finally:
        engine.forget(_SEEN)
    return pa.concat_tables(changed), attacks


class _Cells:
    """The cells of one table and year, in the numbers of their space."""

    def __init__(
        self, table: str, year: int, rows: pa.Table, deployment: Deployment, policy: DisclosurePolicy
    ) -> None:
        self._table, self._year, self._rows, self._policy = table, year, rows, policy
        columns: dict[str, Any] = {name: rows[name].to_pylist() for name in rows.column_names}
        if table == COINCIDENCES:
            columns[PAIR_COLUMN] = pair_codes(columns["modalidad_codigo"], columns["modalidad_b_codigo"])
            self._space = pair_space(year, deployment)
        else:
            self._space = coverage_space(year, columns["mes"], deployment, policy, table=table)
        self._measures = tuple(Measure) if table == COVERAGE else (Measure.PERSONS,)
        self._relations = relations_of(self._space, self._measures)
        self._at = self._space.locate(columns)
        self._deployment = deployment
        self._margins = margins_of(policy, table)

    def know(self, counted: Iterable[tuple[str, bool | None, bool | None]]) -> None:
        """Reckon with a reader who knows which benefits are given once, in a year or in a month.

        Where somebody got one twice all the same, the reader is wrong, and there the relation is left out.
        """
        cells = given_once(self._space, self._deployment, counted)
        persons, deliveries = self._spread("personas_exactas", "entregas_exactas", empty=0)
        cells = cells[persons[cells] == deliveries[cells]]
        if len(cells):
            self._relations = self._relations.with_more(one_delivery_each(self._space, cells))

    def protected(self, paused: Collection[str], memory: Rows | None) -> tuple[Protection, Attack]:
        """The release after the test.

        Raises:
            PrintingError: a withheld cell stays too narrow.
        """
        true = self._spread("personas_exactas", "entregas_exactas", empty=0)
        movable = self._mask("mueve_personas", "mueve_entregas")
        printing = self._printing(paused)
        if memory is not None:
            anchors = Anchors.of_rows(
                memory,
                self._space,
                never=never_printed_by(self._space, self._deployment, self._policy),
                threshold=self._margins.threshold,
                base=self._margins.base,
            )
            movable[Measure.PERSONS] &= ~self._turns_back(anchors, true)
            printing = self._remembered(printing, anchors)
        protection = self._flipped(printing, true, movable)
        if protection.narrow_left:
            raise PrintingError(
                "hay celdas retenidas que se deducen de las impresas, y nada que voltear o quitar lo impide",
                place=f"{self._table} {self._year}, {protection.narrow_left} celdas",
                remedy="Revise los cruces de disclosure.yaml; mientras tanto queda la última publicación.",
            )
        attack = Attack(
            self._table,
            self._year,
            self._relations.count,
            protection.rounds,
            protection.narrow_before,
            int(protection.flipped.sum()),
            int(protection.withdrawn.sum()),
            protection.narrowest,
        )
        return protection, attack

    def _printing(self, paused: Collection[str]) -> Printing:
        """What a reader of this release alone sees."""
        begun = self._begun()
        silent = (self._of_crosses(paused) & ~begun) | self._of_crosses(self._put_off())
        return Printing(
            figures=np.where(silent, ABSENT, self._spread("personas", "entregas", empty=ABSENT)),
            lagging=np.logical_not(self._mask("difiere_personas", "difiere_entregas", empty=begun)),
            withdrawn=self._mask("fue_retirada")[0]
            | never_printed_by(self._space, self._deployment, self._policy)
            | silent,
        )

    def _remembered(self, printing: Printing, anchors: Anchors) -> Printing:
        """What a reader of all releases sees: what looks as it did may be as old, and nothing else may."""
        persons = printing.figures[Measure.PERSONS]
        lagging = printing.lagging.copy()
        known = anchors.seen & ~printing.withdrawn
        lagging[Measure.PERSONS][known] = anchors.alike(persons)[known]
        seen = replace(
            printing, lagging=lagging, earlier=anchors.standing(persons, silent=printing.withdrawn)
        )
        return attacked(seen, self._margins, self._relations, self._space.size)[0]

    def _turns_back(self, anchors: Anchors, true: Integers) -> Mask:
        """Cells whose other multiple is the figure of the release before: turned, they would look old."""
        figures = self._spread("personas", empty=ABSENT)[Measure.PERSONS]
        other = figures + np.sign(true[Measure.PERSONS] - figures) * self._margins.base
        found: Mask = other == anchors.figures
        return found

    def _flipped(self, printing: Printing, true: Integers, movable: Mask) -> Protection:
        return flip(
            printing,
            true,
            self._relations,
            size=self._space.size,
            margins=self._margins,
            fewest=self._policy.bounds.fewest_values.value,
            most_rounds=self._policy.bounds.most_rounds.value,
            movable=movable,
            keys=self._spread("clave_personas", "clave_entregas", empty=0, kind=np.uint64),
        )

    def changed(self, protection: Protection) -> pa.Table:
        """Cells with other figures than before the test."""
        flipped = np.logical_or.reduce(protection.flipped)[self._at]
        withdrawn = protection.withdrawn[self._at]
        rows = np.flatnonzero(flipped | withdrawn)
        figures = [
            pa.array(
                [
                    None if absent else int(figure)
                    for figure, absent in zip(found, found == ABSENT, strict=True)
                ],
                pa.int64(),
            )
            for found in (protection.printing.figures[measure, self._at[rows]] for measure in self._measures)
        ]
        deliveries = figures[1] if len(figures) > 1 else pa.nulls(len(rows), pa.int64())
        reasons = [WITHDRAWN if gone else FLIPPED for gone in withdrawn[rows].tolist()]
        return pa.table(
            [self._rows["celda"].take(rows), figures[0], deliveries, pa.array(reasons, pa.string())],
            schema=UNPROTECTED.schema,
        )

    def _of_crosses(self, named: Collection[str]) -> NDArray[np.bool_]:
        """Cells of some crosses, named table|cross."""
        found = np.zeros(self._space.cells, dtype=bool)
        for margin in self._space.margins:
            if f"{self._table}|{margin.name}" in named:
                found[margin.start : margin.start + margin.count] = True
        return found

    def _put_off(self) -> set[str]:
        """Crosses that begin with another year: every person makes a cell in each of the others."""
        here = set(self._rows["cruce_codigo"].to_pylist())
        return {f"{self._table}|{m.name}" for m in self._space.margins if m.name and m.name not in here}

    def _begun(self) -> NDArray[np.bool_]:
        """Cells of crosses and months that nothing was printed of before: their absence cannot be an old one."""
        rows = (self._rows[name].to_pylist() for name in ("es_conocida", "cruce_codigo", "mes"))
        known = {(cross, month) for is_known, cross, month in zip(*rows, strict=True) if is_known}
        begun = np.ones(self._space.cells, dtype=bool)
        for margin in self._space.margins:
            if not margin.name:
                continue
            months = np.array([month for cross, month in known if cross == margin.name and month is not None])
            old = np.full(margin.count, (margin.name, None) in known)
            if "mes" in margin.free:
                old = np.isin(np.indices(margin.shape)[margin.free.index("mes")].ravel() + 1, months)
            begun[margin.start : margin.start + margin.count] = ~old
        return begun

    def _spread(self, *names: str, empty: int, kind: type[np.generic] = np.int64) -> NDArray[Any]:
        """Columns of the rows as figures by measure and cell; `empty` where there is no row, or nothing in it."""
        found = np.full((len(self._measures), self._space.cells), empty, dtype=kind)
        for measure, name in zip(self._measures, names, strict=False):
            values = self._rows[name].fill_null(empty).to_numpy()
            found[measure, self._at] = values.astype(kind)
        return found

    def _mask(self, *names: str, empty: NDArray[np.bool_] | bool = False) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = np.empty((len(self._measures), self._space.cells), dtype=bool)
        found[:] = empty
        for measure, name in zip(self._measures, names, strict=False):
            found[measure, self._at] = self._rows[name].to_numpy(zero_copy_only=False)
        return found

"""Which crosses a year prints: those of which little enough would be withheld, measured once on the last closed year.

Belongs here: the measure of a cross, the order in which it rolls up when it fails, the year's decision and the policy
that follows from it. Does not belong here: counting (assets/open/cruce_medido.sql), writing the file, the limits
(disclosure.yaml).

Decided once a year, so that which cells exist does not answer to the data of a month. A cross that is not admitted is
not printed at all; what it would have told is read from the coarser cross that it rolls up to.

Source: shared design privacy.md, section 2 ("Crosses").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Literal

from snis.disclosure_policy import COVERAGE, DisclosurePolicy, load_policy, read_model
from snis.disclosure_sections import Cross, CrossName, Dimension, Reason, Strict
from snis.errors import DisclosureError

POLICY = "disclosure.yaml"
# In this order, each step on top of those before it; a dimension with groupings goes through them first.
_ROLL_UP: tuple[Dimension, ...] = ("pueblo_codigo", "edad_grupo_codigo", "mes", "municipio_codigo")
_Shape = tuple[frozenset[str], frozenset[tuple[str, str]]]


@dataclass(frozen=True)
class Measured:
    """A cross in a closed year: its non-empty finest cells, and the persons in them.

    Attributes:
        cells, persons: all of them. withheld_cells, withheld_persons: those below the threshold.
    """

    cells: int
    withheld_cells: int
    persons: int
    withheld_persons: int

    @property
    def cells_pct(self) -> Decimal:
        """Share of cells withheld, in percent."""
        return _percent(self.withheld_cells, self.cells)

    @property
    def persons_pct(self) -> Decimal:
        """Share of persons withheld, in percent."""
        return _percent(self.withheld_persons, self.persons)

    def is_within(self, policy: DisclosurePolicy) -> bool:
        """Whether no more than the policy allows would be withheld; of an empty cross nothing is known."""
        limits = policy.measurement
        return (
            self.cells > 0
            and self.withheld_cells * 100 <= limits.cells_pct.value * self.cells
            and self.withheld_persons * 1000 <= limits.persons_per_mille.value * self.persons
        )


class CrossDecision(Strict):
    """What was decided of one cross of the coverage table, with its figures.

    Attributes:
        cells: non-empty finest cells of the closed year.
        cells_pct: share of them below the threshold; persons_pct: share of persons in those. Percent.
        rolls_up_to: the finest admitted cross on the way of rolling up; None when admitted, or when there is none.
    """

    name: CrossName
    admitted: bool
    cells: int
    cells_pct: str
    persons_pct: str
    rolls_up_to: CrossName | None = None
    reason: Reason


class YearDecision(Strict):
    """The crosses of the coverage table in a year, decided once and kept all year."""

    version: Literal[1]
    year: int
    measured_year: int
    decided: str
    crosses: list[CrossDecision]


def decide_crosses(
    policy: DisclosurePolicy, measured: Mapping[str, Measured], *, year: int, decided: str
) -> YearDecision:
    """The decision for a year from what was measured of the year before.

    Raises:
        DisclosureError: the year before holds nothing that could be measured.
    """
    if not any(found.cells for found in measured.values()):
        raise DisclosureError(
            f"no hay celdas de {year - 1} que medir",
            place="out_cobertura",
            remedy=f"Corra la noche con las entregas de {year - 1}, y decida después.",
        )
    empty = Measured(0, 0, 0, 0)
    return YearDecision(
        version=1,
        year=year,
        measured_year=year - 1,
        decided=decided,
        crosses=[
            _decide(cross, policy, {name: measured.get(name, empty) for name in policy.names(COVERAGE)})
            for cross in policy.crosses
            if cross.table == COVERAGE
        ],
    )


def roll_ups(cross: Cross, policy: DisclosurePolicy) -> Iterator[Cross]:
    """Crosses of the policy that a cross rolls up to, from fine to coarse."""
    known = {_shape(other): other for other in policy.crosses if other.table == COVERAGE}
    hierarchies = policy.hierarchies.by_dimension()
    dimensions, grouped = set(cross.dimensions), dict(cross.grouped)
    for step in _ROLL_UP:
        if step not in dimensions:
            continue
        groupings = [grouping.name for grouping in hierarchies[step].groupings] if step in hierarchies else []
        # What is grouped already goes on from there.
        start = groupings.index(grouped[step]) + 1 if step in grouped else 0
        for name in groupings[start:]:
            grouped[step] = name
            if (found := known.get((frozenset(dimensions), frozenset(grouped.items())))) is not None:
                yield found
        grouped.pop(step, None)
        dimensions.remove(step)
        if (found := known.get((frozenset(dimensions), frozenset(grouped.items())))) is not None:
            yield found


def decision_file(year: int) -> str:
    """Name of the file of a year's decision, beside disclosure.yaml."""
    return f"crosses-{year}.yaml"


def read_decision(folder: Path, year: int) -> YearDecision | None:
    """The decision of a year, None when nobody took one.

    Raises:
        DisclosureError: the file cannot be read, or speaks of another year.
    """
    path = folder / decision_file(year)
    if not path.exists():
        return None
    decision = read_model(path, YearDecision)
    if decision.year != year:
        raise DisclosureError(
            f"habla de {decision.year}", place=path.name, remedy="Devuélvale su nombre, o decida de nuevo."
        )
    return decision


def check_decisions(folder: Path) -> None:
    """Read every decision of a deployment, so that a broken one is known before its year's first night.

    Raises:
        DisclosureError: one cannot be read, is not of its year, or does not fit the policy.
    """
    for path in sorted(folder.glob("crosses-*.yaml")):
        year = path.stem.removeprefix("crosses-")
        if not year.isdigit():
            raise DisclosureError(
                "el nombre no dice de qué año es", place=path.name, remedy="Llámelo crosses-AAAA.yaml."
            )
        policy_of_year(folder, int(year))


def policy_of_year(folder: Path, year: int) -> DisclosurePolicy:
    """The policy of a deployment with the crosses that a year prints; all of them while nothing was decided.

    Raises:
        DisclosureError: the policy or the decision cannot be used.
    """
    policy, decision = load_policy(folder / POLICY), read_decision(folder, year)
    return policy if decision is None else admitting(policy, decision)


def admitting(policy: DisclosurePolicy, decision: YearDecision) -> DisclosurePolicy:
    """A policy without the crosses of the coverage table that a decision does not admit, or does not name.

    Raises:
        DisclosureError: the decision names a cross that the policy does not have.
    """
    decided = {cross.name for cross in decision.crosses}
    if unknown := decided - set(policy.names(COVERAGE)):
        raise DisclosureError(
            f"decide sobre cruces que disclosure.yaml no tiene: {', '.join(sorted(unknown))}",
            place=decision_file(decision.year),
            remedy="Devuelva el cruce a disclosure.yaml, o borre el archivo y decida de nuevo.",
        )
    admitted = {cross.name for cross in decision.crosses if cross.admitted}
    crosses = [cross for cross in policy.crosses if cross.table != COVERAGE or cross.name in admitted]
    places = policy.small_municipalities
    return policy.model_copy(
        update={
            "crosses": crosses,
            "small_municipalities": places.model_copy(
                update={"crosses": [name for name in places.crosses if name in admitted]}
            ),
        }
    )


def _decide(cross: Cross, policy: DisclosurePolicy, measured: Mapping[str, Measured]) -> CrossDecision:
    found = measured[cross.name]
    admitted = found.is_within(policy)
    coarser = None
    if not admitted:
        passing = (other for other in roll_ups(cross, policy) if measured[other.name].is_within(policy))
        coarser = next((other.name for other in passing), None)
    return CrossDecision(
        name=cross.name,
        admitted=admitted,
        cells=found.cells,
        cells_pct=str(found.cells_pct),
        persons_pct=str(found.persons_pct),
        rolls_up_to=coarser,
        reason=_reason(found, policy, admitted=admitted),
    )


def _reason(found: Measured, policy: DisclosurePolicy, *, admitted: bool) -> str:
    if not found.cells:
        return "No tuvo ninguna celda en el año medido, así que nada se sabe de él."
    limits = policy.measurement
    persons_pct = _percent(limits.persons_per_mille.value, 1000).normalize()
    verdict = "Pasa" if admitted else "No pasa"
    return (
        f"{verdict}: se retendría {found.cells_pct} % de las celdas y {found.persons_pct} % de las personas; "
        f"los límites son {limits.cells_pct.value} % y {persons_pct} %."
    )


def _shape(cross: Cross) -> _Shape:
    return frozenset(cross.dimensions), frozenset(cross.grouped.items())


def _percent(part: int, whole: int) -> Decimal:
    share = Decimal(100 * part) / whole if whole else Decimal(0)
    return share.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)

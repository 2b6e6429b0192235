"""What disclosure.yaml says of record-level files.

Belongs here: the model of its section `microdata`, and what that section may never say. Does not belong here: the
roll-up itself (snis/microdata.py), the floors of its numbers (disclosure_floor.py).

Source: shared design privacy.md, section 3.
"""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from snis.disclosure_sections import Decision, Reason, Strict, TableName

# Of one person: what an attacker may know. The law makes lists of beneficiaries public, so the programme is among them.
QUASI_IDENTIFIERS = (
    "departamento_codigo",
    "municipio_codigo",
    "sexo_codigo",
    "edad_grupo_codigo",
    "pueblo_codigo",
    "institucion_codigo",
    "programa_codigo",
)
_PLACES = ("municipio", "departamento", "region", "pais")
_NONE = "ninguno"


class Level(Strict):
    """How much of a row is told at a level of the roll-up.

    Attributes:
        name: L0, L1, ...
        place: the finest territory that is told.
        age, people: the code list or grouping that is told; "ninguno" when it is not.
    """

    name: Annotated[str, Field(pattern=r"^L[0-9]$")]
    place: Literal["municipio", "departamento", "region", "pais"]
    age: str
    people: str


class Levels(Strict):
    """Levels in the order in which they are tried."""

    value: list[Level]
    reason: Reason


class Edges(Strict):
    """Lower edges of bands, in order; the last band has no upper edge."""

    value: list[int]
    reason: Reason


class Names(Strict):
    """Codes or columns, and the reason for choosing them."""

    value: list[str]
    reason: Reason


class Microdata(Strict):
    """Record-level files: how much of the register, and how far a row is coarsened.

    Attributes:
        table: the only table of rows.
        fraction_pct: share of rows that is drawn, in percent.
        k: rows of a class of quasi-identifiers. k_row: rows that are equal in everything.
        l: different programmes with k rows each in a class, unless the programme is universal.
        random_rollup_pct: rows that start at a coarser level by chance, in percent.
        editions_per_year: of one closed year, corrections counted.
        quasi_identifiers: columns of which k is held.
        universal_programmes: programmes that nearly everybody of an age has, which therefore tell nothing.
        levels: of the roll-up.
        delivery_bands, amount_bands: lower edges of bands.
        forbidden_amount_edges: amounts that must be no edge of a band: they are the mark of a restricted programme.
    """

    table: TableName
    fraction_pct: Decision
    k: Decision
    k_row: Decision
    l: Decision  # noqa: E741 - the name that the literature gives it
    random_rollup_pct: Decision
    editions_per_year: Decision
    quasi_identifiers: Names
    universal_programmes: Names
    levels: Levels
    delivery_bands: Edges
    amount_bands: Edges
    forbidden_amount_edges: Edges


def problems_of(microdata: Microdata, ages: Iterable[str], peoples: Iterable[str]) -> list[str]:
    """What the section may not say.

    Args:
        microdata: the section.
        ages: names of the list and groupings of ages.
        peoples: names of the list and groupings of peoples.
    """
    missing = sorted(set(QUASI_IDENTIFIERS) - set(microdata.quasi_identifiers.value))
    problems = [f"microdata.quasi_identifiers no lleva {name}" for name in missing]
    levels = microdata.levels.value
    for level in levels:
        if level.age not in {*ages, _NONE}:
            problems.append(f"microdata.levels {level.name}: age no es una lista ni una agrupación")
        if level.people not in {*peoples, _NONE}:
            problems.append(f"microdata.levels {level.name}: people no es una lista ni una agrupación")
    if [level.name for level in levels] != [f"L{at}" for at in range(len(levels))]:
        problems.append("microdata.levels no va de L0 en adelante")
    places = [_PLACES.index(level.place) for level in levels]
    if not levels or places != sorted(places) or levels[-1].place != "pais":
        problems.append("microdata.levels no va de lo fino a lo grueso hasta el país")
    for name, edges in (
        ("delivery_bands", microdata.delivery_bands.value),
        ("amount_bands", microdata.amount_bands.value),
    ):
        if edges != sorted(set(edges)) or not edges or edges[0] < 0:
            problems.append(f"microdata.{name} no va de menor a mayor")
    # A band ends one below the edge of the next: 1500 and 1501 both cut at 1500.
    forbidden = {edge + more for edge in microdata.forbidden_amount_edges.value for more in (0, 1)}
    if forbidden & set(microdata.amount_bands.value):
        problems.append("microdata.amount_bands corta en un monto prohibido")
    return problems

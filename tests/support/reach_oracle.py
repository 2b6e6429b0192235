"""The oracle of the reach: every cell of out_alcance by plain sets over facts, one cell at a time.

Belongs here: which cells a delivery lies in, and who is counted in one. Does not belong here: SQL, or how a fact got
its place and age. It shares nothing with the statements but the names of columns.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, combinations
from typing import Any

Fact = Mapping[str, Any]
SUBJECTS = ("institucion_codigo", "programa_codigo", "modalidad_codigo")
GROUPS = (
    (), ("sexo_codigo",), ("edad_grupo_codigo",), ("sexo_codigo", "edad_grupo_codigo"), ("pueblo_codigo",),
)  # fmt: skip
LEVELS = {
    "pais": (),
    "departamento": ("departamento_codigo",),
    "municipio": ("departamento_codigo", "municipio_codigo"),
}
KEY = (
    "visibilidad_codigo", "periodo_tipo_codigo", "anio", "periodo_numero", "nivel", "departamento_codigo",
    "municipio_codigo", *SUBJECTS, "sexo_codigo", "edad_grupo_codigo", "pueblo_codigo",
)  # fmt: skip
LENGTHS = {"mes": 1, "bimestre": 2, "cuatrimestre": 4, "semestre": 6, "anio": 12}


@dataclass
class Reached:
    """What one cell holds."""

    persons: set[str] = field(default_factory=set)
    households: set[str] = field(default_factory=set)
    deliveries: int = 0
    amount: Decimal = Decimal(0)


def reach(facts: Iterable[Fact]) -> dict[tuple[Any, ...], tuple[int, int, int, Decimal]]:
    """Persons, households, deliveries and amount of every cell, by the columns of KEY."""
    known = list(facts)
    years = sorted({fact["anio"] for fact in known})
    cells: dict[tuple[Any, ...], Reached] = defaultdict(Reached)
    for fact in known:
        for period in _periods(fact, years):
            for cross in _crosses(fact):
                if period["periodo_tipo_codigo"] == "acumulado" and "edad_grupo_codigo" in cross:
                    continue
                _add(cells[tuple({**cross, **period}.get(name) for name in KEY)], fact)
    return {
        key: (len(cell.persons), len(cell.households), cell.deliveries, cell.amount)
        for key, cell in cells.items()
    }


def _add(cell: Reached, fact: Fact) -> None:
    if fact["persona_id"] is not None:
        cell.persons.add(fact["persona_id"])
    household = fact["hogar_id"] or fact["persona_id"]
    if fact["grano_codigo"] == "hogar" and household:
        cell.households.add(household)
    cell.deliveries += 1
    cell.amount += fact["monto_gtq"]


def _periods(fact: Fact, years: list[int]) -> Iterator[dict[str, Any]]:
    for kind, months in LENGTHS.items():
        number = (fact["mes"] - 1) // months + 1
        yield {"periodo_tipo_codigo": kind, "anio": fact["anio"], "periodo_numero": number}
    for year in years:
        if year >= fact["anio"]:
            yield {"periodo_tipo_codigo": "acumulado", "anio": year, "periodo_numero": 1}


def _crosses(fact: Fact) -> Iterator[dict[str, Any]]:
    universe = fact["visibilidad_codigo"]
    for subject in chain([()], combinations(SUBJECTS, 1)):
        for level, places in LEVELS.items():
            for group in GROUPS:
                if level == "municipio" and (len(group) == 2 or (group and subject)):
                    continue
                if universe == "restringida" and (level != "pais" or group):
                    continue
                shown = {name: fact[name] for name in (*places, *subject, *group)}
                yield {"visibilidad_codigo": universe, "nivel": level, **shown}
        yield {"visibilidad_codigo": "todas", "nivel": "pais", **{name: fact[name] for name in subject}}

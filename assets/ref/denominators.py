"""The rows of ref_denominador and ref_condicion: what figures are divided by, as its sources say it.

Belongs here: putting population, census, poor persons, eligible persons and goals into one form. Not here:
years without an observation (out_denominador.sql), or reading files (snis/territory.py, snis/denominators.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from snis.denominators import COUNTRY
from snis.deployment import Deployment
from snis.territory import ALL_AGES, RATE_SERIES, TOTAL_SEX, Population, Territory

CENSUS_YEAR, CENSUS_SERIES, CENSUS_SOURCE = 2018, "censo2018", "CENSO-2018"
_POVERTY = "pobreza"
_ROUND = Decimal(1)
Rows = Iterable[tuple[Any, ...]]


def conditions(deployment: Deployment) -> Rows:
    """Rows of ref_condicion."""
    for item in deployment.territory.conditions:
        yield item.municipality, item.condition, item.share, item.year, item.source


def denominators(deployment: Deployment) -> Rows:
    """Rows of ref_denominador."""
    territory = deployment.territory
    totals = [
        row
        for row in territory.population
        if (row.series, row.sex, row.age_group) == (RATE_SERIES, TOTAL_SEX, ALL_AGES)
    ]
    for row in totals:
        yield _people("poblacion", row.year, row.level, row.code, row.inhabitants, row.series, row.source)
    yield from _census(territory)
    yield from _poor(territory, [row for row in totals if row.level == "municipio"])
    for item in deployment.denominators:
        yield (
            item.code, item.year, item.level, item.place, item.programme, item.modality, TOTAL_SEX, ALL_AGES,
            item.unit, item.value, item.series, item.source,
        )  # fmt: skip


def _census(territory: Territory) -> Iterator[tuple[Any, ...]]:
    counted = [("pais", COUNTRY, sum(place.population_2018 for place in territory.departments))]
    counted += [("departamento", place.code, place.population_2018) for place in territory.departments]
    counted += [("municipio", place.code, place.population_2018) for place in territory.municipalities]
    for level, code, inhabitants in counted:
        yield _people("censo", CENSUS_YEAR, level, code, inhabitants, CENSUS_SERIES, CENSUS_SOURCE)


def _poor(territory: Territory, inhabited: list[Population]) -> Iterator[tuple[Any, ...]]:
    """Rate times inhabitants of each municipality; a department or country whose places are not all known has none."""
    rates = {row.municipality: row for row in territory.conditions if row.condition == _POVERTY}
    poor: dict[tuple[int, str, str], dict[str, int]] = defaultdict(dict)
    sources: dict[int, str] = {}
    for row in inhabited:
        if rate := rates.get(row.code):
            count = int((rate.share * row.inhabitants).quantize(_ROUND, ROUND_HALF_UP))
            for level, code in (("pais", COUNTRY), ("departamento", row.code[:2]), ("municipio", row.code)):
                poor[row.year, level, code][row.code] = count
            sources[row.year] = f"{rate.source} por {row.source}"
    expected = {("pais", COUNTRY): set(territory.municipality_codes)}
    expected |= {("departamento", code): set(own) for code, own in territory.children.items()}
    for (year, level, code), counts in poor.items():
        if set(counts) >= expected.get((level, code), set()):
            series = f"{_POVERTY}-{RATE_SERIES}"
            yield _people(_POVERTY, year, level, code, sum(counts.values()), series, sources[year])


def _people(
    denominator: str, year: int, level: str, code: str, count: int, series: str, source: str
) -> tuple[Any, ...]:
    return (
        denominator, year, level, code, None, None, TOTAL_SEX, ALL_AGES, "personas", Decimal(count), series, source,
    )  # fmt: skip

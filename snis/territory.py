"""Departments and municipalities: codes, names, aliases, population.

Belongs here: the tables of a country's territory and look-ups in them. Does not belong here: the bulk look-up (it
joins ref_municipio and ref_territorio_alias), or maps.

Names are looked up in a curated table of aliases, never by likeness: a nearest match is a guess. Source of the
packaged tables: snis/reference/guatemala/PROVENANCE.md.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

from snis.errors import TerritoryError
from snis.names import normal_form

NOT_INFORMED_DEPARTMENT = "00"
NOT_INFORMED_MUNICIPALITY = "0000"
ALIAS_SEPARATOR = "|"


@dataclass(frozen=True)
class Department:
    """One department: INE code of two digits, name, region, and its place in the tile map."""

    code: str
    name: str
    region: str
    label: str
    tile_row: int
    tile_column: int
    population_2018: int


@dataclass(frozen=True)
class Municipality:
    """One municipality: INE code of four digits, name, other spellings, census count of 2018."""

    code: str
    name: str
    department: str
    other_names: tuple[str, ...]
    population_2018: int


@dataclass(frozen=True)
class Population:
    """Inhabitants of one place in one year, by sex (T total, F, M) and age group ("todas" = total)."""

    year: int
    level: str
    code: str
    sex: str
    age_group: str
    inhabitants: int
    series: str
    source: str


@dataclass(frozen=True)
class Alias:
    """A name in its normal form and the one code it stands for; municipalities only inside their department."""

    level: str
    department: str | None
    name: str
    code: str


@dataclass(frozen=True)
class Territory:
    """The territory of a country, in official order."""

    departments: tuple[Department, ...]
    municipalities: tuple[Municipality, ...]
    population: tuple[Population, ...]

    @cached_property
    def department_codes(self) -> frozenset[str]:
        """Codes of all departments."""
        return frozenset(department.code for department in self.departments)

    @cached_property
    def municipality_codes(self) -> frozenset[str]:
        """Codes of all municipalities."""
        return frozenset(municipality.code for municipality in self.municipalities)

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Municipality codes of each department, in official order (what 0-based positions count in)."""
        found: dict[str, list[str]] = {department.code: [] for department in self.departments}
        for municipality in self.municipalities:
            found[municipality.department].append(municipality.code)
        return {code: tuple(codes) for code, codes in found.items()}

    @cached_property
    def aliases(self) -> tuple[Alias, ...]:
        """Every name that stands for one place only: departments, and municipalities inside their department."""
        departments = [Alias("departamento", None, normal_form(d.name), d.code) for d in self.departments]
        return (*departments, *self._municipality_aliases())

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str | None, str], str]:
        return {(alias.level, alias.department, alias.name): alias.code for alias in self.aliases}

    def department_by_name(self, name: str) -> str | None:
        """Code of a department by its name, or None."""
        return self._by_name.get(("departamento", None, normal_form(name)))

    def municipality_by_name(self, name: str, department: str) -> str | None:
        """Code of a municipality by name or alias inside a department, or None when unknown or ambiguous."""
        return self._by_name.get(("municipio", department, normal_form(name)))

    def latest_population(self, level: str, code: str) -> Population | None:
        """Total inhabitants of a place in the latest year known for it, or None."""
        totals = [
            row
            for row in self.population
            if (row.level, row.code, row.sex, row.age_group) == (level, code, "T", "todas")
        ]
        return max(totals, key=lambda row: row.year, default=None)

    def _municipality_aliases(self) -> list[Alias]:
        """An official name wins over another's alias; a spelling of two places is none's."""
        official = {(m.department, normal_form(m.name)): m.code for m in self.municipalities}
        others: dict[tuple[str, str], set[str]] = defaultdict(set)
        for municipality in self.municipalities:
            for name in municipality.other_names:
                others[municipality.department, normal_form(name)].add(municipality.code)
        spelled = {place: next(iter(codes)) for place, codes in others.items() if len(codes) == 1}
        return [
            Alias("municipio", department, name, code)
            for (department, name), code in sorted({**spelled, **official}.items())
        ]


def load_territory(country: str = "guatemala") -> Territory:
    """The territory packaged for a country.

    Raises:
        TerritoryError: there is no such country, or its tables contradict each other.
    """
    folder = files("snis") / "reference" / country
    if not folder.is_dir():
        raise TerritoryError(f"no hay territorio empaquetado con el nombre {country!r}")
    return read_territory(folder)


def read_territory(folder: Traversable) -> Territory:
    """The territory in departamentos.csv, municipios.csv and poblacion.csv of a folder.

    Raises:
        TerritoryError: a file is missing, a code repeats, or a municipality lies in no department.
    """
    departments = tuple(
        Department(
            row["departamento_codigo"],
            row["departamento"],
            row["region"],
            row["etiqueta"],
            int(row["mosaico_fila"]),
            int(row["mosaico_columna"]),
            int(row["poblacion_2018"]),
        )
        for row in _rows(folder, "departamentos.csv")
    )
    municipalities = tuple(
        Municipality(
            row["municipio_codigo"],
            row["municipio"],
            row["departamento_codigo"],
            tuple(name for name in row["otros_nombres"].split(ALIAS_SEPARATOR) if name),
            int(row["poblacion_2018"]),
        )
        for row in _rows(folder, "municipios.csv")
    )
    population = tuple(
        Population(
            int(row["poblacion_anio"]),
            row["nivel"],
            row["codigo"],
            row["sexo_codigo"],
            row["edad_grupo"],
            int(row["poblacion"]),
            row["serie"],
            row["fuente"],
        )
        for row in _rows(folder, "poblacion.csv")
    )
    _check(departments, municipalities)
    return Territory(departments, municipalities, population)


def _rows(folder: Traversable, name: str) -> list[dict[str, str]]:
    path = folder / name
    if not path.is_file():
        raise TerritoryError("falta una tabla del territorio", place=name)
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _check(departments: tuple[Department, ...], municipalities: tuple[Municipality, ...]) -> None:
    codes = [department.code for department in departments]
    if len(set(codes)) != len(codes):
        raise TerritoryError("un código de departamento se repite", place="departamentos.csv")
    own = [municipality.code for municipality in municipalities]
    if len(set(own)) != len(own):
        raise TerritoryError("un código de municipio se repite", place="municipios.csv")
    if any(m.department not in codes or m.code[:2] != m.department for m in municipalities):
        raise TerritoryError("un municipio no está en su departamento", place="municipios.csv")

"""Departments and municipalities: codes, names, aliases, population, living conditions.

Belongs here: the tables of a country's territory and look-ups in them. Does not belong here: the bulk look-up (it
joins ref_municipio and ref_territorio_alias), or maps.

Names are looked up in a curated table of aliases, never by likeness: a nearest match is a guess. Source of the
packaged tables: snis/reference/guatemala/PROVENANCE.md.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from snis.errors import TerritoryError
from snis.names import normal_form

T = TypeVar("T")

ALIAS_SEPARATOR = "|"
# How the words of a name are shortened, in the normal form: the first word, and the last one of several.
_SHORT_FIRST: Mapping[str, tuple[str, ...]] = {
    "SAN": ("SN", "S"), "SANTA": ("STA", "S"), "SANTO": ("STO",), "SANTIAGO": ("STGO",), "PUERTO": ("PTO",),
}  # fmt: skip
_SHORT_LAST: Mapping[str, tuple[str, ...]] = {
    "SACATEPEQUEZ": ("SAC", "SACAT"), "SUCHITEPEQUEZ": ("SUCHI",), "HUEHUETENANGO": ("HUEHUE",),
}  # fmt: skip
_PREFIXES: Mapping[str, tuple[str, ...]] = {
    "departamento": ("DEPARTAMENTO DE", "DEPTO DE", "DEPTO"),
    "municipio": ("MUNICIPIO DE", "MUN DE"),
}
# The only series that rates may be divided by: base 2002 was superseded by the census of 2018 and is not packaged.
RATE_SERIES = "base2018"
TOTAL_SEX, ALL_AGES = "T", "todas"
CONDITIONS = "condiciones.csv"


@dataclass(frozen=True)
class Department:
    """One department: INE code of two digits, name, region, place in the tile map, count of 2018, other names."""

    code: str
    name: str
    region: str
    label: str
    tile_row: int
    tile_column: int
    population_2018: int
    other_names: tuple[str, ...] = ()


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
class Condition:
    """A share of the inhabitants of a municipality (poor, rural, indigenous); the year is None when nobody says it."""

    municipality: str
    condition: str
    share: Decimal
    year: int | None
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
    conditions: tuple[Condition, ...] = ()

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
        return (*self._department_aliases(), *self._municipality_aliases())

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str | None, str], str]:
        return {(alias.level, alias.department, alias.name): alias.code for alias in self.aliases}

    def department_by_name(self, name: str) -> str | None:
        """Code of a department by its name, or None."""
        return self._by_name.get(("departamento", None, normal_form(name)))

    def municipality_by_name(self, name: str, department: str | None = None) -> str | None:
        """Code of a municipality by name or alias, or None when unknown or ambiguous.

        Args:
            name: as sent.
            department: code of its department. Without it a name counts only when one place in the whole country
                has it (San José Pinula does; La Libertad, which lies in two departments, does not).
        """
        if department is None:
            codes = self._nationwide.get(normal_form(name), frozenset())
            return next(iter(codes)) if len(codes) == 1 else None
        return self._by_name.get(("municipio", department, normal_form(name)))

    def position(self, level: str, index: int, *, department: str | None = None) -> str | None:
        """Code at a 0-based position of the official list: of departments, or of municipalities in a department."""
        codes = (
            [item.code for item in self.departments]
            if level == "departamento"
            else self.children.get(department or "", ())
        )
        return codes[index] if 0 <= index < len(codes) else None

    def latest_population(self, level: str, code: str) -> Population | None:
        """Total inhabitants of a place (all ages, both sexes) in the latest year known for it, or None.

        Only of the series that rates may use; the row says its year and source.
        """
        return self._latest.get((level, code))

    @cached_property
    def _latest(self) -> Mapping[tuple[str, str], Population]:
        totals = [
            row
            for row in self.population
            if (row.series, row.sex, row.age_group) == (RATE_SERIES, TOTAL_SEX, ALL_AGES)
        ]
        return {(row.level, row.code): row for row in sorted(totals, key=lambda row: row.year)}

    @cached_property
    def _nationwide(self) -> Mapping[str, frozenset[str]]:
        """Every spelling, those that are ambiguous in a department included, with all that it may mean."""
        found: dict[str, set[str]] = defaultdict(set)
        for municipality in self.municipalities:
            for name in spellings("municipio", municipality.name, municipality.other_names):
                found[name].add(municipality.code)
        return {name: frozenset(codes) for name, codes in found.items()}

    def _department_aliases(self) -> list[Alias]:
        official = {normal_form(d.name): d.code for d in self.departments}
        others: dict[str, set[str]] = defaultdict(set)
        for department in self.departments:
            for name in spellings("departamento", department.name, department.other_names):
                others[name].add(department.code)
        spelled = {name: next(iter(codes)) for name, codes in others.items() if len(codes) == 1}
        return [
            Alias("departamento", None, name, code) for name, code in sorted({**spelled, **official}.items())
        ]

    def _municipality_aliases(self) -> list[Alias]:
        """An official name wins over another's alias; a spelling of two places is none's."""
        official = {(m.department, normal_form(m.name)): m.code for m in self.municipalities}
        others: dict[tuple[str, str], set[str]] = defaultdict(set)
        for municipality in self.municipalities:
            for name in spellings("municipio", municipality.name, municipality.other_names):
                others[municipality.department, name].add(municipality.code)
        spelled = {place: next(iter(codes)) for place, codes in others.items() if len(codes) == 1}
        return [
            Alias("municipio", department, name, code)
            for (department, name), code in sorted({**spelled, **official}.items())
        ]


def spellings(level: str, name: str, others: Sequence[str]) -> list[str]:
    """Ways of writing a place, in the normal form: its names, usual abbreviations, and the level before them."""
    found: dict[str, None] = {}
    for plain in (normal_form(item) for item in (name, *others)):
        words = plain.split()
        firsts = (words[0], *_SHORT_FIRST.get(words[0], ())) if len(words) > 1 else (words[0],)
        lasts = (words[-1], *_SHORT_LAST.get(words[-1], ())) if len(words) > 1 else ()
        short = [" ".join((first, *words[1:-1], last)) for first in firsts for last in lasts] or [plain]
        for item in short:
            found |= dict.fromkeys((item, *(f"{prefix} {item}" for prefix in _PREFIXES[level])))
    return list(found)


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
    """The territory in departamentos.csv, municipios.csv, poblacion.csv and, where there is one, condiciones.csv.

    Args:
        folder: where they lie (a Path will do).

    Raises:
        TerritoryError: a table or a column is missing, a number is none, a code repeats or is out of order, a
            municipality lies in no department, a population or a condition belongs to no place, or a share is none.
    """
    territory = Territory(
        _read(folder, "departamentos.csv", _department),
        _read(folder, "municipios.csv", _municipality),
        _read(folder, "poblacion.csv", _population),
        _read(folder, CONDITIONS, _condition) if (folder / CONDITIONS).is_file() else (),
    )
    _check(territory)
    return territory


def _read(folder: Traversable, name: str, build: Callable[[dict[str, str]], T]) -> tuple[T, ...]:
    path = folder / name
    if not path.is_file():
        raise TerritoryError("falta una tabla del territorio", place=name)
    try:
        return tuple(build(row) for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    except KeyError as missing:
        raise TerritoryError("falta una columna", place=f"{name}, {missing.args[0]}") from None
    except (ArithmeticError, AttributeError, TypeError, ValueError):
        raise TerritoryError("una fila está incompleta o lleva un número que no lo es", place=name) from None


def _department(row: dict[str, str]) -> Department:
    return Department(
        row["departamento_codigo"],
        row["departamento"],
        row["region"],
        row["etiqueta"],
        int(row["mosaico_fila"]),
        int(row["mosaico_columna"]),
        int(row["poblacion_2018"]),
        _names(row["otros_nombres"]),
    )


def _municipality(row: dict[str, str]) -> Municipality:
    return Municipality(
        row["municipio_codigo"],
        row["municipio"],
        row["departamento_codigo"],
        _names(row["otros_nombres"]),
        int(row["poblacion_2018"]),
    )


def _population(row: dict[str, str]) -> Population:
    return Population(
        int(row["poblacion_anio"]),
        row["nivel"],
        row["codigo"],
        row["sexo_codigo"],
        row["edad_grupo"],
        int(row["poblacion"]),
        row["serie"],
        row["fuente"],
    )


def _condition(row: dict[str, str]) -> Condition:
    return Condition(
        row["municipio_codigo"],
        row["condicion_codigo"],
        Decimal(row["proporcion"]),
        int(row["anio"]) if row["anio"] else None,
        row["fuente"],
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(ALIAS_SEPARATOR) if name)


def _check(territory: Territory) -> None:
    codes = [department.code for department in territory.departments]
    own = [municipality.code for municipality in territory.municipalities]
    for name, found in (("departamentos.csv", codes), ("municipios.csv", own)):
        if len(set(found)) != len(found):
            raise TerritoryError("un código se repite", place=name)
        # Positions in the official list count in this order.
        if found != sorted(found):
            raise TerritoryError("los códigos no están en orden", place=name)
    if any(m.department not in codes or m.code[:2] != m.department for m in territory.municipalities):
        raise TerritoryError("un municipio no está en su departamento", place="municipios.csv")
    known = {
        ("pais", "00"),
        *(("departamento", code) for code in codes),
        *(("municipio", code) for code in own),
    }
    if any((row.level, row.code) not in known for row in territory.population):
        raise TerritoryError("una población es de un lugar desconocido", place="poblacion.csv")
    stated = [(row.municipality, row.condition) for row in territory.conditions]
    if len(set(stated)) != len(stated):
        raise TerritoryError("una condición de un municipio se repite", place=CONDITIONS)
    if any(row.municipality not in own for row in territory.conditions):
        raise TerritoryError("una condición es de un municipio desconocido", place=CONDITIONS)
    if any(not 0 <= row.share <= 1 for row in territory.conditions):
        raise TerritoryError("una proporción no está entre 0 y 1", place=CONDITIONS)

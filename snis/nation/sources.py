"""The tables that the nation is drawn from, read from this package.

Belongs here: reading names.csv, places.csv and programmes.csv. Does not belong here: drawing anything from them.

Provenance: names.csv and places.csv are rewritten from the project's reference tables (RENAP counts quoted by the
press, common surnames by Mayan language, census 2018 by municipality, modelled poverty); weights are rough ranks, good
for a generator and not for statistics. programmes.csv follows the catalogue of programmes; its column `fuente` says
whence.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from snis.nation.model import Modality, Place

OLDEST = 130


@dataclass(frozen=True)
class NameRow:
    """A name with its weight; language "es" for Spanish, `cohort` "mayor", "joven" or empty."""

    name: str
    sex: str
    language: str
    cohort: str
    weight: float
    departments: frozenset[str]


@cache
def load_places() -> dict[str, Place]:
    """Municipalities by code, in code order."""
    return {row["municipio_codigo"]: _place(row) for row in _rows("places.csv")}


@cache
def load_names() -> tuple[tuple[NameRow, ...], tuple[NameRow, ...]]:
    """Given names and surnames."""
    given: list[NameRow] = []
    surnames: list[NameRow] = []
    for row in _rows("names.csv"):
        name = NameRow(
            name=row["nombre"],
            sex=row["sexo"],
            language=row["lengua"],
            cohort=row["generacion"],
            weight=float(row["peso"]),
            departments=frozenset(filter(None, row["departamentos"].split("|"))),
        )
        (given if row["clase"] == "nombre" else surnames).append(name)
    return tuple(given), tuple(surnames)


@cache
def load_modalities() -> dict[str, Modality]:
    """Modalities by code, in file order."""
    return {
        row["modalidad_codigo"]: Modality(
            code=row["modalidad_codigo"],
            institution=row["institucion_codigo"],
            unit=row["unidad_entrega"],
            age_min=int(row["edad_min"] or 0),
            age_max=int(row["edad_max"] or OLDEST),
            sex=row["sexo_codigo"],
            departments=frozenset(filter(None, row["departamentos"].split("|"))),
            amount=100 * int(row["monto_tipico_gtq"] or 0),
            period=row["periodicidad_codigo"],
        )
        for row in _rows("programmes.csv")
    }


def programmes_text() -> str:
    """programmes.csv as it is, for the deployment that the nation lives in."""
    return (files("snis.nation") / "programmes.csv").read_text(encoding="utf-8")


def _place(row: dict[str, str]) -> Place:
    maya, garifuna, xinka, afro, ladino = (
        float(row[f"{people}_pct"]) for people in ("maya", "garifuna", "xinka", "afrodescendiente", "ladino")
    )
    return Place(
        code=row["municipio_codigo"],
        name=row["municipio"],
        aliases=tuple(filter(None, row["otros_nombres"].split("|"))),
        department=row["departamento_codigo"],
        department_name=row["departamento"],
        weight=float(row["peso"]),
        language=row["lengua"],
        peoples=(maya, garifuna, xinka, afro, ladino),
        rural_pct=float(row["rural_pct"]),
        poverty_pct=float(row["pobreza_pct"]),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader((files("snis.nation") / name).read_text(encoding="utf-8").splitlines())

"""What figures are divided by and a deployment alone can say: eligible.csv and goals.csv.

Belongs here: their columns and every mistake in their rows. Does not belong here: population and poverty
(territory.py), the table of all denominators (assets/ref/denominators.py), or years without an observation
(out_denominador.sql).

Both files may be missing: then nothing is divided by eligible persons or by goals, and the indicators say so.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from snis.registers import Registers, Row, read_csv, repeated
from snis.territory import Territory

ELIGIBLE, GOALS = "eligible.csv", "goals.csv"
ELIGIBLE_COLUMNS = (
    "anio", "nivel", "codigo", "programa_codigo", "modalidad_codigo", "unidad_codigo", "elegibles", "serie", "fuente",
)  # fmt: skip
GOAL_COLUMNS = ("modalidad_codigo", "anio", "nivel", "codigo", "unidad_codigo", "meta", "fuente")
COUNTRY = "00"
_ELIGIBLE_UNITS = ("personas", "hogares")
_GOAL_UNITS = ("personas", "hogares", "entregas", "quetzales", "comunidades")
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_WHOLE = re.compile(r"[0-9]{1,12}")
_AMOUNT = re.compile(r"[0-9]{1,14}(\.[0-9]{1,2})?")
_Check = Callable[[Row], Iterator[str]]


@dataclass(frozen=True)
class Denominator:
    """How many a place has of what a figure is divided by, in one year.

    Attributes:
        code: elegibles or meta.
        level, place: pais 00, departamento DD or municipio DDMM.
        programme, modality: of which it is; None = of all.
        unit: personas, hogares, entregas, quetzales or comunidades.
        series: years of one series may be compared with each other.
        source: who says it.
    """

    code: str
    year: int
    level: str
    place: str
    programme: str | None
    modality: str | None
    unit: str
    value: Decimal
    series: str
    source: str


def read_denominators(
    folder: Path, registers: Registers, territory: Territory, problems: list[str]
) -> tuple[Denominator, ...]:
    """The eligible and the goals of a deployment, in file order; every mistake is added to `problems`.

    Raises:
        DeploymentError: a file is no CSV in UTF-8, or has other columns.
    """
    before = len(problems)
    modalities = {row["modalidad_codigo"]: row["programa_codigo"] for row in registers.programmes}
    known = {
        "pais": frozenset({COUNTRY}),
        "departamento": territory.department_codes,
        "municipio": territory.municipality_codes,
    }

    def eligible_mistakes(row: Row) -> Iterator[str]:
        yield from _place_mistakes(row, known)
        yield from _programme_mistakes(row, modalities)
        yield from _count_mistakes(row, "elegibles", _ELIGIBLE_UNITS, _WHOLE)
        yield from (
            f"{name} está vacío. Remedio: escríbalo." for name in ("serie", "fuente") if not row[name].strip()
        )

    def goal_mistakes(row: Row) -> Iterator[str]:
        yield from _place_mistakes(row, known)
        if row["modalidad_codigo"] not in modalities:
            yield f"la modalidad «{row['modalidad_codigo']}» no está en programmes.csv. Remedio: corríjala."
        number = _AMOUNT if row["unidad_codigo"] == "quetzales" else _WHOLE
        yield from _count_mistakes(row, "meta", _GOAL_UNITS, number)
        if not row["fuente"].strip():
            yield "fuente está vacío. Remedio: escriba de qué plan o acuerdo sale la meta."

    eligible = _rows(
        folder / ELIGIBLE,
        ELIGIBLE_COLUMNS,
        ("serie", "unidad_codigo", "modalidad_codigo", "programa_codigo", "nivel", "codigo", "anio"),
        check=eligible_mistakes,
        problems=problems,
    )
    goals = _rows(
        folder / GOALS,
        GOAL_COLUMNS,
        ("modalidad_codigo", "anio", "nivel", "codigo", "unidad_codigo"),
        check=goal_mistakes,
        problems=problems,
    )
    if len(problems) > before:
        return ()
    return (*map(_eligible, eligible), *(_goal(row, modalities) for row in goals))


def _rows(
    path: Path, columns: tuple[str, ...], key: tuple[str, ...], *, check: _Check, problems: list[str]
) -> tuple[Row, ...]:
    if not path.exists():
        return ()
    rows = read_csv(path, columns)
    problems.extend(repeated(path.name, rows, key))
    problems.extend(f"{path.name}:{line}: {text}" for line, row in rows.items() for text in check(row))
    return tuple(rows.values())


def _place_mistakes(row: Row, known: Mapping[str, frozenset[str]]) -> Iterator[str]:
    if not _YEAR.fullmatch(row["anio"]):
        yield "anio no es un año. Remedio: escríbalo con cuatro cifras, como 2026."
    if row["nivel"] not in known:
        yield f"nivel no admite «{row['nivel']}». Remedio: use uno de estos: {', '.join(known)}."
    elif row["codigo"] not in known[row["nivel"]]:
        yield f"codigo: «{row['codigo']}» no es de ese nivel. Remedio: 00 es el país; los demás, del INE."


def _programme_mistakes(row: Row, modalities: Mapping[str, str]) -> Iterator[str]:
    modality, programme = row["modalidad_codigo"], row["programa_codigo"]
    if modality and modalities.get(modality) != programme:
        yield (
            f"la modalidad «{modality}» no es del programa «{programme}» en programmes.csv. "
            "Remedio: corríjalos, o deje los dos vacíos: de todos."
        )
    elif programme and programme not in modalities.values():
        yield f"el programa «{programme}» no está en programmes.csv. Remedio: corríjalo o déjelo vacío."


def _count_mistakes(row: Row, column: str, units: tuple[str, ...], number: re.Pattern[str]) -> Iterator[str]:
    if row["unidad_codigo"] not in units:
        yield f"unidad_codigo no admite «{row['unidad_codigo']}». Remedio: use uno de estos: {', '.join(units)}."
    if not number.fullmatch(row[column]):
        yield f"{column} no es un número admitido. Remedio: solo cifras, sin comas; decimales solo en quetzales."


def _eligible(row: Row) -> Denominator:
    return Denominator(
        "elegibles", int(row["anio"]), row["nivel"], row["codigo"], row["programa_codigo"] or None,
        row["modalidad_codigo"] or None, row["unidad_codigo"], Decimal(row["elegibles"]), row["serie"], row["fuente"],
    )  # fmt: skip


def _goal(row: Row, modalities: Mapping[str, str]) -> Denominator:
    # Each goal is a series of its own: that of one year says nothing of another.
    return Denominator(
        "meta", int(row["anio"]), row["nivel"], row["codigo"], modalities[row["modalidad_codigo"]],
        row["modalidad_codigo"], row["unidad_codigo"], Decimal(row["meta"]), f"meta-{row['anio']}", row["fuente"],
    )  # fmt: skip

"""Calls for applications and their places: calls.csv and places.csv of a deployment.

Belongs here: their columns, every mistake in their rows, and when what a call says has grown old. Does not belong here:
what of it is published (assets/open/open_convocatoria.sql, open_cupo.sql).

Both files may be missing: then no call is published. What a call tells (dates, requirements, criteria, coverage, free
places in each municipality) is what the SIPS of MIDES sets out to publish (row S18 of the requirements).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from snis.registers import Registers, Row, read_csv, repeated
from snis.territory import Territory

CALLS, PLACES = "calls.csv", "places.csv"
CALL_COLUMNS = (
    "convocatoria_codigo", "modalidad_codigo", "convocatoria", "apertura_fecha", "cierre_fecha", "requisitos",
    "criterios", "al_fecha", "fuente",
)  # fmt: skip
PLACE_COLUMNS = ("convocatoria_codigo", "municipio_codigo", "plazas_ofrecidas", "plazas_disponibles")
# Who reads that places are free makes the way to the office: while a call is open, its places are told anew each week.
STALE_AFTER = timedelta(days=7)
PUBLIC = "publica"
_DAYS = ("apertura_fecha", "cierre_fecha", "al_fecha")
_TEXTS = ("convocatoria", "requisitos", "criterios", "fuente")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_WHOLE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Call:
    """A call for applications to a modality.

    Attributes:
        opens, closes: first and last day on which one can apply.
        requirements, criteria: what one brings, and who is admitted first.
        as_of: the day of which the places are.
        source: where the institution says so.
    """

    code: str
    modality: str
    title: str
    opens: date
    closes: date
    requirements: str
    criteria: str
    as_of: date
    source: str

    def is_stale(self, today: date) -> bool:
        """Whether one can still apply, and the places were told too long ago."""
        return self.opens <= today <= self.closes and today - self.as_of > STALE_AFTER


@dataclass(frozen=True)
class Places:
    """What a call offers in a municipality, in persons, and how many places nobody has been admitted to."""

    call: str
    municipality: str
    offered: int
    free: int


def read_calls(
    folder: Path, registers: Registers, territory: Territory, problems: list[str]
) -> tuple[tuple[Call, ...], tuple[Places, ...]]:
    """Calls and places of a deployment, in file order; every mistake is added to `problems`.

    Raises:
        DeploymentError: a file is no CSV in UTF-8, or has other columns.
    """
    before = len(problems)
    seen = {row["modalidad_codigo"]: row["visibilidad_codigo"] for row in registers.programmes}
    calls = _rows(folder / CALLS, CALL_COLUMNS, ("convocatoria_codigo",), problems)
    places = _rows(folder / PLACES, PLACE_COLUMNS, ("convocatoria_codigo", "municipio_codigo"), problems)
    known = {row["convocatoria_codigo"] for row in calls.values()}
    for line, row in calls.items():
        problems.extend(f"{CALLS}:{line}: {text}" for text in _call_mistakes(row, seen))
    for line, row in places.items():
        problems.extend(f"{PLACES}:{line}: {text}" for text in _place_mistakes(row, known, territory))
    if len(problems) > before:
        return (), ()
    return tuple(map(_call, calls.values())), tuple(map(_places, places.values()))


def stale_calls(calls: Iterable[Call], today: date) -> tuple[Call, ...]:
    """Open calls of which the places were told too long ago."""
    return tuple(call for call in calls if call.is_stale(today))


def _rows(
    path: Path, columns: tuple[str, ...], key: tuple[str, ...], problems: list[str]
) -> Mapping[int, Row]:
    if not path.exists():
        return {}
    rows = read_csv(path, columns)
    problems.extend(repeated(path.name, rows, key))
    return rows


def _call_mistakes(row: Row, seen: Mapping[str, str]) -> Iterator[str]:
    if not _SLUG.fullmatch(row["convocatoria_codigo"]):
        yield "convocatoria_codigo solo admite minúsculas, dígitos y guiones. Remedio: corríjalo, como beca-media-2026."
    if row["modalidad_codigo"] not in seen:
        yield f"la modalidad «{row['modalidad_codigo']}» no está en programmes.csv. Remedio: corríjala."
    elif seen[row["modalidad_codigo"]] != PUBLIC:
        yield "la modalidad no es pública: su convocatoria diría quién la pide. Remedio: quite la fila."
    yield from (f"{name} está vacío. Remedio: escríbalo." for name in _TEXTS if not row[name].strip())
    days = {name: _day(row[name]) for name in _DAYS}
    yield from (
        f"{name} no es una fecha. Remedio: escríbala así: 2026-01-31."
        for name, day in days.items()
        if day is None
    )
    opens, closes = days["apertura_fecha"], days["cierre_fecha"]
    if opens and closes and closes < opens:
        yield "cierre_fecha es anterior a apertura_fecha. Remedio: revise las dos fechas."


def _place_mistakes(row: Row, known: set[str], territory: Territory) -> Iterator[str]:
    if row["convocatoria_codigo"] not in known:
        yield f"la convocatoria «{row['convocatoria_codigo']}» no está en {CALLS}. Remedio: corríjala o regístrela."
    if row["municipio_codigo"] not in territory.municipality_codes:
        yield "municipio_codigo no es de un municipio del INE. Remedio: use sus cuatro cifras, como 1601."
    offered, free = row["plazas_ofrecidas"], row["plazas_disponibles"]
    if not _WHOLE.fullmatch(offered) or not _WHOLE.fullmatch(free):
        yield "las plazas no son números enteros desde cero. Remedio: solo cifras, sin signo ni comas."
    elif int(free) > int(offered):
        yield "hay más plazas disponibles que ofrecidas. Remedio: revise las dos cifras."


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _call(row: Row) -> Call:
    opens, closes, as_of = (date.fromisoformat(row[name]) for name in _DAYS)
    return Call(
        row["convocatoria_codigo"], row["modalidad_codigo"], row["convocatoria"], opens, closes, row["requisitos"],
        row["criterios"], as_of, row["fuente"],
    )  # fmt: skip


def _places(row: Row) -> Places:
    return Places(
        row["convocatoria_codigo"],
        row["municipio_codigo"],
        int(row["plazas_ofrecidas"]),
        int(row["plazas_disponibles"]),
    )

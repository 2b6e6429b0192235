"""The facts of a public report: figures as they stand in the packages of the release that passed the gate.

Belongs here: reading those files and nothing else. Does not belong here: any table of the store, any exact figure, or
any count made from printed ones: a person in two months is in both, so months are never added up.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.open.code_names import code_names
from assets.open.release import package_folders, read_release
from assets.report.internal import departments_of, municipalities_of
from assets.resources import Bench
from publish.report.facts import (
    COUNTRY,
    INSTITUTION,
    MODALITY,
    PEOPLE,
    PROGRAMME,
    PUBLIC,
    SEX_AGE,
    TOTAL,
    Facts,
)
from publish.report.lines import CAPPED, Fault, Found, Pair, Rate, Reach
from snis.errors import ReportError
from snis.periods import MONTHS, Period

# What each cross of the coverage table tells: of which thing. Crosses that are not named are not used.
_TOLD = {
    "pais": TOTAL,
    "departamento": TOTAL,
    "municipio": TOTAL,
    "mes": TOTAL,
    "departamento_mes": TOTAL,
    "institucion": INSTITUTION,
    "programa": PROGRAMME,
    "modalidad": MODALITY,
    "departamento_institucion": INSTITUTION,
    "departamento_programa": PROGRAMME,
    "departamento_modalidad": MODALITY,
    "municipio_modalidad": MODALITY,
    "pueblo": PEOPLE,
    "departamento_pueblo": PEOPLE,
    "sexo_edad": SEX_AGE,
}
_CAPPED_FROM = ">="
_TABLES = ("open_cobertura", "open_coincidencia", "open_hallazgo", "open_calidad")


def public_facts(period: Period, bench: Bench, *, provisional: bool) -> Facts:
    """Everything that a public report of a period says.

    Raises:
        ReportError: nothing was published, or nothing of the period.
    """
    tables, digests = _published(bench)
    coverage = [row for row in _rows(tables, "open_cobertura") if row["anio"] <= period.year]
    release = released_month(bench)
    last_month = last_month_published(period, release)
    reach = tuple(_reach(coverage))
    span = f"{period.year:04d}"
    if not last_month or not any(item.span == span and not item.place for item in reach):
        raise ReportError(
            "la edición publicada no tiene cifras de ese período",
            place=period.code,
            remedy="Espere a la edición que lo cubra, o pida la edición interna (--edition interna).",
        )
    return Facts(
        edition=PUBLIC,
        title=bench.deployment.name,
        publisher=bench.deployment.publisher,
        period=period,
        span=span,
        last_month=last_month,
        provisional=provisional,
        source=f"datos abiertos, edición {release[0]:04d}-{release[1]:02d}",
        departments=departments_of(bench.deployment),
        municipalities=municipalities_of(bench.deployment),
        names=code_names(bench.deployment),
        reach=reach,
        rates=tuple(_rates(coverage, period.year)),
        pairs=tuple(
            Pair(
                row["departamento_codigo"] or COUNTRY, row["modalidad_a_codigo"], row["modalidad_b_codigo"],
                row["personas"],
            )
            for row in _rows(tables, "open_coincidencia")
            if row["anio"] == period.year
        ),
        findings=tuple(
            Found(
                row["regla_codigo"], row["tipo_hallazgo_codigo"], row["clase_codigo"],
                row["departamento_codigo"] or COUNTRY, row["personas"],
            )
            for row in _rows(tables, "open_hallazgo")
            if row["anio"] == period.year
        ),
        faults=tuple(_faults(_rows(tables, "open_calidad"), period)),
        places_printed=any(row["cruce_codigo"] == "municipio" and row["anio"] == period.year for row in coverage),
        inputs=digests,
    )  # fmt: skip


def released_month(bench: Bench) -> tuple[int, int]:
    """Year and month that the release in place is named after.

    Raises:
        ReportError: there is none.
    """
    release = (read_release(bench.store) or {}).get("edicion", "")
    if not release:
        raise ReportError(
            "no hay ninguna edición publicada",
            remedy="Una noche publica lo que pasa la compuerta: padron run. La edición interna no la necesita.",
        )
    year, month = release.split("-")
    return int(year), int(month)


def last_month_published(period: Period, release: tuple[int, int]) -> int:
    """The last month of the period's year of which a release tells; 0 when it is older than the period."""
    year, month = release
    last = MONTHS if year > period.year else month if year == period.year else 0
    return last if last >= period.first_month else 0


def _published(bench: Bench) -> tuple[dict[str, pa.Table], dict[str, str]]:
    tables, digests = {}, {}
    for folder in package_folders(bench):
        for name in _TABLES:
            path = folder / "data" / f"{name}.parquet"
            if path.is_file():
                tables[name] = pq.ParquetFile(path).read()
                digests[path.relative_to(bench.store.public).as_posix()] = hashlib.sha256(
                    path.read_bytes()
                ).hexdigest()
    return tables, digests


def _rows(tables: Mapping[str, pa.Table], name: str) -> list[dict[str, Any]]:
    """Rows of a released table; of the coverage, those of the crosses that are told."""
    if name not in tables:
        return []
    table = tables[name]
    if "cruce_codigo" in table.column_names:
        table = table.filter(pc.is_in(table["cruce_codigo"], value_set=pa.array(sorted(_TOLD))))
    return list(table.to_pylist())


def _reach(coverage: list[dict[str, Any]]) -> Iterator[Reach]:
    for row in coverage:
        kind = _TOLD.get(row["cruce_codigo"])
        if kind is None:
            continue
        span = f"{row['anio']:04d}" if row["mes"] is None else f"{row['anio']:04d}-{row['mes']:02d}"
        place = row["municipio_codigo"] or row["departamento_codigo"] or COUNTRY
        yield Reach(span, place, kind, _code(row, kind), row["personas"], row["entregas"], row["monto_gtq"])


def _code(row: dict[str, Any], kind: str) -> str:
    if kind == TOTAL:
        return ""
    if kind == SEX_AGE:
        return f"{row['sexo_codigo']}|{row['edad_grupo_codigo']}"
    return str(row[f"{kind}_codigo"])


def _rates(coverage: list[dict[str, Any]], year: int) -> Iterator[Rate]:
    for row in coverage:
        state = row["tasa_cobertura_estado_codigo"]
        if (
            row["anio"] != year
            or row["mes"] is not None
            or _TOLD.get(row["cruce_codigo"]) != TOTAL
            or state is None
        ):
            continue
        value, reason = row["tasa_cobertura_pct"], "calculada"
        if str(state).startswith(_CAPPED_FROM):
            value, reason = float(str(state).removeprefix(_CAPPED_FROM)), CAPPED
        elif value is None:
            reason = "sin_denominador"
        place = row["municipio_codigo"] or row["departamento_codigo"] or COUNTRY
        yield Rate(
            place,
            "poblacion",
            value,
            row["personas"],
            None,
            row["poblacion_anio"],
            "proyecciones de población",
            "",
            reason,
        )


def _faults(quality: list[dict[str, Any]], period: Period) -> Iterator[Fault]:
    for row in quality:
        if row["anio"] == period.year and period.first_month <= row["mes"] <= period.last_month:
            yield Fault(
                row["institucion_codigo"], f"{row['anio']:04d}-{row['mes']:02d}", row["regla_calidad_codigo"],
                row["registros_revisados"], row["registros_con_falla"],
            )  # fmt: skip

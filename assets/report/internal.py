"""The facts of an internal report: exact figures from the tables of the night.

Belongs here: turning rows of the statements beside into facts. Does not belong here: anything public (public.py), or
what is said of the figures (publish/report). Nothing of the restricted universe is read below the country.
"""

from collections.abc import Iterator
from typing import Any

from assets.open.code_names import code_names
from assets.report.intake import STATEMENTS as INTAKE
from assets.report.intake import received_in
from assets.report.reading import digests_of, rows_of_statement
from assets.resources import Bench
from publish.report.facts import INTERNAL, Department, Facts, Municipality
from publish.report.lines import AtOnce, Fault, Found, Pair, Quote, Rate, Reach, Universe, Waiting
from snis.deployment import Deployment
from snis.errors import ReportError
from snis.indicators.loader import own_indicators, shipped_indicators
from snis.periods import Kind, Period

# Of those whose place count is known, nobody can be reached who is not counted.
_WHOLE_POPULATION = frozenset({"poblacion", "censo"})
_STATEMENTS = (
    "informe_alcance",
    "informe_calidad",
    "informe_coincidencia",
    "informe_espera",
    "informe_hallazgo",
    "informe_indicador",
    "informe_mes",
    "informe_simultanea",
    "informe_tasa",
    "informe_universo",
)
_DECIMALS = 10_000


def internal_facts(period: Period, bench: Bench, *, provisional: bool) -> Facts:
    """Everything that an internal report of a period says.

    Raises:
        ReportError: nothing was delivered in the period.
    """
    last_month = _last_month(period, bench)
    values = _values(period)
    received = received_in(period, bench)
    names = code_names(bench.deployment) | indicator_names(bench)
    return Facts(
        edition=INTERNAL,
        title=bench.deployment.name,
        publisher=bench.deployment.publisher,
        period=period,
        span=period.code,
        last_month=last_month,
        provisional=provisional,
        source="tablas internas del registro",
        departments=departments_of(bench.deployment),
        municipalities=municipalities_of(bench.deployment),
        names=names,
        reach=tuple(_reach(row) for row in rows_of_statement("informe_alcance", values, bench)),
        rates=tuple(_rate(row) for row in rows_of_statement("informe_tasa", values, bench)),
        pairs=tuple(Pair(*row) for row in rows_of_statement("informe_coincidencia", values, bench)),
        at_once=tuple(AtOnce(*row) for row in rows_of_statement("informe_simultanea", values, bench)),
        findings=tuple(_found(row) for row in rows_of_statement("informe_hallazgo", values, bench)),
        waiting=tuple(Waiting(*row) for row in rows_of_statement("informe_espera", values, bench)),
        faults=tuple(_faults(period, values, bench)),
        intake=received.intake,
        universes=tuple(Universe(*row) for row in rows_of_statement("informe_universo", values, bench)),
        quotes=tuple(Quote(*row) for row in rows_of_statement("informe_indicador", values, bench)),
        inputs={
            **digests_of((*_STATEMENTS, *INTAKE), bench),
            **{f"transferencia/{key}": digest for key, digest in received.transfers.items()},
        },
    )


def departments_of(deployment: Deployment) -> tuple[Department, ...]:
    """Every department with its place on the tile map."""
    return tuple(
        Department(item.code, item.name, item.label, item.tile_row, item.tile_column)
        for item in deployment.territory.departments
    )


def municipalities_of(deployment: Deployment) -> tuple[Municipality, ...]:
    """Every municipality."""
    found = (
        Municipality(item.code, item.name, item.department) for item in deployment.territory.municipalities
    )
    return tuple(sorted(found, key=lambda item: item.code))


def indicator_names(bench: Bench) -> dict[str, dict[str, str]]:
    """Names and units of the indicators of the catalogue and of the deployment."""
    deployment = bench.deployment
    known = (*shipped_indicators(), *own_indicators(deployment.folder, deployment.institution_codes))
    return {
        "indicador": {item.codigo: item.nombre for item in known},
        "indicador_unidad": {item.codigo: item.unidad for item in known},
    }


def _values(period: Period) -> dict[str, object]:
    return {
        "tipo": str(period.kind),
        "numero": period.number,
        "anio": period.year,
        "primer_mes": period.first_month,
        "ultimo_mes": period.last_month,
        "periodo": period.code,
        "anio_codigo": f"{period.year:04d}",
    }


def _last_month(period: Period, bench: Bench) -> int:
    rows = rows_of_statement("informe_mes", {"anio": period.year}, bench)
    month = rows[0][0] if rows else None
    if month is None or month < period.first_month:
        raise ReportError(
            "no hay entregas de ese período",
            place=period.code,
            remedy="Revise el período, y que la última noche haya terminado (padron status).",
        )
    return int(month)


def _reach(row: tuple[Any, ...]) -> Reach:
    kind, year, number, place, subject, code, persons, deliveries, amount = row
    return Reach(Period(Kind(kind), year, number).code, place, subject, code, persons, deliveries, amount)


def _rate(row: tuple[Any, ...]) -> Rate:
    place, code, persons, whole, year, source, method = row
    value, reason = None, "calculada"
    if whole == 0:
        reason = "denominador_cero"
    elif persons > whole and code in _WHOLE_POPULATION:
        reason = "supera_denominador"
    else:
        # Whole ten-thousandths, half up, like the indicators.
        value = ((2 * persons * 100 * _DECIMALS + whole) // (2 * whole)) / _DECIMALS
    return Rate(place, code, value, persons, whole, year, source, method, reason)


def _found(row: tuple[Any, ...]) -> Found:
    place, rule, kind, timing, persons, findings, paid = row
    return Found(rule, kind, timing, place, persons, findings, paid)


def _faults(period: Period, values: dict[str, object], bench: Bench) -> Iterator[Fault]:
    for institution, month, rule, checked, failing in rows_of_statement("informe_calidad", values, bench):
        yield Fault(institution, f"{period.year:04d}-{month:02d}", rule, checked, failing)

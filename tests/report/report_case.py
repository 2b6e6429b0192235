"""A small country for reports: two departments, four municipalities, figures given as short literals."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from publish.report.facts import (
    INTERNAL,
    MODALITY,
    PROGRAMME,
    PUBLIC,
    SEX,
    TOTAL,
    Department,
    Edition,
    Facts,
    Municipality,
)
from publish.report.lines import Fault, Found, Intake, Pair, Rate, Reach, Universe, Waiting
from snis.periods import parse

DEPARTMENTS = (
    Department("08", "Totonicapán", "TOT", 3, 3),
    Department("16", "Alta Verapaz", "AVE", 2, 4),
)
MUNICIPALITIES = (
    Municipality("0801", "Totonicapán", "08"),
    Municipality("0802", "San Cristóbal Totonicapán", "08"),
    Municipality("1601", "Cobán", "16"),
    Municipality("1605", "Tamahú", "16"),
)
NAMES = {
    "departamento": {item.code: item.name for item in DEPARTMENTS},
    "municipio": {item.code: item.name for item in MUNICIPALITIES},
    "programa": {"bono-social": "Bono Social", "bolsa-social": "Bolsa Social", "pam": "Adulto Mayor"},
    "modalidad": {"P02": "Bono Social, Educación", "P04": "Bolsa Social"},
    "institucion": {"mides": "Ministerio de Desarrollo Social", "mineduc": "Ministerio de Educación"},
    "sexo": {"F": "Mujer", "M": "Hombre"},
    "regla": {"COI-03": "Bono Social y Bolsa Social a la vez"},
    "regla_calidad": {"CUI-01": "CUI que no se sostiene"},
}


def facts(edition: Edition = INTERNAL, period: str = "2026-S1", **changed: Any) -> Facts:
    """Facts without any figure but those that are given."""
    span = period[:4] if edition == PUBLIC else period
    made = Facts(
        edition=edition,
        title="Padrón de prueba",
        publisher={
            "name": "Ministerio de prueba",
            "email": "datos@example.org",
            "url": "https://example.org",
        },
        period=parse(period),
        span=span,
        last_month=parse(period).last_month,
        provisional=False,
        source="datos abiertos, edición 2026-06" if edition == PUBLIC else "tablas internas del registro",
        departments=DEPARTMENTS,
        municipalities=MUNICIPALITIES,
        names=NAMES,
    )
    return replace(made, **changed)


def reach(span: str, place: str, persons: int, kind: str = TOTAL, code: str = "") -> Reach:
    """Persons reached; three deliveries of 100 quetzales each."""
    return Reach(span, place, kind, code, persons, persons * 3, Decimal(persons * 300))


def split(span: str, place: str, kind: str, persons: dict[str, int]) -> list[Reach]:
    """The persons of a place by one thing."""
    return [reach(span, place, count, kind, code) for code, count in persons.items()]


def rate(place: str, value: float | None, reason: str = "calculada", year: int | None = 2021) -> Rate:
    """A coverage rate over the population."""
    return Rate(place, "poblacion", value, 100, 1000, year, "INE", "ultimo", reason)


def whole(edition: Edition = INTERNAL, *, coban: int = 105) -> Facts:
    """Facts of every kind; Cobán has as many persons as asked for."""
    span = "2026" if edition == PUBLIC else "2026-S1"
    lines: Sequence[Reach] = (
        reach(span, "", coban + 60),
        reach(span, "08", 60),
        reach(span, "16", coban),
        reach(span, "0801", 60),
        reach(span, "1601", coban),
        *(reach(f"2026-{month:02d}", "", 20 + 5 * month) for month in range(1, 7)),
        *(reach(f"2026-{month:02d}", "16", 10 + 5 * month) for month in range(1, 7)),
        *split(span, "", PROGRAMME, {"bono-social": coban, "bolsa-social": 65}),
        *split(span, "16", PROGRAMME, {"bono-social": coban}),
        *split(span, "1601", MODALITY, {"P02": coban, "P04": 15}),
        *split(span, "", "institucion", {"mides": coban + 60}),
    )
    if edition == PUBLIC:
        return facts(
            PUBLIC,
            reach=lines,
            # A printed rate tells neither what was divided nor by how many.
            rates=tuple(
                replace(item, persons=None, whole=None, method="")
                for item in (rate("", 0.1), rate("16", 7.2), rate("1601", 95.0, "tope"))
            ),
            pairs=(Pair("", "P02", "P04", 15),),
            faults=(Fault("mides", "2026-03", "CUI-01", 1200, None),),
            inputs={"datasets/cobertura/2026-06/data/open_cobertura.parquet": "a" * 64},
        )
    return facts(
        INTERNAL,
        reach=(*lines, *split(span, "1601", SEX, {"F": coban - 40, "M": 40})),
        rates=(rate("", 0.1), rate("16", 7.2), rate("1601", 9.4)),
        pairs=(Pair("", "P02", "P04", 13), Pair("16", "P02", "P04", 13)),
        findings=(Found("COI-03", "coincidencia", "incompatible", "", 13, 13, Decimal(3900)),),
        waiting=(Waiting("notificado", "0 a 30", 12), Waiting("resuelto", "181 o más", 1)),
        faults=(Fault("mides", "2026-03", "CUI-01", 1203, 7),),
        intake=(Intake("mides", 3, 2, 1, 0, 500, 480, 15, 5, 480, 470, 460, 400),),
        universes=(Universe("todas", coban + 70, 900, None), Universe("publica", coban + 60, 800, None)),
        inputs={"out_alcance": "b" * 64, "transferencia/T05765993b366e7aa": "c" * 64},
    )

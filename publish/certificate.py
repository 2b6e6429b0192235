"""The certificate of a published dataset: four dimensions, from what is published and nothing else.

Belongs here: making certificado.json of a package, and judging one by the files beside it. Does not belong here: the
measures of the package's own tables (quality_report.py), certificates of deliveries (snis/certificate.py).

The four dimensions are those of the open-data policy (domain.md, S33). Two of them say nothing but of the package:
estructurados (cells as their contract says) and oportunos (how old the last figure is). veridicos is the worst of
three: keys that stand once, codes that have a name, and the dimension of the deliveries that does worst, read from the
dataset of quality as it is published, rounded and with its small counts withheld. So nothing exact of any institution
is behind it. completos: tables that have rows.

A package tells no day finer than the month and no digest but those of its files: so issue and end are months.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from publish.quality_report import TableQuality
from snis.certificate import DATASET
from snis.errors import QualityError
from snis.quality_policy import QualityPolicy
from snis.scorecard import FORMULA, NO_LEVEL, as_points

CERTIFICATE = "certificado.json"
REPORT = "informe_calidad.json"
# The dataset whose rows say how the deliveries were, and its table.
QUALITY_TABLE = "open_calidad"
# Hundredths of a point for each month that a figure is old, beyond the first.
_PER_MONTH = 1000
_FULL = 10_000
_MONTHLY, _MONTHS = 7, 12

DeliveredRules = Sequence[Mapping[str, Any]]


def rules_of(rows: Iterable[Mapping[str, Any]], dimensions: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the published rows of quality add up to by rule; a count that is withheld adds nothing."""
    checked: dict[str, int] = defaultdict(int)
    failing: dict[str, int] = defaultdict(int)
    for row in rows:
        rule = str(row["regla_calidad_codigo"])
        checked[rule] += int(row["registros_revisados"] or 0)
        failing[rule] += int(row["registros_con_falla"] or 0)
    return [
        {"regla": rule, "dimension": dimensions[rule], "revisados": checked[rule], "fallas": failing[rule]}
        for rule in sorted(checked)
        if rule in dimensions
    ]


def dataset_certificate(
    measured: Sequence[TableQuality],
    *,
    dataset: str,
    release: str,
    delivered: DeliveredRules,
    policy: QualityPolicy,
) -> str:
    """certificado.json of a package."""
    content: dict[str, Any] = {
        "certificado": DATASET,
        "formula": FORMULA,
        "conjunto": dataset,
        "edicion": release,
        "niveles": [
            {
                "nivel": level.name,
                "minimo_total": level.least_score,
                "minimo_dimension": level.least_dimension,
                "meses": level.months,
            }
            for level in policy.levels
        ],
        "minimo_para_publicar": policy.floor,
        "tablas": [
            {
                "tabla": item.table,
                "registros": item.rows,
                "celdas": item.cells,
                "celdas_validas": item.valid,
                "llaves_sin_repetir": item.unique,
                "codigos": item.codes,
                "codigos_con_nombre": item.named,
                "ultimo_periodo": item.last,
            }
            for item in measured
        ],
        "entregas": [dict(item) for item in delivered],
        "emitido": release,
    }
    return json.dumps({**content, **verdict_of(content)}, ensure_ascii=False, indent=2) + "\n"


def verdict_of(certificate: Mapping[str, Any]) -> dict[str, Any]:
    """Points, level and end that follow from the evidence of a certificate."""
    grades = _grades(certificate)
    told = [value for value in grades.values() if value is not None]
    total = sum(told) // len(told) if told else 0
    least = min(told, default=0)
    level = next(
        (
            item
            for item in certificate["niveles"]
            if total >= item["minimo_total"] * 100 and least >= item["minimo_dimension"] * 100
        ),
        None,
    )
    return {
        "dimensiones": {name: None if value is None else as_points(value) for name, value in grades.items()},
        "total": as_points(total),
        "nivel": level["nivel"] if level else NO_LEVEL,
        "vence": _month_after(str(certificate["emitido"]), int(level["meses"])) if level else None,
    }


def under_the_floor(certificate: Mapping[str, Any]) -> list[str]:
    """For what a dataset may not be published: its form, or a dimension of the deliveries that it is made of.

    The other two dimensions only lower the level: what is late or does not cover everything yet is still true.
    """
    floor = int(certificate["minimo_para_publicar"]) * 100
    points = {
        "estructurados": _grades(certificate)["estructurados"],
        "entregas": _worst_delivered(certificate["entregas"]),
    }
    return [name for name, value in points.items() if value is not None and value < floor]


def problems_of(certificate: Mapping[str, Any], report: bytes | None, quality_csv: bytes | None) -> list[str]:
    """What does not hold of a certificate, by its own evidence and by the published files.

    Args:
        certificate: its content.
        report: informe_calidad.json of the same package; None when it is not at hand.
        quality_csv: the rows of quality of the same release; None when they are not at hand, as after a withdrawal.

    Raises:
        QualityError: a file is not what it should be.
    """
    try:
        said = verdict_of(certificate)
        found = [
            f"{name}: dice {certificate.get(name)!r} y de la evidencia sale {value!r}"
            for name, value in said.items()
            if certificate.get(name) != value
        ]
        if certificate["formula"] != FORMULA:
            found.append(f"la fórmula es la {certificate['formula']} y aquí se conoce la {FORMULA}")
        if report is None:
            found.append(f"junto al certificado no está {REPORT}")
        elif _reported(json.loads(report)) != _reported_in(certificate):
            found.append(f"las tablas no son las que mide {REPORT}")
        if quality_csv is not None and _delivered_in(quality_csv, certificate) != certificate["entregas"]:
            found.append("las entregas no son las que suma el conjunto de calidad de la misma edición")
    except (KeyError, TypeError, ValueError, IndexError):
        raise QualityError("no es un certificado que se pueda leer", place=CERTIFICATE) from None
    return found


def published_beside(path: Path, release: str) -> tuple[bytes | None, bytes | None]:
    """The quality report of the package in which a certificate lies, and the rows of quality of its release."""
    report = path.with_name(REPORT)
    found = sorted(path.parent.parent.parent.glob(f"*/{release}/data/{QUALITY_TABLE}.csv"))
    return (
        report.read_bytes() if report.is_file() else None,
        found[0].read_bytes() if found else None,
    )


def _delivered_in(quality_csv: bytes, certificate: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = csv.DictReader(io.StringIO(quality_csv.decode("utf-8-sig")))
    return rules_of(rows, {item["regla"]: item["dimension"] for item in certificate["entregas"]})


def _grades(certificate: Mapping[str, Any]) -> dict[str, int | None]:
    """Hundredths of a point by dimension; None where nothing was published that could be judged."""
    tables = certificate["tablas"]

    def share(part: str, whole: str) -> int | None:
        total = sum(item[whole] for item in tables)
        return _FULL * sum(item[part] for item in tables) // total if total else None

    filled = [item for item in tables if item["registros"]]
    true = [
        share("llaves_sin_repetir", "registros"),
        share("codigos_con_nombre", "codigos"),
        _worst_delivered(certificate["entregas"]),
    ]
    ages = [_months_old(item["ultimo_periodo"], str(certificate["edicion"])) for item in filled]
    return {
        "estructurados": share("celdas_validas", "celdas"),
        "veridicos": min((value for value in true if value is not None), default=None),
        "completos": _FULL * len(filled) // len(tables) if tables else None,
        "oportunos": min((max(0, _FULL - _PER_MONTH * max(0, age - 1)) for age in ages), default=None),
    }


def _worst_delivered(delivered: DeliveredRules) -> int | None:
    """The dimension of the deliveries that does worst; a row breaks one rule at most, so that shares add up."""
    losses: dict[str, int] = defaultdict(int)
    for item in delivered:
        if item["revisados"]:
            losses[item["dimension"]] += -(-_FULL * item["fallas"] // item["revisados"])
    return max(0, _FULL - max(losses.values())) if losses else None


def _months_old(last: str, release: str) -> int:
    """Months from the last figure to the month of the release; a table by years is as new as its year."""
    if not last:
        return 0
    if len(last) < _MONTHLY:
        return max(0, int(release[:4]) - int(last)) * _MONTHS
    return max(0, _month_number(release) - _month_number(last))


def _month_number(month: str) -> int:
    return int(month[:4]) * _MONTHS + int(month[5:7]) - 1


def _month_after(month: str, months: int) -> str:
    year, number = divmod(_month_number(month) + months, _MONTHS)
    return f"{year:04d}-{number + 1:02d}"


def _reported(report: Mapping[str, Any]) -> list[tuple[object, ...]]:
    return [
        (
            item["tabla"],
            item["registros"],
            item["estructurados"]["celdas"],
            item["estructurados"]["celdas_validas"],
            item["veridicos"]["llaves_sin_repetir"],
            item["veridicos"]["codigos"],
            item["veridicos"]["codigos_con_nombre"],
            item["oportunos"]["ultimo_periodo"],
        )
        for item in report["tablas"]
    ]


def _reported_in(certificate: Mapping[str, Any]) -> list[tuple[object, ...]]:
    names = (
        "tabla", "registros", "celdas", "celdas_validas", "llaves_sin_repetir", "codigos", "codigos_con_nombre",
        "ultimo_periodo",
    )  # fmt: skip
    return [tuple(item[name] for name in names) for item in certificate["tablas"]]

"""The certificate of a delivery: its level, the evidence, when it was issued and until when it holds.

Belongs here: making one out of evidence, and judging one by its evidence alone. Does not belong here: points and levels
(scorecard.py), files (assets/certificates.py), certificates of published datasets (publish/certificate.py).

A certificate holds counts, codes and dates; no value of any row. It carries the policy by which it was given, so that
whoever has the file needs nothing else.
"""

import calendar
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from snis.canonical import canonical
from snis.errors import QualityError
from snis.quality_policy import QualityPolicy
from snis.scorecard import FORMULA, NO_LEVEL, Measure, Score, Sign, as_points, level_of, score

DELIVERY, DATASET = "entrega", "conjunto"
SEAL = "huella"


@dataclass(frozen=True)
class Delivered:
    """Whose delivery it is, and what was measured of it.

    Attributes:
        institution, contract, period: who sent it, under which contract, about what.
        transfer, sha256: the file.
        received: when it came; the certificate is issued on that day.
        refused: whether it was refused whole.
        measures, signs: the evidence.
        past: hundredths of its usual total, or None.
    """

    institution: str
    contract: str
    period: str
    transfer: str
    sha256: str
    received: date
    refused: bool
    measures: Sequence[Measure]
    signs: Sequence[Sign]
    past: int | None


def delivery_certificate(delivered: Delivered, policy: QualityPolicy) -> dict[str, Any]:
    """The certificate of a delivery."""
    content: dict[str, Any] = {
        "certificado": DELIVERY,
        "formula": FORMULA,
        "institucion": delivered.institution,
        "contrato": delivered.contract,
        "periodo": delivered.period,
        "transferencia": delivered.transfer,
        "archivo_sha256": delivered.sha256,
        "politica_huella": policy.digest,
        "politica": policy.model_dump(mode="json"),
        "evidencia": {
            "rechazada": delivered.refused,
            "pasado": None if delivered.past is None else as_points(delivered.past),
            "medidas": [_measure_out(item) for item in delivered.measures],
            "senales": [_sign_out(item) for item in delivered.signs],
        },
        "emitido": delivered.received.isoformat(),
    }
    return sealed({**content, **_verdict(content, policy)})


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """A content with its own digest, by which a change that was not meant shows."""
    return {**content, SEAL: _digest(content)}


def problems_of(certificate: Mapping[str, Any]) -> list[str]:
    """What does not hold of a delivery's certificate, judged by its own evidence; empty when all of it does.

    Raises:
        QualityError: the file is no certificate that can be read.
    """
    try:
        policy = QualityPolicy.model_validate(certificate["politica"])
        said = _verdict(certificate, policy)
        found = [
            f"{name}: dice {certificate.get(name)!r} y de la evidencia sale {value!r}"
            for name, value in said.items()
            if certificate.get(name) != value
        ]
        if certificate["formula"] != FORMULA:
            found.append(f"la fórmula es la {certificate['formula']} y aquí se conoce la {FORMULA}")
        if certificate["politica_huella"] != policy.digest:
            found.append("la huella de la política no es la de la política que trae")
        if certificate[SEAL] != _digest(certificate):
            found.append("la huella del certificado no es la de su contenido")
    except (KeyError, TypeError, ValueError, ValidationError, ArithmeticError):
        raise QualityError("no es un certificado que se pueda leer") from None
    return found


def _verdict(content: Mapping[str, Any], policy: QualityPolicy) -> dict[str, Any]:
    """Points, level and end that follow from the evidence."""
    evidence = content["evidencia"]
    signs = [_sign_in(item) for item in evidence["senales"]]
    found: Score = score(
        [_measure_in(item) for item in evidence["medidas"]],
        policy.weights.by_dimension(),
        signs,
        past=None if evidence["pasado"] is None else hundredths(evidence["pasado"]),
        refused=bool(evidence["rechazada"]),
    )
    level = level_of(found, policy, signs=bool(signs))
    issued = date.fromisoformat(content["emitido"])
    return {
        "dimensiones": {name: as_points(value) for name, value in found.dimensions.items()},
        "total_sin_senales": as_points(found.base),
        "total": as_points(found.total),
        "nivel": level.name if level else NO_LEVEL,
        "vence": months_after(issued, level.months).isoformat() if level else None,
    }


def months_after(day: date, months: int) -> date:
    """The same day some months later; the last one of a month that has no such day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def hundredths(text: str) -> int:
    """Points as they are written, as hundredths."""
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0")[:2] or 0)


def _digest(content: Mapping[str, Any]) -> str:
    kept = {name: value for name, value in content.items() if name != SEAL}
    return hashlib.sha256(canonical(kept).encode()).hexdigest()


def _measure_out(item: Measure) -> dict[str, Any]:
    return {
        "dimension": item.dimension,
        "regla": item.code,
        "clase": item.kind,
        "puntuada": item.scored,
        "revisados": item.checked,
        "fallas": item.failing,
    }


def _measure_in(item: Mapping[str, Any]) -> Measure:
    return Measure(
        str(item["dimension"]),
        str(item["regla"]),
        str(item["clase"]),
        int(item["revisados"]),
        int(item["fallas"]),
        scored=bool(item["puntuada"]),
    )


def _sign_out(item: Sign) -> dict[str, Any]:
    return {
        "senal": item.code,
        "columna": item.column,
        "puntos": as_points(item.points),
        "antes": item.usual,
        "ahora": item.found,
    }


def _sign_in(item: Mapping[str, Any]) -> Sign:
    return Sign(
        str(item["senal"]),
        str(item["columna"]),
        hundredths(item["puntos"]),
        int(item["antes"]),
        int(item["ahora"]),
    )

"""Certificates of deliveries: made from evidence, and judged by the certificate alone."""

import json
from datetime import date
from typing import Any

import pytest

from snis.certificate import Delivered, delivery_certificate, months_after, problems_of, sealed
from snis.errors import QualityError
from snis.quality_policy import DIMENSIONS, QualityPolicy
from snis.scorecard import Measure, Sign

DELIVERED = Delivered(
    institution="mintrab",
    contract="mintrab-adulto-mayor",
    period="2026-04",
    transfer="T" + "a" * 16,
    sha256="0" * 64,
    received=date(2026, 8, 31),
    refused=False,
    measures=[Measure(dimension, "X", "fila", 100, 6) for dimension in DIMENSIONS],
    signs=[],
    past=None,
)


def certificate(**changed: Any) -> dict[str, Any]:
    made = delivery_certificate(Delivered(**{**vars(DELIVERED), **changed}), QualityPolicy())
    return dict(json.loads(json.dumps(made)))


def test_it_says_level_points_and_until_when_and_holds() -> None:
    made = certificate()
    assert (made["nivel"], made["total"], made["emitido"], made["vence"]) == (
        "plata",
        "94.00",
        "2026-08-31",
        "2027-02-28",
    )
    assert problems_of(made) == []


def test_a_refused_delivery_has_no_level_and_no_end() -> None:
    made = certificate(refused=True)
    assert (made["nivel"], made["total"], made["vence"]) == ("sin_nivel", "0.00", None)


def test_signs_and_the_own_past_are_part_of_the_evidence() -> None:
    made = certificate(signs=[Sign("tope", "", 0, 100, 90)], past=8000)
    assert (made["total_sin_senales"], made["total"], made["nivel"]) == ("94.00", "80.00", "bronce")
    assert problems_of(made) == []


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("nivel", "oro", "nivel"),
        ("total", "99.00", "total"),
        ("vence", "2030-01-01", "vence"),
        ("politica_huella", "0" * 64, "política"),
    ],
)
def test_a_claim_that_its_evidence_does_not_bear_is_found(key: str, value: str, said: str) -> None:
    forged = sealed({**certificate(), key: value})
    (problem,) = problems_of(forged)
    assert said in problem


def test_evidence_that_was_changed_is_found_twice() -> None:
    forged = certificate()
    forged["evidencia"]["medidas"][0]["fallas"] = 0
    found = problems_of(forged)
    assert any("total" in problem for problem in found)
    assert any("contenido" in problem for problem in found)


def test_what_is_no_certificate_says_so() -> None:
    with pytest.raises(QualityError, match="no es un certificado"):
        problems_of({"certificado": "entrega"})


def test_months_end_where_a_month_has_no_such_day() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)

"""Exact coincidence cells by year, department and pair."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from snis.pseudonym import record_key
from tests.sql.out_case import RECORD_KEY, Rows, built, columns

ANA, BETO = "a" * 32, "b" * 32
MODALITIES = [
    {"modalidad_codigo": "P04", "visibilidad_codigo": "publica"},
    {"modalidad_codigo": "P16", "visibilidad_codigo": "publica"},
    {"modalidad_codigo": "P38", "visibilidad_codigo": "sensible"},
    {"modalidad_codigo": "P51", "visibilidad_codigo": "restringida"},
]
VISIBILITY = {row["modalidad_codigo"]: row["visibilidad_codigo"] for row in MODALITIES}


def shared(
    persona: str, month: int, days: int, *, pair: tuple[str, str] = ("P04", "P16"), year: int = 2026
) -> Any:
    return {
        "persona_id": persona, "modalidad_a_codigo": pair[0], "modalidad_b_codigo": pair[1],
        "mes_inicio_fecha": date(year, month, 1), "traslape_dias": days,
    }  # fmt: skip


def delivered(persona: str, modality: str, department: str = "08", year: int = 2026) -> dict[str, Any]:
    return {
        "persona_id": persona, "modalidad_codigo": modality, "departamento_codigo": department, "anio": year,
        "visibilidad_codigo": VISIBILITY.get(modality, "restringida"),
    }  # fmt: skip


def cells(found: Rows, facts: Rows) -> Rows:
    return built(
        "out_coincidencia", link_coincidencia=found, out_hecho_entrega=facts, ref_modalidad=MODALITIES
    )


def test_a_whole_small_table() -> None:
    rows = cells(
        [shared(ANA, 1, 31), shared(ANA, 2, 5), shared(BETO, 2, 1), shared(BETO, 1, 2, year=2027)],
        [
            *[delivered(ANA, "P04")] * 2, delivered(ANA, "P16"), delivered(ANA, "P38"),
            delivered(ANA, "P04", year=2025), delivered(BETO, "P04", "16"), delivered(BETO, "P16", "16"),
            delivered("c" * 32, "P16"),
        ],
    )  # fmt: skip
    ana, beto = (record_key(RECORD_KEY, person) for person in (ANA, BETO))
    pair = ("P04", "P16", "publica")
    assert [tuple(row.values()) for row in rows] == [
        (2026, None, *pair, 2, 5, 37, Decimal((ana + beto) % 2**64)),
        (2026, "08", *pair, 1, 3, 36, Decimal(ana)),
        (2026, "16", *pair, 1, 2, 1, Decimal(beto)),
        (2027, None, *pair, 1, 0, 2, Decimal(beto)),
        (2027, "16", *pair, 1, 0, 2, Decimal(beto)),
    ]


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (("P04", "P16"), [("publica", None), ("publica", "08")]),
        (("P04", "P38"), [("sensible", None), ("sensible", "08")]),
        (("P04", "P51"), [("restringida", None)]),
        (("P38", "P51"), [("restringida", None)]),
        (("P04", "P99"), [("restringida", None)]),
    ],
)
def test_a_pair_is_as_reserved_as_its_more_reserved_half(
    pair: tuple[str, str], expected: list[tuple[str, str | None]]
) -> None:
    rows = cells([shared(ANA, 1, 3, pair=pair)], [delivered(ANA, code) for code in pair])
    assert columns(rows, "visibilidad_codigo", "departamento_codigo") == expected


def test_the_department_of_a_public_pair_is_the_public_one() -> None:
    rows = cells(
        [shared(ANA, 1, 3)], [delivered(ANA, "P04"), delivered(ANA, "P16"), delivered(ANA, "P51", "01")]
    )
    assert [row["departamento_codigo"] for row in rows] == [None, "08"]

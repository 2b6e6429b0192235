"""Two modalities on the same days."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sql.out_case import Rows, built, columns

ANA, BETO = "a" * 32, "b" * 32
MONTHS = [
    {"mes_inicio_fecha": date(year, month, 1), "mes_fin_fecha": date(year, month, monthrange(year, month)[1])}
    for year in (2025, 2026)
    for month in range(1, 13)
]


def covering(
    modality: str,
    first: date,
    last: date,
    *,
    day: date | None = None,
    persona: str | None = ANA,
    amount: str = "0",
) -> dict[str, Any]:
    """A delivery that covers first to last, handed over on the first day unless told."""
    return {
        "persona_id": persona, "modalidad_codigo": modality, "entrega_fecha": day or first,
        "periodo_inicio_fecha": first, "periodo_fin_fecha": last, "monto_gtq": Decimal(amount),
    }  # fmt: skip


def found(*deliveries: dict[str, Any]) -> Rows:
    return built("link_coincidencia", link_entrega=deliveries, ref_calendario=MONTHS)


JANUARY = (date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_a_whole_small_table() -> None:
    rows = found(
        covering("P05", *YEAR, day=date(2026, 1, 20), amount="1000"),
        covering("P04", *JANUARY, amount="250"),
        covering("P04", *FEBRUARY, day=date(2026, 2, 10), amount="250.50"),
        covering("P04", *FEBRUARY, day=date(2026, 2, 28), amount="1"),
        covering("P04", *JANUARY, persona=BETO),
        covering("P04", *JANUARY, persona=None),
        covering("P05", *JANUARY, persona=None),
    )
    pair = {"persona_id": ANA, "modalidad_a_codigo": "P04", "modalidad_b_codigo": "P05"}
    assert rows == [
        pair | {
            "mes_inicio_fecha": date(2026, 1, 1), "traslape_dias": 31, "entregas_a": 1, "entregas_b": 1,
            "monto_a_gtq": Decimal("250.00"), "monto_b_gtq": Decimal("1000.00"),
        },
        pair | {
            "mes_inicio_fecha": date(2026, 2, 1), "traslape_dias": 28, "entregas_a": 2, "entregas_b": 1,
            "monto_a_gtq": Decimal("251.50"), "monto_b_gtq": Decimal("0.00"),
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 1, 31), date(2026, 1, 31), 1),
        (date(2025, 12, 1), date(2026, 1, 1), 1),
        (date(2026, 1, 10), date(2026, 1, 19), 10),
        (date(2025, 12, 31), date(2025, 12, 31), None),
        (date(2026, 2, 1), date(2026, 2, 3), None),
    ],
)
def test_the_overlap_is_counted_in_days(first: date, last: date, expected: int | None) -> None:
    rows = found(covering("P04", *JANUARY), covering("P41", first, last))
    assert [row["traslape_dias"] for row in rows] == ([] if expected is None else [expected])


def test_days_covered_twice_count_once() -> None:
    rows = found(
        covering("P04", date(2026, 1, 1), date(2026, 1, 10)),
        covering("P04", date(2026, 1, 5), date(2026, 1, 15)),
        covering("P41", *JANUARY),
    )
    assert columns(rows, "traslape_dias", "entregas_a") == [(15, 2)]


def test_the_same_modality_twice_is_no_coincidence() -> None:
    assert found(covering("P04", *JANUARY), covering("P04", *JANUARY)) == []


def test_the_same_month_without_a_common_day_is_no_coincidence() -> None:
    assert found(covering("P04", *JANUARY[:1] * 2), covering("P41", *JANUARY[1:] * 2)) == []


def test_three_modalities_make_three_pairs() -> None:
    rows = found(*(covering(code, *JANUARY) for code in ("P41", "P04", "P16")))
    assert columns(rows, "modalidad_a_codigo", "modalidad_b_codigo") == [
        ("P04", "P16"), ("P04", "P41"), ("P16", "P41"),
    ]  # fmt: skip


def test_months_that_the_data_have_not_reached_do_not_count() -> None:
    rows = found(
        covering("P18", *YEAR),
        covering("P32", *YEAR, day=date(2026, 2, 1)),
        covering("P41", date(2026, 3, 31), date(2026, 3, 31), persona=BETO),
    )
    assert [row["mes_inicio_fecha"].month for row in rows] == [1, 2, 3]


def test_nobody_coincides_in_an_empty_country() -> None:
    assert found() == []

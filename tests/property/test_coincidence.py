"""The SQL of coincidences and its readable reference agree on generated deliveries."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from snis.coincidence import Coincidence, CoveringDelivery, coincidences
from tests.sql.out_case import built_on

MONTHS = [
    {"mes_inicio_fecha": date(year, month, 1), "mes_fin_fecha": date(year, month, monthrange(year, month)[1])}
    for year in range(2023, 2027)
    for month in range(1, 13)
]


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


@st.composite
def delivery(draw: st.DrawFn) -> CoveringDelivery:
    """A delivery around the leap day of 2024 or the turn of a year, covering from a day to more than a year."""
    first = date(2024, 1, 1) + timedelta(days=draw(st.integers(-40, 420)))
    last = first + timedelta(days=draw(st.sampled_from([0, 0, 1, 27, 28, 30, 59, 121, 364, 400])))
    return CoveringDelivery(
        person=draw(st.sampled_from(["a" * 32, "b" * 32, "c" * 32])),
        modality=draw(st.sampled_from(["P01", "P02", "P10"])),
        # Mostly inside its period, as link_entrega has it; the rule must hold for the others too.
        day=first + timedelta(days=draw(st.integers(-5, (last - first).days + 5))),
        first=first,
        last=last,
        amount=Decimal(draw(st.integers(0, 500_000))) / 100,
    )


@given(st.lists(delivery(), max_size=14))
@settings(max_examples=60, deadline=None)
def test_sql_and_reference_find_the_same_coincidences(
    duck: DuckDBEngine, deliveries: list[CoveringDelivery]
) -> None:
    rows = built_on(
        duck,
        "link_coincidencia",
        link_entrega=[
            {
                "persona_id": item.person, "modalidad_codigo": item.modality, "entrega_fecha": item.day,
                "periodo_inicio_fecha": item.first, "periodo_fin_fecha": item.last, "monto_gtq": item.amount,
            }
            for item in deliveries
        ],
        ref_calendario=MONTHS,
    )  # fmt: skip
    assert [Coincidence(**dict(zip(FIELDS, row.values(), strict=True))) for row in rows] == coincidences(
        deliveries
    )


FIELDS = (
    "person", "modality_a", "modality_b", "month", "overlap_days", "deliveries_a", "deliveries_b", "amount_a",
    "amount_b",
)  # fmt: skip


def test_a_delivery_more_never_shortens_an_overlap() -> None:
    january = (date(2026, 1, 1), date(2026, 1, 20))
    base = [
        CoveringDelivery(person="p", modality=code, day=january[0], first=january[0], last=january[1])
        for code in ("P01", "P02")
    ]
    more = CoveringDelivery(
        person="p", modality="P01", day=date(2026, 1, 31), first=date(2026, 1, 15), last=date(2026, 1, 31)
    )
    assert [found.overlap_days for found in coincidences(base)] == [20]
    assert [found.overlap_days for found in coincidences([*base, more])] == [20]

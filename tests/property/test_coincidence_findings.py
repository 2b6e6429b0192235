"""The SQL of coincidences under rules and its readable reference agree on generated deliveries and rules."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from snis.coincidence_findings import Delivery, Overlap, overlaps
from snis.coincidence_rules import Rule
from tests.sql.out_case import built_on
from tests.sql.rule_case import in_force, months, rule, rule_rows

MONTHS = months()
FIELDS = {
    "regla_id": "rule", "sujeto_id": "subject", "modalidad_a_codigo": "modality_a", "modalidad_b_codigo": "modality_b",
    "anio": "year", "traslape_dias": "days", "primer_traslape_fecha": "first_day", "entregas_a": "deliveries_a",
    "entregas_b": "deliveries_b", "monto_a_gtq": "amount_a", "monto_b_gtq": "amount_b", "monto_riesgo_gtq": "at_stake",
}  # fmt: skip


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


@st.composite
def delivery(draw: st.DrawFn, number: int) -> Delivery:
    first = date(2024, 1, 1) + timedelta(days=draw(st.integers(-40, 120)))
    last = first + timedelta(days=draw(st.sampled_from([0, 0, 1, 28, 30, 59, 121])))
    return Delivery(
        first=first,
        last=last,
        day=first + timedelta(days=draw(st.integers(0, (last - first).days))),
        address=("t1", "", number),
        modality=draw(st.sampled_from(["P01", "P02", "P10"])),
        person=draw(st.sampled_from(["a" * 32, "b" * 32, None])),
        household=draw(st.sampled_from(["c" * 32, None])),
        amount=Decimal(draw(st.integers(0, 500_000))) / 100,
        state=draw(st.sampled_from([None, None, "entregada", "no_cobrada", "devuelta"])),
    )


@st.composite
def deliveries(draw: st.DrawFn) -> list[Delivery]:
    return [draw(delivery(number)) for number in range(draw(st.integers(0, 12)))]


@st.composite
def a_rule(draw: st.DrawFn) -> Rule:
    b = draw(st.sampled_from(["P02", "P10", "P01", "dos"]))
    window = {
        "before": 0 if b == "P01" else draw(st.sampled_from([0, 0, 3, 40])),
        "after": draw(st.sampled_from([0, 0, 3, 40])),
        "tolerance": draw(st.sampled_from([0, 0, 5])),
    }
    return rule(
        "COI-01",
        "P01",
        b,
        window=window,
        grain=draw(st.sampled_from(["persona", "hogar"])),
        amount=draw(st.sampled_from(["a", "b", "ambos", "menor"])),
        valid_to=draw(st.sampled_from([None, "2024-02-10"])),
        verdict=draw(st.sampled_from(["incompatible", "consultar", "consultar", "compatible"])),
    )


def found_in_sql(duck: DuckDBEngine, items: list[Delivery], rules: list[Rule]) -> list[Overlap]:
    rows = built_on(
        duck,
        "link_coincidencia_regla",
        link_entrega=[
            {
                "transferencia_id": item.address[0], "hoja": item.address[1], "fila": item.address[2],
                "persona_id": item.person, "hogar_id": item.household, "modalidad_codigo": item.modality,
                "entrega_fecha": item.day, "periodo_inicio_fecha": item.first, "periodo_fin_fecha": item.last,
                "monto_gtq": item.amount, "estado_entrega_codigo": item.state, "conocido_fecha": item.day,
            }
            for item in items
        ],
        ref_regla_coincidencia=rule_rows(in_force(*rules)),
        ref_calendario=MONTHS,
    )  # fmt: skip
    return [Overlap(**{attribute: row[column] for column, attribute in FIELDS.items()}) for row in rows]


@given(deliveries(), a_rule())
@settings(max_examples=120, deadline=None)
def test_sql_and_reference_find_the_same_overlaps(
    duck: DuckDBEngine, items: list[Delivery], one: Rule
) -> None:
    assert found_in_sql(duck, items, [one]) == overlaps(items, in_force(one))


@given(deliveries(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_arrival_does_not_matter(duck: DuckDBEngine, items: list[Delivery], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(items)
    chance.shuffle(shuffled)
    rules = [rule("COI-01", "P01", "P02", window={"after": 10}), rule("DOB-01", "P10", "P10", grain="hogar")]
    assert found_in_sql(duck, shuffled, rules) == found_in_sql(duck, items, rules)

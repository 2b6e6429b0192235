"""Two benefits at once, where a rule asks somebody about it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from snis.coincidence_rules import Rule
from tests.sql.out_case import Rows, built, columns
from tests.sql.rule_case import in_force, months, rule, rule_rows

ANA, BETO, CASA = "a" * 32, "b" * 32, "c" * 32
JANUARY = (date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))


def paid(
    modality: str, first: date, last: date | None = None, *, row: int, amount: str = "100", **more: Any
) -> dict[str, Any]:
    """A delivery that covers first to last, handed over on the first day."""
    return {
        "transferencia_id": "t1", "hoja": "", "fila": row, "persona_id": ANA, "modalidad_codigo": modality,
        "entrega_fecha": first, "periodo_inicio_fecha": first, "periodo_fin_fecha": last or first,
        "monto_gtq": Decimal(amount), "conocido_fecha": first, **more,
    }  # fmt: skip


def found(*deliveries: dict[str, Any], rules: list[Rule]) -> Rows:
    return built(
        "link_coincidencia_regla",
        link_entrega=deliveries,
        ref_regla_coincidencia=rule_rows(in_force(*rules)),
        ref_calendario=months(2025, 2026),
    )


def test_a_whole_small_table() -> None:
    rows = found(
        paid("P01", *JANUARY, row=1, amount="500", conocido_fecha=date(2026, 2, 3)),
        paid("P01", *FEBRUARY, row=2, amount="500"),
        paid("P10", date(2026, 1, 30), date(2026, 2, 2), row=3, amount="250.50"),
        paid("P10", date(2026, 3, 9), row=4, amount="9"),
        rules=[rule("COI-01", "P01", "P10")],
    )
    assert rows == [
        {
            "regla_id": "COI-01", "sujeto_id": ANA, "persona_id": ANA, "hogar_id": None, "modalidad_a_codigo": "P01",
            "modalidad_b_codigo": "P10", "anio": 2026, "traslape_dias": 4,
            "primer_traslape_fecha": date(2026, 1, 30), "entregas_a": 2, "entregas_b": 1,
            "monto_a_gtq": Decimal("1000.00"), "monto_b_gtq": Decimal("250.50"),
            "monto_riesgo_gtq": Decimal("250.50"), "primera_fecha": date(2026, 1, 1),
            "ultima_fecha": date(2026, 2, 1), "conocido_fecha": date(2026, 2, 1),
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "at_stake"), [("a", "500"), ("b", "300"), ("ambos", "800"), ("menor", "300")]
)
def test_the_rule_says_what_is_at_stake(amount: str, at_stake: str) -> None:
    rows = found(
        paid("P01", *JANUARY, row=1, amount="500"),
        paid("P10", *JANUARY, row=2, amount="300"),
        rules=[rule("COI-01", "P01", "P10", amount=amount)],
    )
    assert columns(rows, "monto_riesgo_gtq") == [(Decimal(at_stake),)]


@pytest.mark.parametrize(
    ("verdict", "rows"), [("incompatible", 1), ("consultar", 1), ("compatible", 0), ("complementaria", 0)]
)
def test_only_rules_that_ask_find_something(verdict: str, rows: int) -> None:  # fmt: skip
    deliveries = paid("P01", *JANUARY, row=1), paid("P10", *JANUARY, row=2)
    assert len(found(*deliveries, rules=[rule("COI-01", "P01", "P10", verdict=verdict)])) == rows


@pytest.mark.parametrize("state", ["no_cobrada", "devuelta"])
def test_what_was_not_collected_is_not_had(state: str) -> None:
    deliveries = paid("P01", *JANUARY, row=1), paid("P10", *JANUARY, row=2, estado_entrega_codigo=state)
    assert found(*deliveries, rules=[rule("COI-01", "P01", "P10")]) == []


@pytest.mark.parametrize(
    ("window", "days"),
    [
        ({}, []),
        ({"after": 9}, []),
        ({"after": 10}, [1]),
        ({"after": 12}, [3]),
        ({"before": 30}, []),
        ({"after": 12, "tolerance": 2}, [3]),
        ({"after": 12, "tolerance": 3}, []),
    ],
)
def test_a_window_lets_the_other_side_last_longer(window: dict[str, int], days: list[int]) -> None:
    rows = found(
        paid("P01", date(2026, 1, 20), date(2026, 1, 22), row=1),
        paid("P10", date(2026, 1, 10), row=2),
        rules=[rule("COI-01", "P01", "P10", window=window)],
    )
    assert [row["traslape_dias"] for row in rows] == days


def test_a_rule_holds_on_its_days_alone() -> None:
    rows = found(
        *(paid(code, *JANUARY, row=n) for n, code in enumerate(("P01", "P10"))),
        *(paid(code, *FEBRUARY, row=2 + n) for n, code in enumerate(("P01", "P10"))),
        rules=[rule("COI-01", "P01", "P10", valid_from="2026-02-01")],
    )
    assert columns(rows, "traslape_dias", "entregas_a") == [(28, 1)]


def test_two_people_of_one_household_have_two_benefits() -> None:
    deliveries = (
        paid("P01", *JANUARY, row=1, hogar_id=CASA),
        paid("P10", *JANUARY, row=2, hogar_id=CASA, persona_id=BETO),
    )
    assert found(*deliveries, rules=[rule("COI-01", "P01", "P10")]) == []
    rows = found(*deliveries, rules=[rule("HOG-01", "P01", "P10", grain="hogar")])
    assert columns(rows, "sujeto_id", "persona_id", "hogar_id") == [(CASA, None, CASA)]


def test_two_rations_to_one_household_within_the_window() -> None:
    rations = [rule("HOG-03", "P10", "P10", grain="hogar", window={"after": 30}, amount="b")]
    home = {"hogar_id": CASA}
    rows = found(
        paid("P10", date(2026, 1, 5), row=1, **home),
        paid("P10", date(2026, 1, 20), row=2, persona_id=BETO, amount="70", **home),
        paid("P10", date(2026, 3, 20), row=3, **home),
        rules=rations,
    )
    assert columns(rows, "traslape_dias", "entregas_a", "entregas_b", "monto_riesgo_gtq") == [
        (1, 1, 1, Decimal("70.00"))
    ]


def test_without_a_number_the_household_is_known_by_its_person() -> None:
    deliveries = paid("P01", *JANUARY, row=1), paid("P10", *JANUARY, row=2)
    rows = found(*deliveries, rules=[rule("HOG-01", "P01", "P10", grain="hogar")])
    assert columns(rows, "sujeto_id", "persona_id", "hogar_id") == [(ANA, ANA, None)]


def test_paid_twice_for_the_same_month() -> None:
    rows = found(
        paid("P41", *JANUARY, row=1, amount="500"),
        paid("P41", *JANUARY, row=2, amount="500", entrega_fecha=date(2026, 1, 28)),
        paid("P41", *FEBRUARY, row=3, amount="500"),
        rules=[rule("DOB-01", "P41", "P41", amount="b")],
    )
    assert columns(rows, "traslape_dias", "entregas_a", "entregas_b", "monto_a_gtq", "monto_riesgo_gtq") == [
        (31, 1, 1, Decimal("500.00"), Decimal("500.00"))
    ]


def test_one_person_paid_thousands_of_times() -> None:
    """ASF, Mexico: one CURP 4,891 times."""
    many = [paid("P41", *JANUARY, row=number, amount="500") for number in range(4_891)]
    rows = found(*many, rules=[rule("DOB-01", "P41", "P41", amount="b")])
    assert columns(rows, "entregas_a", "entregas_b", "monto_riesgo_gtq") == [
        (1, 4_890, Decimal("2445000.00"))
    ]


def test_a_month_each_is_not_twice() -> None:
    rules = [rule("DOB-01", "P41", "P41")]
    assert found(paid("P41", *JANUARY, row=1), paid("P41", *FEBRUARY, row=2), rules=rules) == []


def test_each_year_is_a_finding_of_its_own() -> None:
    december = (date(2025, 12, 1), date(2025, 12, 31))
    rows = found(
        *(paid(code, *december, row=n) for n, code in enumerate(("P01", "P10"))),
        *(paid(code, *JANUARY, row=2 + n) for n, code in enumerate(("P01", "P10"))),
        rules=[rule("COI-01", "P01", "P10")],
    )
    assert columns(rows, "anio", "traslape_dias", "entregas_a") == [(2025, 31, 1), (2026, 31, 1)]


def test_nobody_is_found_in_an_empty_country() -> None:
    assert found(rules=[rule("COI-01", "P01", "P10")]) == []
    assert found(paid("P01", *JANUARY, row=1), rules=[]) == []

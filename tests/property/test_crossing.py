"""The SQL of crossings and its readable reference agree on generated payments and registers, on any day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from snis.coincidence_rules import Rule
from snis.crossing import Crossing, Entry, Payment, crossings
from tests.sql.out_case import built_on
from tests.sql.rule_case import in_force, rule, rule_rows

START = date(2026, 1, 1)
REGISTERS = ["renap_defuncion", "onsec_planilla", "igss_pension", "minfin_contratista", "mides_padron"]
PEOPLE = ["a" * 32, "b" * 32]


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


def days(low: int = 0, high: int = 60) -> st.SearchStrategy[date]:
    return st.integers(low, high).map(lambda number: START + timedelta(days=number))


@st.composite
def payments(draw: st.DrawFn) -> list[Payment]:
    found = []
    for number in range(draw(st.integers(0, 8))):
        day = draw(days())
        found.append(
            Payment(
                person=draw(st.sampled_from(PEOPLE)),
                modality=draw(st.sampled_from(["P01", "P41"])),
                day=day,
                period_start=day - timedelta(days=draw(st.integers(0, 20))),
                known=day + timedelta(days=draw(st.integers(0, 30))),
                address=("e1", "", number),
                has_cui=draw(st.booleans()),
                state=draw(st.sampled_from([None, None, None, "devuelta"])),
            )
        )
    return found


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    register = draw(st.sampled_from(REGISTERS))
    found = []
    for number in range(draw(st.integers(0, 7))):
        occurred = draw(
            st.one_of(st.none(), st.sampled_from([START, START + timedelta(days=9)]), days(-10, 50))
        )
        found.append(
            Entry(
                register=register,
                person=draw(st.sampled_from(PEOPLE)),
                known=draw(days(0, 70)),
                order=("v1", "", number),
                occurred=occurred,
                registered=draw(st.one_of(st.none(), days(0, 60))),
                ended=draw(st.one_of(st.none(), st.none(), days(0, 60))),
                modality=draw(st.sampled_from(["P01", "P41"])) if register == "mides_padron" else None,
            )
        )
    return found


def rule_against(register: str, *, window: dict[str, int] | None = None) -> Rule:
    return rule("CRU-01", "*", register, **({"window": window} if window else {}))


def found_in_sql(
    duck: DuckDBEngine, paid: list[Payment], told: list[Entry], rules: list[Rule], *, as_of: date | None
) -> list[Crossing]:
    rows = built_on(
        duck,
        "link_cruce",
        bound={"al_dia": as_of},
        link_entrega=[payment_row(item) for item in paid],
        link_verificacion=[entry_row(item) for item in told],
        ref_regla_coincidencia=rule_rows(in_force(*rules)),
    )
    return [
        Crossing(
            rule=row["regla_id"],
            address=(row["transferencia_id"], row["hoja"], row["fila"]),
            timing=row["clase_codigo"],
            occurred=row["ocurrio_fecha"],
            registered=row["registro_fecha"],
            known=row["conocido_fecha"],
        )
        for row in rows
    ]


def payment_row(item: Payment) -> dict[str, Any]:
    transfer, sheet, row = item.address
    return {
        "transferencia_id": transfer, "hoja": sheet, "fila": row, "persona_id": item.person,
        "modalidad_codigo": item.modality, "entrega_fecha": item.day, "periodo_inicio_fecha": item.period_start,
        "monto_gtq": Decimal(500), "identidad_codigo": "cui" if item.has_cui else "provisional",
        "estado_entrega_codigo": item.state, "conocido_fecha": item.known,
    }  # fmt: skip


def entry_row(item: Entry) -> dict[str, Any]:
    transfer, sheet, row = item.order
    return {
        "transferencia_id": transfer, "hoja": sheet, "fila": row, "fuente_codigo": item.register,
        "persona_id": item.person, "ocurrio_fecha": item.occurred, "registro_fecha": item.registered,
        "fin_fecha": item.ended, "modalidad_codigo": item.modality, "conocido_fecha": item.known,
    }  # fmt: skip


@given(payments(), entries(), st.one_of(st.none(), days(0, 70)), st.sampled_from([0, 0, 5, 30]))
@settings(max_examples=80, deadline=None)
def test_sql_and_reference_find_the_same_crossings(
    duck: DuckDBEngine, paid: list[Payment], told: list[Entry], as_of: date | None, margin: int
) -> None:
    register = told[0].register if told else "renap_defuncion"
    window = {"before": margin // 5, "after": margin, "tolerance": margin // 2}
    rules = [rule_against(register, window=None if register == "mides_padron" else window)]
    assert found_in_sql(duck, paid, told, rules, as_of=as_of) == crossings(
        paid, told, in_force(*rules), as_of=as_of
    )


@given(payments(), entries(), days(0, 70))
@settings(max_examples=60, deadline=None)
def test_what_comes_later_never_changes_what_was_known_on_a_day(
    paid: list[Payment], told: list[Entry], as_of: date
) -> None:
    rules = in_force(rule_against(told[0].register if told else REGISTERS[0]))
    then_known = [item for item in told if item.known <= as_of]
    then_paid = [item for item in paid if item.known <= as_of]
    assert crossings(paid, told, rules, as_of=as_of) == crossings(then_paid, then_known, rules)


@given(payments(), entries())
@settings(max_examples=60, deadline=None)
def test_a_list_that_comes_again_changes_nothing(paid: list[Payment], told: list[Entry]) -> None:
    first = [replace(item, known=START, occurred=item.occurred or START) for item in told]
    again = [replace(item, known=START + timedelta(days=9), order=("v2", *item.order[1:])) for item in first]
    rules = in_force(rule_against(told[0].register if told else REGISTERS[0]))
    assert crossings(paid, [*first, *again], rules) == crossings(paid, first, rules)

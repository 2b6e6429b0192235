"""What may be asked of an indicator, and whether the parts of its answer add up."""

from datetime import date
from typing import Any

import pytest

from snis.errors import IndicatorError
from snis.indicators.model import Indicator
from snis.indicators.question import enclosing_kind, question
from snis.indicators.reconcile import adds_up, reconcile, sum_rule
from tests.indicators.indicator_case import PLAIN, RATIO, indicator

GIVEN: dict[str, Any] = {
    "desagregaciones": ["departamento", "municipio", "programa", "sexo"],
    "periodicidades": ["mes", "semestre", "anio", "acumulado"],
}
PERSONS = indicator(**PLAIN | GIVEN)
DELIVERIES = indicator(**PLAIN | GIVEN | {"unidad": "entregas", "base_codigo": "entrega_unica"})
SHARE = indicator(**RATIO | GIVEN)


def test_without_a_period_the_longest_that_there_is() -> None:
    assert question(PERSONS).kind == "anio"
    assert question(indicator(**PLAIN | {"periodicidades": ["mes"]})).kind == "mes"


@pytest.mark.parametrize(
    ("period", "by", "kind", "code", "days"),
    [
        ("2026-S1", [], "semestre", "2026-S1", (None, None)),
        ("2012-2026", [], "acumulado", "2012-2026", (None, None)),
        ("2026-S1", ["mes"], "mes", None, (date(2026, 1, 1), date(2026, 6, 30))),
        ("2026", ["mes"], "mes", None, (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_a_period(period: str, by: list[str], kind: str, code: str | None, days: tuple[Any, Any]) -> None:
    asked = question(PERSONS, period=period, by=by)
    assert (asked.kind, asked.period, (asked.first, asked.last)) == (kind, code, days)


def test_a_municipality_brings_its_department() -> None:
    asked = question(PERSONS, filters={"municipio": "0801", "sexo": ""})
    assert (asked.level, asked.filters) == ("municipio", {"municipio": "0801", "departamento": "08"})
    assert question(PERSONS, by=["municipio"]).by == ("departamento", "municipio")
    assert question(PERSONS, by=["municipio"], filters={"departamento": "08"}).by == ("municipio",)


def test_one_denominator_of_several() -> None:
    (first, *_) = SHARE.denominator_codes
    assert question(SHARE, denominator=first).values["denominador_codigo"] == first
    assert question(SHARE).values["denominador_codigo"] is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"filters": {"pueblo": "1"}}, "no se desagrega por pueblo"),
        ({"by": ["color"]}, "no se desagrega por color"),
        ({"by": ["bimestre"]}, "no se da por bimestre"),
        ({"by": ["mes", "semestre"]}, "un solo tipo de período"),
        ({"period": "2026-B1"}, "no se da por bimestre"),
        ({"period": "2026-S1", "by": ["anio"]}, "no se divide en períodos de tipo anio"),
        ({"period": "2026-S1", "by": ["acumulado"]}, "no se divide en acumulados"),
        ({"period": "ayer"}, "no es un período"),
        ({"period": "2026", "year": 2026}, "--year o --period"),
        ({"universe": "secreta"}, "no es un universo"),
        ({"denominator": "poblacion"}, "no se divide entre poblacion"),
    ],
)
def test_what_an_indicator_does_not_give_is_refused(given: dict[str, Any], says: str) -> None:
    with pytest.raises(IndicatorError) as caught:
        question(PERSONS, **given)
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("period", "by", "kind"),
    [
        ("", ["sexo"], "anio"),
        ("2026-S1", ["sexo"], "semestre"),
        ("2026-S1", ["mes"], "semestre"),
        ("", ["mes"], "anio"),
    ],
)
def test_totals_are_of_the_period_that_was_asked_for(period: str, by: list[str], kind: str) -> None:
    assert enclosing_kind(question(PERSONS, period=period, by=by), PERSONS, period) == kind


@pytest.mark.parametrize(
    ("plain", "over", "yes"),
    [
        (PERSONS, ["departamento", "sexo"], True),
        (PERSONS, ["programa"], False),
        (PERSONS, ["mes"], False),
        (DELIVERIES, ["programa", "mes"], True),
        (DELIVERIES, ["acumulado"], False),
        (SHARE, ["departamento"], False),
    ],
)
def test_what_adds_up(plain: Indicator, over: list[str], yes: bool) -> None:
    assert adds_up(plain, over) is yes


@pytest.mark.parametrize(
    ("plain", "over", "total", "parts", "holds", "says"),
    [
        (PERSONS, ["sexo"], 10.0, [6.0, 4.0], True, "Las partes suman el total."),
        (PERSONS, ["sexo"], 10.0, [6.0, 5.0], False, "es un error"),
        (PERSONS, ["programa"], 10.0, [8.0, 5.0], True, "una misma persona puede estar en varios programas"),
        (PERSONS, ["programa"], 10.0, [6.0, 4.0], True, "esta vez"),
        (PERSONS, ["programa"], 10.0, [6.0], False, "menos que el total"),
        (PERSONS, ["sexo"], 10.0, [6.0, None], True, "Hay partes sin valor"),
        (PERSONS, ["sexo"], None, [6.0], True, "El total no tiene valor"),
        (SHARE, ["sexo"], 10.0, [10.0, 11.0], True, "Una razón no se suma"),
    ],
)
def test_a_total_beside_its_parts(
    plain: Indicator, over: list[str], total: float | None, parts: list[float | None], holds: bool, says: str
) -> None:
    found = reconcile(plain, over, total, parts)
    assert found.holds is holds
    assert says in found.why


def test_the_difference_is_what_is_counted_more_than_once() -> None:
    assert reconcile(PERSONS, ["programa"], 10.0, [8.0, 5.0]).difference == 3.0


def test_the_sheet_says_what_may_be_summed() -> None:
    assert sum_rule(PERSONS) == (
        "Sobre departamento, municipio y sexo, las partes suman el total. Sobre programa no: una misma persona puede "
        "estar en varias partes. Los períodos no se suman: una misma persona puede estar en varios; cada uno tiene su "
        "fila."
    )
    assert sum_rule(SHARE).startswith("Nada: una razón no se suma")

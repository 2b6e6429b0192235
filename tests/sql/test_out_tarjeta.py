"""Scorecards: a defect of each dimension moves that dimension alone, and each trick against the score lowers it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snis.certificate import hundredths
from snis.quality_policy import DIMENSIONS, load_quality_policy
from snis.scorecard import Measure, Sign, as_points, score
from tests.sql.card_case import BROUGHT, Cards, Sent, cards, deployment, missing

PERFECT = dict.fromkeys((*DIMENSIONS, "total"), "100.00")
# A column of the other contract whose code 9 says that nobody knows.
ASKED = "escolaridad_codigo"
OTHER = Sent(5, institution="mides", contract="mides-becas")
GOOD = Sent(5)
# One delivery for each dimension, with what it costs there: rows that fail, blanks, a notice, days.
DEFECTS = {
    "completitud": (replace(GOOD, failing={"OBL-01": ("cuarentena", 10)}), "90.00"),
    "unicidad": (replace(GOOD, failing={"DUP-01": ("descartada", 4)}), "96.00"),
    "validez": (replace(GOOD, failing={"CUI-05": ("cuarentena", 7)}), "93.00"),
    "consistencia": (replace(GOOD, failing={"FEC-03": ("cuarentena", 1)}), "99.00"),
    "oportunidad": (replace(GOOD, late=6), "80.00"),
    "exactitud": (replace(GOOD, notices={"ELE-01": 50}), "50.00"),
}
# Three months alike, which are the past of the fourth one.
PAST = tuple(Sent(month, failing={"OBL-01": ("cuarentena", 20)}) for month in (1, 2, 3))
NOW = replace(PAST[0], month=4)


def failing_rules(found: Cards, sent: Sent) -> set[str]:
    return {r["regla"] for r in found.measures if r["transferencia_id"] == sent.id and r["fallas"]}


def signs(found: Cards, sent: Sent) -> list[tuple[str, str | None, str, int, int]]:
    names = ("castigo_codigo", "columna", "castigo_puntos", "antes", "ahora")
    rows = [tuple(r[name] for name in names) for r in found.signs if r["transferencia_id"] == sent.id]
    return [(code, column, str(points), before, now) for code, column, points, before, now in rows]


def total(found: Cards, sent: Sent) -> float:
    return float(found.points(sent)["total"])


def test_a_delivery_without_a_defect_has_a_hundred_in_everything() -> None:
    assert cards(GOOD).points(GOOD) == PERFECT


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_planted_defect_moves_its_rule_and_its_dimension_and_nobody_elses(dimension: str) -> None:
    planted, points = DEFECTS[dimension]
    found = cards(OTHER, planted)
    moved = found.points(planted)
    assert {name for name in DIMENSIONS if moved[name] != "100.00"} == {dimension}
    assert moved[dimension] == points
    assert float(moved["total"]) < 100
    assert len(failing_rules(found, planted)) == 1
    assert found.points(OTHER) == PERFECT
    assert failing_rules(found, OTHER) == set()
    mended = cards(OTHER, planted, replace(GOOD, month=6))
    assert mended.points(replace(GOOD, month=6)) == PERFECT


@pytest.mark.parametrize("column", BROUGHT)
def test_blanks_of_a_column_are_counted_over_the_cells_of_all_columns(column: str) -> None:
    planted = replace(GOOD, blanks={column: 70})
    found = cards(planted)
    assert failing_rules(found, planted) == {f"vacio:{column}"}
    assert found.points(planted)["completitud"] == "90.00"


def test_a_file_that_is_refused_delivered_nothing() -> None:
    refused = replace(GOOD, refused="ARC-05")
    found = cards(refused)
    assert found.points(refused)["total"] == "0.00"
    assert found.points(refused)["validez"] == "0.00"
    assert found.month(6)["mes_estado_codigo"] == "solo_rechazos"
    assert found.month(6)["valor_puntos"] == 0


def test_a_notice_of_the_file_weighs_a_tenth_and_mending_costs_nothing() -> None:
    assert cards(replace(GOOD, told=("ARC-12",))).points(GOOD)["consistencia"] == "90.00"
    assert cards(replace(GOOD, told=("ARC-08", "ARC-18"))).points(GOOD) == PERFECT


# ---- against gaming ---------------------------------------------------------------------------------------


def test_the_same_as_ever_is_no_sign() -> None:
    found = cards(*PAST, NOW)
    assert found.signs == []
    assert total(found, NOW) == total(found, PAST[0]) == 96.0


def test_the_score_falls_when_bad_rows_vanish() -> None:
    fewer = Sent(4, rows=70)
    found = cards(*PAST, fewer)
    assert signs(found, fewer) == [
        ("filas", None, "30.00", 100, 70),
        ("tope", None, "0.00", 100, 70),
    ]
    assert total(found, fewer) == 70.0 < total(found, PAST[0])


def test_the_score_does_not_rise_when_some_bad_rows_vanish() -> None:
    fewer = Sent(4, rows=90, failing={"OBL-01": ("cuarentena", 10)})
    found = cards(*PAST, fewer)
    assert signs(found, fewer) == [("tope", None, "0.00", 100, 90)]
    assert total(found, fewer) == total(found, PAST[0])


def test_mended_rows_that_come_back_are_few_and_no_sign() -> None:
    back = Sent(4, rows=5, returned=True)
    found = cards(*PAST, back)
    assert signs(found, back) == []
    assert found.month(5)["correcciones"] == 1


def test_the_score_falls_when_bad_rows_are_made_to_look_discarded() -> None:
    moved = Sent(4, failing={"DES-01": ("descartada", 20)})
    found = cards(*PAST, moved)
    assert signs(found, moved) == [("descarte", None, "20.00", 0, 20)]
    assert total(found, moved) < total(found, PAST[0])


def test_the_score_falls_when_a_column_is_not_sent_any_more() -> None:
    past = tuple(replace(item, blanks={"sexo_codigo": 30}) for item in PAST)
    dropped = replace(past[0], month=4, blanks={"sexo_codigo": 80})
    found = cards(*past, dropped)
    assert signs(found, dropped) == [("columna", "sexo_codigo", "14.29", 50, 0)]
    assert total(found, dropped) < total(found, past[0])


def test_the_score_falls_when_blanks_are_filled_with_one_year_of_birth() -> None:
    past = tuple(Sent(month, blanks={"nacimiento_anio": 60}) for month in (1, 2, 3))
    filled = Sent(4, common={"nacimiento_anio": 60})
    found = cards(*past, filled)
    ((code, column, points, before, now),) = signs(found, filled)
    assert (code, column, before, now) == ("relleno", "nacimiento_anio", 1, 60)
    assert total(found, filled) == 100 - float(points) < total(found, past[0])


def test_filling_with_the_code_of_nobody_knows_is_as_blank_as_before() -> None:
    blank, filled = replace(OTHER, blanks={ASKED: 10}), replace(OTHER, common={ASKED: 10})
    assert cards(filled).points(OTHER) == cards(blank).points(OTHER) != PERFECT


def test_the_score_falls_when_many_rows_carry_one_number() -> None:
    repeated = replace(GOOD, common={"persona": 30})
    found = cards(repeated)
    assert signs(found, repeated) == [("persona", None, "30.00", 5, 30)]
    assert total(found, repeated) == 70.0


TRICKS = {
    "filas": Sent(4, rows=70),
    "descarte": Sent(4, failing={"DES-01": ("descartada", 20)}),
    "columna": replace(NOW, blanks={"estado_entrega_codigo": 80}),
    "relleno": replace(NOW, common={"nacimiento_anio": 60}),
    "persona": replace(NOW, common={"persona": 30}),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_every_trick_lowers_the_month_of_who_tries_it_and_of_nobody_else(trick: str) -> None:
    honest, gamed = cards(OTHER, *PAST, NOW), cards(OTHER, *PAST, TRICKS[trick])
    assert gamed.month(5)["valor_puntos"] < honest.month(5)["valor_puntos"]
    assert trick in str(gamed.month(5)["castigos"])
    assert gamed.month(6, institution="mides") == honest.month(6, institution="mides")
    assert all(row["castigo_razon"] and row["ahora"] >= 0 for row in gamed.signs)


# ---- months ------------------------------------------------------------------------------------------------


def test_every_month_has_its_rows_and_says_why_it_has_no_points() -> None:
    found = cards(Sent(4), owed=[missing(5, date(2026, 6, 10))])
    months = sorted({row["mes_fecha"] for row in found.months})
    assert (len(months), months[0], months[-1]) == (24, date(2024, 8, 1), date(2026, 7, 1))
    assert len({row["institucion_codigo"] for row in found.months}) * 24 * 7 == len(found.months)
    told = [(found.month(n)["mes_estado_codigo"], found.month(n)["valor_puntos"]) for n in (4, 5, 6)]
    assert told == [("nada_debido", None), ("con_entrega", 100), ("no_llego", 0)]
    early = [
        r for r in found.months if r["mes_fecha"] == date(2025, 1, 1) and r["institucion_codigo"] == "mintrab"
    ]
    assert {row["mes_estado_codigo"] for row in early} == {"antes_del_contrato"}


def test_a_month_is_compared_with_the_months_before_it() -> None:
    worse = Sent(5, failing={"CUI-05": ("cuarentena", 8)})
    row = cards(Sent(3), Sent(4), worse).month(6)
    assert [str(row[name]) for name in ("valor_puntos", "nota_pasado", "nota_cambio")] == [
        "98.00",
        "100.00",
        "-2.00",
    ]


def test_a_month_tells_lateness_valid_numbers_and_the_age_of_open_findings() -> None:
    opened = {
        "institucion_codigo": "mintrab",
        "detectado_fecha": date(2026, 5, 30),
        "al_dia_fecha": date(2026, 7, 20),
    }
    found = cards(
        replace(GOOD, late=6, blanks={"cui": 3}),
        findings=[
            {**opened, "estado_hallazgo_codigo": "notificado", "desde_fecha": date(2026, 5, 30)},
            {**opened, "estado_hallazgo_codigo": "cerrado", "desde_fecha": date(2026, 7, 1)},
        ],
    )
    row = found.month(6)
    assert (row["atraso_mayor_dias"], row["cui_revisados"], row["cui_validos"]) == (6, 100, 97)
    assert (row["hallazgos_abiertos_fin"], row["hallazgos_edad_dias"]) == (2, 31)
    assert found.month(7)["hallazgos_abiertos_fin"] == 1


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[Sent, ...]:
    """A past of some months and a delivery after it, each with what may be wrong with it."""
    found = []
    for month in range(1, draw(st.integers(2, 5)) + 1):
        rows = draw(st.integers(20, 120))
        share = st.integers(0, rows // 8)
        found.append(
            Sent(
                month,
                rows=rows,
                failing={
                    "CUI-05": ("cuarentena", draw(share)),
                    "OBL-01": ("cuarentena", draw(share)),
                    "DUP-01": ("descartada", draw(share)),
                },
                notices={"MON-01": draw(share)},
                blanks={"sexo_codigo": draw(share)},
                common={
                    draw(st.sampled_from(("nacimiento_anio", "persona"))): draw(st.integers(0, rows // 2))
                },
                late=draw(st.integers(0, 40)),
                told=draw(st.sampled_from(((), ("ARC-13",), ("ARC-12", "ARC-18")))),
            )
        )
    return (*found, replace(OTHER, refused=draw(st.sampled_from(("", "ARC-06")))))


@settings(max_examples=12, deadline=None)
@given(deliveries())
def test_the_statements_say_what_the_readable_reference_says(sent: tuple[Sent, ...]) -> None:
    """The same measures and signs through snis/scorecard.py give every point of every delivery."""
    found = cards(*sent)
    weights = load_quality_policy(deployment().folder).weights.by_dimension()
    for item in sent:
        rows = [row for row in found.measures if row["transferencia_id"] == item.id]
        points = {
            r["dimension_tarjeta_codigo"]: r for r in found.deliveries if r["transferencia_id"] == item.id
        }
        past = points["total"]["nota_pasado"]
        said = score(
            [
                Measure(r["dimension_codigo"], r["regla"], r["medida_clase_codigo"], r["revisados"], r["fallas"],
                        r["es_puntuada"])
                for r in rows
            ],
            weights,
            [Sign(code, column or "", hundredths(p), b, n) for code, column, p, b, n in signs(found, item)],
            past=None if past is None else hundredths(str(past)),
            refused=bool(item.refused),
        )  # fmt: skip
        assert as_points(said.total) == str(points["total"]["valor_puntos"])
        assert as_points(said.base) == str(points["total"]["nota_base"])
        assert {name: as_points(value) for name, value in said.dimensions.items()} == {
            name: str(row["valor_puntos"]) for name, row in points.items() if name != "total"
        }

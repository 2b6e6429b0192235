"""Payments against registers: who, and what was known when they were made."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from snis.coincidence_rules import Rule
from tests.sql.out_case import Rows, built, columns
from tests.sql.rule_case import in_force, rule, rule_rows

ANA, BETO = "a" * 32, "b" * 32
ANY_DEATH = rule("CRU-01", "*", "renap_defuncion")
PAYROLL = rule("CRU-02", "P41", "onsec_planilla")
PADRON = rule("CRU-06", "P41", "mides_padron")
PAY_DAY, PERIOD = date(2026, 3, 25), date(2026, 3, 1)


def paid(row: int = 1, *, day: date = PAY_DAY, **more: Any) -> dict[str, Any]:
    """A payment of March to Ana on the 25th, that reached us a week later."""
    return {
        "transferencia_id": "e1", "hoja": "", "fila": row, "persona_id": ANA, "persona_enviada_id": ANA,
        "identidad_codigo": "cui", "institucion_codigo": "mintrab", "modalidad_codigo": "P41", "entrega_fecha": day,
        "periodo_inicio_fecha": day.replace(day=1), "monto_gtq": Decimal(500), "edad_entrega_anios": 70,
        "conocido_fecha": date(2026, 4, 1), **more,
    }  # fmt: skip


def told(register: str, known: date, row: int = 1, **more: Any) -> dict[str, Any]:
    """A row of a register about Ana."""
    return {
        "transferencia_id": "v1", "hoja": "", "fila": row, "fuente_codigo": register, "persona_id": ANA,
        "conocido_fecha": known, **more,
    }  # fmt: skip


def died(occurred: date, registered: date | None, known: date, **more: Any) -> dict[str, Any]:
    return told("renap_defuncion", known, ocurrio_fecha=occurred, registro_fecha=registered, **more)


def found(deliveries: Rows, register: Rows, *rules: Rule, al_dia: date | None = None, **more: Any) -> Rows:
    return built(
        "link_cruce",
        {"al_dia": al_dia},
        link_entrega=deliveries,
        link_verificacion=register,
        ref_regla_coincidencia=rule_rows(in_force(*rules)),
        ref_modalidad=[{"modalidad_codigo": "P41", "edad_min": 65}, {"modalidad_codigo": "P01"}],
        **more,
    )


def classes(rows: Rows) -> list[str]:
    return [row["clase_codigo"] for row in rows]


def test_a_whole_small_row() -> None:
    rows = found([paid()], [died(date(2026, 1, 5), date(2026, 1, 9), date(2026, 2, 1))], ANY_DEATH)
    entrega = rows[0].pop("entrega_id")
    assert entrega is None
    assert rows == [
        {
            "regla_id": "CRU-01", "transferencia_id": "e1", "hoja": "", "fila": 1, "persona_id": ANA, "hogar_id": None,
            "institucion_codigo": "mintrab", "modalidad_codigo": "P41", "clase_codigo": "conocida_antes",
            "entrega_fecha": PAY_DAY, "periodo_inicio_fecha": PERIOD, "monto_gtq": Decimal("500.00"),
            "entrega_conocido_fecha": date(2026, 4, 1), "ocurrio_fecha": date(2026, 1, 5),
            "registro_fecha": date(2026, 1, 9), "conocido_fecha": date(2026, 2, 1),
        }
    ]  # fmt: skip


BEFORE, ON_THE_DAY, AFTER = date(2026, 3, 24), PAY_DAY, date(2026, 3, 26)
FEBRUARY = date(2026, 2, 10)


@pytest.mark.parametrize(
    ("occurred", "registered", "known", "expected"),
    [
        (FEBRUARY, FEBRUARY, BEFORE, ["conocida_antes"]),
        (FEBRUARY, FEBRUARY, ON_THE_DAY, ["lista_tarde"]),
        (FEBRUARY, BEFORE, AFTER, ["lista_tarde"]),
        (FEBRUARY, ON_THE_DAY, AFTER, ["registrada_tarde"]),
        (FEBRUARY, AFTER, AFTER, ["registrada_tarde"]),
        (FEBRUARY, None, AFTER, ["lista_tarde"]),
        (PERIOD, PERIOD, AFTER, ["en_ventana"]),
        (PERIOD, AFTER, AFTER, ["en_ventana"]),
        (PERIOD, PERIOD, BEFORE, ["conocida_antes"]),
        (BEFORE, BEFORE, AFTER, ["en_ventana"]),
        (ON_THE_DAY, ON_THE_DAY, AFTER, []),
        (AFTER, AFTER, AFTER, []),
    ],
)
def test_what_was_known_of_a_death(
    occurred: date, registered: date | None, known: date, expected: list[str]
) -> None:
    assert classes(found([paid()], [died(occurred, registered, known)], ANY_DEATH)) == expected


def test_of_two_lists_the_first_tells_since_when_and_the_last_tells_what() -> None:
    lists = [
        died(date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 10)),
        died(date(2026, 4, 2), date(2026, 4, 3), date(2026, 5, 10), row=2),
    ]
    assert found([paid()], lists, ANY_DEATH) == []
    rows = found([paid(day=date(2026, 4, 25))], lists, ANY_DEATH)
    assert columns(rows, "clase_codigo", "ocurrio_fecha", "conocido_fecha") == [
        ("conocida_antes", date(2026, 4, 2), date(2026, 3, 10))
    ]


@pytest.mark.parametrize(
    ("hired", "left", "expected"),
    [
        (date(2020, 1, 1), None, ["lista_tarde"]),
        (date(2020, 1, 1), PAY_DAY, ["lista_tarde"]),
        (date(2020, 1, 1), BEFORE, []),
        (PAY_DAY, None, ["en_ventana"]),
        (AFTER, None, []),
        (None, None, []),
    ],
)
def test_a_job_counts_while_it_lasts(hired: date | None, left: date | None, expected: list[str]) -> None:
    row = told("onsec_planilla", date(2026, 5, 1), ocurrio_fecha=hired, fin_fecha=left)
    assert classes(found([paid()], [row], PAYROLL)) == expected


def test_an_end_that_a_later_list_adds_holds() -> None:
    hired = date(2020, 1, 1)
    lists = [
        told("onsec_planilla", date(2026, 1, 10), ocurrio_fecha=hired),
        told("onsec_planilla", date(2026, 5, 10), row=2, ocurrio_fecha=hired, fin_fecha=date(2026, 2, 28)),
    ]
    rows = found([paid(1), paid(2, day=date(2026, 2, 25))], lists, PAYROLL)
    assert columns(rows, "fila", "clase_codigo", "conocido_fecha") == [
        (2, "conocida_antes", date(2026, 1, 10))
    ]


@pytest.mark.parametrize("register", ["onsec_planilla", "igss_pension", "minfin_contratista"])
def test_salaries_pensions_and_contracts_are_asked_for_alike(register: str) -> None:
    """Diálogos/UNE: 608 public employees and 377 contractors; ASF: 112,817 with a contributory pension."""
    row = told(register, date(2026, 2, 1), ocurrio_fecha=date(2026, 1, 1))
    rows = found([paid()], [row], rule("CRU-02", "P41", register))
    assert columns(rows, "clase_codigo", "monto_gtq") == [("conocida_antes", Decimal(500))]


def test_a_rule_asks_about_its_modalities_alone() -> None:
    row = told("onsec_planilla", date(2026, 2, 1), ocurrio_fecha=date(2026, 1, 1))
    assert found([paid(modalidad_codigo="P01")], [row], PAYROLL) == []


@pytest.mark.parametrize(("tolerance", "expected"), [(22, 1), (23, 0)])
def test_days_that_a_rule_lets_pass(tolerance: int, expected: int) -> None:
    """Died on the 2nd, paid on the 25th: 23 days."""
    lenient = rule("CRU-01", "*", "renap_defuncion", window={"tolerance": tolerance})
    death = died(date(2026, 3, 2), None, date(2026, 3, 3))
    assert len(found([paid()], [death], lenient)) == expected


def enrolled(first: date, last: date | None, known: date, **more: Any) -> dict[str, Any]:
    return told("mides_padron", known, ocurrio_fecha=first, fin_fecha=last, modalidad_codigo="P41", **more)


OTHERS = enrolled(date(2020, 1, 1), None, BEFORE, row=9, persona_id=BETO)


@pytest.mark.parametrize(
    ("padron", "expected"),
    [
        ([], []),
        ([OTHERS], [("conocida_antes", None)]),
        ([{**OTHERS, "conocido_fecha": PAY_DAY}], [("lista_tarde", None)]),
        ([OTHERS, enrolled(date(2020, 1, 1), None, AFTER)], []),
        ([OTHERS, enrolled(PAY_DAY, PAY_DAY, AFTER)], []),
        ([OTHERS, enrolled(AFTER, None, AFTER)], [("registrada_tarde", AFTER)]),
        ([OTHERS, enrolled(date(2020, 1, 1), FEBRUARY, BEFORE)], [("conocida_antes", FEBRUARY)]),
        ([OTHERS, enrolled(date(2020, 1, 1), FEBRUARY, AFTER)], [("lista_tarde", FEBRUARY)]),
        ([OTHERS, enrolled(date(2020, 1, 1), date(2026, 3, 9), AFTER)], [("en_ventana", date(2026, 3, 9))]),
        ([{**OTHERS, "modalidad_codigo": "P01"}], []),
    ],
)
def test_paid_outside_the_padron(padron: Rows, expected: list[tuple[str, date | None]]) -> None:
    rows = found([paid()], padron, PADRON)
    assert columns(rows, "clase_codigo", "ocurrio_fecha") == expected


def test_who_cannot_be_looked_for_is_not_missing() -> None:
    nameless = paid(identidad_codigo="provisional")
    assert found([nameless], [OTHERS], PADRON) == []
    assert classes(found([nameless, paid(2)], [OTHERS], PADRON)) == ["conocida_antes", "conocida_antes"]


@pytest.mark.parametrize(("age", "expected"), [(115, []), (116, ["conocida_antes"]), (None, [])])
def test_ages_that_nobody_reaches(age: int | None, expected: list[str]) -> None:
    """ASF: payees of 116 to 124 years."""
    control = rule("CTL-01", "*", "edad_improbable")
    assert classes(found([paid(edad_entrega_anios=age)], [], control)) == expected


@pytest.mark.parametrize(("age", "expected"), [(64, ["conocida_antes"]), (65, []), (None, [])])
def test_payees_under_the_age_of_the_programme(age: int | None, expected: list[str]) -> None:
    control = rule("CTL-02", "P41", "edad_bajo_minimo")
    assert classes(found([paid(edad_entrega_anios=age)], [], control)) == expected


@pytest.mark.parametrize(
    ("sent", "known", "expected"),
    [
        ({"nacimiento_anio": 1950, "sexo_codigo": "F"}, BEFORE, []),
        ({"nacimiento_anio": 1951, "sexo_codigo": "F"}, BEFORE, ["conocida_antes"]),
        ({"nacimiento_anio": 1950, "sexo_codigo": "M"}, AFTER, ["lista_tarde"]),
        ({"nacimiento_anio": None, "sexo_codigo": "N"}, BEFORE, []),
    ],
)
def test_what_differs_from_the_civil_registry(sent: dict[str, Any], known: date, expected: list[str]) -> None:
    renap = told("renap_persona", known, nacimiento_anio=1950, sexo_codigo="F")
    control = rule("CTL-03", "*", "dato_distinto_renap")
    assert classes(found([paid(**sent)], [renap], control)) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"nacimiento_anio": 1985}, ["lista_tarde", "lista_tarde", "conocida_antes"]),
        ({"sexo_codigo": "M"}, ["lista_tarde", "lista_tarde", "conocida_antes"]),
        ({"sexo_codigo": "N"}, []),
        ({}, []),
    ],
)
def test_one_cui_in_rows_of_several_persons(other: dict[str, Any], expected: list[str]) -> None:
    """CGU: 322 CPF with two names. Seen from the day on which the second person was known.

    Rows that linkage only left apart, with the same birth year and sex, may be one person.
    """
    shared = rule("CTL-04", "*", "cui_de_varias_personas")
    mother = {"nacimiento_anio": 1950, "sexo_codigo": "F"}
    second = {"persona_id": BETO, "conocido_fecha": AFTER, **mother, **other}
    rows = found([paid(1, **mother), paid(2, **second), paid(3, day=date(2026, 4, 25), **mother)], [], shared)
    assert classes(rows) == expected
    assert found([paid(1, **mother), paid(2, nacimiento_anio=1985, sexo_codigo="F")], [], shared) == []


@pytest.mark.parametrize(
    ("state", "field", "known", "expected"),
    [
        ("discrepancia", "apellidos|nacimiento_fecha", BEFORE, [("CTL-05", "conocida_antes")]),
        ("discrepancia", "nombres", AFTER, [("CTL-05", "lista_tarde")]),
        ("discrepancia", "nacimiento_fecha", BEFORE, []),
        ("no_encontrado", None, BEFORE, [("CTL-06", "conocida_antes")]),
        ("validado", None, BEFORE, []),
    ],
)
def test_what_renap_answered_of_an_identity(
    state: str, field: str | None, known: date, expected: list[tuple[str, str]]
) -> None:
    """ASF: name other than in the civil registry; CGU: 140 CPF that the tax office does not know."""
    identity = {"identidad_id": "d" * 32, "persona_enviada_id": ANA}
    answer = {"estado_identidad_codigo": state, "campo_discrepante": field, "conocido_fecha": known}
    rows = found(
        [paid(), paid(2, transferencia_id="e2")],
        [],
        rule("CTL-05", "*", "nombre_distinto_renap"),
        rule("CTL-06", "*", "identidad_no_encontrada"),
        link_validacion=[{**identity, **answer}],
        link_identidad=[{**identity, "transferencia_id": "e1"}],
    )
    assert columns(rows, "regla_id", "clase_codigo") == expected


@pytest.mark.parametrize("state", ["no_cobrada", "devuelta"])
def test_what_was_not_collected_was_not_paid(state: str) -> None:
    death = died(FEBRUARY, FEBRUARY, BEFORE)
    assert found([paid(estado_entrega_codigo=state)], [death], ANY_DEATH) == []


@pytest.mark.parametrize(
    ("al_dia", "expected"),
    [(date(2026, 3, 31), []), (date(2026, 4, 1), []), (date(2026, 4, 2), ["lista_tarde"]), (None, ["lista_tarde"])],
)  # fmt: skip
def test_a_payment_run_again_as_of_a_day(al_dia: date | None, expected: list[str]) -> None:
    """Paid on March 25 and sent on April 1; the death reached us on April 2."""
    death = died(FEBRUARY, FEBRUARY, date(2026, 4, 2))
    assert classes(found([paid()], [death], ANY_DEATH, al_dia=al_dia)) == expected


def test_what_was_replaced_later_counts_on_the_days_before() -> None:
    """RENAP corrected the day of death on May 10: until then the payment of March seemed to be to a dead person."""
    wrong = {**died(FEBRUARY, FEBRUARY, BEFORE), "reemplazada_fecha": date(2026, 5, 10)}
    right = died(date(2026, 4, 20), date(2026, 4, 21), date(2026, 5, 10), row=2)
    again = {"core_verificacion_historica": [wrong]}
    assert classes(found([paid()], [right], ANY_DEATH, al_dia=date(2026, 5, 9), **again)) == [
        "conocida_antes"
    ]
    assert found([paid()], [right], ANY_DEATH, al_dia=date(2026, 5, 10), **again) == []
    assert found([paid()], [right], ANY_DEATH, **again) == []


def test_a_replaced_payment_counts_on_the_days_before() -> None:
    death = died(FEBRUARY, FEBRUARY, BEFORE)
    gone = {key: value for key, value in paid(7).items() if key != "persona_enviada_id"}
    again = {"core_entrega_historica": [{**gone, "persona_id": BETO, "reemplazada_fecha": date(2026, 6, 1)}]}
    sent_as = [paid(8, day=date(2026, 1, 2), persona_enviada_id=BETO)]
    rows = found(sent_as, [death], ANY_DEATH, al_dia=date(2026, 5, 1), **again)
    assert columns(rows, "fila", "persona_id") == [(7, ANA)]
    assert found(sent_as, [death], ANY_DEATH, al_dia=date(2026, 6, 1), **again) == []


def test_nobody_is_crossed_in_an_empty_country() -> None:
    assert found([], [], ANY_DEATH, PAYROLL, PADRON) == []

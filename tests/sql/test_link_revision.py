"""The queue of questions: a pair of persons once, the best pair of theirs, and no more when it was answered."""

from decimal import Decimal
from typing import Any

from tests.sql.out_case import Rows, built, columns

ANA, EVA, LUZ = ("a" * 32, "e" * 32, "f" * 32)
R1, R2, R3, R4 = ("1" * 32, "2" * 32, "3" * 32, "4" * 32)
PERSONS = [
    {"registro_id": R1, "persona_id": ANA},
    {"registro_id": R2, "persona_id": EVA},
    {"registro_id": R3, "persona_id": EVA},
    {"registro_id": R4, "persona_id": LUZ},
]


def tie(first: str, second: str, weight: float | None = 1.0, **changes: Any) -> dict[str, Any]:
    return {
        "registro_a_id": first,
        "registro_b_id": second,
        "etapa_codigo": "S",
        "regla": "zona_gris",
        "peso": weight,
        "estado_codigo": "revision",
        **changes,
    }


def queue(*ties: dict[str, Any], deliveries: Rows | None = None, persons: Rows = PERSONS) -> Rows:
    return built(
        "link_revision", link_enlace=ties, link_registro_persona=persons, link_entrega=deliveries or []
    )


def test_two_persons_are_asked_about_once_with_their_best_pair() -> None:
    rows = queue(tie(R1, R2, 1.0), tie(R1, R3, 2.5, regla="gemelos"))
    assert columns(rows, "persona_a_id", "persona_b_id", "registro_b_id", "regla", "pares") == [
        (ANA, EVA, R3, "gemelos", 2)
    ]


def test_ties_that_join_or_part_ask_nothing_and_neither_do_records_of_one_person() -> None:
    assert queue(tie(R1, R2, estado_codigo="unido"), tie(R1, R4, estado_codigo="separado"), tie(R2, R3)) == []


def test_what_a_person_said_to_be_two_is_not_asked_again_whatever_pair_asks() -> None:
    said = tie(R1, R2, etapa_codigo="P", regla="decision", estado_codigo="separado")
    assert queue(tie(R1, R2), tie(R1, R3), said) == []


def test_the_queue_begins_where_most_was_paid_then_where_the_weight_says_least() -> None:
    paid = [
        {"persona_id": LUZ, "monto_gtq": Decimal(900)},
        {"persona_id": EVA, "monto_gtq": Decimal(100)},
        {"persona_id": ANA, "monto_gtq": Decimal(50)},
    ]
    rows = queue(tie(R1, R2, 0.5), tie(R2, R4, 9.0), deliveries=paid)
    assert columns(rows, "persona_b_id", "monto_pagado_gtq", "entregas") == [
        (LUZ, Decimal(1000), 2),
        (EVA, Decimal(150), 2),
    ]
    unpaid = queue(tie(R1, R2, -3.0), tie(R2, R4, 1.0))
    assert columns(unpaid, "peso") == [(1.0,), (-3.0,)]


def test_a_case_keeps_its_name_while_it_is_about_the_same_two_persons() -> None:
    first = columns(queue(tie(R1, R2)), "caso_id")
    assert first == columns(queue(tie(R1, R3, 7.0)), "caso_id")
    assert first != columns(queue(tie(R1, R4)), "caso_id")


def test_a_cui_that_a_crowd_carries_is_no_question_of_two_by_two() -> None:
    persons = [{"registro_id": f"{number:032x}", "persona_id": f"{number:032x}"} for number in range(12)]
    ids = [str(person["registro_id"]) for person in persons]
    ties = [
        tie(first, second, -20.0, regla="cui_compartido")
        for place, first in enumerate(ids)
        for second in ids[place + 1 :]
    ]
    assert queue(*ties, persons=persons) == []
    ties[0]["peso"] = 0.5
    assert columns(queue(*ties, persons=persons), "registro_a_id", "registro_b_id") == [(ids[0], ids[1])]


def test_a_cui_that_a_family_carries_is_asked_about() -> None:
    assert len(queue(tie(R1, R2, -20.0, regla="cui_compartido"))) == 1


def test_an_accepted_decision_that_others_keep_from_holding_is_a_case_of_its_own() -> None:
    """R1 and R4 were said to be one, R2 and R4 too, and R1 and R2 two: LUZ's record went to EVA, so R1 waits."""
    persons = [{**row, "persona_id": EVA} if row["registro_id"] == R4 else row for row in PERSONS]
    said = [
        tie(R1, R4, None, etapa_codigo="P", regla="decision", estado_codigo="unido"),
        tie(R2, R4, None, etapa_codigo="P", regla="decision", estado_codigo="unido"),
        tie(R1, R2, None, etapa_codigo="P", regla="decision", estado_codigo="separado"),
        tie(R1, R3, 3.0),
    ]
    rows = queue(*said, persons=persons)
    assert columns(
        rows, "persona_a_id", "persona_b_id", "registro_a_id", "registro_b_id", "regla", "peso"
    ) == [(ANA, EVA, R1, R4, "decision_contradicha", None)]
    compared = queue(*said, tie(R1, R4, -2.0, estado_codigo="separado"), persons=persons)
    assert columns(compared, "peso") == [(-2.0,)]

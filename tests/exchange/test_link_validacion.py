"""The state of each identity, from what was asked and answered: small tables in, small tables out."""

from datetime import date
from typing import Any

import pytest

from tests.sql.out_case import Rows, built

ANA, BETO = "a" * 32, "b" * 32


def brought(identity: str = ANA, **given: Any) -> dict[str, Any]:
    return {
        "transferencia_id": "t1", "identidad_id": identity, "registro_id": identity, "persona_enviada_id": identity,
        "primera_fecha": date(2026, 1, 1), "ultima_fecha": date(2026, 1, 1), "entregas": 1,
    } | given  # fmt: skip


def asked(day: int, identity: str = ANA, **given: Any) -> dict[str, Any]:
    return {
        "lote_id": f"l{day}", "numero": 1, "identidad_id": identity, "persona_enviada_id": identity,
        "verificador_codigo": "renap", "convenio_id": "c", "consultado_fecha": date(2026, 2, day),
        "plazo_fecha": date(2026, 2, day + 5),
    } | given  # fmt: skip


def answered(state: str, day: int, identity: str = ANA, **given: Any) -> dict[str, Any]:
    return {
        "respuesta_id": "r1", "respuesta_orden": 1, "lote_id": "l1", "numero": 1, "identidad_id": identity,
        "persona_enviada_id": identity, "estado_identidad_codigo": state, "campo_discrepante": None,
        "respondio": "renap", "respondido_fecha": date(2026, 2, day), "conocido_fecha": date(2026, 2, day + 1),
        "vigente_hasta": date(2026, 3, day),
    } | given  # fmt: skip


def states(
    identities: Rows,
    questions: Rows,
    answers: Rows,
    cut: date | None = None,
    as_of: date | None = None,
) -> Rows:
    return built(
        "link_validacion",
        {"validacion_corte": cut, "al_dia": as_of},
        link_identidad=identities,
        link_consulta=questions,
        link_respuesta=answers,
    )


def test_a_whole_small_table() -> None:
    rows = states(
        [brought(), brought(transferencia_id="t2"), brought(BETO)],
        [asked(1), asked(8)],
        [answered("discrepancia", 9, campo_discrepante="apellidos")],
    )
    assert rows == [
        {
            "identidad_id": ANA, "persona_enviada_id": ANA, "estado_identidad_codigo": "discrepancia",
            "campo_discrepante": "apellidos", "consultas": 2, "consultado_fecha": date(2026, 2, 8),
            "respondio": "renap", "respondido_fecha": date(2026, 2, 9), "conocido_fecha": date(2026, 2, 10),
            "vigente_hasta": date(2026, 3, 9), "es_antigua": False,
        },
        {
            "identidad_id": BETO, "persona_enviada_id": BETO, "estado_identidad_codigo": "nunca_enviado",
            "campo_discrepante": None, "consultas": 0, "consultado_fecha": None, "respondio": None,
            "respondido_fecha": None, "conocido_fecha": None, "vigente_hasta": None, "es_antigua": False,
        },
    ]  # fmt: skip


LATER = {"respuesta_id": "r2", "respuesta_orden": 2}


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([], "enviado"),
        ([answered("validado", 3)], "validado"),
        # The later day, whatever came first; on the same day, what came later.
        ([answered("validado", 3), answered("fallecido", 2, **LATER)], "validado"),
        ([answered("validado", 3), answered("fallecido", 4, **LATER)], "fallecido"),
        ([answered("validado", 3), answered("no_encontrado", 3, **LATER)], "no_encontrado"),
    ],
)
def test_the_answer_of_the_latest_day_counts(answers: Rows, state: str) -> None:
    for order in (answers, answers[::-1]):
        assert [row["estado_identidad_codigo"] for row in states([brought()], [asked(1)], order)] == [state]


@pytest.mark.parametrize(
    ("answers", "cut", "stale"),
    [
        ([], None, False),
        ([], date(2026, 2, 5), False),
        ([], date(2026, 2, 6), True),
        ([answered("validado", 3)], date(2026, 3, 2), False),
        ([answered("validado", 3)], date(2026, 3, 3), True),
        ([answered("fallecido", 3)], date(2026, 3, 3), False),
    ],
)
def test_what_ended_is_old_and_keeps_its_state(answers: Rows, cut: date | None, stale: bool) -> None:
    (row,) = states([brought()], [asked(1)], answers, cut)
    assert row["es_antigua"] == stale
    assert row["estado_identidad_codigo"] == (answers[0]["estado_identidad_codigo"] if answers else "enviado")


def test_what_was_asked_of_an_identity_that_no_delivery_brings_any_more_is_kept() -> None:
    (row,) = states([], [asked(1)], [answered("validado", 3)])
    assert row["estado_identidad_codigo"] == "validado"


def told(*answers: tuple[str, int, int], **more: Any) -> Rows:
    """Answers as state, day of the answer, and day on which it came, each in a file of its own."""
    return [
        answered(
            state.partition(":")[0], said, respuesta_id=f"r{place}", respuesta_orden=place, lote_id=f"l{place}",
            campo_discrepante=state.partition(":")[2] or None, conocido_fecha=date(2026, 2, came), **more,
        )
        for place, (state, said, came) in enumerate(answers, start=1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "since"),
    [
        ([("no_encontrado", 1, 2)], 2),
        # Asked again, and answered the same: known since the first time.
        ([("no_encontrado", 1, 2), ("no_encontrado", 8, 9), ("no_encontrado", 15, 16)], 2),
        # What was said in between broke it off.
        ([("no_encontrado", 1, 2), ("validado", 8, 9), ("no_encontrado", 15, 16)], 16),
        ([("discrepancia:nombres", 1, 2), ("discrepancia:apellidos", 8, 9)], 9),
        # What came late and was older never held, and breaks nothing off.
        ([("no_encontrado", 5, 6), ("validado", 1, 9), ("no_encontrado", 15, 16)], 6),
        ([("no_encontrado", 5, 6), ("validado", 1, 9)], 6),
        # On one day, what came later holds.
        ([("no_encontrado", 5, 6), ("validado", 5, 6), ("no_encontrado", 5, 7)], 7),
    ],
)
def test_what_holds_is_known_since_the_first_of_the_answers_that_agree(
    answers: list[tuple[str, int, int]], since: int
) -> None:
    for rows in (told(*answers), told(*answers)[::-1]):
        (row,) = states([brought()], [asked(1)], rows)
        assert row["conocido_fecha"] == date(2026, 2, since)


def test_an_identity_that_is_asked_in_two_lots_at_once_says_one_thing() -> None:
    """The same file answers both lots: the older answer in it held at no moment."""
    before, again = told(("no_encontrado", 1, 2), ("no_encontrado", 9, 10))
    beside = {
        **again,
        "lote_id": "l9",
        "estado_identidad_codigo": "validado",
        "respondido_fecha": date(2026, 2, 8),
    }
    (row,) = states([brought()], [asked(1)], [before, beside, again])
    assert (row["estado_identidad_codigo"], row["conocido_fecha"]) == ("no_encontrado", date(2026, 2, 2))


@pytest.mark.parametrize(
    ("day", "state", "since"),
    [
        (1, "enviado", None),
        (2, "no_encontrado", 2),
        (9, "no_encontrado", 2),
        (10, "validado", 10),
        (28, "validado", 10),
    ],
)
def test_what_was_known_on_a_day_of_the_past(day: int, state: str, since: int | None) -> None:
    rows = told(("no_encontrado", 1, 2), ("no_encontrado", 7, 8), ("validado", 9, 10), ("validado", 20, 21))
    (row,) = states([brought()], [asked(1)], rows, as_of=date(2026, 2, day))
    assert row["estado_identidad_codigo"] == state
    assert row["conocido_fecha"] == (date(2026, 2, since) if since else None)

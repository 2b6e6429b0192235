"""Places of a call: what is offered, and what is left where it tells of nobody."""

from datetime import date
from typing import Any

import pytest

from tests.sql.open_cells import Rows, engine, run

DAY = date(2026, 5, 4)


def published(*places: tuple[str, int, int]) -> Rows:
    """Places of a public call (beca, P02) and of a restricted one (vida, P11)."""
    calls = [call("beca", "P02"), call("vida", "P11")]
    rows = [
        {
            "convocatoria_codigo": code,
            "municipio_codigo": "0801",
            "plazas_ofrecidas": offered,
            "plazas_disponibles": free,
        }
        for code, offered, free in places
    ]
    with engine() as duck:
        return run("open_cupo", on=duck, ref_cupo=rows, ref_convocatoria=calls)


def call(code: str, modality: str) -> dict[str, Any]:
    return {
        "convocatoria_codigo": code, "modalidad_codigo": modality, "convocatoria": code, "apertura_fecha": DAY,
        "cierre_fecha": DAY, "requisitos": "Constancia", "criterios": "En pobreza", "al_fecha": DAY, "fuente": "Página",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("offered", "free", "told"),
    [
        (40, 40, 40),  # nobody was admitted
        (43, 43, 40),  # rounded down
        (40, 39, None),  # one person
        (40, 31, None),  # nine
        (40, 30, 30),  # ten
        (40, 12, 10),
        (40, 0, 0),
        (5, 0, None),  # all five
        (0, 0, 0),
    ],
)
def test_what_is_left_never_tells_of_fewer_than_ten(offered: int, free: int, told: int | None) -> None:
    (row,) = published(("beca", offered, free))
    assert (row["plazas_ofrecidas"], row["plazas_disponibles"]) == (offered, told)


def test_a_call_that_is_not_public_has_no_row() -> None:
    assert published(("vida", 40, 12)) == []


@pytest.mark.parametrize("offered", [7, 20, 43])
def test_no_reader_can_tell_one_to_nine_admitted_from_each_other(offered: int) -> None:
    told = [published(("beca", offered, offered - admitted)) for admitted in range(1, min(offered, 9) + 1)]
    assert {rows[0]["plazas_disponibles"] for rows in told} == {None}

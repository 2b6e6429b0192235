"""A rule that passes because its rows, or what stood in them, are gone is not mended; honest mending is."""

from collections.abc import Mapping, Sequence

import pytest

from tests.pipeline.delivery_case import PEOPLE
from tests.pipeline.test_mended_rows import filled
from tests.sfi.plan_case import BAD_CUI, PlanCase, month

ROWS, BAD = 40, 8
CUI, NAME, BORN, DAY, AMOUNT = range(5)
ANA = PEOPLE["ana"][CUI]
# What fails, in which place of a row, and the rule that tells it.
DEFECTS: Mapping[str, tuple[int, str]] = {
    "CUI-05": (CUI, BAD_CUI), "NUM-01": (AMOUNT, "mucho"), "FEC-01": (BORN, "99/99/1990"),
}  # fmt: skip


def written(
    number: int, place: int = CUI, text: str | None = None, *, rows: int = ROWS, bad: range = range(BAD)
) -> list[str]:
    """The rows of a month; in some of them something is written over what is true."""
    made = [row.split(";") for row in month(number, rows=rows)]
    for at in bad:
        made[at][place] = made[at][place] if text is None else text
    return [";".join(row) for row in made]


def open_with(case: PlanCase, rule: str, bad: range = range(BAD)) -> None:
    """A clean January, and a February in which some of forty rows fail one rule."""
    case.send("pagos_2026_01.csv", written(1))
    case.night("2026-02-05")
    case.send("pagos_2026_02.csv", written(2, *DEFECTS[rule], bad=bad))
    case.night("2026-03-05")
    assert case.states() == {rule: "abierta"}


def passing(case: PlanCase, rows: Sequence[str], *, again: bool) -> dict[str, str]:
    """What a delivery that comes after it makes of the plan: the same period again, or the next one."""
    case.send("pagos_2026_02_b.csv" if again else "pagos_2026_03.csv", list(rows))
    case.night("2026-03-06" if again else "2026-04-05")
    return case.states()


@pytest.mark.parametrize("again", [True, False], ids=["same period", "next period"])
@pytest.mark.parametrize("rule", DEFECTS)
def test_honest_mending_closes_it(case: PlanCase, rule: str, again: bool) -> None:
    open_with(case, rule)
    assert passing(case, written(2 if again else 3), again=again) == {rule: "cerrada evidencia"}


# So many that what they are filled with is no chance.
MANY = range(ROWS // 2)
TRICKS = {
    "blanked": ("NUM-01", AMOUNT, "", "vaciada"),
    "the figure that stands for nothing": ("NUM-01", AMOUNT, "0", "vaciada"),
    "a blanked day of birth": ("FEC-01", BORN, "", "vaciada"),
    "blanked where it is required": ("CUI-05", CUI, "", "vaciada"),
    "failing another rule instead": ("CUI-05", CUI, "123", "vaciada"),
    "one number for all": ("CUI-05", CUI, ANA, "rellenada"),
    "one day of birth for all": ("FEC-01", BORN, "01/01/1980", "rellenada"),
}


@pytest.mark.parametrize("again", [True, False], ids=["same period", "next period"])
@pytest.mark.parametrize("trick", TRICKS)
def test_a_column_that_was_blanked_or_filled_is_no_evidence(case: PlanCase, trick: str, again: bool) -> None:
    rule, place, text, why = TRICKS[trick]
    open_with(case, rule, MANY)
    states = passing(case, written(2 if again else 3, place, text, bad=MANY), again=again)
    assert states[rule] == f"abierta {why}"
    told = next(item for item in case.plan()["recomendaciones"] if item["regla"] == rule)
    assert "no es evidencia" in told["situacion"]
    case.send("pagos_2026_04.csv", written(4))
    case.night("2026-05-05")
    assert case.states()[rule] == "cerrada evidencia"


def test_blanks_do_not_become_usual_by_being_sent_again(case: PlanCase) -> None:
    open_with(case, "NUM-01")
    for number in (3, 4, 5, 6):
        case.send(f"pagos_2026_{number:02d}.csv", written(number, AMOUNT, ""))
        case.night(f"2026-{number + 1:02d}-05")
    assert case.states() == {"NUM-01": "abierta vaciada"}


@pytest.mark.parametrize("again", [True, False], ids=["same period", "next period"])
def test_leaving_out_just_the_rows_that_failed_is_no_evidence(case: PlanCase, again: bool) -> None:
    """They are a part of the delivery that may well be missing, and much of what failed."""
    rows, number = 2 * ROWS, 2 if again else 3
    case.send("pagos_2026_01.csv", written(1, rows=rows))
    case.night("2026-02-05")
    case.send("pagos_2026_02.csv", written(2, *DEFECTS["CUI-05"], rows=rows))
    case.night("2026-03-05")
    left = written(number, rows=rows)[BAD:]
    assert passing(case, left, again=again) == {"CUI-05": "abierta encogida"}


def test_rows_that_come_back_blank_are_not_mended(adding: PlanCase) -> None:
    adding.send("pagos_2026_01.csv", month(1, bad=1, amount="mucho", cui=ANA))
    adding.night("2026-02-05")
    (transfer,) = adding.office.register
    book = adding.office.store.outbox / "mides" / transfer.transferencia_id / "filas_devueltas.xlsx"
    adding.drop("corregido.xlsx", filled(book, "mucho", ""))
    outcome = adding.night("2026-02-06")
    assert adding.states() == {"NUM-01": "abierta vaciada"}
    assert outcome.standing.avance_global == 0.0


def test_a_column_that_was_as_blank_before_is_mended(case: PlanCase) -> None:
    rows = [*written(1, AMOUNT, "")[:BAD], *written(1, AMOUNT, "mucho", bad=range(BAD, 2 * BAD))[BAD:]]
    case.send("pagos_2026_01.csv", rows)
    case.night("2026-02-05")
    assert case.states() == {"NUM-01": "abierta"}
    assert passing(case, written(2, AMOUNT, ""), again=False) == {"NUM-01": "cerrada evidencia"}

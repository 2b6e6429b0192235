"""A defect of each kind, from the file to the plan: it moves its expectation, its rule, its dimension and its item, and
nothing else; the period sent again without it moves them back and closes the item with evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pytest

from assets.build import build_table
from assets.checks import layout_results
from assets.engine import DuckDBEngine
from assets.out.scorecard_values import COLUMNS, DELIVERY_CARDS, MEASURES, SIGNS, scorecard_values
from assets.out.transfers import TRANSFERS, transfer_values
from assets.ref.tables import write_reference_tables
from assets.resources import Bench
from snis.quality_policy import DIMENSIONS
from tests.sfi.plan_case import BAD_CUI, PlanCase, month

ROWS = 20
CUI, BORN, AMOUNT = 0, 2, 4


def april(place: int = CUI, text: str = "") -> list[str]:
    """The rows of April; in the first one something is written over what is true."""
    made = [row.split(";") for row in month(4, rows=ROWS)]
    made[0][place] = text or made[0][place]
    return [";".join(row) for row in made]


@dataclass(frozen=True)
class Kind:
    """A kind of defect.

    Attributes:
        rule, dimension: what tells it, and where it costs points.
        rows: the delivery that has it.
        points: of the dimension then.
        also: expectations besides that of the rule that tell it: of the column, or of the past.
    """

    rule: str
    dimension: str
    rows: tuple[str, ...]
    points: str
    also: tuple[str, ...] = ()


KINDS = {
    "completeness": Kind(
        "OBL-01",
        "completitud",
        tuple(row.removeprefix(row.split(";")[0]) if not place else row for place, row in enumerate(april())),
        "95.00",
        also=("OBL-01.cui",),
    ),
    "uniqueness": Kind("DUP-01", "unicidad", (*april(), april()[0]), "95.23"),
    "validity": Kind("CUI-05", "validez", tuple(april(CUI, BAD_CUI)), "95.00"),
    "consistency": Kind("FEC-03", "consistencia", tuple(april(BORN, "31/12/2026")), "95.00"),
    "accuracy": Kind("MON-01", "exactitud", tuple(april(AMOUNT, "5000")), "95.00"),
    "plausibility over time": Kind(
        "ARC-13", "consistencia", tuple(april()[:1]), "90.00", also=("pasado.filas",)
    ),
}


@dataclass(frozen=True)
class Seen:
    """What a night measured.

    Attributes:
        expectations: those that fail, with how many rows or files fail them.
        rules: of the newest delivery, with how many fail.
        points: of the newest delivery by dimension.
        plan: state of each item.
    """

    expectations: Mapping[str, int]
    rules: Mapping[str, int]
    points: Mapping[str, str]
    plan: Mapping[str, str]


def night(case: PlanCase, day: str) -> Seen:
    """What a night does with the files, short of persons and marts; notices that a file came again are left out."""
    case.night(day)
    store, deployment = case.office.store, case.office.deployment
    write_reference_tables(deployment, store)
    newest = case.office.register[-1].transferencia_id
    with DuckDBEngine(temp=store.scratch) as engine:
        bench = Bench(deployment, store, engine, datetime.fromisoformat(f"{day}T01:00:00-06:00"))
        bound = {**transfer_values(bench), **scorecard_values(bench)}
        for table in (TRANSFERS, COLUMNS, MEASURES, SIGNS, DELIVERY_CARDS):
            build_table(table, engine=engine, store=store, params=bound)
        results = layout_results(bench)
        for table in (MEASURES, DELIVERY_CARDS):
            engine.attach(table, store.files(table))
        rules = engine.rows(
            f"select regla, fallas from {MEASURES} "
            "where transferencia_id = $newest and fallas > 0 and es_puntuada",
            {"newest": newest},
        )
        points = engine.rows(
            f"select dimension_tarjeta_codigo, valor_puntos from {DELIVERY_CARDS} where transferencia_id = $newest",
            {"newest": newest},
        )
    again = {"ARC-08", "ARC-18", "ARC-19"}
    return Seen(
        {item.name: item.failing for item in results if not item.passed and item.name not in again},
        dict(rules),
        {name: str(value) for name, value in points if name in DIMENSIONS},
        case.states(),
    )


@pytest.fixture
def usual(case: PlanCase) -> PlanCase:
    """Three months without a defect, each on time."""
    for number in (1, 2, 3):
        case.send(f"pagos_2026_{number:02d}.csv", month(number, rows=ROWS))
        case.office.work(f"2026-{number + 1:02d}-05")
    return case


CLEAN = Seen({}, {}, dict.fromkeys(DIMENSIONS, "100.00"), {})


def test_months_without_a_defect_move_nothing(usual: PlanCase) -> None:
    assert night(usual, "2026-04-06") == CLEAN


@pytest.mark.parametrize("name", KINDS)
def test_a_defect_moves_its_own_and_mending_moves_it_back(usual: PlanCase, name: str) -> None:
    kind = KINDS[name]
    usual.send("pagos_2026_04.csv", list(kind.rows))
    assert night(usual, "2026-05-05") == Seen(
        dict.fromkeys((kind.rule, *kind.also), 1),
        {kind.rule: 1},
        {**CLEAN.points, kind.dimension: kind.points},
        {kind.rule: "abierta"},
    )
    usual.send("pagos_2026_04_b.csv", april())
    assert night(usual, "2026-05-06") == Seen({}, {}, CLEAN.points, {kind.rule: "cerrada evidencia"})
    evidence = usual.items[kind.rule].evidence
    assert evidence is not None
    assert (evidence.failing, evidence.transfers) == (0, (usual.office.register[-1].transferencia_id,))


def test_a_refused_file_moves_its_own_and_the_same_file_sent_well_moves_it_back(usual: PlanCase) -> None:
    usual.send("pagos_2026_04.csv", ["Ana;1"], header="Nombres;Monto")
    refused = night(usual, "2026-05-05")
    assert (refused.expectations, refused.rules) == ({"ARC-06": 1}, {"ARC-06": 1})
    assert (refused.points["completitud"], refused.plan) == ("0.00", {"ARC-06": "abierta"})
    usual.send("pagos_2026_04.csv", april())
    assert night(usual, "2026-05-06") == Seen({}, {}, CLEAN.points, {"ARC-06": "cerrada evidencia"})


def test_lateness_moves_its_own_and_the_next_delivery_on_time_closes_it(usual: PlanCase) -> None:
    """What came late stays late: its expectation goes on telling it, its item and the next score do not."""
    usual.send("pagos_2026_04.csv", april())
    late = night(usual, "2026-05-16")
    assert late == Seen(
        {"ARC-21": 1}, {"ARC-21": 6}, {**CLEAN.points, "oportunidad": "80.00"}, {"ARC-21": "abierta"}
    )
    usual.send("pagos_2026_05.csv", month(5, rows=ROWS))
    assert night(usual, "2026-06-05") == Seen(
        {"ARC-21": 1}, {}, CLEAN.points, {"ARC-21": "cerrada evidencia"}
    )

"""What a report of risk says of records: risks over candidates whose exact number stays inside."""

from dataclasses import replace
from pathlib import Path

from snis.disclosure_policy import load_policy
from snis.risk import ClassOfRows, Detail, Register, microdata_risk

POLICY = load_policy(Path(__file__).parents[2] / "data" / "sample" / "disclosure.yaml").microdata
ROWS = ClassOfRows(
    profile=("1", "01", "", "F", "18-59", "", "", ""),
    programme=("mides", "bono-social"),
    rows=6,
    smallest=6,
    blank=0,
    candidates=22,
    neighbours=43,
)
REGISTER = Register(records=100, drawn=20, unique=5, drawn_unique=1, both=1, persons=90, persons_drawn=18)


def risk_of(rows: ClassOfRows) -> object:
    return microdata_risk(
        [rows],
        REGISTER,
        edition="2025",
        policy=POLICY,
        by_level={"L0": 6},
        suppressed=0,
        detail=Detail({}, {}, {}),
    )["riesgo"]


def test_candidates_are_counted_in_steps_never_above_what_they_are() -> None:
    assert risk_of(ROWS) == {
        "lista_de_todos": {"media_pct": 2.5, "maxima_pct": 2.5},
        "lista_del_programa": {"media_pct": 5.0, "maxima_pct": 5.0},
        "candidatos_minimos": 20,
    }


def test_one_person_more_in_the_register_moves_no_risk() -> None:
    assert risk_of(replace(ROWS, candidates=23, neighbours=44)) == risk_of(ROWS)

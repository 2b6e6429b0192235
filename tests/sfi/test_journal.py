"""The journal of the plans: the same night leaves the same bytes, killed anywhere; edits and cuts show."""

from pathlib import Path

import pytest

from assets.raw.ledger import verify_ledger
from snis.errors import SfiError
from tests.pipeline.delivery_case import PEOPLE
from tests.sfi.plan_case import PlanCase, month

GOOD = PEOPLE["ana"][0]
STEPS = ("eventos", "asentados", "tabla", "paginas")


class KilledError(Exception):
    """The night ends here."""


def plant(case: PlanCase) -> None:
    """A clean January, and a February in which two rules fail."""
    case.send("pagos_2026_01.csv", month(1))
    case.night("2026-02-05")
    case.send("pagos_2026_02.csv", [*month(2, bad=5)[:10], *month(2, amount="mucho", bad=20, cui=GOOD)[10:]])


def left(case: PlanCase) -> dict[str, bytes]:
    """Bytes of everything that the step writes, but for the ledger, which a killed night may enter twice."""
    store = case.office.store
    outbox = store.outbox / "mides"
    paths = [store.ledger / "plan.jsonl", store.part("out_plan"), outbox / "plan.html", outbox / "plan.json"]
    return {path.name: path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    case = PlanCase(tmp_path_factory.mktemp("entera"))
    plant(case)
    case.night("2026-03-05")
    assert case.states() == {"CUI-05": "abierta", "NUM-01": "abierta"}
    return left(case)


@pytest.mark.parametrize("killed_after", STEPS)
def test_a_night_killed_anywhere_and_done_again_leaves_the_same(
    case: PlanCase, whole: dict[str, bytes], killed_after: str
) -> None:
    def step(name: str) -> None:
        if name == killed_after:
            raise KilledError

    plant(case)
    with pytest.raises(KilledError):
        case.night("2026-03-05", step=step)
    case.night("2026-03-05")
    assert left(case) == whole
    verify_ledger(case.office.store.ledger)


def test_a_line_that_a_kill_cut_short_is_written_again(case: PlanCase, whole: dict[str, bytes]) -> None:
    plant(case)
    with pytest.raises(KilledError):
        case.night("2026-03-05", step=lambda _: (_ for _ in ()).throw(KilledError))
    path = case.office.store.ledger / "plan.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    case.night("2026-03-05")
    assert left(case) == whole


def test_the_same_night_twice_adds_nothing(case: PlanCase) -> None:
    plant(case)
    case.night("2026-03-05")
    before, ledger = left(case), (case.office.store.ledger / "bitacora.jsonl").read_bytes()
    assert not case.night("2026-03-05").is_fresh
    assert (left(case), (case.office.store.ledger / "bitacora.jsonl").read_bytes()) == (before, ledger)


def _journal(case: PlanCase) -> Path:
    plant(case)
    case.night("2026-03-05")
    return case.office.store.ledger / "plan.jsonl"


@pytest.mark.parametrize("change", ["edit", "swap", "drop first", "cut last", "empty"])
def test_what_was_edited_moved_or_cut_is_found(case: PlanCase, change: str) -> None:
    path = _journal(case)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    changed = {
        "edit": [lines[0].replace('"gravedad":"avisa"', '"gravedad":"informa"'), *lines[1:]],
        "swap": lines[::-1],
        "drop first": lines[1:],
        "cut last": lines[:-1],
        "empty": [],
    }[change]
    assert changed != lines
    path.write_text("".join(changed), "utf-8")
    with pytest.raises(SfiError, match=r"plan\.jsonl"):
        case.night("2026-03-06")

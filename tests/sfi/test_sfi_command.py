"""`padron sfi`: what it says, what it changes, and how it ends."""

import json
from collections.abc import Callable

import pytest

from pipelines.cli import main
from tests.pipeline import delivery_case
from tests.sfi.plan_case import PAYMENTS, PlanCase, month

Command = Callable[..., tuple[int, str, str]]
ITEM = f"{PAYMENTS}:CUI-05"


@pytest.fixture
def padron(case: PlanCase, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command on a folder in which one rule fails, two months after it was opened."""
    case.send("pagos_2026_01.csv", month(1, bad=5))
    case.night("2026-02-05")
    path = case.office.store.work / "keys.json"
    path.write_text(json.dumps({name: key.hex() for name, key in vars(delivery_case.KEYS).items()}), "utf-8")
    path.chmod(0o600)
    monkeypatch.setenv("PADRON_NOW", "2026-02-10T09:00:00-06:00")
    where = ("--deployment", case.office.folder / "despliegue", "--work", case.office.store.work)

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        asked = [str(argument) for argument in (*arguments, *(() if "--help" in arguments else where))]
        with pytest.raises(SystemExit) as ended:
            main(["sfi", *asked])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return int(ended.value.code or 0), said.out, said.err

    return call


@pytest.mark.parametrize("command", ["list", "show", "assign", "start", "waive", "diagnosis", "page"])
def test_every_command_explains_itself(padron: Command, command: str) -> None:
    code, out, _ = padron(command, "--help")
    assert code == 0
    assert len(" ".join(out.split())) > 200


def test_an_item_is_listed_assigned_started_and_shown(padron: Command) -> None:
    code, out, _ = padron("list", "--json")
    told = json.loads(out)
    assert (code, [item["recomendacion_id"] for item in told["recomendaciones"]]) == (1, [ITEM])
    assert told["avance"]["avance"] == 0
    assert padron("assign", ITEM, "--to", "informatica", "--due", "2026-03-01", "--by", "enlace")[0] == 0
    assert padron("start", "CUI-05", "--by", "enlace")[0] == 0
    code, out, _ = padron("show", "CUI-05", "--json")
    told = json.loads(out)
    assert (code, told["estado"], told["unidad"], told["vence"]) == (
        1,
        "en_curso",
        "informatica",
        "2026-03-01",
    )
    assert [(event["evento"], event["quien"]) for event in told["eventos"]] == [
        ("abierta", "padron"), ("asignada", "enlace"), ("en_curso", "enlace"),
    ]  # fmt: skip


def test_a_waiver_needs_a_reason_and_leaves_the_avance_alone(padron: Command, case: PlanCase) -> None:
    assert padron("waive", "CUI-05")[0] == 2
    assert padron("waive", "CUI-05", "--reason", "acordado en acta", "--until", "2026-06-30")[0] == 0
    code, out, _ = padron("list", "--json")
    told = json.loads(out)
    assert (code, told["recomendaciones"], told["avance"]["dispensadas"]) == (0, [], 1)
    assert case.plan()["recomendaciones"][0]["situacion"] == "Dispensada: acordado en acta"


@pytest.mark.parametrize(
    "asked",
    [
        ("show", "no-hay"), ("list", "--state", "perdida"), ("assign", ITEM, "--to", "Juan"), ("start", ITEM),
        ("diagnosis", "nadie"), ("diagnosis", "mides"), ("assign", ITEM, "--to", "enlace", "--due", "mañana"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_2(padron: Command, case: PlanCase, asked: tuple[str, ...]) -> None:
    before = len(case.journal.events)
    code, _, err = padron(*asked)
    assert (code, len(case.journal.events)) == (2, before)
    assert err


def test_page_does_what_the_night_does_and_again_nothing(padron: Command) -> None:
    code, out, _ = padron("page", "--json")
    assert (code, json.loads(out)["eventos"], json.loads(out)["planes"]) == (1, {}, [])
    (code, out, _) = padron("list", "--overdue")
    assert (code, "1 abiertas (0 vencidas)" in out) == (0, True)

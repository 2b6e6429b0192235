"""`padron validate`: what it says, what it writes, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.keyfile import write_new_keys
from pipelines.cli import main
from tests.exchange.exchange_case import CONVENIOS, Case
from tests.exchange.reference_server import ReferenceServer
from tests.pipeline.delivery_case import PEOPLE

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def padron(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    monkeypatch.setenv("PADRON_SETTLE_SECONDS", "0")
    monkeypatch.setenv("PADRON_NOW", "2026-02-04T01:00:00-06:00")
    monkeypatch.setenv("PADRON_VERIFIER_TOKEN", "t0k3n")
    monkeypatch.setattr("tests.pipeline.delivery_case.KEYS", write_new_keys(tmp_path / "work" / "keys.json"))

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["validate", *(str(argument) for argument in arguments)])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return int(ended.value.code or 0), said.out, said.err

    return call


@pytest.fixture
def where(padron: Command, case: Case) -> tuple[object, ...]:
    return "--deployment", case.office.folder / "despliegue", "--work", case.work


@pytest.mark.parametrize("command", ["send", "receive", "run", "status", "withdraw", "retry"])
def test_every_command_explains_itself(padron: Command, command: str) -> None:
    code, out, _ = padron(command, "--help")
    assert code == 0
    assert len(" ".join(out.split())) > 200


def test_send_then_receive_by_file(padron: Command, where: tuple[object, ...], case: Case) -> None:
    code, out, _ = padron("send", *where)
    assert (code, "Preguntas: 3 en 1 lotes." in out) == (0, True)
    case.answer("respuesta_1.csv", case.said({"ana": "validado", "eva": "fallecido"}))
    code, out, _ = padron("receive", *where, "--json")
    told = json.loads(out)
    assert code == 0
    assert told["identidades"] == {"enviado": 1, "validado": 1, "fallecido": 1}
    assert told["sesion"]["respuestas"][0]["filas"]["aceptada"] == 2
    assert told["sin_respuesta"] == 1
    code, out, _ = padron("status", *where)
    assert (code, "1 enviadas sin respuesta · 1 validadas · 1 fallecidas" in out) == (0, True)


def test_a_past_period_and_an_institution(padron: Command, where: tuple[object, ...], case: Case) -> None:
    assert "Preguntas: 0" in padron("send", *where, "--from", "2025-01-01", "--to", "2025-12-31")[1]
    assert "Preguntas: 3" in padron("send", *where, "--institution", "mides", "--from", "2026-01-01")[1]


@pytest.mark.parametrize(
    "wrong", [("--from", "ayer"), ("--from", "2026-02-01", "--to", "2026-01-01"), ("--institution", "otra")]
)
def test_a_wrong_period_or_institution_is_refused(
    padron: Command, where: tuple[object, ...], wrong: tuple[str, ...]
) -> None:
    assert padron("send", *where, *wrong)[0] == 2


def test_an_expired_convenio_is_refused_and_shown(
    padron: Command, where: tuple[object, ...], case: Case
) -> None:
    path = case.office.folder / "despliegue" / "convenios.yaml"
    path.write_text(CONVENIOS.replace("2026-12-31", "2026-02-03"), encoding="utf-8")
    code, _, err = padron("run", *where)
    assert (code, "venció el 2026-02-03" in err) == (2, True)
    code, out, _ = padron("status", *where, "--json")
    assert (code, json.loads(out)["convenio"]["vigente"]) == (1, False)
    assert not case.outbox.exists()


def test_a_service_that_is_away_leaves_something_to_do(
    padron: Command, called: Case, server: ReferenceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.verifier_client.WallClock.sleep", lambda self, seconds: None)
    where = ("--deployment", called.office.folder / "despliegue", "--work", called.work)
    server.faults.extend(["down"] * 3)
    code, out, _ = padron("run", *where)
    assert (code, "no responde" in out) == (1, True)
    monkeypatch.setenv("PADRON_NOW", "2026-02-05T01:00:00-06:00")
    code, out, err = padron("run", *where)
    assert (code, "3 validadas" in out) == (0, True)
    assert "9765432141601" not in out + err


def test_a_lot_that_the_verifier_refuses_is_shown_put_back_and_withdrawn(
    padron: Command, called: Case, server: ReferenceServer
) -> None:
    where = ("--deployment", called.office.folder / "despliegue", "--work", called.work)
    server.refused[PEOPLE["eva"][0]] = 422
    code, out, err = padron("run", *where)
    (lot,) = (lot.lote_id for lot in called.standing().lots if lot.estado == "apartado")
    assert (code, f"{lot}: apartado" in out) == (1, True)
    told = json.loads(padron("status", *where, "--json")[1])
    assert [item["lote"] for item in told["apartados"]] == [lot]
    code, out, _ = padron("retry", lot, *where, "--by", "mrl")
    assert (code, f"Lote {lot}: preparado" in out) == (0, True)
    assert padron("withdraw", "otro", *where)[0] == 2
    assert json.loads(padron("withdraw", lot, *where, "--by", "mrl", "--json")[1])["estado"] == "retirado"
    server.refused.clear()
    code, out, _ = padron("run", *where)
    assert (code, "3 validadas" in out) == (0, True)
    assert "9765432141601" not in out + err


def test_a_deployment_without_a_verifier_says_so(padron: Command, tmp_path: Path) -> None:
    case = Case(tmp_path, validation="")
    assert case.office.deployment.validation is None
    where = ("--deployment", case.office.folder / "despliegue", "--work", case.work)
    for command in ("run", "status"):
        assert padron(command, *where)[0] == 2

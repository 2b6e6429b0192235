"""`padron open-data`: what is told of the opening, and decisions that are written down."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from assets.raw.ledger import read_entries, verify_ledger
from pipelines.cli import main
from pipelines.settings import SAMPLE

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def deployment(tmp_path: Path) -> Path:
    """A copy of the sample without its inbox."""
    folder = tmp_path / "deployment"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("inbox", "later", "expected"))
    return folder


@pytest.fixture
def padron(
    deployment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    """`padron open-data` on that copy, on 4 May 2026."""
    monkeypatch.setenv("PADRON_NOW", "2026-05-04T05:00:00")
    monkeypatch.setenv("PADRON_DEPLOYMENT", str(deployment))
    monkeypatch.setenv("PADRON_WORK", str(tmp_path / "work"))

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["open-data", *(str(argument) for argument in arguments)])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return call


APPROVE = (
    "approve",
    "cobertura",
    "--committee",
    "Comité",
    "--date",
    "2026-05-02",
    "--signed-by",
    "Dirección",
)


def test_the_inventory_holds_every_column_with_its_class(padron: Command, tmp_path: Path) -> None:
    path = tmp_path / "inventario.csv"
    code, out, _ = padron("inventory", "--out", path)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert code == 0
    assert f"con {len(rows)} columnas" in out
    assert all(row["clase"] and row["motivo"] for row in rows if row["abierta"] == "no")


def test_a_class_without_a_decision_asks_for_a_person(padron: Command, deployment: Path) -> None:
    (deployment / "opening.yaml").write_text("version: 1\n", encoding="utf-8")
    code, out, _ = padron("inventory")
    assert code == 1
    assert "la decisión sobre la clase confidencial" in out


def test_what_is_overdue_is_told_and_asks_for_a_person(
    padron: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert padron("plan")[0] == padron("calendar")[0] == 0
    monkeypatch.setenv("PADRON_NOW", "2026-05-16T05:00:00")
    code, out, _ = padron("plan", "--json")
    assert code == 1
    assert {row["conjunto"]: row["estado"] for row in json.loads(out)}["cobertura"] == "vencido"
    code, out, _ = padron("calendar")
    assert code == 1
    assert "vencida" in out


def test_an_approval_is_written_with_its_minute_and_entered_in_the_log(
    padron: Command, deployment: Path, tmp_path: Path
) -> None:
    before = (deployment / "approvals.yaml").read_text(encoding="utf-8")
    assert padron(*APPROVE, "--minute", "Acta 2", "--first", "2026-04", "--expires", "2027-05-02")[0] == 0
    after = (deployment / "approvals.yaml").read_text(encoding="utf-8")
    assert after.startswith(before.rstrip("\n"))
    last = yaml.safe_load(after)["approvals"][-1]
    assert (last["dataset"], last["minute"], last["first"]) == ("cobertura", "Acta 2", "2026-04")
    ledger = tmp_path / "work" / "ledger"
    assert verify_ledger(ledger) == 1
    assert next(iter(read_entries(ledger))).data["minute"] == "Acta 2"
    code, _, said = padron(*APPROVE, "--minute", "Acta 2")
    assert (code, "ya aprobó" in said) == (2, True)


def test_the_sample_itself_is_never_written(padron: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PADRON_DEPLOYMENT", str(SAMPLE))
    code, _, said = padron(*APPROVE, "--minute", "Acta 2")
    assert (code, "la muestra no se cambia" in said) == (2, True)


def test_a_question_is_noted_and_answered(padron: Command, deployment: Path) -> None:
    assert padron("feedback", "list")[0] == 1
    assert padron("feedback", "add", "¿Cada cuánto se actualiza?", "--dataset", "cobertura")[0] == 0
    assert padron("feedback", "answer", "2026-003", "--answer", "En noviembre.")[0] == 0
    assert padron("feedback", "answer", "2026-004", "--answer", "Cada mes.", "--effect", "Ninguno.")[0] == 0
    assert padron("feedback", "list")[0] == 0
    code, _, said = padron("feedback", "add", "Mi teléfono es 5555 1234")
    assert (code, "datos personales" in said, "5555" in said) == (2, True, False)
    assert "5555" not in (deployment / "feedback.yaml").read_text(encoding="utf-8")


def test_use_is_counted_without_keeping_who(padron: Command, tmp_path: Path) -> None:
    line = '10.9.8.7 - - [04/May/2026:09:00:01 -0600] "GET /datasets/{}/latest/datapackage.json HTTP/1.1" 200 5\n'
    log = tmp_path / "access.log"
    log.write_text(line.format("cobertura") * 11 + line.format("coincidencias"), encoding="utf-8")
    assert padron("usage", log)[0] == 0
    _, out, _ = padron("usage", "--json")
    assert json.loads(out) == [
        {"mes": "2026-05", "conjunto": "cobertura", "descargas": 11},
        {"mes": "2026-05", "conjunto": "coincidencias", "descargas": None},
    ]
    assert (tmp_path / "work" / "ledger" / "uso.json").is_file()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "work").rglob("*") if path.is_file())
    assert b"10.9.8.7" not in kept

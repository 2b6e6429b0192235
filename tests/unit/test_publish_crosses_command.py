"""`padron publish crosses`: what is asked, how the decision is drawn, and when it is written."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from assets.raw.ledger import read_entries
from pipelines.cli import app
from snis.admission import Measured, YearDecision, decide_crosses
from snis.disclosure_policy import COVERAGE, load_policy
from snis.errors import DisclosureError
from tests.support.ledger_book import NOW, LedgerBook
from tests.unit.disclosure_case import SAMPLE

Command = Callable[..., str]


@pytest.fixture
def deployment(tmp_path: Path) -> Path:
    """A deployment with nothing but its policy."""
    shutil.copy(SAMPLE, tmp_path / "disclosure.yaml")
    return tmp_path


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, deployment: Path) -> Command:
    """The command on that deployment, where municipalities by modality are too small."""

    @contextmanager
    def opened(*_: Any, **__: Any) -> Iterator[tuple[None, Any]]:
        book = LedgerBook(deployment / "ledger")
        yield None, SimpleNamespace(deployment=SimpleNamespace(folder=deployment), store=book, now=NOW)

    def measured(_: Any, year: int) -> YearDecision:
        policy = load_policy(deployment / "disclosure.yaml")
        found = dict.fromkeys(policy.names(COVERAGE), Measured(1000, 0, 50_000, 0))
        found["municipio_modalidad"] = Measured(1000, 300, 50_000, 400)
        return decide_crosses(policy, found, year=year, decided=f"{year}-01-15")

    monkeypatch.setattr("pipelines.publish_crosses_command.open_folder", opened)
    monkeypatch.setattr("assets.open.admission.decide_year", measured)

    def run(*options: str) -> str:
        result = CliRunner().invoke(app, ["publish", "crosses", *options])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.stdout

    return run


def test_each_cross_is_shown_with_its_figures_and_what_stands_in_for_it(
    command: Command, deployment: Path
) -> None:
    said = command("2026", "--dry-run").splitlines()
    assert said[0] == "Cruces de 2026, medidos sobre 2025: 21 de 22 se imprimen."
    (line,) = [line for line in said if line.startswith("municipio_modalidad")]
    assert line.split() == [
        "municipio_modalidad", "1,000", "30.000", "%", "0.800", "%", "no;", "lo", "sustituye", "departamento_modalidad",
    ]  # fmt: skip
    assert said[-1] == "No se escribió nada."
    assert not (deployment / "crosses-2026.yaml").exists()


def test_the_decision_is_written_once(command: Command, deployment: Path) -> None:
    assert command("2026").splitlines()[-1] == "Escrito en crosses-2026.yaml, para todo 2026."
    written = (deployment / "crosses-2026.yaml").read_bytes()
    with pytest.raises(DisclosureError, match="ya se decidieron"):
        command("2026")
    assert (deployment / "crosses-2026.yaml").read_bytes() == written
    (entry,) = read_entries(deployment / "ledger")
    assert (entry.kind, entry.data["anio"], entry.data["no_admitidos"]) == ("cruces", 2026, 1)
    assert entry.data["sha256"] == sha256(written).hexdigest()


def test_machines_get_the_whole_decision(command: Command) -> None:
    answer = json.loads(command("2026", "--dry-run", "--json"))
    assert (answer["year"], answer["measured_year"], len(answer["crosses"])) == (2026, 2025, 22)

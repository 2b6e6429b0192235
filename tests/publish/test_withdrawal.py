"""padron publish withdraw, the local half: the decision first, then the folder, through the gate, into the log."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assets.engine import DuckDBEngine
from assets.open import withdrawal
from assets.open.editions import read_register
from assets.open.withdrawal import withdraw_locally
from assets.raw.ledger import read_entries, verify_ledger
from assets.resources import Bench
from assets.store import Store
from publish.gate_findings import Finding, Verdict, verdict_of
from snis.deployment import load_deployment
from snis.errors import GateError, PublishError
from snis.keys import Keys
from tests.publish.release_case import SAMPLE
from tests.publish.test_withdrawn_release import two_releases

REASON, OFFICE = "Un archivo se cargó dos veces.", "Comité de Datos Abiertos"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_releases(tmp_path_factory.mktemp("published"))


@pytest.fixture
def bench(tmp_path: Path, published: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A work folder with two published releases and a gate that lets everything pass."""
    monkeypatch.setattr(withdrawal, "judge", judged())
    shutil.copytree(published, tmp_path / "public")
    store = Store(tmp_path, Keys(*(bytes([number]) * 32 for number, _ in enumerate(fields(Keys)))))
    with DuckDBEngine() as engine:
        yield Bench(load_deployment(SAMPLE), store, engine, datetime(2026, 5, 10, 15, tzinfo=UTC))


def judged(*findings: Finding) -> object:
    def judge(*_args: object, **_options: object) -> Verdict:
        return verdict_of(findings, files=1, size=1)

    return judge


def test_files_give_way_to_the_reason_and_the_log_knows(bench: Bench) -> None:
    done = withdraw_locally(bench, "cobertura", "2026-03", reason=REASON, by=OFFICE)
    assert done.releases == ("2026-03",)
    home = bench.store.public / "datasets" / "cobertura"
    assert {path.name for path in (home / "2026-03").iterdir()} == {"retiro.json", "index.html"}
    assert (home / "2026-04" / "datapackage.json").is_file()
    decision = read_register(bench.store).withdrawal("cobertura", "2026-03")
    assert decision is not None
    assert (decision.reason, decision.by, decision.date) == (REASON, OFFICE, "2026-05-10T15:00:00Z")
    (entry,) = [entry for entry in read_entries(bench.store.ledger) if entry.kind == "retiro"]
    assert (entry.data["ediciones"], entry.data["motivo"]) == (["2026-03"], REASON)
    assert verify_ledger(bench.store.ledger) >= 1


def test_a_whole_dataset_can_be_withdrawn(bench: Bench) -> None:
    done = withdraw_locally(bench, "cobertura", "", reason=REASON, by=OFFICE)
    assert done.releases == ("2026-04", "2026-03")
    catalogue = json.loads((bench.store.public / "catalog.json").read_text(encoding="utf-8"))
    (series,) = [n for n in catalogue["dcat:dataset"] if n["@id"] == "datasets/cobertura/index.html#serie"]
    assert series["@type"] == "dcat:DatasetSeries"


def test_an_interrupted_withdrawal_is_finished_by_repeating_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(withdrawal, "judge", judged(Finding("x", "G-ARC-01", "", 1, "no")))
    with pytest.raises(GateError):
        withdraw_locally(bench, "cobertura", "2026-03", reason=REASON, by=OFFICE)
    assert (bench.store.public / "datasets" / "cobertura" / "2026-03" / "datapackage.json").is_file()
    monkeypatch.setattr(withdrawal, "judge", judged())
    done = withdraw_locally(
        bench, "cobertura", "2026-03", reason="Otro motivo, más tarde.", by="Otra oficina"
    )
    assert (done.withdrawal.reason, done.releases) == (REASON, ("2026-03",))
    assert len([e for e in read_entries(bench.store.ledger) if e.kind == "retiro"]) == 1


def test_what_is_not_there_or_not_there_any_more_is_refused(bench: Bench) -> None:
    for dataset, release in (
        ("cobertura", "2031-01"),
        ("nadie", "2026-03"),
        ("..", ""),
        ("cobertura", "latest"),
    ):
        with pytest.raises(PublishError, match="no hay nada publicado"):
            withdraw_locally(bench, dataset, release, reason=REASON, by=OFFICE)
    withdraw_locally(bench, "cobertura", "2026-03", reason=REASON, by=OFFICE)
    with pytest.raises(PublishError, match="ya está retirado desde el 2026-05-10"):
        withdraw_locally(bench, "cobertura", "2026-03", reason=REASON, by=OFFICE)


@pytest.mark.parametrize(("reason", "by"), [("", OFFICE), ("error", OFFICE), (REASON, " ")])
def test_nothing_is_withdrawn_without_saying_why_and_who(bench: Bench, reason: str, by: str) -> None:
    with pytest.raises(PublishError, match="por qué y quién"):
        withdraw_locally(bench, "cobertura", "2026-03", reason=reason, by=by)
    assert read_register(bench.store).withdrawals == ()


def test_a_damaged_register_stops_everything(bench: Bench) -> None:
    (bench.store.ledger).mkdir(exist_ok=True)
    (bench.store.ledger / "ediciones.json").write_text("{", encoding="utf-8")
    with pytest.raises(PublishError, match="registro de ediciones está dañado"):
        withdraw_locally(bench, "cobertura", "2026-03", reason=REASON, by=OFFICE)

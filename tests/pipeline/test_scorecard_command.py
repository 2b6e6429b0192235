"""`padron scorecard` and `padron certificate`: what they say and how they end."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.engine import DuckDBEngine
from assets.keyfile import read_keys, write_new_keys
from assets.out.certificates import certificates_folder, keep_published, write_certificates
from assets.out.scorecard_values import CARDS, COLUMNS, DELIVERY_CARDS, MEASURES, SIGNS
from assets.raw.transfers import write_transfer
from assets.resources import Bench, moment_in
from assets.schema import arrow_schema
from assets.store import Store
from pipelines.cli import main
from snis.certificate import delivery_certificate, problems_of
from snis.contracts.loader import load_tables
from snis.quality_policy import QualityPolicy
from tests.sql.card_case import Sent, cards, deployment, registered
from tests.unit.test_certificate import DELIVERED

SENT = (Sent(4), Sent(5, failing={"CUI-05": ("cuarentena", 8)}))
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def padron(capsys: pytest.CaptureFixture[str]) -> Command:
    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return int(ended.value.code or 0), said.out, said.err

    return call


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A certificate in a folder where nothing else is."""
    found = tmp_path / "certificado.json"
    found.write_text(json.dumps(delivery_certificate(DELIVERED, QualityPolicy())), encoding="utf-8")
    return found


def test_show_says_whose_it_is_its_level_and_until_when(padron: Command, path: Path) -> None:
    code, out, _ = padron("certificate", "show", path)
    assert code == 0
    assert "mintrab, mintrab-adulto-mayor (2026-04)" in out
    assert "plata" in out
    assert "vence 2027-02-28" in out


@pytest.mark.parametrize(
    ("day", "ended"), [("2027-02-28", (0, False)), ("2027-03-01", (1, True))], ids=["holds", "ended"]
)
def test_check_holds_until_the_last_day(
    padron: Command, path: Path, day: str, ended: tuple[int, bool]
) -> None:
    code, out, _ = padron("certificate", "check", path, "--on", day, "--json")
    told = json.loads(out)
    assert (code, told["vencido"]) == ended
    assert told["se_sostiene"]


def test_check_refuses_a_level_that_nothing_bears(padron: Command, path: Path) -> None:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "nivel": "oro"}), encoding="utf-8")
    code, out, _ = padron("certificate", "check", path, "--on", "2026-10-01")
    assert code == 2
    assert "nivel" in out
    assert "No se sostiene." in out


def test_what_is_no_certificate_ends_with_2(padron: Command, tmp_path: Path) -> None:
    other = tmp_path / "otro.json"
    other.write_text("[]", encoding="utf-8")
    code, _, err = padron("certificate", "check", other)
    assert code == 2
    assert "no es un certificado" in err


def test_a_month_is_written_in_one_way(padron: Command, tmp_path: Path) -> None:
    code, _, err = padron("scorecard", "--month", "mayo", "--work", tmp_path)
    assert code == 2
    assert "2026-05" in err


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A work folder with the scorecards of two deliveries, and nothing else."""
    folder = tmp_path / "work"
    folder.mkdir()
    write_new_keys(folder / "keys.json")
    store, found = Store(folder, read_keys(folder / "keys.json")), cards(*SENT)
    for name, rows in zip(
        (COLUMNS, MEASURES, SIGNS, DELIVERY_CARDS, CARDS), vars(found).values(), strict=True
    ):
        store.folder(name).mkdir(parents=True)
        schema = arrow_schema(load_tables()[name])
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), store.part(name))
    for transfer in registered(*SENT):
        write_transfer(store, transfer)
    return folder


def test_the_cards_of_an_institution_are_its_months_with_points(padron: Command, work: Path) -> None:
    code, out, _ = padron("scorecard", "mintrab", "--work", work)
    assert code == 0
    assert [line.split()[:3] for line in out.splitlines()[1:]] == [
        ["mintrab", "2026-05", "100.00"],
        ["mintrab", "2026-06", "98.00"],
    ]


def test_a_month_that_has_no_points_says_why(padron: Command, work: Path) -> None:
    _, out, _ = padron("scorecard", "mintrab", "--month", "2026-07", "--work", work)
    assert out.splitlines()[1].split()[-1] == "nada_debido"


def test_machines_get_every_month(padron: Command, work: Path) -> None:
    _, said, _ = padron("scorecard", "mintrab", "--json", "--work", work)
    _, listed, _ = padron("scorecard", "mintrab", "--csv", "--work", work)
    told = json.loads(said)
    assert len(told) == 24
    assert [row["total"] or None for row in csv.DictReader(io.StringIO(listed))] == [
        row["total"] for row in told
    ]


def test_before_the_first_night_there_is_nothing_to_show(padron: Command, tmp_path: Path) -> None:
    write_new_keys(tmp_path / "keys.json")
    code, _, err = padron("scorecard", "--work", tmp_path)
    assert code == 2
    assert "aún no hay tarjetas" in err


def test_every_delivery_is_certified_once_and_each_certificate_bears_itself(work: Path) -> None:
    store = Store(work, read_keys(work / "keys.json"))
    (store.public / "datasets" / "cobertura" / "latest").mkdir(parents=True)
    (store.public / "datasets" / "cobertura" / "latest" / "certificado.json").write_text(
        "{}", encoding="utf-8"
    )
    with DuckDBEngine("512MB", 1) as engine:
        bench = Bench(deployment(), store, engine, moment_in("America/Guatemala", "2026-07-20T01:00:00"))
        assert write_certificates(bench) == (2, 2)
        assert write_certificates(bench) == (2, 0)
        keep_published(store)
    names = sorted(path.stem for path in certificates_folder(store).glob("*.json"))
    assert names == [*sorted(sent.id for sent in SENT), "cobertura"]
    for sent in SENT:
        content = json.loads((certificates_folder(store) / f"{sent.id}.json").read_text(encoding="utf-8"))
        assert problems_of(content) == []
        assert content["total"] == cards(*SENT).points(sent)["total"]

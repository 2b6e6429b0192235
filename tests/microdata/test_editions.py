"""Editions: which year is due, what the key is for, and what stays when everything else changes."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from assets.engine import DuckDBEngine
from assets.open.microdata import (
    FACTS,
    TABLE,
    MicrodataTable,
    enter_microdata,
    make_microdata,
    standing_edition,
)
from assets.open.microdata_editions import PUBLISHED, Editions, closed_year
from assets.raw.ledger import read_entries
from assets.resources import Bench
from assets.store import Store
from pipelines.publish_command import publish_app
from snis.errors import PublishError
from tests.microdata.records_case import DEPLOYMENT, Delivery, people_of
from tests.microdata.records_case import fact_row as fact
from tests.printing.press import KEYS
from tests.sql.open_cells import arrow_table

APRIL = datetime.datetime(2026, 4, 15, 1, tzinfo=datetime.UTC)
OTHER = {"programme": "fertilizante", "modality": "P32", "institution": "maga"}
REGISTER = [*people_of(1, 400), *people_of(1, 400, **OTHER)]


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


@dataclass
class Office:
    """A work folder whose facts are written by hand."""

    work: Path
    engine: DuckDBEngine
    now: datetime.datetime = APRIL

    @property
    def store(self) -> Store:
        return Store(self.work, KEYS)

    @property
    def bench(self) -> Bench:
        return Bench(DEPLOYMENT, self.store, self.engine, self.now)

    @property
    def keys(self) -> list[Path]:
        return sorted((self.work / "vault" / "muestra").glob("*"))

    def night(self, register: Iterable[Delivery] = REGISTER, *, passes: bool = True) -> MicrodataTable:
        """Draw, and let the release pass the gate or not."""
        path = self.store.part(FACTS)
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(arrow_table(FACTS, [fact(item, n) for n, item in enumerate(register)]), path)
        made = make_microdata(self.bench)
        if passes:
            enter_microdata(self.bench, "2026-03")
        return made

    def rows(self) -> list[dict[str, Any]]:
        return list(pq.read_table(self.store.part(TABLE)).to_pylist())

    def bytes(self) -> bytes:
        return self.store.part(TABLE).read_bytes()


@pytest.fixture
def office(tmp_path: Path, duck: DuckDBEngine) -> Office:
    return Office(tmp_path, duck)


@pytest.mark.parametrize(
    ("today", "year"),
    [((2026, 3, 30), 2024), ((2026, 3, 31), 2025), ((2027, 3, 30), 2025), ((2025, 3, 30), None)],
)
def test_a_year_is_closed_when_its_late_records_have_come(
    today: tuple[int, int, int], year: int | None
) -> None:
    assert closed_year([2024, 2025, 2026], datetime.date(*today), "03-31") == year


def test_before_a_year_closes_there_is_a_table_without_rows_and_no_edition(office: Office) -> None:
    office.now = datetime.datetime(2026, 3, 30, tzinfo=datetime.UTC)
    assert office.night() == MicrodataTable("", 0, fresh=False)
    assert standing_edition(office.store) is None
    assert office.rows() == office.keys == []


def test_an_edition_keeps_its_sample_until_it_goes_out(office: Office) -> None:
    office.night(passes=False)
    first, keys = office.bytes(), [path.read_bytes() for path in office.keys]
    assert not office.night(passes=False).fresh
    assert (office.bytes(), [path.read_bytes() for path in office.keys]) == (first, keys)
    assert len(keys) == 1


def test_the_key_lies_sealed_and_is_destroyed_when_the_edition_goes_out(office: Office) -> None:
    office.night(passes=False)
    key = Editions(office.store).key(Editions(office.store).due(2025))
    assert key not in office.keys[0].read_bytes()
    enter_microdata(office.bench, "2026-03")
    assert office.keys == []
    (entry,) = [entry for entry in read_entries(office.store.ledger) if entry.kind == PUBLISHED]
    assert entry.data["edicion"]["edition"] == "2025-1"


def test_what_went_out_is_never_computed_again(office: Office) -> None:
    office.night()
    first = office.bytes()
    office.night([*REGISTER, *people_of(500, 900), *people_of(500, 900, **OTHER)])
    assert office.bytes() == first
    office.store.part(TABLE).unlink()
    office.store.part(TABLE).with_suffix(".json").unlink()
    office.night()
    assert office.bytes() == first
    assert office.keys == []


def test_a_kill_between_the_log_and_the_key_is_mended(office: Office) -> None:
    office.night(passes=False)
    kept = {path: path.read_bytes() for path in office.keys}
    enter_microdata(office.bench, "2026-03")
    for path, content in kept.items():
        path.write_bytes(content)
    office.night()
    assert office.keys == []


def test_a_correction_is_another_sample_and_there_is_one_at_most(office: Office) -> None:
    office.night()
    first = office.bytes()
    Editions(office.store).correct(2025, most=2, reason="Error de municipio", by="Comité", now=APRIL)
    assert office.night().edition == "2025-2"
    assert office.bytes() != first
    with pytest.raises(PublishError, match="2 ediciones"):
        Editions(office.store).correct(2025, most=2, reason="Otra", by="Comité", now=APRIL)


def test_nothing_is_corrected_that_did_not_go_out_or_without_a_reason(office: Office) -> None:
    office.night(passes=False)
    with pytest.raises(PublishError, match="no hay una edición"):
        Editions(office.store).correct(2025, most=2, reason="Error", by="Comité", now=APRIL)
    enter_microdata(office.bench, "2026-03")
    with pytest.raises(PublishError, match="motivo"):
        Editions(office.store).correct(2025, most=2, reason=" ", by="Comité", now=APRIL)


def test_a_frozen_file_that_was_touched_stops_the_night(office: Office) -> None:
    office.night()
    path = Editions(office.store).rows_of("2025-1")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(PublishError, match="no es el que se registró"):
        office.night()
    path.unlink()
    with pytest.raises(PublishError, match="falta el archivo"):
        office.night()


def test_no_log_and_no_report_holds_a_person(office: Office) -> None:
    office.night()
    log = (office.store.ledger / "bitacora.jsonl").read_text()
    risk = Editions(office.store).risk_of("2025-1").read_text()
    assert f"{7:032d}" not in log + risk


def test_the_command_begins_a_correction(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def folder(*_: object, **__: object) -> Iterator[tuple[None, Bench]]:
        yield None, office.bench

    office.night()
    monkeypatch.setattr("pipelines.publish_microdata_command.open_folder", folder)
    said = CliRunner().invoke(
        publish_app, ["correct-microdata", "2025", "--reason", "Error", "--by", "Comité"]
    )
    assert "2025-2" in said.output
    assert office.night().edition == "2025-2"

"""Dagster's records of a night: what is written many at a time is what Dagster itself would have written."""

from collections.abc import Sequence
from pathlib import Path

import dagster as dg
import pytest

from pipelines.night_records import NightEventLogStorage, night_instance
from pipelines.settings import prepare_process, read_settings

PARTS = dg.StaticPartitionsDefinition(["a", "b", "c"])
RANGE = {"dagster/asset_partition_range_start": "a", "dagster/asset_partition_range_end": "c"}


@dg.asset(name="tabla", partitions_def=PARTS, backfill_policy=dg.BackfillPolicy.single_run())
def _table() -> None:
    """A table with one part for each transfer."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DAGSTER_HOME", "DAGSTER_EVENT_BATCH_SIZE"):
        monkeypatch.setenv(name, "")
    return prepare_process(read_settings(work=tmp_path, environ={}))


def night(home: Path) -> str:
    """Run a night that makes three parts of one table; returns its run."""
    defs = dg.Definitions(
        assets=[_table], jobs=[dg.define_asset_job("noche")], executor=dg.in_process_executor
    )
    with night_instance(home) as instance:
        return defs.resolve_job_def("noche").execute_in_process(instance=instance, tags=RANGE).run_id


def recorded(home: Path, run: str) -> Sequence[dg.EventLogEntry]:
    """What Dagster's own storage reads of a run."""
    with dg.DagsterInstance.from_config(str(home)) as instance:
        return instance.all_logs(run)


def test_a_night_writes_with_its_own_storage(home: Path) -> None:
    with night_instance(home) as instance:
        assert type(instance.event_log_storage) is NightEventLogStorage


def test_dagster_reads_each_part_once(home: Path) -> None:
    run = night(home)
    with dg.DagsterInstance.from_config(str(home)) as instance:
        found = instance.fetch_materializations(dg.AssetKey("tabla"), limit=10, ascending=True).records
        assert instance.get_run_by_id(run).status is dg.DagsterRunStatus.SUCCESS
    assert sorted(str(record.partition_key) for record in found) == ["a", "b", "c"]


def test_of_a_batch_that_fails_nothing_stays(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = night(home)
    events = [entry for entry in recorded(home, run) if entry.dagster_event.is_step_materialization]
    storage = NightEventLogStorage(str(tmp_path / "otra"))
    stored: list[dg.EventLogEntry] = []

    def failing_at_the_last(event: dg.EventLogEntry) -> None:
        if len(stored) == len(events) - 1:
            raise OSError
        stored.append(event)
        NightEventLogStorage.store_event(storage, event)

    with monkeypatch.context() as patch, pytest.raises(OSError):
        patch.setattr(storage, "store_event", failing_at_the_last)
        storage.store_event_batch(events)
    assert (len(stored), storage.get_logs_for_run(run)) == (2, [])
    storage.store_event_batch(events)
    assert storage.get_logs_for_run(run) == events
    storage.dispose()

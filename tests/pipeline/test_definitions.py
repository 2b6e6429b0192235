"""What Dagster knows of Padrón: it loads by itself, says what the contracts say, and asks once for each thing."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.catalogue import all_assets
from assets.open.portal import Portal
from assets.raw.partitions import TRANSFERS, partition_range
from assets.resources import Workshop
from pipelines.dead_runs import end_dead_runs
from pipelines.definitions import build_defs, standard_resources
from pipelines.schedules import noche_diaria
from pipelines.sensors import archivos_en_el_buzon, tras_la_recepcion
from pipelines.settings import Settings, prepare_process, read_settings
from snis.contracts.loader import load_tables
from tests.pipeline.conftest import AT_ONCE, prepare

ROOT = Path(__file__).resolve().parents[2]
FILE = "mintrab/pam_2026_01.csv"
LOAD = """
from pipelines.definitions import defs
for job in ("recepcion", "noche", "consolidacion"):
    print(defs().resolve_job_def(job).name)
"""


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return prepare(tmp_path / "work", ())


@pytest.fixture
def workshop(settings: Settings) -> Workshop:
    workshop: Workshop = standard_resources(settings)["workshop"]
    return workshop


def drop(workshop: Workshop, content: str = "uno") -> Path:
    path = Path(workshop.work) / "inbox" / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def look(workshop: Workshop, instance: dg.DagsterInstance) -> Any:
    """What the inbox sensor says now: a request, or why it asks for nothing."""
    with dg.build_sensor_context(instance=instance, resources={"workshop": workshop}) as context:
        return archivos_en_el_buzon(context)


def receive(settings: Settings, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    job = build_defs(settings).resolve_job_def("recepcion")
    return job.execute_in_process(instance=instance)


def after(result: dg.ExecuteInProcessResult, workshop: Workshop, instance: dg.DagsterInstance) -> Any:
    """What the sensor says after a reception."""
    with dg.build_run_status_sensor_context(
        sensor_name=tras_la_recepcion.name,
        dagster_event=next(event for event in result.all_events if event.is_job_success),
        dagster_instance=instance,
        dagster_run=result.dagster_run,
        resources={"workshop": workshop},
    ) as context:
        return tras_la_recepcion(context)


def test_definitions_load_in_a_fresh_environment_and_touch_nothing(tmp_path: Path) -> None:
    loaded = subprocess.run(
        [sys.executable, "-W", "default", "-c", LOAD],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.split() == ["recepcion", "noche", "consolidacion"]
    assert list(tmp_path.iterdir()) == []
    ours = [line for line in loaded.stderr.splitlines() if "Warning" in line and "site-packages" not in line]
    assert ours == []


def test_a_night_is_partitioned_by_transfer_and_the_consolidation_is_not(settings: Settings) -> None:
    defs = build_defs(settings)
    assert defs.resolve_job_def("noche").partitions_def == TRANSFERS
    assert defs.resolve_job_def("consolidacion").partitions_def is None


def test_the_consolidation_judges_nothing_and_does_all_that_follows(settings: Settings) -> None:
    defs = build_defs(settings)
    night, rest = (
        {key.to_user_string() for key in defs.resolve_job_def(job).asset_layer.executable_asset_keys}
        for job in ("noche", "consolidacion")
    )
    assert night == {spec.key.to_user_string() for asset in all_assets() for spec in asset.specs}
    assert {name.partition("_")[0] for name in night - rest} == {"raw", "core", "vault"}


def test_the_night_begins_at_one_in_guatemala_when_somebody_switches_it_on() -> None:
    assert (noche_diaria.cron_schedule, noche_diaria.execution_timezone) == ("0 1 * * *", "America/Guatemala")
    assert noche_diaria.job_name == "recepcion"
    assert noche_diaria.default_status == dg.DefaultScheduleStatus.STOPPED


def test_a_reception_is_followed_by_its_night_without_switching_anything_on() -> None:
    assert tras_la_recepcion.default_status == dg.DefaultSensorStatus.RUNNING
    assert archivos_en_el_buzon.default_status == dg.DefaultSensorStatus.STOPPED


@pytest.mark.parametrize("name", sorted(load_tables()))
def test_an_asset_says_what_the_contract_of_its_table_says(name: str) -> None:
    contract = load_tables()[name]
    (spec,) = [spec for asset in all_assets() for spec in asset.specs if spec.key.to_user_string() == name]
    assert spec.group_name == contract.layer
    for text in (contract.title, contract.description, contract.grain):
        assert text in str(spec.description)
    columns = spec.metadata["dagster/column_schema"].columns
    assert [(c.name, c.type, c.constraints.nullable, c.tags["privacidad"]) for c in columns] == [
        (field.name, field.type, not field.required, field.privacy) for field in contract.fields
    ]
    assert all(c.description.startswith(f"{f.title}.") for c, f in zip(columns, contract.fields, strict=True))


def test_resources_can_be_replaced(settings: Settings) -> None:
    portal = Portal(url="http://127.0.0.1:1", token="prueba", organisation="otra")
    defs = build_defs(settings, resources={"portal": portal})
    assert defs.resources is not None
    assert defs.resources["portal"] == portal
    assert defs.resources["workshop"].work == str(settings.work)


def test_an_empty_inbox_asks_for_nothing(workshop: Workshop, instance: dg.DagsterInstance) -> None:
    assert isinstance(look(workshop, instance), dg.SkipReason)


def test_a_file_that_still_changes_asks_for_nothing(
    settings: Settings, workshop: Workshop, instance: dg.DagsterInstance
) -> None:
    drop(workshop)
    patient = standard_resources(replace(settings, settle_seconds=3600))["workshop"]
    assert isinstance(look(patient, instance), dg.SkipReason)


def test_a_state_of_the_inbox_asks_for_one_run(workshop: Workshop, instance: dg.DagsterInstance) -> None:
    drop(workshop)
    first, second = look(workshop, instance), look(workshop, instance)
    assert isinstance(first, dg.RunRequest)
    assert first.run_key == second.run_key


def test_another_file_of_the_same_name_and_size_asks_for_another_run(
    workshop: Workshop, instance: dg.DagsterInstance
) -> None:
    path = drop(workshop, "uno")
    first = look(workshop, instance)
    path.unlink()
    drop(workshop, "dos")
    assert look(workshop, instance).run_key != first.run_key


def test_nothing_is_asked_while_a_reception_is_under_way(
    workshop: Workshop, instance: dg.DagsterInstance
) -> None:
    drop(workshop)
    instance.add_run(dg.DagsterRun(job_name="recepcion", status=dg.DagsterRunStatus.NOT_STARTED))
    assert isinstance(look(workshop, instance), dg.SkipReason)


def test_a_sensor_that_looks_does_not_hold_the_night(
    workshop: Workshop, instance: dg.DagsterInstance
) -> None:
    drop(workshop)
    look(workshop, instance)
    assert not list(Path(workshop.work).glob(".*.lock"))


def test_a_reception_of_nothing_asks_for_the_consolidation(
    settings: Settings, workshop: Workshop, instance: dg.DagsterInstance
) -> None:
    request = after(receive(settings, instance), workshop, instance)
    assert (request.job_name, request.tags) == ("consolidacion", {})


def test_a_reception_asks_for_the_night_over_what_waits_and_only_once(tmp_path: Path) -> None:
    settings = prepare(tmp_path / "work", (FILE,))
    workshop = standard_resources(settings)["workshop"]
    with dg.DagsterInstance.ephemeral() as instance:
        result = receive(settings, instance)
        request = after(result, workshop, instance)
        (transfer,) = instance.get_dynamic_partitions(str(TRANSFERS.name))
        assert request.job_name == "noche"
        assert set(request.tags.values()) == {transfer}
        waiting = dg.DagsterRun(job_name="noche", status=dg.DagsterRunStatus.NOT_STARTED, tags=request.tags)
        instance.add_run(waiting)
        assert isinstance(after(result, workshop, instance), dg.SkipReason)


def test_a_range_covers_what_waits_whatever_was_known_before(instance: dg.DagsterInstance) -> None:
    partition_range(instance, ["T1", "T2", "T3"])
    tags = partition_range(instance, ["T4", "T2", "T3"])
    assert list(tags.values()) == ["T2", "T4"]
    assert instance.get_dynamic_partitions(str(TRANSFERS.name)) == ["T1", "T2", "T3", "T4"]


def test_only_runs_that_were_at_work_are_ended_as_dead(instance: dg.DagsterInstance) -> None:
    started = instance.add_run(dg.DagsterRun(job_name="noche", status=dg.DagsterRunStatus.STARTED))
    waiting = instance.add_run(dg.DagsterRun(job_name="noche", status=dg.DagsterRunStatus.NOT_STARTED))
    assert (end_dead_runs(instance), end_dead_runs(instance)) == (1, 0)
    states = {run.run_id: run.status for run in instance.get_runs()}
    assert states == {
        started.run_id: dg.DagsterRunStatus.FAILURE,
        waiting.run_id: dg.DagsterRunStatus.NOT_STARTED,
    }


def test_a_run_is_repeated_when_its_process_died_and_not_when_a_step_failed(tmp_path: Path) -> None:
    home = prepare_process(read_settings(work=tmp_path, environ=AT_ONCE))
    with dg.DagsterInstance.from_config(str(home)) as instance:
        assert instance.run_retries_enabled
        assert not instance.run_retries_retry_on_asset_or_op_failure
        assert instance.run_monitoring_enabled
        assert not instance.telemetry_enabled
        assert not instance.nux_enabled

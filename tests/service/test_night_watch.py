"""What is noted of a night while it runs, on the command line and by Dagster, and who is told when Dagster's fails."""

from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg
import pytest

from assets.service.nights import nights_of
from pipelines.definitions import build_defs
from pipelines.lineage_record import RECORDED
from pipelines.night_watch import watched_night
from pipelines.service_sensors import avisos_pendientes, noche_que_fallo, noche_que_termino
from pipelines.settings import read_settings
from snis.errors import NightLockedError, StoreError
from tests.service.hook_server import HookServer
from tests.service.service_case import Case, told


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def outcomes(case: Case) -> list[str]:
    """Of all runs but the one with which all is well."""
    return [
        run.outcome for night in nights_of(case.work) for run in night.runs if run.run != "2026-05-04-1-bien"
    ]


@pytest.mark.parametrize(
    ("failed", "needs_person", "outcome"), [(0, False, "bien"), (0, True, "atencion"), (2, True, "fallo")]
)
def test_a_night_is_noted_with_what_it_came_to(
    case: Case, failed: int, needs_person: bool, outcome: str
) -> None:
    with watched_night(case.workshop()) as watch:
        watch.begins()
        assert outcomes(case) == ["sin_fin"]
        watch.came_to(failed=failed, needs_person=needs_person)
    assert outcomes(case) == [outcome]
    run = nights_of(case.work)[-1].last
    assert (run.began, run.failed) == (case.workshop().moment(), failed)
    assert run.seconds is not None
    assert run.peak_mb is not None


@pytest.mark.parametrize("begins", [True, False])
def test_a_night_that_breaks_has_failed_also_before_it_began(case: Case, begins: bool) -> None:
    with pytest.raises(StoreError), watched_night(case.workshop()) as watch:
        if begins:
            watch.begins()
        raise StoreError("algo falta")
    assert outcomes(case) == ["fallo"]


def test_a_night_that_found_another_at_work_was_none(case: Case) -> None:
    with pytest.raises(NightLockedError), watched_night(case.workshop()):
        raise NightLockedError("otra noche trabaja")
    assert outcomes(case) == []


def test_a_journal_that_cannot_be_written_keeps_no_night_from_its_work(case: Case) -> None:
    path = case.work / "service" / "noches.jsonl"
    path.unlink()
    path.mkdir()
    with watched_night(case.workshop()) as watch:
        watch.begins()
        watch.came_to(failed=0, needs_person=False)
    path.rmdir()


def ended(
    case: Case, instance: dg.DagsterInstance, *, well: bool, tags: dict[str, str] | None = None
) -> dg.ExecuteInProcessResult:
    """A run of the job `consolidacion`, of one step that ends well or does not."""

    @dg.op
    def paso() -> None:
        if not well:
            raise StoreError("algo falta")

    @dg.job(name="consolidacion", tags=tags)
    def job() -> None:
        paso()

    return job.execute_in_process(instance=instance, raise_on_error=False)


def after(
    result: dg.ExecuteInProcessResult,
    sensor: dg.SensorDefinition,
    case: Case,
    instance: dg.DagsterInstance,
    now: str,
) -> Any:
    """What a sensor says after a run."""
    is_end: Callable[[Any], bool] = lambda event: event.is_job_success or event.is_job_failure  # noqa: E731
    with dg.build_run_status_sensor_context(
        sensor_name=sensor.name,
        dagster_event=next(event for event in result.all_events if is_end(event)),
        dagster_instance=instance,
        dagster_run=instance.get_run_by_id(result.run_id) or result.dagster_run,
        resources={"workshop": case.workshop(now)},
    ) as context:
        return sensor(context)


def test_a_run_of_dagster_is_noted_once_with_its_own_times(case: Case, instance: dg.DagsterInstance) -> None:
    result = ended(case, instance, well=True)
    for _ in range(2):
        assert isinstance(after(result, noche_que_termino, case, instance, ""), dg.SkipReason)
    (run,) = [item for night in nights_of(case.work) for item in night.runs if item.origin == "dagster"]
    assert (run.run, run.outcome) == (result.run_id, "bien")
    record = instance.get_run_record_by_id(result.run_id)
    assert record is not None
    assert run.began.timestamp() == pytest.approx(record.start_time)


def test_when_dagsters_run_fails_somebody_is_told(case: Case, instance: dg.DagsterInstance) -> None:
    result = ended(case, instance, well=False)
    with HookServer() as server:
        case.tells(server)
        after(result, noche_que_fallo, case, instance, "")
    assert ("aviso", "noche_fallida") in told(server)
    assert outcomes(case) == ["fallo"]


def test_a_night_of_the_command_line_is_left_to_itself(case: Case, instance: dg.DagsterInstance) -> None:
    result = ended(case, instance, well=False, tags=dict(RECORDED))
    with HookServer() as server:
        case.tells(server)
        after(result, noche_que_fallo, case, instance, "")
    assert (server.posts, outcomes(case)) == ([], [])


def test_a_night_that_did_not_run_is_found_by_the_sensor(case: Case, instance: dg.DagsterInstance) -> None:
    workshop = case.workshop("2026-05-05T09:00:00-06:00")
    with HookServer() as server:
        case.tells(server)
        for _ in range(2):
            with dg.build_sensor_context(instance=instance, resources={"workshop": workshop}) as context:
                assert isinstance(avisos_pendientes(context), dg.SkipReason)
    assert told(server) == [("aviso", "noche_sin_correr")]


def test_without_channels_the_sensor_writes_nothing(case: Case, instance: dg.DagsterInstance) -> None:
    before = sorted(path.name for path in (case.work / "service").iterdir())
    with dg.build_sensor_context(instance=instance, resources={"workshop": case.workshop()}) as context:
        avisos_pendientes(context)
    assert sorted(path.name for path in (case.work / "service").iterdir()) == before


def test_the_sensors_are_on_and_known_to_dagster(case: Case) -> None:
    settings = read_settings(deployment=case.office.folder / "despliegue", work=case.work, environ={})
    known = {sensor.name: sensor for sensor in build_defs(settings).sensors or ()}
    for sensor in (noche_que_termino, noche_que_fallo, avisos_pendientes):
        assert known[sensor.name].default_status == dg.DefaultSensorStatus.RUNNING

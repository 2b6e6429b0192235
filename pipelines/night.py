"""One night from the command line: receive, judge, bring everything after it up to date.

Belongs here: the order of the two runs, the lock around them, and the report at the end. Does not belong here:
what the steps do (assets/) or how the report is drawn (terminal.py).
"""

import resource
import time
from dataclasses import dataclass

import dagster as dg

from assets.lock import night_lock
from assets.progress import Listener, listening
from assets.raw.graph import waiting_transfers
from assets.raw.partitions import partition_range
from assets.resources import Workshop
from assets.summary import NightSummary, close_night
from pipelines.definitions import build_defs, standard_resources
from pipelines.jobs import consolidacion, noche, recepcion_de_archivos
from pipelines.settings import Settings, prepare_process

# The terminal belongs to the progress bars; everything is in Dagster's own records.
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class NightReport:
    """What a night did.

    Attributes:
        summary: the state of the work folder after it.
        fresh: tables computed tonight; the others were up to date.
        failed: steps that failed, with the reason that may be shown.
        seconds: wall time.
        peak_mb: peak resident memory of the process, in MiB.
    """

    summary: NightSummary
    fresh: tuple[str, ...]
    failed: tuple[str, ...]
    seconds: float
    peak_mb: int

    @property
    def changed(self) -> bool:
        """Whether anything at all was computed or received."""
        return bool(self.fresh) or bool(self.summary.received_tonight)

    @property
    def exit_code(self) -> int:
        """0 done, 1 done but something needs a person, 2 failed."""
        if self.failed:
            return 2
        return 1 if self.summary.needs_person else 0


def run_night(settings: Settings, listener: Listener) -> NightReport:
    """Run a night and report it.

    Raises:
        NightLockedError: another process is at work in the same folder.
        DeploymentError, ContractError, SettingsError: the night cannot start.
    """
    start = time.monotonic()
    home = prepare_process(settings)
    workshop: Workshop = standard_resources(settings)["workshop"]
    workshop.load()
    workshop.store().clear_scratch()
    with (
        night_lock(settings.work),
        listening(listener),
        dg.DagsterInstance.from_config(str(home)) as instance,
    ):
        defs = build_defs(settings)
        results = [_execute(defs, recepcion_de_archivos.name, instance)]
        if results[0].success:
            waiting = waiting_transfers(workshop)
            job = noche.name if waiting else consolidacion.name
            tags = partition_range(instance, waiting) if waiting else {}
            results.append(_execute(defs, job, instance, tags))
        summary = close_night(workshop)
    return NightReport(
        summary=summary,
        fresh=tuple(sorted({name for result in results for name in _fresh(result)})),
        failed=tuple(reason for result in results for reason in _failures(result)),
        seconds=time.monotonic() - start,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def _execute(
    defs: dg.Definitions, job: str, instance: dg.DagsterInstance, tags: dict[str, str] | None = None
) -> dg.ExecuteInProcessResult:
    return defs.resolve_job_def(job).execute_in_process(
        instance=instance, tags=tags or {}, raise_on_error=False, run_config=_QUIET
    )


def _fresh(result: dg.ExecuteInProcessResult) -> list[str]:
    names = []
    for event in result.get_asset_materialization_events():
        mark = event.materialization.metadata.get("recalculada")
        if mark is not None and mark.value:
            names.append(event.asset_key.to_user_string() if event.asset_key else "")
    return names


def _failures(result: dg.ExecuteInProcessResult) -> list[str]:
    """The innermost reason of each failed step; Dagster's outer wrapping says nothing to a reader."""
    reasons = []
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            while error is not None and error.cause is not None:
                error = error.cause
            text = error.message.strip() if error is not None else "sin detalle"
            reasons.append(f"{event.step_key}: {text}")
    return reasons

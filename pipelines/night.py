"""One night from the command line: receive, judge, bring everything after it up to date.

Belongs here: the order of the two runs, the lock around them, and the report at the end. Does not belong here:
what the steps do (assets/) or how the report is drawn (terminal.py).
"""

import gc
import re
import resource
import time
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from assets.lock import night_lock
from assets.progress import Listener, listening
from assets.raw.graph import waiting_transfers
from assets.raw.partitions import partition_range
from assets.resources import Workshop
from assets.summary import NightSummary, close_night
from pipelines.dead_runs import end_dead_runs
from pipelines.definitions import build_defs, standard_resources
from pipelines.jobs import consolidacion, noche, recepcion_de_archivos
from pipelines.lineage_record import RECORDED, record_lineage
from pipelines.night_records import night_instance
from pipelines.night_watch import Watch, watched_night
from pipelines.preflight import check_configuration
from pipelines.settings import Settings, prepare_process

# The name of a class that stands before its message, where the message is known to hold no value.
_CLASS_NAME = re.compile(r"^(?:snis\.errors|dagster[\w.]*)\.\w+: ")
# The terminal belongs to the progress bars; everything is in Dagster's own records.
# New objects after which Python looks for rings of them that nobody holds. Its own number, 700, has it look a thousand
# times in a night through the libraries that a night has in memory.
_LOOK_FOR_GARBAGE_AFTER = 10_000
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
        DeploymentError, ContractError, DisclosureError, PublishError, SettingsError: the night cannot start.
    """
    gc.set_threshold(_LOOK_FOR_GARBAGE_AFTER)
    home = prepare_process(settings)
    workshop: Workshop = standard_resources(settings)["workshop"]
    with watched_night(workshop) as watch:
        report = _run_night(settings, listener, workshop, home=home, watch=watch)
        watch.came_to(failed=len(report.failed), needs_person=bool(report.summary.needs_person))
    return report


def _run_night(
    settings: Settings, listener: Listener, workshop: Workshop, *, home: Path, watch: Watch
) -> NightReport:
    start = time.monotonic()
    check_configuration(workshop.load())
    store = workshop.store()
    with (
        night_lock(settings.work),
        listening(listener),
        night_instance(home) as instance,
    ):
        watch.begins()
        store.clear_scratch()
        end_dead_runs(instance)
        defs = build_defs(settings)
        results = [_execute(defs, recepcion_de_archivos.name, instance)]
        if results[0].success:
            waiting = waiting_transfers(workshop)
            job = noche.name if waiting else consolidacion.name
            tags = partition_range(instance, waiting) if waiting else {}
            results.append(_execute(defs, job, instance, tags))
            record_lineage(instance, results[-1].run_id, job, store)
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
        instance=instance, tags={**(tags or {}), **RECORDED}, raise_on_error=False, run_config=_QUIET
    )


def _fresh(result: dg.ExecuteInProcessResult) -> list[str]:
    names = []
    for event in result.get_asset_materialization_events():
        mark = event.materialization.metadata.get("recalculada")
        if mark is not None and mark.value:
            names.append(event.asset_key.to_user_string() if event.asset_key else "")
    return names


def _failures(result: dg.ExecuteInProcessResult) -> list[str]:
    """The innermost reason of each failed step, once for all steps that share it.

    Dagster's outer wrapping, and the name of the exception's class, say nothing to a reader. The text of an exception
    that is neither ours nor Dagster's is left out: it could hold a value.
    """
    steps: dict[str, list[str]] = {}
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            while error is not None and error.cause is not None:
                error = error.cause
            reason = _reason(error.message, error.cls_name) if error is not None else "sin detalle"
            steps.setdefault(reason, []).append(event.step_key)
    return [f"{', '.join(names)}: {text}" for text, names in steps.items()]


def _reason(message: str, kind: str | None) -> str:
    if kind == "DagsterAssetCheckFailedError":
        return "una expectativa que bloquea no se cumple; nada salió y la última publicación sigue en pie"
    text, known = _CLASS_NAME.subn("", message.strip())
    return text if known else f"fallo inesperado de tipo {kind}; su texto se omite porque puede llevar datos"

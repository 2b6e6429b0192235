"""What starts a night besides the clock: files in the inbox, and transfers that wait to be judged.

Belongs here: looking, asking for a run, and having the lineage of a finished one noted. Does not belong here: taking
files in, which is a job of its own, since a sensor has seconds and a file may have gigabytes.

A sensor that asks for what is already under way would only make the same work wait in line.
"""

from collections.abc import Mapping
from hashlib import sha256

import dagster as dg

from assets.raw.graph import waiting_files, waiting_transfers
from assets.raw.partitions import partition_range
from assets.resources import Workshop
from pipelines.jobs import consolidacion, noche, recepcion_de_archivos
from pipelines.lineage_record import RECORDED, record_lineage

_UNDER_WAY = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]


@dg.sensor(
    job=recepcion_de_archivos,
    minimum_interval_seconds=60,
    description="Pide una recepción cuando hay en el buzón archivos que ya no cambian.",
)
def archivos_en_el_buzon(
    context: dg.SensorEvaluationContext, workshop: Workshop
) -> dg.RunRequest | dg.SkipReason:
    """One run for each state of the inbox: a file that reception had to leave there asks for none again."""
    if _is_under_way(context.instance, recepcion_de_archivos.name):
        return dg.SkipReason("Una recepción está en curso; lo que quede en el buzón se mira después.")
    dropped = waiting_files(workshop)
    if not dropped:
        return dg.SkipReason("El buzón está vacío, o sus archivos aún cambian.")
    return dg.RunRequest(run_key=sha256("\n".join(dropped).encode()).hexdigest()[:16])


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[recepcion_de_archivos],
    request_jobs=[noche, consolidacion],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tras cada recepción pide la noche: con las transferencias que esperan, o sin ellas.",
)
def tras_la_recepcion(
    context: dg.RunStatusSensorContext, workshop: Workshop
) -> dg.RunRequest | dg.SkipReason:
    """The night over all waiting transfers as one run, or the consolidation when none waits."""
    waiting = waiting_transfers(workshop)
    job = noche if waiting else consolidacion
    tags = partition_range(context.instance, waiting) if waiting else {}
    if _is_under_way(context.instance, job.name, tags):
        return dg.SkipReason(f"Ya está en curso, o en la fila: {job.name}.")
    return dg.RunRequest(run_key=context.dagster_run.run_id, job_name=job.name, tags=tags)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[noche, consolidacion],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Anota el linaje de cada corrida que Dagster empezó, en ledger/openlineage.jsonl.",
)
def linaje_de_la_corrida(context: dg.RunStatusSensorContext, workshop: Workshop) -> dg.SkipReason:
    """What the run computed, told once; a night on the command line has told its own."""
    run = context.dagster_run
    if RECORDED.items() <= run.tags.items():
        return dg.SkipReason("La corrida ya anotó su linaje.")
    told = record_lineage(context.instance, run.run_id, run.job_name, workshop.store())
    return dg.SkipReason(f"Eventos de linaje anotados: {told}.")


def _is_under_way(instance: dg.DagsterInstance, job: str, tags: Mapping[str, str] | None = None) -> bool:
    """Whether a run of a job, over the same transfers, waits or works."""
    wanted = dg.RunsFilter(job_name=job, statuses=_UNDER_WAY, tags=dict(tags or {}))
    return instance.get_runs_count(wanted) > 0

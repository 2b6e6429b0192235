"""What starts a night besides the clock: files in the inbox, and transfers that wait to be judged.

Belongs here: looking, and asking for a run. Does not belong here: taking files in, which is a job of its own, since
a sensor has seconds and a file may have gigabytes.
"""

from hashlib import sha256

import dagster as dg

from assets.raw.graph import waiting_files, waiting_transfers
from assets.raw.partitions import partition_range
from assets.resources import Workshop
from pipelines.jobs import consolidacion, noche, recepcion_de_archivos


@dg.sensor(
    job=recepcion_de_archivos,
    minimum_interval_seconds=60,
    description="Pide una recepción cuando hay en el buzón archivos que ya no cambian.",
)
def archivos_en_el_buzon(workshop: Workshop) -> dg.SensorResult | dg.SkipReason:
    """One run for each state of the inbox, named by a digest of names and sizes."""
    dropped = waiting_files(workshop)
    if not dropped:
        return dg.SkipReason("El buzón está vacío, o sus archivos aún cambian.")
    state = sha256("\n".join(dropped).encode()).hexdigest()[:16]
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=state)])


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[recepcion_de_archivos],
    request_jobs=[noche, consolidacion],
    description="Tras cada recepción pide la noche: con las transferencias que esperan, o sin ellas.",
)
def tras_la_recepcion(context: dg.RunStatusSensorContext, workshop: Workshop) -> dg.RunRequest:
    """The night over all waiting transfers as one run, or the consolidation when none waits."""
    waiting = waiting_transfers(workshop)
    if not waiting:
        return dg.RunRequest(run_key=context.dagster_run.run_id, job_name=consolidacion.name)
    return dg.RunRequest(
        run_key=context.dagster_run.run_id,
        job_name=noche.name,
        tags=partition_range(context.instance, waiting),
    )

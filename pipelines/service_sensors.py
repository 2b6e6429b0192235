"""What happens when a run that Dagster started is over, and when none ran: the journal of nights, and alerts.

Belongs here: noting such runs and starting rounds of alerts. Does not belong here: what starts a night (sensors.py), or
deciding and sending (snis/alerts.py, pipelines/alerts). A night on the command line notes itself and tells by itself.
"""

import dagster as dg

from assets.resources import Workshop
from pipelines.alerts.sending import Round, alert_after_a_night, run_round
from pipelines.jobs import consolidacion, noche, recepcion_de_archivos
from pipelines.lineage_record import RECORDED
from pipelines.night_watch import note_dagster_run
from snis.errors import PadronError

# A sensor has a minute.
_MOST_SECONDS = 30


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[noche, consolidacion],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Anota cuánto tardó cada noche que Dagster empezó, y avisa a quien toca.",
)
def noche_que_termino(context: dg.RunStatusSensorContext, workshop: Workshop) -> dg.SkipReason:
    """A night that ended well."""
    return _note(context, workshop, failed=0)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.FAILURE,
    monitored_jobs=[recepcion_de_archivos, noche, consolidacion],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Anota la noche que falló, y avisa a quien toca.",
)
def noche_que_fallo(context: dg.RunStatusSensorContext, workshop: Workshop) -> dg.SkipReason:
    """A night that failed, or whose process ended before it."""
    return _note(context, workshop, failed=1)


@dg.sensor(
    minimum_interval_seconds=600,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Avisa de la noche que no corrió, y de lo que se retuvo en las horas de silencio.",
)
def avisos_pendientes(context: dg.SensorEvaluationContext, workshop: Workshop) -> dg.SkipReason:
    """A round over nights and the disk alone: the rest changes with a night, which has a round of its own."""
    try:
        return dg.SkipReason(_words(run_round(workshop, only_nights=True, most_seconds=_MOST_SECONDS)))
    except (PadronError, OSError) as error:
        return dg.SkipReason(f"Los avisos no se enviaron: {type(error).__name__}.")


def _note(context: dg.RunStatusSensorContext, workshop: Workshop, *, failed: int) -> dg.SkipReason:
    run = context.dagster_run
    if RECORDED.items() <= run.tags.items():
        return dg.SkipReason("La noche de la línea de órdenes se anota y avisa ella misma.")
    record = context.instance.get_run_record_by_id(run.run_id)
    if record is None or not note_dagster_run(workshop, record, failed=failed):
        return dg.SkipReason("La corrida ya estaba anotada, o no empezó.")
    return dg.SkipReason(_words(alert_after_a_night(workshop, most_seconds=_MOST_SECONDS)))


def _words(result: Round) -> str:
    return " ".join(result.lines())

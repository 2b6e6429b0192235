"""When a night begins by itself.

Belongs here: clock times. Does not belong here: what a night does (jobs.py) or files that arrive (sensors.py).
"""

import dagster as dg

from pipelines.jobs import recepcion_de_archivos

NIGHTLY = "0 1 * * *"

noche_diaria = dg.ScheduleDefinition(
    name="noche_diaria",
    job=recepcion_de_archivos,
    cron_schedule=NIGHTLY,
    execution_timezone="America/Guatemala",
    description="Cada noche a la 1:00, hora de Guatemala: recibe el buzón; la noche sigue a la recepción.",
    default_status=dg.DefaultScheduleStatus.STOPPED,
)

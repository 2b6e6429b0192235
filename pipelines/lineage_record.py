"""What Dagster recorded of a run, handed on as lineage events.

Belongs here: reading a run's own events. Does not belong here: the events of lineage (assets/lineage_events.py) or who
asks for them: a night on the command line (night.py), and a sensor for runs that Dagster's daemon started (sensors.py).
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg
import pyarrow.parquet as pq

from assets.lineage_events import Step, append_events, events_of
from assets.store import ENCRYPTED_LAYERS, Store
from snis.contracts.loader import load_tables

# A night on the command line records its own runs, so that no sensor tells them twice.
RECORDED = {"padron/linaje": "anotado"}
_WANTED = {
    dg.DagsterEventType.STEP_START,
    dg.DagsterEventType.ASSET_MATERIALIZATION,
    dg.DagsterEventType.STEP_FAILURE,
}


def record_lineage(instance: dg.DagsterInstance, run_id: str, job: str, store: Store) -> int:
    """Append the lineage events of a finished run to the ledger folder; returns how many."""
    return append_events(store.ledger, events_of(run_id, job, _steps(instance, run_id, store)))


def _steps(instance: dg.DagsterInstance, run_id: str, store: Store) -> Iterator[Step]:
    """Each table once, also when the run told of it once for every transfer."""
    started: dict[str, datetime] = {}
    made: dict[str, tuple[datetime, datetime]] = {}
    for entry in instance.all_logs(run_id, of_type=_WANTED):
        event, moment = entry.get_dagster_event(), datetime.fromtimestamp(entry.timestamp, UTC)
        key = event.step_key or ""
        if event.is_step_start:
            started[key] = moment
        elif event.is_step_failure:
            yield Step(key, started.get(key, moment), moment, failed=True)
        elif event.is_step_materialization and event.asset_key is not None:
            table = event.asset_key.to_user_string()
            fresh = event.step_materialization_data.materialization.metadata.get("recalculada")
            if table in load_tables() and (fresh is None or fresh.value):
                made[table] = (started.get(key, moment), moment)
    for table, (start, end) in made.items():
        yield Step(table, start, end, rows=_rows(table, store))


def _rows(table: str, store: Store) -> int | None:
    """Rows of a table as it lies in the store; what is encrypted is not opened to be counted."""
    if table.partition("_")[0] in ENCRYPTED_LAYERS:
        return None
    return sum(pq.read_metadata(part).num_rows for part in store.files(table))

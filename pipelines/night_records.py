"""Dagster's records of a night, written without opening their files anew for each event.

Belongs here: the storage of events that a night on the command line writes with, and the instance that has it. Does
not belong here: what is recorded, or anything that a night is resumed from (that is in the store and in the ledger).

Dagster's own SQLite storage opens the file of the run, and the one that all runs share, up to four times for each
event, and a night says one thing of each table of each transfer. The files, and what stands in them, are the same.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.events.log import EventLogEntry
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME, SqliteEventLogStorage
from dagster._core.storage.sql import create_engine
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy.engine import Connection, Engine


class NightEventLogStorage(SqliteEventLogStorage):
    """Dagster's SQLite storage of events with its files kept open, and one transaction for each batch of events."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._at_work: dict[str, Connection] = {}
        self._one_at_a_time = threading.RLock()
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "NightEventLogStorage":
        """This storage; Dagster's own method makes Dagster's own storage, whichever class it was asked of."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        """A connection in a transaction: that of the batch being written, or one of its own."""
        with self._one_at_a_time:
            if shard in self._at_work:
                yield self._at_work[shard]
                return
            with self._engine(shard).begin() as connection:
                yield connection

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Write several events in one transaction for each file; all of them, or none."""
        with self._one_at_a_time, ExitStack() as stack:
            for shard in sorted({event.run_id for event in events} | {INDEX_SHARD_NAME}):
                self._at_work[shard] = stack.enter_context(self._connect(shard))
                stack.callback(self._at_work.pop, shard)
            for event in events:
                self.store_event(event)

    def has_table(self, table_name: str) -> bool:
        """Whether a table exists; none that did ever goes."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def dispose(self) -> None:
        """Close the files."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            # The first opening is Dagster's own, which makes the file when it is missing.
            with super()._connect(shard):
                pass
            self._engines[shard] = create_engine(
                self.conn_string_for_shard(shard), connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
            )
        return self._engines[shard]


def night_instance(home: Path) -> dg.DagsterInstance:
    """Dagster's instance of a work folder, writing its events with this storage."""
    storage = {
        "module": __name__,
        "class": NightEventLogStorage.__name__,
        "config": {"base_dir": str(home / "history" / "runs")},
    }
    return dg.DagsterInstance.from_ref(
        InstanceRef.from_dir(str(home), overrides={"event_log_storage": storage})
    )

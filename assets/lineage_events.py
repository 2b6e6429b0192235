"""What a run made of what, as OpenLineage events: one line of JSON each, appended to ledger/openlineage.jsonl.

Belongs here: the events of the steps of a run, after OpenLineage 2-0-2, and their file. Does not belong here: what
Dagster recorded of a run (pipelines/lineage_record.py), column lineage itself (lineage.py), or any value of a row.

Each table that a run computed anew is a run of its own under the Dagster run: START when its step began, COMPLETE when
the table was there, FAIL when its step failed. A table that was left alone has no event. Rows are counted, not told.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from assets.lineage import column_sources
from assets.source_kinds import AGGREGATION, BOUND, IDENTITY, TRANSFORMATION, Sources
from assets.statements import statement_files
from snis.contracts.loader import load_tables

FILE = "openlineage.jsonl"
NAMESPACE = "padron"
PRODUCER = "urn:padron"
_SPEC = "https://openlineage.io/spec"
EVENT_SCHEMA = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
_FACETS = {
    "parent": "1-1-0/ParentRunFacet",
    "schema": "1-1-1/SchemaDatasetFacet",
    "columnLineage": "1-2-0/ColumnLineageDatasetFacet",
    "documentation": "1-0-1/DocumentationDatasetFacet",
    "outputStatistics": "1-0-2/OutputStatisticsOutputDatasetFacet",
    "jobType": "2-0-3/JobTypeJobFacet",
}
_SUBTYPES = {IDENTITY: "IDENTITY", TRANSFORMATION: "TRANSFORMATION", AGGREGATION: "AGGREGATION"}


@dataclass(frozen=True)
class Step:
    """What became of a table, or of a step that failed before its tables were there.

    Attributes:
        name: the table, or the step.
        started, ended: when the step began, and when the table was there or the step failed.
        rows: rows of the table, where they are known.
        failed: whether the step failed.
    """

    name: str
    started: datetime
    ended: datetime
    rows: int | None = None
    failed: bool = False


def events_of(run_id: str, job: str, steps: Iterable[Step]) -> Iterator[dict[str, Any]]:
    """START and COMPLETE or FAIL of each step, in the order of the steps."""
    for step in steps:
        run = {
            "runId": str(uuid5(NAMESPACE_URL, f"{run_id}/{step.name}")),
            "facets": {
                "parent": _facet(
                    "parent",
                    run={"runId": str(UUID(run_id))},
                    job={"namespace": NAMESPACE, "name": job},
                )
            },
        }
        kind = "SQL" if step.name in statement_files() else "STEP"
        job_facet = _facet("jobType", processingType="BATCH", integration="DAGSTER", jobType=kind)
        base = {
            "run": run,
            "job": {"namespace": NAMESPACE, "name": step.name, "facets": {"jobType": job_facet}},
            "producer": PRODUCER,
            "schemaURL": EVENT_SCHEMA,
        }
        yield {"eventType": "START", "eventTime": _moment(step.started), **base}
        if step.failed:
            yield {"eventType": "FAIL", "eventTime": _moment(step.ended), **base}
            continue
        yield {
            "eventType": "COMPLETE",
            "eventTime": _moment(step.ended),
            **base,
            "inputs": [{"namespace": NAMESPACE, "name": table} for table in _inputs(step.name)],
            "outputs": [_output(step)],
        }


def append_events(folder: Path, events: Iterable[dict[str, Any]]) -> int:
    """Add events to the file of a ledger folder in one go; returns how many."""
    lines = [json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n" for event in events]
    if lines:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / FILE).open("a", encoding="utf-8") as stream:
            stream.write("".join(lines))
            stream.flush()
            os.fsync(stream.fileno())
    return len(lines)


def _inputs(table: str) -> list[str]:
    """Tables that columns of a table come from directly."""
    return sorted({origin for sources in column_sources(table).values() for origin, _ in sources} - {BOUND})


def _output(step: Step) -> dict[str, Any]:
    contract = load_tables()[step.name]
    fields = [{"name": field.name, "type": field.type} for field in contract.fields]
    output: dict[str, Any] = {
        "namespace": NAMESPACE,
        "name": step.name,
        "facets": {
            "documentation": _facet("documentation", description=contract.title),
            "schema": _facet("schema", fields=fields),
            "columnLineage": _facet(
                "columnLineage",
                fields={
                    column: {"inputFields": _input_fields(sources)}
                    for column, sources in column_sources(step.name).items()
                },
            ),
        },
    }
    if step.rows is not None:
        output["outputFacets"] = {"outputStatistics": _facet("outputStatistics", rowCount=step.rows)}
    return output


def _input_fields(sources: Sources) -> list[dict[str, Any]]:
    return [
        {
            "namespace": NAMESPACE,
            "name": table,
            "field": column,
            "transformations": [{"type": "DIRECT", "subtype": _SUBTYPES[how]}],
        }
        for (table, column), how in sorted(sources.items())
        if table != BOUND
    ]


def _facet(name: str, **content: Any) -> dict[str, Any]:
    version, _, kind = _FACETS[name].partition("/")
    url = f"{_SPEC}/facets/{version}/{kind}.json#/$defs/{kind}"
    return {"_producer": PRODUCER, "_schemaURL": url, **content}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

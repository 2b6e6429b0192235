"""Events of lineage: what OpenLineage 2-0-2 asks of them, and no value of a row in them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from assets.lineage_events import FILE, Step, append_events, events_of
from snis.contracts.loader import load_tables

RUN = "7f3b1c6e-2d4a-4e0f-9a51-0c8d2f6b7a10"
START = datetime(2026, 5, 4, 7, tzinfo=UTC)
END = START + timedelta(seconds=2)
# What the specification requires, in our words.
NAMED = {
    "type": "object",
    "required": ["namespace", "name"],
    "properties": {"namespace": {"type": "string"}, "name": {"type": "string"}},
}
FACETS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["_producer", "_schemaURL"],
        "properties": {
            "_producer": {"type": "string", "format": "uri"},
            "_schemaURL": {
                "type": "string",
                "pattern": r"^https://openlineage\.io/spec/facets/.*#/\$defs/\w+Facet$",
            },
        },
    },
}
LINEAGE = {
    "type": "object",
    "required": ["fields"],
    "properties": {
        "fields": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["inputFields"],
                "properties": {
                    "inputFields": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["namespace", "name", "field"],
                            "properties": {
                                "transformations": {
                                    "type": "array",
                                    "items": {
                                        "required": ["type"],
                                        "properties": {
                                            "type": {"enum": ["DIRECT", "INDIRECT"]},
                                            "subtype": {
                                                "enum": ["IDENTITY", "TRANSFORMATION", "AGGREGATION"]
                                            },
                                        },
                                    },
                                }
                            },
                        },
                    }
                },
            },
        }
    },
}
DATASET = {
    "allOf": [NAMED],
    "properties": {
        "facets": {
            "allOf": [FACETS],
            "properties": {
                "columnLineage": LINEAGE,
                "schema": {"properties": {"fields": {"type": "array", "items": {"required": ["name"]}}}},
                "documentation": {"required": ["description"]},
            },
        },
        "outputFacets": {
            "allOf": [FACETS],
            "properties": {
                "outputStatistics": {
                    "required": ["rowCount"],
                    "properties": {"rowCount": {"type": "integer"}},
                }
            },
        },
    },
}
EVENT: dict[str, Any] = {
    "type": "object",
    "required": ["eventTime", "producer", "schemaURL", "run", "job"],
    "properties": {
        "eventType": {"enum": ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]},
        "eventTime": {"type": "string", "format": "date-time"},
        "producer": {"type": "string", "format": "uri"},
        "schemaURL": {"const": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"},
        "run": {
            "required": ["runId"],
            "properties": {
                "runId": {"type": "string", "format": "uuid"},
                "facets": {
                    "allOf": [FACETS],
                    "properties": {"parent": {"required": ["run", "job"], "properties": {"job": NAMED}}},
                },
            },
        },
        "job": {"allOf": [NAMED], "properties": {"facets": FACETS}},
        "inputs": {"type": "array", "items": DATASET},
        "outputs": {"type": "array", "items": DATASET},
    },
}
VALIDATOR = Draft202012Validator(EVENT, format_checker=FormatChecker())


def told(*steps: Step) -> list[dict[str, Any]]:
    return list(events_of(RUN, "noche", steps))


@pytest.mark.parametrize("table", sorted(load_tables()))
def test_the_events_of_every_table_are_valid(table: str) -> None:
    for event in told(Step(table, START, END, rows=3)):
        VALIDATOR.validate(event)


def test_a_table_begins_and_ends_under_the_run_of_dagster() -> None:
    start, complete = told(Step("out_cobertura", START, END, rows=7))
    assert [start["eventType"], complete["eventType"]] == ["START", "COMPLETE"]
    assert start["eventTime"] == "2026-05-04T07:00:00.000Z"
    assert start["run"] == complete["run"]
    assert complete["run"]["facets"]["parent"]["run"]["runId"] == RUN
    assert complete["run"]["runId"] != RUN
    assert [table["name"] for table in complete["inputs"]] == ["out_hecho_entrega"]
    (output,) = complete["outputs"]
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == 7
    assert output["facets"]["columnLineage"]["fields"]["personas"]["inputFields"] == [
        {
            "namespace": "padron",
            "name": "out_hecho_entrega",
            "field": "persona_id",
            "transformations": [{"type": "DIRECT", "subtype": "AGGREGATION"}],
        }
    ]


def test_the_same_table_of_the_same_run_has_the_same_id() -> None:
    first, again = told(Step("out_cobertura", START, END))[0], told(Step("out_cobertura", START, END))[0]
    other = next(iter(events_of(RUN.replace("7f", "8f"), "noche", [Step("out_cobertura", START, END)])))
    assert first["run"]["runId"] == again["run"]["runId"] != other["run"]["runId"]


def test_a_step_that_failed_says_so_and_gives_nothing() -> None:
    start, fail = told(Step("impresion", START, END, failed=True))
    assert fail["eventType"] == "FAIL"
    assert "outputs" not in fail
    VALIDATOR.validate(start)
    VALIDATOR.validate(fail)


def test_events_are_added_to_the_end_of_the_file(tmp_path: Path) -> None:
    assert append_events(tmp_path, told(Step("out_cobertura", START, END))) == 2
    assert append_events(tmp_path, []) == 0
    assert append_events(tmp_path, told(Step("out_calidad", START, END))) == 2
    lines = (tmp_path / FILE).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["job"]["name"] for line in lines] == ["out_cobertura"] * 2 + ["out_calidad"] * 2

"""The JSON Schema of disclosure.yaml: what editors are given, and that it says what the model says."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from snis.disclosure_policy import DisclosurePolicy
from snis.disclosure_schema import disclosure_schema, schema_text
from tests.unit.disclosure_case import SAMPLE

SCHEMA = Path(__file__).parents[2] / "docs" / "divulgacion.schema.json"


def mistakes(content: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(disclosure_schema()).iter_errors(content)]


def sample() -> Any:
    return yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))


def test_the_file_is_the_one_that_the_model_gives() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m snis.disclosure_schema docs/divulgacion.schema.json"
    )


def test_the_sample_keeps_to_it_and_names_it() -> None:
    assert mistakes(sample()) == []
    assert SCHEMA.name in SAMPLE.read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("thresholds", "publica", 9), ("hold", "persons", 9), ("microdata", "fraction_pct", 21),
        ("amounts", "mean_digits", 4), ("small_municipalities", "inhabitants", 10),
    ],
)  # fmt: skip
def test_an_editor_marks_what_is_below_the_floor(section: str, key: str, value: int) -> None:
    content = deepcopy(sample())
    content[section][key]["value"] = value
    assert mistakes(content)


def test_every_section_says_what_it_is_for() -> None:
    sections = disclosure_schema()["properties"]
    assert set(sections) == set(DisclosurePolicy.model_fields)
    assert [
        name for name, part in sections.items() if name != "version" and not part.get("description")
    ] == []

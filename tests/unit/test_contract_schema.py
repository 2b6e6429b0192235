"""The schema for editors is the model's, and the guide names everything that a contract may hold."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from snis.contracts.formats import DATE_FORMATS, DEPARTMENT_FORMATS, MUNICIPALITY_FORMATS, NUMBER_FORMATS
from snis.contracts.layout import (
    INPUT_FIELDS,
    Cadence,
    Column,
    FileSpec,
    InstitutionContract,
)
from snis.contracts.layouts import read_contracts
from snis.contracts.schema import schema_text
from snis.contracts.vocabulary import Vocabulary
from snis.deployment import load_deployment
from tests.support.deployment import CONTRACT, edited, make_deployment

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "contrato.schema.json"
GUIDE = (ROOT / "docs" / "contratos.md").read_text(encoding="utf-8")
CONTRACTS = sorted((ROOT / "data" / "sample" / "contracts").glob("*/*.yaml"))


def as_an_editor_reads(text: str) -> Any:
    return json.loads(json.dumps(yaml.safe_load(text), default=lambda day: date.isoformat(day)))


def verdict(text: str) -> list[str]:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return [
        error.json_path
        for error in jsonschema.Draft202012Validator(schema).iter_errors(as_an_editor_reads(text))
    ]


def test_the_schema_on_disk_is_the_models() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m snis.contracts.schema docs/contrato.schema.json"
    )


@pytest.mark.parametrize("path", CONTRACTS, ids=[path.stem for path in CONTRACTS])
def test_the_samples_contracts_keep_the_schema(path: Path) -> None:
    assert verdict(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("totals:", "totales:", "$"),
        ("dd/mm/aaaa", "dd.mm.aaaa", "$.columns[2].format"),
        ("field: nombres", "field: nombre", "$.columns[1].field"),
        ("field: nombres", "field: nombres, codes: {a: b}", "$.columns[1].field"),
        ("kind: deliveries", "kind: entregas", "$.kind"),
        ("[cui, modalidad", "[nombres, modalidad", "$.delivery_key[0]"),
        ("constants: {modalidad_codigo", "constants: {modalidad", "$.constants"),
        ("grain: hogar\n", "", "$"),
    ],
)
def test_an_editor_sees_a_mistake_while_one_writes(old: str, new: str, place: str) -> None:
    assert verdict(CONTRACT) == []
    assert place in verdict(edited(CONTRACT, old, new))


@pytest.mark.parametrize(
    "model", [InstitutionContract, FileSpec, Cadence, Column], ids=lambda model: model.__name__
)
def test_the_guide_explains_every_key(model: type[InstitutionContract]) -> None:
    assert [name for name in model.model_fields if f"| `{name}` |" not in GUIDE] == []
    assert all(field.description for field in model.model_fields.values())


def test_the_guide_names_every_field_and_format() -> None:
    words = (*INPUT_FIELDS, *DATE_FORMATS, *NUMBER_FORMATS, *DEPARTMENT_FORMATS, *MUNICIPALITY_FORMATS)
    assert [word for word in sorted(words) if f"`{word}`" not in GUIDE] == []


def test_the_guides_example_is_a_contract_that_holds(tmp_path: Path) -> None:
    """The first YAML block of the guide, put in a folder of its institution."""
    example = GUIDE.split("```yaml\n")[1].split("```")[0]
    folder = make_deployment(tmp_path / "despliegue")
    (tmp_path / "contracts" / "mides").mkdir(parents=True)
    (tmp_path / "contracts" / "mides" / "ejemplo.yaml").write_text(example, encoding="utf-8")
    deployment = load_deployment(folder)
    problems: list[str] = []
    vocabulary = Vocabulary(
        deployment.institution_codes,
        {row["modalidad_codigo"] for row in deployment.programmes},
        {name: set(codes) for name, codes in deployment.code_lists.items()},
        deployment.territory.department_codes,
        deployment.territory.municipality_codes,
    )
    assert len(read_contracts(tmp_path / "contracts", vocabulary, problems)) == 1
    assert problems == []

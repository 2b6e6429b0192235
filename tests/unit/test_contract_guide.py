"""The guide explains every key that a contract or a crosswalk may hold, and its crosswalk is one that holds."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from snis.contracts.column import Split
from snis.contracts.crosswalks import Crosswalk
from snis.contracts.formats import NAME_FORMATS
from snis.contracts.layout import Agreement, Control, Months
from snis.deployment import load_deployment
from tests.support.deployment import CONTRACT, CONTRACT_PATH, edited, make_deployment

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "contratos.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "model", [Agreement, Control, Months, Split, Crosswalk], ids=lambda model: model.__name__
)
def test_every_key_is_explained(model: type[BaseModel]) -> None:
    assert [name for name in model.model_fields if f"| `{name}` |" not in GUIDE] == []
    assert all(field.description for field in model.model_fields.values())


def test_every_format_of_a_name_is_named() -> None:
    assert [name for name in NAME_FORMATS if f"`{name}`" not in GUIDE] == []


def test_the_guides_crosswalk_holds(tmp_path: Path) -> None:
    crosswalk = GUIDE.split("```yaml\n")[2].split("```")[0]
    named = edited(CONTRACT, "codes: {H: M, M: F, S/D: null}", "codes: {crosswalk: sexo-hm, version: 1}")
    files = {CONTRACT_PATH: named, "crosswalks/sexo-hm.yaml": crosswalk}
    column = load_deployment(make_deployment(tmp_path, files=files)).contracts[0].column_of("sexo_codigo")
    assert column is not None
    assert column.codes == {"H": "M", "M": "F", "S/D": ""}

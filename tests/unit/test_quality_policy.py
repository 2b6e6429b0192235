"""quality.yaml: defaults, exact weights, and what is refused."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from pipelines.preflight import check_configuration
from snis.deployment import load_deployment
from snis.errors import QualityError
from snis.quality_policy import DIMENSIONS, QualityPolicy, load_quality_policy
from snis.quality_schema import quality_schema, schema_text

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"


def written(folder: Path, text: str) -> QualityPolicy:
    (folder / "quality.yaml").write_text(text, encoding="utf-8")
    return load_quality_policy(folder)


def test_without_a_file_the_defaults_hold_and_the_sample_writes_them_out(tmp_path: Path) -> None:
    assert load_quality_policy(tmp_path) == load_quality_policy(SAMPLE)
    assert load_quality_policy(tmp_path).digest == load_quality_policy(SAMPLE).digest


def test_weights_are_exact_and_sum_to_one() -> None:
    weights = QualityPolicy().weights.by_dimension()
    assert tuple(weights) == DIMENSIONS
    assert sum(weights.values()) == Decimal(1)


def test_a_rule_tolerates_its_own_share_then_that_of_its_dimension_then_the_general_one(
    tmp_path: Path,
) -> None:
    targets = written(
        tmp_path, "targets: {default: 0.02, dimensions: {validez: 0.05}, rules: {CUI-04: 0.3}}"
    ).targets
    assert targets.of("CUI-04", "validez") == Decimal("0.3")
    assert targets.of("CUI-05", "validez") == Decimal("0.05")
    assert targets.of("OBL-01", "completitud") == Decimal("0.02")


def test_the_plan_gives_days_by_severity(tmp_path: Path) -> None:
    plan = written(tmp_path, "plan: {bloquea: 5}").plan
    assert [plan.days(grave) for grave in ("bloquea", "avisa", "informa")] == [5, 45, 90]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("weights: {validez: 0.30}", "no suman 1"),
        ("peso: 1", "clave desconocida"),
        ("late_days: 0", "demasiado pequeño"),
        ("least_level: diamante", "no existe tal nivel"),
        ("months: 12", "demasiado pequeño"),
    ],
)
def test_what_does_not_hold_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(QualityError, match=said):
        written(tmp_path, text)


def test_a_night_does_not_begin_with_a_rule_that_there_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "despliegue"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("inbox", "later", "expected"))
    check_configuration(load_deployment(folder))
    (folder / "quality.yaml").write_text("unscored: [XXX-99]", encoding="utf-8")
    with pytest.raises(QualityError, match="XXX-99"):
        check_configuration(load_deployment(folder))


def test_the_schema_is_the_one_that_the_model_gives_and_the_sample_keeps_to_it() -> None:
    path = ROOT / "docs" / "calidad.schema.json"
    assert path.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m snis.quality_schema docs/calidad.schema.json"
    )
    sample = (SAMPLE / "quality.yaml").read_text(encoding="utf-8")
    assert list(Draft202012Validator(quality_schema()).iter_errors(yaml.safe_load(sample))) == []
    assert path.name in sample.splitlines()[0]

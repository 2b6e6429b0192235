"""A release as publish/release.py really writes it goes through the gate, and a spoiled table does not."""

import csv
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from assets.schema import arrow_schema
from publish.datasets import load_datasets
from publish.gate import inspect
from publish.gate_findings import Verdict
from publish.package import Edition
from publish.release import Catalogue, stage_release
from snis.contracts.loader import load_tables
from tests.publish.gate_release import SAMPLE, sample_rules

TABLES: dict[str, list[dict[str, Any]]] = {
    "open_cobertura": [
        {"cruce_codigo": "pais", "anio": 2026, "personas": 120, "entregas": 200, "monto_gtq": None},
    ],
    "open_coincidencia": [
        {"anio": 2026, "modalidad_a_codigo": "P02", "modalidad_b_codigo": "P04", "personas": 15},
    ],
    "open_cobertura_sensible": [
        {"anio": 2026, "departamento_codigo": "08", "modalidad_codigo": "P01", "personas": 25},
    ],
    "open_cobertura_restringida": [{"anio": 2026, "personas": 110}],
}


def staged(folder: Path, **changed: list[dict[str, Any]]) -> Verdict:
    """The verdict on a release of small tables, written by the real publisher from the sample's datasets.yaml."""
    contracts = load_tables()
    paths = {}
    for name, rows in (TABLES | changed).items():
        schema = arrow_schema(contracts[name])
        full = [{field: row.get(field) for field in schema.names} for row in rows]
        paths[name] = folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(full, schema=schema), paths[name])
    specs = [spec for spec in load_datasets(SAMPLE / "datasets.yaml") if set(spec.tables) <= set(paths)]
    edition = Edition(
        release="2026-04",
        created="2026-04-30T00:00:00-06:00",
        publisher={
            "name": "Ministerio de muestra",
            "email": "datos@example.org",
            "url": "https://example.org",
        },
        licence={
            "id": "CC-BY-4.0",
            "title": "CC BY 4.0",
            "url": "https://creativecommons.org/licenses/by/4.0/",
        },
        sources=("Ministerio de muestra",),
        codes={"modalidad": {"P02": "Bono Social, intervención Educación"}},
    )
    staging = folder / "staging"
    around = Catalogue(specs, contracts, "Padrón", edition.publisher, ())
    stage_release(paths, around, edition=edition, staging=staging, public=folder / "public")
    return inspect(staging, sample_rules(programmes=programmes(), datasets=specs))


def programmes() -> list[dict[str, str]]:
    """The sample's register of modalities."""
    with (SAMPLE / "programmes.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_release_of_the_sample_passes(tmp_path: Path) -> None:
    outcome = staged(tmp_path)
    assert outcome.findings == ()
    assert outcome.files > 20


@pytest.mark.parametrize(
    ("table", "row", "rule"),
    [
        ("open_cobertura", {"cruce_codigo": "pais", "anio": 2026, "personas": 7, "entregas": 10}, "G-CEL-01"),
        ("open_cobertura_restringida", {"anio": 2026, "personas": 20}, "G-CEL-01"),
        (
            "open_coincidencia",
            {"anio": 2026, "modalidad_a_codigo": "P02", "modalidad_b_codigo": "P11", "personas": 15},
            "G-UNI-01",
        ),
        (
            "open_cobertura_sensible",
            {"anio": 2026, "departamento_codigo": "08", "modalidad_codigo": "P02", "personas": 25},
            "G-UNI-02",
        ),
    ],
)
def test_a_spoiled_table_does_not_leave(tmp_path: Path, table: str, row: dict[str, Any], rule: str) -> None:
    outcome = staged(tmp_path, **{table: [row]})
    assert rule in {finding.rule for finding in outcome.findings}


def test_every_dataset_of_the_sample_has_its_approval() -> None:
    datasets = {
        entry["name"] for entry in yaml.safe_load((SAMPLE / "datasets.yaml").read_text("utf-8"))["datasets"]
    }
    assert datasets <= sample_rules().approved

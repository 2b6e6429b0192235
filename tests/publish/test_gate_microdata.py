"""k, l, order and bands of a record-level file, counted from its bytes."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from publish.datasets import DatasetSpec
from publish.gate_microdata import find_in_sample
from publish.gate_spaces import Printed, Rows
from tests.publish.gate_release import csv_bytes, rules_broken, sample_rules, write_release

COLUMNS = (
    "anio", "region", "departamento_codigo", "municipio_codigo", "sexo_codigo", "edad_grupo3_codigo",
    "edad_grupo_codigo", "pueblo2_codigo", "pueblo_codigo", "institucion_codigo", "programa_codigo",
    "modalidad_codigo", "entregas_tramo", "monto_tramo",
)  # fmt: skip
BASE: dict[str, Any] = {
    "anio": 2025, "region": "Suroccidente", "departamento_codigo": "08", "municipio_codigo": "0801", "sexo_codigo": "F",
    "edad_grupo3_codigo": "0-17", "edad_grupo_codigo": "10-14", "pueblo2_codigo": "I", "pueblo_codigo": "1",
    "institucion_codigo": "mides", "programa_codigo": "bono-social", "modalidad_codigo": "P02",
    "entregas_tramo": "4 a 6", "monto_tramo": "501 a 2000",
}  # fmt: skip
OTHER = {"programa_codigo": "bolsa-social", "modalidad_codigo": "P04"}


def records(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [{**BASE, **changes} for _ in range(count)]


def broken(folder: Path, rows: list[dict[str, Any]], **header: Any) -> set[str]:
    """The rules that a release with these rows as its record-level file breaks."""
    release = write_release(folder)
    package = release / "microdatos"
    (package / "datos").mkdir(parents=True)
    content = csv_bytes(rows, header.get("columns", COLUMNS))
    (package / "datos" / "microdato.csv").write_bytes(content)
    resource = {
        "name": "open_microdato",
        "path": "datos/microdato.csv",
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
    }
    document = {
        "name": "microdatos",
        "licenses": [{"name": "CC-BY-4.0"}],
        "legalBasis": ["decreto-57-2008"],
        "resources": [resource],
    }
    (package / "datapackage.json").write_text(json.dumps(document), "utf-8")
    return rules_broken(release, microdata_rules())


def microdata_rules() -> Any:
    rules = sample_rules()
    fourth = {
        "modalidad_codigo": "P04", "modalidad": "Bolsa Social", "programa_codigo": "bolsa-social",
        "programa": "Bolsa Social", "institucion_codigo": "mides", "visibilidad_codigo": "publica",
        "monto_tipico_gtq": "",
    }  # fmt: skip
    spec = DatasetSpec(
        name="microdatos", title="Microdatos", description="Una muestra.", tables=("open_microdato",),
        legal_basis=("decreto-57-2008",), update="ANNUAL",
    )  # fmt: skip
    known = [vars(modality) for modality in rules.modalities.values()]
    changed = sample_rules(programmes=[*known, fourth], datasets=(*rules.datasets.values(), spec))
    object.__setattr__(changed, "approved", rules.approved | {"microdatos"})
    return changed


SAFE = [*records(10, **OTHER), *records(10)]


def test_twenty_rows_of_two_programmes_may_leave(tmp_path: Path) -> None:
    assert broken(tmp_path, SAFE) == set()


@pytest.mark.parametrize(
    ("rows", "rules"),
    [
        # Nine rows of a programme in a class: k = 9, and the class has one programme of ten only.
        ([*records(10, **OTHER), *records(9)], {"G-MIC-02", "G-MIC-04"}),
        # Everybody in the class has the same programme.
        (records(20), {"G-MIC-04"}),
        # Whole rows that only four share.
        ([*records(10, **OTHER), *records(4, monto_tramo="2001 a 5000"), *records(6)], {"G-MIC-03"}),
        # A unique row made of blanks.
        (
            [*records(10, **OTHER), *records(1, modalidad_codigo=None, entregas_tramo=None, monto_tramo=None),
             *records(9)],
            {"G-MIC-03"},
        ),
        # Coarser rows are a class of their own.
        (
            [*records(3, municipio_codigo=None), *records(10, **OTHER), *records(10)],
            {"G-MIC-02", "G-MIC-03", "G-MIC-04"},
        ),
        # The order of arrival.
        ([*records(10), *records(10, **OTHER)], {"G-ORD-01"}),
        # A band that ends at the mark of a restricted programme, and an exact amount.
        ([*records(10, **OTHER), *records(10, monto_tramo="1501 a 2000")], {"G-MIC-06"}),
        ([*records(10, **OTHER), *records(10, monto_tramo="1500")], {"G-MIC-06"}),
        ([*records(10, **OTHER), *records(10, entregas_tramo="5")], {"G-MIC-06"}),
        # A sensitive and a restricted programme.
        ([*records(10, **OTHER), *records(10, modalidad_codigo="P01")], {"G-UNI-02"}),
        (
            [*records(10, **OTHER), *records(10, programa_codigo="vida", modalidad_codigo="P11")],
            {"G-UNI-01", "G-UNI-02"},
        ),
        # A code that is in no list.
        ([*records(10, **OTHER), *records(10, municipio_codigo="0899")], {"G-COD-01", "G-MIC-04"}),
    ],
)  # fmt: skip
def test_what_may_not_leave(tmp_path: Path, rows: list[dict[str, Any]], rules: set[str]) -> None:
    assert broken(tmp_path, rows) == rules


def test_a_column_more_is_a_quasi_identifier_more(tmp_path: Path) -> None:
    rows = [{**row, "folio": number % 4} for number, row in enumerate(SAFE)]
    assert {"G-CAM-01", "G-CAM-02"} <= broken(tmp_path, rows, columns=(*COLUMNS, "folio"))


def test_the_whole_population_is_no_sample() -> None:
    """One programme with 100 persons printed and one with fewer than 10: some 20 rows may be drawn, and never 100."""
    rows: Rows = {"cruce_codigo": ["pais", "programa"], "personas": [100, 100], "anio": [2025, 2025]}
    printed = [Printed("open_cobertura", 2025, "2026-01", "cobertura.csv", rows)]
    rules = microdata_rules()
    assert list(find_in_sample(years(2025, 60), rules, printed, shown_path="x")) == []
    (found,) = find_in_sample(years(2025, 100), rules, printed, shown_path="x")
    assert found.rule == "G-MIC-05"
    assert list(find_in_sample(years(2024, 100), rules, printed, shown_path="x")) == []


def years(year: int, count: int) -> pa.Table:
    """A column of years, as a CSV has it."""
    return pa.table({"anio": [str(year)] * count})

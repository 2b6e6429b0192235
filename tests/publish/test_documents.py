"""Quality report, method, citation and schema.org: true to the package, the same for people and programs."""

import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from publish.dictionary import CodeList
from publish.package import PackageReport
from publish.quality_report import share, table_quality
from publish.schema_org import dataset_jsonld
from publish.table_files import period_of
from snis.contracts.model import Field, TableContract
from tests.publish.release_case import stage

CONTRACT = TableContract(
    name="open_x", layer="open", title="Personas", description="Personas.", grain="Una fila por lugar.",
    key=("anio", "sexo_codigo"),
    fields=(
        Field("anio", "integer", "Año", "Año.", minimum=2000),
        Field("sexo_codigo", "string", "Sexo", "Sexo.", required=False, enum=("F", "M")),
        Field("personas", "integer", "Personas", "Personas."),
    ),
)  # fmt: skip
LISTS = [CodeList("sexo", ("sexo_codigo",), (("F", "Mujer"), ("X", "")))]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> PackageReport:
    return stage(tmp_path_factory.mktemp("release"))[0]


def table(*rows: tuple[int, str | None, int | None]) -> pa.Table:
    return pa.Table.from_pylist(
        [dict(zip(("anio", "sexo_codigo", "personas"), row, strict=True)) for row in rows],
        schema=pa.schema([("anio", "int64"), ("sexo_codigo", "string"), ("personas", "int64")]),
    )


def test_a_table_in_order_scores_full() -> None:
    found = table_quality(CONTRACT, table((2025, None, 10), (2026, "F", 15)), [])
    assert (found.valid, found.cells, found.unique, found.rows) == (6, 6, 2, 2)
    assert (dict(found.filled), found.last) == ({"sexo_codigo": 1}, "2026")


def test_what_is_out_of_order_is_counted() -> None:
    found = table_quality(CONTRACT, table((1999, "X", None), (2026, "F", 15), (2026, "F", 20)), LISTS)
    assert found.cells - found.valid == 3  # a year too early, a code that is none, a figure that is missing
    assert found.unique == 1
    assert (found.codes, found.named) == (2, 1)


def test_an_empty_table_has_nothing_out_of_order() -> None:
    found = table_quality(CONTRACT, table(), [])
    assert (found.rows, found.valid, found.unique, found.last) == (0, 0, 0, "")


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(1999, 2000, 99.9), (2000, 2000, 100.0), (0, 0, 100.0)]
)
def test_a_hundred_per_cent_means_all(part: int, whole: int, expected: float) -> None:
    assert share(part, whole) == expected


def test_the_quality_report_is_there_for_people_and_programs(report: PackageReport) -> None:
    content = json.loads((report.folder / "informe_calidad.json").read_text(encoding="utf-8"))
    assert [item["registros"] for item in content["tablas"]] == list(report.rows.values())
    assert "Estructurados" in (report.folder / "INFORME_CALIDAD.md").read_text(encoding="utf-8")


def test_the_method_says_how_it_was_made_and_protected(report: PackageReport) -> None:
    text = (report.folder / "METODO.md").read_text(encoding="utf-8")
    for note in report.spec.method:
        assert note in text
    assert "nunca es un cero" in text and "Sus claves" not in text and "solo las claves son secretas" in text


def test_the_citation_file_is_yaml_with_what_the_format_requires(report: PackageReport) -> None:
    content: dict[str, Any] = yaml.safe_load((report.folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert content["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "type"} <= set(content)
    assert (content["type"], content["version"]) == ("dataset", report.descriptor["version"])
    assert content["authors"][0]["name"] == report.descriptor["contributors"][0]["title"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(content["date-released"]))


def test_bibtex_has_balanced_braces_and_the_version(report: PackageReport) -> None:
    text = (report.folder / "cita.bib").read_text(encoding="utf-8")
    assert text.startswith("@dataset{cobertura-2026.4.0,")
    assert text.count("{") == text.count("}")
    assert "version = {2026.4.0}," in text


def test_schema_org_names_every_file_and_column(report: PackageReport) -> None:
    content = json.loads(dataset_jsonld(report, title="Padrón"))
    assert (content["@context"], content["@type"]) == ("https://schema.org", "Dataset")
    for item in content["distribution"]:
        assert (report.folder.parent / item["contentUrl"]).is_file()
    fields = report.descriptor["resources"][0]["schema"]["fields"]
    assert [item["name"] for item in content["variableMeasured"]] == [field["name"] for field in fields]


def test_schema_org_cannot_close_its_script(report: PackageReport) -> None:
    wicked = {**report.descriptor, "title": "</script><b>&"}
    text = dataset_jsonld(PackageReport(report.spec, report.folder, wicked, report.rows), title="Padrón")
    assert "<" not in text and "&" not in text
    assert json.loads(text)["name"] == "</script><b>&"


def test_a_page_carries_it(report: PackageReport) -> None:
    page = (Path(report.folder).parent / "index.html").read_text(encoding="utf-8")
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(found)["identifier"] == f"urn:uuid:{report.descriptor['id']}"


def test_a_package_says_of_which_days_it_speaks(report: PackageReport) -> None:
    assert report.descriptor["temporal"] == {"start": "2026-01-01", "end": "2026-04-30"}
    assert json.loads(dataset_jsonld(report, title="Padrón"))["temporalCoverage"] == "2026-01-01/2026-04-30"


def test_tables_without_a_row_speak_of_no_day() -> None:
    assert period_of([table()], until="2026-04-30") == {}

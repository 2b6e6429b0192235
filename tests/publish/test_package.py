"""A package as written: every file declared, the same bytes again, valid for frictionless, nothing of this machine."""

import csv
import hashlib
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publish.package import PackageReport, build_package
from publish.table_files import csv_bytes, parquet_bytes
from snis.errors import PublishError
from tests.publish.release_case import CONTRACTS, edition, specs, stage, write_tables


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[PackageReport]:
    return stage(tmp_path_factory.mktemp("release"))


def build(folder: Path, name: str, paths: dict[str, Path], **changes: Any) -> PackageReport:
    spec = next(spec for spec in specs() if spec.name == name).model_copy(update=changes)
    return build_package(spec, paths, CONTRACTS, edition=edition(), folder=folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_every_package_is_valid_for_frictionless(reports: list[PackageReport]) -> None:
    for report in reports:
        document = json.loads((report.folder / "datapackage.json").read_text(encoding="utf-8"))
        assert list(frictionless.Package.metadata_validate(document)) == []
        checked = frictionless.Package(str(report.folder / "datapackage.json")).validate()
        assert checked.flatten(["name", "type", "note"]) == [], report.spec.name


def test_frictionless_notices_a_file_that_is_not_the_declared_one(tmp_path: Path) -> None:
    for file in ("data/open_coincidencia.csv", "data/open_coincidencia.parquet"):
        folder = build(tmp_path / Path(file).suffix, "coincidencias", write_tables(tmp_path / "t")).folder
        content = (folder / file).read_bytes()
        (folder / file).write_bytes(content[:-2] + b"0" + content[-1:])
        checked = frictionless.Package(str(folder / "datapackage.json")).validate()
        assert "hash-count" in {kind for [kind] in checked.flatten(["type"])}


def test_every_file_is_declared_with_its_size_and_digest(reports: list[PackageReport]) -> None:
    for report in reports:
        files = contents(report.folder)
        about = {"datapackage.json", "README.md"}
        declared = {item["path"]: item for item in report.descriptor["resources"]}
        assert set(declared) == set(files) - about
        for path, item in declared.items():
            assert item["bytes"] == len(files[path])
            assert item["hash"] == f"sha256:{hashlib.sha256(files[path]).hexdigest()}"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "tables")
    first = build(tmp_path / "a", "cobertura", tables)
    second = build(tmp_path / "b", "cobertura", tables)
    assert contents(first.folder) == contents(second.folder)


def test_csv_and_parquet_hold_the_same_rows(reports: list[PackageReport]) -> None:
    for report in reports:
        for table in report.spec.tables:
            stored = pq.read_table(report.folder / "data" / f"{table}.parquet")
            text = (report.folder / "data" / f"{table}.csv").read_bytes()
            assert csv_bytes(stored) == text
            assert report.rows[table] == stored.num_rows == text.count(b"\n") - 1


def test_csv_is_rfc_4180_in_utf8_with_lf_and_keeps_zeros_and_gaps() -> None:
    table = pa.table(
        {
            "codigo": ["01", None],
            "texto": ['a,"b"\nc', "ñ"],
            "monto": pa.array([Decimal("100000000.50"), None], pa.decimal128(18, 2)),
            "tasa": [0.00001, None],
            "es": [True, None],
        }
    )
    assert csv_bytes(table) == (
        'codigo,texto,monto,tasa,es\n01,"a,""b""\nc",100000000.50,1e-05,true\n,ñ,,,\n'.encode()
    )


def test_parquet_says_nothing_but_its_columns() -> None:
    table = pa.table({"anio": [2026]}).replace_schema_metadata({"pandas": "{}", "quien": "yo"})
    file = pq.ParquetFile(io.BytesIO(parquet_bytes(table)))
    assert file.metadata.metadata is None
    assert not file.metadata.row_group(0).column(0).is_stats_set
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_the_dictionary_explains_every_column_and_names_its_code_list(reports: list[PackageReport]) -> None:
    for report in reports:
        with (report.folder / "diccionario.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        fields = [(table, field.name) for table in report.spec.tables for field in CONTRACTS[table].fields]
        assert [(row["tabla"], row["campo"]) for row in rows] == fields
        assert all(row["titulo"] and row["descripcion"] and row["privacidad"] for row in rows)
        assert {row["lista_de_codigos"] for row in rows} - {""} <= set(contents(report.folder))


def test_a_code_list_holds_only_the_codes_that_are_published_in_the_order_of_their_register(
    reports: list[PackageReport],
) -> None:
    folder = next(report.folder for report in reports if report.spec.name == "cobertura")
    assert (folder / "codigos-departamento.csv").read_text(encoding="utf-8") == (
        "codigo,nombre\n01,Guatemala\n08,Totonicapán\n"
    )
    assert (folder / "codigos-municipio.csv").read_text(encoding="utf-8") == (
        "codigo,nombre\n0801,Totonicapán\n0800,No informado\n"
    )
    assert (folder / "codigos-sexo.csv").read_text(encoding="utf-8") == "codigo,nombre\nN,No informado\n"


def test_a_code_without_a_name_is_listed_without_one(tmp_path: Path) -> None:
    tables = write_tables(
        tmp_path,
        open_coincidencia=[{"anio": 2026, "modalidad_a_codigo": "P02", "modalidad_b_codigo": "P77", "personas": 10}],
    )  # fmt: skip
    folder = build(tmp_path / "p", "coincidencias", tables).folder
    assert "P77,\n" in (folder / "codigos-modalidad.csv").read_text(encoding="utf-8")


def test_the_readme_says_what_a_missing_row_means_and_how_to_cite(reports: list[PackageReport]) -> None:
    for report in reports:
        text = (report.folder / "README.md").read_text(encoding="utf-8")
        assert "posiblemente ninguna" in text
        assert report.descriptor["id"] in text
        assert report.descriptor["licenses"][0]["path"] in text
        for item in report.descriptor["resources"]:
            assert item["hash"].removeprefix("sha256:") in text


def test_nothing_says_where_or_when_it_was_made(reports: list[PackageReport], tmp_path: Path) -> None:
    for report in reports:
        for path, content in contents(report.folder).items():
            assert str(report.folder).encode() not in content, path
        assert report.descriptor["created"] == "2026-04-30T00:00:00Z"


def test_an_empty_table_is_a_package_too(tmp_path: Path) -> None:
    report = build(
        tmp_path / "p", "cobertura-restringida", write_tables(tmp_path, open_cobertura_restringida=[])
    )
    assert report.rows == {"open_cobertura_restringida": 0}
    assert frictionless.Package(str(report.folder / "datapackage.json")).validate().valid


def test_a_table_that_is_not_there_or_not_as_agreed_stops_the_package(tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "tables")
    with pytest.raises(PublishError, match="open_cobertura: la tabla no existe todavía"):
        build(tmp_path / "a", "cobertura", {})
    with pytest.raises(PublishError, match="las columnas no son las del contrato"):
        build(tmp_path / "b", "cobertura", {"open_cobertura": tables["open_coincidencia"]})
    with pytest.raises(PublishError, match="no tiene contrato"):
        build(tmp_path / "c", "cobertura", tables, tables=("open_nadie",))
    assert not any((tmp_path / name).exists() for name in "abc")

"""Contracts become Table Schemas and a datapackage.json that says everything and never the clock."""

from typing import Any

import pytest

from publish.datasets import Contact, DatasetSpec
from publish.descriptor import (
    FileFacts,
    csv_resource,
    field_descriptor,
    package_descriptor,
    parquet_resource,
    table_schema,
)
from publish.dictionary import CodeList
from snis.contracts.model import Field
from tests.publish.release_case import CONTRACTS, LICENCE, PUBLISHER

FILE = FileFacts("data/open_cobertura.csv", 120, "ab" * 32)
SPEC = DatasetSpec(
    name="cobertura", title="Cobertura", description="Qué es.", tables=("open_cobertura",),
    legal_basis=("decreto-57-2008",), keywords=("programas",), themes=("SOCI",), update="MONTHLY",
)  # fmt: skip


def describe(
    spec: DatasetSpec = SPEC, *, sha256: str = "ab" * 32, release: str = "2026-04"
) -> dict[str, Any]:
    file = FileFacts("data/open_cobertura.csv", 120, sha256)
    return package_descriptor(
        spec, [csv_resource(CONTRACTS["open_cobertura"], file, lists=[], rows=6)], release=release,
        version="2026.4.0", digest=sha256, created="2026-04-30T00:00:00Z", publisher=PUBLISHER, licence=LICENCE,
        sources=["Ministerio"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            Field("anio", "integer", "Año", "Año calendario.", unit="año", minimum=1990.0),
            {"type": "integer", "unit": "año", "constraints": {"required": True, "minimum": 1990}},
        ),
        (
            Field("monto_gtq", "decimal(18,2)", "Monto", "En quetzales.", required=False),
            {"type": "number", "constraints": {"required": False}},
        ),
        (
            Field("sexo_codigo", "string", "Sexo", "F o M.", enum=("F", "M"), pattern="^[FM]$"),
            {"type": "string", "constraints": {"required": True, "enum": ["F", "M"], "pattern": "^[FM]$"}},
        ),
        (Field("es", "boolean", "Es", "Si es."), {"type": "boolean", "constraints": {"required": True}}),
        (Field("dia", "date", "Día", "El día."), {"type": "date", "constraints": {"required": True}}),
        (Field("t", "datetime", "Hora", "La hora."), {"type": "datetime", "constraints": {"required": True}}),
    ],
)
def test_a_field_keeps_type_words_and_constraints(field: Field, expected: dict[str, Any]) -> None:
    assert field_descriptor(field) == {
        "name": field.name,
        "title": field.title,
        "description": field.description,
        **expected,
    }


@pytest.mark.parametrize("name", [name for name in CONTRACTS if name.startswith("open_")])
def test_every_published_field_has_a_title_and_a_description(name: str) -> None:
    for field in table_schema(CONTRACTS[name])["fields"]:
        assert field["title"] and field["description"].endswith("."), field["name"]


def test_a_key_without_empty_columns_is_the_primary_key() -> None:
    assert table_schema(CONTRACTS["open_cobertura_restringida"])["primaryKey"] == ["anio"]
    assert "primaryKey" not in table_schema(CONTRACTS["open_cobertura"])


def test_columns_with_a_code_list_point_to_it() -> None:
    codes = CodeList("modalidad", ("modalidad_a_codigo", "modalidad_b_codigo"), (("P02", "Bono"),))
    assert table_schema(CONTRACTS["open_coincidencia"], [codes])["foreignKeys"] == [
        {"fields": [f"modalidad_{side}_codigo"],
         "reference": {"resource": "codigos-modalidad", "fields": ["codigo"]}}
        for side in "ab"
    ]  # fmt: skip


def test_csv_declares_its_dialect_encoding_size_and_digest() -> None:
    resource = csv_resource(CONTRACTS["open_cobertura"], FILE, lists=[], rows=6)
    assert resource["dialect"]["lineTerminator"] == "\n"
    assert resource["encoding"] == "utf-8"
    assert (resource["bytes"], resource["hash"]) == (120, f"sha256:{'ab' * 32}")


def test_parquet_has_the_same_fields_as_csv() -> None:
    contract = CONTRACTS["open_cobertura"]
    parquet = parquet_resource(contract, FILE)
    assert parquet["schema"]["fields"] == csv_resource(contract, FILE, lists=[], rows=6)["schema"]["fields"]
    assert parquet["mediatype"] == "application/vnd.apache.parquet"


def test_a_package_carries_licence_sources_legal_basis_and_publisher() -> None:
    found = describe()
    assert found["licenses"] == [{"name": "CC-BY-4.0", "title": LICENCE["title"], "path": LICENCE["url"]}]
    assert found["sources"] == [{"title": "Ministerio"}]
    assert found["legalBasis"] == ["decreto-57-2008"]
    assert found["contributors"] == [
        {
            "title": PUBLISHER["name"],
            "email": PUBLISHER["email"],
            "path": PUBLISHER["url"],
            "roles": ["publisher"],
        }
    ]


def test_a_contact_of_its_own_stands_beside_the_publisher() -> None:
    spec = SPEC.model_copy(update={"contact": Contact(name="Unidad de datos", email="unidad@example.org")})
    assert describe(spec)["contributors"][-1] == {
        "title": "Unidad de datos",
        "email": "unidad@example.org",
        "roles": ["contactPoint"],
    }


def test_the_same_content_has_the_same_id_and_other_content_another() -> None:
    assert describe()["id"] == describe()["id"]
    assert len({describe()["id"], describe(sha256="cd" * 32)["id"], describe(release="2026-05")["id"]}) == 3

"""datasets.yaml: read whole, or refused with the dataset, the key and what is wrong with it."""

from pathlib import Path

import pytest
import yaml

from publish.datasets import load_datasets
from snis.errors import PublishError
from tests.publish.release_case import CONTRACTS, specs

GOOD = {
    "name": "cobertura",
    "title": "Cobertura",
    "description": "Qué es.",
    "tables": ["open_cobertura"],
    "legal_basis": ["decreto-57-2008"],
    "update": "MONTHLY",
}


def write(folder: Path, *datasets: object, **more: object) -> Path:
    path = folder / "datasets.yaml"
    path.write_text(yaml.safe_dump({"datasets": list(datasets), **more}), encoding="utf-8")
    return path


def test_the_sample_publishes_only_tables_that_have_a_contract() -> None:
    assert {table for spec in specs() for table in spec.tables} <= set(CONTRACTS)
    assert all(spec.spatial and spec.legal_basis and spec.keywords for spec in specs())


def test_a_dataset_without_territory_covers_that_of_the_file(tmp_path: Path) -> None:
    own = {**GOOD, "name": "otra", "tables": ["open_otra"], "spatial": "https://example.org/solola"}
    found = load_datasets(write(tmp_path, GOOD, own, spatial="https://example.org/pais"))
    assert [spec.spatial for spec in found] == ["https://example.org/pais", "https://example.org/solola"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": None}, "cobertura: title no es del tipo esperado"),
        ({"legal_basis": []}, "cobertura: legal_basis está vacío"),
        ({"update": "A VECES"}, "cobertura: update debe ser uno de: DAILY, WEEKLY"),
        ({"licencia": "libre"}, "cobertura: licencia no es una clave conocida"),
        ({"name": "Cobertura 2026"}, "Cobertura 2026: name no tiene la forma esperada"),
        (
            {"contact": {"name": "Unidad", "email": "nadie"}},
            "cobertura: contact.email no tiene la forma esperada",
        ),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, change: dict[str, object], said: str) -> None:
    with pytest.raises(PublishError, match=r"datasets\.yaml") as caught:
        load_datasets(write(tmp_path, {**GOOD, **change}))
    assert said in str(caught.value)
    assert caught.value.remedy


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="cobertura: tables falta"):
        load_datasets(write(tmp_path, {key: value for key, value in GOOD.items() if key != "tables"}))


def test_a_dataset_holds_tables_or_the_reports_of_a_kind_of_period(tmp_path: Path) -> None:
    series = {key: value for key, value in GOOD.items() if key not in {"tables", "chart"}} | {
        "reports": "semestre"
    }
    [spec] = load_datasets(write(tmp_path, series))
    assert (spec.tables, spec.reports) == ((), "semestre")
    with pytest.raises(PublishError, match="cobertura: tables y reports no van juntos"):
        load_datasets(write(tmp_path, GOOD | {"reports": "semestre"}))
    with pytest.raises(PublishError, match="reports debe ser uno de: semestre, cuatrimestre, anio"):
        load_datasets(write(tmp_path, series | {"reports": "mes"}))
    with pytest.raises(PublishError, match="está dos veces: reports: semestre"):
        load_datasets(write(tmp_path, series, series | {"name": "otros"}))


def test_a_name_or_table_may_stand_only_once(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="está dos veces: cobertura, open_cobertura"):
        load_datasets(write(tmp_path, GOOD, GOOD))


@pytest.mark.parametrize(
    ("text", "said"), [("datasets: [", "línea"), ("", "datasets"), ("datasets: []", "vacío"), ("- a", "tipo")]
)
def test_what_is_no_list_of_datasets_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "datasets.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PublishError, match=said):
        load_datasets(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="falta el archivo"):
        load_datasets(tmp_path / "datasets.yaml")

"""Pages of the catalogue, the schema for editors and the guide: generated, current, and the guide's example runs."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from assets.engine import DuckDBEngine
from assets.indicators.sheets import FOLDER, GUIDE, page_of, pages
from assets.indicators.sources import COLUMNS, IndicatorSource, own_sources, shipped_sources
from snis.indicators.loader import SHIPPED
from snis.indicators.model import Indicator
from snis.indicators.schema import indicator_schema, schema_text
from tests.indicators.measuring import figures_on
from tests.indicators.test_sources import deployment

ROOT = Path(__file__).resolve().parents[2]
TEXT = (FOLDER / GUIDE).read_text(encoding="utf-8")


def test_the_pages_on_disk_are_those_of_the_catalogue() -> None:
    lying = {
        path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md") if path.name != GUIDE
    }
    assert lying == pages(), "run: python -m assets.indicators.sheets"


def test_the_schema_on_disk_is_the_models() -> None:
    schema = ROOT / "docs" / "indicador.schema.json"
    assert schema.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m snis.indicators.schema docs/indicador.schema.json"
    )


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_catalogue_keeps_the_schema_and_names_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../../docs/indicador.schema.json")
    content = yaml.safe_load(text)
    content["vigente_desde"] = content["vigente_desde"].isoformat()
    jsonschema.Draft202012Validator(indicator_schema()).validate(content)


@pytest.mark.parametrize("source", shipped_sources(), ids=lambda source: source.code)
def test_a_page_tells_everything_that_the_entry_says(source: IndicatorSource) -> None:
    page, item = page_of(source), source.indicator
    said = [item.nombre, item.codigo, item.definicion, item.numerador, item.base, item.fuente, item.base_legal,
            item.metodo, item.responsable, *item.denominator_codes, *source.tables]  # fmt: skip
    assert [text for text in said if " ".join(text.split()) not in page] == []


def test_the_guide_names_every_key_and_every_column() -> None:
    assert [name for name in (*Indicator.model_fields, *COLUMNS) if name not in TEXT] == []


def test_the_guides_example_is_an_indicator_that_can_be_measured(
    tmp_path: Path, engine: DuckDBEngine
) -> None:
    (entry,), (sql,) = (
        re.findall(r"```yaml\n(.*?)```", TEXT, re.S),
        re.findall(r"```sql\n(.*?)```", TEXT, re.S),
    )
    folder = deployment(tmp_path)
    for path in (folder / "indicators").iterdir():
        path.unlink()
    (folder / "indicators" / "ninez_atendida.yaml").write_text(entry, encoding="utf-8")
    (folder / "indicators" / "ninez_atendida.sql").write_text(sql, encoding="utf-8")
    (source,) = own_sources(folder, ["mides"])
    facts = [
        _fact("a", "0-4", "08"),
        _fact("a", "0-4", "08"),
        _fact("b", "18-29", "08"),
        _fact("c", "5-9", "01"),
    ]
    rows = figures_on(engine, source, {"out_hecho_entrega": facts})
    assert [
        (row["departamento_codigo"], row["numerador"], row["denominador"], row["valor"]) for row in rows
    ] == [
        ("01", 1, 1, 100.0),
        ("08", 1, 2, 50.0),
        (None, 2, 3, 66.6667),
    ]
    assert "# Niñez atendida" in page_of(source)


def _fact(person: str, age: str, department: str) -> dict[str, Any]:
    return {
        "persona_id": person * 32, "edad_grupo_codigo": age, "departamento_codigo": department, "anio": 2026,
        "visibilidad_codigo": "publica",
    }  # fmt: skip

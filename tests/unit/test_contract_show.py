"""The exchange standard says what to send, and what it shows as an example would be accepted."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from assets.core.binding import Received, Sheet
from assets.core.judgement import judge
from assets.engine import DuckDBEngine
from assets.store import Store
from pipelines.contract_examples import example, write_day, write_number
from pipelines.contract_page import standards_of, write_standards
from snis.contracts.formats import DATE_FORMATS, NUMBER_FORMATS, date_patterns, number_pattern
from snis.contracts.matching import match_header
from snis.deployment import Deployment, load_deployment
from snis.errors import SettingsError
from tests.sql.core_case import KEYS
from tests.support.deployment import CONTRACT, CONTRACT_PATH, edited, make_deployment

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


@cache
def sample() -> Deployment:
    return load_deployment(SAMPLE)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine() as opened:
        yield opened


@pytest.mark.parametrize("name", [item.contract for item in sample().contracts])
def test_the_example_rows_of_a_contract_are_accepted(name: str, tmp_path: Path, engine: DuckDBEngine) -> None:
    layout = next(item for item in sample().contracts if item.contract == name)
    header = tuple(column.header[0] for column in layout.columns)
    rows = [[example(column, layout, sample(), row=row) for column in layout.columns] for row in (0, 1)]
    raw = pa.table(
        {
            "hoja": pa.array(["", ""]),
            "fila": pa.array([2, 3], pa.int64()),
            "valores": pa.array(rows, pa.list_(pa.string())),
        }
    )
    judgement = judge(
        Received("T1", date(2026, 5, 4)),
        layout,
        [Sheet("", header, match_header(header, layout).positions)],
        raw.to_reader(),
        earlier=[],
        deployment=sample(),
        engine=engine,
        store=Store(tmp_path, KEYS),
        keys=KEYS,
    )
    assert [(count.rule, count.field) for count in judgement.counts if count.state != "aceptada"] == []


@pytest.mark.parametrize("form", DATE_FORMATS)
def test_a_day_is_written_as_its_format_reads_it(form: str) -> None:
    written = write_day(date(2026, 3, 5), form)
    assert any(re.fullmatch(pattern.pattern, written) for pattern in date_patterns(form)[:1])


@pytest.mark.parametrize("form", NUMBER_FORMATS)
def test_a_number_is_written_as_its_format_reads_it(form: str) -> None:
    assert re.fullmatch(number_pattern(form).pattern, write_number(Decimal("1250.50"), form))


def test_the_page_says_what_how_when_and_why(tmp_path: Path) -> None:
    text = edited(
        CONTRACT, "grain: hogar", "grain: hogar\nagreement: {id: convenio-9, expires: 2027-12-31}\nmode: full"
    )
    deployment = load_deployment(make_deployment(tmp_path, files={CONTRACT_PATH: text}))
    (standard,) = standards_of("mides-bono-social", deployment)
    for words in (
        "bono_social_*.csv", "separado por punto y coma", "Se espera el día 10 del mes siguiente, con 5 días de gracia",
        "decreto-57-2008", "convenio-9, vence el 2027-12-31", "sustituye al anterior", "No. DPI", "dd/mm/aaaa",
        "OBL-01", "una entrega a un hogar",
    ):  # fmt: skip
        assert words in standard.markdown
        assert words in standard.html
    assert "`H` = Hombre; `M` = Mujer; `S/D` = (sin dato)" in standard.markdown


def test_rules_about_what_a_contract_does_not_bring_are_left_out(tmp_path: Path) -> None:
    deployment = load_deployment(make_deployment(tmp_path))
    (standard,) = standards_of("mides-bono-social", deployment)
    assert "CUI-05" in standard.markdown
    (garden,) = standards_of("maga-huertos", sample())
    assert "CUI-05" not in garden.markdown


def test_a_text_of_a_contract_cannot_break_the_page(tmp_path: Path) -> None:
    text = edited(CONTRACT, "title: Pagos del Bono Social", 'title: "<script>alert(1)</script>"')
    text = edited(text, "header: Nombres", 'header: "Nombres | otros"')
    deployment = load_deployment(make_deployment(tmp_path, files={CONTRACT_PATH: text}))
    (standard,) = standards_of("mides-bono-social", deployment)
    assert "<script>" not in standard.html
    assert "Nombres \\| otros" in standard.markdown


def test_an_institution_has_all_its_contracts_shown(tmp_path: Path) -> None:
    standards = standards_of("mides", sample())
    assert {standard.name for standard in standards} == {
        f"{item.contract}-v{item.version}" for item in sample().contracts if item.institution == "mides"
    }
    written = write_standards(standards, tmp_path / "estandares")
    assert sorted(path.suffix for path in written) == [".html"] * len(standards) + [".md"] * len(standards)


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError) as caught:
        standards_of("nadie", sample())
    assert "mides-bono-social" in caught.value.remedy

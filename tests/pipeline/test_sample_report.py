"""`padron report` on the sample night: both editions, closed and open periods, and what the public one may not say."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.raw.ledger import verify_ledger
from assets.report.making import Made, make_report
from assets.resources import Workshop
from pipelines.definitions import standard_resources
from publish.report.facts import INTERNAL, PUBLIC, Edition
from snis.errors import ReportError
from snis.periods import parse
from tests.pipeline.conftest import Night

Make = Callable[..., Made]


@pytest.fixture(scope="module")
def work(night: Night, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the night's folder: a report adds to its ledger."""
    return Path(shutil.copytree(night.work, tmp_path_factory.mktemp("informe") / "work"))


@pytest.fixture(scope="module")
def make(night: Night, work: Path) -> Make:
    settings = night.settings.__class__(
        **{**vars(night.settings), "work": work, "key_file": work / "keys.json"}
    )
    workshop: Workshop = standard_resources(settings)["workshop"]

    def made(period: str, edition: Edition, **more: object) -> Made:
        with workshop.bench() as bench:
            return make_report(parse(period), edition, bench, lambda *_: None, **more)

    return made


@pytest.fixture(scope="module")
def internal(make: Make) -> Path:
    return make("2026-C1", INTERNAL).folder


@pytest.fixture(scope="module")
def public(make: Make) -> Path:
    return make("2026-C1", PUBLIC).folder


def document(folder: Path, path: str) -> dict[str, Any]:
    return dict(json.loads((folder / path).read_text(encoding="utf-8")))


def test_every_department_has_a_sheet_and_every_municipality_a_paragraph(
    internal: Path, public: Path
) -> None:
    for folder in (internal, public):
        assert len(list((folder / "departamentos").glob("*.html"))) == 22
        places = document(folder, "informe.json")["municipios"]
        assert len(places) == 340
        assert all(place["texto"].endswith(".") for place in places)


def test_the_persons_of_the_report_are_those_of_the_night(internal: Path, night: Night) -> None:
    counted = night.sql(
        "select count(distinct persona_id) from out_hecho_entrega "
        "where visibilidad_codigo = 'publica' and anio = 2026 and mes <= 4"
    )
    summary = document(internal, "informe.json")["resumen"]
    said = int(re.sub(r"\D", "", str(summary[0]).split("2026, ")[1].split(" personas")[0]))
    assert said == counted[0][0]


def test_rows_received_are_accepted_quarantined_or_rejected(internal: Path) -> None:
    for row in document(internal, "figuras/filas.json")["filas"]:
        assert row[2] == row[3] + row[4] + row[5]


def test_every_count_of_the_public_report_stands_in_the_released_tables(public: Path, work: Path) -> None:
    printed = {
        int(number)
        for path in (work / "public" / "datasets").glob("*/2026-04/data/*.csv")
        for line in path.read_text(encoding="utf-8").splitlines()[1:]
        for number in line.split(",")
        if number.isdigit()
    }
    for path in (public / "figuras").glob("*.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        places = [n for n, column in enumerate(told["columnas"]) if column["nombre"] == "personas"]
        assert {row[n] for row in told["filas"] for n in places if row[n] is not None} <= printed


def test_nothing_internal_is_in_the_public_report(public: Path, night: Night) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in public.rglob("*") if path.is_file())
    assert "USO INTERNO" not in text
    assert "out_" not in text
    transfers = [row[0] for row in night.sql("select transferencia_id from transferencia")]
    assert not any(str(transfer) in text for transfer in transfers)


def test_the_internal_report_names_the_files_behind_it_by_their_digest_alone(
    internal: Path, night: Night
) -> None:
    behind = [
        key for key in document(internal, "manifest.json")["origen"] if key.startswith("transferencia/")
    ]
    assert len(behind) >= 20
    text = "\n".join(path.read_text(encoding="utf-8") for path in internal.rglob("*") if path.is_file())
    assert not any(str(name[0]) in text for name in night.sql("select archivo from transferencia"))


def test_a_second_time_nothing_is_written(make: Make, internal: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in internal.rglob("*")}
    again = make("2026-C1", INTERNAL)
    assert (again.folder, again.is_new) == (internal, False)
    assert {path: path.stat().st_mtime_ns for path in internal.rglob("*")} == before


def test_the_same_tables_give_the_same_bytes(make: Make, internal: Path) -> None:
    kept = {path.relative_to(internal): path.read_bytes() for path in internal.rglob("*") if path.is_file()}
    shutil.rmtree(internal)
    again = make("2026-C1", INTERNAL).folder
    assert {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()} == kept


@pytest.mark.parametrize(
    ("period", "edition", "why"),
    [
        ("2027-S1", INTERNAL, "todavía no empieza"),
        ("2026-S1", INTERNAL, "no está cerrado"),
        ("2026-S1", PUBLIC, "no está cerrado"),
        ("2025", INTERNAL, "no hay entregas"),
        ("2025", PUBLIC, "no tiene cifras"),
    ],
)
def test_what_cannot_be_reported_is_refused_with_its_reason(
    make: Make, period: str, edition: Edition, why: str
) -> None:
    with pytest.raises(ReportError, match=why):
        make(period, edition)


def test_an_open_period_is_reported_when_asked_for_and_marked(make: Make) -> None:
    made = make("2026-S1", PUBLIC, provisional=True)
    assert made.folder.name == "2026-S1-provisional-2026-04"
    assert ">PROVISIONAL<" in (made.folder / "index.html").read_text(encoding="utf-8")


def test_the_ledger_keeps_the_digest(make: Make, internal: Path, work: Path) -> None:
    verify_ledger(work / "ledger")
    entries = (work / "ledger" / "bitacora.jsonl").read_text(encoding="utf-8")
    assert str(document(internal, "manifest.json")["huella"]) in entries


def test_the_rates_of_a_year_are_those_of_the_indicators(make: Make, night: Night) -> None:
    made = make("2026", INTERNAL, provisional=True).folder
    for denominator, indicator in (("poblacion", "tasa_cobertura"), ("elegibles", "cobertura_elegibles")):
        told = {
            row[0]: row[2] for row in document(made, f"figuras/tasa-{denominator}.json")["filas"] if row[3]
        }
        measured = night.sql(
            "select departamento_codigo, valor from out_indicador where nivel = 'departamento' and valor > 0 "
            f"and periodo_codigo = '2026' and indicador_codigo = '{indicator}' and modalidad_codigo is null"
        )
        assert told == dict(measured)

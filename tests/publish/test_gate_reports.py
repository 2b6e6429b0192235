"""What must hold for a report in a staging folder: bound by its manifest, made of tables that leave with it."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publish.datasets import DatasetSpec
from publish.gate_reports import Reports
from publish.gate_walk import Deadline, Limits, read_folder
from publish.package import Edition
from publish.report.binding import MANIFEST, bind, manifest_of
from publish.report.data_files import as_json, csv_text
from publish.report.erratum import ERRATUM, erratum_bytes
from publish.report.facts import PUBLIC, Facts
from publish.report_package import FrozenReport, archive_bytes, last_day_of
from snis.periods import parse
from tests.publish.gate_release import sample_rules
from tests.publish.release_case import LICENCE, PUBLISHER
from tests.report.report_case import whole
from tests.report.test_scan import released

SERIES = DatasetSpec(
    name="informes", title="Informes", description="Informes de cada semestre.", reports="semestre",
    legal_basis=("decreto-57-2008",), keywords=("informes",), update="ANNUAL_2",
)  # fmt: skip
HOME = "datasets/informes/2026-S1"
GROUND = "datasets/cobertura/2026-06"
Spoil = Callable[[Path], object]


def edition(name: str) -> Edition:
    return Edition(
        release=name, created=last_day_of(name), publisher=PUBLISHER, licence=LICENCE, sources=("Ministerio",),
        codes={},
    )  # fmt: skip


def ground(folder: Path) -> dict[str, str]:
    """The tables that a report is made from, as they leave; their digests."""
    found = {}
    (folder / GROUND / "data").mkdir(parents=True)
    (folder / GROUND / "datapackage.json").write_text('{"name": "cobertura", "release": "2026-06"}', "utf-8")
    for name, table in released().items():
        path = folder / GROUND / "data" / f"{name}.parquet"
        pq.write_table(pa.table(table), path)
        found[path.relative_to(folder).as_posix()] = sha256(path.read_bytes()).hexdigest()
    return found


def freeze(
    name: str, spec: DatasetSpec = SERIES, facts: Facts | None = None, further: dict[str, bytes] | None = None
) -> FrozenReport:
    """A report under a name, by default one of every kind of figure."""
    said = facts or whole(PUBLIC)
    files = {**bind(said), **(further or {})}
    manifest = as_json(manifest_of(files, said, version=1))
    return FrozenReport(spec, {**files, MANIFEST: manifest}, edition(name))


def lay(folder: Path, facts: Facts, name: str = "2026-S1", further: dict[str, bytes] | None = None) -> None:
    """The package of a report, as it leaves."""
    freeze(name, SERIES, facts, further).lay_into(folder)


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    """One release of tables and the report that was made from it."""
    lay(tmp_path, replace(whole(PUBLIC), inputs=ground(tmp_path)))
    return tmp_path


def found(folder: Path, **known: bool) -> set[tuple[str, str]]:
    """Rule and place of what is wrong with the reports of a folder."""
    rules = replace(sample_rules(datasets=(SERIES,)), reports=known)
    release = read_folder(folder, rules, Limits(), Deadline(60))
    return {(finding.rule, finding.place) for finding in Reports(release, rules).findings()}


def digest(folder: Path) -> str:
    return str(json.loads((folder / HOME / MANIFEST).read_text("utf-8"))["huella"])


def test_a_report_of_tables_that_leave_with_it_is_in_order(staging: Path) -> None:
    assert found(staging) == set()


def test_the_same_report_gives_the_same_bytes(
    staging: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("again")
    lay(other, replace(whole(PUBLIC), inputs=ground(other)))
    for path in (staging / HOME).rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (other / path.relative_to(staging)).read_bytes()


def test_it_vouches_for_what_its_manifest_binds_and_nothing_else(staging: Path) -> None:
    path = staging / HOME / "informe-2026-S1.zip"
    files = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    path.write_bytes(archive_bytes({**files, "lista.csv": b"personas\n7\n"}))
    rules = sample_rules(datasets=(SERIES,))
    release = read_folder(staging, rules, Limits(), Deadline(60))
    reports = Reports(release, rules)
    refused = {
        exhibit.path.removeprefix(f"{HOME}/")
        for exhibit in release.exhibits
        if exhibit.path.startswith(HOME) and not reports.vouch_for(exhibit, release.package_of(exhibit.path))
    }
    archive = "informe-2026-S1.zip"
    assert refused == {"README.md", "datapackage.json", archive, f"{archive}!lista.csv"}


def drop_table(folder: Path) -> None:
    (folder / GROUND / "data" / "open_calidad.parquet").unlink()


def revise(folder: Path) -> None:
    pq.write_table(pa.table({"personas": [5]}), folder / GROUND / "data" / "open_calidad.parquet")


def add_file(folder: Path) -> None:
    (folder / HOME / "lista.csv").write_text("personas\n7\n", "utf-8")


def touch_page(folder: Path) -> None:
    (folder / HOME / "index.html").write_text("otra página", "utf-8")


def bury(folder: Path) -> None:
    (folder / GROUND / "retiro.json").write_text("{}", "utf-8")


@pytest.mark.parametrize(
    ("harm", "wrong"),
    [
        (drop_table, {("G-INF-01", "origen")}),
        (revise, {("G-INF-01", "origen")}),
        (bury, {("G-INF-01", "origen")}),
        (add_file, {("G-INF-01", "archivos")}),
        (touch_page, {("G-INF-01", "archivos")}),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    staging: Path, harm: Spoil, wrong: set[tuple[str, str]]
) -> None:
    harm(staging)
    assert found(staging) == wrong


def test_one_that_left_before_stays_when_its_tables_are_revised_but_not_when_they_are_withdrawn(
    staging: Path,
) -> None:
    revise(staging)
    assert found(staging, **{digest(staging): True}) == set()
    assert found(staging, **{digest(staging): False}) == {("G-INF-01", "origen")}
    bury(staging)
    assert found(staging, **{digest(staging): True}) == {("G-INF-01", "origen")}


@pytest.mark.parametrize(
    ("facts", "name", "place"),
    [
        (whole(), "2026-S1", "edicion"),
        (replace(whole(PUBLIC), provisional=True), "2026-S1", "edicion"),
        (whole(PUBLIC), "2026-S2", "periodo"),
        (whole(PUBLIC), "2026-C1", "periodo"),
    ],
)
def test_only_the_public_report_of_a_closed_period_of_its_kind_leaves(
    tmp_path: Path, facts: Facts, name: str, place: str
) -> None:
    lay(tmp_path, replace(facts, inputs=ground(tmp_path)), name)
    assert ("G-INF-01", place) in found(tmp_path)


def test_a_number_that_no_table_prints_and_rows_that_differ_are_found(tmp_path: Path) -> None:
    inputs = ground(tmp_path)
    exact = bind(replace(whole(PUBLIC, coban=103), inputs=inputs))
    lay(tmp_path, replace(whole(PUBLIC), inputs=inputs), further={
        "figuras/cobertura-departamentos.json": exact["figuras/cobertura-departamentos.json"]
    })  # fmt: skip
    assert {("G-CIF-01", "personas"), ("G-COH-01", "filas")} <= found(tmp_path)


@pytest.mark.parametrize("further", [{"personas": ["…"]}, {"titulo": 103}])
def test_a_document_with_a_key_or_a_number_too_many_is_found(
    tmp_path: Path, further: dict[str, object]
) -> None:
    facts = replace(whole(PUBLIC), inputs=ground(tmp_path))
    summary = {**json.loads(bind(facts)["informe.json"]), **further}
    lay(tmp_path, facts, further={"informe.json": as_json(summary)})
    assert found(tmp_path) == {("G-DOC-01", "claves")}


@pytest.mark.parametrize(("kind", "cell"), [("conteo", "103"), ("texto", "103")])
def test_a_number_written_as_a_text_is_found(tmp_path: Path, kind: str, cell: str) -> None:
    facts = replace(whole(PUBLIC), inputs=ground(tmp_path))
    figure = json.loads(bind(facts)["figuras/meses.json"])
    figure["columnas"].append({"nombre": "nota", "titulo": "Nota", "tipo": kind})
    figure["filas"] = [[*row, cell] for row in figure["filas"]]
    columns = [(column["nombre"], column["tipo"]) for column in figure["columnas"]]
    lay(tmp_path, facts, further={
        "figuras/meses.json": as_json(figure),
        "figuras/meses.csv": csv_text(columns, figure["filas"]).encode(),
    })  # fmt: skip
    assert ("G-COH-01", "filas") in found(tmp_path)


def test_a_report_is_no_ground_of_another(staging: Path) -> None:
    table = "figuras/meses.csv"
    inputs = {f"{HOME}/{table}": sha256((staging / HOME / table).read_bytes()).hexdigest()}
    lay(staging, replace(whole(PUBLIC), period=parse("2026-S2"), inputs=inputs), "2026-S2")
    assert ("G-INF-01", "origen") in found(staging)


def test_an_erratum_repeats_rows_of_a_report_that_leaves_beside_it_and_of_no_other(tmp_path: Path) -> None:
    facts = replace(whole(PUBLIC), inputs=ground(tmp_path))
    wrong = bind(replace(facts, rates=facts.rates[:2]))
    told = erratum_bytes(wrong, bind(facts), reason="Faltaba una tasa.", corrects="2026-S1", digest="a" * 64)
    lay(tmp_path, facts, "2026-S1-errata-1", further={ERRATUM: told})
    assert found(tmp_path) == {("G-INF-01", ERRATUM)}
    lay(tmp_path, replace(facts, rates=facts.rates[:2]))
    assert found(tmp_path) == set()


def test_the_archive_holds_the_frozen_files_and_no_clock(staging: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO((staging / HOME / "informe-2026-S1.zip").read_bytes()))
    assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert all(archive.read(name) == (staging / HOME / name).read_bytes() for name in archive.namelist())
    assert MANIFEST in archive.namelist()

"""A frozen public report leaves by the road of every dataset: the real gate on a small register."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.engine import DuckDBEngine
from assets.open.editions import read_register
from assets.open.gate import inspect_by_hand
from assets.open.placing import folder_identity
from assets.open.printing_ledger import PrintingLedger
from assets.open.public_reports import standing_of_reports
from assets.open.release import package_folders
from assets.open.report_publication import REPORTED, publish_reports
from assets.raw.ledger import read_entries, verify_ledger
from assets.report.making import make_report
from assets.verification.files import open_looks
from publish.report.facts import PUBLIC
from snis.periods import parse
from tests.printing.press import Delivery, people
from tests.publish.night_case import REASON, Newsroom

DAY, LATER = "2026-07-05", "2026-07-06"
REPORT = "informes/2026-S1"


def june(count: int) -> list[Delivery]:
    """So many persons in department 08 and more in 16, in June."""
    return [*people(1, count, month=6), *people(5001, 5100, month=6, place="1601")]


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def freeze(newsroom: Newsroom, reason: str = "") -> Path:
    """`padron report semester 2026-S1 --edition publica`."""
    return make_report(parse("2026-S1"), PUBLIC, newsroom.bench, lambda *_: None, reason=reason).folder


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory, duck: DuckDBEngine) -> Path:
    """A work folder with the release of June and the report of its semester, which did not leave yet."""
    newsroom = Newsroom(tmp_path_factory.mktemp("june"), duck)
    assert newsroom.publish(DAY, june(300)).name == "2026-06"
    freeze(newsroom)
    return newsroom.work


@pytest.fixture(scope="module")
def told(frozen: Path, tmp_path_factory: pytest.TempPathFactory, duck: DuckDBEngine) -> Path:
    """The same after the report left."""
    work = tmp_path_factory.mktemp("told") / "work"
    shutil.copytree(frozen, work)
    assert publish_reports(opened(work, duck).bench).reports == (REPORT,)
    return work


def opened(work: Path, duck: DuckDBEngine) -> Newsroom:
    """The press of a work folder, on the day of its report."""
    return Newsroom(work, duck)


@pytest.fixture
def before(frozen: Path, tmp_path: Path, duck: DuckDBEngine) -> Newsroom:
    """One's own copy of the folder before the report left."""
    shutil.copytree(frozen, tmp_path / "work")
    return opened(tmp_path / "work", duck)


@pytest.fixture
def after(told: Path, tmp_path: Path, duck: DuckDBEngine) -> Newsroom:
    """One's own copy of the folder after it."""
    shutil.copytree(told, tmp_path / "work")
    return opened(tmp_path / "work", duck)


def test_the_frozen_bytes_leave_with_descriptor_archive_register_and_log(after: Newsroom) -> None:
    store = after.bench.store
    home = store.public / "datasets" / REPORT
    left, made = bytes_of(home), bytes_of(store.reports / "publica" / "2026-S1")
    assert left.keys() - made.keys() == {"README.md", "datapackage.json", "informe-2026-S1.zip"}
    assert all(left[path] == data for path, data in made.items())
    assert bytes_of(home.parent / "latest") == left
    digest = json.loads(made["manifest.json"])["huella"]
    last = read_register(store).last("informes", "2026-S1")
    assert last is not None and (last.version, last.digest) == ("2026.1.0", digest)
    [entry] = [entry for entry in read_entries(store.ledger) if entry.kind == REPORTED]
    assert entry.data == {
        "edicion": "2026-06",
        "informes": {REPORT: digest},
        "carpeta": folder_identity(store.public),
    }
    assert verify_ledger(store.ledger) > 1
    assert home in package_folders(after.bench)


def test_pages_feed_and_catalogue_tell_of_it(after: Newsroom) -> None:
    public = after.bench.store.public
    page = (public / "datasets" / "informes" / "index.html").read_text("utf-8")
    assert 'href="2026-S1/index.html"' in page
    assert "edición 2026-06" in (public / "index.html").read_text("utf-8")
    assert "edición 2026-S1" in (public / "feed.xml").read_text("utf-8")
    listed = json.loads((public / "catalog.json").read_text("utf-8"))["dcat:dataset"]
    [member] = [node for node in listed if node["@id"] == f"datasets/{REPORT}/datapackage.json"]
    assert member["dct:temporal"]["dcat:endDate"]["@value"] == "2026-06-30"


def test_every_check_of_the_folder_still_holds(after: Newsroom) -> None:
    verdict = inspect_by_hand(after.bench, after.bench.store.public, in_place=True)
    assert (verdict.status, verdict.findings) == ("pass", ())
    looks = {look.code: list(look.found()) for look in open_looks(after.work)}
    assert all(fault is None for name in ("paquetes", "catalogo", "informes") for fault in looks[name])


def test_what_left_once_is_left_alone(after: Newsroom) -> None:
    before = (bytes_of(after.bench.store.public), bytes_of(after.bench.store.ledger))
    assert publish_reports(after.bench).reports == ()
    assert (bytes_of(after.bench.store.public), bytes_of(after.bench.store.ledger)) == before


def test_a_revision_of_its_tables_leaves_the_report_as_it_is(after: Newsroom) -> None:
    public = after.bench.store.public
    left = bytes_of(public / "datasets" / REPORT)
    assert after.publish(LATER, june(400)).fresh
    assert after.persons("2026-06")["08"] > 300
    assert bytes_of(public / "datasets" / REPORT) == left
    assert public / "datasets" / REPORT in package_folders(after.bench)
    assert PrintingLedger(after.bench.store).shown["2026-06"] == 2


def test_a_report_goes_with_the_release_that_it_rests_on(after: Newsroom) -> None:
    done = after.withdraw("cobertura", "2026-06")
    assert [(item.dataset, item.release) for item in done.reports] == [("informes", "2026-S1")]
    home = after.bench.store.public / "datasets" / REPORT
    assert {path.name for path in home.iterdir()} == {"retiro.json", "index.html"}
    record = json.loads((home / "retiro.json").read_text("utf-8"))
    assert record["motivo"] == f"Se hizo con una edición retirada: cobertura 2026-06. {REASON}"
    assert home not in package_folders(after.bench)
    assert [e.data["conjunto"] for e in read_entries(after.bench.store.ledger) if e.kind == "retiro"] == [
        "cobertura",
        "informes",
    ]
    assert publish_reports(after.bench).reports == ()


def test_a_report_can_be_withdrawn_by_itself(after: Newsroom) -> None:
    assert after.withdraw("informes", "2026-S1").releases == ("2026-S1",)
    assert (after.bench.store.public / "datasets" / "cobertura" / "2026-06" / "datapackage.json").is_file()
    assert publish_reports(after.bench).reports == ()


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        ("withdrawn", "se hizo con una edición que se retiró"),
        ("revised", "se hizo con archivos que ya no están publicados"),
        ("touched", "el informe que está guardado no es el que se hizo"),
    ],
)
def test_a_report_whose_ground_is_gone_waits_and_says_why(before: Newsroom, harm: str, reason: str) -> None:
    if harm == "withdrawn":
        before.withdraw("cobertura", "2026-06")
    elif harm == "revised":
        before.publish(LATER, june(400))
    else:
        (before.bench.store.reports / "publica" / "2026-S1" / "datos.html").write_text("otra", "utf-8")
    taken = publish_reports(before.bench)
    assert taken.reports == ()
    [waiting] = taken.waiting
    assert waiting.name == "2026-S1" and reason in waiting.reason
    assert not (before.bench.store.public / "datasets" / "informes").exists()


def test_somebody_is_told_of_a_report_that_did_not_leave_until_it_is_corrected(before: Newsroom) -> None:
    assert list(standing_of_reports(before.bench)) == [
        "informe 2026-S1: está sin publicar. Remedio: padron publish reports, o la noche."
    ]
    before.publish(LATER, june(400))
    [said] = standing_of_reports(before.bench)
    assert said.startswith("informe 2026-S1: no sale, se hizo con archivos que ya no están publicados.")
    freeze(before, reason="Se revisaron las tablas.")
    [said] = standing_of_reports(before.bench)
    assert said.startswith("informe 2026-S1-errata-1: está sin publicar.")


def test_an_erratum_is_an_edition_of_its_own(after: Newsroom) -> None:
    after.publish(LATER, june(400))
    freeze(after, reason="Se revisaron las tablas.")
    assert publish_reports(after.bench).reports == (f"{REPORT}-errata-1",)
    store = after.bench.store
    last = read_register(store).last("informes", "2026-S1-errata-1")
    assert last is not None and last.version == "2026.1.1"
    assert store.public / "datasets" / f"{REPORT}-errata-1" in package_folders(after.bench)
    assert (store.public / "datasets" / REPORT / "index.html").is_file()


def test_an_erratum_of_what_was_withdrawn_repeats_no_row_of_it(after: Newsroom) -> None:
    after.withdraw("coincidencias", "2026-06")
    after.publish(LATER, june(400))
    folder = freeze(after, reason="Se retiró la edición con que se hizo.")
    figures = json.loads((folder / "errata.json").read_text("utf-8"))["cifras"]
    assert any(figure["ahora"] for figure in figures)
    assert not any(figure["antes"] for figure in figures)
    assert publish_reports(after.bench).reports == (f"{REPORT}-errata-1",)

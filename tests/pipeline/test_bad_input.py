"""Whatever lies in the deployment or the inbox: a clear message, the file kept, and the night goes on with the rest."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from assets.raw.reception import take_in
from assets.raw.transfers import REFUSED, read_register, write_transfer
from assets.resources import Workshop
from assets.summary import summarise
from pipelines.cli import main
from pipelines.definitions import standard_resources
from pipelines.failures import explain
from pipelines.settings import SAMPLE, read_settings, with_now
from snis.errors import PadronError, SettingsError, StoreError
from tests.pipeline.conftest import AT_ONCE, NOW, Night, prepare, run

LATER = "2026-05-05T01:00:00-06:00"
# What no message, log or report may repeat.
CUI, NAME = "9876543210101", "Xochiquetzala Sentinela"
HOLDER = """
import sys
from pathlib import Path
from assets.lock import night_lock
with night_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def deployment(tmp_path: Path) -> Path:
    """A copy of the sample's configuration, to be broken."""
    folder = tmp_path / "despliegue"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("inbox", "later", "expected"))
    return folder


@pytest.fixture
def refusal(
    tmp_path: Path, deployment: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[[], tuple[int, str]]:
    """What `padron run` says of the broken deployment. The file in the inbox has to stay there."""

    def call() -> tuple[int, str]:
        settings = prepare(tmp_path / "work", ("fodigua/proyectos_2026_C1.xlsx",), deployment)
        with pytest.raises(SystemExit) as ended:
            main(["run", "--deployment", str(deployment), "--work", str(settings.work), "--now", NOW])
        said = capsys.readouterr().err
        assert "Traceback" not in said
        assert (settings.work / "inbox" / "fodigua" / "proyectos_2026_C1.xlsx").exists()
        assert not (settings.work / "ledger").exists()
        return int(ended.value.code or 0), said

    return call


FILES = (
    "padron.yaml", "institutions.csv", "programmes.csv", "codes.csv", "disclosure.yaml", "datasets.yaml",
    "approvals.yaml", "contracts/mides/vida.yaml",
)  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", [None, b"", b"\xff\x00\xfe", b"a: [b", b"- 1\n- 2\n", "carpeta"])
def test_a_broken_deployment_file_refuses_the_night_by_its_name(
    deployment: Path, refusal: Callable[[], tuple[int, str]], name: str, content: bytes | str | None
) -> None:
    path = deployment / name
    path.unlink()
    if content is None and name.startswith("contracts/"):
        shutil.rmtree(deployment / "contracts")
    elif content == "carpeta":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    code, said = refusal()
    assert code == 2
    assert "Remedio:" in said
    assert (name.partition("/")[0] if content is None else Path(name).name) in said


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("padron.yaml", "timezone:", "timezon:", "¿quiso decir «timezone»?"),
        ("contracts/mides/vida.yaml", "field: cui", "field: cuy", "¿quiso decir «cui»?"),
        ("approvals.yaml", "minute:", "minuta:", "Corrija approvals.yaml"),
        ("datasets.yaml", "datasets:", "conjuntos:", "datasets.yaml"),
        ("disclosure.yaml", "thresholds:", "umbrales:", "disclosure.yaml"),
    ],
)
def test_a_typo_is_named_with_its_remedy(
    deployment: Path, refusal: Callable[[], tuple[int, str]], name: str, old: str, new: str, said: str
) -> None:
    path = deployment / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    code, message = refusal()
    assert (code, said in message) == (2, True), message


def test_a_night_without_any_file_publishes_nothing_and_says_so(tmp_path: Path) -> None:
    night = run(prepare(tmp_path / "work", ()))
    assert (night.report.failed, night.report.exit_code) == ((), 0)
    assert "publicación (nada: aún no hay entregas)" in night.steps
    assert night.report.summary.packages == 0
    assert not (night.work / "public").exists()
    facts = (night.work / "store" / "out" / "out_hecho_entrega").glob("*.parquet")
    assert sum(pq.read_metadata(path).num_rows for path in facts) == 0


@pytest.fixture(scope="module")
def bad_night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """A register, one file that brings deliveries to communities alone, and one of each kind that cannot be taken."""
    settings = prepare(
        tmp_path_factory.mktemp("mala"),
        ("maga/huertos_2026_C1.csv", "onsec/" + _first("onsec"), "segeplan/becas_2026_01.csv"),
    )
    payments = (SAMPLE / "inbox" / "mintrab" / "pam_2026_01.csv").read_bytes()
    for name, content in {
        "mintrab/sin_contrato.csv": payments,
        "mintrab/pam_2026_05.csv": b"",
        "mintrab/pam_2026_06.csv": b"\x00" * 400 + CUI.encode(),
        # A file without its header row: the first row of people stands where headers should.
        "mintrab/pam_2026_07.csv": f"{CUI};{NAME};01/04/2026\n".encode() * 40,
        "mintrab/pam_2026_08.csv": payments.replace(b"\n", f";{NAME}\n".encode(), 1),
        "mides/vida_2026_C9.xlsx": b"no es un libro " + CUI.encode(),
        "suelto.csv": payments + b"\n",
    }.items():
        path = settings.work / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return run(settings)


def _first(institution: str) -> str:
    return min(path.name for path in (SAMPLE / "inbox" / institution).iterdir())


def test_bad_files_are_refused_one_by_one_and_the_night_goes_on(bad_night: Night) -> None:
    assert (bad_night.report.failed, bad_night.report.exit_code) == ((), 1)
    refused = {item.archivo: item.regla for item in read_register(bad_night.store) if item.estado == REFUSED}
    assert refused == {
        "becas_2026_01.csv": "ARC-03",
        "suelto.csv": "ARC-03",
        "sin_contrato.csv": "ARC-04",
        "pam_2026_05.csv": "ARC-01",
        "pam_2026_06.csv": "ARC-02",
        "pam_2026_07.csv": "ARC-06",
        "pam_2026_08.csv": "ARC-05",
        "vida_2026_C9.xlsx": "ARC-02",
    }
    assert bad_night.report.summary.rows["aceptada"] > 0


def test_each_refused_file_is_kept_and_answered_on_the_terminal_and_in_a_receipt(bad_night: Night) -> None:
    receipts = [json.loads(path.read_text("utf-8")) for path in bad_night.work.glob("outbox/*/*/recibo.json")]
    reasons = {receipt["archivo"]: receipt["motivo"] for receipt in receipts if receipt["motivo"]}
    for item in read_register(bad_night.store):
        if item.estado == REFUSED:
            assert (bad_night.work / "archive" / item.sha256[:2] / f"{item.sha256}.sealed").exists()
            assert reasons[item.archivo]["regla"] == item.regla
            assert reasons[item.archivo]["remedio"]
            (said,) = [text for text in bad_night.report.summary.needs_person if item.archivo in text]
            assert item.regla in said
            assert "Remedio:" in said
    assert not [path for path in (bad_night.work / "inbox").rglob("*") if path.is_file()]


def test_deliveries_to_communities_alone_are_a_release(bad_night: Night) -> None:
    assert re.fullmatch(r"2026-\d\d", bad_night.report.summary.release)
    assert (bad_night.work / "public" / "catalog.json").exists()
    assert bad_night.report.summary.persons == 0


def test_what_a_refused_file_holds_is_repeated_nowhere(bad_night: Night) -> None:
    secrets = (CUI.encode(), NAME.encode(), NAME.split()[0].encode())
    found = [
        path.relative_to(bad_night.work).as_posix()
        for path in bad_night.work.rglob("*")
        if path.is_file() and any(secret in path.read_bytes() for secret in secrets)
    ]
    assert found == []
    for database in (bad_night.work / "dagster").rglob("*.db"):
        with sqlite3.connect(database) as connection:
            dump = "\n".join(connection.iterdump()).encode()
        assert not any(secret in dump for secret in secrets)


def test_a_refusal_needs_nobody_once_a_good_file_of_that_name_came(tmp_path: Path) -> None:
    settings = prepare(tmp_path / "work", ())
    workshop: Workshop = standard_resources(settings)["workshop"]
    path = settings.work / "inbox" / "mintrab" / "pam_2026_01.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"a;b\n")
    _take(workshop)
    (first,) = read_register(workshop.store())
    write_transfer(workshop.store(), first.refused("ARC-05", "No.", remedy="Corríjalo."))
    assert len(summarise(workshop).needs_person) == 1
    path.write_bytes(b"a;b;c\n")
    _take(workshop)
    assert summarise(workshop).needs_person == ()


def test_a_file_that_its_sender_takes_back_meanwhile_ends_no_reception(tmp_path: Path) -> None:
    settings = prepare(tmp_path / "work", ("fodigua/proyectos_2026_C1.xlsx", "mintrab/pam_2026_01.csv"))
    workshop: Workshop = standard_resources(settings)["workshop"]
    later = settings.work / "inbox" / "mintrab" / "pam_2026_01.csv"
    _take(workshop, lambda step: later.unlink(missing_ok=True))
    assert [item.archivo for item in read_register(workshop.store())] == ["proyectos_2026_C1.xlsx"]


def _take(workshop: Workshop, step: Callable[[str], None] = lambda _: None) -> None:
    take_in(
        workshop.store(),
        workshop.load(),
        moment=workshop.moment(),
        settle_seconds=0,
        progress=lambda *_: None,
        step=step,
    )


def test_a_second_night_at_once_leaves_the_scratch_of_the_first_alone(tmp_path: Path) -> None:
    settings = prepare(tmp_path / "work", ())
    spilled = settings.work / "vault" / "tmp" / "derrame"
    spilled.parent.mkdir(parents=True)
    spilled.touch()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(settings.work)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(PadronError, match="otra noche"):
        run(settings)
    holder.kill()
    holder.wait()
    assert spilled.exists()


def test_other_keys_than_those_a_folder_began_with_are_refused(small_night: Night, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(small_night.work / "ledger", work / "ledger")
    with pytest.raises(SettingsError, match="no son las de esta carpeta"):
        run(prepare(work, ()))


@pytest.mark.parametrize("error", [AttributeError, ValueError, RuntimeError, KeyError, OSError, UnicodeError])
def test_an_unexpected_failure_leaves_without_its_text(tmp_path: Path, error: type[Exception]) -> None:
    workshop: Workshop = standard_resources(prepare(tmp_path / "work", ()))["workshop"]
    with pytest.raises(StoreError) as caught, workshop.bench():
        raise error(f"no se puede con {CUI}")
    assert CUI not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert not any(CUI in line for line in explain(error(f"no se puede con {CUI}")))


def test_a_local_moment_is_read_in_the_time_zone_of_the_deployment(tmp_path: Path) -> None:
    settings = with_now(read_settings(work=tmp_path, environ=AT_ONCE), "2026-05-04T01:00:00")
    workshop: Workshop = standard_resources(settings)["workshop"]
    assert workshop.moment().isoformat() == NOW
    assert standard_resources(replace(settings, now=NOW))["workshop"].moment() == workshop.moment()

"""A second night changes nothing; a new file moves only what depends on it; a kill anywhere changes nothing either."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.lock import night_lock
from pipelines.settings import SAMPLE, Settings, with_now
from snis.errors import NightLockedError
from tests.pipeline.conftest import NOW, SMALL, Night, prepare, run

LATER = "2026-05-05T01:00:00-06:00"
# Killed in the middle of the first and of later steps; each run goes on from where the one before was killed.
STAGES = (
    "recepción",
    "lectura",
    "revisión de filas",
    "personas",
    "link_persona",
    "out_cobertura",
    "impresión",
    "warehouse",
    "publicación",
)
KILLED_NIGHT = """
import os, sys
from pathlib import Path
from pipelines.night import run_night
from pipelines.settings import read_settings, with_now

stage, work, now = sys.argv[1:]

def listen(step, done, total):
    if step == stage and (done * 2 >= total or total == 1):
        os._exit(137)

run_night(with_now(read_settings(work=Path(work), environ={"PADRON_SETTLE_SECONDS": "0"}), now), listen)
"""


HOLDER = """
import sys
from pathlib import Path
from assets.lock import night_lock
with night_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_a_second_night_changes_nothing_and_says_so(
    small_night: Night, copy_of: Callable[[Night], Settings]
) -> None:
    settings = copy_of(small_night)
    before, public = small_night.digests(), files_of(small_night.work / "public")
    again = run(with_now(settings, LATER))
    assert not again.report.changed
    assert again.report.fresh == ()
    assert again.digests() == before
    assert files_of(settings.work / "public") == public


def test_a_new_file_is_processed_alone_and_everything_after_it_follows(
    small_night: Night, copy_of: Callable[[Night], Settings]
) -> None:
    settings = copy_of(small_night)
    before = {path: path.stat().st_mtime_ns for path in (settings.work / "store" / "core").rglob("*.parquet")}
    target = settings.work / "inbox" / "intecap" / "intecap_2026_B2.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(SAMPLE / "later" / "intecap" / "intecap_2026_B2.csv", target)
    again = run(with_now(settings, LATER))
    assert again.report.failed == ()
    assert again.report.summary.received_tonight == 1
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert {"link_persona", "out_cobertura", "open_cobertura", "publicacion", "warehouse"} <= set(
        again.report.fresh
    )
    earlier = small_night.report.summary
    assert again.report.summary.rows["recibidas"] > earlier.rows["recibidas"]
    assert again.report.summary.persons > earlier.persons


def test_another_content_under_a_known_name_is_a_new_transfer_with_a_notice(
    small_night: Night, copy_of: Callable[[Night], Settings]
) -> None:
    settings = copy_of(small_night)
    source = SAMPLE / "inbox" / "mintrab" / "pam_2026_01.csv"
    lines = source.read_bytes().splitlines(keepends=True)
    target = settings.work / "inbox" / "mintrab" / "pam_2026_01.csv"
    target.write_bytes(b"".join(lines[: len(lines) // 2]))
    again = run(with_now(settings, LATER))
    known = again.sql("select count(*) from core_entrega where transferencia_id in (select transferencia_id from "
                      "transferencia where archivo = 'pam_2026_01.csv')")  # fmt: skip
    earlier = small_night.sql("select count(*) from core_entrega where transferencia_id in (select transferencia_id "
                              "from transferencia where archivo = 'pam_2026_01.csv')")  # fmt: skip
    assert known == earlier, "the same deliveries in another file count once"
    receipts = [
        p.read_text(encoding="utf-8") for p in (settings.work / "outbox" / "mintrab").rglob("recibo.json")
    ]
    assert sum("ARC-08" in receipt for receipt in receipts) == 1


def test_a_night_killed_at_every_stage_ends_in_the_same_bytes(small_night: Night, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    shutil.copy(small_night.settings.key_file, work / "keys.json")
    settings = prepare(work, SMALL)
    for stage in STAGES:
        killed = subprocess.run(
            [sys.executable, "-c", KILLED_NIGHT, stage, str(work), NOW], check=False, capture_output=True
        )
        assert killed.returncode == 137, stage
    after = run(settings)
    assert after.report.failed == ()
    assert after.digests() == small_night.digests()
    assert after.report.summary.rows == small_night.report.summary.rows
    assert files_of(work / "public") == files_of(small_night.work / "public")


def test_rebuilding_from_the_archive_gives_the_same_bytes(
    small_night: Night, copy_of: Callable[[Night], Settings]
) -> None:
    settings = copy_of(small_night)
    for folder in ("store", "vault", "public", "outbox"):
        shutil.rmtree(settings.work / folder)
    (settings.work / "warehouse.duckdb").unlink()
    rebuilt = run(settings)
    assert rebuilt.report.failed == ()
    assert rebuilt.digests() == small_night.digests()
    assert files_of(settings.work / "public") == files_of(small_night.work / "public")


def test_two_nights_at_once_are_refused(small_night: Night, copy_of: Callable[[Night], Settings]) -> None:
    settings = copy_of(small_night)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(settings.work)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(NightLockedError, match="otra noche"):
        run(settings)
    holder.kill()
    holder.wait()
    with night_lock(settings.work):
        pass


def test_readers_of_the_warehouse_are_not_locked_out(
    small_night: Night, copy_of: Callable[[Night], Settings]
) -> None:
    import duckdb

    settings = copy_of(small_night)
    with duckdb.connect(str(settings.work / "warehouse.duckdb"), read_only=True) as reader:
        before = reader.execute("select count(*) from link_persona").fetchall()
        shutil.rmtree(settings.work / "store" / "out" / "out_cobertura")
        (settings.work / "store" / "warehouse.json").unlink()
        assert run(with_now(settings, LATER)).report.failed == ()
        assert reader.execute("select count(*) from link_persona").fetchall() == before

"""A gate that fails, fails closed: nothing leaves, the last good release stays, and the night says why."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.settings import SAMPLE, Settings, with_now
from tests.pipeline.conftest import Night, run

LATER = "2026-05-05T01:00:00-06:00"


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_a_dataset_without_approval_keeps_the_whole_release_from_leaving(
    small_night: Night, copy_of: Callable[[Night], Settings], tmp_path: Path
) -> None:
    settings = copy_of(small_night)
    deployment = tmp_path / "despliegue"
    shutil.copytree(SAMPLE, deployment, ignore=shutil.ignore_patterns("inbox", "later", "expected"))
    approvals = deployment / "approvals.yaml"
    kept = approvals.read_text(encoding="utf-8").replace("dataset: coincidencias", "dataset: otro")
    approvals.write_text(kept, encoding="utf-8")
    again = run(with_now(replace(settings, deployment=deployment), LATER))
    assert again.report.exit_code == 2
    assert any("G-LEG-03" in reason for reason in again.report.failed)
    assert files_of(settings.work / "public") == files_of(small_night.work / "public")


def test_a_delivery_that_stands_twice_stops_the_night_before_anything_is_linked(
    small_night: Night, copy_of: Callable[[Night], Settings]
) -> None:
    settings = copy_of(small_night)
    part = next(iter(sorted((settings.work / "store" / "core" / "core_entrega").glob("*.parquet"))))
    table = pq.read_table(part)
    pq.write_table(pa.concat_tables([table, table.slice(0, 1)]), part)
    part.with_suffix(".json").unlink()
    _let_a_transfer_wait(settings)
    again = run(with_now(settings, LATER))
    assert again.report.exit_code == 2
    assert any("calidad_core" in reason for reason in again.report.failed)
    assert "link_persona" not in again.report.fresh
    assert files_of(settings.work / "public") == files_of(small_night.work / "public")


def _let_a_transfer_wait(settings: Settings) -> None:
    """Core is checked in a night that brings something."""
    target = settings.work / "inbox" / "intecap" / "intecap_2026_B2.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(SAMPLE / "later" / "intecap" / "intecap_2026_B2.csv", target)

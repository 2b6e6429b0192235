"""Three findings: Ana has the bonus and seed, Eva is in Vida and has seed, Luz is very old."""

import shutil
from pathlib import Path

import pytest

from tests.findings.finding_case import OLD_LUZ, Case
from tests.pipeline.delivery_case import paid


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder after the first night, the second of March."""
    made = Case(tmp_path_factory.mktemp("hallazgos"))
    made.send("pagos_2026_01.csv", paid("ana", folio="F1"), OLD_LUZ)
    made.send("vida_2026_01.csv", paid("eva"))
    made.send("semilla_2026_01.csv", paid("ana", folio="S1"), paid("eva"), institution="maga")
    outcome = made.night()
    assert (outcome.detected, outcome.closed) == (3, 0)
    return made.folder


@pytest.fixture
def case(first_night: Path, tmp_path: Path) -> Case:
    """A ministry of one's own after the first night."""
    shutil.copytree(first_night, tmp_path / "caso")
    return Case(tmp_path / "caso")

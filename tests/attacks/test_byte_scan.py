"""A scan of every byte of a release as the publisher writes it: one planted CUI in any file, and nothing leaves."""

import json
import shutil
from pathlib import Path

import pytest

from publish.gate import inspect
from publish.gate_rules import GateRules
from tests.publish.gate_release import A_CUI, sample_rules
from tests.publish.release_case import specs, stage
from tests.publish.test_gate_on_release import programmes


def rules() -> GateRules:
    return sample_rules(programmes=programmes(), datasets=specs())


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    stage(folder)
    return folder / "staging"


def kinds(folder: Path) -> list[Path]:
    """One file of each kind that the publisher writes."""
    found: dict[tuple[str, str], Path] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "latest" not in path.parts:
            found.setdefault((path.name if path.suffix == ".json" else "", path.suffix), path)
    return list(found.values())


def test_every_kind_of_file_is_read(release: Path) -> None:
    suffixes = {path.suffix for path in kinds(release)}
    assert {
        ".csv",
        ".parquet",
        ".xlsx",
        ".json",
        ".html",
        ".md",
        ".svg",
        ".ttl",
        ".xml",
        ".cff",
        ".bib",
    } <= suffixes
    assert "G-ARC-02" not in {finding.rule for finding in inspect(release, rules()).findings}


def test_a_cui_at_the_end_of_any_file_is_found(release: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "spoiled"
    shutil.copytree(release, spoiled)
    planted = [spoiled / path.relative_to(release) for path in kinds(release)]
    for path in planted:
        note = f"\n<!-- {A_CUI} -->" if path.suffix in {".html", ".svg", ".xml"} else A_CUI
        path.write_bytes(path.read_bytes() + note.encode())
    verdict = inspect(spoiled, rules())
    assert {"G-CUI-01", "G-ARC-02"} <= {finding.rule for finding in verdict.findings}
    refused = {
        finding.file.partition("!")[0]
        for finding in verdict.findings
        if finding.rule in {"G-CUI-01", "G-ARC-02", "G-MET-04"}
    }
    assert refused == {path.relative_to(spoiled).as_posix() for path in planted}
    assert A_CUI not in json.dumps(verdict.as_dict()) + repr(verdict)

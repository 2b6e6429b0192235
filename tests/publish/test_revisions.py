"""A release that is published again: the same content is the same version, another content the next one."""

import json
from pathlib import Path

from publish.editions import Register
from publish.package import PackageReport
from tests.publish.release_case import stage

ROWS = [{"cruce_codigo": "pais", "anio": 2026, "personas": 4430, "entregas": 9240}]
OTHER = [{"cruce_codigo": "pais", "anio": 2026, "personas": 4440, "entregas": 9240}]


def register_of(reports: list[PackageReport], register: Register | None = None) -> Register:
    made = [report.revision for report in reports if report.revision is not None]
    return (register or Register()).with_revisions(made)


def versions(reports: list[PackageReport]) -> dict[str, str]:
    return {report.spec.name: report.descriptor["version"] for report in reports}


def test_only_what_changed_gets_a_new_version(tmp_path: Path) -> None:
    first = stage(tmp_path, open_cobertura=ROWS)
    again = stage(tmp_path, register=register_of(first), open_cobertura=ROWS)
    changed = stage(tmp_path, register=register_of(first), open_cobertura=OTHER)
    assert set(versions(first).values()) == {"2026.4.0"}
    assert versions(again) == versions(first)
    assert versions(changed) == versions(first) | {"cobertura": "2026.4.1"}


def test_the_same_night_again_is_the_same_release_byte_for_byte(tmp_path: Path) -> None:
    first = stage(tmp_path)
    register = register_of(first)
    one = contents(tmp_path / "staging")
    stage(tmp_path, register=register)
    assert contents(tmp_path / "staging") == one


def test_a_new_version_has_a_new_id_and_is_in_the_news(tmp_path: Path) -> None:
    first = stage(tmp_path, open_cobertura=ROWS)
    changed = stage(tmp_path, register=register_of(first), open_cobertura=OTHER)
    assert first[0].descriptor["id"] != changed[0].descriptor["id"]
    assert "edición 2026-04 corregida" in (tmp_path / "staging" / "feed.xml").read_text(encoding="utf-8")


def test_a_correction_counts_the_rows_that_differ_from_what_it_replaces(tmp_path: Path) -> None:
    first = stage(tmp_path, open_cobertura=ROWS)
    (tmp_path / "staging").rename(tmp_path / "public")
    changed = stage(tmp_path, register=register_of(first), public=tmp_path / "public", open_cobertura=OTHER)
    revision = changed[0].revision
    assert revision is not None
    assert (revision.number, revision.appeared, revision.vanished, revision.changed) == (1, 0, 0, 1)
    assert "Filas que aparecen: 0; desaparecen: 0; cambian: 1." in (
        tmp_path / "staging" / "feed.xml"
    ).read_text(encoding="utf-8")
    # What is compared row by row inside the package is the last release, and there is none.
    assert json.loads((changed[0].folder / "cambios.json").read_text(encoding="utf-8"))["anterior"] is None


def test_every_file_that_names_a_version_names_the_same(tmp_path: Path) -> None:
    first = stage(tmp_path, open_cobertura=ROWS)
    changed = stage(tmp_path, register=register_of(first), open_cobertura=OTHER)
    folder = changed[0].folder
    assert json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["version"] == "2026.4.1"
    for name in ("README.md", "CITATION.cff", "cita.bib"):
        assert "2026.4.1" in (folder / name).read_text(encoding="utf-8"), name


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }

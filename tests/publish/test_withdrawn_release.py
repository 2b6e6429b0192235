"""A withdrawn release: a tombstone in its place, the rest as it was, nothing made again under its name."""

import json
from pathlib import Path

from publish.editions import EVERY_RELEASE, Register, Withdrawal
from publish.release import stage_standing
from tests.publish.release_case import around, stage

MARCH = Withdrawal(
    "cobertura", "2026-03", "Un archivo se cargó dos veces.", "Comité de Datos", "2026-05-10T15:00:00Z"
)
APRIL = Withdrawal(
    "cobertura", "2026-04", "Un archivo se cargó dos veces.", "Comité de Datos", "2026-05-10T15:00:00Z"
)
ALL = Withdrawal("cobertura", EVERY_RELEASE, "No hay base legal.", "Comité de Datos", "2026-05-10T15:00:00Z")


def two_releases(folder: Path) -> Path:
    """A public folder with the releases of March and April."""
    stage(folder, release="2026-03")
    (folder / "staging").rename(folder / "public")
    stage(folder)
    (folder / "public").rename(folder / "old")
    (folder / "staging").rename(folder / "public")
    return folder / "public"


def standing(folder: Path, *decisions: Withdrawal) -> Path:
    """What a withdrawal leaves of two releases."""
    public = two_releases(folder)
    stage_standing(
        around(), Register(withdrawals=decisions), created="2026-04-30T00:00:00Z", staging=folder / "staging",
        public=public,
    )  # fmt: skip
    return folder / "staging" / "datasets" / "cobertura"


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_tombstone_says_why_when_and_who(tmp_path: Path) -> None:
    home = standing(tmp_path, MARCH)
    assert files(home / "2026-03") == {"retiro.json", "index.html"}
    record = json.loads((home / "2026-03" / "retiro.json").read_text(encoding="utf-8"))
    assert (record["motivo"], record["decidido_por"], record["retirada_el"]) == (
        "Un archivo se cargó dos veces.", "Comité de Datos", "2026-05-10",
    )  # fmt: skip
    page = (home / "2026-03" / "index.html").read_text(encoding="utf-8")
    assert "Un archivo se cargó dos veces." in page and "2026-05-10" in page and "Comité de Datos" in page


def test_the_other_releases_stay_byte_for_byte(tmp_path: Path) -> None:
    home = standing(tmp_path, MARCH)
    before = tmp_path / "public" / "datasets"
    for place in ("cobertura/2026-04", "coincidencias/2026-03", "coincidencias/2026-04"):
        kept = [path for path in (before / place).rglob("*") if path.is_file()]
        assert kept
        for path in kept:
            assert (home.parent / path.relative_to(before)).read_bytes() == path.read_bytes()


def test_the_page_of_the_dataset_links_to_the_tombstone(tmp_path: Path) -> None:
    home = standing(tmp_path, MARCH)
    assert 'href="2026-03/index.html"' in (home / "index.html").read_text(encoding="utf-8")


def test_latest_becomes_the_newest_that_stands(tmp_path: Path) -> None:
    home = standing(tmp_path, APRIL)
    assert (
        json.loads((home / "latest" / "datapackage.json").read_text(encoding="utf-8"))["release"] == "2026-03"
    )


def test_a_dataset_without_any_release_is_its_tombstone(tmp_path: Path) -> None:
    home = standing(tmp_path, ALL)
    assert files(home) == {"2026-03", "2026-04", "latest", "index.html"}
    assert files(home / "latest") == {"retiro.json", "index.html"}
    assert "No hay base legal." in (home / "index.html").read_text(encoding="utf-8")
    front = (home.parents[1] / "index.html").read_text(encoding="utf-8")
    assert "datasets/cobertura/" not in front and "datasets/coincidencias/" in front


def test_the_night_does_not_make_it_again(tmp_path: Path) -> None:
    public = two_releases(tmp_path)
    reports = stage(tmp_path, public=public, register=Register(withdrawals=(APRIL,)))
    assert "cobertura" not in {report.spec.name for report in reports}
    assert files(tmp_path / "staging" / "datasets" / "cobertura" / "2026-04") == {"retiro.json", "index.html"}


def test_a_later_release_is_compared_with_one_that_stands(tmp_path: Path) -> None:
    public = two_releases(tmp_path)
    (report, *_) = stage(tmp_path, release="2026-05", public=public, register=Register(withdrawals=(APRIL,)))
    changes = json.loads((report.folder / "cambios.json").read_text(encoding="utf-8"))
    assert changes["anterior"] == "2026-03"


def test_nothing_of_what_was_withdrawn_is_left_in_the_folder(tmp_path: Path) -> None:
    stage(
        tmp_path,
        open_cobertura=[{"cruce_codigo": "pais", "anio": 2026, "personas": 77_775, "entregas": 88_885}],
    )
    (tmp_path / "staging").rename(tmp_path / "public")
    stage_standing(
        around(), Register(withdrawals=(APRIL,)), created="2026-04-30T00:00:00Z", staging=tmp_path / "staging",
        public=tmp_path / "public",
    )  # fmt: skip
    for path in (tmp_path / "staging").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"77775" not in content and b"88885" not in content, path.name


def test_a_dataset_whose_first_release_is_still_to_come_is_nowhere(tmp_path: Path) -> None:
    stage_standing(
        around(),
        Register(),
        created="2026-04-30T00:00:00Z",
        staging=tmp_path / "staging",
        public=tmp_path / "public",
    )
    assert list((tmp_path / "staging" / "datasets").iterdir()) == []
    content = json.loads((tmp_path / "staging" / "catalog.json").read_text(encoding="utf-8"))
    assert content["dcat:dataset"] == []

"""Reports on the disk: written once, never overwritten, corrected beside, and known when somebody touched them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assets.report.shelf import draft, place, read_report
from assets.store import Store
from publish.report.facts import Facts
from snis.errors import ReportError
from snis.keys import Keys
from tests.report.report_case import whole


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, Keys(*(bytes([number]) * 32 for number in range(5))))


def shelved(told: Facts, store: Store, reason: str = "") -> Path:
    made = draft(told, store, reason=reason)
    place(made)
    return made.folder


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_report_stands_under_its_edition_and_period(store: Store) -> None:
    folder = shelved(whole(), store)
    assert folder == store.work / "reports" / "interna" / "2026-S1"
    files, manifest = read_report(folder)
    assert "index.html" in files
    assert (manifest["version"], manifest["periodo"]) == (1, "2026-S1")


def test_the_same_figures_again_leave_it_alone(store: Store) -> None:
    folder = shelved(whole(), store)
    before = bytes_of(folder)
    again = draft(replace(whole(), inputs={"out_alcance": "d" * 64}), store)
    assert not again.is_new
    place(again)
    assert bytes_of(folder) == before


def test_a_work_folder_of_its_own_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "otra", store.keys)
    assert bytes_of(shelved(whole(), store)) == bytes_of(shelved(whole(), other))


def test_other_figures_are_refused_without_a_reason_and_name_what_differs(store: Store) -> None:
    folder = shelved(whole(), store)
    before = bytes_of(folder)
    with pytest.raises(ReportError) as refused:
        draft(whole(coban=110), store)
    assert "no se sobrescribe" in refused.value.message
    assert "cobertura-departamentos" in refused.value.message
    assert bytes_of(folder) == before


def test_an_erratum_stands_beside_with_its_reason_and_the_figures_before_and_now(store: Store) -> None:
    first = shelved(whole(), store)
    kept = bytes_of(first)
    second = shelved(whole(coban=110), store, reason="El MIDES envió de nuevo marzo.")
    assert second.name == "2026-S1-errata-1"
    assert bytes_of(first) == kept
    told = json.loads((second / "errata.json").read_text(encoding="utf-8"))
    assert (told["corrige"], told["motivo"]) == ("2026-S1", "El MIDES envió de nuevo marzo.")
    changed = {figure["id"]: figure for figure in told["cifras"]}
    assert changed["cobertura-departamentos"]["antes"] == [["16", "Alta Verapaz", 105, 315, 31500.0]]
    assert changed["cobertura-departamentos"]["ahora"] == [["16", "Alta Verapaz", 110, 330, 33000.0]]
    assert "envios" not in changed
    assert "FE DE ERRATAS 1" in (second / "index.html").read_text(encoding="utf-8")


def test_an_erratum_of_an_erratum_corrects_the_newest(store: Store) -> None:
    shelved(whole(), store)
    shelved(whole(coban=110), store, reason="Un archivo llegó tarde.")
    assert not draft(whole(coban=110), store).is_new
    third = shelved(whole(coban=115), store, reason="Otro archivo llegó tarde.")
    assert third.name == "2026-S1-errata-2"
    assert json.loads((third / "errata.json").read_text(encoding="utf-8"))["corrige"] == "2026-S1-errata-1"


def test_a_provisional_report_never_takes_the_place_of_the_closed_one(store: Store) -> None:
    early = shelved(replace(whole(), provisional=True, last_month=4), store)
    assert early.name == "2026-S1-provisional-2026-04"
    assert shelved(whole(coban=110), store).name == "2026-S1"


@pytest.mark.parametrize("harm", ["changed", "missing", "added", "no manifest"])
def test_a_report_that_somebody_touched_is_known(store: Store, harm: str) -> None:
    folder = shelved(whole(), store)
    if harm == "changed":
        (folder / "figuras" / "meses.csv").write_text("otra cosa", encoding="utf-8")
    elif harm == "missing":
        (folder / "figuras" / "meses.csv").unlink()
    elif harm == "added":
        (folder / "nuevo.html").write_text("x", encoding="utf-8")
    else:
        (folder / "manifest.json").unlink()
    with pytest.raises(ReportError, match="no es el que se hizo"):
        draft(whole(), store)


def test_a_print_beside_is_no_part_of_it(store: Store) -> None:
    folder = shelved(whole(), store)
    (folder / "index.pdf").write_bytes(b"%PDF")
    assert not draft(whole(), store).is_new


def test_what_a_kill_left_behind_is_no_report(store: Store) -> None:
    (store.reports / "interna" / ".2026-S1.1.tmp" / "figuras").mkdir(parents=True)
    assert shelved(whole(), store).name == "2026-S1"

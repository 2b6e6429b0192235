"""A periodic report as a person meets it: in a real Chromium, from files, on a screen and on paper."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.report_pdf import find_chromium as find_printer
from pipelines.report_pdf import pages_of, print_report
from publish.report.binding import bind
from publish.report.facts import INTERNAL, PUBLIC
from tests.browser.axe import axe_source, axe_violations
from tests.browser.chromium import MISSING, Chromium, find_chromium
from tests.report.report_case import whole

PAGES = (
    "index.html",
    "departamentos.html",
    "datos.html",
    "departamentos/16.html",
    "departamentos/08.html",
    "municipios/16.html",
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both editions, one folder each."""
    root = tmp_path_factory.mktemp("informes")
    for edition in (INTERNAL, PUBLIC):
        for path, data in bind(whole(edition)).items():
            target = root / edition / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        (root / edition / "manifest.json").write_text("{}", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def program() -> str:
    found = find_chromium()
    if found is None:
        pytest.skip(MISSING)
    return found


@pytest.fixture(scope="module")
def browser(program: str) -> Iterator[Chromium]:
    chromium = Chromium(program)
    yield chromium
    chromium.close()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    return axe_source(tmp_path_factory.mktemp("axe"))


@pytest.fixture(autouse=True)
def as_usual(request: pytest.FixtureRequest) -> None:
    chromium: Chromium = request.getfixturevalue("browser")
    chromium.media("screen", prefers_color_scheme="light")
    chromium.size(1280, 900)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_nothing_but_itself_and_says_no_error(
    browser: Chromium, report: Path, page: str
) -> None:
    browser.open(report / PUBLIC / page)
    assert browser.requests() == [(report / PUBLIC / page).as_uri()]
    assert browser.complaints() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(browser: Chromium, report: Path, axe: str, page: str, scheme: str) -> None:
    browser.media("screen", prefers_color_scheme=scheme)
    browser.open(report / INTERNAL / page)
    assert axe_violations(browser, axe) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_narrow_screen_needs_no_sideways_scrolling(browser: Chromium, report: Path, page: str) -> None:
    browser.size(320, 640)
    browser.open(report / INTERNAL / page)
    assert browser.run("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_reaches_the_content_first_and_then_every_link(browser: Chromium, report: Path) -> None:
    browser.open(report / INTERNAL / "index.html")
    browser.press("Tab")
    assert browser.run("document.activeElement.textContent") == "Ir al contenido"
    there = browser.run("document.querySelectorAll('a[href],[tabindex=\"0\"]').length")
    reached = {0}
    for _ in range(there - 1):
        browser.press("Tab")
        reached.add(
            browser.run(
                "[...document.querySelectorAll('a[href],[tabindex=\"0\"]')].indexOf(document.activeElement)"
            )
        )
        assert browser.run("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert reached == set(range(there))


def test_headings_do_not_skip_a_level(browser: Chromium, report: Path) -> None:
    for page in PAGES:
        browser.open(report / INTERNAL / page)
        levels = browser.run("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), page


def test_drawings_are_told_to_who_does_not_see_them(browser: Chromium, report: Path) -> None:
    browser.open(report / INTERNAL / "index.html")
    nodes = browser.send("Accessibility.getFullAXTree")["nodes"]
    images = [node for node in nodes if node.get("role", {}).get("value") in {"image", "img"}]
    assert len(images) >= 5
    assert all(node["name"]["value"] and node["description"]["value"] for node in images) or all(
        node["name"]["value"] for node in images
    )


class TestPaper:
    def test_a_sheet_takes_one_page_and_says_for_whom_it_is(self, program: str, report: Path) -> None:
        folder = report / INTERNAL
        sheets = ["departamentos/08.html", "departamentos/16.html"]
        printed = print_report(folder, sheets, program, lambda done, total: None)
        assert [pages_of(path.read_bytes()) for path in printed] == [1, 1]
        told = json.loads((folder / "departamentos" / "16.pdf.json").read_text(encoding="utf-8"))
        assert told["pagina"] == "departamentos/16.html"

    def test_the_same_page_gives_the_same_print(self, program: str, report: Path) -> None:
        folder = report / PUBLIC
        first = print_report(folder, ["departamentos/16.html"], program, lambda done, total: None)[0]
        before = first.read_bytes()
        first.unlink()
        print_report(folder, ["departamentos/16.html"], program, lambda done, total: None)
        assert first.read_bytes() == before

    def test_what_was_printed_is_left_alone(self, program: str, report: Path) -> None:
        folder = report / PUBLIC
        (folder / "datos.pdf").write_bytes(b"kept")
        print_report(folder, ["datos.html"], program, lambda done, total: None)
        assert (folder / "datos.pdf").read_bytes() == b"kept"

    def test_paper_shows_no_navigation_and_every_figure(self, browser: Chromium, report: Path) -> None:
        browser.media("print")
        browser.open(report / INTERNAL / "index.html")
        shown = "[...document.querySelectorAll('{}')].some(e => e.checkVisibility())"
        assert browser.run(shown.format("header nav")) is False
        assert browser.run("[...document.querySelectorAll('figure')].every(e => e.checkVisibility())")


def test_without_a_browser_there_is_a_word_and_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert find_printer() is None

"""The local catalogue as a person meets it: in a real Chromium, from files, without a network."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.axe import axe_source, axe_violations
from tests.browser.chromium import MISSING, Chromium, find_chromium
from tests.publish.release_case import stage

PAGES = (
    "index.html",
    "apertura.html",
    "calendario.html",
    "preguntas.html",
    "bitacora.html",
    "datasets/cobertura/index.html",
    "datasets/coincidencias/index.html",
    "datasets/calidad/index.html",
)
_STOPS = """(() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
return {tag: e.tagName, text: (e.getAttribute('aria-label') || e.textContent || '').trim().slice(0, 80),
        href: e.getAttribute('href') || '', id: e.id, seen: r.width > 0 && r.height > 0,
        ringed: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2}; })()"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue")
    stage(folder)
    return folder / "staging"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    program = find_chromium()
    if program is None:
        pytest.skip(MISSING)
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
def test_a_page_loads_nothing_but_itself_and_says_no_error(browser: Chromium, site: Path, page: str) -> None:
    browser.open(site / page)
    assert browser.requests() == [(site / page).as_uri()]
    assert browser.complaints() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(browser: Chromium, site: Path, axe: str, page: str, scheme: str) -> None:
    browser.media("screen", prefers_color_scheme=scheme)
    browser.open(site / page)
    assert axe_violations(browser, axe) == []


def test_axe_would_find_something(browser: Chromium, site: Path, axe: str) -> None:
    browser.open(site / "index.html")
    browser.run("document.body.style.color = '#eee'")
    browser.run(axe)
    found = browser.run("axe.run().then(r => r.violations.map(v => v.id))")
    assert found == ["color-contrast"]


class TestKeyboard:
    def test_the_first_stop_leads_to_the_content(self, browser: Chromium, site: Path) -> None:
        browser.open(site / "index.html")
        browser.press("Tab")
        stop = browser.run(_STOPS)
        assert (stop["text"], stop["seen"]) == ("Ir al contenido", True)
        browser.press("Enter")
        browser.press("Tab")
        assert browser.run("document.getElementById('contenido').contains(document.activeElement)")

    @pytest.mark.parametrize("page", ["index.html", "datasets/cobertura/index.html"])
    def test_everything_can_be_reached_and_one_sees_where_one_is(
        self, browser: Chromium, site: Path, page: str
    ) -> None:
        browser.open(site / page)
        there = browser.run(
            "[...document.querySelectorAll('a[href],button,input,summary,[tabindex=\"0\"]')]"
            ".filter(e => e.checkVisibility()).length"
        )
        stops = []
        for _ in range(there):
            browser.press("Tab")
            stops.append(browser.run(_STOPS))
        assert len({(s["tag"], s["text"], s["href"], s["id"]) for s in stops}) >= there * 0.9
        assert all(stop["seen"] and stop["ringed"] for stop in stops), [s for s in stops if not s["ringed"]]
        assert all(stop["text"] or stop["id"] for stop in stops)
        assert stops[-1]["href"].endswith("calendario.ics")

    def test_a_column_is_sorted_with_enter_and_says_so(self, browser: Chromium, site: Path) -> None:
        browser.open(site / "datasets/cobertura/index.html")
        column = (
            "[...document.querySelectorAll('#tabla-1 thead th')].findIndex(h => h.textContent === 'Personas')"
        )
        browser.run(f"document.querySelectorAll('#tabla-1 thead button')[{column}].focus()")
        cells = f"[...document.querySelectorAll('#tabla-1 tbody tr')].map(r => r.cells[{column}].textContent.trim())"
        order = f"document.querySelectorAll('#tabla-1 thead th')[{column}].getAttribute('aria-sort')"
        browser.press("Enter")
        assert (browser.run(cells)[0], browser.run(order)) == ("10", "ascending")
        browser.press(" ")
        assert (browser.run(cells)[0], browser.run(order)) == ("4\u00a0430", "descending")


class TestSearch:
    def test_words_without_accents_find_datasets_columns_and_codes(
        self, browser: Chromium, site: Path
    ) -> None:
        browser.open(site / "index.html")
        browser.run("document.getElementById('buscar').focus()")
        browser.type("totonicapan")
        said = browser.run("document.getElementById('cuantos').textContent")
        results = browser.run("[...document.querySelectorAll('#resultados a')].map(a => a.textContent)")
        assert "Totonicapán" in results
        assert said == f"{len(results)} resultado{'s' if len(results) > 1 else ''}."

    def test_enter_goes_to_the_first_result_and_every_result_leads_somewhere(
        self, browser: Chromium, site: Path
    ) -> None:
        browser.open(site / "index.html")
        browser.run("document.getElementById('buscar').focus()")
        browser.type("entregas")
        browser.press("Enter")
        assert browser.run("document.activeElement.closest('#resultados') !== null")
        links = browser.run(
            "[...document.querySelectorAll('#resultados a')].map(a => a.getAttribute('href'))"
        )
        for link in links:
            path, _, anchor = link.partition("#")
            assert (site / path).is_file()
            assert not anchor or f'id="{anchor}"' in (site / path).read_text(encoding="utf-8")

    def test_nothing_found_is_said(self, browser: Chromium, site: Path) -> None:
        browser.open(site / "index.html")
        browser.run("document.getElementById('buscar').focus()")
        browser.type("xyzzy")
        assert (
            browser.run("document.getElementById('cuantos').textContent")
            == "Nada coincide con esas palabras."
        )

    def test_a_preview_is_filtered(self, browser: Chromium, site: Path) -> None:
        browser.open(site / "datasets/cobertura/index.html")
        browser.run("document.getElementById('filtro-1').focus()")
        browser.type("municipio totonicapan")
        rows = "[...document.querySelectorAll('#tabla-1 tbody tr')].filter(r => !r.hidden).length"
        assert browser.run(rows) == 2
        assert (
            browser.run("document.getElementById('filas-1').textContent") == "2 filas de las 6 de esta vista."
        )


class TestForms:
    @pytest.mark.parametrize("page", PAGES)
    def test_a_narrow_screen_needs_no_sideways_scrolling(
        self, browser: Chromium, site: Path, page: str
    ) -> None:
        browser.size(320, 640)
        browser.open(site / page)
        assert browser.run("document.documentElement.scrollWidth") <= 320

    def test_paper_shows_the_whole_preview_and_no_search(self, browser: Chromium, site: Path) -> None:
        browser.media("print")
        browser.open(site / "datasets/cobertura/index.html")
        assert browser.run("getComputedStyle(document.querySelector('.tall')).maxHeight") == "none"
        assert (
            browser.run("[...document.querySelectorAll('.search')].some(e => e.checkVisibility())") is False
        )

    def test_who_wants_less_motion_gets_none(self, browser: Chromium, site: Path) -> None:
        browser.media("screen", prefers_reduced_motion="reduce")
        browser.open(site / "index.html")
        assert browser.run("getComputedStyle(document.documentElement).scrollBehavior") == "auto"

    @pytest.mark.parametrize("page", PAGES)
    def test_without_script_everything_is_there(self, browser: Chromium, site: Path, page: str) -> None:
        browser.send("Emulation.setScriptExecutionDisabled", value=True)
        try:
            browser.open(site / page)
            nodes = browser.send("Accessibility.getFullAXTree")["nodes"]
        finally:
            browser.send("Emulation.setScriptExecutionDisabled", value=False)
        names = {node.get("name", {}).get("value", "") for node in nodes}
        roles = {node.get("role", {}).get("value", "") for node in nodes}
        assert {"Ir al contenido", "Conjuntos de datos", "Preguntas y uso"} <= names
        assert {"main", "banner", "contentinfo", "navigation"} <= roles
        assert "searchbox" not in roles

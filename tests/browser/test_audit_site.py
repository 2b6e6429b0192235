"""The auditor's site as a person meets it: in a real Chromium, from files, on a screen, by keyboard and on paper."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.axe import axe_source, axe_violations
from tests.browser.chromium import MISSING, Chromium, find_chromium
from tests.site.site_case import pages_of, some_entries, whole_facts, written

PAGES = (
    "index.html",
    "instituciones/index.html",
    "instituciones/maga.html",
    "filas/index.html",
    "filas/T0000000000000001.html",
    "reglas/index.html",
    "reglas/ARC-03.html",
    "reglas/expectativas.html",
    "hallazgos.html",
    "intercambios.html",
    "servicio.html",
    "plan.html",
    "certificados.html",
    "ediciones.html",
    "verificacion.html",
    "bitacora/index.html",
    "bitacora/pagina-00001.html",
    "bitacora/tipo-recepcion.html",
)
_SHOWN = "[...document.querySelectorAll('{}')].some(e => e.checkVisibility())"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("sitio"), whole_facts(), some_entries(30))


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    found = find_chromium()
    if found is None:
        pytest.skip(MISSING)
    chromium = Chromium(found)
    yield chromium
    chromium.close()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    return axe_source(tmp_path_factory.mktemp("axe"))


@pytest.fixture(autouse=True)
def as_usual(browser: Chromium) -> None:
    browser.media("screen", prefers_color_scheme="light")
    browser.size(1280, 900)


def test_the_pages_tried_are_those_of_every_kind(site: Path) -> None:
    kinds = {re.sub(r"T0\d+|renap|tipo-juicio|envios-\d+", "*", place) for place in pages_of(site)}
    assert {re.sub(r"T0\d+|renap", "*", page) for page in PAGES} >= kinds - {
        "filas/*.html", "instituciones/*.html", "bitacora/*.html",
    }  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_only_its_own_style_and_script_and_says_no_error(
    browser: Chromium, site: Path, page: str
) -> None:
    browser.open(site / page)
    asked = {request for request in browser.requests() if not request.startswith("data:")}
    assert asked == {(site / name).as_uri() for name in (page, "sitio.css", "sitio.js")}
    assert browser.complaints() == []
    assert (
        browser.run("getComputedStyle(document.querySelector('header')).backgroundColor")
        != "rgba(0, 0, 0, 0)"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(browser: Chromium, site: Path, axe: str, page: str, scheme: str) -> None:
    browser.media("screen", prefers_color_scheme=scheme)
    browser.open(site / page)
    assert axe_violations(browser, axe) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_narrow_screen_needs_no_sideways_scrolling(browser: Chromium, site: Path, page: str) -> None:
    browser.size(360, 740)
    browser.open(site / page)
    assert browser.run("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("page", ["index.html", "filas/index.html"])
def test_the_keyboard_reaches_the_content_first_and_then_everything(
    browser: Chromium, site: Path, page: str
) -> None:
    browser.open(site / page)
    browser.press("Tab")
    assert browser.run("document.activeElement.textContent") == "Ir al contenido"
    listed = (
        "[...document.querySelectorAll('a[href],input,[tabindex=\"0\"]')].filter(e => e.checkVisibility())"
    )
    there = browser.run(f"{listed}.length")
    reached = {0}
    for _ in range(there - 1):
        browser.press("Tab")
        reached.add(browser.run(f"{listed}.indexOf(document.activeElement)"))
        assert browser.run("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert reached == set(range(there))


def test_drawings_are_told_to_who_does_not_see_them(browser: Chromium, site: Path) -> None:
    browser.open(site / "index.html")
    nodes = browser.send("Accessibility.getFullAXTree")["nodes"]
    images = [node for node in nodes if node.get("role", {}).get("value") in {"image", "img"}]
    assert len(images) == 2
    assert all(node["name"]["value"] for node in images)


def test_a_table_can_be_filtered_by_keyboard(browser: Chromium, site: Path) -> None:
    browser.open(site / "instituciones/index.html")
    rows = "[...document.querySelectorAll('#lista tbody tr')].filter(r => r.checkVisibility()).length"
    assert browser.run(rows) == 2
    browser.run("document.querySelector('input').focus()")
    browser.type("registro")
    assert browser.run(rows) == 1
    assert browser.run("document.querySelector('[role=status]').textContent") == "1 de 2 filas."


def test_without_script_everything_is_there(browser: Chromium, site: Path) -> None:
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(site / "filas/envios-0001.html")
        nodes = browser.send("Accessibility.getFullAXTree")["nodes"]
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)
    told = " ".join(str(node.get("name", {}).get("value", "")) for node in nodes)
    assert "T0000000000000001" in told
    assert "Filtrar" not in told


def test_paper_shows_no_navigation_and_every_figure(browser: Chromium, site: Path) -> None:
    browser.media("print")
    browser.open(site / "index.html")
    assert browser.run(_SHOWN.format("header nav, .filter, .skip")) is False
    assert browser.run("[...document.querySelectorAll('figure, table')].every(e => e.checkVisibility())")


def test_a_page_prints(browser: Chromium, site: Path) -> None:
    browser.open(site / "filas/index.html")
    printed = browser.send("Page.printToPDF", preferCSSPageSize=True)
    data = base64.b64decode(printed["data"])
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) >= 1

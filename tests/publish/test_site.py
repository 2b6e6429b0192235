"""The pages and the layout of a release: links that resolve, nothing from a network, figures that stand in a file."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag

import pytest

from publish.site import FREQUENCIES
from publish.tile_map import SHADES, TileMap
from tests.publish.release_case import LICENCE, places, specs, stage


class Page(HTMLParser):
    """Tags of a page: its links, ids and what it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.language = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self.tags.append(tag)
        if tag == "html":
            self.language = found.get("lang", "")
        if tag == "a":
            self.links.append(found["href"])
        if "id" in found:
            self.ids.append(found["id"])
        inline = tag == "script" and "src" not in found
        # A link to another form of the same thing loads nothing.
        loads = tag in {"script", "link", "img", "iframe"} and found.get("rel") != "alternate"
        if loads and not inline:
            self.loads.append(found.get("src") or found.get("href") or tag)


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    stage(folder)
    return folder / "staging"


def pages(folder: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}


def test_there_is_a_front_page_and_a_page_for_each_dataset(staging: Path) -> None:
    found = {path.relative_to(staging).as_posix() for path in pages(staging)}
    about = {"index.html", "apertura.html", "calendario.html", "preguntas.html", "bitacora.html"}
    assert found == about | {f"datasets/{spec.name}/index.html" for spec in specs()}


def test_every_link_leads_somewhere(staging: Path) -> None:
    for path, page in pages(staging).items():
        for link in page.links:
            if link.startswith(("http:", "https:", "mailto:")):
                assert link == LICENCE["url"] or link.startswith("mailto:"), link
                continue
            target, anchor = urldefrag(link)
            file = (path.parent / target).resolve() if target else path
            assert file.is_file(), f"{path.name}: {link}"
            assert not anchor or anchor in Page(file.read_text(encoding="utf-8")).ids


def test_a_page_works_without_a_network(staging: Path) -> None:
    for path, page in pages(staging).items():
        assert page.loads == [], path
        assert "@import" not in path.read_text(encoding="utf-8")
        assert "url(" not in path.read_text(encoding="utf-8")


def test_a_page_runs_our_own_script_and_no_other(staging: Path) -> None:
    for path in pages(staging):
        text = path.read_text(encoding="utf-8")
        allowed = re.findall(r"script-src '(sha256-[^']+)'", text)
        scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
        assert allowed == [f"sha256-{digest}" for digest in digests], path
        assert "default-src 'none'" in text


def test_a_page_has_what_a_screen_reader_needs(staging: Path) -> None:
    for path, page in pages(staging).items():
        text = path.read_text(encoding="utf-8")
        assert page.language == "es"
        assert page.tags.count("h1") == 1
        assert page.tags.count("main") == 1
        assert len(page.ids) == len(set(page.ids))
        assert 'href="#contenido"' in text
        assert len(re.findall("<table[ >]", text)) == text.count("<caption>")
        assert "<th>" not in text


def test_the_map_prints_every_figure_and_only_published_ones(staging: Path) -> None:
    text = (staging / "datasets" / "cobertura" / "index.html").read_text(encoding="utf-8")
    drawn = re.findall(r"<title>([^<]+): ([^<]+)</title>", text.partition("<svg")[2].partition("</svg>")[0])
    values = dict(drawn[1:] if drawn[0][0].startswith("Mapa") else drawn)
    assert len(values) == 22
    assert values["Guatemala"] == "4\u00a0310 personas"
    assert sum(said == "sin cifra publicada" for said in values.values()) == 20
    other = (staging / "datasets" / "coincidencias" / "index.html").read_text(encoding="utf-8")
    assert "mapa-titulo" not in other


def test_shades_grow_with_the_figure_and_the_legend_says_what_they_mean() -> None:
    figures = {"01": 1000, "08": 500, "16": 10, "02": 1000}
    drawn = TileMap.of(figures, places())
    shades = {tile.place.code: tile.shade for tile in drawn.tiles}
    assert shades["16"] == SHADES[0]
    assert SHADES.index(shades["08"]) < SHADES.index(shades["01"]) == len(SHADES) - 1
    assert [(step.low, step.high) for step in drawn.legend] == [(10, 10), (500, 500), (1000, 1000)]


def test_ink_can_be_read_on_every_shade() -> None:
    drawn = TileMap.of({place.code: n * 50 for n, place in enumerate(places(), 1)}, places())
    assert {tile.shade for tile in drawn.tiles} == set(SHADES)
    assert all(contrast(tile.shade, tile.ink) >= 4.5 for tile in drawn.tiles)


def test_tiles_do_not_cover_each_other() -> None:
    assert len({(place.row, place.column) for place in places()}) == 22


def test_frequencies_of_the_sample_are_said_in_spanish() -> None:
    assert {spec.update for spec in specs()} <= set(FREQUENCIES)


def test_latest_is_the_newest_release_and_earlier_ones_stay(tmp_path: Path) -> None:
    stage(tmp_path / "one", release="2026-03", open_cobertura_restringida=[{"anio": 2026, "personas": 90}])
    public = tmp_path / "one" / "staging"
    before = (public / "datasets" / "cobertura-restringida" / "2026-03" / "README.md").read_bytes()
    stage(tmp_path / "two", public=public)
    home = tmp_path / "two" / "staging" / "datasets" / "cobertura-restringida"
    assert sorted(path.name for path in home.iterdir()) == ["2026-03", "2026-04", "index.html", "latest"]
    assert (home / "2026-03" / "README.md").read_bytes() == before
    new, latest = home / "2026-04", home / "latest"
    assert [p.relative_to(new) for p in sorted(new.rglob("*"))] == [
        p.relative_to(latest) for p in sorted(latest.rglob("*"))
    ]
    assert (latest / "datapackage.json").read_bytes() == (new / "datapackage.json").read_bytes()
    page = Page((home / "index.html").read_text(encoding="utf-8"))
    assert "2026-03/datapackage.json" in page.links


def test_staging_again_gives_the_same_bytes(staging: Path, tmp_path: Path) -> None:
    stage(tmp_path)
    stage(tmp_path)
    again = tmp_path / "staging"
    names = [path.relative_to(staging) for path in sorted(staging.rglob("*")) if path.is_file()]
    assert names == [path.relative_to(again) for path in sorted(again.rglob("*")) if path.is_file()]
    assert all((staging / name).read_bytes() == (again / name).read_bytes() for name in names)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours. Source: WCAG 2.1, relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)

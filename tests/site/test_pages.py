"""The site as files: every page is there, leads somewhere, stands alone and reads aloud."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from quality.site.facts import SiteFacts
from tests.site.site_case import GOOD, REFUSED, Outline, links_of, pages_of, small_facts, whole_facts, written

EXPECTED = {
    "index.html", "instituciones/index.html", "instituciones/maga.html", "instituciones/renap.html",
    "filas/index.html", "filas/envios-0001.html", "filas/T0000000000000001.html", "filas/T0000000000000002.html",
    "filas/T0000000000000003.html", "reglas/index.html", "reglas/ARC-03.html", "reglas/expectativas.html",
    "hallazgos.html", "intercambios.html", "servicio.html", "plan.html", "certificados.html", "ediciones.html",
    "verificacion.html", "bitacora/index.html", "bitacora/pagina-00001.html", "bitacora/tipo-recepcion.html",
    "bitacora/tipo-juicio.html",
}  # fmt: skip


@pytest.fixture(params=["small", "whole"], scope="module")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    facts = small_facts() if request.param == "small" else whole_facts()
    return written(tmp_path_factory.mktemp("sitio"), facts)


def test_every_page_is_there(site: Path) -> None:
    assert set(pages_of(site)) == EXPECTED


def test_every_link_leads_somewhere(site: Path) -> None:
    pages = pages_of(site)
    lost = []
    for place, page in pages.items():
        for link in links_of(page):
            if link.startswith("data:"):
                continue
            path, _, anchor = link.partition("#")
            target = ((site / place).parent / path).resolve() if path else site / place
            if not target.is_file() or (
                anchor and f'id="{anchor}"' not in target.read_text(encoding="utf-8")
            ):
                lost.append((place, link))
    assert lost == []


def test_nothing_is_asked_of_anybody_else(site: Path) -> None:
    for place, page in pages_of(site).items():
        assert not [link for link in links_of(page) if re.match(r"(?:[a-z]+:)?//", link)], place
        assert "default-src 'none'" in page
    for path in (*site.glob("*.css"), *site.glob("*.js")):
        assert "http" not in path.read_text(encoding="utf-8")
        assert "url(" not in path.read_text(encoding="utf-8")


def test_a_page_reads_aloud(site: Path) -> None:
    for place, page in pages_of(site).items():
        seen = Outline(page)
        assert seen.landmarks == ["header", "nav", "main", "footer"], place
        assert seen.headings[0] == 1, place
        assert seen.headings.count(1) == 1, place
        assert all(
            after - before <= 1 for before, after in zip(seen.headings, seen.headings[1:], strict=False)
        )
        assert seen.tables == seen.captions, place
        assert seen.loose_headers == 0, place
        assert seen.drawings == seen.drawings_told, place
        assert seen.drawings == 0 or seen.tables > 0, f"{place}: a drawing without its table"
        assert len(seen.ids) == len(set(seen.ids)), place
        assert '<html lang="es">' in page


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (written(tmp_path / name, whole_facts()) for name in ("a", "b"))
    assert pages_of(one) == pages_of(other)


def test_what_was_not_made_yet_says_so(tmp_path: Path) -> None:
    pages = pages_of(written(tmp_path, small_facts()))
    for place in ("index.html", "plan.html", "certificados.html", "servicio.html", "verificacion.html",
                  "hallazgos.html", "intercambios.html", "instituciones/maga.html"):  # fmt: skip
        assert "Todavía no hay" in pages[place], place


def test_what_others_make_has_its_place(tmp_path: Path) -> None:
    pages = pages_of(written(tmp_path, whole_facts()))
    # Nobody has scored the civil register.
    assert [place for place, page in pages.items() if "Todavía no hay" in page] == [
        "instituciones/renap.html"
    ]
    maga = pages["instituciones/maga.html"]
    assert "filas que faltan" in maga
    assert tuple(word for word in ("F-0001", "plata", "Envíos a tiempo") if word in maga) == (
        "F-0001",
        "plata",
        "Envíos a tiempo",
    )
    assert "Calificación por mes" in maga
    assert "2026-04-30, vencida" in maga
    assert "25.0\u00a0%" in pages["plan.html"]
    assert "Duración de la noche" in pages["index.html"]
    assert "Envíos a tiempo" not in pages["index.html"]
    assert "La cadena se sostiene" in pages["verificacion.html"]


def test_a_break_stands_on_the_first_page_and_beside_its_step(tmp_path: Path) -> None:
    broken = replace(GOOD, accepted=89, quarantined=8)
    pages = pages_of(written(tmp_path, small_facts(transfers=(broken,))))
    assert "✗ no: -1" in pages[f"filas/{GOOD.transfer}.html"]
    assert f"<code>{GOOD.transfer}</code>" in pages["filas/index.html"]
    assert "no cuadra" in pages["index.html"]
    assert "Todos cuadran" not in pages["filas/index.html"]


def test_findings_are_told_by_age(tmp_path: Path) -> None:
    page = pages_of(written(tmp_path, whole_facts()))["hallazgos.html"]
    row = re.search(r'<th scope="row">31 a 60</th>(.*?)</tr>', page, re.DOTALL)
    assert row is not None
    assert re.findall(r">(\d+)<", row[1]) == ["0", "8", "0"]


def test_a_long_list_of_files_is_paged(tmp_path: Path) -> None:
    many = tuple(replace(GOOD, transfer=f"T{number:016x}") for number in range(401))
    pages = pages_of(written(tmp_path, small_facts(transfers=many)))
    lists = {place: page for place, page in pages.items() if place.startswith("filas/envios-")}
    assert [page.count("<tr><th") - 1 for page in lists.values()] == [200, 200, 1]


def test_a_name_cannot_become_a_part_of_the_page(tmp_path: Path) -> None:
    facts: SiteFacts = small_facts(transfers=(replace(GOOD, file="<script>x</script>", contract="<b>"),))
    pages = pages_of(written(tmp_path, facts))
    assert not [place for place, page in pages.items() if "<script>x" in page or "<b></td>" in page]


def test_files_that_somebody_waits_for_stand_on_the_first_page(tmp_path: Path) -> None:
    bad = replace(REFUSED, institution="maga", file="raciones_04.csv", rule="ARC-02")
    mended = replace(bad, is_mended=True)
    waiting = pages_of(written(tmp_path / "a", small_facts(transfers=(GOOD, REFUSED, bad))))["index.html"]
    assert "maga: 1 archivo rechazado sin corregir (ARC-02)" in waiting
    assert "(sin carpeta): 1 archivo rechazado sin corregir (ARC-03)" in waiting
    assert "maga: 1 sin llegar según su calendario" in waiting
    after = pages_of(written(tmp_path / "b", small_facts(transfers=(GOOD, mended), calendar=())))[
        "index.html"
    ]
    assert "sin corregir" not in after

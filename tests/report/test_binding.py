"""A report as files: equal facts give equal bytes, data beside every figure, a manifest that anybody can check."""

import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from publish.report.binding import bind, manifest_of, report_digest
from publish.report.facts import INTERNAL, PUBLIC, Edition
from tests.report.report_case import whole


@pytest.fixture(scope="module", params=[INTERNAL, PUBLIC])
def edition(request: pytest.FixtureRequest) -> Edition:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def found(edition: Edition) -> dict[str, bytes]:
    return bind(whole(edition))


def test_the_same_facts_give_the_same_bytes(edition: Edition, found: dict[str, bytes]) -> None:
    assert bind(whole(edition)) == found


def test_the_order_in_which_figures_come_changes_nothing(edition: Edition, found: dict[str, bytes]) -> None:
    told = whole(edition)
    assert bind(replace(told, reach=tuple(reversed(told.reach)))) == found


def test_there_is_a_sheet_for_each_department_and_a_paragraph_for_each_municipality(
    found: dict[str, bytes],
) -> None:
    assert {path for path in found if path.startswith("departamentos/")} == {
        "departamentos/08.html",
        "departamentos/16.html",
    }
    told = json.loads(found["informe.json"])
    assert [place["municipio_codigo"] for place in told["municipios"]] == ["0801", "0802", "1601", "1605"]
    page = found["municipios/16.html"].decode()
    assert all(place["texto"] in page for place in told["municipios"][2:])


def test_every_figure_has_csv_and_json_with_the_same_rows(found: dict[str, bytes]) -> None:
    figures = [path for path in found if path.startswith("figuras/") and path.endswith(".json")]
    assert len(figures) >= 10
    for path in figures:
        document = json.loads(found[path])
        rows = list(csv.reader(io.StringIO(found[path.replace(".json", ".csv")].decode())))
        assert rows[0] == [column["nombre"] for column in document["columnas"]]
        assert len(rows) == len(document["filas"]) + 1
        for text, row in zip(rows[1:], document["filas"], strict=True):
            assert [as_told(one, cell) for one, cell in zip(text, row, strict=True)] == row
        assert set(document["definicion"]) == {
            "codigo", "nombre", "unidad", "base", "denominador", "periodo", "fuente", "metodo",
        }  # fmt: skip


def as_told(text: str, cell: object) -> object:
    """A cell of the CSV as the JSON tells it: nothing, text or a number."""
    if text == "":
        return None
    return type(cell)(text) if isinstance(cell, int | float) else text


def test_every_link_leads_to_a_file_of_the_report(found: dict[str, bytes]) -> None:
    there = {*found, "manifest.json"}
    for path, data in found.items():
        if path.endswith(".html"):
            for link in re.findall(r'href="([^"#]+)', data.decode()):
                folder = path.rpartition("/")[0]
                target = (
                    link.removeprefix("../") if link.startswith("../") else f"{folder}/{link}".lstrip("/")
                )
                assert target in there, (path, link)


def test_drawings_say_in_words_what_they_show(found: dict[str, bytes]) -> None:
    drawings = [path for path in found if path.endswith(".svg")]
    assert drawings
    for path in drawings:
        root = ElementTree.fromstring(found[path])
        title, text = (root.find(f"{{http://www.w3.org/2000/svg}}{name}") for name in ("title", "desc"))
        assert title is not None and text is not None and title.text and text.text
        printed = {node.text for node in root.iter("{http://www.w3.org/2000/svg}text")}
        told = json.loads(found[path.replace(".svg", ".json")])
        assert title.text == told["titulo"]
        # Every value that is drawn stands beside its shape, and in the text for who does not see it.
        assert all(value in text.text for value in printed if value and value[0].isdigit())


def test_the_manifest_binds_every_file_and_what_is_behind(edition: Edition, found: dict[str, bytes]) -> None:
    manifest = manifest_of(found, whole(edition), version=1)
    assert {item["ruta"]: item["sha256"] for item in manifest["archivos"]} == {
        path: hashlib.sha256(data).hexdigest() for path, data in found.items()
    }
    assert manifest["origen"] == dict(whole(edition).inputs)


def test_a_third_party_computes_the_digest_from_the_list_of_files(found: dict[str, bytes]) -> None:
    lines = "".join(f"{hashlib.sha256(found[path]).hexdigest()}  {path}\n" for path in sorted(found))
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in found.items()}
    assert report_digest(digests) == hashlib.sha256(lines.encode()).hexdigest()


def test_internal_pages_are_marked_and_public_ones_are_not(edition: Edition, found: dict[str, bytes]) -> None:
    pages = [data.decode() for path, data in found.items() if path.endswith(".html")]
    marked = [">USO INTERNO<" in page for page in pages]
    assert marked == [edition == INTERNAL] * len(pages)
    # And on paper, on every sheet.
    assert all(('@bottom-left{content:"USO INTERNO' in page) == (edition == INTERNAL) for page in pages)


def test_a_period_that_is_not_closed_is_marked_on_every_page(edition: Edition) -> None:
    found = bind(replace(whole(edition), provisional=True))
    assert all(b">PROVISIONAL<" in data for path, data in found.items() if path.endswith(".html"))


def test_pages_run_no_script_and_load_nothing(found: dict[str, bytes]) -> None:
    for path, data in found.items():
        if path.endswith(".html"):
            page = data.decode()
            assert "<script" not in page
            assert "default-src 'none'" in page
            assert re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page) is None


def test_a_title_that_looks_like_markup_stays_text() -> None:
    told = whole()
    odd = replace(told, title='</style><b>"x"')
    assert b"<b>" not in bind(odd)["index.html"]

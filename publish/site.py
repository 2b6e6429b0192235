"""The catalogue for people: an index and a page for each dataset, that work without a network.

Belongs here: turning descriptors and published figures into HTML. Does not belong here: the map (tile_map.py),
metadata for machines (catalog.py), or figures of its own: every number on a page stands in a published file.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from publish.catalog import package_path
from publish.citation import citation_text
from publish.documents import CHART
from publish.editions import Withdrawal
from publish.governance import Governance
from publish.method import HOLD, PROTECTION, ROUNDING
from publish.package import PackageReport
from publish.preview import Reader
from publish.search_index import search_index
from publish.tile_map import Place, TileMap

FREQUENCIES = {
    "DAILY": "cada día",
    "WEEKLY": "cada semana",
    "MONTHLY": "cada mes",
    "QUARTERLY": "cada trimestre",
    "ANNUAL_2": "cada semestre",
    "ANNUAL": "cada año",
}
# Pages that every page leads to.
SECTIONS = (
    ("index.html", "Conjuntos de datos"),
    ("apertura.html", "Plan e inventario"),
    ("calendario.html", "Calendario"),
    ("preguntas.html", "Preguntas y uso"),
)
_REPORTS = (
    ("INFORME_CALIDAD.md", "calidad"),
    ("riesgo.json", "riesgo"),
    ("CAMBIOS.md", "cambios"),
    ("METODO.md", "método"),
)
# The same place that package.py gives to the tables of a package.
_DATA = "data/"
# Files that hold a whole package for people.
_WHOLE = frozenset({"XLSX", "ZIP"})


def index_html(readers: Sequence[Reader], *, title: str, publisher: Mapping[str, str], release: str) -> str:
    """The front page: every dataset with its files, and what can be searched without a network."""
    return _render(
        "index.html",
        title=title,
        publisher=publisher,
        release=release,
        datasets=[
            (reader.report, package_path(reader.report), _data_files(reader.report), reader.figures)
            for reader in readers
        ],
        index=search_index(readers, {path: label for path, label in SECTIONS if path != "index.html"}),
        here="index.html",
        root="",
    )


def dataset_html(
    reader: Reader,
    *,
    title: str,
    publisher: Mapping[str, str],
    releases: Sequence[str],
    withdrawn: Mapping[str, Withdrawal],
    figures: Mapping[str, int] | None,
    places: Sequence[Place],
    jsonld: str,
    governance: Governance,
) -> str:
    """The page of a dataset.

    Args:
        reader: its package.
        title: name of the deployment.
        publisher: from the deployment.
        releases: names of all releases, newest first.
        withdrawn: decisions that withdrew a release, by its name.
        figures: published persons by department code, for the map; None when the dataset has none.
        places: departments on the tile map.
        jsonld: the dataset for search engines, ready to stand in a script element.
        governance: its approval, questions and use.
    """
    report = reader.report
    paths = {item["path"] for item in report.descriptor["resources"]}
    return _render(
        "dataset.html" if report.spec.reports is None else "informes.html",
        title=title,
        publisher=publisher,
        report=report,
        reader=reader,
        descriptor=report.descriptor,
        base=report.descriptor["release"],
        releases=releases,
        withdrawn=withdrawn,
        jsonld=jsonld,
        citation=citation_text(report.descriptor),
        contracts=reader.contracts,
        map=TileMap.of(figures, places) if figures is not None and places else None,
        chart=_text_of(report, CHART) if CHART in paths else "",
        changes=_document(report, "cambios.json"),
        quality=_document(report, "informe_calidad.json"),
        reports=[(path, label) for path, label in _REPORTS if path in paths],
        protection={"absent": PROTECTION, "rounding": ROUNDING, "hold": HOLD},
        comments=governance.comments_on(report.spec.name),
        usage=governance.usage_of(report.spec.name),
        approval=governance.approval(report.spec.name),
        here="",
        root="../../",
    )


def governance_html(name: str, values: Mapping[str, Any], *, title: str, publisher: Mapping[str, str]) -> str:
    """A page about the opening itself, or about the ledger.

    Args:
        name: of the page, which is that of its template.
        values: what it is filled with (governance.py, anchors.py).
        title: name of the deployment.
        publisher: from the deployment.
    """
    return _render(name, title=title, publisher=publisher, here=name, root="", **values)


def tombstone_html(
    withdrawal: Withdrawal,
    release: str,
    *,
    dataset: str,
    title: str,
    publisher: Mapping[str, str],
    root: str,
) -> str:
    """The page in place of a withdrawn release, or of a dataset without any other.

    Args:
        withdrawal: the decision.
        release: name of the release.
        dataset: title of the dataset.
        title: name of the deployment.
        publisher: from the deployment.
        root: way to the front page.
    """
    return _render(
        "tombstone.html", title=title, publisher=publisher, withdrawal=withdrawal, release=release, dataset=dataset,
        root=root, here="",
    )  # fmt: skip


def _data_files(report: PackageReport) -> list[Mapping[str, Any]]:
    return [
        item
        for item in report.descriptor["resources"]
        if item["path"].startswith(_DATA) or item["format"] in _WHOLE
    ]


def _text_of(report: PackageReport, path: str) -> str:
    return (report.folder / path).read_text(encoding="utf-8")


def _document(report: PackageReport, path: str) -> Any:
    """A report of the package; None when it has none."""
    file = report.folder / path
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def _render(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(sections=SECTIONS, **_assets(), **values)


@cache
def _assets() -> dict[str, str]:
    """Style and script, which stand in every page, and the digest by which a browser runs this script and no other."""
    static = files("publish") / "static"
    script = (static / "site.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return {
        "style": (static / "site.css").read_text(encoding="utf-8"),
        "script": script,
        "script_hash": f"sha256-{digest}",
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("publish", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["miles"] = lambda number: f"{number:,}".replace(",", "\u00a0")
    environment.filters["peso"] = _size
    environment.filters["frecuencia"] = lambda code: FREQUENCIES.get(code, code)
    return environment


def _size(count: int) -> str:
    """A size for people: bytes, kB or MB."""
    if count < 1000:
        return f"{count}\u00a0bytes"
    if count < 1_000_000:
        return f"{count / 1000:.1f}\u00a0kB"
    return f"{count / 1_000_000:.1f}\u00a0MB"

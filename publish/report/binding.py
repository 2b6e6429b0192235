"""A report as files: pages, data and drawings by path, and the manifest that binds them.

Belongs here: the list of files, their digests and that of the whole. Does not belong here: writing them to a disk
(assets/report/shelf.py), what is in them.

The manifest holds no clock: the same facts give the same bytes. The digest of the report is the SHA-256 of the lines
"<sha256>  <path>" of every other file, in the order of paths, so that a third party can compute it with two commands.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from publish.report.composing import compose
from publish.report.data_files import as_json, csv_bytes, json_bytes
from publish.report.drawing import draw
from publish.report.facts import Facts
from publish.report.model import Report
from publish.report.pages import marks, pages
from publish.report.readability import longest_sentence, perspicuity
from publish.tile_map import Place

MANIFEST = "manifest.json"
# Raised when the form of reports changes; a report made in an older form stays as it is.
FORM_VERSION = 1


def bind(facts: Facts) -> dict[str, bytes]:
    """Every file of a report by its path, the manifest left out."""
    report = compose(facts)
    places = [Place(item.code, item.name, item.label, item.row, item.column) for item in facts.departments]
    drawings = {figure.id: draw(figure, places) for figure in report.figures()}
    found = {path: text.encode() for path, text in pages(facts, report, drawings)}
    for figure in report.figures():
        found[f"figuras/{figure.id}.csv"] = csv_bytes(figure)
        found[f"figuras/{figure.id}.json"] = json_bytes(figure)
        if drawings[figure.id]:
            found[f"figuras/{figure.id}.svg"] = drawings[figure.id].encode()
    found["informe.json"] = as_json(_summary(facts, report))
    return dict(sorted(found.items()))


def manifest_of(found: Mapping[str, bytes], facts: Facts, *, version: int) -> dict[str, Any]:
    """What the files are, what they were made from, and the digest of the report.

    Args:
        found: every other file of the report, an erratum's list of differences too.
        facts: what it was made from.
        version: 1 for the first one of its period, one more for each erratum.
    """
    listed = [
        {"ruta": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for path, data in sorted(found.items())
    ]
    return {
        "informe": f"{facts.edition}/{facts.period.code}",
        "version": version,
        "forma": FORM_VERSION,
        "edicion": facts.edition,
        "periodo": facts.period.code,
        "provisional": facts.provisional,
        "fuente": facts.source,
        "huella": report_digest({str(item["ruta"]): str(item["sha256"]) for item in listed}),
        "origen": dict(sorted(facts.inputs.items())),
        "archivos": listed,
    }


def report_digest(digests: Mapping[str, str]) -> str:
    """The digest of a whole report from those of its files."""
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _summary(facts: Facts, report: Report) -> dict[str, Any]:
    """The report for programs: what it says, and where each figure lies."""
    return {
        "titulo": report.heading,
        "edicion": facts.edition,
        "periodo": facts.period.code,
        "marcas": marks(facts),
        "cifras_de": facts.span,
        "hasta_mes": facts.last_month,
        "resumen": list(report.lead),
        "secciones": [
            {
                "id": section.id,
                "titulo": section.title,
                "parrafos": list(section.paragraphs),
                "figuras": [figure.id for figure in section.figures],
            }
            for section in report.sections
        ],
        "hojas": [
            {"departamento_codigo": sheet.code, "texto": [sheet.headline, *sheet.paragraphs]}
            for sheet in report.sheets
        ],
        "municipios": [
            {"municipio_codigo": place.code, "municipio": place.name, "texto": place.text}
            for _, places, _ in report.places
            for place in places
        ],
        "legibilidad": _readability([place.text for _, places, _ in report.places for place in places]),
    }


def _readability(texts: Sequence[str]) -> dict[str, Any]:
    """How the paragraphs of municipalities read, on the INFLESZ scale."""
    if not texts:
        return {}
    found = sorted(perspicuity(text) for text in texts)
    return {
        "escala": "INFLESZ (Szigriszt 1993; Barrio-Cantalejo et al. 2008): 55 o más es normal o fácil",
        "minimo": found[0],
        "mediana": found[len(found) // 2],
        "oracion_mas_larga_palabras": max(longest_sentence(text) for text in texts),
    }

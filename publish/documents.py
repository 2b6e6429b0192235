"""Documents of a package as resources: the workbook, the reports, the chart, the citation.

Belongs here: what each file is called and said to be. Does not belong here: its content, or tables (descriptor.py).

None is declared a table, and formats are written in capitals: frictionless would read a file that it takes for a
table and never count its bytes; as a file it checks both size and digest.
"""

from typing import Any

from publish.descriptor import FileFacts

CHART = "vista.svg"
RISK = "riesgo.json"
_MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown",
    "json": "application/json",
    "svg": "image/svg+xml",
    "cff": "application/yaml",
    "bib": "application/x-bibtex",
}
_ABOUT = {
    "METODO.md": ("metodo", "Método", "Cómo se hicieron y cómo se protegen las cifras."),
    "INFORME_CALIDAD.md": ("informe-de-calidad", "Informe de calidad", "Qué tan bien formadas están las tablas."),
    "informe_calidad.json": ("informe-de-calidad-json", "Informe de calidad (JSON)", "Lo mismo, para programas."),
    "certificado.json": ("certificado", "Certificado de calidad", "Nivel, evidencia y hasta cuándo vale."),
    "CAMBIOS.md": ("cambios-texto", "Cambios desde la edición anterior", "Cuántas filas son otras."),
    "cambios.json": ("cambios-json", "Cambios (JSON)", "Las mismas cuentas, para programas."),
    RISK: ("riesgo", "Informe de riesgo", "Qué tan protegidas están las personas, medido sobre lo publicado."),
    CHART: ("vista", "Vista previa", "Gráfica de una tabla del conjunto."),
    "CITATION.cff": ("cita-cff", "Cita (CFF)", "Cómo citar, en Citation File Format 1.2."),
    "cita.bib": ("cita-bib", "Cita (BibTeX)", "Cómo citar, en BibTeX."),
}  # fmt: skip
_WORKBOOK = (
    "libro",
    "Libro de cálculo",
    "Portada, las mismas filas que el CSV, diccionario y códigos, para personas.",
)


def document_resource(file: FileFacts) -> dict[str, Any]:
    """A document, by the name of its file; a workbook is called like its dataset."""
    suffix = file.path.rpartition(".")[2]
    name, title, about = _WORKBOOK if suffix == "xlsx" else _ABOUT[file.path]
    return {
        "name": name,
        "path": file.path,
        "title": title,
        "description": about,
        "format": suffix.upper(),
        "mediatype": _MEDIA[suffix],
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }

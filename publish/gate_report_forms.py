"""Documents of a report: the keys that each may have, and its rows as JSON beside the same as CSV.

Belongs here: those forms. Does not belong here: other documents (gate_documents.py), numbers (report/scan.py), what
binds the files of a report (gate_reports.py).

The forms follow publish/report/binding.py, data_files.py and erratum.py; a key too many could hold what no check knows.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from publish.report.data_files import csv_text
from publish.report.erratum import ERRATUM

_SUMMARY = "informe.json"
_FIGURE = "figuras/"


def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FORMS = {
    _SUMMARY: _keys(
        """
        cifras_de departamento_codigo edicion escala figuras hasta_mes hojas id legibilidad marcas mediana minimo
        municipio municipio_codigo municipios oracion_mas_larga_palabras parrafos periodo resumen secciones texto titulo
        """
    ),
    ERRATUM: _keys("ahora antes cifras columnas corrige huella_anterior id motivo"),
    _FIGURE: _keys(
        """
        base codigo columnas definicion denominador filas fuente id metodo nombre notas periodo tipo titulo unidad vacio
        """
    ),
}


# Keys under which numbers may stand; those of rows are compared with the tables (report/scan.py).
_NUMBERS = frozenset({"hasta_mes", "minimo", "mediana", "oracion_mas_larga_palabras"})
_ROWS = frozenset({"filas", "antes", "ahora"})
_MANIFEST = frozenset(
    {
        *("archivos", "edicion", "forma", "fuente", "huella", "informe", "origen", "periodo"),
        *("provisional", "version"),
    }
)
_LISTED = frozenset({"ruta", "bytes", "sha256"})
_TEXTS = frozenset({"texto", "codigo"})
_BARE = re.compile(r"[\d\s.,]+")


def has_manifest_form(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest has its keys and no other, and so has each file that it lists."""
    listed = manifest.get("archivos")
    return (
        manifest.keys() == _MANIFEST
        and isinstance(listed, list)
        and all(isinstance(item, dict) and item.keys() == _LISTED for item in listed)
    )


def is_in_form(path: str, data: bytes) -> bool:
    """Whether a document of a report, by its path in it, has the keys of its kind and no other."""
    known = _FORMS.get(_FIGURE if path.startswith(_FIGURE) else path)
    try:
        document = json.loads(data)
    except ValueError:
        return False
    return known is not None and isinstance(document, dict) and _has_only(document, known)


def same_rows(figure: Mapping[str, Any], table: bytes) -> bool:
    """Whether the CSV of a figure is what its JSON gives, with numbers in columns of numbers and nowhere else."""
    columns = [(str(item["nombre"]), str(item["tipo"])) for item in figure["columnas"]]
    typed = all(
        _is_cell(cell, kind) for row in figure["filas"] for cell, (_, kind) in zip(row, columns, strict=True)
    )
    return typed and csv_text(columns, figure["filas"]).encode() == table


def _is_cell(cell: Any, kind: str) -> bool:
    if cell is None:
        return True
    if kind in _TEXTS:
        return isinstance(cell, str | int) and not (kind == "texto" and _BARE.fullmatch(str(cell)))
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _has_only(node: Any, known: frozenset[str], above: str = "") -> bool:
    if isinstance(node, dict):
        return node.keys() <= known and all(_has_only(value, known, key) for key, value in node.items())
    if isinstance(node, list):
        return above in _ROWS or all(_has_only(value, known, above) for value in node)
    return isinstance(node, str) or node is None or above in _NUMBERS

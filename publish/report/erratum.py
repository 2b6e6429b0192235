"""An erratum: a new version of a report beside the old one, with the reason and the figures that differ.

Belongs here: comparing two reports figure by figure, and the two files that tell of it. Does not belong here: where
versions lie (assets/report/shelf.py), or deciding that there shall be one.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from publish.report.data_files import as_json

ERRATUM = "errata.json"
_FIGURES, _JSON = "figuras/", ".json"


def differing_figures(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """Ids of the figures whose rows differ between two reports, or that only one of them has."""
    paths = {path for path in {*before, *after} if path.startswith(_FIGURES) and path.endswith(_JSON)}
    changed = [path for path in paths if _rows(before.get(path)) != _rows(after.get(path))]
    return sorted(path.removeprefix(_FIGURES).removesuffix(_JSON) for path in changed)


def erratum_bytes(
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    *,
    reason: str,
    corrects: str,
    digest: str,
    is_recalled: bool = False,
) -> bytes:
    """What changed and why: for each figure, the rows that went and the rows that came.

    Args:
        before: files of the report that stands.
        after: files of the one that corrects it.
        reason: why, as somebody wrote it.
        corrects: folder of the report that it corrects.
        digest: of that report.
        is_recalled: whether what it said was withdrawn: no row of it is repeated then.
    """
    figures = []
    for key in differing_figures(before, after):
        path = f"{_FIGURES}{key}{_JSON}"
        old, new = _rows(before.get(path)), _rows(after.get(path))
        figures.append(
            {
                "id": key,
                "columnas": [
                    column["nombre"] for column in _document(after.get(path) or before[path])["columnas"]
                ],
                "antes": [row for row in old or () if row not in (new or ()) and not is_recalled],
                "ahora": [row for row in new or () if row not in (old or ())],
            }
        )
    return as_json({"corrige": corrects, "huella_anterior": digest, "motivo": reason, "cifras": figures})


def _document(data: bytes) -> dict[str, Any]:
    return dict(json.loads(data))


def _rows(data: bytes | None) -> Sequence[Any] | None:
    return None if data is None else list(_document(data)["filas"])

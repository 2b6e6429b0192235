"""A periodic report as a data package: the folder as it was frozen, the same as one archive, and its descriptor.

Belongs here: what is laid beside the frozen files, and which of them are resources. Does not belong here: what a report
says (publish/report), packages of tables (package.py), or whether it may leave (gate_reports.py).

The frozen files are copied byte for byte; their own manifest holds the digest of each. Resources are what somebody
downloads: the archive, the report for programs, the manifest, and the figures of the country as CSV and JSON. Pages and
figures of departments lie in the folder and in the archive.
"""

import calendar
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publish.citation import citation_text
from publish.datasets import DatasetSpec
from publish.descriptor import FileFacts, csv_facts, descriptor_bytes
from publish.editions import Revision, month_of
from publish.method import HOLD, PROTECTION, ROUNDING
from publish.package import DESCRIPTOR, Edition, PackageReport
from publish.report.binding import MANIFEST
from publish.report.erratum import ERRATUM

SUMMARY = "informe.json"
README = "README.md"
_FIGURES = "figuras/"
_TYPES = {"conteo": "integer", "por_ciento": "number", "quetzales": "number", "numero": "number"}
# The first moment that an archive can name: no clock enters it.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16


def archive_name(release: str) -> str:
    """Name of the archive of a report."""
    return f"informe-{release}.zip"


def archive_bytes(files: Mapping[str, bytes]) -> bytes:
    """All files of a report as one archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, data in sorted(files.items()):
            member = zipfile.ZipInfo(path, _EPOCH)
            member.compress_type, member.external_attr, member.create_system = zipfile.ZIP_DEFLATED, _MODE, 3
            archive.writestr(member, data)
    return target.getvalue()


@dataclass(frozen=True)
class FrozenReport:
    """A report that is to leave.

    Attributes:
        spec: its series.
        files: all of it, its manifest too.
        edition: its name, the last day that it is about, and what is said of every package.
    """

    spec: DatasetSpec
    files: Mapping[str, bytes]
    edition: Edition

    def lay_into(self, staging: Path) -> PackageReport:
        """Write its package into its place of a staging folder."""
        folder = staging / "datasets" / self.spec.name / self.edition.release
        return _build(self.spec, self.files, edition=self.edition, folder=folder)


def _build(spec: DatasetSpec, files: Mapping[str, bytes], *, edition: Edition, folder: Path) -> PackageReport:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    name, packed = archive_name(edition.release), archive_bytes(files)
    (folder / name).write_bytes(packed)
    manifest = json.loads(files[MANIFEST])
    revision = Revision(spec.name, edition.release, 0, str(manifest["huella"]), edition.moment)
    year = edition.release[:4]
    resources = [
        _archive(name, packed, edition.release),
        *_documents(files, edition.release),
        *_figures(files, edition.release),
    ]
    period = {"start": f"{year}-01-01", "end": edition.created[:10]}
    descriptor = edition.describe(spec, resources, revision, period=period)
    (folder / README).write_text(_readme(descriptor, manifest), encoding="utf-8")
    (folder / DESCRIPTOR).write_bytes(descriptor_bytes(descriptor))
    return PackageReport(spec, folder, descriptor, {}, revision)


def is_report_folder(folder: Path) -> bool:
    """Whether a package is that of a report."""
    return (folder / SUMMARY).is_file() and (folder / MANIFEST).is_file()


def _archive(path: str, data: bytes, release: str) -> dict[str, Any]:
    return {
        "name": "informe-completo",
        "path": path,
        "title": f"Informe completo, {release}",
        "description": "Páginas, hojas por departamento, párrafos por municipio y todas las figuras.",
        **_file_facts(path, data, "application/zip"),
    }


def _documents(files: Mapping[str, bytes], release: str) -> Iterator[dict[str, Any]]:
    for path, name, title, about in (
        (SUMMARY, "informe", "Informe para programas", "Lo que dice el informe, y qué tan legible es."),
        (
            MANIFEST,
            "manifiesto",
            "Manifiesto",
            "SHA-256 de cada archivo, huella del informe y de qué se hizo.",
        ),
        (ERRATUM, "errata", "Fe de erratas", "A qué informe corrige, por qué, y cada fila antes y ahora."),
    ):
        if path in files:
            yield {
                "name": name,
                "path": path,
                "title": f"{title}, {release}",
                "description": about,
                **_file_facts(path, files[path], "application/json"),
            }


def _figures(files: Mapping[str, bytes], release: str) -> Iterator[dict[str, Any]]:
    """The figures of the country: rows as CSV with their schema, and the same with the definition as JSON.

    Their own titles hold figures; what a catalogue repeats holds none, because the tables behind them may be revised.
    """
    for figure in _national_figures(files):
        table, document = f"{_FIGURES}{figure}.csv", f"{_FIGURES}{figure}.json"
        said = json.loads(files[document])
        meant = said["definicion"]
        title = f"{meant['nombre']}: {figure}, {release}"
        about = f"{meant['nombre']}, en {meant['unidad']}. {said['vacio']}".strip()
        yield {
            "name": figure,
            "type": "table",
            "path": table,
            "title": title,
            "description": about,
            **csv_facts(_facts(table, files[table])),
            "schema": {"fields": [_field(column) for column in said["columnas"]], "missingValues": [""]},
        }
        yield {
            "name": f"{figure}-json",
            "path": document,
            "title": f"{title} (JSON)",
            "description": "Las mismas filas con su definición.",
            **_file_facts(document, files[document], "application/json"),
        }


def _national_figures(files: Mapping[str, bytes]) -> list[str]:
    """Ids of the figures of the country, in the order of the report."""
    summary = json.loads(files[SUMMARY])
    return [figure for section in summary["secciones"] for figure in section["figuras"]]


def _field(column: Mapping[str, str]) -> dict[str, str]:
    return {
        "name": column["nombre"],
        "type": _TYPES.get(column["tipo"], "string"),
        "title": column["titulo"],
        "description": f"{column['titulo']}.",
    }


def _facts(path: str, data: bytes) -> FileFacts:
    return FileFacts(path, len(data), hashlib.sha256(data).hexdigest())


def _file_facts(path: str, data: bytes, media: str) -> dict[str, Any]:
    """Formats of documents are written in capitals, as in every package (documents.py)."""
    facts = _facts(path, data)
    return {
        "format": path.rpartition(".")[2].upper(),
        "mediatype": media,
        "bytes": facts.bytes,
        "hash": f"sha256:{facts.sha256}",
    }


def _readme(descriptor: Mapping[str, Any], manifest: Mapping[str, Any]) -> str:
    licence = descriptor["licenses"][0]
    edition = f"Edición **{descriptor['release']}**, versión {descriptor['version']}, hecha con"
    return "\n".join(
        [
            f"# {descriptor['title']}, {descriptor['release']}",
            "",
            descriptor["description"],
            "",
            f"{edition} {manifest['fuente']}. Se lee en `index.html`.",
            "",
            "Este informe no cambia. Si hay que corregirlo, la fe de erratas es otra edición; si se retira la edición",
            "de los datos con que se hizo, el informe se retira con ella.",
            "",
            f"Huella del informe: `{manifest['huella']}`. `manifest.json` dice cómo comprobarla archivo por archivo.",
            "",
            "## Cómo leer las cifras",
            "",
            PROTECTION,
            "",
            ROUNDING,
            "",
            HOLD,
            "",
            "## Licencia, base legal y cita",
            "",
            f"Licencia: [{licence['title']}]({licence['path']}). Base legal: {', '.join(descriptor['legalBasis'])}.",
            "",
            f"Cita: {citation_text(descriptor)}",
            "",
        ]
    )


def last_day_of(release: str) -> str:
    """Moment for which the package of a report speaks: the last day of its period, never the clock."""
    year, month = (int(part) for part in month_of(release).split("-"))
    return f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]}T00:00:00Z"

"""What a package must carry before it leaves: declared files, licence, legal basis, approval.

Belongs here: checks of datapackage.json against the files beside it and against the deployment's records. Does not
belong here: texts (gate_text.py), figures (gate_tables.py), writing packages.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from publish.datasets import DatasetSpec
from publish.editions import month_of
from publish.gate_exhibit import Exhibit, kind_of, stem_of
from publish.gate_findings import Finding
from publish.gate_rules import GateRules, TableRule
from snis.disclosure import RESTRICTED

DESCRIPTOR = "datapackage.json"
LEGAL_BASIS = "legalBasis"
# Tables about the tables (diccionario, codigos-departamento): words, no figures of people, no contract of their own.
AUXILIARY = {
    "diccionario": frozenset(
        {
            "tabla",
            "campo",
            "tipo",
            "titulo",
            "descripcion",
            "unidad",
            "lista_de_codigos",
            "privacidad",
            "obligatorio",
        }
    ),
    "codigos": frozenset({"lista", "codigo", "nombre"}),
    "cambios": frozenset({"tabla", "cambio", "clave", "columnas"}),
}

# Suffixes of tables; sheets of a workbook are named `hoja`.
_RENDITIONS = frozenset({"csv", "parquet", "hoja"})
_UNACCENTED = str.maketrans("áéíóú", "aeiou")


@dataclass(frozen=True)
class Package:
    """One data package of a release.

    Attributes:
        folder: its folder inside the release, "" when it is the release itself.
        descriptor: path of its datapackage.json.
        dataset: the deployment's record of it, or None when there is none.
        resources: its resources, by path inside the release.
        document: the descriptor.
    """

    folder: str
    descriptor: str
    dataset: DatasetSpec | None
    resources: Mapping[str, Mapping[str, Any]]
    document: Mapping[str, Any]

    def holds(self, path: str) -> bool:
        """Whether a file of the release lies in this package."""
        return not self.folder or path.startswith(f"{self.folder}/")

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that its dataset may carry."""
        return self.dataset.tables if self.dataset else ()

    @property
    def is_report(self) -> bool:
        """Whether its dataset is a series of reports, which hold no table of their own."""
        return self.dataset is not None and self.dataset.reports is not None

    def is_restricted(self, rules: GateRules) -> bool:
        """Whether this is the restricted universe's own package."""
        return any(rules.tables[name].universe == RESTRICTED for name in self.tables if name in rules.tables)


def read_package(exhibit: Exhibit, rules: GateRules) -> Package:
    """The package that a datapackage.json describes; a descriptor that is no mapping describes nothing."""
    folder = str(PurePosixPath(exhibit.path).parent)
    folder = "" if folder == "." else folder
    document = exhibit.document if isinstance(exhibit.document, dict) else {}
    resources: dict[str, Mapping[str, Any]] = {}
    for resource in _mappings(document.get("resources")):
        paths = resource.get("path")
        for path in paths if isinstance(paths, list) else [paths]:
            resources[str(PurePosixPath(folder) / str(path))] = resource
    return Package(folder, exhibit.path, rules.datasets.get(str(document.get("name"))), resources, document)


def table_of(path: str, package: Package | None, rules: GateRules) -> TableRule | None:
    """The table that a file is a rendition of, after its resource or else its file name; None for what is no table."""
    if kind_of(path) not in _RENDITIONS or (package is not None and package.is_report):
        return None
    resource = package.resources.get(path, {}) if package else {}
    return rules.table_named(str(resource.get("name", "")), stem_of(path))


def is_auxiliary(path: str, columns: Sequence[str], package: Package | None) -> bool:
    """Whether a declared file, or a sheet of one, is a dictionary or a code list, by its name and by its columns."""
    declared = package is not None and path.partition("!")[0] in package.resources
    return declared and set(columns) <= AUXILIARY.get(auxiliary_kind(path), frozenset())


def auxiliary_kind(path: str) -> str:
    """What the name of a file or sheet says it is: diccionario, codigos, cambios, or anything else."""
    return stem_of(path).partition("-")[0].casefold().translate(_UNACCENTED)


def find_in_package(package: Package, rules: GateRules, *, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Findings of one package.

    Args:
        package: what the descriptor says.
        rules: the gate's rules.
        files: bytes of every file of the release, by path.
    """
    for rule, place, count, message in [
        *_records(package, rules),
        *_resources(package, rules, files),
    ]:
        yield Finding(package.descriptor, rule, place, count, message)


Found = Iterator[tuple[str, str, int, str]]


def _records(package: Package, rules: GateRules) -> Found:
    dataset = package.dataset
    if dataset is None:
        yield "G-LEG-04", "name", 1, "el paquete no es de ningún conjunto de datos del despliegue"
        return
    licences = [entry for entry in _mappings(package.document.get("licenses")) if _is_licence(entry)]
    if not licences:
        yield "G-LEG-01", "licenses", 1, "el paquete no lleva licencia"
    elif rules.licence and rules.licence not in {str(entry.get("name")) for entry in licences}:
        yield "G-LEG-01", "licenses", 1, "la licencia no es la del despliegue"
    if list(dataset.legal_basis) != package.document.get(LEGAL_BASIS):
        yield "G-LEG-02", LEGAL_BASIS, 1, "el paquete no dice su base legal"
    if dataset.name not in rules.approved:
        yield "G-LEG-03", "approvals.yaml", 1, "no hay registro de aprobación del comité"
    elif not _is_approved(str(package.document.get("release", "")), dataset.name, rules):
        yield "G-LEG-03", "approvals.yaml", 1, "la aprobación del comité no alcanza esta edición"


def _is_approved(release: str, dataset: str, rules: GateRules) -> bool:
    """Whether an approval speaks of a release; a record without limits speaks of every one."""
    return any(one.dataset == dataset and one.covers(month_of(release)) for one in rules.approvals)


def _is_licence(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("name") or entry.get("path"))


def _resources(package: Package, rules: GateRules, files: Mapping[str, bytes]) -> Found:
    if not package.resources:
        yield "G-ARC-03", "resources", 1, "el paquete no declara ningún recurso"
    for number, (path, resource) in enumerate(package.resources.items(), start=1):
        place = f"recurso n.º {number}"
        data = files.get(path)
        if data is None:
            yield "G-ARC-03", place, 1, "el archivo declarado no está"
            continue
        yield from _identity(place, resource, data)
        table = table_of(path, package, rules)
        if table is not None and table.table not in package.tables:
            yield "G-UNI-03", place, 1, "el conjunto de datos no puede llevar esta tabla"
        if table is not None:
            yield from _schema(place, resource, table)


def _identity(place: str, resource: Mapping[str, Any], data: bytes) -> Found:
    declared = str(resource.get("hash", ""))
    if declared.startswith("sha256:") and declared != f"sha256:{hashlib.sha256(data).hexdigest()}":
        yield "G-ARC-04", place, 1, "la huella declarada no es la del archivo"
    if "bytes" in resource and resource["bytes"] != len(data):
        yield "G-ARC-04", place, 1, "el tamaño declarado no es el del archivo"


def _schema(place: str, resource: Mapping[str, Any], table: TableRule) -> Found:
    schema = resource.get("schema")
    if not isinstance(schema, dict):
        return
    names = [field.get("name") for field in _mappings(schema.get("fields"))]
    if names != [column.name for column in table.columns]:
        yield "G-CAM-02", f"{place}, esquema", 1, "el esquema no es el del contrato"


def _mappings(node: Any) -> Sequence[Mapping[str, Any]]:
    return [entry for entry in node if isinstance(entry, dict)] if isinstance(node, list) else []

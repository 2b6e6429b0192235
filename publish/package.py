"""A data package on disk: its tables in every form, what explains them, reports on them, datapackage.json.

Belongs here: which files it has and their order, byte for byte the same for the same input. Does not belong here:
metadata (descriptor.py, documents.py), words (dictionary.py, readme.py, method.py), the catalogue around packages
(catalog.py, site.py), or the decision that they may leave (gate.py).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from publish.certificate import CERTIFICATE, DeliveredRules, dataset_certificate
from publish.changes import (
    APPEARED,
    CHANGE_COLUMNS,
    CHANGED,
    VANISHED,
    Changes,
    change_rows,
    changes_json,
    changes_since,
    changes_text,
)
from publish.chart import chart_of, chart_svg
from publish.citation import citation_bibtex, citation_cff
from publish.cover import cover_of
from publish.datasets import DatasetSpec
from publish.descriptor import (
    FileFacts,
    changes_resource,
    code_list_resource,
    csv_resource,
    descriptor_bytes,
    dictionary_resource,
    package_descriptor,
    parquet_resource,
)
from publish.dictionary import (
    CODE_COLUMNS,
    DICTIONARY_COLUMNS,
    CodeList,
    CodeNames,
    code_lists,
    dictionary_rows,
)
from publish.documents import CHART, RISK, document_resource
from publish.editions import NOTHING_YET, Register, Revision
from publish.method import method_text
from publish.quality_report import quality_json, quality_text, table_quality
from publish.readme import readme_text
from publish.table_files import csv_bytes, parquet_bytes, period_of, read_table, tables_in, text_csv
from publish.workbook import workbook_bytes
from snis.contracts.model import TableContract
from snis.quality_policy import QualityPolicy

DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True)
class Edition:
    """What all packages of a release share.

    Attributes:
        release: its name.
        created: moment that it speaks for, ISO 8601.
        publisher, licence: from the deployment.
        sources: titles of the institutions behind the data.
        codes: names of codes by kind of column.
        moment: when it is published, ISO 8601; enters the register of editions, never a package.
        register: what was published and withdrawn before.
        risk: content of riesgo.json by dataset.
        policy: levels of the certificates.
        rule_dimensions: dimension of each rule of the published table of quality.
        delivered: what that table adds up to by rule, for the certificates of all packages.
    """

    release: str
    created: str
    publisher: Mapping[str, str]
    licence: Mapping[str, str]
    sources: tuple[str, ...]
    codes: CodeNames
    moment: str = ""
    register: Register = NOTHING_YET
    risk: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    policy: QualityPolicy = field(default_factory=QualityPolicy)
    rule_dimensions: Mapping[str, str] = field(default_factory=dict)
    delivered: DeliveredRules = ()

    def describe(
        self,
        spec: DatasetSpec,
        resources: Sequence[Mapping[str, Any]],
        revision: Revision,
        *,
        period: Mapping[str, str] | None,
        image: str = "",
    ) -> dict[str, Any]:
        """The descriptor of a dataset in this edition."""
        return package_descriptor(
            spec,
            resources,
            release=self.release,
            version=revision.version,
            digest=revision.digest,
            created=self.created,
            publisher=self.publisher,
            licence=self.licence,
            sources=self.sources,
            image=image,
            period=period,
        )


@dataclass(frozen=True)
class PackageReport:
    """A package as it lies in its folder.

    Attributes:
        spec: its dataset.
        folder: where it lies.
        descriptor: its datapackage.json.
        rows: by table.
        revision: which content of the release it is; None for a package that was read back.
    """

    spec: DatasetSpec
    folder: Path
    descriptor: Mapping[str, Any]
    rows: Mapping[str, int]
    revision: Revision | None = None


def build_package(
    spec: DatasetSpec,
    tables: Mapping[str, Path],
    contracts: Mapping[str, TableContract],
    *,
    edition: Edition,
    folder: Path,
    before: Path | None = None,
    replaced: Path | None = None,
) -> PackageReport:
    """Write the package of a dataset into a new folder.

    First everything that follows from the data; its digest says which revision of the release this is; then what names
    the version.

    Args:
        spec: the dataset.
        tables: Parquet file of each of its tables.
        contracts: table contracts by name.
        edition: what the release shares.
        folder: where it goes; made here.
        before: the package of the last release; None when there is none.
        replaced: the package that lies under the name of this release until now; None when there is none.

    Raises:
        PublishError: a table is missing, or its columns are not those of its contract.
    """
    used = {name: read_table(name, tables, contracts) for name in spec.tables}
    parts = _Parts(spec, used, {name: contracts[name] for name in used}, edition)
    changes = changes_since(before.name if before else "", tables_in(before, used), used, contracts)
    (folder / "data").mkdir(parents=True)
    resources = _write_data(folder, parts, changes)
    resources += _write_reports(folder, parts, changes)
    news = changes_since(folder.name, tables_in(replaced, used), used, contracts) if replaced else changes
    revision = _revision(parts, resources, news)
    descriptor = _write_about(folder, parts, resources, revision)
    return PackageReport(spec, folder, descriptor, parts.rows, revision)


def read_package_back(spec: DatasetSpec, folder: Path) -> PackageReport:
    """A package that lies in a folder already."""
    # A package of an older form does not name its release; its folder does.
    descriptor = {"release": folder.name} | json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    rows = {Path(item["path"]).stem: item["rows"] for item in descriptor["resources"] if "rows" in item}
    return PackageReport(spec, folder, descriptor, rows)


@dataclass(frozen=True)
class _Parts:
    """What the files of a package are written from."""

    spec: DatasetSpec
    tables: Mapping[str, pa.Table]
    contracts: Mapping[str, TableContract]
    edition: Edition

    @cached_property
    def lists(self) -> list[CodeList]:
        return code_lists(list(self.tables.values()), self.edition.codes)

    @cached_property
    def words(self) -> list[tuple[str, ...]]:
        return list(dictionary_rows(list(self.contracts.values()), self.lists))

    @property
    def rows(self) -> dict[str, int]:
        return {name: table.num_rows for name, table in self.tables.items()}


def _write_data(folder: Path, parts: _Parts, changes: Changes) -> list[dict[str, Any]]:
    """The tables, what explains their columns and codes, and which rows changed."""
    resources = []
    for name, table in parts.tables.items():
        contract = parts.contracts[name]
        csv_file = _write(folder, f"data/{name}.csv", csv_bytes(table))
        parquet_file = _write(folder, f"data/{name}.parquet", parquet_bytes(table))
        resources.append(csv_resource(contract, csv_file, lists=parts.lists, rows=table.num_rows))
        resources.append(parquet_resource(contract, parquet_file))
    dictionary = _write(folder, "diccionario.csv", text_csv(DICTIONARY_COLUMNS, parts.words))
    resources.append(dictionary_resource(dictionary))
    for item in parts.lists:
        file = _write(folder, f"{item.name}.csv", text_csv(CODE_COLUMNS, item.rows))
        resources.append(code_list_resource(item, file))
    file = _write(folder, "cambios.csv", text_csv(CHANGE_COLUMNS, change_rows(changes)))
    return [*resources, changes_resource(file)]


def _write_reports(folder: Path, parts: _Parts, changes: Changes) -> list[dict[str, Any]]:
    """What is said of the tables: quality, changes, risk, and a chart."""
    spec, release = parts.spec, parts.edition.release
    measured = [
        table_quality(parts.contracts[name], table, parts.lists) for name, table in parts.tables.items()
    ]
    texts = {
        "INFORME_CALIDAD.md": quality_text(measured, release=release),
        "informe_calidad.json": quality_json(measured, release=release, frequency=spec.update),
        CERTIFICATE: dataset_certificate(
            measured,
            dataset=spec.name,
            release=release,
            delivered=parts.edition.delivered,
            policy=parts.edition.policy,
        ),
        "CAMBIOS.md": changes_text(changes, release),
        "cambios.json": changes_json(changes, release),
    }
    if spec.name in parts.edition.risk:
        texts[RISK] = json.dumps(parts.edition.risk[spec.name], ensure_ascii=False, indent=2) + "\n"
    if spec.chart is not None:
        name = spec.chart.table
        chart = chart_of(spec.chart, parts.tables[name], parts.contracts[name].key, parts.edition.codes)
        source = f"{parts.edition.publisher['name']}, edición {release}."
        texts[CHART] = chart_svg(chart, source=source)
    return [document_resource(_write(folder, path, text.encode())) for path, text in texts.items()]


def _revision(parts: _Parts, resources: Sequence[Mapping[str, Any]], changes: Changes) -> Revision:
    """Which revision of its release a content is."""
    spec, edition = parts.spec, parts.edition
    # A dataset of tables has no reports, and had no such key when its first versions were numbered.
    said = [
        spec.model_dump(mode="json", exclude={"reports"}), edition.release, edition.created, dict(edition.publisher),
        dict(edition.licence), list(edition.sources), [dict(resource) for resource in resources],
    ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return Revision(
        dataset=spec.name,
        release=edition.release,
        number=edition.register.number_for(spec.name, edition.release, digest),
        digest=digest,
        published=edition.moment or edition.created,
        appeared=changes.count(APPEARED),
        vanished=changes.count(VANISHED),
        changed=changes.count(CHANGED),
    )


def _write_about(
    folder: Path, parts: _Parts, resources: Sequence[Mapping[str, Any]], revision: Revision
) -> dict[str, Any]:
    """What names the version: method, citation, workbook, README and descriptor."""
    spec, edition = parts.spec, parts.edition

    def described(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        image = CHART if spec.chart is not None else ""
        period = period_of(parts.tables.values(), until=edition.created[:10])
        return edition.describe(spec, found, revision, image=image, period=period)

    draft, contracts = described(resources), list(parts.contracts.values())
    documents = {
        "METODO.md": method_text(draft, contracts).encode(),
        "CITATION.cff": citation_cff(draft).encode(),
        "cita.bib": citation_bibtex(draft).encode(),
        f"{spec.name}.xlsx": workbook_bytes(
            cover_of(draft, contracts, parts.rows),
            [(parts.contracts[name], table) for name, table in parts.tables.items()],
            words=parts.words,
            lists=parts.lists,
            created=edition.created,
        ),
    }
    written = [document_resource(_write(folder, path, content)) for path, content in documents.items()]
    descriptor = described([*resources, *written])
    _write(folder, "README.md", readme_text(descriptor, contracts, parts.rows).encode())
    _write(folder, DESCRIPTOR, descriptor_bytes(descriptor))
    return descriptor


def _write(folder: Path, path: str, content: bytes) -> FileFacts:
    (folder / path).write_bytes(content)
    return FileFacts(path, len(content), hashlib.sha256(content).hexdigest())

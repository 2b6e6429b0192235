"""The catalogue of a release for machines: DCAT-AP 3, as nodes of JSON-LD.

Belongs here: the mapping from descriptors. Does not belong here: Turtle (turtle.py), pages for people (site.py).

A dataset of ours is a series (dcat:DatasetSeries) of which each release is a member; a release that was withdrawn
is a member that says so and has no files. Addresses are relative to the catalogue, or absolute where the deployment
says where it is served. Source: DCAT-AP 3.0; EU authority tables for themes, frequencies, file types, status and
access.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from publish.editions import Withdrawal
from publish.package import PackageReport
from publish.shelf import Shelf

CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Node = dict[str, Any]
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_FORMATS = {"csv": "CSV", "parquet": "PARQUET", "xlsx": "XLSX", "zip": "ZIP"}


def catalogue(shelves: Sequence[Shelf], *, title: str, publisher: Mapping[str, str], created: str) -> Node:
    """One dcat:Catalog with every series and every release."""
    agent = {
        "@type": "foaf:Agent",
        "foaf:name": publisher["name"],
        "foaf:homepage": {"@id": publisher["url"]},
    }
    address = next((shelf.spec.address for shelf in shelves if shelf.spec.address), "")
    members = [node for shelf in shelves for node in _members(shelf, agent)]
    return {
        "@context": CONTEXT | ({"@base": address} if address else {}),
        "@id": "catalog.json",
        "@type": "dcat:Catalog",
        "dct:title": _said(title),
        "dct:description": _said(f"Datos abiertos y protegidos de {title}."),
        "dct:language": {"@id": f"{_AUTHORITY}language/SPA"},
        "dct:publisher": agent,
        "dct:modified": _moment(created),
        "foaf:homepage": {"@id": "index.html"},
        "dcat:themeTaxonomy": {"@id": f"{_AUTHORITY}data-theme"},
        "dcat:dataset": [*members, *(_series(shelf, agent, created) for shelf in shelves)],
    }


def catalogue_json(content: Node) -> str:
    """catalog.json."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def package_path(report: PackageReport) -> str:
    """Path of a package inside the public folder."""
    return f"datasets/{report.spec.name}/{report.descriptor['release']}"


def _members(shelf: Shelf, agent: Node) -> list[Node]:
    earlier = [*shelf.reports[1:], None]
    reports = [
        _dataset(report, agent, earlier=last) for report, last in zip(shelf.reports, earlier, strict=False)
    ]
    return reports + [
        _withdrawn(shelf, release, decision, agent) for release, decision in shelf.withdrawn.items()
    ]


def _series(shelf: Shelf, agent: Node, created: str) -> Node:
    spec = shelf.spec
    oldest = shelf.reports[-1].descriptor["created"] if shelf.reports else created
    return {
        "@id": _series_id(spec.name),
        "@type": "dcat:DatasetSeries",
        "dct:title": _said(spec.title),
        "dct:description": _said(spec.description),
        "dct:accrualPeriodicity": {"@id": f"{_AUTHORITY}frequency/{spec.update}"},
        **({"dct:spatial": {"@id": spec.spatial}} if spec.spatial else {}),
        "dct:publisher": agent,
        "dct:issued": _moment(oldest),
        "dct:modified": _moment(created),
        "dcat:landingPage": {"@id": f"datasets/{spec.name}/index.html"},
    }


def _dataset(report: PackageReport, agent: Node, *, earlier: PackageReport | None) -> Node:
    descriptor, name = report.descriptor, report.spec.name
    files = [item for item in descriptor["resources"] if item["format"].lower() in _FORMATS]
    pages = [item for item in descriptor["resources"] if item["format"].lower() not in _FORMATS]
    return {
        "@id": f"{package_path(report)}/datapackage.json",
        "@type": "dcat:Dataset",
        "dct:identifier": descriptor["id"],
        "dct:title": _said(descriptor["title"]),
        "dct:description": _said(descriptor["description"]),
        **_optional(descriptor),
        "dct:accessRights": {"@id": f"{_AUTHORITY}access-right/PUBLIC"},
        "dct:accrualPeriodicity": {"@id": f"{_AUTHORITY}frequency/{descriptor['accrualPeriodicity']}"},
        "dct:language": {"@id": f"{_AUTHORITY}language/SPA"},
        "dcat:landingPage": {"@id": f"datasets/{name}/index.html"},
        "dct:publisher": agent,
        "dcat:contactPoint": _contact(descriptor["contributors"][-1]),
        "dcat:version": descriptor["version"],
        "dcat:inSeries": {"@id": _series_id(name)},
        **({"dcat:prev": {"@id": f"{package_path(earlier)}/datapackage.json"}} if earlier else {}),
        "dct:issued": _moment(descriptor["created"]),
        "dct:modified": _moment(descriptor["created"]),
        "dct:conformsTo": {"@id": descriptor["$schema"]},
        "foaf:page": [{"@id": f"{package_path(report)}/{item['path']}"} for item in pages],
        "dcat:distribution": [_distribution(report, item) for item in files],
    }


def _optional(descriptor: Mapping[str, Any]) -> Node:
    """What a deployment may have left out."""
    found: Node = {}
    if descriptor.get("keywords"):
        found["dcat:keyword"] = [_said(word) for word in descriptor["keywords"]]
    if descriptor["themes"]:
        found["dcat:theme"] = [{"@id": f"{_AUTHORITY}data-theme/{theme}"} for theme in descriptor["themes"]]
    if descriptor["spatial"]:
        found["dct:spatial"] = {"@id": descriptor["spatial"]}
    if descriptor.get("temporal"):
        found["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": descriptor["temporal"]["start"]},
            "dcat:endDate": {"@type": "xsd:date", "@value": descriptor["temporal"]["end"]},
        }
    if descriptor.get("sources"):
        sources = "; ".join(source["title"] for source in descriptor["sources"])
        found["dct:provenance"] = {
            "@type": "dct:ProvenanceStatement",
            "dct:description": _said(f"Fuentes: {sources}."),
        }
    return found


def _withdrawn(shelf: Shelf, release: str, decision: Withdrawal, agent: Node) -> Node:
    spec = shelf.spec
    return {
        "@id": f"datasets/{spec.name}/{release}/retiro.json",
        "@type": "dcat:Dataset",
        "dct:title": _said(f"{spec.title}, edición {release} (retirada)"),
        "dct:description": _said(f"Retirada el {decision.date[:10]}. Motivo: {decision.reason}"),
        "dct:publisher": agent,
        "dcat:inSeries": {"@id": _series_id(spec.name)},
        "dcat:landingPage": {"@id": f"datasets/{spec.name}/{release}/index.html"},
        "dct:modified": _moment(decision.date),
        "adms:status": {"@id": f"{_AUTHORITY}dataset-status/WITHDRAWN"},
    }


def _distribution(report: PackageReport, resource: Mapping[str, Any]) -> Node:
    path = f"{package_path(report)}/{resource['path']}"
    return {
        "@id": path,
        "@type": "dcat:Distribution",
        "dct:title": _said(resource["title"]),
        "dct:description": _said(resource["description"]),
        "dcat:accessURL": {"@id": path},
        "dcat:downloadURL": {"@id": path},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{resource['mediatype']}"},
        "dct:format": {"@id": f"{_AUTHORITY}file-type/{_FORMATS[resource['format'].lower()]}"},
        "dct:license": {"@id": report.descriptor["licenses"][0]["path"]},
        "dct:language": {"@id": f"{_AUTHORITY}language/SPA"},
        "adms:status": {"@id": f"{_AUTHORITY}distribution-status/COMPLETED"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(resource["bytes"])},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {
                "@type": "xsd:hexBinary",
                "@value": resource["hash"].removeprefix("sha256:"),
            },
        },
    }


def _contact(contact: Mapping[str, Any]) -> Node:
    return {
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": contact["title"],
        "vcard:hasEmail": {"@id": f"mailto:{contact['email']}"},
    }


def _series_id(name: str) -> str:
    return f"datasets/{name}/index.html#serie"


def _said(text: str) -> Node:
    return {"@language": "es", "@value": text}


def _moment(text: str) -> Node:
    return {"@type": "xsd:dateTime", "@value": text}

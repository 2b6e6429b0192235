"""The catalogue of a release for machines: DCAT-AP 3 as JSON-LD.

Belongs here: the mapping from descriptors. Does not belong here: pages for people (site.py).

Source: DCAT-AP 3.0; EU authority tables for data themes, frequencies and file types.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from publish.package import PackageReport

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_FORMATS = {"csv": "CSV", "parquet": "PARQUET"}


def catalogue_json(
    reports: Sequence[PackageReport], *, title: str, publisher: Mapping[str, str], created: str
) -> str:
    """catalog.json: one dcat:Catalog with a dcat:Dataset for each package; links are relative to the file."""
    agent = {
        "@type": "foaf:Agent",
        "foaf:name": publisher["name"],
        "foaf:homepage": {"@id": publisher["url"]},
    }
    content = {
        "@context": CONTEXT,
        "@id": "catalog.json",
        "@type": "dcat:Catalog",
        "dct:title": {"@language": "es", "@value": title},
        "dct:description": {"@language": "es", "@value": f"Datos abiertos y protegidos de {title}."},
        "dct:language": {"@id": f"{_AUTHORITY}language/SPA"},
        "dct:publisher": agent,
        "dct:modified": {"@type": "xsd:dateTime", "@value": created},
        "dcat:dataset": [_dataset(report, agent) for report in reports],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def package_path(report: PackageReport) -> str:
    """Path of a package inside the public folder."""
    return f"datasets/{report.spec.name}/{report.descriptor['version']}"


def _dataset(report: PackageReport, agent: Mapping[str, Any]) -> dict[str, Any]:
    descriptor = report.descriptor
    contact = descriptor["contributors"][-1]
    spatial = {"dct:spatial": {"@id": descriptor["spatial"]}} if descriptor["spatial"] else {}
    return {
        "@id": f"{package_path(report)}/datapackage.json",
        "@type": "dcat:Dataset",
        "dct:identifier": descriptor["id"],
        "dct:title": {"@language": "es", "@value": descriptor["title"]},
        "dct:description": {"@language": "es", "@value": descriptor["description"]},
        "dcat:keyword": [{"@language": "es", "@value": word} for word in descriptor["keywords"]],
        "dcat:theme": [{"@id": f"{_AUTHORITY}data-theme/{theme}"} for theme in descriptor["themes"]],
        "dct:accrualPeriodicity": {"@id": f"{_AUTHORITY}frequency/{descriptor['accrualPeriodicity']}"},
        **spatial,
        "dcat:landingPage": {"@id": f"datasets/{report.spec.name}/index.html"},
        "dct:publisher": agent,
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": contact["title"],
            "vcard:hasEmail": {"@id": f"mailto:{contact['email']}"},
        },
        "dcat:version": descriptor["version"],
        "dct:modified": {"@type": "xsd:dateTime", "@value": descriptor["created"]},
        "dct:conformsTo": {"@id": descriptor["$schema"]},
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "dct:description": {
                "@language": "es",
                "@value": "Fuentes: " + "; ".join(source["title"] for source in descriptor["sources"]) + ".",
            },
        },
        "dcat:distribution": [_distribution(report, resource) for resource in descriptor["resources"]],
    }


def _distribution(report: PackageReport, resource: Mapping[str, Any]) -> dict[str, Any]:
    path = f"{package_path(report)}/{resource['path']}"
    return {
        "@id": path,
        "@type": "dcat:Distribution",
        "dct:title": {"@language": "es", "@value": resource["title"]},
        "dcat:accessURL": {"@id": path},
        "dcat:downloadURL": {"@id": path},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{resource['mediatype']}"},
        "dct:format": {"@id": f"{_AUTHORITY}file-type/{_FORMATS[resource['format'].lower()]}"},
        "dct:license": {"@id": report.descriptor["licenses"][0]["path"]},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(resource["bytes"])},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": resource["hash"].removeprefix("sha256:"),
        },
    }

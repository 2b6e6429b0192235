"""data.json: the catalogue in the form that national portals harvest.

Belongs here: the mapping from descriptors. Does not belong here: DCAT-AP (catalog.py).

Source: Project Open Data metadata schema v1.1 (DCAT-US).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from publish.catalog import package_path
from publish.package import PackageReport

DATA_JSON = "data.json"
_SCHEMA = "https://project-open-data.cio.gov/v1.1/schema"
# ISO 8601 repeating intervals of the EU frequency list.
_PERIODS = {
    "DAILY": "R/P1D",
    "WEEKLY": "R/P1W",
    "MONTHLY": "R/P1M",
    "QUARTERLY": "R/P3M",
    "ANNUAL_2": "R/P6M",
    "ANNUAL": "R/P1Y",
}
_DATA_FORMATS = frozenset({"CSV", "PARQUET", "XLSX", "ZIP"})


def data_json(reports: Sequence[PackageReport], publisher: Mapping[str, str]) -> str:
    """The newest release of every dataset."""
    content = {
        "@type": "dcat:Catalog",
        "conformsTo": _SCHEMA,
        "describedBy": f"{_SCHEMA}/catalog.json",
        "dataset": [_dataset(report, publisher) for report in reports],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _dataset(report: PackageReport, publisher: Mapping[str, str]) -> dict[str, Any]:
    descriptor, address = report.descriptor, report.spec.address
    contact = descriptor["contributors"][-1]
    found: dict[str, Any] = {
        "@type": "dcat:Dataset",
        "identifier": descriptor["id"],
        "title": descriptor["title"],
        "description": descriptor["description"],
        "keyword": list(descriptor.get("keywords", [])),
        "modified": descriptor["created"],
        "publisher": {"@type": "org:Organization", "name": publisher["name"]},
        "contactPoint": {
            "@type": "vcard:Contact",
            "fn": contact["title"],
            "hasEmail": f"mailto:{contact['email']}",
        },
        "accessLevel": "public",
        "license": descriptor["licenses"][0]["path"],
        "language": ["es"],
        "accrualPeriodicity": _PERIODS[descriptor["accrualPeriodicity"]],
        "landingPage": f"{address}datasets/{report.spec.name}/index.html",
        "distribution": [
            _distribution(item, f"{address}{package_path(report)}/")
            for item in descriptor["resources"]
            if item["format"].upper() in _DATA_FORMATS
        ],
    }
    if descriptor.get("temporal"):
        found["temporal"] = "{start}/{end}".format(**descriptor["temporal"])
    return found


def _distribution(resource: Mapping[str, Any], base: str) -> dict[str, str]:
    return {
        "@type": "dcat:Distribution",
        "title": resource["title"],
        "downloadURL": f"{base}{resource['path']}",
        "mediaType": resource["mediatype"],
        "format": resource["format"].upper(),
    }

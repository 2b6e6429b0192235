"""A dataset as schema.org describes it, for the pages that search engines read.

Belongs here: the mapping from a descriptor. Does not belong here: DCAT (catalog.py) or the page (site.py).

Source: schema.org Dataset, as Google Dataset Search reads it.
"""

import json
from collections.abc import Mapping
from typing import Any

from publish.citation import citation_text
from publish.package import PackageReport

_UNESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def dataset_jsonld(report: PackageReport, *, title: str) -> str:
    """The Dataset of a page, to stand inside a script element; addresses are relative to the page."""
    descriptor = report.descriptor
    base = f"{report.spec.address}datasets/{report.spec.name}/" if report.spec.address else ""
    content = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": descriptor["title"],
        "description": descriptor["description"],
        "url": f"{base}index.html",
        "identifier": f"urn:uuid:{descriptor['id']}",
        "version": descriptor["version"],
        "inLanguage": "es",
        "isAccessibleForFree": True,
        "license": descriptor["licenses"][0]["path"],
        "dateModified": descriptor["created"][:10],
        "creator": _organisation(descriptor),
        "publisher": _organisation(descriptor),
        "creditText": citation_text(descriptor),
        "measurementTechnique": list(descriptor["methodology"]),
        "includedInDataCatalog": {"@type": "DataCatalog", "name": title},
        "variableMeasured": _variables(descriptor),
        "distribution": [_download(item, f"{base}{descriptor['release']}/") for item in _tables(descriptor)],
    }
    if descriptor.get("keywords"):
        content["keywords"] = list(descriptor["keywords"])
    if descriptor.get("temporal"):
        content["temporalCoverage"] = "{start}/{end}".format(**descriptor["temporal"])
    if descriptor["spatial"]:
        content["spatialCoverage"] = {"@type": "Place", "@id": descriptor["spatial"]}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return "".join(_UNESCAPED.get(letter, letter) for letter in text)


def _organisation(descriptor: Mapping[str, Any]) -> dict[str, str]:
    publisher = descriptor["contributors"][0]
    return {"@type": "Organization", "name": publisher["title"], "url": publisher["path"]}


def _tables(descriptor: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        item
        for item in descriptor["resources"]
        if item["path"].startswith("data/") or item["format"] in {"XLSX", "ZIP"}
    ]


def _variables(descriptor: Mapping[str, Any]) -> list[dict[str, Any]]:
    fields = {
        field["name"]: field
        for item in descriptor["resources"]
        if "rows" in item
        for field in item["schema"]["fields"]
    }
    return [
        {
            "@type": "PropertyValue",
            "name": name,
            "description": f"{field['title']}. {field['description']}",
            **({"unitText": field["unit"]} if "unit" in field else {}),
        }
        for name, field in fields.items()
    ]


def _download(resource: Mapping[str, Any], base: str) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": resource["title"],
        "contentUrl": f"{base}{resource['path']}",
        "encodingFormat": resource["mediatype"],
        "contentSize": f"{resource['bytes']} B",
        "sha256": resource["hash"].removeprefix("sha256:"),
    }

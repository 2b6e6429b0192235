"""How a package is cited: as a sentence, as CITATION.cff and as BibTeX.

Belongs here: these three texts. Does not belong here: where they are printed (readme.py, workbook.py, site.py).

Source: Citation File Format 1.2.0.
"""

import json
from collections.abc import Mapping
from typing import Any


def citation_text(descriptor: Mapping[str, Any]) -> str:
    """The citation in one sentence."""
    publisher = descriptor["contributors"][0]["title"]
    year = descriptor["created"][:4]
    return (
        f"{publisher} ({year}). {descriptor['title']}, edición {descriptor['release']}, versión "
        f"{descriptor['version']} [conjunto de datos]. {_address(descriptor)}. Id {descriptor['id']}."
    )


def citation_cff(descriptor: Mapping[str, Any]) -> str:
    """CITATION.cff: YAML in which every text is quoted."""
    publisher = descriptor["contributors"][0]
    lines = [
        "cff-version: 1.2.0",
        "message: " + _quoted("Si usa estos datos, cítelos así."),
        "type: dataset",
        "title: " + _quoted(f"{descriptor['title']}, edición {descriptor['release']}"),
        "abstract: " + _quoted(descriptor["description"]),
        "authors:",
        "  - name: " + _quoted(publisher["title"]),
        "    website: " + _quoted(publisher["path"]),
        "version: " + _quoted(descriptor["version"]),
        "date-released: " + _quoted(descriptor["created"][:10]),
        "license: " + _quoted(descriptor["licenses"][0]["name"]),
        "url: " + _quoted(_address(descriptor)),
        "identifiers:",
        "  - type: other",
        "    value: " + _quoted(f"urn:uuid:{descriptor['id']}"),
        *(["keywords:"] if descriptor.get("keywords") else []),
        *(f"  - {_quoted(word)}" for word in descriptor.get("keywords", ())),
    ]
    return "\n".join(lines) + "\n"


def citation_bibtex(descriptor: Mapping[str, Any]) -> str:
    """cita.bib: one entry, of BibLaTeX's type for data sets; letters outside ASCII stay as they are (UTF-8)."""
    key = f"{descriptor['name']}-{descriptor['version']}"
    fields = {
        "author": "{" + _bib(descriptor["contributors"][0]["title"]) + "}",
        "title": _bib(f"{descriptor['title']}, edición {descriptor['release']}"),
        "year": descriptor["created"][:4],
        "version": descriptor["version"],
        "publisher": _bib(descriptor["contributors"][0]["title"]),
        "url": _address(descriptor),
        "note": f"urn:uuid:{descriptor['id']}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@dataset{{{key},", *lines, "}"]) + "\n"


def _address(descriptor: Mapping[str, Any]) -> str:
    return str(descriptor.get("homepage") or descriptor["contributors"][0]["path"])


def _quoted(text: str) -> str:
    """A text as YAML: JSON's double quotes are YAML's too."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _bib(text: str) -> str:
    """A text inside braces: TeX's own signs are escaped."""
    return "".join(f"\\{letter}" if letter in "&%$#_{}" else letter for letter in text)

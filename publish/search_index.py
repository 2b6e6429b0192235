"""What the front page can be searched for, without a network: datasets, their columns, their codes, and pages.

Belongs here: the entries and their folded words. Does not belong here: searching (static/site.js), which folds what
is typed in the same way.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from publish.dictionary import code_kind
from publish.preview import Reader

_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def search_index(readers: Sequence[Reader], pages: Mapping[str, str]) -> str:
    """The index as JSON that may stand in a script element.

    Args:
        readers: the packages in place.
        pages: titles of further pages, by address.
    """
    entries = [entry for reader in readers for entry in _of(reader)]
    entries += [_entry(title, "página", address, title) for address, title in pages.items()]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return "".join(_ESCAPED.get(letter, letter) for letter in text)


def _of(reader: Reader) -> Iterator[dict[str, str]]:
    descriptor = reader.report.descriptor
    address, title = f"datasets/{reader.report.spec.name}/index.html", str(descriptor["title"])
    words = " ".join([descriptor["description"], *descriptor.get("keywords", [])])
    yield _entry(title, "conjunto de datos", address, words)
    for contract in reader.contracts:
        for field in contract.fields:
            yield _entry(
                field.title,
                f"columna de {title}",
                f"{address}#campo-{contract.name}-{field.name}",
                f"{field.name} {field.description}",
            )
    kinds = {code_kind(column) or column: names for column, names in reader.names.items()}
    for kind, names in kinds.items():
        for code, name in names.items():
            if name:
                yield _entry(name, f"{kind.replace('_', ' ')} {code}, en {title}", f"{address}#vista", code)


def _entry(title: str, kind: str, address: str, words: str) -> dict[str, Any]:
    return {"t": title, "k": kind, "u": address, "x": _folded(f"{title} {kind} {words}")}


def _folded(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()

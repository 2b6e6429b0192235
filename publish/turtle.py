"""JSON-LD nodes as Turtle.

Belongs here: the serialisation, of the part of JSON-LD that catalog.py uses: compact terms, @id, @type, literals,
nested nodes and lists of them. Does not belong here: what is said (catalog.py). Source: RDF 1.1 Turtle.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

CATALOGUE = "catalog.ttl"
_COMPACT = re.compile(r"^([a-z]+):([A-Za-z][\w-]*)$")
_UNSAFE_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def turtle(document: Mapping[str, Any]) -> str:
    """A JSON-LD document as Turtle; every node with an @id is a subject of its own, once."""
    context = dict(document["@context"])
    base = context.pop("@base", "")
    lines = [f"@base <{base}> ."] if base else []
    lines += [f"@prefix {prefix}: <{address}> ." for prefix, address in sorted(context.items())]
    writer = _Writer(context)
    root = {key: value for key, value in document.items() if key != "@context"}
    return "\n".join([*lines, "", *writer.subjects(root)]) + "\n"


class _Writer:
    """Writes nodes; those with an @id that stand inside others wait for their turn."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._waiting: list[Mapping[str, Any]] = []

    def subjects(self, root: Mapping[str, Any]) -> Iterator[str]:
        self._waiting.append(root)
        while self._waiting:
            node = self._waiting.pop(0)
            yield f"{self._iri(node['@id'])}\n{self._properties(node, '  ')} .\n"

    def _properties(self, node: Mapping[str, Any], indent: str) -> str:
        lines = []
        for term, value in node.items():
            if term == "@id":
                continue
            values = value if isinstance(value, list) else [value]
            if not values:
                continue
            if term == "@type":
                objects = ", ".join(str(item) for item in values)
                lines.append(f"{indent}a {objects}")
            else:
                objects = f",\n{indent}  ".join(self._object(item, indent + "  ") for item in values)
                lines.append(f"{indent}{term} {objects}")
        return " ;\n".join(lines)

    def _object(self, value: Any, indent: str) -> str:
        if not isinstance(value, Mapping):
            return _quoted(str(value))
        if "@value" in value:
            return self._literal(value)
        if "@id" not in value:
            return f"[\n{self._properties(value, indent + '  ')}\n{indent}]"
        if len(value) > 1:
            self._waiting.append(value)
        return self._iri(value["@id"])

    def _literal(self, value: Mapping[str, str]) -> str:
        if "@language" in value:
            return f"{_quoted(value['@value'])}@{value['@language']}"
        return f"{_quoted(value['@value'])}^^{value['@type']}"

    def _iri(self, identity: str) -> str:
        compact = _COMPACT.match(identity)
        if compact and compact[1] in self._prefixes:
            return identity
        return "<" + _UNSAFE_IN_IRI.sub(lambda found: f"%{ord(found[0]):02X}", identity) + ">"


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in text) + '"'

"""/update: documents in and out, in JSON and in XML, seen from the next commit on.

Belongs here: messages, and when they hold. Does not belong here: documents (documents.py).
"""

import json
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.ckan.server.solr.documents import Document, Documents
from tests.ckan.server.solr.matching import Matcher
from tests.ckan.server.solr.schema import SolrError
from tests.ckan.server.solr.search import Parameters, one, parse
from tests.ckan.server.solr.tree import Node

_SILENT = frozenset({"commit", "optimize", "rollback"})


@dataclass(frozen=True)
class Put:
    """Take a document in."""

    document: Document


@dataclass(frozen=True)
class Drop:
    """Take documents out: one by its id, or all that a query matches."""

    name: str = ""
    query: Node | None = None


class Updates:
    """Changes that wait for a commit."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self.waiting: list[Put | Drop] = []

    def take(self, content_type: str, body: bytes, parameters: Parameters) -> None:
        """One message.

        Raises:
            SolrError: it is refused whole.
        """
        root = ET.fromstring(body) if "json" not in content_type and body.strip() else None
        operations = list(
            self._of_json(json.loads(body or b"[]")) if "json" in content_type else self._of_xml(root)
        )
        with self._documents.lock:
            if root is not None and root.tag == "rollback":
                self.waiting.clear()
            self.waiting += operations
            said = root is not None and root.tag in {"commit", "optimize"}
            if said or "commitWithin" in parameters or _is_true(parameters, "commit", "softCommit"):
                self.commit()

    def commit(self) -> None:
        """Let everything that waits be seen."""
        with self._documents.lock:
            touched: set[str] = set()
            for operation in self.waiting:
                if isinstance(operation, Put):
                    self._documents.put(operation.document)
                    touched.add(operation.document.id)
                    continue
                matched = (
                    Matcher(self._documents).match(operation.query) if operation.query else [operation.name]
                )
                for name in list(matched):
                    self._documents.drop(name)
                    touched.add(name)
            self.waiting.clear()
            self._documents.save(touched)

    def _of_json(self, content: Any) -> Iterator[Put | Drop]:
        if isinstance(content, list):
            yield from (Put(self._documents.build(item)) for item in content)
            return
        if "add" in content:
            yield Put(self._documents.build(content["add"]["doc"]))
        gone = content.get("delete")
        if isinstance(gone, Mapping) and "query" in gone:
            yield Drop(query=parse(gone["query"], {}))
        elif gone:
            yield from (Drop(str(name)) for name in (gone if isinstance(gone, list) else [gone]))

    def _of_xml(self, root: ET.Element | None) -> Iterator[Put | Drop]:
        if root is None or root.tag in _SILENT:
            return
        if root.tag == "delete":
            for element in root:
                text = element.text or ""
                yield Drop(query=parse(text, {})) if element.tag == "query" else Drop(text)
        elif root.tag == "add":
            for element in root.iter("doc"):
                yield Put(self._documents.build(_of_element(element)))
        else:
            raise SolrError(f"Unknown update message: {root.tag}")


def _of_element(element: ET.Element) -> dict[str, Any]:
    values: dict[str, list[str]] = defaultdict(list)
    for field in element.iter("field"):
        values[str(field.get("name"))].append(field.text or "")
    return {name: found if len(found) > 1 else found[0] for name, found in values.items()}


def _is_true(parameters: Parameters, *names: str) -> bool:
    return any(one(parameters, name).lower() == "true" for name in names)

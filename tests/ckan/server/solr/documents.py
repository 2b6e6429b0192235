"""The documents of a core and the words that lead to them, in memory and, over restarts, in SQLite.

Belongs here: taking documents in and out, and refusing what a real Solr with this schema refuses. Does not belong here:
matching (matching.py) or messages (updates.py). Changes are invisible until a commit.
"""

import fnmatch
import json
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ckan.server.solr.analysis import analyze
from tests.ckan.server.solr.schema import Field, Schema, SolrError
from tests.ckan.server.solr.values import convert, date_text

# Lucene's longest word, in bytes, and the shortest text that could be longer.
_LONGEST = 32_766
_SUSPECT = _LONGEST // 4
# Words of two values of one field never stand side by side.
_GAP = 100
Postings = dict[Any, dict[str, list[int]]]


@dataclass(frozen=True)
class Document:
    """A document as it came, its values by field, and what of them is given back."""

    id: str
    raw: Mapping[str, Any]
    values: Mapping[str, list[Any]]
    stored: Mapping[str, Any]


class Documents:
    """All documents; `lock` is held by whoever reads or writes more than one thing."""

    def __init__(self, schema: Schema, path: Path | None = None) -> None:
        self.schema = schema
        self.lock = threading.RLock()
        self.all: dict[str, Document] = {}
        self.postings: dict[str, Postings] = defaultdict(lambda: defaultdict(dict))
        self._words: dict[str, set[tuple[str, Any]]] = {}
        self._version = int(time.time() * 1e6)
        self._file = _open(path) if path else None
        if self._file:
            for (body,) in self._file.execute("select body from docs"):
                self.put(self.build(json.loads(body)))

    def build(self, raw: Mapping[str, Any]) -> Document:
        """A document of the schema.

        Raises:
            SolrError: a real Solr would not take it.
        """
        given = dict(raw)
        for field in list(self.schema.fields.values()):
            if field.default is not None and field.name not in given:
                given[field.name] = date_text("NOW") if field.default == "NOW" else field.default
        name = str(given.get(self.schema.key))
        values = {}
        for key, value in given.items():
            field = self.schema.get(key)
            if converted := _values(field, value, name):
                values[key] = converted
        for field in self.schema.fields.values():
            if field.required and field.name not in values:
                raise SolrError(f"[doc={name}] missing required field: {field.name}")
        self._copy(values, given)
        self._version += 1
        stored = {
            key: found if self.schema.get(key).multi else found[0]
            for key, found in values.items()
            if self.schema.get(key).stored
        }
        return Document(name, raw, values, {**stored, "_version_": str(self._version)})

    def put(self, document: Document) -> None:
        """Take a document in, in place of an earlier one."""
        self.drop(document.id)
        self.all[document.id] = document
        words = self._words[document.id] = set()
        for name, values in document.values.items():
            field = self.schema.get(name)
            if not field.indexed or field.kind in {"ngram", "binary"}:
                continue
            base = 0
            for value in values:
                found = analyze(field.type, value, index=True) if field.kind == "text" else [(0, value)]
                for position, word in found:
                    self.postings[name][word].setdefault(document.id, []).append(base + position)
                    words.add((name, word))
                base += (found[-1][0] if found else 0) + _GAP

    def drop(self, name: str) -> None:
        """Take a document out, if it is there."""
        if name not in self.all:
            return
        for field, word in self._words.pop(name):
            places = self.postings[field]
            del places[word][name]
            if not places[word]:
                del places[word]
        del self.all[name]

    def save(self, touched: set[str]) -> None:
        """Write what changed to the file."""
        if not self._file or not touched:
            return
        with self._file:
            for name in touched:
                if name in self.all:
                    body = json.dumps(dict(self.all[name].raw))
                    self._file.execute("insert or replace into docs values(?, ?)", (name, body))
                else:
                    self._file.execute("delete from docs where id = ?", (name,))

    def _copy(self, values: dict[str, list[Any]], given: Mapping[str, Any]) -> None:
        """Fields that the schema fills from others."""
        for source, target in self.schema.copies:
            if source == target or target not in self.schema.fields:
                continue
            for name in [key for key in values if fnmatch.fnmatchcase(key, source) and key in given]:
                values[target] = [*values.get(target, ()), *(str(item) for item in values[name])]


def _values(field: Field, value: Any, document: str) -> list[Any]:
    if isinstance(value, dict):
        operation = next(iter(value), "")
        if operation not in {"set", "add"}:
            raise SolrError(f"Unknown operation for the an atomic update: {operation}")
        value = value[operation]
    given = [item for item in (value if isinstance(value, list) else [value]) if item is not None]
    found = [convert(field, item, document) for item in given]
    if len(found) > 1 and not field.multi:
        said = f"ERROR: [doc={document}] multiple values encountered for non multiValued field {field.name}"
        raise SolrError(f"{said}: [{', '.join(map(str, found))}]")
    if field.kind == "string" and field.indexed and any(_is_immense(item) for item in found):
        raise SolrError(
            f"Exception writing document id {document} to the index; possible analysis error: Document contains at "
            f'least one immense term in field="{field.name}" (whose UTF8 encoding is longer than the max length '
            f"{_LONGEST}), all of which were skipped."
        )
    return found


def _is_immense(text: str) -> bool:
    return len(text) > _SUSPECT and len(text.encode("utf-8", "replace")) > _LONGEST


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=off")
    connection.execute("create table if not exists docs(id text primary key, body text)")
    return connection

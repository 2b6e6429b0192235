"""Triples read from JSON-LD and from Turtle by two small readers that share nothing, so that each checks the other.

Blank nodes are written as the set of what they say, so that two graphs can be compared without naming them.
"""

import re
from collections.abc import Iterator
from typing import Any

Graph = set[tuple[str, str, str]]
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_TOKEN = re.compile(
    r"\s*(?:(?P<iri><[^<>\"{}|^`\\\x00-\x20]*>)"
    r'|(?P<text>"(?:[^"\\\n\r]|\\[tbnrf"\'\\])*")(?:@(?P<tongue>[a-z]+)|\^\^(?P<type>[a-z]+:[A-Za-z]+))?'
    r"|(?P<name>[a-z]+:[A-Za-z][\w-]*|a(?=\s)|@prefix|@base|[a-z]+:(?=\s))"
    r"|(?P<mark>[\[\];,.]))"
)
_UNESCAPED = {"t": "\t", "n": "\n", "r": "\r", '"': '"', "\\": "\\"}


def from_jsonld(document: dict[str, Any]) -> Graph:
    """Every triple of a JSON-LD document that uses compact terms only."""
    reader = _JsonLd(document["@context"])
    reader.add(document)
    return reader.graph


def from_turtle(text: str) -> Graph:
    """Every triple of a Turtle document; a sign that the grammar does not know stops it."""
    reader = _Turtle(text)
    reader.read()
    return reader.graph


class _JsonLd:
    def __init__(self, context: dict[str, str]) -> None:
        self.graph: Graph = set()
        self.context = {key: value for key, value in context.items() if key != "@base"}

    def add(self, node: dict[str, Any]) -> None:
        subject = self._full(node["@id"])
        self.graph.update((subject, predicate, value) for predicate, value in self._said(node))

    def _said(self, node: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for term, values in node.items():
            if term in {"@id", "@context"}:
                continue
            for value in values if isinstance(values, list) else [values]:
                if term == "@type":
                    yield _TYPE, self._full(value)
                else:
                    yield self._full(term), self._meant(value)

    def _meant(self, value: Any) -> str:
        if not isinstance(value, dict):
            return str(value)
        if "@value" in value:
            return value["@value"] + self._kind(value)
        if "@id" not in value:
            return repr(sorted(self._said(value)))
        self.add(value)
        return self._full(value["@id"])

    def _kind(self, value: dict[str, str]) -> str:
        return f"@{value['@language']}" if "@language" in value else f"^^{self._full(value['@type'])}"

    def _full(self, term: str) -> str:
        prefix, _, rest = term.partition(":")
        return self.context[prefix] + rest if prefix in self.context and not rest.startswith("//") else term


class _Turtle:
    def __init__(self, text: str) -> None:
        self.graph: Graph = set()
        self.prefixes: dict[str, str] = {}
        self.tokens: list[re.Match[str]] = []
        at = 0
        while at < len(text.rstrip()):
            match = _TOKEN.match(text, at)
            assert match, f"no es Turtle: {text[at : at + 40]!r}"
            self.tokens.append(match)
            at = match.end()

    def read(self) -> None:
        while self.tokens:
            head = self.tokens.pop(0)
            if head["name"] == "@prefix":
                name = self.tokens.pop(0)["name"].removesuffix(":")
                self.prefixes[name] = self.tokens.pop(0)["iri"][1:-1]
                self._mark(".")
            elif head["name"] == "@base":
                self.tokens.pop(0)
                self._mark(".")
            else:
                self.graph.update((self._name(head), p, o) for p, o in self._said("."))

    def _said(self, end: str) -> list[tuple[str, str]]:
        found = []
        while True:
            predicate = self._name(self.tokens.pop(0))
            while True:
                found.append((predicate, self._object()))
                mark = self.tokens.pop(0)["mark"]
                if mark != ",":
                    break
            if mark == end:
                return found
            assert mark == ";", mark

    def _object(self) -> str:
        token = self.tokens.pop(0)
        if token["mark"] == "[":
            return repr(sorted(self._said("]")))
        if token["text"] is None:
            return self._name(token)
        plain = re.sub(r"\\(.)", lambda found: _UNESCAPED[found[1]], token["text"][1:-1])
        if token["tongue"]:
            return f"{plain}@{token['tongue']}"
        if token["type"]:
            prefix, _, rest = token["type"].partition(":")
            return f"{plain}^^{self.prefixes[prefix]}{rest}"
        return plain

    def _name(self, token: re.Match[str]) -> str:
        if token["iri"]:
            return token["iri"][1:-1]
        if token["name"] == "a":
            return _TYPE
        prefix, _, rest = token["name"].partition(":")
        return self.prefixes[prefix] + rest

    def _mark(self, sign: str) -> None:
        assert self.tokens.pop(0)["mark"] == sign

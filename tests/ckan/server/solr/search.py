"""/select: a query with filters, order, page and facets.

Belongs here: the parameters of a request. Does not belong here: what matches (matching.py) or HTTP (__main__.py).
"""

import fnmatch
import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tests.ckan.server.solr.analysis import analyze
from tests.ckan.server.solr.documents import Documents
from tests.ckan.server.solr.matching import Dismax, Hits, Matcher
from tests.ckan.server.solr.query import Parser, min_should_match
from tests.ckan.server.solr.schema import SolrError
from tests.ckan.server.solr.tree import Clauses, Everything, Node
from tests.ckan.server.solr.values import date_key

Parameters = dict[str, list[str]]
_SORT = re.compile(r"^(\S+)\s+(asc|desc)$", re.IGNORECASE)


def one(parameters: Parameters, name: str, default: str = "") -> str:
    """The first value of a parameter."""
    return (parameters.get(name) or [default])[0]


def parse(text: str, parameters: Parameters) -> Node:
    """A query or a filter in Solr's own language.

    Raises:
        SolrError: it is none, or names a parser that is not spoken here.
    """
    said = text.strip()
    if said.startswith("{!"):
        raise SolrError(f"Unknown query parser in local parameters: {said[:60]}")
    if not said:
        return Everything()
    all_words = one(parameters, "q.op", "OR").upper() == "AND"
    return Parser(said, one(parameters, "df", "text"), all_words=all_words).parse()


def select(documents: Documents, parameters: Parameters) -> dict[str, Any]:
    """The answer to a request, without its header.

    Raises:
        SolrError: it is not understood.
    """
    matcher = Matcher(documents)
    with documents.lock:
        node, dismax = _query(parameters)
        hits = matcher.match(node, dismax)
        for text in parameters.get("fq", []):
            if text.strip():
                kept = matcher.match(parse(text, parameters))
                hits = {name: score for name, score in hits.items() if name in kept}
        order = _ordered(documents, hits, one(parameters, "sort") or "score desc")
        try:
            start, rows = int(one(parameters, "start", "0")), int(one(parameters, "rows", "10"))
        except ValueError as error:
            raise SolrError(str(error)) from None
        wanted = re.split(r"[\s,]+", " ".join(parameters.get("fl", ["*"])).strip()) or ["*"]
        page = [_shown(documents, name, hits[name], wanted) for name in order[start : start + rows]]
        answer: dict[str, Any] = {
            "response": {"numFound": len(hits), "start": start, "numFoundExact": True, "docs": page}
        }
        if one(parameters, "facet", "false").lower() == "true":
            answer["facet_counts"] = {
                "facet_queries": {},
                "facet_fields": _facets(documents, hits, parameters),
                "facet_ranges": {},
                "facet_intervals": {},
                "facet_heatmaps": {},
            }
        return answer


def _query(parameters: Parameters) -> tuple[Node, Dismax | None]:
    text, kind = one(parameters, "q", "*:*"), one(parameters, "defType", "lucene")
    if text.strip() in {"", "*:*"}:
        return Everything(), None
    if kind not in {"dismax", "edismax"}:
        return parse(text, parameters), None
    parser, node = _loose(text, extended=kind == "edismax")
    if isinstance(node, Clauses):
        optional = sum(occurs == "?" for occurs, _ in node.parts)
        usual = "100%" if one(parameters, "q.op", "OR").upper() == "AND" else "0%"
        least = min_should_match(one(parameters, "mm", usual), optional)
        node = replace(node, least=0 if parser.explicit and kind == "edismax" else least)
    fields = []
    for item in (one(parameters, "qf") or one(parameters, "df", "text")).split():
        name, _, weight = item.partition("^")
        fields.append((name, float(weight or 1)))
    return node, Dismax(fields, float(one(parameters, "tie", "0")))


def _loose(text: str, *, extended: bool) -> tuple[Parser, Node]:
    """What a person typed: what cannot be read as a query is read as words."""
    if text.count('"') % 2:
        text = text.replace('"', " ")
    escaped = re.sub(r"([!():^\[\]{}~*?\\/])", r"\\\1", text)
    escaped = re.sub(r"\s+[-+\s]+$", "", re.sub(r"\s+[+-](?:\s*[+-]+)+", " ", escaped))
    parser = Parser(text if extended else escaped, None, all_words=False)
    try:
        return parser, parser.parse()
    except SolrError:
        if not extended:
            raise
    parser = Parser(re.sub(r"([-+])", r"\\\1", escaped), None, all_words=False)
    return parser, parser.parse()


def _shown(documents: Documents, name: str, score: float, wanted: Sequence[str]) -> dict[str, Any]:
    stored = documents.all[name].stored
    shown = {
        key: value
        for key, value in stored.items()
        if any(fnmatch.fnmatchcase(key, pattern) for pattern in wanted)
    }
    return shown | ({"score": score} if "score" in wanted else {})


def _ordered(documents: Documents, hits: Hits, said: str) -> list[str]:
    order = sorted(hits)
    order.sort(key=lambda name: documents.all[name].stored["_version_"])
    for part in reversed([text.strip() for text in said.split(",") if text.strip()]):
        found = _SORT.match(part)
        if not found:
            raise SolrError(
                f"Can't determine a Sort Order (asc or desc) in sort spec '{said}', pos={len(part)}"
            )
        down = found[2].lower() == "desc"
        if found[1] == "score":
            order.sort(key=lambda name: hits[name], reverse=down)
        else:
            order = _by_field(documents, order, found[1], down=down)
    return order


def _by_field(documents: Documents, order: list[str], name: str, *, down: bool) -> list[str]:
    field = documents.schema.get(name)
    if field.multi:
        raise SolrError(f"can not sort on multivalued field: {name}")

    def value(document: str) -> Any:
        return documents.all[document].values.get(name, [None])[0]

    key: Callable[[str], Any] = (lambda item: date_key(value(item))) if field.kind == "date" else value
    having = sorted((item for item in order if value(item) is not None), key=key, reverse=down)
    lacking = [item for item in order if value(item) is None]
    first = field.kind in {"int", "float"} and not down
    return lacking + having if first else having + lacking


def _facets(documents: Documents, hits: Hits, parameters: Parameters) -> dict[str, list[Any]]:
    limit, least = int(one(parameters, "facet.limit", "100")), int(one(parameters, "facet.mincount", "0"))
    found = {}
    for name in parameters.get("facet.field", []):
        field = documents.schema.get(name)
        counts: dict[str, int] = defaultdict(int)
        for document in hits:
            values: Sequence[Any] = documents.all[document].values.get(name, [])
            if field.kind == "text":
                values = [word for value in values for _, word in analyze(field.type, value, index=True)]
            for value in set(values):
                counts[value if isinstance(value, str) else json.dumps(value)] += 1
        if least <= 0 and field.kind == "string":
            for word in documents.postings.get(name, {}):
                counts.setdefault(word, 0)
        rows = [(word, count) for word, count in counts.items() if count >= least]
        rows.sort(key=(lambda row: (-row[1], row[0])) if limit > 0 else (lambda row: (0, row[0])))
        found[name] = [item for row in (rows if limit < 0 else rows[:limit]) for item in row]
    return found

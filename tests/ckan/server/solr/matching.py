"""Which documents a query matches, and how well.

Belongs here: evaluating a tree. Does not belong here: its language (query.py), paging and facets (search.py). Matching
is exact; the ranking is only like Solr's.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.ckan.server.solr.analysis import analyze
from tests.ckan.server.solr.documents import Documents, Postings
from tests.ckan.server.solr.schema import Field, SolrError
from tests.ckan.server.solr.tree import (
    Boost,
    Clauses,
    Everything,
    Fuzzy,
    Leaf,
    Node,
    Nothing,
    Range,
    Regex,
    Wild,
    Words,
)
from tests.ckan.server.solr.values import convert, date_key, date_text

Hits = dict[str, float]


@dataclass(frozen=True)
class Dismax:
    """The fields of a dismax query with their weights, and how much the lesser ones count."""

    fields: Sequence[tuple[str, float]]
    tie: float


class Matcher:
    """Queries over the documents of a core."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def match(self, node: Node, dismax: Dismax | None = None) -> Hits:
        """Documents and scores.

        Raises:
            SolrError: a field or a pattern is none.
        """
        if isinstance(node, Everything):
            return dict.fromkeys(self._documents.all, 1.0)
        if isinstance(node, Nothing):
            return {}
        if isinstance(node, Boost):
            return {name: score * node.factor for name, score in self.match(node.node, dismax).items()}
        if isinstance(node, Clauses):
            return self._clauses(node, dismax)
        if not isinstance(node, Leaf):
            raise TypeError(type(node).__name__)
        if node.field is None:
            return self._any_field(node, dismax or Dismax((), 0))
        return self._leaf(node, self._documents.schema.get(node.field), loose=False)

    def _any_field(self, node: Leaf, dismax: Dismax) -> Hits:
        """Every field of the query; the best one counts."""
        found: dict[str, list[float]] = {}
        for name, weight in dismax.fields:
            try:
                hits = self._leaf(replace(node, field=name), self._documents.schema.get(name), loose=True)
            except SolrError:
                continue
            for document, score in hits.items():
                found.setdefault(document, []).append(score * weight)
        return {
            document: max(scores) + dismax.tie * (sum(scores) - max(scores))
            for document, scores in found.items()
        }

    def _clauses(self, node: Clauses, dismax: Dismax | None) -> Hits:
        must = sorted((self.match(part, dismax) for occurs, part in node.parts if occurs == "+"), key=len)
        should = [self.match(part, dismax) for occurs, part in node.parts if occurs == "?"]
        found: Hits | None = None
        if must:
            found = {
                name: sum(hits[name] for hits in must)
                for name in must[0]
                if all(name in hits for hits in must)
            }
        if should:
            found = _with_optional(found, should, node.least or (0 if must else 1))
        found = found or {}
        for occurs, part in node.parts:
            if occurs == "-" and found:
                bad = self.match(part, dismax)
                found = {name: score for name, score in found.items() if name not in bad}
        return found

    def _leaf(self, node: Leaf, field: Field, *, loose: bool) -> Hits:
        places = self._documents.postings.get(field.name, {})
        if isinstance(node, Words):
            return self._words(field, places, node, loose=loose)
        if isinstance(node, Range):
            return self._range(field, places, node)
        if isinstance(node, Wild):
            if node.pattern == "*":
                return self._with(field)
            return _words_that(places, _wildcard(node.pattern, small=field.kind == "text"))
        if isinstance(node, Regex):
            try:
                return _words_that(places, _whole(re.compile(rf"(?:{node.pattern})\Z")))
            except re.error as error:
                raise SolrError(f"Cannot parse regular expression: {error}") from None
        if isinstance(node, Fuzzy):
            word = node.text.lower() if field.kind == "text" else node.text
            return _words_that(places, lambda other: _distance(word, other, node.edits) <= node.edits)
        raise TypeError(type(node).__name__)

    def _words(self, field: Field, places: Postings, node: Words, *, loose: bool) -> Hits:
        if field.kind == "ngram":
            return self._ngrams(field, node.text.lower().split())
        if field.kind != "text":
            return self._weighed(places.get(convert(field, node.text, "query"), {}))
        words = analyze(field.type, node.text, index=False)
        if not words:
            return {}
        hits = [self._weighed(places.get(word, {})) for _, word in words]
        if not node.phrase and loose and len(hits) > 1:
            return _sum(hits)
        found = {
            name: sum(scores[name] for scores in hits)
            for name in hits[0]
            if all(name in scores for scores in hits)
        }
        if node.phrase and len(words) > 1:
            found = {
                name: score for name, score in found.items() if _in_order(places, words, name, node.slop)
            }
        return found

    def _ngrams(self, field: Field, words: Sequence[str]) -> Hits:
        return {
            name: 1.0
            for name in self._with(field)
            if words
            and all(
                2 <= len(word) <= 10 and word in self._documents.all[name].values[field.name][0].lower()
                for word in words
            )
        }

    def _range(self, field: Field, places: Postings, node: Range) -> Hits:
        if node.low is None and node.high is None:
            return self._with(field)
        low, high = (None if end is None else _key(field, end) for end in (node.low, node.high))
        found: Hits = {}
        for word, documents in list(places.items()):
            key = date_key(word) if field.kind == "date" else word
            above = low is None or key > low or (node.with_low and key == low)
            below = high is None or key < high or (node.with_high and key == high)
            if above and below:
                found |= dict.fromkeys(documents, 1.0)
        return found

    def _with(self, field: Field) -> Hits:
        """Documents that have a field."""
        return {name: 1.0 for name, item in self._documents.all.items() if field.name in item.values}

    def _weighed(self, documents: Mapping[str, list[int]]) -> Hits:
        count = len(documents)
        rarity = math.log(1 + (len(self._documents.all) - count + 0.5) / (count + 0.5))
        return {name: rarity * len(places) * 2.2 / (len(places) + 1.2) for name, places in documents.items()}


def _with_optional(found: Hits | None, should: Sequence[Hits], least: int) -> Hits:
    count: dict[str, int] = defaultdict(int)
    for hits in should:
        for name in hits:
            count[name] += 1
    score = _sum(should)
    if found is None:
        return {name: score[name] for name in count if count[name] >= least}
    return {name: own + score.get(name, 0) for name, own in found.items() if count.get(name, 0) >= least}


def _sum(hits: Sequence[Hits]) -> Hits:
    total: Hits = defaultdict(float)
    for scores in hits:
        for name, score in scores.items():
            total[name] += score
    return dict(total)


def _in_order(places: Postings, words: Sequence[tuple[int, str]], name: str, slop: int) -> bool:
    """Whether words stand one after the other somewhere in a document."""
    return any(
        all(
            any(abs(there - (start + offset)) <= slop for there in places[word][name])
            for offset, word in words[1:]
        )
        for start in places[words[0][1]][name]
    )


def _words_that(places: Postings, test: Callable[[str], object]) -> Hits:
    found: Hits = {}
    for word, documents in list(places.items()):
        if isinstance(word, str) and test(word):
            found |= dict.fromkeys(documents, 1.0)
    return found


def _wildcard(pattern: str, *, small: bool) -> Callable[[str], object]:
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    signs = {"*": ".*", "?": "."}
    text = "".join(
        re.escape(part[1]) if part.startswith("\\") and len(part) == 2 else signs.get(part, re.escape(part))
        for part in parts
    )
    return _whole(re.compile(rf"{text.lower() if small else text}\Z", re.DOTALL))


def _whole(pattern: re.Pattern[str]) -> Callable[[str], object]:
    return pattern.match


def _key(field: Field, text: str) -> Any:
    if field.kind == "date":
        return date_key(date_text(text))
    return convert(field, text, "query") if field.kind in {"int", "float"} else text


def _distance(one: str, other: str, limit: int) -> int:
    """Edits from one word to another; more than the limit when they are too many."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        before, row[0] = row[0], number
        for place, there in enumerate(other, 1):
            before, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, before + (letter != there)),
            )
    return row[-1]

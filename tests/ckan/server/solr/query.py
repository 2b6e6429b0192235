"""Solr's query language, as far as CKAN uses it: text becomes a tree.

Belongs here: the parser. Does not belong here: the tree (tree.py) or what matches (matching.py).
"""

import re

from tests.ckan.server.solr.schema import SolrError
from tests.ckan.server.solr.tree import (
    Boost,
    Clauses,
    Everything,
    Fuzzy,
    Node,
    Nothing,
    Range,
    Regex,
    Wild,
    Words,
)

_SPECIAL = frozenset(' \t\r\n+-!():^[]"{}~\\/')
_CONJUNCTION = re.compile(r"(AND|OR|&&|\|\|)(?=[\s(\"+\-!]|$)")
_NEGATION = re.compile(r"NOT(?=[\s(\"]|$)")
_SLOP = re.compile(r"~(\d+)?")
_FUZZ = re.compile(r"~(\d+(\.\d+)?)?")
_WILD = re.compile(r"(?<!\\)[*?]")
_BOOST = re.compile(r"\^=?(\d+(?:\.\d+)?)")
_RANGE = re.compile(r'([\[{])\s*("(?:[^"\\]|\\.)*"|[^\s\]}]+)\s+TO\s+("(?:[^"\\]|\\.)*"|[^\s\]}]+)\s*([\]}])')


class Parser:
    """One query on its way to a tree; `explicit` says whether it wrote an operator itself."""

    def __init__(self, text: str, field: str | None, *, all_words: bool) -> None:
        self._text = text
        self._at = 0
        self._field = field
        self._all_words = all_words
        self.explicit = False

    def parse(self) -> Node:
        """The whole text.

        Raises:
            SolrError: it is no query.
        """
        node = self._query(self._field, top=True)
        if self._at < len(self._text):
            raise self._failure()
        return node

    def _query(self, field: str | None, *, top: bool = False) -> Node:
        clauses: list[tuple[str, Node]] = []
        while not self._ended():
            conjunction = self._conjunction(bool(clauses))
            modifier = self._modifier()
            if self._ended():
                if conjunction or modifier:
                    raise self._failure("Encountered the end after an operator")
                break
            node = self._clause(field)
            if clauses and clauses[-1][0] != "-":
                if conjunction == "AND":
                    clauses[-1] = ("+", clauses[-1][1])
                elif conjunction == "OR" and self._all_words:
                    clauses[-1] = ("?", clauses[-1][1])
            clauses.append((self._occurs(conjunction, modifier), node))
        if not clauses:
            return Nothing()
        if top and all(occurs == "-" for occurs, _ in clauses):
            clauses.append(("+", Everything()))
        return clauses[0][1] if len(clauses) == 1 and clauses[0][0] != "-" else Clauses(tuple(clauses))

    def _conjunction(self, has_left: bool) -> str:
        found = _CONJUNCTION.match(self._text, self._at)
        if not found:
            return ""
        if not has_left:
            raise self._failure("Encountered an operator")
        self._at, self.explicit = found.end(), True
        self._skip_blanks()
        return "AND" if found[1] in {"AND", "&&"} else "OR"

    def _modifier(self) -> str:
        found = _NEGATION.match(self._text, self._at)
        if found:
            self._at, self.explicit = found.end(), True
            return "-"
        sign = self._peek()
        if sign and sign in "+-!":
            self._at += 1
            return "+" if sign == "+" else "-"
        return ""

    def _occurs(self, conjunction: str, modifier: str) -> str:
        if modifier == "-":
            return "-"
        if self._all_words:
            return "?" if conjunction == "OR" else "+"
        return "+" if modifier == "+" or conjunction == "AND" else "?"

    def _clause(self, field: str | None) -> Node:
        if self._text.startswith("*:*", self._at):
            self._at += 3
            return self._boosted(Everything())
        field = self._named(field)
        sign = self._peek()
        if sign == "(":
            self._at += 1
            node = self._query(field)
            if self._peek() != ")":
                raise self._failure("Encountered <EOF>, was expecting ')'")
            self._at += 1
            return self._boosted(node)
        if sign == '"':
            text = self._quoted()
            slop = _SLOP.match(self._text, self._at)
            self._at = slop.end() if slop else self._at
            return self._boosted(Words(field, text, phrase=True, slop=int(slop[1] or 0) if slop else 0))
        if sign in {"[", "{"}:
            return self._boosted(self._range(field))
        return self._boosted(self._regex(field) if sign == "/" else self._single(field))

    def _named(self, field: str | None) -> str | None:
        """The field that stands before the next part, or the one that holds around it."""
        if self._peek() in {'"', "(", "[", "{", "/"}:
            return field
        start = self._at
        word, _ = self._word()
        self._skip_blanks()
        if self._peek() == ":" and word:
            self._at += 1
            self._skip_blanks()
            return word
        self._at = start
        return field

    def _single(self, field: str | None) -> Node:
        word, raw = self._word()
        if not raw:
            raise self._failure()
        if fuzz := _FUZZ.match(self._text, self._at):
            self._at = fuzz.end()
            return Fuzzy(field, word, min(2, int(float(fuzz[1] or 2))) or 2)
        return Wild(field, raw) if _WILD.search(raw) else Words(field, word)

    def _regex(self, field: str | None) -> Node:
        end = self._text.find("/", self._at + 1)
        if end < 0:
            raise self._failure("Lexical error")
        pattern, self._at = self._text[self._at + 1 : end], end + 1
        return Regex(field, pattern)

    def _word(self) -> tuple[str, str]:
        """A word without its escapes, and as it stands."""
        found, start = [], self._at
        while self._at < len(self._text):
            sign = self._text[self._at]
            if sign == "\\" and self._at + 1 < len(self._text):
                found.append(self._text[self._at + 1])
                self._at += 2
            elif sign in _SPECIAL and not (sign in "-+" and self._at > start):
                break
            else:
                found.append(sign)
                self._at += 1
        return "".join(found), self._text[start : self._at]

    def _quoted(self) -> str:
        found: list[str] = []
        self._at += 1
        while self._at < len(self._text):
            sign = self._text[self._at]
            if sign == '"':
                self._at += 1
                return "".join(found)
            if sign == "\\" and self._at + 1 < len(self._text):
                self._at += 1
                sign = self._text[self._at]
            found.append(sign)
            self._at += 1
        raise self._failure("Lexical error: unbalanced quote")

    def _range(self, field: str | None) -> Node:
        found = _RANGE.match(self._text, self._at)
        if not found:
            raise self._failure("Encountered a bad range")
        self._at = found.end()
        low, high = (
            None if text == "*" else re.sub(r"\\(.)", r"\1", text.strip('"')) for text in (found[2], found[3])
        )
        return Range(field, low, high, with_low=found[1] == "[", with_high=found[4] == "]")

    def _boosted(self, node: Node) -> Node:
        found = _BOOST.match(self._text, self._at)
        if not found:
            return node
        self._at = found.end()
        return Boost(node, float(found[1]))

    def _ended(self) -> bool:
        self._skip_blanks()
        return self._at >= len(self._text) or self._peek() == ")"

    def _skip_blanks(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _failure(self, why: str = "Encountered an unexpected character") -> SolrError:
        said = f"Cannot parse '{self._text}': {why} at position {self._at}."
        return SolrError(f"org.apache.solr.search.SyntaxError: {said}")


def min_should_match(said: str, count: int) -> int:
    """How many of some optional parts have to match, in Solr's own notation: 2, -1, 75%, 2<-1 5<80%."""
    text = said.strip()
    if "<" in text:
        need = count
        for part in re.sub(r"\s*<\s*", "<", text).split():
            bound, value = part.split("<", 1)
            if count <= int(bound):
                break
            need = min_should_match(value, count)
        return need
    if text.endswith("%"):
        share = int(float(text[:-1]) * count / 100)
        return max(0, count + share if share < 0 else share)
    number = int(text)
    return max(0, min(count, count + number if number < 0 else number))

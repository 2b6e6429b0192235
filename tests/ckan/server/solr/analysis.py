"""How text becomes words, roughly as the analyzers of CKAN's schema do it.

Belongs here: cutting, folding, stemming. Does not belong here: matching (matching.py). Stems are lighter than Solr's:
plurals and the two commonest endings of English, the language of CKAN's schema.
"""

import functools
import re
import unicodedata

from tests.ckan.server.solr.schema import FieldType

_ENDINGS = (("sses", "ss"), ("ies", "i"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
_SHORTEST = 3
_CASE_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|[^\W\d_]+|\d+")
_PLAIN_PARTS = re.compile(r"[^\W\d_]+|\d+")


def analyze(kind: FieldType, text: object, *, index: bool) -> list[tuple[int, str]]:
    """Position and word; at index time the joined word stands at the position of its first part."""
    found: list[tuple[int, str]] = []
    position = 0
    for word in str(text).split():
        for words in _words(word, kind.splits_case, kind.stems, kind.folds, index):
            found += [(position, item) for item in words]
            position += 1
    return found


@functools.lru_cache(50_000)
def _words(
    word: str, splits_case: bool, stems: bool, folds: bool, index: bool
) -> tuple[tuple[str, ...], ...]:
    """The words at each position of one piece of text between blanks."""
    pattern = _CASE_PARTS if splits_case else _PLAIN_PARTS
    parts = pattern.findall(re.sub(r"'s\b", "", word))
    found = []
    for number, part in enumerate(parts):
        words = [part, "".join(parts)] if index and number == 0 and len(parts) > 1 else [part]
        words = [_stem(item.lower()) if stems else item.lower() for item in words]
        found.append(tuple(_fold(item) for item in words) if folds else tuple(words))
    return tuple(found)


def _stem(word: str) -> str:
    for ending, kept in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST and not word.endswith("ss"):
            return f"{word.removesuffix(ending)}{kept}"
    return f"{word[:-1]}i" if word.endswith("y") and len(word) > _SHORTEST else word


def _fold(text: str) -> str:
    return "".join(item for item in unicodedata.normalize("NFKD", text) if not unicodedata.combining(item))

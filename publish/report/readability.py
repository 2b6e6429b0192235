"""How easily a Spanish text is read: the INFLESZ scale, and how long its sentences are.

Belongs here: counting syllables, words and sentences. Does not belong here: writing texts (paragraph.py, sheets.py).

Perspicuity of Szigriszt Pazos (1993), 206.835 - 62.3 * syllables / words - words / sentences, read on the INFLESZ
scale (Barrio-Cantalejo et al., An. Sist. Sanit. Navar. 2008, 31(2), 135-152): below 40 very difficult, 40-55 somewhat
difficult, 55-65 normal, 65-80 quite easy, above 80 very easy. A number counts as a word of one syllable for each
group of three digits: it is read at a glance, not spelt out.
"""

import re

_SENTENCE = re.compile(r"[.!?]+(?=\s|$)")
_WORD = re.compile(r"[0-9]+(?:[\u00a0.,][0-9]+)*|[^\W\d_]+")
_STRONG, _WEAK = "aeoáéóíú", "iuü"
_VOWELS = re.compile(f"[{_STRONG}{_WEAK}]+")
_DIGITS_AT_A_GLANCE = 3


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def words(text: str) -> list[str]:
    """Words and numbers of a text."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """Syllables of a word: one for each group of vowels, and one more where two strong ones meet."""
    if word[0].isdigit():
        digits = sum(letter.isdigit() for letter in word)
        return -(-digits // _DIGITS_AT_A_GLANCE)
    lowered = re.sub(r"(?<=[qg])u(?=[eiéí])", "", word.lower())
    lowered = re.sub(r"y$", "i", lowered)
    count = 0
    for group in _VOWELS.findall(lowered):
        strong = sum(letter in _STRONG for letter in group)
        count += max(1, strong)
    return max(1, count)


def perspicuity(text: str) -> float:
    """Szigriszt's index: the higher, the easier; one decimal.

    Raises:
        ValueError: the text has no word.
    """
    found, parts = words(text), sentences(text)
    if not found or not parts:
        raise ValueError("a text without words has no index")
    spoken = sum(map(syllables, found))
    return round(206.835 - 62.3 * spoken / len(found) - len(found) / len(parts), 1)


def longest_sentence(text: str) -> int:
    """Words of the longest sentence."""
    return max((len(words(part)) for part in sentences(text)), default=0)

"""Which one-byte encoding a text is in, by what its letters look like in each.

Belongs here: weighing the candidates. Does not belong here: UTF-8 and UTF-16, which prove themselves (encoding.py).

Every byte outside ASCII is looked at with its two neighbours. In the right encoding nearly all of them are Spanish
letters inside words, or signs where signs stand; in a wrong one they are box drawings, or capitals inside small
letters. Where two encodings are nearly as good and give different texts, a list of frequent Spanish words and names
decides; where it says nothing, nobody knows.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

CODECS = {
    "windows-1252": "cp1252",
    "iso-8859-1": "latin-1",
    "cp850": "cp850",
    "cp437": "cp437",
    "mac-roman": "mac_roman",
}
# Costs per byte: 0 as it should be, 1 unusual, 2 a letter of another language, 3 hardly, 10 impossible.
_UNUSUAL, _FOREIGN, _ODD, _IMPOSSIBLE = 1.0, 2.0, 3.0, 10.0
_MAX_MEAN_COST = 1.5
_CLEARLY_BETTER = 1.5
_CLEARLY_WRONG = 2.5
_FEW = 4
_USUAL = frozenset({"windows-1252", "iso-8859-1"})
_MAX_WORDS = 200_000
_FIRST_HIGH = 0x80
_SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ")
_UMLAUTS = frozenset("äëïöÄËÏÖ")  # vowels of several Mayan languages
_ORDINALS, _OPENING, _CLOSING, _DASHES = (
    frozenset("ºª°"),
    frozenset("¿¡“‘«"),
    frozenset("”»"),
    frozenset("–—"),
)
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_AROUND = "“”‘«»¿¡…–—ºª°\u00a0"
_BLANK = frozenset(" \t\r\n,;|\"'()[]{}/\\-.:_")

Trigrams = Counter[tuple[int, int, int]]
# Asked only when two encodings are nearly as good.
Words = Callable[[], Counter[bytes]]


@dataclass(frozen=True)
class Weighing:
    """The verdict.

    Attributes:
        name: the encoding; empty when none will do.
        rival: another one that is as good and gives another text; empty when there is none.
    """

    name: str
    rival: str = ""


def weigh(pieces: Iterable[bytes]) -> Trigrams:
    """Bytes outside ASCII with their neighbours, over a whole text."""
    trigrams: Trigrams = Counter()
    for piece in pieces:
        octets = np.frombuffer(b"\n" + piece + b"\n", np.uint8)
        at = np.flatnonzero(octets >= _FIRST_HIGH)
        if not len(at):
            continue
        codes = octets[at - 1].astype(np.uint32) << 16 | octets[at].astype(np.uint32) << 8 | octets[at + 1]
        found, counts = np.unique(codes, return_counts=True)
        for code, count in zip(found.tolist(), counts.tolist(), strict=True):
            trigrams[code >> 16, code >> 8 & 0xFF, code & 0xFF] += count
    return trigrams


def words_of(pieces: Iterable[bytes]) -> Counter[bytes]:
    """Words with a byte outside ASCII, over a whole text."""
    words: Counter[bytes] = Counter()
    for piece in pieces:
        if not piece.isascii():
            words.update(_WORD.findall(piece))
        if len(words) > _MAX_WORDS:
            break
    return words


def decide(trigrams: Trigrams, words: Words) -> Weighing:
    """The encoding in which the text makes sense."""
    costs = {name: _costs(trigrams, name) for name in CODECS if _can_decode(trigrams, name)}
    number = sum(trigrams.values())
    totals = {name: sum(cost.values()) for name, cost in costs.items()}
    best = min(totals, key=totals.__getitem__)
    for name in totals:
        if name == best or _same_text(trigrams, best, name):
            continue
        chosen = _better(best, name, trigrams, costs, words)
        if chosen is None:
            return Weighing("" if totals[best] > _MAX_MEAN_COST * number else best, name)
        best = chosen
    return Weighing("") if totals[best] > _MAX_MEAN_COST * number else Weighing(best)


def contradicts(declared: str, trigrams: Trigrams, words: Words) -> str:
    """The encoding that a text is really in, when the declared one makes no sense of it; empty otherwise."""
    if not _can_decode(trigrams, declared):
        return ""
    number = sum(trigrams.values())
    if sum(_costs(trigrams, declared).values()) < _CLEARLY_WRONG * number:
        return ""
    found = decide(trigrams, words)
    if not found.name or found.rival or _same_text(trigrams, declared, found.name):
        return ""
    return found.name


def _better(
    best: str, other: str, trigrams: Trigrams, costs: dict[str, dict[int, float]], words: Words
) -> str | None:
    """Which of two it is, judged by the bytes on which they differ; None when nobody knows."""
    differing = {byte for _, byte, _ in trigrams if _letter(byte, best) != _letter(byte, other)}
    number = sum(count for (_, byte, _), count in trigrams.items() if byte in differing)
    mean = {name: sum(costs[name][byte] for byte in differing) / number for name in (best, other)}
    worse, better = sorted(mean, key=mean.__getitem__, reverse=True)
    is_clear = mean[worse] - mean[better] >= _CLEARLY_BETTER
    # A few odd signs of Windows are no proof of a system that hardly anybody uses any more.
    is_thin = number < _FEW and worse in _USUAL and better not in _USUAL and mean[worse] < _IMPOSSIBLE / 2
    if is_clear and not is_thin:
        return better
    telling = {word: count for word, count in words().items() if differing & set(word)}
    known = {name: _known_words(telling, name) for name in (best, other)}
    if known[best] and not known[other]:
        return best
    if known[other] and not known[best]:
        return other
    return None


@cache
def _frequent_words() -> frozenset[str]:
    """Frequent words, names and places with a letter outside ASCII."""
    return frozenset((Path(__file__).parent / "spanish_words.csv").read_text("utf-8").splitlines()[1:])


def _known_words(words: dict[bytes, int], name: str) -> int:
    known = _frequent_words()
    return sum(
        count
        for word, count in words.items()
        if word.decode(CODECS[name], "replace").casefold().strip(_AROUND) in known
    )


def _same_text(trigrams: Trigrams, first: str, second: str) -> bool:
    return all(_letter(byte, first) == _letter(byte, second) for _, byte, _ in trigrams)


def _can_decode(trigrams: Trigrams, name: str) -> bool:
    return all(_letter(byte, name) != "\ufffd" for _, byte, _ in trigrams)


def _letter(byte: int, name: str) -> str:
    return bytes([byte]).decode(CODECS[name], "replace")


def _costs(trigrams: Trigrams, name: str) -> dict[int, float]:
    """What each byte costs in all, read in an encoding."""
    costs: dict[int, float] = dict.fromkeys((byte for _, byte, _ in trigrams), 0.0)
    for (before, byte, after), count in trigrams.items():
        costs[byte] += _cost(_letter(before, name), _letter(byte, name), _letter(after, name)) * count
    return costs


def _cost(before: str, letter: str, after: str) -> float:
    if letter in _SPANISH:
        return _case_cost(before, letter, after)
    if letter in _ORDINALS:
        return 0.0 if before.isalnum() or before in ". " else _ODD
    if letter.isalpha():
        base = _UNUSUAL if letter in _UMLAUTS else _FOREIGN if ord(letter) < 0x180 else _IMPOSSIBLE
        return base + _case_cost(before, letter, after)
    return _sign_cost(before, letter, after)


def _case_cost(before: str, letter: str, after: str) -> float:
    """Small letters among small ones, capitals among capitals or at the beginning of a word."""
    left, right = _is_letter(before), _is_letter(after)
    if not left and not right:
        return _ODD if before.isdigit() or after.isdigit() else _UNUSUAL
    if letter.isupper():
        return _ODD if left and before.islower() else 0.0
    if left and before.islower() and right and after.isupper():
        return _ODD
    among_capitals = (not left or before.isupper()) and (not right or after.isupper())
    # MUñOZ: old systems turned only the letters of ASCII into capitals.
    return _UNUSUAL / 2 if among_capitals else 0.0


def _sign_cost(before: str, sign: str, after: str) -> float:
    if sign in _OPENING:
        return 0.0 if not _is_letter(before) and not after.isspace() else _ODD
    if sign in _CLOSING:
        return 0.0 if not before.isspace() else _ODD
    if sign == "’":
        return _UNUSUAL if _is_letter(before) and _is_letter(after) else 0.0 if _is_letter(before) else _ODD
    if sign in _DASHES:
        return _ODD if _is_letter(before) and _is_letter(after) else 0.0
    if sign == "\u00a0":
        return _ODD if _is_letter(before) and after.islower() else 0.0
    if sign == "…":
        return 0.0 if not _is_letter(after) else _ODD
    if sign in "•·€":
        return 0.0 if before in _BLANK or before.isdigit() or after in _BLANK else _ODD
    if sign in "´`¨":
        return _ODD
    if sign in "$¢£¥¤±½¼¾²³¹×÷§©®™%‰†":
        return _IMPOSSIBLE / 2
    return _IMPOSSIBLE


def _is_letter(character: str) -> bool:
    return character.isalpha() and character not in _ORDINALS

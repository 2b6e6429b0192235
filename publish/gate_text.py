"""What must not stand in any text that leaves: numbers of people, pseudonyms, restricted programmes, this machine.

Belongs here: patterns and where they apply. Does not belong here: decoding files (gate_files.py), columns and
figures (gate_tables.py). Every check counts; none returns what it found.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from publish.gate_disguise import INVISIBLE, digest_words, folded_letters, glued_rows, undisguised
from publish.gate_exhibit import RAW, Exhibit
from publish.gate_findings import Finding
from publish.gate_rules import GateRules, ModalityRule
from snis.cui import check_digit_holds
from snis.disclosure import RESTRICTED

# Place of a finding in the name of a file or folder.
NAME = "nombre"
_GAP = "[ \\t\u00a0\u2007\u202f._/\u2010-\u2015-]{1,2}"
# 13 digits in a row. Decimals of a number ("0.9765432141601") are no candidate; their whole part is one.
_RUN = re.compile(r"(?<!\d)(?<!\d\.)(?:\d{13})+(?!\d)")
_GROUPED = tuple(
    re.compile(r"(?<!\d)" + _GAP.join(rf"\d{{{width}}}" for width in widths) + r"(?!\d)")
    for widths in ((4, 5, 4), (8, 1, 2, 2), (9, 4), (8, 1, 4), (4, 4, 5), (8, 5))
)
_SCIENTIFIC = re.compile(r"(?<!\d)\d\.\d{12}[eE]\+?12(?!\d)")
_WORD_BEFORE = re.compile(r"[0-9A-Za-z]*$")
_WORD_AFTER = re.compile(r"[0-9A-Za-z]*")
_HASH = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_HASH_LENGTHS = frozenset({32, 40, 56, 64, 96, 128})
_LONG_HASH = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{128}|[0-9A-Fa-f]{96}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{56}|[0-9A-Fa-f]{40})(?![0-9A-Za-z])"
)
_PSEUDONYM = re.compile(r"(?<![0-9A-Za-z])(?<!md5:)[0-9a-f]{32}(?![0-9A-Za-z])")
_TELEPHONE = re.compile(
    r"(?:\+|00)502[ -]?\d{4}[ -]?\d{4}(?!\d)"
    r"|(?:tel[ée]fono|tel|celular|cel|whatsapp)\W{1,3}[2-7]\d{3}[ -]?\d{4}(?!\d)",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"(?<![\w.:/-])/(?:home|root|tmp|work|Users|var|mnt|opt|etc|srv|private)/[\w.-]"
    r"|\b[A-Za-z]:\\{1,2}\w+\\"
    r"|\bfile:/"
    r"|Traceback \(most recent call last\)"
    r'|\bFile "[^"\n]+", line \d+'
)
# A value longer than this is a text, not the name of a programme.
_LONGEST = 200
_MARKS = re.compile("[\u0300-\u036f]")
_BLANKS = re.compile(r"\s+")
# Words, each with the pattern by which it stands alone: where a text has not even the word, nothing is sought.
Words = tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True)
class _Told:
    """What a text says that it must not: (rule, message, how often), and names of the restricted universe."""

    found: tuple[tuple[str, str, int], ...]
    restricted: int


class TextJudge:
    """Judges the texts of a release, each once under however many names it leaves.

    Args:
        rules: the gate's rules.
        digests: those of the files of the release, which may be printed.
        allowed: texts that may be printed as they are (title and description of the restricted dataset).
    """

    def __init__(
        self, rules: GateRules, *, digests: frozenset[str] = frozenset(), allowed: tuple[str, ...] = ()
    ) -> None:
        self._rules, self._digests, self._allowed = rules, digests, allowed
        self._codes, self._phrases, self._lone = _restricted_words(rules)
        self._told: dict[tuple[str, bool, bool], _Told] = {}

    def find_in_texts(self, exhibit: Exhibit, *, shown_path: str) -> Iterator[Finding]:
        """Findings of the texts of one file, its name included."""
        parts = [(NAME, exhibit.path), *((text.place, text.content) for text in exhibit.texts)]
        # The same text in another rendering would be counted twice; the worst rendering counts.
        worst: dict[tuple[str, str, str], int] = {}
        for place, text in parts:
            for rule, message, count in self._tell(exhibit, place, text).found:
                spot = (rule, message, place)
                worst[spot] = max(worst.get(spot, 0), count)
        for (rule, message, place), count in worst.items():
            yield Finding(shown_path, rule, place, count, message, "review" if rule == "G-TEL-02" else "fail")

    def find_restricted(self, exhibit: Exhibit, *, shown_path: str) -> Iterator[Finding]:
        """Findings of codes, names and terms of the restricted universe, in text and as whole values.

        A short name such as that of a programme that is also an everyday word counts only where it stands alone.
        """
        lone, message = self._lone, "nombra un programa del universo restringido"
        in_name = _hits(exhibit.path, (*self._codes, *self._phrases))
        in_name += sum(1 for step in re.split(r"[/!.]", exhibit.path) if _folded(step) in lone)
        if in_name:
            yield Finding(shown_path, "G-UNI-01", NAME, in_name, message)
        told = (self._tell(exhibit, part.place, part.content) for part in exhibit.texts if part.place != RAW)
        count = max((one.restricted for one in told), default=0)
        alone = (
            _folded(value).strip() for value in (*exhibit.values, *exhibit.labels) if len(value) <= _LONGEST
        )
        count = max(count, sum(1 for value in alone if value in lone))
        if count:
            yield Finding(shown_path, "G-UNI-01", "texto", count, message)

    def _tell(self, exhibit: Exhibit, place: str, text: str) -> _Told:
        # The whole text of a table is its values over and over; they are read once, elsewhere.
        disguised = exhibit.table is None or place != "texto"
        key = (text, place == RAW, disguised)
        if key not in self._told:
            self._told[key] = self._read(text, raw=place == RAW, disguised=disguised)
        return self._told[key]

    def _read(self, text: str, *, raw: bool, disguised: bool) -> _Told:
        forms = () if raw else tuple(undisguised(text))
        found = _scan(text, forms if disguised else (), self._rules, self._digests, raw=raw)
        named = () if raw else (self._named(form) for form in (text, *forms))
        return _Told(tuple(one for one in found if one[-1]), max(named, default=0))

    def _named(self, text: str) -> int:
        """Names of the restricted universe in a text."""
        for phrase in self._allowed:
            text = text.replace(phrase, " ")
        return _hits(text, (*self._codes, *self._phrases))


def _hits(text: str, patterns: Words) -> int:
    folded = _folded(text)
    return sum(len(pattern.findall(folded)) for word, pattern in patterns if word in folded)


def is_cui(digits: str, municipalities: frozenset[str]) -> bool:
    """Whether 13 digits are a CUI that can exist: place of birth known, check digit right.

    Source: reference/cui.md, section 2.
    """
    number = "".join(str(unicodedata.decimal(digit)) for digit in digits)
    return number[9:] in municipalities and check_digit_holds(number)


def count_cuis(text: str, municipalities: frozenset[str]) -> int:
    """How many CUIs stand in a text: in a row, in the usual groups, or in scientific notation."""
    found = 0
    shown = text if text.isascii() else INVISIBLE.sub("", text)
    for match in _RUN.finditer(shown):
        if not _inside_hash(shown, match):
            run = match.group()
            found += sum(is_cui(run[at : at + 13], municipalities) for at in range(0, len(run), 13))
    for pattern in _GROUPED:
        found += sum(is_cui(_digits(match.group()), municipalities) for match in pattern.finditer(shown))
    return found + sum(
        is_cui(_digits(match.group())[:13], municipalities) for match in _SCIENTIFIC.finditer(shown)
    )


def find_glued(exhibit: Exhibit, rules: GateRules, *, shown_path: str) -> Iterator[Finding]:
    """CUIs that only cells side by side make up; by chance one in three hundred words of 13 digits is one."""
    rows = exhibit.rows
    if exhibit.table is not None:
        columns = [column.cast(pa.string()).fill_null("").to_pylist() for column in exhibit.table.columns]
        rows = tuple(zip(*columns, strict=True))
    words = list(glued_rows(rows))
    found = sum(is_cui(word, rules.municipalities) for word in words)
    if found * 10 >= len(words) and found:
        yield Finding(shown_path, "G-CUI-02", "celdas", found, "hay celdas que juntas son un CUI")


def _scan(
    text: str, forms: Sequence[str], rules: GateRules, digests: frozenset[str], *, raw: bool
) -> Iterator[tuple[str, str, int]]:
    hidden = max((count_cuis(form, rules.municipalities) for form in forms), default=0)
    yield "G-CUI-01", "hay números que son un CUI", max(count_cuis(text, rules.municipalities), hidden)
    if raw:
        return
    foreign = sum(1 for word in _LONG_HASH.findall(text) if word.lower() not in digests)
    yield "G-SEU-02", "hay huellas que no son de ningún archivo publicado", foreign + digest_words(text)
    yield "G-SEU-01", "hay seudónimos de 32 cifras hexadecimales", len(_PSEUDONYM.findall(text))
    yield "G-TEL-02", "parece haber números de teléfono", len(_TELEPHONE.findall(text))
    own = sum(len(re.findall(rf"(?<![\w:-]){re.escape(word)}(?!\w)", text)) for word in rules.forbidden_texts)
    yield "G-RUT-01", "hay rutas, usuarios o trazas de esta máquina", own + len(_MACHINE.findall(text))


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _inside_hash(text: str, match: re.Match[str]) -> bool:
    """Whether the digits are part of a hexadecimal digest, where 13 in a row happen by chance."""
    before = _WORD_BEFORE.search(text, max(match.start() - 128, 0), match.start())
    after = _WORD_AFTER.match(text, match.end(), match.end() + 128)
    word = (before.group() if before else "") + match.group() + (after.group() if after else "")
    return len(word) in _HASH_LENGTHS and bool(_HASH.fullmatch(word)) and not word.isdigit()


def _folded(text: str) -> str:
    """Lower case without accents, blanks as one space."""
    plain = text.casefold()
    if not plain.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", folded_letters(plain)))
    return _BLANKS.sub(" ", plain)


@cache
def _patterns(
    modalities: tuple[ModalityRule, ...], terms: tuple[str, ...]
) -> tuple[Words, Words, frozenset[str]]:
    """Codes and long names as patterns over folded text, and short names that count only alone."""
    sealed = [modality for modality in modalities if modality.visibilidad_codigo == RESTRICTED]
    open_names = {
        _folded(name)
        for modality in modalities
        if modality.visibilidad_codigo != RESTRICTED
        for name in (modality.modalidad, modality.programa, modality.programa_codigo)
    }
    names = {
        _folded(name)
        for modality in sealed
        for name in (modality.modalidad, modality.programa, modality.programa_codigo)
    } - open_names
    long = {name for name in names if re.search(r"[ -]", name)} | {_folded(term) for term in terms}
    codes = {_folded(modality.modalidad_codigo) for modality in sealed}
    return _as_words(codes), _as_words(long), frozenset(names | codes)


def _as_words(words: set[str]) -> Words:
    return tuple((word, re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")) for word in sorted(words))


def _restricted_words(rules: GateRules) -> tuple[Words, Words, frozenset[str]]:
    return _patterns(tuple(rules.modalities.values()), rules.restricted_terms)

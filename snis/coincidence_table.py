"""Which rule is in force for two modalities, or a modality and a register, on a day.

Belongs here: reading coincidences.yaml, spreading its rules over modalities, and the more special one winning over the
more general one. Does not belong here: the model of a rule and what it has to keep by itself (coincidence_rules.py).

A rule that names a modality wins over one that names its programme, and that one over `*`, for as long as it is valid.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from snis.coincidence_rules import ANY, ASKING, DELIVERER, FILE, Known, Rule, RuleBook, rule_mistakes
from snis.contracts.shape import Mistake, read_shape

_DAY = timedelta(days=1)
_Key = tuple[str, str, str]


@dataclass(frozen=True)
class Effective:
    """A rule for one modality and the other side, and the days of delivery on which it is the one that counts.

    Attributes:
        modality_b: modality of the other side; None when a register or control stands there.
        source: register or control of the other side; None when a modality stands there.
        owner: institution that answers; with a restricted modality, the one that delivers it, whoever the rule names.
        last: last day, or None when there is no end in sight.
    """

    rule: Rule
    modality_a: str
    modality_b: str | None
    source: str | None
    owner: str
    first: date
    last: date | None

    @property
    def kind(self) -> str:
        """What sort of finding it makes: cruce (register or control), repeticion (with itself) or coincidencia."""
        if self.source is not None:
            return "cruce"
        return "repeticion" if self.modality_a == self.modality_b else "coincidencia"


def read_rules(folder: Path, known: Known, problems: list[str]) -> RuleBook:
    """The rules of a deployment; every mistake is added to `problems`. Without the file there are none."""
    try:
        shaped = read_shape(folder / FILE, FILE, RuleBook)
    except FileNotFoundError:
        return RuleBook()
    problems.extend(shaped.problems)
    if shaped.model is None:
        return RuleBook()
    book = shaped.model
    mistakes = [*rule_mistakes(book, known), *_conflicts(book, known), *_untellable(book, known)]
    problems.extend(shaped.describe(mistake) for mistake in mistakes)
    return book


def effective_rules(book: RuleBook, known: Known) -> list[Effective]:
    """One row for each rule, modality and other side, in rule, modality and day order; periods never overlap."""
    spread: dict[_Key, list[tuple[int, Effective]]] = defaultdict(list)
    for rule in book.rules:
        for rank, row in _spread(rule, known):
            spread[_key(row)].append((rank, row))
    found = [row for ranked in spread.values() for row in _in_force(ranked)]
    return sorted(found, key=lambda row: (row.rule.id, row.modality_a, row.modality_b or "", row.first))


def _conflicts(book: RuleBook, known: Known) -> Iterator[Mistake]:
    """Rules that speak of the same two on the same days with equal right."""
    spread: dict[_Key, list[tuple[int, Effective]]] = defaultdict(list)
    told: set[tuple[str, str]] = set()
    for index, rule in enumerate(book.rules):
        for rank, row in _spread(rule, known):
            for other_rank, other in spread[_key(row)]:
                pair = (other.rule.id, rule.id)
                if rank == other_rank and _overlap(row, other) and pair not in told:
                    told.add(pair)
                    yield Mistake(
                        ("rules", index, "id"),
                        f"{rule.id} y {other.rule.id} dicen algo de {row.modality_a} × "
                        f"{row.modality_b or row.source} en los mismos días",
                        "deje una, o separe sus vigencias",
                    )
            spread[_key(row)].append((rank, row))


def _key(row: Effective) -> _Key:
    """A pair is the same one in either order."""
    first, second = sorted((row.modality_a, row.modality_b or row.source or ""))
    return first, second, row.rule.grain


def _spread(rule: Rule, known: Known) -> Iterator[tuple[int, Effective]]:
    """Rows of one rule with their rank: 2 for each side that names a modality or source, 1 for a programme."""
    seen: set[frozenset[str]] = set()
    for word_a in rule.a:
        for a in known.named(word_a):
            if rule.source is not None:
                owner = _owner(rule, known, a)
                row = Effective(rule, a, None, rule.source, owner, rule.valid_from, rule.valid_to)
                yield _rank(word_a, known), row
                continue
            for word_b in rule.b:
                for b in known.named(word_b):
                    # A modality meets itself only in a rule whose two sides are the same.
                    if frozenset((a, b)) in seen or (a == b and rule.a != rule.b):
                        continue
                    seen.add(frozenset((a, b)))
                    rank = _rank(word_a, known) + _rank(word_b, known)
                    owner = _owner(rule, known, a, b)
                    yield rank, Effective(rule, a, b, None, owner, rule.valid_from, rule.valid_to)


def _owner(rule: Rule, known: Known, a: str, *others: str) -> str:
    """Who answers. With one or two restricted programmes in a country, to say "a restricted one" is to name it."""
    serving = _serving_restricted(known, a, *others)
    if serving:
        return serving[0]
    return known.deliverers[a] if rule.owner == DELIVERER else rule.owner


def _serving_restricted(known: Known, *modalities: str) -> list[str]:
    """Institutions that deliver the restricted ones of some modalities."""
    return sorted({known.deliverers[code] for code in modalities if code in known.restricted})


def _untellable(book: RuleBook, known: Known) -> Iterator[Mistake]:
    """Rules that ask about two restricted modalities of two institutions: neither may be told of the other's people."""
    for index, rule in enumerate(book.rules):
        for _, row in _spread(rule, known) if rule.verdict in ASKING else ():
            if row.modality_b and len(_serving_restricted(known, row.modality_a, row.modality_b)) > 1:
                yield Mistake(
                    ("rules", index, "b"),
                    f"{row.modality_a} y {row.modality_b} son restringidos y de dos instituciones: preguntar a una "
                    "le dice a quién atiende la otra",
                    "deje fuera una de las dos; cuántas personas tienen ambas está en link_coincidencia",
                )
                break


def _rank(word: str, known: Known) -> int:
    if word == ANY:
        return 0
    return 1 if word in known.programmes else 2


def _overlap(one: Effective, other: Effective) -> bool:
    return (one.last is None or other.first <= one.last) and (other.last is None or one.first <= other.last)


def _in_force(ranked: Sequence[tuple[int, Effective]]) -> Iterator[Effective]:
    """The most special rule of each stretch of days; stretches of one rule that touch are one."""
    starts = sorted(
        {row.first for _, row in ranked} | {row.last + _DAY for _, row in ranked if row.last is not None}
    )
    current: Effective | None = None
    for index, start in enumerate(starts):
        end = starts[index + 1] - _DAY if index + 1 < len(starts) else None
        covering = [
            (rank, row)
            for rank, row in ranked
            if row.first <= start and (row.last is None or start <= row.last)
        ]
        winner = max(covering, key=lambda item: item[0])[1] if covering else None
        if current is not None and winner is not None and current.rule.id == winner.rule.id:
            current = replace(current, last=end)
            continue
        if current is not None:
            yield current
        current = replace(winner, first=start, last=end) if winner is not None else None
    if current is not None:
        yield current

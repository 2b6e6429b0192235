"""Findings by counting days, to check the system's answer against.

Belongs here: what each rule of coincidences.yaml says of the true persons, in plain Python, on purpose the slow way.
Does not belong here: anything that the system itself uses, or coincidences whatever the rules say (coincidences.py).

All lists of registers reach us on the day of the first night: only what is paid after it was known before. A benefit
that was not collected or came back is no benefit.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.sample.rule_list import Rule
from snis.nation.model import Entry, Modality

_REGISTERS = frozenset({"renap_defuncion", "onsec_planilla", "igss_pension", "minfin_contratista"})
_ROLL = "mides_padron"
_OLDEST = 116
_END = date(9999, 12, 31)
_LISTS_RECEIVED = date(2026, 5, 4)
KNOWN, IN_WINDOW, LATE, LIST_LATE = "conocida_antes", "en_ventana", "registrada_tarde", "lista_tarde"


@dataclass(frozen=True, order=True)
class Gift:
    """A benefit that somebody really had.

    Attributes:
        first, last: days that it covers.
        household: number as its institution writes it, with the institution; empty where none is written.
        born, sex: as sent.
        shown: number of the identity under which it was sent.
        by_number: whether it was sent with a CUI that holds.
    """

    first: date
    last: date
    day: date
    address: tuple[str, ...]
    modality: str
    person: int
    amount: int
    household: str = ""
    born: date | None = None
    sex: str = ""
    shown: int = 0
    by_number: bool = True


@dataclass(frozen=True, order=True)
class Finding:
    """One finding: of a person, or of a household when `household` is not empty."""

    rule: str
    kind: str
    person: int
    household: str
    modality_a: str
    modality_b: str
    year: int
    deliveries: int
    days: int
    paid: int
    at_stake: int


@dataclass
class Life:
    """What registers really say of a person."""

    entries: list[Entry] = field(default_factory=list)

    def of(self, register: str) -> list[Entry]:
        """Lines of one register."""
        return [entry for entry in self.entries if entry.register == register]


def find(
    gifts: Sequence[Gift], lives: dict[int, Life], rules: Iterable[Rule], modalities: dict[str, Modality]
) -> list[Finding]:
    """All findings, in order."""
    by_modality: dict[str, list[Gift]] = defaultdict(list)
    for gift in gifts:
        by_modality[gift.modality].append(gift)
    shared = _shared_numbers(gifts)
    numbered = {gift.person for gift in gifts if gift.by_number}
    reached = max((_month_end(gift.day) for gift in gifts), default=date.min)
    controls: dict[str, Callable[[Gift], bool]] = {
        "edad_improbable": lambda gift: gift.born is not None and _age(gift) >= _OLDEST,
        "edad_bajo_minimo": lambda gift: (
            gift.born is not None and _age(gift) < modalities[gift.modality].age_min
        ),
        "dato_distinto_renap": lambda gift: _differs(gift, lives[gift.person]),
        "cui_de_varias_personas": lambda gift: gift.by_number and gift.shown in shared,
    }
    found: list[Finding] = []
    for rule in rules:
        of_a = by_modality[rule.a]
        if rule.b in modalities:
            found.extend(_together(rule, of_a, by_modality[rule.b], reached))
        elif rule.b in _REGISTERS:
            found.extend(
                _crossed(rule, ((gift, _against(rule.b, gift, lives[gift.person])) for gift in of_a))
            )
        elif rule.b == _ROLL:
            listed = [gift for gift in of_a if gift.person in numbered] if _has_roll(rule.a, lives) else []
            found.extend(_crossed(rule, ((gift, _outside(gift, lives[gift.person])) for gift in listed)))
        elif rule.b in controls:
            odd = controls[rule.b]
            in_sight = rule.b.startswith("edad_")
            judged = ((gift, KNOWN if in_sight else _seen(gift)) for gift in of_a if odd(gift))
            found.extend(_crossed(rule, judged))
    return sorted(found)


def _shared_numbers(gifts: Iterable[Gift]) -> frozenset[int]:
    """Numbers that more than one person shows, whom birth year or sex tells apart."""
    by_number: dict[int, list[Gift]] = defaultdict(list)
    for gift in gifts:
        if gift.by_number:
            by_number[gift.shown].append(gift)
    return frozenset(
        number
        for number, some in by_number.items()
        if len({gift.person for gift in some}) > 1
        and (len({gift.born.year for gift in some if gift.born}) > 1 or len({gift.sex for gift in some}) > 1)
    )


def _crossed(rule: Rule, judged: Iterable[tuple[Gift, str]]) -> Iterator[Finding]:
    """One finding for each class, person and year."""
    together: dict[tuple[str, int, int], list[Gift]] = defaultdict(list)
    for gift, kind in judged:
        if kind:
            together[kind, gift.person, gift.day.year].append(gift)
    for (kind, person, year), gifts in together.items():
        paid = sum(gift.amount for gift in gifts)
        yield Finding(rule.id, kind, person, "", rule.a, "", year, len(gifts), 0, paid, paid)


def _against(register: str, gift: Gift, life: Life) -> str:
    """What a register says against a gift, and when it could be seen; empty when nothing."""
    held = []
    for entry in life.of(register):
        begins, ends = entry.occurred or date.min, entry.ended or _END
        begins += timedelta(days=register == "renap_defuncion")
        if begins <= gift.day <= ends:
            held.append(((entry.registered or entry.occurred, entry.occurred), entry))
    if not held:
        return ""
    entry = min(held, key=lambda pair: pair[0])[1]
    return _class(gift, entry.occurred or date.min, entry.registered or entry.occurred or date.min)


def _class(gift: Gift, occurred: date, registered: date) -> str:
    if gift.day > _LISTS_RECEIVED:
        return KNOWN
    if occurred >= gift.first:
        return IN_WINDOW
    return LATE if registered >= gift.day else LIST_LATE


def _seen(gift: Gift) -> str:
    """The class of what the lists show without saying when it happened."""
    return KNOWN if gift.day > _LISTS_RECEIVED else LIST_LATE


def _has_roll(modality: str, lives: dict[int, Life]) -> bool:
    return any(entry.modality == modality for life in lives.values() for entry in life.of(_ROLL))


def _outside(gift: Gift, life: Life) -> str:
    """Why somebody who is paid does not stand in the padrón on the day; empty when they do."""
    own = [entry for entry in life.of(_ROLL) if entry.modality == gift.modality and entry.occurred]
    if any((entry.occurred or _END) <= gift.day <= (entry.ended or _END) for entry in own):
        return ""
    left = [entry.ended for entry in own if entry.ended and entry.ended < gift.day]
    if left:
        return _class(gift, max(left), max(left))
    return LATE if own else _seen(gift)


def _differs(gift: Gift, life: Life) -> bool:
    """Whether RENAP has another birth year than the row."""
    return any(gift.born and entry.person.born.year != gift.born.year for entry in life.of("renap_persona"))


def _together(rule: Rule, of_a: Sequence[Gift], of_b: Sequence[Gift], reached: date) -> Iterator[Finding]:
    sides: dict[tuple[int, str], tuple[list[Gift], list[Gift]]] = defaultdict(lambda: ([], []))
    for side, gifts in enumerate((of_a, of_b)):
        for gift in gifts:
            sides[_subject(rule, gift)][side].append(gift)
    for (person, household), (some, others) in sides.items():
        pairs = _repeated(rule, some) if rule.a == rule.b else _shared(rule, some, others)
        for year in sorted({day.year for _, _, days in pairs for day in days}):
            hit = [
                (a, b, {day for day in days if day.year == year and day <= reached}) for a, b, days in pairs
            ]
            hit = [item for item in hit if item[2]]
            if not hit:
                continue
            days = set().union(*(shared for _, _, shared in hit))
            first, second = {a for a, _, _ in hit}, {b for _, b, _ in hit}
            first -= second if rule.a == rule.b else set()
            paid_a, paid_b = (sum(gift.amount for gift in side) for side in (first, second))
            stakes = {"a": paid_a, "b": paid_b, "ambos": paid_a + paid_b, "menor": min(paid_a, paid_b)}
            yield Finding(
                rule.id, rule.verdict, person, household, rule.a, rule.b, year, len(first) + len(second),
                len(days), paid_a + paid_b, stakes[rule.amount],
            )  # fmt: skip


Pair = tuple[Gift, Gift, set[date]]


def _shared(rule: Rule, some: Sequence[Gift], others: Sequence[Gift]) -> list[Pair]:
    """Each gift with each of the other side, and the days of the first that the second, with its window, covers."""
    pairs = [(a, b, _days(a) & _days(b, rule)) for a in some for b in others]
    return [pair for pair in pairs if pair[2]]


def _repeated(rule: Rule, gifts: Sequence[Gift]) -> list[Pair]:
    """Each gift with each later one, and the days of the later that the earlier, with its window, covers."""
    ordered = sorted(gifts)
    pairs = [
        (earlier, later, _days(earlier, rule) & _days(later))
        for index, earlier in enumerate(ordered)
        for later in ordered[index + 1 :]
    ]
    return [pair for pair in pairs if pair[2]]


def _subject(rule: Rule, gift: Gift) -> tuple[int, str]:
    return (0, gift.household) if rule.by_household and gift.household else (gift.person, "")


def _days(gift: Gift, rule: Rule | None = None) -> set[date]:
    before, after = (rule.before, rule.after) if rule else (0, 0)
    first = gift.first - timedelta(days=before)
    return {first + timedelta(days=n) for n in range((gift.last - first).days + 1 + after)}


def _age(gift: Gift) -> int:
    born = gift.born or gift.day
    return gift.day.year - born.year - ((gift.day.month, gift.day.day) < (born.month, born.day))


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

"""What an institution has on file of a person, which is not always who the person is.

Belongs here: which slip a person suffers at a contract, and whether it has the number. Does not belong here: how a name
or date slips (misspelling.py), or the numbers of others (wrong_numbers.py).

A slip belongs to a person and a contract: the same mistake stands in all rows that the institution sends of the person.
Whoever looks at all rows can still tell who is meant: a row without number slips once only, and not when somebody else
was born on the same day or carries the same name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random

from pipelines.sample import misspelling
from pipelines.sample.misspelling import Slip
from pipelines.sample.model import Layout
from pipelines.sample.wording import plain_form
from snis.nation.model import Person

FORGOTTEN = "sin_cui"
Slips = tuple[tuple[str, Slip, int], ...]
# Slips of names that leave the first given name: who has the number and no birth date can still be recognised.
_MILD: Slips = (
    ("variante_maya", misspelling.mayan_surname, 20),
    ("variante", misspelling.spanish_surname, 12),
    ("apostrofo", misspelling.glottal_mark, 6),
    ("sin_segundo_nombre", misspelling.without_second_given, 14),
    ("sin_segundo_apellido", misspelling.without_second_surname, 8),
    ("apellidos_invertidos", misspelling.swapped_surnames, 8),
    ("de_casada", misspelling.married_surname, 60),
)
_NAMES: Slips = (
    *_MILD,
    ("errata", misspelling.typing_error, 14),
    ("otra_grafia", misspelling.other_given, 10),
    ("hipocoristico", misspelling.familiar_given, 10),
    ("solo_segundo_nombre", misspelling.second_given_only, 5),
)
_DATES: Slips = (
    ("nacimiento_dia_mes", misspelling.day_for_month, 40),
    ("nacimiento_digito", misspelling.wrong_digit, 35),
    ("nacimiento_enero", misspelling.first_of_january, 25),
)
# Registers of who somebody is; they are not told, they tell.
_EXACT = frozenset({"renap-personas", "renap-defunciones"})
# Where birth years of long ago are typed most, and the part of them that is mistaken for one of long, long ago.
_OLD_AGE = frozenset({"mintrab-adulto-mayor"})
_MADE_OLDER = 0.12
# What becomes of a person at a contract, and of how many in a thousand.
_FATES = ("name", "date", "number", "number and name", "number and date", "none")
_PER_MILLE = (20, 6, 8, 5, 3, 958)


@dataclass(frozen=True)
class Told:
    """A person as a contract has them: perhaps with other names or birth date, perhaps without number."""

    person: Person
    has_number: bool
    difficulty: tuple[str, ...] = ()


class Grapevine:
    """Decides what each contract was told of each person; equal for equal seed, whatever the order of asking."""

    def __init__(self, persons: Iterable[Person], *, seed: int) -> None:
        self._seed = seed
        self._born: dict[date, list[Person]] = defaultdict(list)
        self._named: Counter[str] = Counter()
        for person in persons:
            self._born[person.born].append(person)
            self._named[_whole_name(person)] += 1

    def told(self, person: Person, layout: Layout) -> Told:
        """What a contract has on file of a person."""
        plain = Told(person, bool(person.cui))
        if layout.contract in _EXACT:
            return plain
        rng = Random(f"{self._seed}:told:{layout.contract}:{person.number}")  # noqa: S311 - a repeatable stream is wanted
        if layout.contract in _OLD_AGE and rng.random() < _MADE_OLDER:
            return self._slip(plain, (("nacimiento_digito", misspelling.wrong_decade, 1),), rng)
        fate = rng.choices(_FATES, weights=_PER_MILLE)[0]
        has_birth = "nacimiento_fecha" in layout.fields
        if fate == "name":
            return self._slip(plain, _NAMES if has_birth else _MILD, rng)
        if fate == "date":
            return self._slip(plain, _DATES, rng) if has_birth else plain
        if fate == "none" or not layout.may_be_nameless or self.has_homonym(person):
            return plain
        lost = Told(person, has_number=False, difficulty=(FORGOTTEN,) if person.cui else ())
        slips = {"number": (), "number and name": _NAMES, "number and date": _DATES}[fate]
        return self._slip(lost, slips, rng)

    def has_homonym(self, person: Person) -> bool:
        """Whether somebody else was born on the same day under the same name: only the number tells them apart."""
        name = _whole_name(person)
        return sum(_whole_name(other) == name for other in self._born[person.born]) > 1

    def _slip(self, told: Told, slips: Slips, rng: Random) -> Told:
        person = told.person
        if not told.has_number and self._is_crowded(person, dates=slips is _DATES):
            return told
        waiting = list(slips)
        while waiting:
            chosen = rng.choices(waiting, weights=[weight for _, _, weight in waiting])[0]
            name, slip, _ = chosen
            slipped = slip(person, rng)
            if slipped is not None:
                return Told(slipped, told.has_number, (*told.difficulty, name))
            waiting.remove(chosen)
        return told

    def _is_crowded(self, person: Person, *, dates: bool) -> bool:
        """Whether somebody else could be meant by a row without number and with a slip in the date, or in the name."""
        if dates:
            return self._named[_whole_name(person)] > 1
        names = _words(person)
        return any(
            other.number != person.number and names & _words(other) for other in self._born[person.born]
        )


def _words(person: Person) -> frozenset[str]:
    return frozenset(plain_form(" ".join((*person.given, *person.surnames))).split())


def _whole_name(person: Person) -> str:
    return plain_form(" ".join((*person.given, *person.surnames)))

"""Names and birth dates as they are told wrong.

Belongs here: one name or date into another that a clerk may have put down. Does not belong here: whose are told wrong,
and where (told.py), or the forms of right values (wording.py).

A slip gives None where there is nothing to slip on. The sender does not share tables with whoever compares names.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random

from pipelines.sample.wording import plain_form
from snis.nation.model import Person
from snis.nation.sources import load_names

Slip = Callable[[Person, Random], Person | None]

_FAMILIAR = {
    "José": ("Chepe", "Pepe"), "Francisco": ("Paco", "Chico", "Pancho"), "Manuel": ("Meme",), "Antonio": ("Toño",),
    "Vicente": ("Chente",), "Ignacio": ("Nacho",), "Lorenzo": ("Lencho",), "Roberto": ("Beto",), "Alberto": ("Beto",),
    "Humberto": ("Beto",), "Gilberto": ("Beto",), "Rigoberto": ("Beto",), "Ernesto": ("Neto",), "Jesús": ("Chus",),
    "Ramón": ("Moncho",), "Benjamín": ("Mincho",), "Guillermo": ("Memo",), "Enrique": ("Quique",),
    "Eduardo": ("Lalo",), "Rafael": ("Rafa",), "Salvador": ("Chamba",), "Gregorio": ("Goyo",),
    "Domingo": ("Mingo",), "Santiago": ("Chago",), "Daniel": ("Dani",), "Miguel": ("Mike",), "Luis": ("Güicho",),
    "Sebastián": ("Bastián",), "Nicolás": ("Colacho",), "Bartolo": ("Tolo",), "Alejandro": ("Alex",),
    "María": ("Mari", "Mary"), "Concepción": ("Concha", "Chonita"), "Dolores": ("Lola",), "Rosario": ("Chayo",),
    "Victoria": ("Toya",), "Teresa": ("Tere",), "Francisca": ("Chica", "Paca"), "Isabel": ("Chabela",),
    "Josefa": ("Chepa",), "Mercedes": ("Meches",), "Gregoria": ("Goya",), "Antonia": ("Toña",),
    "Manuela": ("Mela",), "Guadalupe": ("Lupe",), "Magdalena": ("Magda",), "Candelaria": ("Candi",),
    "Catarina": ("Cata",), "Sebastiana": ("Chana",), "Dominga": ("Minga",), "Patricia": ("Paty",),
    "Rosa": ("Rosita",), "Juana": ("Juanita",), "Carmen": ("Carmelita",), "Elizabeth": ("Eli",),
    "Margarita": ("Mago",), "Gabriela": ("Gaby",), "Alejandra": ("Ale",), "Verónica": ("Vero",),
}  # fmt: skip
_OTHER_GIVEN = {
    "Yoselin": ("Jocelyn", "Yocelin"), "Brayan": ("Bryan", "Braian"), "Kevin": ("Kevyn",), "Jessica": ("Yessica",),
    "Katherine": ("Catherine", "Katerin"), "Kimberly": ("Kimberli",), "Stephanie": ("Estefani", "Stefany"),
    "Heidy": ("Heidi", "Haydi"), "Sulma": ("Zulma",), "Marleny": ("Marleni",), "Cristian": ("Christian",),
    "Wendy": ("Wendi",), "Lesly": ("Leslie",), "Sucely": ("Suceli",), "Nely": ("Nelly",), "Erick": ("Erik",),
    "Freddy": ("Fredy",), "Jonathan": ("Yonatan",), "Denis": ("Dennis",), "Elmer": ("Helmer",), "Edwin": ("Edvin",),
    "Mynor": ("Minor", "Maynor"), "Oscar": ("Oskar",), "Gerson": ("Yerson",), "Ester": ("Esther",),
    "Berta": ("Bertha",), "Telma": ("Thelma",), "Hortencia": ("Ortensia",), "Jacqueline": ("Yaquelin",),
    "Johana": ("Yohana",), "Britany": ("Brittany",), "Melany": ("Melani",), "Dayana": ("Diana",), "Edy": ("Eddy",),
    "Felix": ("Feliz",), "Mathías": ("Matías",), "Catarina": ("Catalina",), "Rosmery": ("Rosemary",),
    "Ixchel": ("Ishchel",), "Itzel": ("Itsel",), "Vilma": ("Wilma",), "Otilia": ("Hotilia",), "Walter": ("Gualter",),
}  # fmt: skip
_SPANISH = (
    (r"z$", "s"), (r"s$", "z"), (r"squez$", "zquez"), (r"^Ji", "Gi"), (r"^Ji", "Xi"), (r"^H(?=[aeiouáéíóú])", ""),
    (r"ll", "y"), (r"v", "b"), (r"b", "v"), (r"ei", "ey"), (r"rr", "r"), (r"z(?=[aou])", "s"),
    (r"c(?=[ei])", "s"), (r"^C(?=[ei])", "S"), (r"qui", "ki"), (r"^V", "B"), (r"^B", "V"), (r"ge", "je"),
)  # fmt: skip
_MAYAN = (
    (r"tz", "ts"), (r"Tz", "Ts"), (r"x", "sh"), (r"^X", "Sh"), (r"qu(?=[eié])", "k"), (r"^Qu(?=[eié])", "K"),
    (r"c(?=[aouáú]|$)", "k"), (r"^C(?=[aouáú])", "K"), (r"^Gu(?=[aeo])", "Hu"), (r"j$", "h"), (r"aa", "a"),
    (r"y$", "i"), (r"^Tz", "Z"), (r"^Ix", "Ish"), (r"^Aj", "Ah"),
)  # fmt: skip
_GLOTTAL = re.compile(r"tz|ch|[ckqt](?=[aeiou])|b$|b(?=[aeiou])", re.IGNORECASE)
_MARKS = ("'", "´", " ", "-")
# Forty years more are 117 to 120 years of age; more would be refused as a date too old.
_FORTIES = range(1946, 1950)
_NOT_MAYAN = frozenset({"es", "Garífuna"})


def mayan_surname(person: Person, rng: Random) -> Person | None:
    """A Mayan surname in another orthography: Tzoc, Tsok; Xiquín, Shikín; Quej, Kej."""
    return _rewrite_surname(person, rng, _MAYAN, is_mayan)


def spanish_surname(person: Person, rng: Random) -> Person | None:
    """A Spanish surname as it sounds: González, Gonsales; Jiménez, Giménez."""
    return _rewrite_surname(person, rng, _SPANISH, lambda name: not is_mayan(name))


def glottal_mark(person: Person, rng: Random) -> Person | None:
    """A glottal stop that others do not write: Tzoc, Tz'oc, Tz oc."""
    spots = [index for index, name in enumerate(person.surnames) if is_mayan(name) and _GLOTTAL.search(name)]
    if not spots:
        return None
    name = person.surnames[spots[0]]
    found = rng.choice(list(_GLOTTAL.finditer(name)))
    return _surname(
        person, spots[0], f"{name[: found.end()]}{rng.choice(_MARKS)}{name[found.end() :]}".strip(" -")
    )


def typing_error(person: Person, rng: Random) -> Person | None:
    """A letter lost, doubled or changed places with its neighbour, in a name that is long enough to bear it."""
    names = [*person.given, *person.surnames]
    spots = [index for index, name in enumerate(names) if len(name) > 5 and " " not in name]
    if not spots:
        return None
    spot = rng.choice(spots)
    names[spot] = _mistyped(names[spot], rng)
    count = len(person.given)
    return replace(person, given=tuple(names[:count]), surnames=tuple(names[count:]))


def other_given(person: Person, rng: Random) -> Person | None:
    """A given name in another spelling: Brayan, Bryan."""
    return _replace_given(person, rng, _OTHER_GIVEN)


def familiar_given(person: Person, rng: Random) -> Person | None:
    """The first given name as friends say it, alone or with the others: José Luis, Chepe."""
    changed = _replace_given(replace(person, given=person.given[:1]), rng, _FAMILIAR)
    if changed is None:
        return None
    return replace(changed, given=(*changed.given, *person.given[1:])) if rng.random() < 0.5 else changed


def without_second_given(person: Person, _rng: Random) -> Person | None:
    """The first given name only."""
    return replace(person, given=person.given[:1]) if len(person.given) > 1 else None


def second_given_only(person: Person, _rng: Random) -> Person | None:
    """The name that the family uses, which is the second."""
    return replace(person, given=person.given[1:2]) if len(person.given) > 1 else None


def without_second_surname(person: Person, _rng: Random) -> Person | None:
    """The first surname only."""
    return replace(person, surnames=person.surnames[:1]) if len(person.surnames) > 1 else None


def swapped_surnames(person: Person, _rng: Random) -> Person | None:
    """The mother's surname before the father's."""
    if len(set(person.surnames)) < 2:
        return None
    return replace(person, surnames=(person.surnames[1], person.surnames[0]))


def married_surname(person: Person, rng: Random) -> Person | None:
    """The husband's surname behind one's own, or in the place of the second."""
    if not person.married:
        return None
    own = person.surnames[:1] if rng.random() < 0.6 else person.surnames
    return replace(person, surnames=(own[0], " ".join((*own[1:], person.married))))


def day_for_month(person: Person, _rng: Random) -> Person | None:
    """Day and month of birth in each other's place."""
    born = person.born
    if born.day > 12 or born.day == born.month:
        return None
    return replace(person, born=date(born.year, born.day, born.month))


def wrong_digit(person: Person, rng: Random) -> Person | None:
    """A digit of the birth date mistyped: of the day, the month or the year."""
    born = person.born
    near = (
        born.replace(day=(born.day + rng.choice((1, 2, 10)) - 1) % 28 + 1),
        born.replace(month=(born.month + rng.choice((1, 2))) % 9 + 1, day=min(born.day, 28)),
        born.replace(year=born.year - rng.choice((1, 2, 10)), day=min(born.day, 28)),
    )
    day = near[rng.randrange(3)]
    return replace(person, born=day) if day != born and _digits_apart(day, born) == 1 else None


def wrong_decade(person: Person, _rng: Random) -> Person | None:
    """A nought for a four: somebody born in 1948 is a hundred and eighteen years old."""
    if not _FORTIES.start <= person.born.year < _FORTIES.stop:
        return None
    return replace(person, born=person.born.replace(year=person.born.year - 40, day=min(person.born.day, 28)))


def first_of_january(person: Person, _rng: Random) -> Person | None:
    """The year is known, the day is not."""
    day = date(person.born.year, 1, 1)
    return replace(person, born=day) if day != person.born else None


def is_mayan(surname: str) -> bool:
    """Whether a surname is of a Mayan language."""
    return surname in _mayan_surnames()


@cache
def _mayan_surnames() -> frozenset[str]:
    return frozenset(row.name for row in load_names()[1] if row.language not in _NOT_MAYAN)


def _rewrite_surname(
    person: Person, rng: Random, rules: tuple[tuple[str, str], ...], fits: Callable[[str], bool]
) -> Person | None:
    for index, name in enumerate(person.surnames):
        forms = [re.sub(pattern, form, name, count=1) for pattern, form in rules] if fits(name) else []
        heard = [form[0].upper() + form[1:] for form in forms if plain_form(form) != plain_form(name)]
        if heard:
            return _surname(person, index, rng.choice(heard))
    return None


def _surname(person: Person, index: int, name: str) -> Person:
    return replace(person, surnames=(*person.surnames[:index], name, *person.surnames[index + 1 :]))


def _replace_given(person: Person, rng: Random, forms: Mapping[str, tuple[str, ...]]) -> Person | None:
    for index, name in enumerate(person.given):
        if name in forms:
            return replace(
                person, given=(*person.given[:index], rng.choice(forms[name]), *person.given[index + 1 :])
            )
    return None


def _mistyped(name: str, rng: Random) -> str:
    spot = rng.randrange(1, len(name) - 2)
    swapped = f"{name[:spot]}{name[spot + 1]}{name[spot]}{name[spot + 2 :]}"
    return rng.choice(
        (f"{name[:spot]}{name[spot + 1 :]}", f"{name[:spot]}{name[spot]}{name[spot:]}", swapped)
    )


def _digits_apart(one: date, other: date) -> int:
    return sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True))

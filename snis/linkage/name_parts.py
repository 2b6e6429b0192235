"""The parts of a person's name as records hold them: given names, surnames, the name of a husband.

Belongs here: which words belong together, and what is no surname of the person's own. Does not belong here: the
normal form (snis/names.py), how names sound (sound.py), or the bulk version (assets/link/linker/macros.sql).

A compound surname (De León, De la Cruz, Del Cid) is one word for comparison. "de García" after a surname of one's own
is a husband's name: records hold it or not, so it is set apart and never counts against a person.
"""

import re
from dataclasses import dataclass

from snis.names import normal_form

# Surnames that begin with DE and are nobody's husband's. Closed list; general knowledge of Guatemalan surnames.
COMPOUND_AFTER_DE = (
    "DIOS", "GRACIA", "GRACIAS", "JESUS", "LEON", "MATA", "PAZ", "REYES", "ROSA", "SANTIAGO", "TORO", "VILLA",
)  # fmt: skip
_WIDOW = re.compile(r" (?:VIUDA|VDA|VD) DE ")
_ARTICLE = re.compile(r"\bDE (LAS|LOS|LA) ")
_PARTICLE = re.compile(r"\b(DELAS|DELOS|DELA|DEL|LAS|LOS|LA|SAN|SANTA|MC|MAC|VAN|VON|DER|DEN|DA|DI|DU|LE) ")
_COMPOUND = re.compile(rf"\bDE ({'|'.join(COMPOUND_AFTER_DE)})\b")
_OPENING = re.compile(r"\bDE ")


@dataclass(frozen=True)
class SurnameParts:
    """The surnames of a person.

    Attributes:
        own: the person's own, particles joined to their surname, in the order written.
        married: the husband's surname, or empty.
    """

    own: tuple[str, ...]
    married: str


def given_words(text: str | None) -> tuple[str, ...]:
    """The given names in a text: "María de los Ángeles" is ("MARIA", "DELOSANGELES")."""
    return tuple(_OPENING.sub("DE", _compounds_joined(normal_form(text))).split())


def surname_parts(text: str | None) -> SurnameParts:
    """Own surnames and husband's: "López Pérez de García" is ("LOPEZ", "PEREZ") and "GARCIA"."""
    own, _, married = _compounds_joined(_WIDOW.sub(" DE ", normal_form(text))).partition(" DE ")
    return SurnameParts(tuple(_OPENING.sub("DE", own).split()), _OPENING.sub("DE", married))


def _compounds_joined(normal: str) -> str:
    articles = _PARTICLE.sub(r"\1", _PARTICLE.sub(r"\1", _ARTICLE.sub(r"DE\1 ", normal)))
    return _COMPOUND.sub(r"DE\1", articles)

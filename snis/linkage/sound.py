"""The sound key of a Spanish or Mayan name: one text for the spellings that are said alike.

Belongs here: the key. Does not belong here: what follows from two equal keys (assets/link/linker), nicknames
(variants.py), or the bulk version (assets/link/linker/macros.sql, proven equal by tests).

Source: shared linkage.md, section 2.4, but Y is read as I wherever it stands (Myrian = Mirian, Mayra = Maira).
Tzoc = Tsok, Xiquín = Shikin, Quej = Kej, Güinac = Huinac.
"""

import unicodedata

from snis.names import normal_form

# In this order; "1" stands for CH and "2" for a hard G until the soft ones are written J.
STEPS = (
    ("CH", "1"), ("PH", "F"),
    ("TZ", "S"), ("TS", "S"), ("SH", "S"), ("X", "S"), ("Z", "S"),
    ("QUE", "KE"), ("QUI", "KI"), ("CE", "SE"), ("CI", "SI"), ("C", "K"), ("Q", "K"),
    ("GUE", "2E"), ("GUI", "2I"), ("GE", "JE"), ("GI", "JI"), ("2", "G"),
    ("HUA", "WA"), ("HUE", "WE"), ("HUI", "WI"), ("HUO", "WO"),
    ("LL", "I"), ("Y", "I"), ("H", ""), ("V", "B"),
)  # fmt: skip
DOUBLED = "ABDEFGIJKLMNOPRSTUW"


def sound_key(text: str | None) -> str:
    """The key of a name of one or more words, the words kept apart."""
    return key_of_normal(normal_form(with_diaeresis_read(text)))


def with_diaeresis_read(text: str | None) -> str:
    """The text with GÜ written W: the diaeresis is all that tells GÜI (said WI) from GUI (said GI)."""
    composed = unicodedata.normalize("NFC", text or "")
    return composed.replace("GÜ", "W").replace("Gü", "W").replace("gü", "w")


def key_of_normal(normal: str) -> str:
    """The key of a normal form."""
    key = normal
    for sign, sound in STEPS:
        key = key.replace(sign, sound)
    for letter in DOUBLED:
        key = key.replace(letter * 2, letter)
    return key

"""The normal form of names of people, places and columns, in which they are compared.

Belongs here: the form, and which words of a surname belong together. Does not belong here: deciding that two names
are one person's (assets/link), aliases of places (snis/territory.py), or the bulk version (assets/macros.sql, proven
equal by tests).
"""

import re
import unicodedata

# Glottal marks of Mayan orthographies (K'iche', Q'eqchi') are typed in many ways or left out; all of them go.
APOSTROPHES = "'`´’‘‛ʼʻ′＇ꞌꞋ"
# The letters that names here really carry. A closed list, so that SQL can do the same with translate(). The ordinal
# and degree signs stand in headers and abbreviations (Nº, N°, Mª), where they are letters.
ACCENTED = "ÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇÝáàâäãåéèêëíìîïóòôöõúùûüñçýªº°"
PLAIN = "AAAAAAEEEEIIIIOOOOOUUUUNCYaaaaaaeeeeiiiiooooouuuuncyaoo"
_BARE = str.maketrans(ACCENTED, PLAIN, APOSTROPHES)
_NOT_A_LETTER = re.compile(r"[^A-Za-z0-9]+")

# Words that open a surname and never end one.
PARTICLES = frozenset({"DA", "DE", "DEL", "DI", "LA", "LAS", "LOS", "MC", "SAN", "SANTA", "VAN", "VON", "Y"})


def normal_form(text: str | None) -> str:
    """Capitals A-Z, digits and single spaces; accents, apostrophes and punctuation gone.

    Ñ becomes N: senders without a Spanish keyboard write it so, and no two names met differ by it alone. Letters
    outside the closed list become a space, as punctuation does. Idempotent. Composition only (NFC), since engines
    have no compatibility form; what it would change in names (ª, º) is in the list. Letters are raised at the end,
    when only A-Z is left: engines disagree on the capitals of other letters.
    """
    bare = unicodedata.normalize("NFC", text or "").translate(_BARE)
    return _NOT_A_LETTER.sub(" ", bare).strip().upper()


def surnames(text: str | None) -> tuple[str, ...]:
    """The surnames in a text, each with its particles: "de la Cruz López" is ("DE LA CRUZ", "LOPEZ").

    Particles at the end stand alone. A married name ("de López") looks like a compound surname and is left as one.
    """
    found: list[str] = []
    opening: list[str] = []
    for word in normal_form(text).split():
        opening.append(word)
        if word not in PARTICLES:
            found.append(" ".join(opening))
            opening = []
    return (*found, " ".join(opening)) if opening else tuple(found)

"""The normal form of names of people, places and columns, in which they are compared.

Belongs here: the form. Does not belong here: deciding that two names are one person's (assets/link), aliases of
places (snis/territory.py), or the bulk version (assets/macros.sql, proven equal by tests).
"""

import re
import unicodedata

# Glottal marks of Mayan orthographies (K'iche', Q'eqchi') are typed in many ways or left out; all of them go.
APOSTROPHES = "'`´’‘ʼʻ′"
_GONE = str.maketrans("", "", APOSTROPHES)
# The letters that names here really carry. A closed list, so that SQL can do the same with translate().
ACCENTED = "ÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇÝ"
PLAIN = "AAAAAAEEEEIIIIOOOOOUUUUNCY"
_BARE = str.maketrans(ACCENTED, PLAIN)
_NOT_A_LETTER = re.compile(r"[^A-Z0-9]+")


def normal_form(text: str | None) -> str:
    """Capitals A-Z, digits and single spaces; accents, apostrophes and punctuation gone.

    Ñ becomes N: senders without a Spanish keyboard write it so, and no two names met differ by it alone.
    Letters outside the closed list become a space, as punctuation does. Idempotent.
    """
    composed = unicodedata.normalize("NFC", text or "").upper().translate(_GONE).translate(_BARE)
    return _NOT_A_LETTER.sub(" ", composed).strip()
